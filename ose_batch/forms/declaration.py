"""The words in which a workbook is declared: forms, sheets, fields, and the hidden codes they are known by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ose_batch.model import Kind

CODE = "ose:"
"""Every hidden code starts so.

A field's line holds `ose:organisation.name` in the hidden first column; the hidden line above the entries of a sheet
holds `ose:value` over the entry column. The hidden line above a table holds `ose:actions` in the first column and
`ose:actions.pilot` over each column. They are read wherever they stand, so that inserted rows and columns, renamed
sheets and other programs do no harm.
"""

VALUE_CODE = f"{CODE}value"
FORM_CODE = f"{CODE}form"
"""On the hidden sheet, followed on its line by the kind of form and its version."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question: an entry cell of a form, or a column of a table."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    starred: bool = False
    """Its absence keeps a dossier from being complete. Starred ones come first."""
    choices: str = ""
    """Name of the list offered, for CHOICE and SCALE."""
    width: int = 16
    """Column width in characters of a table column; forms have one width for all."""
    help: str = ""
    """Shown when the cell is selected, and beside it in a form."""
    limit: int = 0
    """Longest text accepted, in characters; 0 when free."""
    given: bool = False
    """Filled by the form itself; never an entry."""
    personal: bool = False
    """Names or reaches a person: kept in the contacts table alone."""
    since: int = 1
    """Version of the form that first asked it: an earlier one is not incomplete without it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One idea on one tab: a list of fields, a table, or a table with fields below it."""

    key: str
    tab: str
    title: str
    help: str
    principle: str
    """Principle whose reading a missing starred cell lowers."""
    fields: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()
    lines: int = 0
    """Lines of the table when they are free."""
    numbered: str = ""
    """Letter before the number each line is given (`A` → A1, A2 …), in the first column."""
    given_list: str = ""
    """List whose labels fill the first column, one a line; `spare` empty lines follow."""
    spare: int = 0

    @property
    def starred_columns(self) -> tuple[Field, ...]:
        return tuple(column for column in self.columns if column.starred and not column.given)


@dataclass(frozen=True, slots=True)
class Form:
    kind: str
    version: str
    filename: str
    sheets: tuple[Sheet, ...]

    def sheet(self, key: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.key == key)

    def keys(self) -> dict[str, Field]:
        """Every field (`organisation.name`) and column (`actions.pilot`) by its full key."""
        return {f"{sheet.key}.{field.key}": field for sheet in self.sheets for field in sheet.fields + sheet.columns}


def star(field: Field) -> Field:
    """The same, indispensable."""
    return replace(field, starred=True)
