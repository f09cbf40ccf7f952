"""The blank workbooks, drawn from their declaration with openpyxl. Same declaration and charter, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from ose_batch import palette
from ose_batch.charter.rules import Rules
from ose_batch.forms import guide, looks, page, styles
from ose_batch.forms.completeness import Mark, Need, done, needs, status
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Field, Form, Sheet
from ose_batch.forms.formulas import text
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.places import (
    CODE_COLUMN,
    ENTRY_COLUMN,
    FIRST_COLUMN,
    STATUS_ROW,
    Place,
    letter,
    list_of,
    list_spans,
    places,
    span,
)
from ose_batch.model import Kind
from ose_batch.wording import forms as say

FIELD_WIDTHS = (56, 44, 40)
"""Characters for the label, the entry and the help of a field."""
HEAD_WIDTH = 150
"""Characters the help under a title may run across, so that it shows whole on a laptop."""
LINE_HEIGHT, GIVEN_HEIGHT, FREE_SPACE = 19, 34, 100
"""Points of an empty line: of a form or a list, of a table whose lines are given, of the free space below a table."""

_FOOTER = b"</headerFooter>"
_IGNORED = b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'
"""A postcode kept as text is no mistake: without it Excel puts a green corner on each. openpyxl cannot write it."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What the drawing of each sheet needs to know of the whole."""

    rules: Rules
    lists: Mapping[str, str]
    """List name → where it stands."""
    states: Mapping[str, str]
    """Sheet key → its completeness line."""
    marks: Mapping[str, list[Mark]]
    logo: bytes | None


