"""The life of a dossier and of an identity: numbers, dates and states as pure functions of recorded facts.

Dates are counted by calendar, as Code de procédure civile art. 641 counts them: a period of months or years ends on the
same day of its last month, on the last day of that month when it has no such day; that day is included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import Assessment, Session, State

GRANTING = frozenset({State.VALIDATED, State.VALIDATED_WITH_ADVICE})
"""Decisions that give the identity at once; « sous réserve » gives it only when lifted."""

DECIDABLE = frozenset({State.READY, State.ADJOURNED})
"""States in which a decision of the committee can be recorded."""

OPEN = DECIDABLE | {State.TO_COMPLETE, State.VALIDATED_ON_CONDITION}
"""States in which a dossier still awaits its outcome."""

RENEWAL = "Renouvellement"
"""Type of a dossier that asks for a further period."""


LETTERS = ("courriel", "courriel-texte")
"""The e-mail that goes with the documents, as a draft and as a text to copy."""
ANSWERS = ("fiche-retour", "classeur-retourne", *LETTERS)
"""What goes back to the organisation."""


class Identity(StrEnum):
    """Identité visuelle."""

    NOT_GRANTED = "Non accordée"
    ACTIVE = "Active"
    EXPIRED = "Expirée"


class Midterm(StrEnum):
    """Temps d'échanges at 18 months."""

    NONE = ""
    COMING = "À venir"
    TO_PLAN = "À planifier"
    LATE = "En retard"


class Renewal(StrEnum):
    NONE = ""
    TO_PREPARE = "À préparer"
    DEPOSITED = "Déposé"
    GRANTED = "Accordé"


def valid_until(validated_on: date, durations: Durations) -> date:
    """Last day of validity, included: validated on 29 February 2028 → 28 February 2031."""
    return validated_on + relativedelta(years=durations.validity_years)


def midterm_on(validated_on: date, durations: Durations) -> date:
    """Day of the exchange on the commitments: 31 August 2026 + 18 months → 29 February 2028."""
    return validated_on + relativedelta(months=durations.midterm_months)


def expires_soon(until: date, today: date, durations: Durations) -> bool:
    return today <= until <= today + relativedelta(months=durations.expiry_soon_months)


def next_session(sessions: Iterable[Session], deposited_on: date) -> Session | None:
    """The first session whose dossiers have not been sent to the members yet on the day of deposit."""
    coming = [session for session in sessions if session.sent_on >= deposited_on]
    return min(coming, key=lambda session: session.held_on, default=None)


def state_at_receipt(assessment: Assessment) -> State:
    return State.READY if assessment.complete else State.TO_COMPLETE


def identity(until: date | None, today: date) -> Identity:
    if until is None:
        return Identity.NOT_GRANTED
    return Identity.ACTIVE if today <= until else Identity.EXPIRED


def midterm(validated_on: date | None, today: date, durations: Durations) -> Midterm:
    if validated_on is None:
        return Midterm.NONE
    if today >= validated_on + relativedelta(months=durations.midterm_late_months):
        return Midterm.LATE
    if today >= validated_on + relativedelta(months=durations.midterm_plan_months):
        return Midterm.TO_PLAN
    return Midterm.COMING


def renewal(until: date | None, renewals: int, pending: bool, today: date, durations: Durations) -> Renewal:
    """`renewals`: how many were granted; `pending`: whether one was deposited and awaits its decision."""
    if pending:
        return Renewal.DEPOSITED
    if until is not None and today >= until - relativedelta(months=durations.expiry_soon_months):
        return Renewal.TO_PREPARE
    return Renewal.GRANTED if renewals else Renewal.NONE


def dossier_number(year: int, rank: int) -> str:
    return f"D-{year}-{rank:03d}"


def ose_number(rank: int) -> str:
    return f"OSE-{rank:04d}"


def is_ose_number(text: str) -> bool:
    """Whether it is written as `ose_number` does, with six digits at most: those that follow are counted from it."""
    return re.fullmatch(r"OSE-(?!0000)(?:[0-9]{4}|[1-9][0-9]{4,5})", text, re.ASCII) is not None


def documents_at_receipt(state: State, repaired: bool) -> tuple[str, ...]:
    """Kinds of documents that become due when a dossier is recorded; `repaired`: understood otherwise than written."""
    note = ("note",) if state is State.READY else ()
    returned = ("classeur-retourne",) if state is State.TO_COMPLETE or repaired else ()
    return (*note, "fiche-retour", *returned, *LETTERS)


def documents_after(decision: State) -> tuple[str, ...]:
    """Kinds of documents that become due when a decision is recorded."""
    return ("attestation",) if decision in GRANTING else ()
