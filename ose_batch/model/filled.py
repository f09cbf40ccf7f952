"""A workbook that an organisation filled, as it was understood: what a dossier and a point d'étape have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ose_batch.model.cells import Cell, Gap, Repair, Row, Table, Value


@dataclass(frozen=True, slots=True)
class Filled:
    """Keys are those of its form."""

    version: str
    """Version of the form; empty when the file no longer says it."""
    fields: Mapping[str, Cell]
    """Every one-value field of the form by key, empty or not."""
    tables: Mapping[str, Table]
    """Every table of the form by sheet key."""
    gaps: tuple[Gap, ...] = ()
    troubled: tuple[Cell, ...] = ()
    """Every cell whose content could not be understood, starred or not."""
    notes: tuple[str, ...] = ()
    """What the reader has to say of the file as a whole: sheets recognised by their headers only, sheets missing."""
    repairs: tuple[Repair, ...] = ()

    def value(self, key: str) -> Value:
        return self.fields[key].value

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables[table].rows
