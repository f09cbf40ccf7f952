"""What the members of the committee receive before a session, and what is written of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ose_batch.model.recorded import Entry, Session


class Aside(StrEnum):
    """Why a dossier of the session's vague is not presented to it."""

    INCOMPLETE = "Incomplet"
    LATE = "Déposé après la date limite"
    WITHDRAWN = "Retiré par l’organisation"
    NO_FOLLOW_UP = "Sans suite"


@dataclass(frozen=True, slots=True)
class SetAside:
    number: str
    name: str
    why: Aside
    detail: str = ""
    """What is missing, or until when it was expected."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes to its date for a recognised organisation: a renewal, an exchange at mid-term."""

    name: str
    ose_number: str
    due_on: date
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SessionPack:
    """Dossier de séance: all that the members receive."""

    session: Session
    presented: tuple[Entry, ...]
    """In the order in which they are examined."""
    aside: tuple[SetAside, ...] = ()
    renewals: tuple[Upcoming, ...] = ()
    """Recognitions that end before the session after this one."""
    midterms: tuple[Upcoming, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """Relevé de décisions: what a session decided, as far as it is recorded."""

    session: Session
    present: str
    """As they were typed, names separated by commas or line ends; empty when not given."""
    excused: str
    recused: str
    decided: tuple[Entry, ...]
    """By n° de dossier, each with its decision of this session."""
    undecided: tuple[Entry, ...] = ()
    """Presented, without a recorded decision."""
