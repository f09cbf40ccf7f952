"""What an organisation says of its commitments at mid-term (*point d'étape à 18 mois*)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ose_batch.model.cells import Row
from ose_batch.model.filled import Filled


@dataclass(frozen=True, slots=True)
class Progress(Filled):
    """A `bilan-18-mois` workbook; a gap in it is said, and refuses nothing."""

    def known(self, table: str, names: Iterable[str]) -> dict[str, Row]:
        """The lines of the dossier that the workbook speaks of: each of these names (`A3`) with its row there."""
        said: dict[str, Row] = {}
        for row in self.rows(table):
            if self._is_numbered(table, row):
                said.setdefault(row.name.casefold(), row)
        return {name: said[name.casefold()] for name in names if name.casefold() in said}

    def new(self, table: str, names: Iterable[str]) -> tuple[Row, ...]:
        """The rows that are none of these lines: what the organisation added since."""
        known = {id(row) for row in self.known(table, names).values()}
        return tuple(row for row in self.rows(table) if id(row) not in known)

    def _is_numbered(self, table: str, row: Row) -> bool:
        """A line inserted without a number is called by its rank, which may be the number of another; a file that lost
        the whole column has ranks alone.
        """
        return bool(row["number"].text) or not any(other["number"].text for other in self.rows(table))
