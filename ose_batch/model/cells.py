"""What a workbook says, cell by cell, before anyone judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | int | float | bool | date | None
"""What a cell says once understood: `None` is an empty cell."""


class Kind(StrEnum):
    """How a field of a form is typed, validated and understood."""

    TEXT = "text"
    CHOICE = "choice"
    """One of the labels of a list."""
    SCALE = "scale"
    """A list whose labels start with a number (`3 – Forte`); the value is that number."""
    THEME = "theme"
    """A theme of the charter; the value is its code (`GOU`)."""
    DATE = "date"
    NUMBER = "number"
    PERCENT = "percent"
    """A share between 0 and 1."""
    DIGITS = "digits"
    """A number that is really a text (SIRET, postcode, telephone): leading zeros count."""


class Trouble(StrEnum):
    """Why a cell that is not empty has no usable value."""

    ERROR = "error"
    """A spreadsheet error, such as `#REF!`."""
    NO_RESULT = "no_result"
    """A formula saved without its result."""
    NOT_IN_LIST = "not_in_list"
    NOT_A_DATE = "not_a_date"
    DAY_MISSING = "day_missing"
    """A month or a year, such as `décembre 2026`."""
    YEAR_MISSING = "year_missing"
    NO_SUCH_DAY = "no_such_day"
    """`31/02/2026`, or the month before the day: `12/31/2026`."""
    NOT_A_NUMBER = "not_a_number"
    NOT_A_SHARE = "not_a_share"
    DIGITS_LOST = "digits_lost"
    """A spreadsheet rounded a number that is really a text: `1,23457E+13`."""


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where a value was read: sheet name as it stands in the file, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """`F12`."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a form, empty or not."""

    ref: CellRef
    value: Value = None
    text: str = ""
    """What a person sees in the cell, `""` when it is empty."""
    trouble: Trouble | None = None
    """Set when `text` could not be understood; `value` is then `None`."""
    repair: str = ""
    """How a person would have written it, when it was understood though written otherwise: `31/12/2026` of
    `31.12.26`."""

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; every declared column is present, empty or not."""

    name: str
    """How one names the line to a person: `A3`, `Gouvernance`, `ligne 12`."""
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Table:
    anchor: CellRef
    """The first cell of the first line that is free: where to write what is missing."""
    rows: tuple[Row, ...] = ()
    """Lines with at least one entry beside what the blank form already held, and every line of a fixed table."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A starred cell without a usable value, in a field or on a line that was begun."""

    sheet: str
    """Key of the sheet in the layout."""
    key: str
    """Key of the field or column in the layout."""
    label: str
    row: str
    """Name of the line; empty for a field."""
    cell: Cell


@dataclass(frozen=True, slots=True)
class Repair:
    """An entry that was understood otherwise than it was written."""

    label: str
    """`SIRET du siège`, `A2 : Échéance`."""
    cell: CellRef
    before: str
    after: str
    personal: bool = False
    """Whether it names or reaches a person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A starred question that the sender's version of the form did not have yet."""

    label: str
    cell: CellRef
    """In the present form."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a dossier says otherwise than the one it takes the place of; one side may be empty."""

    label: str
    """`SIRET du siège`, `A2 : Échéance`."""
    before: str
    after: str
