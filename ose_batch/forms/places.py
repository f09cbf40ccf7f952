"""Where each thing stands in a blank workbook, before anything is drawn. Rows and columns are counted from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import Field, Form, Sheet
from ose_batch.model import Kind
from ose_batch.wording.forms import LISTS_TAB

CODE_COLUMN = 1
"""Hidden: the code of each field's line, and of the table on its hidden line."""
FIRST_COLUMN = 2
ENTRY_COLUMN = 3
"""Where the fields of a form are answered, their labels standing before and their help after."""

TITLE_ROW, HELP_ROW, STATUS_ROW = 1, 2, 3
BODY_ROW = 4


def letter(column: int) -> str:
    """`28` → `AB`."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def span(tab: str, column: int, first: int, last: int | None = None) -> str:
    """`'P4 Plan d’actions'!$C$7:$C$66`, or one cell without `last`."""
    name = letter(column)
    end = f":${name}${last}" if last else ""
    return f"'{tab}'!${name}${first}{end}"


@dataclass(frozen=True, slots=True)
class Place:
    """One sheet: its table if it has one, then its fields if it has any."""

    sheet: Sheet
    labels: tuple[str, ...] = ()
    """What the first column of the table says beforehand, a line each; empty labels are lines free to use."""
    columns: Mapping[str, int] = field(default_factory=dict)
    band_row: int = 0
    """Where « Indispensable » and « Facultatif » stand over a table; the headers follow."""
    code_row: int = 0
    first: int = 0
    """First line of the table; 0 without one."""
    last: int = 0
    value_row: int = 0
    """The hidden line above the fields; 0 without any."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Field key → its line."""
    bands: tuple[tuple[int, bool], ...] = ()
    """Lines of the bands over fields, and whether what follows is starred."""

    @property
    def end(self) -> int:
        """Last line in use."""
        return max(self.last, *self.rows.values(), BODY_ROW)

    @property
    def header_row(self) -> int:
        return self.band_row + 1

    def line(self, key: str, offset: int) -> str:
        """The cell of column `key` on the table's line number `offset`, from 0."""
        return span(self.sheet.tab, self.columns[key], self.first + offset)

    def lines(self, key: str, first: int = 0, last: int | None = None) -> str:
        """The cells of column `key`, from line `first` to line `last` included."""
        end = self.last if last is None else self.first + last
        return span(self.sheet.tab, self.columns[key], self.first + first, end)

    def cell(self, key: str) -> str:
        """The cell where field `key` is answered."""
        return span(self.sheet.tab, ENTRY_COLUMN, self.rows[key])


def places(form: Form, rules: Rules) -> dict[str, Place]:
    """Sheet key → its place."""
    return {sheet.key: _table(sheet, rules) if sheet.columns else _fields(sheet) for sheet in form.sheets}


def list_spans(form: Form, rules: Rules) -> dict[str, str]:
    """List name → its range on the hidden sheet, for every list the form offers, in the order of the columns there."""
    names = sorted({list_of(field) for field in form.keys().values()} - {""})
    return {name: span(LISTS_TAB, column, 2, 1 + len(rules.lists[name])) for column, name in enumerate(names, start=1)}


def list_of(field: Field) -> str:
    """Name of the list a field is chosen from; empty when it is not."""
    return "themes" if field.kind is Kind.THEME else field.choices


def _table(sheet: Sheet, rules: Rules) -> Place:
    if sheet.given_list:
        labels = rules.lists[sheet.given_list] + ("",) * sheet.spare
    elif sheet.numbered:
        labels = tuple(f"{sheet.numbered}{number}" for number in range(1, sheet.lines + 1))
    else:
        labels = ("",) * sheet.lines
    first = BODY_ROW + 3
    last = first + len(labels) - 1
    # Below the table, a field has its label on a line of its own: the table's columns are no good for pairs.
    band = last + 2
    return Place(
        sheet,
        labels,
        {column.key: index for index, column in enumerate(sheet.columns, start=FIRST_COLUMN)},
        band_row=BODY_ROW,
        code_row=first - 1,
        first=first,
        last=last,
        value_row=band + 1 if sheet.fields else 0,
        rows={field.key: band + 3 + 2 * index for index, field in enumerate(sheet.fields)},
        bands=((band, False),) if sheet.fields else (),
    )


def _fields(sheet: Sheet) -> Place:
    bands: list[tuple[int, bool]] = []
    rows: dict[str, int] = {}
    row = BODY_ROW
    for starred in (True, False):
        group = [field for field in sheet.fields if field.starred is starred]
        if group:
            row += 1
            bands.append((row, starred))
            for field in group:
                row += 1
                rows[field.key] = row
            row += 1
    return Place(sheet, value_row=BODY_ROW, rows=rows, bands=tuple(bands))
