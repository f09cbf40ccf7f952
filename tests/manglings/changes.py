"""What is done to one sheet, or to one text in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.forms.declaration import CODE
from tests.manglings.form import ENTRIES, FIRST_LINE, FORMS, HEADER, lines_of, row_of, rows, written


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


def added_column(sheet: Worksheet, at: int, header: str | None, value: str | None) -> None:
    sheet.insert_cols(at)
    sheet.cell(HEADER, at).value = header
    sheet.cell(FIRST_LINE, at).value = value


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
