"""The good dossier, its sheets, and where things stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.forms import layout
from ose_batch.model import Context
from tests.examples import build

RULES = build.rules()
BASE = "quatre-marais"
CONTEXT = Context(date(2026, 11, 23))
TABS = tuple(sheet.tab for sheet in layout.DOSSIER.sheets)
ORGANISATION, P1, P2, P3, COMMITMENTS, P4, P5, P6, FRAMEWORKS, CHARTER = TABS
FORMS = (ORGANISATION, CHARTER)
TABLES = tuple(tab for tab in TABS if tab not in FORMS)
HIDDEN = ("Listes", "Contrôle")
FIRST_LINE, HEADER, CODES = 7, 5, 6
LABELS, ENTRIES = 2, 3
"""Columns of a form."""


@cache
def untouched() -> bytes:
    example = next(example for example in build.examples() if example.name == BASE)
    return build.dossier(example.values, RULES)


def rows(sheet: Worksheet) -> list[list[Any]]:
    """Of values with their formats."""
    return [[cell.value and (cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]


def written(sheet: Worksheet, lines: Sequence[Sequence[Any]]) -> None:
    """The sheet with these values from A1 on, and no others."""
    for cells in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(cells))
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = None
    for number, line in enumerate(lines, start=1):
        for column, entry in enumerate(line, start=1):
            if entry:
                cell = sheet.cell(number, column)
                cell.value, cell.number_format = entry


def lines_of(sheet: Worksheet) -> range:
    """Those of the table, from 1."""
    ends = [row for row in range(FIRST_LINE, sheet.max_row + 1) if sheet.cell(row, LABELS).value == "Facultatif"]
    return range(FIRST_LINE, ends[0] - 1 if ends else sheet.max_row + 1)


def column_of(sheet: Worksheet, label: str, row: int = HEADER) -> int:
    return next(cell.column for cell in sheet[row] if str(cell.value or "").removesuffix(" *") == label)


def row_of(sheet: Worksheet, label: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if bare_label(sheet.cell(row, LABELS).value) == label)


def bare_label(value: Any) -> str:
    return str(value or "").removesuffix(" *")
