"""The entries of a recognised workbook: each cell understood, each line named, what is missing listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import Field, Sheet
from ose_batch.forms.places import ENTRY_COLUMN, Place, places
from ose_batch.forms.recognise import Found, Grid, Recognised
from ose_batch.forms.values import Converter, converter
from ose_batch.model import Asked, Cell, CellRef, Gap, Repair, Row, Table
from ose_batch.text import LONGEST, clean
from ose_batch.wording import inbox as say
from ose_batch.wording.reading import line_name, on_line


@dataclass(frozen=True, slots=True)
class Entries:
    """What was read, in the order of the layout. Keys are those of `Dossier`."""

    fields: dict[str, Cell] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    troubled: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def cells(self) -> Iterator[Cell]:
        yield from self.fields.values()
        for table in self.tables.values():
            for row in table.rows:
                yield from row.cells.values()


MOST_LINES = 5000
"""Of a table: what nobody fills by hand is not read further."""


def entries(recognised: Recognised, rules: Rules) -> Entries:
    """Every field and table of the form. What the file lost is empty, and stands where the blank form has it."""
    read = Entries()
    blank = places(recognised.form, rules)
    version = int(recognised.version) if recognised.version.isdecimal() else int(recognised.form.version)
    for declared in recognised.form.sheets:
        found = recognised.sheets.get(declared.key)
        sheet = _as_asked_then(declared, found, version, blank[declared.key], read)
        _read_fields(sheet, found, blank[sheet.key], rules, read)
        if sheet.columns:
            read.tables[sheet.key] = _read_table(sheet, found, blank[sheet.key], rules, read)
    if full := [str(cell.ref) for cell in read.cells() if len(cell.text) >= LONGEST]:
        read.notes.append(say.texts_cut(full, LONGEST))
    return read


def _as_asked_then(sheet: Sheet, found: Found | None, version: int, blank: Place, read: Entries) -> Sheet:
    """What is starred since a later version than that of the file, and is not in it, is asked for but not missed."""
    if all(field.since <= version for field in (*sheet.fields, *sheet.columns)):
        return sheet

    def then(field: Field, where: CellRef, known: bool) -> Field:
        if field.since <= version or known or not field.starred:
            return field
        read.asked.append(Asked(field.label, where))
        return replace(field, starred=False)

    fields = tuple(
        then(field, CellRef(sheet.tab, blank.rows[field.key], ENTRY_COLUMN), bool(found and field.key in found.fields))
        for field in sheet.fields
    )
    columns = tuple(
        then(
            column,
            CellRef(sheet.tab, blank.first, blank.columns[column.key]),
            bool(found and column.key in found.columns),
        )
        for column in sheet.columns
    )
    return replace(sheet, fields=fields, columns=columns)


def _read_fields(sheet: Sheet, found: Found | None, blank: Place, rules: Rules, read: Entries) -> None:
    for declared in sheet.fields:
        if found and declared.key in found.fields:
            cell = _cell(found.grid, *found.fields[declared.key], converter(declared, rules))
        else:
            tab, below = (found.grid.name, len(found.grid.rows)) if found else (sheet.tab, 0)
            cell = _empty(tab, below + blank.rows[declared.key], ENTRY_COLUMN)
        read.fields[f"{sheet.key}.{declared.key}"] = cell
        if cell.trouble:
            read.troubled.append(cell)
        if cell.repair:
            read.repairs.append(Repair(declared.label, cell.ref, cell.text, cell.repair, declared.personal))
        if declared.starred and cell.value is None:
            read.gaps.append(Gap(sheet.key, declared.key, declared.label, "", cell))


class _Column(NamedTuple):
    key: str
    at: int | None
    """Counted from 0; `None` when the file lost it."""
    in_blank: int
    """Counted from 1."""
    understand: Converter


def _read_table(sheet: Sheet, found: Found | None, blank: Place, rules: Rules, read: Entries) -> Table:
    asked = [column for column in sheet.columns if not column.given]
    used = [found.columns[column.key] for column in asked if column.key in found.columns] if found else []
    if found is None or not used:
        tab = found.grid.name if found else sheet.tab
        return Table(CellRef(tab, blank.first, blank.columns[asked[0].key]))
    grid, left, right = found.grid, min(used), max(used) + 1
    columns = [
        _Column(column.key, found.columns.get(column.key), blank.columns[column.key], converter(column, rules))
        for column in sheet.columns
    ]
    starred, unused, marked = sheet.starred_columns, [""] * (right - left), {row for row, _ in grid.marks}
    rows: list[Row] = []
    for position, number in enumerate(found.lines, start=1):
        if len(rows) == MOST_LINES:
            read.notes.append(say.lines_ignored(grid.name, MOST_LINES))
            break
        has_marks = number + 1 in marked
        if grid.rows[number][left:right] == unused and not has_marks and not sheet.given_list:
            continue
        cells = _read_line(grid, number, columns, has_marks=has_marks)
        begun = any(cells[column.key].text for column in asked)
        if begun or (sheet.given_list and cells[sheet.columns[0].key].value is not None):
            row = Row(_line_name(sheet, cells, position, number + 1), cells)
            rows.append(row)
            read.troubled.extend(cell for cell in cells.values() if cell.trouble)
            read.repairs.extend(
                Repair(on_line(row.name, column.label), cell.ref, cell.text, cell.repair, column.personal)
                for column in sheet.columns
                if (cell := cells[column.key]).repair
            )
            read.gaps.extend(
                Gap(sheet.key, column.key, column.label, row.name, cells[column.key])
                for column in starred
                if cells[column.key].value is None
            )
    return Table(CellRef(grid.name, _first_free(sheet, found.lines, rows), left + 1), tuple(rows))


def _first_free(sheet: Sheet, lines: range, rows: Sequence[Row]) -> int:
    """The line after those in use, from 1; the last one when none is left."""
    if not rows or sheet.given_list:
        return lines.start + 1
    last = max(cell.ref.row for cell in rows[-1].cells.values())
    return min(last + 1, lines.stop)


def _read_line(grid: Grid, number: int, columns: Sequence[_Column], *, has_marks: bool) -> dict[str, Cell]:
    line, name, cells = grid.rows[number], grid.name, {}
    for key, at, in_blank, understand in columns:
        if at is None:  # beyond what is there: the address of another cell would mislead
            cells[key] = _empty(name, number + 1, len(line) + in_blank)
        elif has_marks:
            cells[key] = _cell(grid, number, at, understand)
        elif (raw := line[at]) == "":
            cells[key] = _empty(name, number + 1, at + 1)
        else:
            cells[key] = Cell(_ref(name, number + 1, at + 1), *understand(raw))
    return cells


def _line_name(sheet: Sheet, cells: dict[str, Cell], position: int, number: int) -> str:
    said = cells[sheet.columns[0].key].text if sheet.columns[0].given else ""
    if sheet.numbered:
        return f"{sheet.numbered}{said}" if said.isdigit() else said or f"{sheet.numbered}{position}"
    return said or line_name(number)


def _cell(grid: Grid, row: int, column: int, understand: Converter) -> Cell:
    """The entry at a row and column counted from 0, inside what was read or beyond."""
    if mark := grid.marks.get((row + 1, column + 1)):
        return Cell(_ref(grid.name, row + 1, column + 1), None, text=clean(mark[1]), trouble=mark[0])
    if row < len(grid.rows) and column < len(grid.rows[row]) and (raw := grid.rows[row][column]) != "":
        return Cell(_ref(grid.name, row + 1, column + 1), *understand(raw))
    return _empty(grid.name, row + 1, column + 1)


# The same addresses come back in every dossier: immutable, they are made once.
_ref = lru_cache(maxsize=1 << 14)(CellRef)


@lru_cache(maxsize=1 << 14)
def _empty(tab: str, row: int, column: int) -> Cell:
    return Cell(_ref(tab, row, column))
