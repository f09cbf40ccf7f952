"""bilan-18-mois.xlsx (« Point d’étape à 18 mois »): pre-filled with the commitments, completed by the organisation.

No sheet or key is one of the dossier's: codes alone tell the two forms apart. Neither do half of a sheet's labels
stand on one sheet of the dossier, which is recognised by them when it has lost its codes.
"""

from __future__ import annotations

from ose_batch.forms.declaration import Field, Form, Sheet, star
from ose_batch.model import Kind

_SENTENCES = 1000
"""Characters: what the brief of progress can quote."""

MIDTERM = Sheet(
    "midterm",
    "Point d’étape",
    "Votre point d’étape à 18 mois",
    "Un temps d’échanges avec la CRESS, pas un contrôle : quelques phrases suffisent, et rien n’est à recopier de "
    "votre dossier. Ne nommez personne ; aucune donnée de santé.",
    "",
    fields=(
        star(Field("ose_number", "N° OSE", help="Par exemple OSE-0042.")),
        Field("number", "N° de dossier"),
        Field("name", "Dénomination", limit=200),
        Field("wished_on", "Date souhaitée pour l’échange", Kind.DATE),
        Field("participants", "Participants à l’échange (fonctions)", help="Des fonctions, pas de noms.", limit=300),
        Field("successes", "Ce qui a réussi", limit=_SENTENCES, help="Ce dont vous êtes fiers, même modeste."),
        Field("difficulties", "Ce qui a été difficile", limit=_SENTENCES, help="Ce qui a pris du retard, et pourquoi."),
        Field("needs", "Ce dont vous auriez besoin", limit=_SENTENCES, help="Appui, conseil, mise en relation…"),
        Field("free", "Ce que vous voulez ajouter", limit=_SENTENCES),
    ),
)

COMMITMENTS = Sheet(
    "midterm_commitments",
    "Engagements",
    "Où en sont vos engagements ?",
    "Une ligne par engagement de votre dossier : dites où il en est. Un nouvel engagement prend la première ligne "
    "libre.",
    "",
    columns=(
        Field("number", "N°", width=6, given=True),
        star(Field("label", "Engagement", width=60, limit=300)),
        star(Field("state", "Où en est-il ?", Kind.CHOICE, choices="commitment_states", width=14)),
        Field("comment", "Ce qui a été fait", width=40),
        Field("next", "Ce qui reste à faire", width=36),
        Field(
            "motive",
            "Motif, si reporté ou abandonné",
            width=30,
            help="Renoncer ou remettre à plus tard se comprend : dites pourquoi, en une phrase.",
        ),
        Field("theme", "Thème", Kind.THEME, width=24),
    ),
    lines=12,
    numbered="E",
)

ACTIONS = Sheet(
    "midterm_actions",
    "Actions",
    "Où en sont vos actions ?",
    "Une ligne par action de votre plan : dites où elle en est et, si la date change, la nouvelle. Une nouvelle action "
    "prend la première ligne libre.",
    "",
    columns=(
        Field("number", "N°", width=6, given=True),
        star(Field("action", "Action", width=40)),
        star(
            Field("commitment", "Engagement lié", Kind.CHOICE, choices="commitment_numbers", width=12, help="E1, E2…")
        ),
        star(Field("state", "Où en est-elle ?", Kind.CHOICE, choices="action_states", width=13)),
        Field("last_state", "Dernier état connu", width=15, given=True),
        Field("due_on", "Échéance prévue", width=12, given=True),
        Field(
            "new_due_on",
            "Nouvelle échéance",
            Kind.DATE,
            width=12,
            help="Si la date change, ou si l’action est nouvelle.",
        ),
        Field("progress", "Part réalisée", Kind.PERCENT, width=10, help="De 0 à 100 %."),
        Field("comment", "Ce qui a été fait", width=34),
        Field(
            "motive",
            "Motif, si reportée ou abandonnée",
            width=28,
            help="Renoncer ou remettre à plus tard se comprend : dites pourquoi, en une phrase.",
        ),
        Field("pilot", "Pilote (fonction)", width=18, help="Une fonction, pas un nom."),
    ),
    lines=70,
    numbered="A",
)

BILAN = Form("bilan-18-mois", "1", "bilan-18-mois.xlsx", (MIDTERM, COMMITMENTS, ACTIONS))
