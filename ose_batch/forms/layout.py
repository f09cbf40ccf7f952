"""The workbooks, declared once: `blank` draws them, `prefill` writes into them, `read` recognises them.

Every label that an organisation or the staff reads on a form stands in `dossier`, `bilan` and `decisions`; the lists
they name and the prose of « Lisez-moi » are in charter.toml.
"""

from __future__ import annotations

from ose_batch.forms.bilan import BILAN
from ose_batch.forms.decisions import DECISIONS
from ose_batch.forms.dossier import DOSSIER
from ose_batch.forms.mouvements import MOVEMENTS

__all__ = [
    "BILAN",
    "COLUMN_KEYS",
    "DECISIONS",
    "DOSSIER",
    "FORMS",
    "KEYS",
    "LABELS",
    "LIST_NAMES",
    "MOVEMENTS",
    "PERSONAL",
]

FORMS = (DOSSIER, DECISIONS, BILAN, MOVEMENTS)

KEYS = DOSSIER.keys()
"""Every field and column of the dossier, by full key."""
COLUMN_KEYS = tuple(f"{sheet.key}.{column.key}" for sheet in DOSSIER.sheets for column in sheet.columns)
PERSONAL = frozenset(key for key, field in KEYS.items() if field.personal)
"""Full keys of what names or reaches a person."""
LABELS = {key: field.label for key, field in KEYS.items()} | {
    sheet.key: sheet.tab for sheet in DOSSIER.sheets if sheet.columns
}
"""What a person calls each field and column, by full key, and each table, by key."""
LIST_NAMES = tuple(dict.fromkeys(field.choices for form in FORMS for field in form.keys().values() if field.choices))
"""The lists that the forms offer."""
