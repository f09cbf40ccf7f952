"""One good dossier put through what spreadsheets and people do to a workbook, and what is read of each result.

    python -m tests.manglings           every mangling, by every program that is there: a table

A mangling changes an openpyxl workbook. What is read of it (criterion, answer, subject, sentence: not the cells) must
be what is read of the untouched dossier, or differ as written here; what the reader says of the file is written
here, too, one sentence a cause.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.charter.assess import assess
from ose_batch.forms import layout
from ose_batch.forms.declaration import CODE
from ose_batch.forms.read import read
from ose_batch.model import Context, Dossier, Rejection, Source
from ose_batch.wording import reading as say
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
ALL_BY_LABELS = say.recognised_by_labels(*TABS)


@dataclass(frozen=True, slots=True)
class Mangling:
    name: str
    mangle: Callable[[Workbook], None]
    notes: tuple[str, ...] = ()
    """What the reader says of the file."""
    difference: tuple[str, ...] = ()
    """`-` and what is no longer read, `+` and what is read instead; `*` stands for anything."""
    causes: int = 1


def base() -> bytes:
    example = next(example for example in build.examples() if example.name == BASE)
    return build.dossier(example.values, RULES)


untouched = cache(base)


def mangled(mangling: Mangling) -> bytes:
    workbook = load_workbook(io.BytesIO(untouched()))
    mangling.mangle(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Outcome:
    notes: tuple[str, ...]
    difference: tuple[str, ...]
    refused: str = ""


def outcome(content: bytes) -> Outcome:
    found = read(Source("dossier.xlsx", "", content), RULES)
    if isinstance(found, Rejection):
        return Outcome((), (), f"{found.reason} {found.advice}")
    assert isinstance(found, Dossier), found
    before, now = Counter(_untouched()), Counter(said(found))
    lost, new = sorted((before - now).elements()), sorted((now - before).elements())
    return Outcome(found.notes, (*(f"- {line}" for line in lost), *(f"+ {line}" for line in new)))


@cache
def _untouched() -> tuple[str, ...]:
    found = read(Source("dossier.xlsx", "", untouched()), RULES)
    assert isinstance(found, Dossier), found
    assert found.notes == ()
    return said(found)


def said(dossier: Dossier) -> tuple[str, ...]:
    """Every finding and every answer, without the cells they stand in."""
    findings = [
        f"{finding.criterion} {finding.answer}: {point.subject}: {point.sentence}"
        for finding in assess(dossier, RULES, CONTEXT).findings
        for point in finding.points or [_NO_POINT]
    ]
    answers = [f"{key} = {cell.text}" for key, cell in dossier.fields.items() if cell.text]
    cells = [
        f"{table} {key} = {cell.text}"
        for table, found in dossier.tables.items()
        for row in found.rows
        for key, cell in row.cells.items()
        if cell.text
    ]
    return (*findings, *answers, *cells)


@dataclass(frozen=True, slots=True)
class _NoPoint:
    subject: str = ""
    sentence: str = ""


_NO_POINT = _NoPoint()


# ------------------------------------------------------------------------------------------------------ what one does

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
    return next(row for row in range(1, sheet.max_row + 1) if _label(sheet.cell(row, LABELS).value) == label)


def _label(value: Any) -> str:
    return str(value or "").removesuffix(" *")


def without_codes(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value).startswith(CODE):
                cell.value = None


def without_hidden_column(sheet: Worksheet) -> None:
    sheet.delete_cols(1)
    sheet.column_dimensions["A"].hidden = False


def without_hidden_rows(sheet: Worksheet) -> None:
    for number in sorted((n for n, row in sheet.row_dimensions.items() if row.hidden), reverse=True):
        sheet.delete_rows(number)


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
                    if _label(cell.value) in known[tab]:
                        cell.value = change(_label(cell.value))

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


def added_column(sheet: Worksheet, at: int, header: str | None, value: str | None) -> None:
    sheet.insert_cols(at)
    sheet.cell(HEADER, at).value = header
    sheet.cell(FIRST_LINE, at).value = value


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


def reordered_columns(sheet: Worksheet) -> None:
    """Those of the table, last first, their codes with them."""
    values = rows(sheet)
    width = len(values[0])
    last = max(column for column in range(width) if values[HEADER - 1][column])
    written(sheet, [[row[0], *reversed(row[1 : last + 1]), *row[last + 1 :]] for row in values])


def reordered_lines(sheet: Worksheet) -> None:
    values, lines = rows(sheet), lines_of(sheet)
    first, last = lines.start - 1, lines.stop - 1
    written(sheet, [*values[:first], *reversed(values[first:last]), *values[last:]])


def sparse_lines(sheet: Worksheet) -> None:
    """A blank line after each."""
    values, lines = rows(sheet), lines_of(sheet)
    first, last = lines.start - 1, lines.stop - 1
    spaced = [line for row in values[first:last] for line in (row, [])]
    written(sheet, [*values[:first], *spaced, *values[last:]])


def reordered_fields(sheet: Worksheet) -> None:
    """Those of a form, last first, codes with them."""
    values = rows(sheet)
    asked = [number for number, row in enumerate(values) if row[0] and str(row[0][0]).startswith(CODE)]
    turned = dict(zip(asked, reversed(asked), strict=True))
    written(sheet, [values[turned.get(number, number)] for number in range(len(values))])


def moved_without_codes(sheet: Worksheet) -> None:
    """The first two optional fields change places, their codes staying where they are."""
    values = rows(sheet)
    one, other = row_of(sheet, "SIREN") - 1, row_of(sheet, "Commune") - 1
    values[one], values[other] = [values[one][0], *values[other][1:]], [values[other][0], *values[one][1:]]
    written(sheet, values)


def answers_retyped(change: Callable[[str], str]) -> Callable[[Worksheet], None]:
    """Every text that was answered."""

    def retype(sheet: Worksheet) -> None:
        lines = range(HEADER + 1, sheet.max_row + 1) if sheet.title in FORMS else lines_of(sheet)
        for row in lines:
            for column in range(ENTRIES, (ENTRIES if sheet.title in FORMS else sheet.max_column) + 1):
                cell = sheet.cell(row, column)
                if isinstance(cell.value, str) and not cell.value.startswith(CODE):
                    cell.value = change(cell.value)

    return retype


def dates_as_text(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, datetime):
                cell.value, cell.number_format = f"{cell.value:%d/%m/%Y}", "@"


def counted_from_1904(workbook: Workbook) -> None:
    workbook.epoch = CALENDAR_MAC_1904


def unhidden(workbook: Workbook) -> None:
    for sheet in workbook:
        sheet.sheet_state = "visible"
        for row in sheet.row_dimensions.values():
            row.hidden = False
        for column in sheet.column_dimensions.values():
            column.hidden = False


def plain_sheet(sheet: Worksheet) -> None:
    """No lists, locks, filters, conditional formats or widths any more."""
    sheet.data_validations = DataValidationList()
    sheet.protection.sheet = False
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    sheet.freeze_panes = None


def decorated(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=FIRST_LINE, max_row=FIRST_LINE + 3):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
    sheet.cell(FIRST_LINE, ENTRIES).comment = Comment("À relire avec le bureau", "Camille")
    sheet.auto_filter.ref = f"B{HEADER}:H{sheet.max_row}"


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


def merged_headers(sheet: Worksheet) -> None:
    """Each with the band above it; where both say something, the upper one stays, as spreadsheets do."""
    for cell in list(sheet[HEADER]):
        above = sheet.cell(HEADER - 1, cell.column)
        if cell.value and not above.value:
            above.value = cell.value
            cell.value = None
            sheet.merge_cells(start_row=HEADER - 1, end_row=HEADER, start_column=cell.column, end_column=cell.column)


def ghosts(value: Any, row: int, column: int) -> Callable[[Worksheet], None]:
    def haunt(sheet: Worksheet) -> None:
        sheet.cell(row, column).value = value

    return haunt


def ghost_formats(sheet: Worksheet) -> None:
    far = sheet.cell(1_048_576, 16_384)
    far.font = copy(sheet.cell(1, 2).font)
    far.number_format = "0.00"


def slip(text: str) -> str:
    """Two letters of the longest word change places."""
    word = max(text.split(), key=len)
    middle = len(word) // 2
    turned = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return text.replace(word, turned, 1) if len(word) > 7 else text


def spaced(text: str) -> str:
    return f"  {text}\u00a0 ".replace(" ", " \u00a0 ") + "\n"


def bare(text: str) -> str:
    """Without accents or punctuation, as typed in haste."""
    return text.translate(str.maketrans("éèêàâçôîûÉÀ’?,:()", "eeeaacoiuEA'     ")).lower()


def many(text: str) -> str:
    """In the plural or the singular, whichever it is not."""

    def other(word: re.Match[str]) -> str:
        return word[0][:-1] if word[0].endswith(("s", "S")) else f"{word[0]}s"

    return re.sub(r"\b\w{4,}(?<![xz])(?<!SS)\b", other, text)


# ------------------------------------------------------------------------------------------------------- the manglings

CODES_LOST = each(without_codes)
HIDDEN_DROPPED = without_sheets(*HIDDEN)
FEUIL = {tab: f"Feuil{number}" for number, tab in enumerate(TABS, start=1)}
BY_LABELS_RENAMED = say.recognised_by_labels(*FEUIL.values())
BUDGET = say.sheets_unread(["Budget"])
NO_FRAMEWORKS = ("- ID.1[01] Complet: : ", "+ ID.1[01] Sans objet: : ", "- frameworks * = *")


def with_budget(workbook: Workbook) -> None:
    workbook.create_sheet("Budget").append(["Loyer", 4200])


MANGLINGS = (
    # Lines and columns
    Mangling("a line inserted above everything", each(lambda sheet: sheet.insert_rows(1, 2))),
    Mangling("a column inserted before everything", each(lambda sheet: sheet.insert_cols(1))),
    Mangling("lines inserted between title and headers", each(lambda sheet: sheet.insert_rows(4, 3))),
    Mangling("a line inserted between headers and entries", each(lambda sheet: sheet.insert_rows(CODES), *TABLES)),
    Mangling("lines inserted inside a table", each(lambda sheet: sheet.insert_rows(FIRST_LINE + 2, 3), P2, P4)),
    Mangling("a blank line after each in lists", each(sparse_lines, P2, P3, P4, P6, COMMITMENTS)),
    Mangling("an empty column inserted inside a table", each(lambda sheet: sheet.insert_cols(4), *TABLES)),
    Mangling(
        "a column added inside a table",
        each(lambda sheet: added_column(sheet, 5, "Budget", "1 200 €"), P4),
        (say.columns_unread([(P4, "Budget")]),),
    ),
    Mangling(
        "a column added inside three tables",
        each(lambda sheet: added_column(sheet, 5, "Notes", "vu"), P2, P3, P4),
        (say.columns_unread([(P2, "Notes"), (P3, "Notes"), (P4, "Notes")]),),
    ),
    Mangling("an empty column between labels and answers", each(lambda sheet: sheet.insert_cols(3), *FORMS)),
    Mangling(
        "a column of remarks between labels and answers",
        each(lambda sheet: added_column(sheet, 3, "Remarques", "à revoir"), ORGANISATION),
        (say.columns_unread([(ORGANISATION, "Remarques")]),),
    ),
    Mangling(
        "a column of remarks beside the answers",
        both(in_cell(ORGANISATION, "G7", "demander à la comptable"), in_cell(ORGANISATION, "G9", "ok")),
        (say.columns_unread([(ORGANISATION, "G")]),),
    ),
    Mangling("columns reordered", each(reordered_columns, P2, P3, P4, P6)),
    Mangling("lines reordered", each(reordered_lines, P1, P2, P3, P5, P6)),
    Mangling("fields reordered", each(reordered_fields, ORGANISATION)),
    Mangling(
        "fields reordered without their hidden codes",
        each(moved_without_codes, ORGANISATION),
        (say.recognised_by_labels(ORGANISATION),),
    ),
    Mangling(
        "a question of one's own added",
        both(in_cell(ORGANISATION, "B50", "Deuxième référent"), in_cell(ORGANISATION, "C50", "le bureau")),
        (say.lines_unread([(ORGANISATION, "Deuxième référent")]),),
    ),
    Mangling(
        "an unused column deleted",
        each(lambda sheet: sheet.delete_cols(column_of(sheet, "Objectif")), P4),
    ),
    # Sheets
    Mangling("sheets renamed", renamed(FEUIL)),
    Mangling("sheets moved", moved_sheets),
    Mangling("a sheet added", with_budget, (BUDGET,)),
    Mangling("an empty sheet added", lambda workbook: workbook.create_sheet("Feuil1", 0)),
    Mangling(
        "a sheet copied beside",
        lambda workbook: copied_beside(workbook, P4, "Brouillon"),
        (say.sheet_twice((P4, "Brouillon")),),
    ),
    Mangling(
        "the sheets of another dossier beside",
        another_dossier_beside,
        (say.sheet_twice(*((tab, f"{tab} (2)"[:31]) for tab in TABS)),),
    ),
    Mangling("sheets copied into another workbook", copied_into_another, (BUDGET,)),
    Mangling("hidden sheets dropped", HIDDEN_DROPPED),
    Mangling("an optional sheet deleted", without_sheets(FRAMEWORKS), (say.sheet_missing(FRAMEWORKS),), NO_FRAMEWORKS),
    Mangling(
        "only some sheets copied",
        both(copied_into_another, without_sheets(P5, FRAMEWORKS)),
        (say.sheet_missing(P5, FRAMEWORKS), BUDGET),
        (*NO_FRAMEWORKS, "- P5.* Complet: *", "+ P5.* *", "- presentations * = *"),
        causes=2,
    ),
    # Hidden codes
    Mangling(
        "hidden columns dropped",
        each(without_hidden_column),
        (say.recognised_by_labels(ORGANISATION, COMMITMENTS, CHARTER),),
    ),
    Mangling("hidden lines dropped", each(without_hidden_rows), (say.recognised_by_labels(*TABLES),)),
    Mangling(
        "hidden lines and columns dropped",
        both(each(without_hidden_rows), each(without_hidden_column)),
        (ALL_BY_LABELS,),
    ),
    Mangling("every code of the questions lost", CODES_LOST, (ALL_BY_LABELS,)),
    Mangling("every code and hidden sheet lost", both(CODES_LOST, HIDDEN_DROPPED), (ALL_BY_LABELS,)),
    Mangling("the codes of one sheet lost", each(without_codes, P2), (say.recognised_by_labels(P2),)),
    Mangling("one code lost", code_lost(f"{CODE}organisation.siret"), (say.recognised_by_labels(ORGANISATION),)),
    # Headers
    Mangling("headers retyped, codes there", relabelled(lambda text: f"Colonne {len(text)}")),
    Mangling("headers in capitals, codes lost", both(CODES_LOST, relabelled(str.upper)), (ALL_BY_LABELS,)),
    Mangling("headers without accents, codes lost", both(CODES_LOST, relabelled(bare)), (ALL_BY_LABELS,)),
    Mangling("headers with other spaces, codes lost", both(CODES_LOST, relabelled(spaced)), (ALL_BY_LABELS,)),
    Mangling("headers in the other number, codes lost", both(CODES_LOST, relabelled(many)), (ALL_BY_LABELS,)),
    Mangling(
        "a header with a slip, its code lost",
        both(code_lost(f"{CODE}actions.due_on"), label(P4, "Échéance", "Echénace *")),
        (say.labels_understood([(P4, "Echénace *", "Échéance")]),),
    ),
    Mangling(
        "headers cut short, their codes lost",
        both(
            code_lost(*(f"{CODE}stakeholders.{key}" for key in ("category", "side", "dialogue"))),
            label(P2, "Catégorie", "Catég."),
            label(P2, "Interne ou externe", "Int./ext."),
            label(P2, "Mode de dialogue", "Dialogue"),
        ),
        (
            say.labels_understood(
                [
                    (P2, "Catég.", "Catégorie"),
                    (P2, "Int./ext.", "Interne ou externe"),
                    (P2, "Dialogue", "Mode de dialogue"),
                ]
            ),
        ),
    ),
    Mangling(
        "a label with more words, its code lost",
        both(code_lost(f"{CODE}organisation.town"), label(ORGANISATION, "Commune", "Commune du siège social")),
        (say.labels_understood([(ORGANISATION, "Commune du siège social", "Commune")]),),
    ),
    Mangling(
        "a label that may be two questions, its code lost",
        both(
            code_lost(f"{CODE}organisation.representative_title"),
            label(ORGANISATION, "Représentant légal : fonction".replace(" :", "\u00a0:"), "Représentant légal"),
        ),
        (say.lines_unread([(ORGANISATION, "Représentant légal")]),),
        ("- organisation.representative_title = Président",),
    ),
    Mangling("headers merged with the band above", each(merged_headers, *TABLES)),
    Mangling(
        "headers merged with the band above, codes lost",
        both(CODES_LOST, each(merged_headers, P2, P3)),
        (ALL_BY_LABELS,),
    ),
    Mangling("answers merged with the cells beside", merged(CHARTER, "C6:D6", "C7:D7", "C15:D15")),
    # What stands far away, and what is shown
    Mangling("a space far away", each(ghosts(" ", 3000, 60))),
    Mangling("formats in the last cell", each(ghost_formats)),
    Mangling("a value far to the right", each(ghosts("x", FIRST_LINE, 60), P4), (say.columns_unread([(P4, "BH")]),)),
    Mangling("everything unhidden", unhidden),
    Mangling("no list, lock or conditional format left", each(plain_sheet)),
    Mangling("colours, comments and filters", each(decorated)),
    # Entries
    Mangling("answers with spaces around", each(answers_retyped(lambda text: f"\u00a0{text}  "))),
    Mangling("dates as text", each(dates_as_text)),
    Mangling("dates counted from 1904", counted_from_1904),
    # Together
    Mangling(
        "renamed, moved, codes and hidden sheets lost",
        both(CODES_LOST, HIDDEN_DROPPED, renamed(FEUIL), moved_sheets),
        (BY_LABELS_RENAMED,),
    ),
    Mangling(
        "renamed, lines inserted, a column added",
        both(
            each(lambda sheet: sheet.insert_rows(1, 3)),
            each(lambda sheet: sheet.insert_cols(4), *TABLES),
            renamed(FEUIL),
            with_budget,
        ),
        (BUDGET,),
    ),
    Mangling(
        "codes lost, columns and lines reordered",
        both(CODES_LOST, each(reordered_columns, P2, P3), each(reordered_lines, P2, P3, P6)),
        (ALL_BY_LABELS,),
    ),
    Mangling(
        "codes lost, blank lines, blank columns, ghosts",
        both(
            CODES_LOST,
            each(sparse_lines, P2, P3),
            each(lambda sheet: sheet.insert_cols(3)),
            each(ghosts("\u00a0", 900, 40)),
        ),
        (ALL_BY_LABELS,),
    ),
    Mangling(
        "copied into another workbook, codes lost, renamed",
        both(copied_into_another, CODES_LOST, renamed(FEUIL)),
        (BY_LABELS_RENAMED, BUDGET),
        causes=2,
    ),
    Mangling(
        "codes lost, headers in capitals without accents or with slips",
        both(CODES_LOST, relabelled(lambda text: bare(text).upper()), label(P4, "ECHEANCE", "ECHEANCCE")),
        (ALL_BY_LABELS, say.labels_understood([(P4, "ECHEANCCE", "Échéance")])),
        causes=2,
    ),
    Mangling(
        "hidden lines dropped, a column added, a sheet beside",
        both(each(without_hidden_rows), each(lambda sheet: added_column(sheet, 5, "Notes", None), P4), with_budget),
        (say.recognised_by_labels(*TABLES), BUDGET),
        causes=2,
    ),
    Mangling(
        "headers merged, lines spaced, dates as text, sheets moved",
        both(each(merged_headers, P2, P4), each(sparse_lines, P2, P4), each(dates_as_text), moved_sheets),
    ),
    Mangling(
        "another dossier beside, hidden sheets dropped, a line above",
        both(HIDDEN_DROPPED, another_dossier_beside, each(lambda sheet: sheet.insert_rows(1))),
        (say.sheet_twice(*((tab, f"{tab} (2)"[:31]) for tab in TABS)),),
    ),
    Mangling(
        "everything unhidden, no list, renamed, answers with spaces",
        both(unhidden, each(plain_sheet), each(answers_retyped(lambda text: f" {text}\u202f")), renamed(FEUIL)),
    ),
)


# -------------------------------------------------------------------------------------------------------- the programs


def openpyxl_alone(files: Sequence[Path], folder: Path) -> list[Path]:
    return list(files)


def libreoffice(export: str) -> Callable[[Sequence[Path], Path], list[Path]]:
    """All of them in one run. `export`: an extension and a filter."""

    def convert(files: Sequence[Path], folder: Path) -> list[Path]:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", export, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=60 + 20 * len(files))
        return [folder / f"{file.stem}.{export.partition(':')[0]}" for file in files]

    return convert


def gnumeric(extension: str, export: str) -> Callable[[Sequence[Path], Path], list[Path]]:
    def convert(files: Sequence[Path], folder: Path) -> list[Path]:
        saved = [folder / f"{file.stem}.{extension}" for file in files]
        for file, target in zip(files, saved, strict=True):
            command = ["ssconvert", f"--export-type={export}", str(file), str(target)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        return saved

    return convert


PROGRAMS = {
    "openpyxl": openpyxl_alone,
    "LibreOffice .xlsx": libreoffice("xlsx:Calc MS Excel 2007 XML"),
    "LibreOffice .ods": libreoffice("ods:calc8"),
    "Gnumeric .xlsx": gnumeric("xlsx", "Gnumeric_Excel:xlsx2"),
    "Gnumeric .ods": gnumeric("ods", "Gnumeric_OpenCalc:odf"),
}
NEEDED = {"openpyxl": "", "LibreOffice .xlsx": "soffice", "LibreOffice .ods": "soffice"}


def available(program: str) -> bool:
    command = NEEDED.get(program, "ssconvert")
    return not command or shutil.which(command) is not None


def outcomes(program: str, manglings: Sequence[Mangling] = MANGLINGS) -> list[Outcome]:
    """What is read of each mangled dossier once the program opened and saved it."""
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as saved:
        files = [Path(made, f"{number}.xlsx") for number in range(len(manglings))]
        for file, mangling in zip(files, manglings, strict=True):
            file.write_bytes(mangled(mangling))
        return [outcome(path.read_bytes()) for path in PROGRAMS[program](files, Path(saved))]


def alike(difference: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether each line follows a pattern, and each pattern is followed."""
    followed = {pattern for line in difference for pattern in patterns if fnmatchcase(line, pattern)}
    return followed == {*patterns} and all(any(fnmatchcase(line, one) for one in patterns) for line in difference)


def verdict(mangling: Mangling, read: Outcome) -> str:
    if read.refused:
        return f"refused: {read.refused}"
    if read.notes == mangling.notes and alike(read.difference, mangling.difference):
        return "precise difference" if read.difference else "same"
    return f"UNEXPECTED {'; '.join((*read.notes, *read.difference))}"


def main() -> None:
    programs = [program for program in PROGRAMS if available(program)]
    read = {program: outcomes(program) for program in programs}
    print(f"| mangling | {' | '.join(programs)} | what is said |")
    print("|---" * (len(programs) + 2) + "|")
    counts = {program: Counter[str]() for program in programs}
    for number, mangling in enumerate(MANGLINGS):
        verdicts = [verdict(mangling, read[program][number]) for program in programs]
        for program, said_of in zip(programs, verdicts, strict=True):
            counts[program][said_of.partition(" ")[0].rstrip(":")] += 1
        print(f"| {mangling.name} | {' | '.join(verdicts)} | {' '.join((*mangling.notes, *mangling.difference))} |")
    for program in programs:
        print(program, dict(counts[program]))
    if any("UNEXPECTED" in counted for counted in counts.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
