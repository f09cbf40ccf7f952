"""What a check is given and gives back: the kinds of its parameters, its outcome, the ways to reach an entry."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import NamedTuple, NewType

from ose_batch.model import Cell, CellRef, Dossier, Row

# What a parameter in charter.toml names. `loading` refuses a name that nothing bears.
Key = NewType("Key", str)
"""A field or a column: `organisation.siren`, `actions.pilot`."""
FieldKey = NewType("FieldKey", str)
ColumnKey = NewType("ColumnKey", str)
SheetKey = NewType("SheetKey", str)
TableKey = NewType("TableKey", str)
"""A sheet that holds a table."""
ListName = NewType("ListName", str)
Label = NewType("Label", str)
"""A label of one of the charter's lists."""

When = Mapping[FieldKey, Collection[Label]]
"""Holds for a dossier in which each field says one of its labels."""
Lines = Mapping[ColumnKey, Collection[Label]]
"""Keeps the lines of a table on which each column says one of its labels."""

ALWAYS: When = {}
EVERY_LINE: Lines = {}


class Verdict(Enum):
    MET = auto()
    UNMET = auto()
    NOT_APPLICABLE = auto()


class Place(NamedTuple):
    """Where a criterion is not met."""

    subject: str
    """What it is about, as a person names it; empty when the sentence says it already."""
    where: Cell | CellRef | None
    """The cell that was read, or where to write when there is none, or nothing of the workbook."""
    reason: str = ""
    """What more there is to say of it, in French."""


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    places: tuple[Place, ...] = ()
    """At least one when not met, none otherwise."""


MET = Outcome(Verdict.MET)
NOT_APPLICABLE = Outcome(Verdict.NOT_APPLICABLE)


def unmet(subject: str, where: Cell | CellRef | None) -> Outcome:
    return Outcome(Verdict.UNMET, (Place(subject, where),))


def unmet_at(places: Iterable[Place]) -> Outcome:
    """Met when there is no place where it is not."""
    found = tuple(places)
    return Outcome(Verdict.UNMET, found) if found else MET


def unmet_unless_hidden(missing: Collection[Place], blanks: int) -> Outcome:
    """Not applicable while what is missing may be what `blanks` lines have yet to say.

    Those lines are another criterion's to complain of, and one slip is told once.
    """
    return NOT_APPLICABLE if 0 < len(missing) <= blanks else unmet_at(missing)


def holds(dossier: Dossier, when: When) -> bool:
    return all(dossier.value(field) in labels for field, labels in when.items())


def cells(dossier: Dossier, key: ColumnKey) -> list[Cell]:
    """The column, empty cells included."""
    table, _, name = key.partition(".")
    return [row.cells[name] for row in dossier.rows(table)]


def lines_of(dossier: Dossier, key: ColumnKey, lines: Lines = EVERY_LINE) -> list[tuple[Row, Cell]]:
    """Each line kept and its cell in that column, empty or not."""
    table, _, name = key.partition(".")
    rows: Iterable[Row] = dossier.rows(table)
    for other, labels in lines.items():
        told = other.partition(".")[2]
        rows = [row for row in rows if row.cells[told].value in labels]
    return [(row, row.cells[name]) for row in rows]


def dated(dossier: Dossier, key: ColumnKey, lines: Lines = EVERY_LINE) -> list[tuple[Row, Cell, date]]:
    """The lines kept that have a date in that column."""
    found = lines_of(dossier, key, lines)
    return [(row, cell, cell.value) for row, cell in found if isinstance(cell.value, date)]


def called(row: Row) -> str:
    """The name typed on the line where it has one, else the name of the line itself."""
    name = row.cells.get("name")
    return name.text if name else row.name
