"""Where each entry of a dossier stands in the form that goes back to its sender, wherever it was read. Pure.

The answer is written on the blank form, never on what was sent: an old form, a form with lines inserted or columns
moved, comes back sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import Form, Sheet
from ose_batch.forms.places import ENTRY_COLUMN, places
from ose_batch.model import Assessment, Cell, CellRef, Dossier, Finding, Kind, Point, Row, Table
from ose_batch.wording import fold
from ose_batch.wording.charter import several
from ose_batch.wording.reading import line_name


@dataclass(frozen=True, slots=True)
class Room:
    """What a sheet of the blank form has room for. Rows and columns are counted from 1."""

    tab: str
    fields: Mapping[str, tuple[int, int]]
    """Row and column of each field's answer, by its key."""
    columns: Mapping[str, int]
    lines: Mapping[int, str]
    """Each line of the table, and what its first column says beforehand."""


Rooms = Mapping[str, Room]
"""By key of the sheet."""


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a table, and where it goes."""

    sheet: Sheet
    row: Row
    line: int | None
    """`None` when the form has no room for it."""


def rooms(form: Form, rules: Rules) -> Rooms:
    """Of the form as it is declared."""
    return {
        key: Room(
            place.sheet.tab,
            {field: (row, ENTRY_COLUMN) for field, row in place.rows.items()},
            place.columns,
            dict(enumerate(place.labels, start=place.first)),
        )
        for key, place in places(form, rules).items()
    }


def homes(dossier: Dossier, form: Form, rules: Rules, available: Rooms | None = None) -> Mapping[CellRef, CellRef]:
    """Each cell read, and each table's anchor → its place in the blank form.

    Lines for which the form has no room are absent. An anchor leads to the first line left free. `available`: the rooms
    of a template that staff rearranged; without it, those of the form as it is declared.
    """
    available = available or rooms(form, rules)
    told = sorted(_homes(dossier, form, rules, available), key=lambda pair: not pair[0].text)
    found: dict[CellRef, CellRef] = {}
    for cell, home in told:
        # A column that the file lost is empty, and may bear the address of another.
        found.setdefault(cell.ref, home)
    for sheet in form.sheets:
        if sheet.columns:
            found.setdefault(dossier.tables[sheet.key].anchor, _anchor(sheet, dossier, available[sheet.key], rules))
    return found


def _homes(dossier: Dossier, form: Form, rules: Rules, available: Rooms) -> Iterator[tuple[Cell, CellRef]]:
    for sheet in form.sheets:
        room = available[sheet.key]
        for field in sheet.fields:
            yield dossier.fields[f"{sheet.key}.{field.key}"], CellRef(room.tab, *room.fields[field.key])
    for move in moves(dossier, form, rules, available):
        if move.line is not None:
            room = available[move.sheet.key]
            for key, cell in move.row.cells.items():
                yield cell, CellRef(room.tab, move.line, room.columns[key])


def _anchor(sheet: Sheet, dossier: Dossier, room: Room, rules: Rules) -> CellRef:
    taken = _lines(sheet, dossier.tables[sheet.key], room, rules).values()
    free = next((line for line in room.lines if line not in taken), next(iter(room.lines)))
    return CellRef(room.tab, free, room.columns[next(column.key for column in sheet.columns if not column.given)])


def moves(dossier: Dossier, form: Form, rules: Rules, available: Rooms) -> Iterator[Move]:
    """Every line of every table, in the order of the form."""
    for sheet in form.sheets:
        if sheet.columns:
            table = dossier.tables[sheet.key]
            lines = _lines(sheet, table, available[sheet.key], rules)
            yield from (Move(sheet, row, lines.get(rank)) for rank, row in enumerate(table.rows))


def _lines(sheet: Sheet, table: Table, room: Room, rules: Rules) -> dict[int, int]:
    """Rank of each line that has a place → that place."""
    if not sheet.columns[0].given:
        return _in_order(table, room)
    # Of lines that say the same beforehand, the first one.
    free = {fold(label): line for line, label in reversed(list(room.lines.items())) if label}
    found = {}
    for rank, row in enumerate(table.rows):
        line = free.pop(fold(_said(sheet, row, rules)), None)
        if line is not None:
            found[rank] = line
    taken = set(found.values())
    # What a list says beforehand is not written over; a number may be.
    left = iter([line for line, label in room.lines.items() if line not in taken and not (label and sheet.given_list)])
    for rank, _ in enumerate(table.rows):
        if rank not in found and (line := next(left, None)) is not None:
            found[rank] = line
    return found


def _said(sheet: Sheet, row: Row, rules: Rules) -> str:
    """What the line says in its first column, as the form says it."""
    head = row[sheet.columns[0].key]
    if sheet.columns[0].kind is Kind.THEME and isinstance(head.value, str):
        return rules.theme_label(head.value)
    return row.name


def _in_order(table: Table, room: Room) -> dict[int, int]:
    """On their own lines when all are there: « ligne 12 » stays so. One after the other if not."""
    own = [next(iter(row.cells.values())).ref.row for row in table.rows]
    return dict(zip(range(len(own)), own if set(own) <= room.lines.keys() else room.lines, strict=False))


def relocated(assessment: Assessment, homes: Mapping[CellRef, CellRef]) -> Assessment:
    """The same points where they stand in the workbook returned; without a cell where they have no place in it."""
    return replace(assessment, findings=tuple(_finding(finding, homes) for finding in assessment.findings))


def _finding(finding: Finding, homes: Mapping[CellRef, CellRef]) -> Finding:
    points = tuple(_point(point, homes) for point in finding.points)
    if points == finding.points:
        return finding
    renamed = any(new.sentence != old.sentence for new, old in zip(points, finding.points, strict=True))
    reason = several(point.sentence for point in points) if renamed else finding.reason
    return replace(finding, points=points, reason=reason)


def _point(point: Point, homes: Mapping[CellRef, CellRef]) -> Point:
    """A line called by its rank on the sheet is called by its new one."""
    if point.cell is None:
        return point
    home = homes.get(point.cell)
    before, after = line_name(point.cell.row), line_name(home.row if home else point.cell.row)
    if before == after or point.subject.partition(" – ")[0] != before:
        return replace(point, cell=home)
    subject = point.subject.replace(before, after, 1)
    return replace(point, cell=home, subject=subject, sentence=point.sentence.replace(point.subject, subject, 1))
