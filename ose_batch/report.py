"""What a run did, as a value: `batch` makes it, `cli` prints it, the compte rendu d'exécution keeps it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ose_batch.model import State, short_code


class Fate(StrEnum):
    """What became of a file of the inbox."""

    DOSSIER = "dossier"
    DECISIONS = "décisions"
    MOVEMENTS = "mouvements"
    PROGRESS = "point d’étape"
    ALREADY_RECEIVED = "déjà reçu"
    ATTACHMENT = "pièce"
    REFUSED = "refusé"
    LEFT = "laissé"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    name: str
    """As it stood in the inbox."""
    fate: Fate
    sentence: str
    numbers: tuple[str, ...] = ()
    """Dossiers recorded or decided."""
    state: State | None = None
    """Of the dossier recorded."""
    listed: tuple[str, ...] = ()
    """What a person has to look at."""
    sha256: str = ""
    """Of what was taken or set aside; empty for a file that was left."""

    @property
    def needs_person(self) -> bool:
        return self.fate is Fate.REFUSED or self.state is State.TO_COMPLETE or bool(self.listed)


@dataclass(frozen=True, slots=True)
class ToDo:
    """A line of « À traiter cette semaine »."""

    task: str
    name: str
    number: str
    why: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Report:
    today: date
    files: tuple[FileOutcome, ...]
    published: tuple[str, ...]
    """Paths below the outbox, documents first, then views."""
    warnings: tuple[str, ...]
    """Sentences on what could not be done and what to do."""
    unset: tuple[str, ...]
    """Settings still to be given."""
    to_do: tuple[ToDo, ...] = ()
    """What awaits the staff, by kind of task, then by date."""
    erased: tuple[str, ...] = ()
    """Of each organisation whose contact staff had erased: what was done, and where it is still named, on lines."""
    removed: tuple[str, ...] = ()
    """Files set aside long ago, removed from the inbox: paths below the workspace."""

    @property
    def needs_person(self) -> bool:
        return bool(self.warnings) or any(file.needs_person for file in self.files)

    def states(self) -> Counter[str]:
        """State → number of dossiers recorded by this run."""
        return Counter(file.state for file in self.files if file.state)

    def as_json(self) -> dict[str, Any]:
        files = [asdict(file) | {"code": short_code(file.sha256) if file.sha256 else ""} for file in self.files]
        to_do = [asdict(one) | {"due_on": one.due_on and one.due_on.isoformat()} for one in self.to_do]
        told = {"files": files, "to_do": to_do, "today": self.today.isoformat(), "states": dict(self.states())}
        return asdict(self) | told
