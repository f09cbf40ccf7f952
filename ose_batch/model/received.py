"""A file of the inbox and what it turns out to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from ose_batch.model.cells import Asked, Cell
from ose_batch.model.filled import Filled
from ose_batch.model.life import Movements
from ose_batch.model.progress import Progress

LARGEST_FILE = 25 * 2**20
"""Bytes of a workbook; an ordinary one has fifty thousand."""


FINGERPRINT = 8
"""Digits of a SHA-256 that people are shown."""


_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are mistaken for one another."""


def short_code(sha256: str) -> str:
    """How a file that was sent is called on all that is said of it: `K7M-4QX`, the same for the same bytes."""
    number = int(sha256[:15], 16)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was taken from the inbox."""

    name: str
    sha256: str
    content: bytes = field(repr=False)
    """Of a larger file than `LARGEST_FILE`, its start and one byte more than that."""

    @property
    def code(self) -> str:
        return short_code(self.sha256)


@dataclass(frozen=True, slots=True)
class Dossier(Filled):
    """A `dossier-ose` workbook."""

    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of `decisions-comite` with a decision in it. Keys are those of the layout."""

    number: Cell
    """N° de dossier."""
    decision: Cell
    decided_on: Cell
    motive: Cell
    conditions: Cell
    """Réserves ou recommandations."""
    deadline: Cell
    """Échéance des réserves."""
    rapporteur: Cell
    recused: Cell
    """Who withdrew from this dossier (déport)."""
    correction: Cell
    """Why it takes the place of the decision that is recorded."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A `decisions-comite` workbook, understood."""

    session_on: Cell
    instance: Cell
    present: Cell
    excused: Cell
    recused: Cell
    lines: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that cannot be taken: why, and what to do next, in French."""

    reason: str
    advice: str


Received = Dossier | Decisions | Movements | Progress | Rejection
