"""What the calendar alone brings about: exchanges to plan, reminders to prepare, identities that end. Pure.

A step happens on its own day even when no run took place then: the first run after it records it, dated from that day,
once. Of several reminders that came due meanwhile only the last is prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import Event, Identity, Recognition, Session
from ose_batch.register import lifecycle

ONE_DAY = timedelta(days=1)
SESSION_WINDOW = relativedelta(months=12)
"""Before expiry: a session held earlier than that is not the last one before it, the others are not declared yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A recognition among what the organisation did since."""

    recognition: Recognition
    followed_on: date | None = None
    """When the recognition after it was validated."""
    renewal_on: date | None = None
    """Deposit of a renewal that awaits its outcome."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens on a day; the same one never happens twice."""

    event: Event
    due_on: date
    rank: int = 0
    """Of a reminder: 1, 2, 3."""
    counted_to: date | None = None
    """Of an end, the last day; of a reminder, the session or last day it is counted from: another brings new ones."""

    @property
    def key(self) -> tuple[str, int, str]:
        return self.event.value, self.rank, self.counted_to.isoformat() if self.counted_to else ""


@dataclass(frozen=True, slots=True)
class Move:
    """A step that is now recorded."""

    step: Step
    answered: bool
    """Whether the organisation is written to about it."""


def moves(
    standing: Standing,
    sessions: Sequence[Session],
    durations: Durations,
    today: date,
    done: Collection[tuple[str, int, str]],
) -> tuple[Move, ...]:
    """In order of date; `done`: the keys of the steps already recorded of this recognition."""
    status = lifecycle.identity(standing.recognition, today)
    found = [
        *(_midterm(standing, durations) if status is not Identity.SUSPENDED else ()),
        *(reminders(standing.recognition, sessions, durations) if _is_reminded(standing, status) else ()),
        *_end(standing),
    ]
    new = sorted((step for step in found if step.due_on <= today and step.key not in done), key=lambda one: one.due_on)
    last_reminder = max((step.rank for step in new), default=0)
    return tuple(Move(step, _is_answered(step, standing, status, last_reminder)) for step in new)


def reminders(recognition: Recognition, sessions: Iterable[Session], durations: Durations) -> tuple[Step, ...]:
    """Counted back from the date limite de dépôt of the last session before expiry, or from expiry without any."""
    return _reminders(recognition.validated_on, recognition.valid_until, tuple(sessions), durations)


@lru_cache(maxsize=4096)
def _reminders(
    validated_on: date, valid_until: date, sessions: tuple[Session, ...], durations: Durations
) -> tuple[Step, ...]:
    """Thousands of organisations share the day of a session."""
    session = renewal_session(Recognition(validated_on, valid_until), sessions)
    if session:
        days = (session.deadline - timedelta(days=before) for before in durations.reminder_days)
    else:
        days = (valid_until - relativedelta(months=before) for before in durations.reminder_months)
    counted_to = session.held_on if session else valid_until
    return tuple(Step(Event.RENEWAL_DUE, day, rank, counted_to) for rank, day in enumerate(days, start=1))


def renewal_session(recognition: Recognition, sessions: Iterable[Session]) -> Session | None:
    """The last declared session before the identity ends."""
    opens = max(recognition.valid_until - SESSION_WINDOW, recognition.validated_on)
    fitting = (session for session in sessions if opens < session.held_on <= recognition.valid_until)
    return max(fitting, key=lambda session: session.held_on, default=None)


def _midterm(standing: Standing, durations: Durations) -> list[Step]:
    """Those that came due during a suspension wait for its end."""
    one = standing.recognition
    over_on = min(filter(None, (standing.followed_on, one.ended_on, one.valid_until + ONE_DAY)))
    held_on = one.midterm_held_on or date.max
    steps = (
        Step(Event.MIDTERM_DUE, durations.midterm_plan_on(one.validated_on)),
        Step(Event.MIDTERM_LATE, durations.midterm_late_on(one.validated_on)),
    )
    return [step for step in steps if step.due_on < min(over_on, held_on)]


def _is_reminded(standing: Standing, status: Identity) -> bool:
    """Not while it is suspended; of those that came due meanwhile the last counts."""
    return standing.followed_on is None and status in (Identity.ACTIVE, Identity.EXPIRED)


def _end(standing: Standing) -> list[Step]:
    one = standing.recognition
    due_on = one.valid_until + ONE_DAY
    goes_on = one.ended_on or (standing.followed_on and standing.followed_on <= due_on)
    return [] if goes_on else [Step(Event.EXPIRED, due_on, counted_to=one.valid_until)]


def _is_answered(step: Step, standing: Standing, status: Identity, last_reminder: int) -> bool:
    if standing.followed_on:
        return False
    if step.event is Event.RENEWAL_DUE:
        return status is Identity.ACTIVE and standing.renewal_on is None and step.rank == last_reminder
    if step.event is Event.MIDTERM_DUE:
        return status is Identity.ACTIVE and standing.recognition.midterm_held_on is None
    return step.event is Event.EXPIRED
