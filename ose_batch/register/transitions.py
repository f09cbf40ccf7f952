"""What may happen in which state, and the state it leads to: the life of a dossier and of an identity as one table.

`ose cycle` draws it. Dates are checked elsewhere (`movements`, `due`); here only the order of events counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ose_batch.model import DECISIONS, GRANTING, STANDING, Event, Identity, Midterm, State

Status = State | Identity | Midterm


class When(StrEnum):
    """What else has to be true for a row of the table to count."""

    ALWAYS = ""
    COMPLETE = "dossier complet"
    """Nothing is left « À compléter », lifted points aside."""
    INCOMPLETE = "dossier incomplet"
    CORRECTION = "rectification motivée"
    SENT = "séance déjà envoyée"


@dataclass(frozen=True, slots=True)
class Transition:
    before: Status | None
    """`None`: there was nothing yet."""
    event: Event
    after: Status
    when: When = When.ALWAYS


def _from(
    states: Iterable[Status | None], event: Event, after: Status | None = None, when: When = When.ALWAYS
) -> tuple[Transition, ...]:
    """One row a state; without `after`, the state stays."""
    rows = []
    for before in states:
        reached = before if after is None else after
        assert reached is not None
        rows.append(Transition(before, event, reached, when))
    return tuple(rows)


_AWAITING = (State.TO_COMPLETE, State.READY, State.PRESENTED, State.ADJOURNED)
"""No decision yet, or none that ends it."""
_DECIDED = (*GRANTING, State.VALIDATED_ON_CONDITION, State.ADJOURNED, State.NOT_RETAINED)
_CLOSED = (State.WITHDRAWN, State.NO_FOLLOW_UP)

DOSSIER: tuple[Transition, ...] = (
    *_from((None,), Event.RECEIVED, State.READY, When.COMPLETE),
    *_from((None,), Event.RECEIVED, State.TO_COMPLETE, When.INCOMPLETE),
    *_from((State.TO_COMPLETE, State.READY), Event.REPLACED, State.REPLACED),
    *_from((State.READY, State.ADJOURNED), Event.SENT, State.PRESENTED),
    *(
        row
        for decision, event in DECISIONS.items()
        for row in (
            *_from((State.READY, State.PRESENTED, State.ADJOURNED), event, decision),
            *_from(_DECIDED, event, decision, When.CORRECTION),
        )
    ),
    *_from((State.VALIDATED_ON_CONDITION,), Event.CONDITION_LIFTED, State.VALIDATED),
    *_from((State.VALIDATED_ON_CONDITION,), Event.CONDITION_KEPT, State.ADJOURNED),
    *_from((State.TO_COMPLETE,), Event.POINT_LIFTED, State.READY, When.COMPLETE),
    *_from((State.TO_COMPLETE,), Event.POINT_LIFTED, when=When.INCOMPLETE),
    *_from((State.READY, State.ADJOURNED), Event.POINT_LIFTED),
    *_from((State.TO_COMPLETE,), Event.AS_IS, State.READY),
    *_from((State.TO_COMPLETE, State.READY, State.ADJOURNED), Event.REMARK),
    *_from((*_AWAITING, *_DECIDED[:3]), Event.CHARTER_RECEIVED),
    *_from((State.READY, State.PRESENTED, State.ADJOURNED), Event.ENROLLED, State.PRESENTED, When.SENT),
    *_from((State.TO_COMPLETE, State.READY, State.ADJOURNED), Event.ENROLLED),
    *_from((State.PRESENTED,), Event.ENROLLED, State.READY),
    *_from((*_AWAITING, State.VALIDATED_ON_CONDITION), Event.WITHDRAWN, State.WITHDRAWN),
    *_from((*_AWAITING, State.VALIDATED_ON_CONDITION), Event.NO_FOLLOW_UP, State.NO_FOLLOW_UP),
    *_from(_CLOSED, Event.REOPENED, State.READY, When.COMPLETE),
    *_from(_CLOSED, Event.REOPENED, State.TO_COMPLETE, When.INCOMPLETE),
    *_from(State, Event.FOLLOW_UP),
    *_from(State, Event.CONTACT_CHANGED),
    *_from(State, Event.CONTACT_ERASED),
    *_from(State, Event.MERGED),
)

IDENTITY: tuple[Transition, ...] = (
    *(
        row
        for event in (Event.VALIDATED, Event.VALIDATED_WITH_ADVICE, Event.CONDITION_LIFTED)
        for row in _from(Identity, event, Identity.ACTIVE)
    ),
    *_from((Identity.ACTIVE,), Event.SUSPENDED, Identity.SUSPENDED),
    *_from((Identity.SUSPENDED,), Event.RESUMED, Identity.ACTIVE),
    *_from(STANDING, Event.REMOVAL_PLANNED),
    *_from(STANDING, Event.REMOVAL_DROPPED),
    *_from(STANDING, Event.REMOVED, Identity.WITHDRAWN),
    *_from(STANDING, Event.RENOUNCED, Identity.WITHDRAWN),
    *_from(STANDING, Event.PROLONGED),
    *_from(STANDING, Event.EXPIRED, Identity.EXPIRED),
    *_from(STANDING, Event.RENEWAL_DUE),
)

MIDTERM: tuple[Transition, ...] = (
    *(
        row
        for event in (Event.VALIDATED, Event.VALIDATED_WITH_ADVICE, Event.CONDITION_LIFTED)
        for row in _from(Midterm, event, Midterm.COMING)
    ),
    *_from((Midterm.COMING,), Event.MIDTERM_DUE, Midterm.TO_PLAN),
    *_from((Midterm.TO_PLAN,), Event.MIDTERM_LATE, Midterm.LATE),
    *_from((Midterm.COMING, Midterm.TO_PLAN, Midterm.LATE), Event.PROGRESS),
    *_from((Midterm.COMING, Midterm.TO_PLAN, Midterm.LATE), Event.MIDTERM_HELD, Midterm.HELD),
)

MACHINES: Mapping[str, Sequence[Transition]] = {
    "Dossier": DOSSIER,
    "Identité visuelle": IDENTITY,
    "Mi-parcours": MIDTERM,
}
"""By the name of the column that shows the state."""


def after(status: Status | None, event: Event, machine: Sequence[Transition], *given: When) -> Status | None:
    """The state that `event` leads to, `None` when it cannot happen; `given`: what is true of the dossier."""
    for row in machine:
        if row.before == status and row.event is event and (row.when is When.ALWAYS or row.when in given):
            return row.after
    return None


def concerns(event: Event, machine: Sequence[Transition]) -> bool:
    """Whether an event has a row at all: of another machine, it changes nothing here."""
    return any(row.event is event for row in machine)


def possible_from(event: Event, machine: Sequence[Transition]) -> tuple[Status, ...]:
    """The states in which an event can happen, a correction apart."""
    found = (row.before for row in machine if row.event is event and row.when is not When.CORRECTION)
    return tuple(dict.fromkeys(status for status in found if status is not None))
