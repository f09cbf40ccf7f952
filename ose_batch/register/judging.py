"""What reading a workbook of the staff takes: its cells, and why a line of it is left aside. Pure."""

from __future__ import annotations

from datetime import date

from ose_batch.model import Cell


class Listed(Exception):
    """A line that cannot be recorded; its message is the sentence."""


def written(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


def dated(cell: Cell) -> date | None:
    return cell.value if isinstance(cell.value, date) else None
