"""Values into a copy of a template, found through its hidden codes: whatever staff changed in it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import CODE, VALUE_CODE, Field, Form, Sheet
from ose_batch.forms.parts import Book, Position, Tab
from ose_batch.model import Kind, Value
from ose_batch.wording import fold, short_date

Line = Mapping[str, Value]
"""Column key → value."""
Values = Mapping[str, Value | Sequence[Line]]
"""`organisation.name` → its value, `actions` → its lines."""

DAY_ZERO = date(1899, 12, 30)
FIRST_DATE = date(1900, 3, 1)
"""Spreadsheets do not agree on earlier days, which are written as texts."""


def fill(form: Form, rules: Rules, template: bytes, values: Values) -> bytes:
    """The template with these values in it; the same bytes for the same values.

    One-value keys and table keys are those of the layout. A theme may be given by its code, a scale by its number; a
    text stays a text, whatever it starts with. A line whose first column the form fills itself (number, theme, body)
    goes where that column says the same; the others go in order. Raises `ValueError`, naming the key, for a key or a
    line that the template has no place for, and for a value that the key cannot hold.
    """
    book = Book(template)
    fields = {f"{sheet.key}.{field.key}": field for sheet in form.sheets for field in sheet.fields}
    tables = {sheet.key: sheet for sheet in form.sheets if sheet.columns}
    for key, value in values.items():
        if key in tables and isinstance(value, Sequence):
            _fill_table(book, tables[key], value, rules)
        elif key in fields:
            _fill_field(book, key, typed(key, fields[key], value, rules))
        else:
            raise ValueError(f"{form.kind} has no place for {key!r}")
    return book.packed()


def _fill_field(book: Book, key: str, value: str | float | None) -> None:
    tab, position = entry_of(book, key)
    if value is not None:
        tab.put(position, value)


def entry_of(book: Book, key: str) -> tuple[Tab, Position]:
    """Where a field is answered: on its own line, under the nearest code of entries above it."""
    tab, (row, _) = book.find(CODE + key)
    above = [position for position in tab.entries if position[0] < row]
    if not above:
        raise ValueError(f"the template has no {VALUE_CODE} above {key}")
    return tab, (row, max(above)[1])


def table_of(book: Book, sheet: Sheet) -> tuple[Tab, dict[str, int], dict[int, str]]:
    """Where a table stands: column of each key, and each line with what its first column says beforehand."""
    found = {column.key: book.find(f"{CODE}{sheet.key}.{column.key}") for column in sheet.columns}
    where = {key: position[1] for key, (_, position) in found.items()}
    head, entry = sheet.columns[0], next(column for column in sheet.columns if not column.given)
    tab, (above, _) = found[head.key]
    return tab, where, {row: tab.text((row, where[head.key])) for row in tab.open_lines(above, where[entry.key])}


def _fill_table(book: Book, sheet: Sheet, lines: Sequence[Line | str], rules: Rules) -> None:
    columns = {column.key: column for column in sheet.columns}
    head = sheet.columns[0]
    tab, where, free = table_of(book, sheet)
    for line in lines:
        if not isinstance(line, Mapping) or line.keys() - columns.keys():
            raise ValueError(f"{sheet.key} has no such line as {line!r}")
        made = {key: typed(f"{sheet.key}.{key}", columns[key], value, rules) for key, value in line.items()}
        said = str(made.get(head.key) or "") if head.given else ""
        row = _row_for(sheet, said, free)
        if row is None:
            raise ValueError(f"{sheet.key} has no line left for {said or dict(line)!r}")
        if free.pop(row):
            made.pop(head.key, None)
        for key, value in made.items():
            if value is not None:
                tab.put((row, where[key]), value)


def _row_for(sheet: Sheet, said: str, free: Mapping[int, str]) -> int | None:
    """The line that says the same beforehand, else one that says nothing; the next one when there is nothing to say."""
    if said:
        same = (row for row, head in free.items() if fold(head) == fold(said))
        return next(same, None) or next((row for row, head in free.items() if not head), None)
    return None if sheet.given_list else next(iter(free), None)


def typed(key: str, field: Field, value: object, rules: Rules) -> str | float | None:
    """What goes into the cell: a text, a number, a date as its number of days; `None` for nothing."""
    match field.kind, value:
        case _, None | "":
            return None
        case _, bool():
            pass
        case Kind.THEME, str():
            return rules.theme_label(value)
        case _, str():
            return value
        case Kind.SCALE, int():
            labels = rules.lists[field.choices]
            if any(label := found for found in labels if re.match(rf"{value}\b", found)):
                return label
        case Kind.DATE, date():
            day = date(value.year, value.month, value.day)
            return float((day - DAY_ZERO).days) if day >= FIRST_DATE else short_date(day)
        case Kind.NUMBER | Kind.PERCENT, int() | float():
            return value
        case Kind.TEXT | Kind.DIGITS | Kind.CHOICE, int() | float():
            return str(value)
    raise ValueError(f"{key} cannot hold {value!r}")
