"""What is done to the workbook: changes of its sheets, put together, and of the workbook itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.forms import layout
from tests.manglings.form import CODES, ENTRIES, FORMS, HEADER, HIDDEN, LABELS, TABS, bare_label, column_of, row_of


@dataclass(frozen=True, slots=True)
class Mangling:
    name: str
    mangle: Callable[[Workbook], None]
    notes: tuple[str, ...] = ()
    """What the reader says of the file."""
    difference: tuple[str, ...] = ()
    """`-` and what is no longer read, `+` and what is read instead; `*` stands for anything."""
    causes: int = 1


Step = Callable[[Workbook], None]


def each(change: Callable[[Worksheet], None], *tabs: str) -> Step:
    def step(workbook: Workbook) -> None:
        for tab in tabs or TABS:
            change(workbook[tab])

    return step


def both(*steps: Step) -> Step:
    def step(workbook: Workbook) -> None:
        for one in steps:
            one(workbook)

    return step


def in_cell(tab: str, address: str, value: Any) -> Step:
    def step(workbook: Workbook) -> None:
        workbook[tab][address] = value

    return step


def without_sheets(*tabs: str) -> Step:
    def step(workbook: Workbook) -> None:
        for tab in tabs:
            del workbook[tab]

    return step


def relabelled(change: Callable[[str], str], tabs: Iterable[str] = TABS) -> Step:
    """Every label of these sheets, changed."""
    known = {
        sheet.tab: {question.label for question in sheet.fields + sheet.columns} for sheet in layout.DOSSIER.sheets
    }

    def step(workbook: Workbook) -> None:
        for tab in tabs:
            for row in workbook[tab].iter_rows():
                for cell in row:
                    if bare_label(cell.value) in known[tab]:
                        cell.value = change(bare_label(cell.value))

    return step


def label(tab: str, old: str, new: str | None) -> Step:
    """One header retyped."""

    def step(workbook: Workbook) -> None:
        sheet = workbook[tab]
        cell = sheet.cell(row_of(sheet, old), LABELS) if tab in FORMS else sheet.cell(HEADER, column_of(sheet, old))
        cell.value = new

    return step


def code_lost(*codes: str) -> Step:
    def step(workbook: Workbook) -> None:
        for sheet in workbook:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in codes:
                        cell.value = None

    return step


def copied_beside(workbook: Workbook, tab: str, name: str) -> Worksheet:
    sheet = workbook.copy_worksheet(workbook[tab])
    sheet.title = name
    return sheet


def another_dossier_beside(workbook: Workbook) -> None:
    for tab in TABS:
        sheet = copied_beside(workbook, tab, f"{tab} (2)"[:31])
        if tab in FORMS:
            for row in range(CODES, sheet.max_row + 1):
                if sheet.cell(row, ENTRIES).value:
                    sheet.cell(row, ENTRIES).value = "Une autre organisation"


def copied_into_another(workbook: Workbook) -> None:
    for tab in ("Lisez-moi", *HIDDEN):
        del workbook[tab]
    sheet = workbook.create_sheet("Budget", 0)
    for line in (["Poste", "Montant"], ["Loyer", 4200], ["Salaires", 38000]):
        sheet.append(line)


def counted_from_1904(workbook: Workbook) -> None:
    workbook.epoch = CALENDAR_MAC_1904


def unhidden(workbook: Workbook) -> None:
    for sheet in workbook:
        sheet.sheet_state = "visible"
        for row in sheet.row_dimensions.values():
            row.hidden = False
        for column in sheet.column_dimensions.values():
            column.hidden = False


def renamed(names: Mapping[str, str]) -> Step:
    def step(workbook: Workbook) -> None:
        for tab, name in names.items():
            workbook[tab].title = name

    return step


def moved_sheets(workbook: Workbook) -> None:
    workbook._sheets.reverse()  # type: ignore[attr-defined]


def merged(tab: str, *ranges: str) -> Step:
    def step(workbook: Workbook) -> None:
        for cells in ranges:
            workbook[tab].merge_cells(cells)

    return step


def with_budget(workbook: Workbook) -> None:
    workbook.create_sheet("Budget").append(["Loyer", 4200])
