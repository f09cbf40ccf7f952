"""What a movement does to a dossier, an identity, a registration; or the sentence that says why it cannot. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ose_batch.address import is_address
from ose_batch.charter.rules import Rules
from ose_batch.model import (
    STANDING,
    Answer,
    Assessment,
    Decision,
    Event,
    Lift,
    Movement,
    MovementLine,
    Person,
    Recognition,
    Session,
    State,
)
from ose_batch.register import lifecycle, lifts, transitions
from ose_batch.register.judging import Listed
from ose_batch.register.transitions import DOSSIER, IDENTITY, MIDTERM, When
from ose_batch.wording import movements as say


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier that a movement may be about, with its organisation."""

    organisation_id: int
    dossier_id: int
    number: str
    state: State
    deposited_on: date
    session_on: date | None
    assessment: Assessment
    decision: Decision | None
    """The last one recorded."""
    recognition: Recognition | None
    """The last one of the organisation."""
    granted_by: int | None
    """The dossier that was granted it."""
    recorded: frozenset[Movement] = frozenset()
    """Those of the dossier already in the register."""
    newer: str = ""
    """Number of a newer dossier of the organisation that is still open."""
    followed_by: str = ""
    """Number of a newer dossier of the organisation, whatever became of it."""
    beside: frozenset[tuple[date, str]] = frozenset()
    """Sessions that another dossier of the organisation is presented to, with its number."""
    renewed_until: date | None = None
    """Last day of the recognition that it asks to renew."""
    contact: Person = field(default_factory=Person)
    """The référent, as last known of the organisation."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A movement to record, and how things stand once it is."""

    movement: Movement
    known: Known
    joined: Known | None = None
    """The registration that joins this one, of a regroupement."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a line is held against."""

    today: date
    sessions: Sequence[Session]
    rules: Rules


# ------------------------------------------------------------------------------------------------------ Of a dossier


def dossier_moved(line: MovementLine, movement: Movement, about: Known, bounds: Bounds) -> Known:
    """Raises `Listed`."""
    on, assessment = movement.happened_on, about.assessment
    if on < about.deposited_on and movement.event not in (Event.FOLLOW_UP, Event.CHARTER_RECEIVED):
        raise Listed(say.before_deposit(line.happened_on.ref, about.number, on, about.deposited_on))
    if movement.event is Event.POINT_LIFTED:
        _has_point(line, movement, about)
    if movement.criterion:
        lift = Lift(movement.criterion, movement.motive, movement.happened_on)
        assessment = lifts.overruled(assessment, (lift,))
    complete = When.COMPLETE if assessment.complete else When.INCOMPLETE
    state = transitions.after(about.state, movement.event, DOSSIER, complete)
    if not isinstance(state, State):
        allowed = transitions.possible_from(movement.event, DOSSIER)
        raise Listed(say.dossier_refused(line.event.ref, about.number, movement.event, about.state, allowed))
    if movement.event is Event.REOPENED and about.newer:
        raise Listed(say.newer_is_open(line.number.ref, about.number, about.newer))
    moved = replace(about, state=state, assessment=assessment)
    return _enrolled(line, movement, moved, about, bounds) if movement.event is Event.ENROLLED else moved


def _has_point(line: MovementLine, movement: Movement, about: Known) -> None:
    if not movement.criterion:
        raise Listed(say.criterion_missing(line.criterion.ref, about.number))
    answers = {finding.criterion: finding.answer for finding in about.assessment.findings}
    answer = answers.get(movement.criterion)
    if answer in (None, Answer.COMPLETE, Answer.NOT_APPLICABLE):
        raise Listed(say.nothing_to_lift(line.criterion.ref, about.number, movement.criterion, answer))


def _enrolled(line: MovementLine, movement: Movement, moved: Known, about: Known, bounds: Bounds) -> Known:
    """In a session that is sent already, it is presented with the others: staff say so. Raises `Listed`."""
    sessions = {session.held_on: session for session in bounds.sessions if session.held_on >= bounds.today}
    session = sessions.get(movement.day) if movement.day else None
    if session is None:
        raise Listed(say.session_unknown(line.day.ref, about.number, movement.day, sessions))
    if about.state is State.ADJOURNED and about.followed_by:
        raise Listed(say.followed(line.number.ref, about.number, about.followed_by))
    if other := dict(about.beside).get(session.held_on):
        raise Listed(say.presented_beside(line.number.ref, about.number, other, session.held_on))
    if session.sent_on >= bounds.today:
        return replace(moved, session_on=session.held_on)
    if about.state is State.TO_COMPLETE:
        allowed = (State.READY, State.PRESENTED, State.ADJOURNED)
        raise Listed(say.dossier_refused(line.event.ref, about.number, movement.event, about.state, allowed))
    state = transitions.after(about.state, movement.event, DOSSIER, When.SENT)
    assert isinstance(state, State)
    return replace(moved, state=state, session_on=session.held_on)


# ---------------------------------------------------------------------------------------------------- Of an identity


