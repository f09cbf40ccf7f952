"""What is known of a dossier and of an identity, and what a run brings: plain dates and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from tests.region.script import ADJOURNED, RESERVED, Decided, Drop, Sitting

INCOMPLETE, READY, PRESENTED = "À compléter", "Prêt pour le comité", "Présenté"
WITHDRAWN, NO_FOLLOW_UP, REPLACED = "Retiré", "Sans suite", "Remplacé"
UNDECIDED = (INCOMPLETE, READY)
AWAITING = (INCOMPLETE, READY, PRESENTED, ADJOURNED, RESERVED)

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
STANDING = ("Active", "Suspendue")
OPEN_MIDTERM = ("À venir", "À planifier", "En retard")


def long_date(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@dataclass(slots=True)
class Dossier:
    rank: int
    number: str
    organisation: int
    kind: str
    complete: bool
    deposited_on: date
    state: str
    session_on: date | None = None
    deadline_on: date | None = None
    wave: str = ""
    decisions: list[Decided] = field(default_factory=list)

    @property
    def decided_on(self) -> date:
        last = self.decisions[-1]
        return last.decided_on or last.sitting.held_on

    def join(self, sitting: Sitting | None) -> None:
        self.session_on = sitting.held_on if sitting else None
        self.deadline_on = sitting.deadline if sitting else None
        self.wave = sitting.wave if sitting else ""


Key = tuple[str, int, date | None]
"""Of a step: event, rank of a reminder, last day of validity it is about."""


@dataclass(slots=True)
class Recognition:
    dossier: Dossier
    validated_on: date
    until: date
    held_on: date | None = None
    suspended_on: date | None = None
    planned_on: date | None = None
    ended_on: date | None = None
    steps: dict[Key, tuple[date, date, bool]] = field(default_factory=dict)
    """Due on, recorded on, whether the organisation is written to."""

    def identity(self, on: date) -> str:
        if self.ended_on and on >= self.ended_on:
            return "Retirée"
        if on > self.until:
            return "Expirée"
        return "Suspendue" if self.suspended_on and on >= self.suspended_on else "Active"

    def midterm(self, on: date) -> str:
        if self.held_on:
            return "Tenu"
        if self.identity(on) not in STANDING:
            return ""
        if on >= self.validated_on + relativedelta(months=20):
            return "En retard"
        return "À planifier" if on >= self.validated_on + relativedelta(months=15) else "À venir"


@dataclass(frozen=True, slots=True)
class Letter:
    """A document that has to be there, and what it has to say."""

    number: str
    kind: str
    event: str
    rank: int = 0
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A file of the inbox: a deposit, a point d'étape, or the lines of one workbook, with the numbers they name."""

    lines: tuple[tuple[Drop, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run adds."""

    books: tuple[Book, ...]
    lines: tuple[tuple[str, str, str], ...]
    """Of the journal: event, n° de dossier, detail."""
    letters: tuple[Letter, ...]
