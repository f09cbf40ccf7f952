"""Dossiers sent back in a workbook, and what is read in it again."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from ose_batch.charter.assess import assess
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.read import understand
from ose_batch.forms.returned import Heading, returned
from ose_batch.forms.scan import scan
from ose_batch.model import Answer, Assessment, Context, Dossier, Point
from tests.dossiers import RULES

ROOT = Path(__file__).parents[1]
HEADING = Heading(
    "D-2026-014", "K7M-4QX", "3fa91c02", date(2026, 11, 2), date(2026, 11, 26), date(2026, 12, 10), "CRESS", "02 00 00"
)
FAULTY = {
    "organisation.town": "",
    "organisation.perimeter": "deux sites",
    "actions.A1.pilot": "",
    "actions.A2.due_on": "au printemps",
    "actions.A2.commitment": "E7",
    "stakeholders.2.influence": "#REF!",
    "themes.Éthique.questioned": "",
    "presentations.Salariés.held_on": "",
    "charter.p4": "Non",
}
COLOUR = "FFFBE9E7"
Findings = list[tuple[str, Answer, list[tuple[str, str, str]]]]


@cache
def template() -> bytes:
    return (ROOT / "templates" / "xlsx" / DOSSIER.filename).read_bytes()


def assessed(read: Dossier) -> Assessment:
    return assess(read, RULES, Context(date(2026, 11, 2)))


def sent_back(read: Dossier, heading: Heading = HEADING, base: bytes = b"") -> bytes:
    return returned(base or template(), DOSSIER, RULES, read, assessed(read), heading)


def reread(content: bytes) -> Dossier:
    grids = scan("retour.xlsx", content)
    assert isinstance(grids, list)
    received = understand(grids, RULES)
    assert isinstance(received, Dossier)
    return received


def to_complete(assessment: Assessment) -> list[Point]:
    findings = (finding for finding in assessment.findings if finding.answer is Answer.TO_COMPLETE)
    return [point for finding in findings for point in finding.points]


def findings(assessment: Assessment) -> Findings:
    return [
        (
            finding.criterion,
            finding.answer,
            [(point.subject, str(point.cell), point.sentence) for point in finding.points],
        )
        for finding in assessment.findings
    ]


def values(read: Dossier) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Whatever is said, by key and by line; what is not understood as it was typed."""
    fields = {key: cell.value if cell else cell.text for key, cell in read.fields.items()}
    tables = {
        key: [{column: cell.value if cell else cell.text for column, cell in row.cells.items()} for row in table.rows]
        for key, table in read.tables.items()
    }
    return fields, tables


def texts(workbook: Workbook, tab: str) -> list[list[str]]:
    return [[str(value) for value in row if value is not None] for row in workbook[tab].iter_rows(values_only=True)]
