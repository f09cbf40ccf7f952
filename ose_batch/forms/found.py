"""Sheets as they are read, and where the entries of a declared one stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ose_batch.forms.cells import Marks
from ose_batch.forms.values import Raw

Position = tuple[int, int]
"""Row and column of a grid, counted from 0."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as read, from A1 on; every row has the same length."""

    name: str
    rows: Sequence[Sequence[Raw]]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Found:
    """Where the entries of a declared sheet stand in a file. Rows and columns are counted from 0."""

    grid: Grid
    fields: Mapping[str, Position]
    columns: Mapping[str, int]
    lines: range
    """Lines of the table, used or not."""
    by_labels: bool = False
    """Whether codes were lost, labels standing in for them."""
    near: Mapping[str, str] = field(default_factory=dict)
    """Question → what was taken for its label, which reads otherwise."""
