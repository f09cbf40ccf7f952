"""decisions-comite.xlsx: pre-filled with the session's dossiers, completed by staff after it."""

from __future__ import annotations

from ose_batch.forms.declaration import Field, Form, Sheet, star
from ose_batch.model import Kind

DECISIONS = Form(
    "decisions-comite",
    "2",
    "decisions-comite.xlsx",
    (
        Sheet(
            "session",
            "Séance",
            "La séance du comité",
            "Vérifiez la date et l’instance, puis notez chaque décision sur la feuille suivante.",
            "",
            fields=(
                star(Field("held_on", "Date de la séance", Kind.DATE)),
                star(Field("instance", "Instance validante")),
                Field("present", "Présents", help="Membres présents, tels qu’ils figureront au relevé."),
                Field("excused", "Excusés"),
                Field("recused", "Déports", help="Qui s’est retiré de quel dossier."),
            ),
        ),
        Sheet(
            "decisions",
            "Décisions",
            "Les décisions du comité",
            "Une ligne par dossier. Laissez vide ce qui n’a pas été examiné, puis déposez ce classeur dans le dossier "
            "inbox.",
            "",
            columns=(
                Field("number", "N° de dossier", width=14, given=True),
                Field("name", "Organisation", width=34, given=True),
                Field("kind", "Type", width=16, given=True),
                Field("readings", "Lecture du dossier", width=34, given=True),
                star(Field("decision", "Décision", Kind.CHOICE, choices="decisions", width=26)),
                Field("decided_on", "Date, si autre que la séance", Kind.DATE, width=14),
                Field("motive", "Motif", width=34, help="Indispensable pour Ajourné et Non retenu."),
                Field(
                    "conditions",
                    "Réserves ou recommandations",
                    width=40,
                    help="Indispensable si le dossier est validé avec recommandations ou sous réserve.",
                ),
                Field("deadline", "Échéance des réserves", Kind.DATE, width=14),
                Field("rapporteur", "Rapporteur", width=20),
                Field("recused", "Déport", width=20),
                Field(
                    "correction",
                    "Motif de la rectification",
                    width=34,
                    help="Pour rectifier une décision déjà enregistrée : la nouvelle l’annule et la remplace.",
                    since=2,
                ),
            ),
            lines=60,
        ),
    ),
)
