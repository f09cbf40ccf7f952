"""The point d’étape at 18 months as a workbook: sent, completed as an organisation does, read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from ose_batch.forms import bilan, midterm
from ose_batch.forms.declaration import Form
from ose_batch.forms.layout import BILAN
from ose_batch.forms.places import places
from ose_batch.forms.read import understand
from ose_batch.forms.scan import scan
from ose_batch.model import Entry, Progress, Rejection
from tests.dossiers import RULES
from tests.entries import TYPICAL, validated

ROOT = Path(__file__).parents[1]
TEMPLATE = (ROOT / "templates" / "xlsx" / BILAN.filename).read_bytes()
RECOGNISED = validated(TYPICAL)
COMMITMENTS, ACTIONS = bilan.COMMITMENTS.key, bilan.ACTIONS.key
Lines = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Table → line, from 1 → column → what is typed in it."""


def sent(entry: Entry = RECOGNISED) -> bytes:
    return midterm.prefilled(TEMPLATE, RULES, entry, valid_until=date(2030, 2, 28), issuer="CRESS", contact="02 00 00")


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def saved(workbook: Workbook) -> bytes:
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def completed(content: bytes, fields: Mapping[str, Any], lines: Lines, form: Form = BILAN) -> bytes:
    """As the organisation sends it back."""
    workbook, where = opened(content), places(form, RULES)
    for key, value in fields.items():
        workbook[where["midterm"].sheet.tab].cell(where["midterm"].rows[key], 3, value)
    for table, own in lines.items():
        place = where[table]
        for line, entries in own.items():
            for key, value in entries.items():
                workbook[place.sheet.tab].cell(place.first + line - 1, place.columns[key], value)
    return saved(workbook)


def read(content: bytes, name: str = "bilan.xlsx") -> Progress:
    grids = scan(name, content)
    assert not isinstance(grids, Rejection), grids
    received = understand(grids, RULES)
    assert isinstance(received, Progress), received
    return received


def said(progress: Progress, table: str) -> dict[str, dict[str, Any]]:
    return {
        row.name: {key: cell.value for key, cell in row.cells.items() if cell.value is not None}
        for row in progress.rows(table)
    }


ANSWERS: Lines = {
    COMMITMENTS: {
        1: {"state": "Tenu", "comment": "Comité d’usagers installé."},
        2: {"state": "En cours", "next": "Signer l’accord."},
        3: {"state": "Reporté", "motive": "Le bilan carbone attend."},
        4: {"label": "Ouvrir le lieu le dimanche.", "state": "À lancer", "theme": "Ancrage territorial"},
    },
    ACTIONS: {
        1: {"state": "Réalisée", "progress": 1, "comment": "Onze personnes formées."},
        2: {"state": "En cours", "progress": 0.8},
        3: {"state": "À lancer"},
        4: {"state": "Réalisée"},
        5: {"state": "En cours", "new_due_on": date(2029, 4, 30)},
        6: {"state": "Abandonnée", "motive": "Le bail s’arrête."},
        8: {"action": "Tenir une permanence", "commitment": "E4", "state": "En cours", "pilot": "Accueil"},
    },
}
FIELDS = {
    "wished_on": date(2028, 6, 20),
    "participants": "Direction, deux administratrices",
    "successes": "Le comité d’usagers vit.",
    "difficulties": "Un départ a tout ralenti.",
    "needs": "Une mise en relation.",
}
