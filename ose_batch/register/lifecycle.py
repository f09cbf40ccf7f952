"""The life of a dossier and of an identity: numbers, dates and states as pure functions of recorded facts.

Dates are counted by calendar, as Code de procédure civile art. 641 counts them: a period of months or years ends on the
same day of its last month, on the last day of that month when it has no such day; that day is included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import (
    ON_IDENTITY,
    STANDING,
    Assessment,
    Event,
    Identity,
    Midterm,
    Recognition,
    Renewal,
    Session,
    State,
)

DECIDABLE = frozenset({State.READY, State.PRESENTED, State.ADJOURNED})
"""States in which a decision of the committee can be recorded."""

OPEN = DECIDABLE | {State.TO_COMPLETE, State.VALIDATED_ON_CONDITION}
"""States in which a dossier still awaits its outcome."""

BEFORE_COMMITTEE = frozenset({State.PRESENTED, State.VALIDATED_ON_CONDITION})
"""States that a newer version of the dossier leaves as they are."""

DRAFTS = frozenset({"courriel", "courriel-texte", "courriel-courrier", "courriel-courrier-texte"})
"""Kinds that staff change, send and throw away."""
LETTER = ("courrier", "courriel-courrier", "courriel-courrier-texte")
"""A letter that the organisation is sent, and its e-mail both ways."""


def valid_until(validated_on: date, durations: Durations, before: date | None = None) -> date:
    """Last day of validity, included: validated on 29 February 2028 → 28 February 2031.

    `before`: the last day of the period that is renewed; when the settings say that no day is lost, and it was not
    over, the new period runs from it.
    """
    in_time = before is not None and before >= validated_on
    start = before if before and in_time and durations.renewal_from_expiry else validated_on
    return start + relativedelta(years=durations.validity_years)


def expires_soon(until: date, today: date, durations: Durations) -> bool:
    return today <= until <= today + relativedelta(months=durations.expiry_soon_months)


def next_session(
    sessions: Iterable[Session], deposited_on: date, today: date | None = None, enrolled_on: date | None = None
) -> Session | None:
    """The first session that a dossier is in time for, and that is not sent to the members yet on `today`.

    `enrolled_on`: the session of the version it takes the place of, which takes newer ones until it is sent.
    """
    coming = (
        session
        for session in sessions
        if session.sent_on >= (today or deposited_on)
        and (session.deadline >= deposited_on or session.held_on == enrolled_on)
    )
    return min(coming, key=lambda session: session.held_on, default=None)


def state_at_receipt(assessment: Assessment) -> State:
    return State.READY if assessment.complete else State.TO_COMPLETE


def identity(recognition: Recognition | None, today: date) -> Identity:
    """`recognition`: the last one granted."""
    if recognition is None:
        return Identity.NOT_GRANTED
    if recognition.ended_on:
        return Identity.WITHDRAWN
    if recognition.valid_until < today:
        return Identity.EXPIRED
    return Identity.SUSPENDED if recognition.suspended_on else Identity.ACTIVE


def midterm(recognition: Recognition | None, today: date, durations: Durations) -> Midterm:
    """Once the identity has ended there is nothing left to plan."""
    if recognition is None:
        return Midterm.NONE
    if recognition.midterm_held_on:
        return Midterm.HELD
    if identity(recognition, today) not in STANDING:
        return Midterm.NONE
    if today >= durations.midterm_late_on(recognition.validated_on):
        return Midterm.LATE
    if today >= durations.midterm_plan_on(recognition.validated_on):
        return Midterm.TO_PLAN
    return Midterm.COMING


def renewal(
    recognition: Recognition | None, renewals: int, pending: bool, today: date, durations: Durations
) -> Renewal:
    """`renewals`: how many were granted; `pending`: whether one was deposited and awaits its decision."""
    if pending:
        return Renewal.DEPOSITED
    if recognition and not recognition.ended_on:
        until = recognition.valid_until
        if today >= until - relativedelta(months=durations.expiry_soon_months):
            return Renewal.TO_PREPARE
    return Renewal.GRANTED if renewals else Renewal.NONE


def dossier_number(year: int, rank: int) -> str:
    return f"D-{year}-{rank:03d}"


def ose_number(rank: int) -> str:
    return f"OSE-{rank:04d}"


def is_ose_number(text: str) -> bool:
    """Whether it is written as `ose_number` does, with six digits at most: those that follow are counted from it."""
    return re.fullmatch(r"OSE-(?!0000)(?:[0-9]{4}|[1-9][0-9]{4,5})", text, re.ASCII) is not None


def documents_at_receipt(state: State, repaired: bool, signed: bool) -> tuple[str, ...]:
    """Kinds of documents that become due when a dossier is recorded.

    `repaired`: understood otherwise than written; `signed`: the signed charter is there already.
    """
    returned = ("classeur-retourne",) if state is State.TO_COMPLETE or repaired else ()
    if state is State.TO_COMPLETE:
        return ("fiche-retour", *returned, "courriel", "courriel-texte")
    return ("note", *(() if signed else ("charte",)), "fiche-retour", *returned, "courriel", "courriel-texte")


_NOTED = (Event.POINT_LIFTED, Event.AS_IS, Event.REMARK, Event.REOPENED, Event.ENROLLED, Event.CHARTER_RECEIVED)
"""The committee's note says otherwise after them."""
_WRITTEN: Mapping[Event, tuple[str, ...]] = {
    **dict.fromkeys((Event.VALIDATED, Event.VALIDATED_WITH_ADVICE, Event.CONDITION_LIFTED), ("attestation", *LETTER)),
    **dict.fromkeys((Event.VALIDATED_ON_CONDITION, Event.NOT_RETAINED), LETTER),
    **dict.fromkeys((Event.ADJOURNED, Event.CONDITION_KEPT), ("note", *LETTER)),
    **dict.fromkeys(ON_IDENTITY, LETTER),
    Event.PROLONGED: ("attestation", *LETTER),
    Event.MIDTERM_DUE: ("bilan", *LETTER),
    Event.RENEWAL_DUE: ("classeur-renouvellement", *LETTER),
    Event.EXPIRED: LETTER,
    Event.PROGRESS: ("point-etape",),
}


def documents_after(event: Event, state: State) -> tuple[str, ...]:
    """Kinds of documents that become due after an event, `state` being the one it led to."""
    if event in _NOTED:
        noted = state in (State.READY, State.ADJOURNED) or (event is Event.ENROLLED and state is State.PRESENTED)
        return ("note",) if noted else ()
    return _WRITTEN.get(event, ())
