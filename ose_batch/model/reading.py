"""What the program reads in a dossier, criterion by criterion (*lecture du dossier*): never a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ose_batch.model.cells import CellRef


class Answer(StrEnum):
    """What is said of a criterion, and of a principle through its worst criterion."""

    TO_COMPLETE = "À compléter"
    TO_WEIGH = "À apprécier par le comité"
    TO_CHECK = "À vérifier par la CRESS"
    COMPLETE = "Complet"
    NOT_APPLICABLE = "Sans objet"

    @staticmethod
    def worst(answers: Iterable[Answer]) -> Answer:
        """The first in the order above; without any, `NOT_APPLICABLE`."""
        return min(answers, key=list(Answer).index, default=Answer.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Point:
    """One place where a criterion is not met."""

    subject: str
    """What it is about, as a person names it: `A3`, `Gouvernance`, `Salariés`."""
    cell: CellRef | None
    read: str
    """What the cell says; empty when there is nothing."""
    sentence: str
    """What is wrong there, in French."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion answers for one dossier."""

    criterion: str
    principle: str
    answer: Answer
    reason: str
    points: tuple[Point, ...] = ()
    expected: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    findings: tuple[Finding, ...]
    """One a criterion, in the order of the charter file."""
    readings: Mapping[str, Answer]
    """Principle code → answer, in the order of the charter file."""

    @property
    def complete(self) -> bool:
        return Answer.TO_COMPLETE not in self.readings.values()


@dataclass(frozen=True, slots=True)
class Previous:
    """What the register already knows of the organisation when a new dossier of it is read."""

    ose_number: str
    name: str
    siret: str
    perimeter: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the dossier itself."""

    deposited_on: date
    previous: Previous | None = None
    charter_received: bool = False
    """Whether staff recorded « charte signée reçue »."""
