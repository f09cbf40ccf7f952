"""What the register holds: sessions, states, decisions, dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ose_batch.model.cells import Asked, Change, Repair, Value
from ose_batch.model.life import Lift, Remark, State
from ose_batch.model.reading import Answer, Assessment, Finding
from ose_batch.model.received import short_code


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting of the committee (*séance*)."""

    held_on: date
    instance: str
    wave: str
    """Vague."""
    deadline: date
    """Date limite de dépôt."""
    sent_on: date
    """Date d'envoi des dossiers aux membres."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the committee as it was recorded."""

    decision: State
    decided_on: date
    session_on: date
    instance: str
    motive: str
    conditions: str
    deadline: date | None
    valid_until: date | None
    """Last day of validity, included; `None` unless the decision grants the identity."""
    rapporteur: str = ""
    recused: str = ""
    """Who withdrew from this dossier (déport)."""
    correction: str = ""
    """Why it takes the place of a decision already recorded; empty for a first one."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """What the committee decided earlier, on this dossier or on another one of the organisation."""

    number: str
    decision: State
    decided_on: date
    motive: str
    conditions: str
    is_lifted: bool | None = None
    """Of a réserve, what became of it; `None` when nothing is recorded yet, and of another decision."""
    settled_on: date | None = None
    """The day it was lifted, or found not to be."""


@dataclass(frozen=True, slots=True)
class Since:
    """What a dossier says otherwise than an earlier one of the organisation; nothing without its number."""

    number: str = ""
    changes: tuple[Change, ...] = ()
    """Without personal fields."""
    moved: Mapping[str, tuple[Answer, Answer]] = field(default_factory=dict)
    """Principle → what was read of it then, and now, where they differ."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the organisation is told beside the findings."""

    repairs: tuple[Repair, ...] = ()
    """Without those on personal fields."""
    asked: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader had to say of the file."""
    replaces: str = ""
    """Number of the dossier it takes the place of: one that the committee has not before it."""
    since: Since = field(default_factory=Since)
    """Since the last one the organisation sent."""
    renews: str = ""
    """Number of the dossier whose recognition it asks to renew, empty for a candidature."""
    since_renewed: Since = field(default_factory=Since)
    """Since that one, when it is the last that the members have seen."""
    compared: tuple[str, ...] = ()
    """What became of the commitments of the dossier it renews: a sentence a kind."""
    returned: tuple[Finding, ...] = ()
    """The findings with their cells in the workbook that is returned, where those are not the cells of the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier as the register holds it: all that its documents are made from, contacts excepted."""

    id: int
    number: str
    """`D-2026-001`."""
    organisation_id: int
    ose_number: str
    """`OSE-0042`, empty before the first validation."""
    state: State
    wave: str
    session_on: date | None
    deposited_on: date
    sha256: str
    fields: Mapping[str, Value]
    """Field key → value, without personal fields and without empty ones."""
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]
    """Table key → lines, each column key → value without empty ones, and `"line"` → the name of the line (`A3`)."""
    assessment: Assessment
    """With the points that staff lifted."""
    decision: Decision | None = None
    deadline: date | None = None
    """Date limite de dépôt of its session."""
    told: Told = field(default_factory=Told)
    lifts: tuple[Lift, ...] = ()
    remarks: tuple[Remark, ...] = ()
    as_is: str = ""
    """Why staff present it « en l'état », empty otherwise."""
    precedents: tuple[Precedent, ...] = ()
    """Oldest first."""

    @property
    def code(self) -> str:
        return short_code(self.sha256)

    @property
    def at_home(self) -> Assessment:
        """What was found, with the cells of the workbook that is returned."""
        return Assessment(self.told.returned, self.assessment.readings) if self.told.returned else self.assessment