def build(form: Form, rules: Rules, logo: bytes | None = None) -> bytes:
    """The blank workbook of `form`, as the bytes of an .xlsx; `logo` is a PNG or JPEG picture."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    where = places(form, rules)
    control: list[list[str]] = [[FORM_CODE, form.kind, form.version]]
    states: dict[str, str] = {}
    marks: dict[str, list[Mark]] = {}
    if form.kind == DOSSIER.kind:
        for key, sheet_needs in needs(where, rules).items():
            states[key] = _counted(control, where[key], sheet_needs)
            marks[key] = [mark for need in sheet_needs for mark in need.marks]
        lacks = _lacking_sheets(control, form)
        guide.draw(workbook.create_sheet(say.GUIDE_TAB), form, rules, lacks, logo)
    book = _Book(rules, list_spans(form, rules), states, marks, logo)
    for place in where.values():
        _sheet(workbook.create_sheet(place.sheet.tab), place, book)
    _lists(workbook.create_sheet(say.LISTS_TAB), book)
    hidden = workbook.create_sheet(say.CONTROL_TAB)
    for row in control:
        hidden.append(row)
    page.lock(hidden)
    hidden.sheet_state = "hidden"
    return _saved(workbook, form)


def _counted(control: list[list[str]], place: Place, sheet_needs: Sequence[Need]) -> str:
    """Add a line to the control sheet for each thing a sheet may lack; what the sheet says of them."""
    counts = []
    for need in sheet_needs:
        control.append([place.sheet.key, f"={need.count}"])
        counts.append((need.said, span(say.CONTROL_TAB, 2, len(control))))
    return f"={status(counts, done(place))}"


def _lacking_sheets(control: list[list[str]], form: Form) -> str:
    """Add the line that counts the sheets not complete; the formula that says it."""
    states = guide.states(form)
    complete = "".join(f"-COUNTIFS({states},{text(said)})" for said in guide.DONE)
    control.append([say.GUIDE_TAB, f"={len(form.sheets)}{complete}"])
    lacking = span(say.CONTROL_TAB, 2, len(control))
    return f"={status([(say.MISSING_SHEETS, lacking)], text(say.ALL_COMPLETE))}"


def _sheet(tab: Worksheet, place: Place, book: _Book) -> None:
    sheet = place.sheet
    widths = [column.width for column in sheet.columns] or FIELD_WIDTHS
    page.columns(tab, widths, hidden_first=True)
    page.head(tab, sheet.title, sheet.help, _across(widths), book.logo)
    if sheet.key in book.states:
        tab.row_dimensions[STATUS_ROW].height = 20
        page.live(tab, STATUS_ROW, FIRST_COLUMN, book.states[sheet.key], guide.DONE)
    if sheet.columns:
        _table(tab, place, book)
    if sheet.fields:
        _fields(tab, place, book)
    for mark in book.marks.get(sheet.key, ()):
        page.change_when(tab, mark.cells, mark.formula, styles.MISSING)
    _finish(tab, place, FIRST_COLUMN + len(widths) - 1)


def _across(widths: Sequence[float]) -> Sequence[float]:
    """The first columns, as far as the head runs."""
    count = 1
    while count < len(widths) and sum(widths[: count + 1]) <= HEAD_WIDTH:
        count += 1
    return widths[:count]


def _table(tab: Worksheet, place: Place, book: _Book) -> None:
    columns = place.sheet.columns
    tab.cell(place.code_row, CODE_COLUMN, f"{CODE}{place.sheet.key}")
    tab.row_dimensions[place.code_row].hidden = True
    tab.row_dimensions[place.band_row].height = 17
    tab.row_dimensions[place.header_row].height = 6 + max(
        looks.height(_label(field), field.width, bold=True) for field in columns
    )
    for index, field in enumerate(columns, start=FIRST_COLUMN):
        styles.header(page.at(tab, place.header_row, index), _label(field), field.starred or field.given)
        tab.cell(place.code_row, index, f"{CODE}{place.sheet.key}.{field.key}")
        model = page.at(tab, place.first, index)
        if field.given:
            styles.given(model)
        else:
            styles.entry(model, field.kind)
        for row, label in enumerate(place.labels, start=place.first):
            cell = page.at(tab, row, index)
            # Setting each property of each cell would take most of the time.
            cell._style = copy(model._style)  # type: ignore[attr-defined]
            if field.given and index == FIRST_COLUMN:
                cell.value = label or None
        if not field.given:
            cells = f"{letter(index)}{place.first}:{letter(index)}{place.last}"
            _validate(tab, field, cells, book.lists)
    for required, group in ((True, place.sheet.starred_columns), (False, _optional(place.sheet))):
        _band(tab, place.band_row, [place.columns[field.key] for field in group], required)
    least = GIVEN_HEIGHT if place.sheet.given_list else LINE_HEIGHT
    for row, label in enumerate(place.labels, start=place.first):
        page.fitted(tab, row, FIRST_COLUMN + len(columns), max(least, looks.height(label, columns[0].width)))


def _optional(sheet: Sheet) -> tuple[Field, ...]:
    return tuple(field for field in sheet.columns if not (field.starred or field.given))


def _label(field: Field) -> str:
    return field.label + (say.STAR if field.starred else "")


def _band(tab: Worksheet, row: int, columns: Sequence[int], required: bool) -> None:
    for index in columns:
        styles.band(page.at(tab, row, index), required)
    if columns:
        tab.cell(row, columns[0]).value = say.REQUIRED_BAND if required else say.OPTIONAL_BAND


def _fields(tab: Worksheet, place: Place, book: _Book) -> None:
    tab.cell(place.value_row, ENTRY_COLUMN, VALUE_CODE)
    tab.row_dimensions[place.value_row].hidden = True
    last = FIRST_COLUMN + (len(place.sheet.columns) or len(FIELD_WIDTHS)) - 1
    for row, required in place.bands:
        _band(tab, row, range(FIRST_COLUMN, last + 1), required)
        tab.row_dimensions[row].height = 17
    below_table = bool(place.sheet.columns)
    for field in place.sheet.fields:
        row = place.rows[field.key]
        tab.cell(row, CODE_COLUMN, f"{CODE}{place.sheet.key}.{field.key}")
        entry = page.at(tab, row, ENTRY_COLUMN)
        styles.entry(entry, field.kind, "top" if below_table else "center")
        _validate(tab, field, entry.coordinate, book.lists)
        if below_table:
            styles.label(page.at(tab, row - 1, ENTRY_COLUMN), _label(field))
            styles.hint(page.at(tab, row - 1, ENTRY_COLUMN + 1), field.help)
            tab.row_dimensions[row - 1].height = LINE_HEIGHT
            needed: float = FREE_SPACE
        else:
            label, hint = page.at(tab, row, FIRST_COLUMN), page.at(tab, row, ENTRY_COLUMN + 1)
            styles.label(label, _label(field), bold=field.starred)
            styles.hint(hint, field.help)
            label.border = hint.border = styles.UNDERLINED
            needed = max(
                LINE_HEIGHT,
                looks.height(_label(field), FIELD_WIDTHS[0], bold=field.starred),
                looks.height(field.help, FIELD_WIDTHS[2] - 2, 10),
            )
        page.fitted(tab, row, last + 1, needed)


def _validate(tab: Worksheet, field: Field, cells: str, lists: Mapping[str, str]) -> None:
    """Prompt and warning of an entry. Nothing is ever refused: a person who means it can keep what was typed."""
    match field.kind:
        case Kind.CHOICE | Kind.SCALE | Kind.THEME:
            rule = DataValidation(type="list", formula1=lists[list_of(field)], error=say.CHOICE_ERROR)
            prompt = ""
        case Kind.DATE:
            # From the first day a spreadsheet knows to 2100.
            rule = DataValidation(type="date", operator="between", formula1="1", formula2="73415")
            rule.error, prompt = say.DATE_ERROR, say.DATE_PROMPT
        case Kind.NUMBER:
            rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
            rule.error, prompt = say.NUMBER_ERROR, say.NUMBER_PROMPT
        case Kind.PERCENT:
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1")
            rule.error, prompt = say.PERCENT_ERROR, say.PERCENT_PROMPT
        case _ if field.limit:
            rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(field.limit))
            rule.error, prompt = say.LIMIT_ERROR.format(field.limit), say.LIMIT_PROMPT.format(field.limit)
        case _:
            rule, prompt = DataValidation(), ""
    rule.prompt = field.help or prompt or None
    if rule.type or rule.prompt:
        rule.allow_blank, rule.errorStyle, rule.errorTitle = True, "warning", say.ERROR_TITLE
        rule.showErrorMessage, rule.showInputMessage = bool(rule.type), bool(rule.prompt)
        rule.add(cells)
        tab.add_data_validation(rule)


def _finish(tab: Worksheet, place: Place, last: int) -> None:
    """What is seen on opening, and on paper."""
    sheet = place.sheet
    if sheet.columns:
        entry = next(column.key for column in sheet.columns if not column.given)
        page.freeze(tab, place.first, FIRST_COLUMN + 1, f"{letter(place.columns[entry])}{place.first}")
        titles = "" if sheet.fields else f"{place.band_row}:{place.header_row}"
        page.printed(tab, last, place.end, titles)
    else:
        page.freeze(tab, place.value_row + 1, 1, f"{letter(ENTRY_COLUMN)}{min(place.rows.values())}")
        page.printed(tab, last, place.end, portrait=True)
    tab.sheet_properties.tabColor = palette.ACCENT if sheet.principle.startswith("P") else palette.MUTED
    page.lock(tab)


def _lists(tab: Worksheet, book: _Book) -> None:
    for column, name in enumerate(book.lists, start=1):
        tab.cell(1, column, name)
        for row, label in enumerate(book.rules.lists[name], start=2):
            tab.cell(row, column, label).number_format = styles.TEXT
    page.lock(tab)
    tab.sheet_state = "veryHidden"


def _saved(workbook: Workbook, form: Form) -> bytes:
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    workbook.active = 0
    about = workbook.properties
    about.title = form.kind
    about.creator = about.lastModifiedBy = "ose-batch"
    about.created = about.modified = datetime(2026, 1, 1)
    buffer = BytesIO()
    # Not Workbook.save: it dates the file.
    ExcelWriter(workbook, ZipFile(buffer, "w")).save()
    parts = unpack(buffer.getvalue())
    return pack({name: part.replace(_FOOTER, _FOOTER + _IGNORED) for name, part in parts.items()})