def identity_moved(line: MovementLine, movement: Movement, about: Known, bounds: Bounds) -> Known:
    """Raises `Listed`. On the day of the movement: recorded late, it counts as it would have then."""
    event, on, durations = movement.event, movement.happened_on, bounds.rules.durations
    if event is Event.CONDITION_LIFTED:
        return _condition_lifted(line, movement, about, bounds)
    recognition = about.recognition
    for machine, status in (
        (IDENTITY, lifecycle.identity(recognition, on)),
        (MIDTERM, lifecycle.midterm(recognition, on, durations)),
    ):
        if transitions.concerns(event, machine) and transitions.after(status, event, machine) is None:
            allowed = transitions.possible_from(event, machine)
            refused = say.identity_refused if machine is IDENTITY else say.midterm_refused
            raise Listed(refused(line.event.ref, about.number, event, status, allowed))
    if recognition is None:  # no row of either machine begins without one
        raise AssertionError(event)
    if on < recognition.validated_on:
        raise Listed(say.before_validation(line.happened_on.ref, about.number, on, recognition.validated_on))
    return replace(about, recognition=_changed(line, movement, about, recognition, bounds))


def _changed(
    line: MovementLine, movement: Movement, about: Known, recognition: Recognition, bounds: Bounds
) -> Recognition:
    """Raises `Listed`."""
    on = movement.happened_on
    match movement.event:
        case Event.SUSPENDED:
            return replace(recognition, suspended_on=on)
        case Event.RESUMED:
            if recognition.suspended_on and on < recognition.suspended_on:
                raise Listed(say.before_suspension(line.happened_on.ref, about.number, on, recognition.suspended_on))
            return replace(recognition, suspended_on=None)
        case Event.REMOVAL_PLANNED:
            return replace(recognition, removal_planned_on=bounds.today)  # the letter leaves now: days count from it
        case Event.REMOVAL_DROPPED:
            if recognition.removal_planned_on is None:
                raise Listed(say.nothing_announced(line.event.ref, about.number))
            return replace(recognition, removal_planned_on=None)
        case Event.REMOVED:
            answer_by = last_day_to_answer(recognition, bounds.rules)
            if answer_by is None or on <= answer_by:
                raise Listed(say.not_heard(line.event.ref, about.number, recognition.removal_planned_on, answer_by))
            return replace(recognition, ended_on=on)
        case Event.RENOUNCED:
            return replace(recognition, ended_on=on)
        case Event.PROLONGED:
            latest = lifecycle.valid_until(bounds.today, bounds.rules.durations)
            if movement.day and not bounds.today <= movement.day <= latest:
                raise Listed(say.not_a_prolongation(line.day.ref, about.number, movement.day, latest))
            if movement.day is None or movement.day <= recognition.valid_until:
                raise Listed(say.not_longer(line.day.ref, about.number, movement.day, recognition.valid_until))
            if not movement.instance:
                raise Listed(say.instance_missing(line.instance.ref, about.number))
            return replace(recognition, valid_until=movement.day)
        case _:
            return replace(recognition, midterm_held_on=on)


def last_day_to_answer(recognition: Recognition, rules: Rules) -> date | None:
    """Until when observations may be presented before a retrait; none while nothing was announced."""
    planned_on = recognition.removal_planned_on
    return planned_on + timedelta(days=rules.durations.observations_days) if planned_on else None


def _condition_lifted(line: MovementLine, movement: Movement, about: Known, bounds: Bounds) -> Known:
    """Three years from the session that decided, not from the day the condition was lifted."""
    decision = about.decision
    if decision is None:
        raise AssertionError(about.number)  # only a decision leads to that state
    if movement.happened_on < decision.decided_on:
        raise Listed(say.before_decision(line.happened_on.ref, about.number, movement.happened_on, decision.decided_on))
    until = lifecycle.valid_until(decision.decided_on, bounds.rules.durations, about.renewed_until)
    return replace(about, recognition=Recognition(decision.decided_on, until), granted_by=about.dossier_id)


# --------------------------------------------------------------------------------------------- Of registrations


def contact_changed(line: MovementLine, movement: Movement, about: Known) -> Accepted | None:
    person = movement.person
    if person is None or person == Person():
        raise Listed(say.contact_missing(line.name.ref, about.number))
    if line.email and not is_address(person.email):
        raise Listed(say.not_an_address(line.email.ref, line.email.text))
    kept = about.contact
    new = Person(
        person.name or kept.name, person.title or kept.title, person.email or kept.email, person.phone or kept.phone
    )
    return None if new == kept else Accepted(movement, replace(about, contact=new))


def merged(line: MovementLine, movement: Movement, about: Known, known: Mapping[str, Known]) -> Accepted:
    """The registration of `other` joins that of `number`, which keeps its numbers."""
    other = known.get(movement.other)
    if other is None:
        raise Listed(say.unknown_number(line.other.ref, movement.other))
    if other.organisation_id == about.organisation_id:
        raise Listed(say.same_organisation(line.other.ref, about.number, movement.other))
    active = [each for each in (about, other) if lifecycle.identity(each.recognition, movement.happened_on) in STANDING]
    if len(active) == 2:
        raise Listed(say.both_active(line.other.ref, about.number, movement.other))
    granted = [(one.recognition.validated_on, one) for one in (about, other) if one.recognition]
    last = max(granted, key=lambda dated: dated[0], default=(None, about))[1]
    joint = replace(
        about, recognition=last.recognition, granted_by=last.granted_by, recorded=about.recorded | {movement}
    )
    return Accepted(movement, joint, other)
