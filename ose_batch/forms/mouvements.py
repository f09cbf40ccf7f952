"""mouvements.xlsx: what staff record between two sessions of the committee, a line a movement."""

from __future__ import annotations

from ose_batch.forms.declaration import Field, Form, Sheet, star
from ose_batch.model import Kind

MOVEMENTS = Form(
    "mouvements",
    "1",
    "mouvements.xlsx",
    (
        Sheet(
            "movements",
            "Mouvements",
            "Les mouvements entre deux séances",
            "Une ligne par mouvement : charte reçue, point levé, réserve levée, échange tenu, coordonnées changées… "
            "Déposez ensuite ce classeur dans le dossier inbox.",
            "",
            columns=(
                star(Field("number", "N° OSE ou n° de dossier", width=16, help="Tel que le registre l’écrit.")),
                star(
                    Field(
                        "event",
                        "Mouvement",
                        Kind.CHOICE,
                        choices="movements",
                        width=30,
                        help="« Effacement du contact » ne se défait pas.",
                    )
                ),
                star(Field("happened_on", "Date", Kind.DATE, width=13, help="Du mouvement lui-même.")),
                star(Field("author", "Qui l’enregistre", width=18, help="Une fonction ou des initiales suffisent.")),
                Field("organisation", "Organisation", width=30, help="Pour vous relire ; n’est pas repris."),
                Field(
                    "motive",
                    "Motif, ou texte du commentaire ou de la note",
                    width=44,
                    help="Le commentaire pour le comité est imprimé dans la note. Ne nommez personne.",
                ),
                Field(
                    "criterion",
                    "Point levé",
                    Kind.CHOICE,
                    choices="criteria",
                    width=34,
                    help="Pour « Point levé ».",
                ),
                Field(
                    "day",
                    "Séance ou nouvelle échéance",
                    Kind.DATE,
                    width=16,
                    help="Pour une inscription à une séance, ou une prolongation (dernier jour, inclus).",
                ),
                Field("instance", "Instance", width=24, help="Qui a accordé la prolongation."),
                Field("other", "Fiche à regrouper", width=16, help="Son n° : elle rejoint celle de la ligne."),
                Field("name", "Référent : nom", width=22, personal=True, help="Coordonnées changées."),
                Field("title", "Référent : fonction", width=22, personal=True),
                Field("email", "Référent : courriel", width=26, personal=True),
                Field("phone", "Référent : téléphone", Kind.DIGITS, width=16, personal=True),
            ),
            lines=60,
        ),
    ),
)
