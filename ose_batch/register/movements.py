"""From a mouvements workbook to what it records. A line that makes no sense as things stand is listed, never guessed.

Lines count in order of date, each after those before it: a suspension and its reprise may come in one workbook. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ose_batch.address import is_address
from ose_batch.charter.rules import Rules
from ose_batch.model import (
    Answer,
    Assessment,
    Cell,
    Decision,
    Event,
    Identity,
    Lift,
    Movement,
    MovementLine,
    Movements,
    Person,
    Recognition,
    Session,
    State,
)
from ose_batch.register import lifecycle, lifts, transitions
from ose_batch.register.transitions import DOSSIER, IDENTITY, MIDTERM, When
from ose_batch.wording import movements as say

NEEDS_MOTIVE = frozenset(
    {
        Event.POINT_LIFTED,
        Event.AS_IS,
        Event.REMARK,
        Event.FOLLOW_UP,
        Event.CONDITION_KEPT,
        Event.NO_FOLLOW_UP,
        Event.SUSPENDED,
        Event.REMOVAL_PLANNED,
        Event.REMOVED,
        Event.PROLONGED,
    }
)
REMEMBERED = frozenset({Event.POINT_LIFTED, Event.CHARTER_RECEIVED, Event.REMARK})
"""They count for the versions of a dossier that follow, too."""


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
class Judged:
    accepted: tuple[Accepted, ...]
    repeated: int
    """Lines that are recorded already."""
    listed: tuple[str, ...]
    """Sentences on the lines that were left aside."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a line is held against."""

    today: date
    sessions: Sequence[Session]
    rules: Rules


class _Listed(Exception):
    """A line that cannot be recorded; its message is the sentence."""


def numbers(received: Movements) -> set[str]:
    """Every number that the workbook names, as the register writes them."""
    return {_text(cell).upper() for line in received.lines for cell in (line.number, line.other)} - {""}


def judge(received: Movements, known: Mapping[str, Known], bounds: Bounds) -> Judged:
    """`known`: by n° de dossier and by n° OSE (then the last dossier of the organisation)."""
    now = dict(known)
    accepted: list[Accepted] = []
    listed: list[str] = []
    repeated = 0
    for line in sorted(received.lines, key=lambda line: _date(line.happened_on) or date.min):
        try:
            one = _accept(line, now, bounds)
        except _Listed as sentence:
            listed.append(str(sentence))
            continue
        if one is None:
            repeated += 1
            continue
        accepted.append(one)
        now = {number: _as_it_stands(each, one) for number, each in now.items()}
    return Judged(tuple(accepted), repeated, tuple(listed))


def _as_it_stands(each: Known, accepted: Accepted) -> Known:
    """The same dossier under another number, or another dossier of the organisation or of the one that joined it."""
    moved, joined = accepted.known, accepted.joined
    if each.dossier_id == moved.dossier_id:
        return moved
    if each.organisation_id in (moved.organisation_id, joined and joined.organisation_id):
        return replace(
            each,
            organisation_id=moved.organisation_id,
            recognition=moved.recognition,
            granted_by=moved.granted_by,
        )
    return each


def _accept(line: MovementLine, known: Mapping[str, Known], bounds: Bounds) -> Accepted | None:
    """Nothing when it is recorded already. Raises `_Listed`."""
    movement = _understood(line, bounds)
    number = _text(line.number).upper()
    if number not in known:
        raise _Listed(say.unknown_number(line.number.ref, number))
    about = known[number]
    if movement.event is Event.CONTACT_CHANGED:
        return _contact(line, movement, about)
    if movement in about.recorded:
        return None
    if movement.event is Event.MERGED:
        return _merged(line, movement, about, known)
    moved = about
    if transitions.concerns(movement.event, DOSSIER):
        moved = _dossier_moved(line, movement, about, bounds)
    if transitions.concerns(movement.event, IDENTITY) or transitions.concerns(movement.event, MIDTERM):
        moved = _identity_moved(line, movement, moved, bounds)
    return Accepted(movement, replace(moved, recorded=moved.recorded | {movement}))


def _understood(line: MovementLine, bounds: Bounds) -> Movement:
    """One line, by itself. Raises `_Listed`."""
    number = _text(line.number)
    for cell in (line.event, line.happened_on, line.day, line.criterion):
        if cell.trouble:
            raise _Listed(say.not_understood(cell.ref, cell.text))
    if not line.event:
        raise _Listed(say.event_missing(line.event.ref, number))
    event = Event(str(line.event.value))
    happened_on, author, motive = _date(line.happened_on), _text(line.author), _text(line.motive)
    if happened_on is None:
        raise _Listed(say.date_missing(line.happened_on.ref, number, event))
    if happened_on > bounds.today:
        raise _Listed(say.in_future(line.happened_on.ref, number, event, happened_on))
    if not author:
        raise _Listed(say.author_missing(line.author.ref, number, event))
    if event in NEEDS_MOTIVE and not motive:
        raise _Listed(say.motive_missing(line.motive.ref, number, event))
    criterion = _text(line.criterion).partition(" ")[0] if event is Event.POINT_LIFTED else ""
    if event is Event.CHARTER_RECEIVED:
        criterion = next((each.code for each in bounds.rules.criteria if each.check == "charter_received"), "")
    return Movement(
        event=event,
        happened_on=happened_on,
        author=author,
        motive=motive,
        criterion=criterion,
        day=_date(line.day) if event in (Event.ENROLLED, Event.PROLONGED) else None,
        instance=_text(line.instance) if event is Event.PROLONGED else "",
        other=_text(line.other).upper() if event is Event.MERGED else "",
        person=_person(line) if event is Event.CONTACT_CHANGED else None,
    )


# ------------------------------------------------------------------------------------------------------ Of a dossier


def _dossier_moved(line: MovementLine, movement: Movement, about: Known, bounds: Bounds) -> Known:
    """Raises `_Listed`."""
    on, assessment = movement.happened_on, about.assessment
    if on < about.deposited_on and movement.event not in (Event.FOLLOW_UP, Event.CHARTER_RECEIVED):
        raise _Listed(say.before_deposit(line.happened_on.ref, about.number, on, about.deposited_on))
    if movement.event is Event.POINT_LIFTED:
        _has_point(line, movement, about)
    if movement.criterion:
        lift = Lift(movement.criterion, movement.motive, movement.happened_on)
        assessment = lifts.overruled(assessment, (lift,))
    complete = When.COMPLETE if assessment.complete else When.INCOMPLETE
    state = transitions.after(about.state, movement.event, DOSSIER, complete)
    if not isinstance(state, State):
        allowed = transitions.possible_from(movement.event, DOSSIER)
        raise _Listed(say.dossier_refused(line.event.ref, about.number, movement.event, about.state, allowed))
    if movement.event is Event.REOPENED and about.newer:
        raise _Listed(say.newer_is_open(line.number.ref, about.number, about.newer))
    moved = replace(about, state=state, assessment=assessment)
    return _enrolled(line, movement, moved, about, bounds) if movement.event is Event.ENROLLED else moved


def _has_point(line: MovementLine, movement: Movement, about: Known) -> None:
    if not movement.criterion:
        raise _Listed(say.criterion_missing(line.criterion.ref, about.number))
    answers = {finding.criterion: finding.answer for finding in about.assessment.findings}
    answer = answers.get(movement.criterion)
    if answer in (None, Answer.COMPLETE, Answer.NOT_APPLICABLE):
        raise _Listed(say.nothing_to_lift(line.criterion.ref, about.number, movement.criterion, answer))


def _enrolled(line: MovementLine, movement: Movement, moved: Known, about: Known, bounds: Bounds) -> Known:
    """In a session that is sent already, it is presented with the others: staff say so. Raises `_Listed`."""
    sessions = {session.held_on: session for session in bounds.sessions if session.held_on >= bounds.today}
    session = sessions.get(movement.day) if movement.day else None
    if session is None:
        raise _Listed(say.session_unknown(line.day.ref, about.number, movement.day, sessions))
    if about.state is State.ADJOURNED and about.followed_by:
        raise _Listed(say.followed(line.number.ref, about.number, about.followed_by))
    if other := dict(about.beside).get(session.held_on):
        raise _Listed(say.presented_beside(line.number.ref, about.number, other, session.held_on))
    if session.sent_on >= bounds.today:
        return replace(moved, session_on=session.held_on)
    if about.state is State.TO_COMPLETE:
        allowed = (State.READY, State.PRESENTED, State.ADJOURNED)
        raise _Listed(say.dossier_refused(line.event.ref, about.number, movement.event, about.state, allowed))
    state = transitions.after(about.state, movement.event, DOSSIER, When.SENT)
    assert isinstance(state, State)
    return replace(moved, state=state, session_on=session.held_on)


# ---------------------------------------------------------------------------------------------------- Of an identity


def _identity_moved(line: MovementLine, movement: Movement, about: Known, bounds: Bounds) -> Known:
    """Raises `_Listed`. On the day of the movement: recorded late, it counts as it would have then."""
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
            raise _Listed(refused(line.event.ref, about.number, event, status, allowed))
    if recognition is None:  # no row of either machine begins without one
        raise AssertionError(event)
    if on < recognition.validated_on:
        raise _Listed(say.before_validation(line.happened_on.ref, about.number, on, recognition.validated_on))
    return replace(about, recognition=_changed(line, movement, about, recognition, bounds))


def _changed(
    line: MovementLine, movement: Movement, about: Known, recognition: Recognition, bounds: Bounds
) -> Recognition:
    """Raises `_Listed`."""
    on = movement.happened_on
    match movement.event:
        case Event.SUSPENDED:
            return replace(recognition, suspended_on=on)
        case Event.RESUMED:
            if recognition.suspended_on and on < recognition.suspended_on:
                raise _Listed(say.before_suspension(line.happened_on.ref, about.number, on, recognition.suspended_on))
            return replace(recognition, suspended_on=None)
        case Event.REMOVAL_PLANNED:
            return replace(recognition, removal_planned_on=bounds.today)  # the letter leaves now: days count from it
        case Event.REMOVAL_DROPPED:
            if recognition.removal_planned_on is None:
                raise _Listed(say.nothing_announced(line.event.ref, about.number))
            return replace(recognition, removal_planned_on=None)
        case Event.REMOVED:
            answer_by = last_day_to_answer(recognition, bounds.rules)
            if answer_by is None or on <= answer_by:
                raise _Listed(say.not_heard(line.event.ref, about.number, recognition.removal_planned_on, answer_by))
            return replace(recognition, ended_on=on)
        case Event.RENOUNCED:
            return replace(recognition, ended_on=on)
        case Event.PROLONGED:
            latest = lifecycle.valid_until(bounds.today, bounds.rules.durations)
            if movement.day and not bounds.today <= movement.day <= latest:
                raise _Listed(say.not_a_prolongation(line.day.ref, about.number, movement.day, latest))
            if movement.day is None or movement.day <= recognition.valid_until:
                raise _Listed(say.not_longer(line.day.ref, about.number, movement.day, recognition.valid_until))
            if not movement.instance:
                raise _Listed(say.instance_missing(line.instance.ref, about.number))
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
        raise _Listed(
            say.before_decision(line.happened_on.ref, about.number, movement.happened_on, decision.decided_on)
        )
    until = lifecycle.valid_until(decision.decided_on, bounds.rules.durations, about.renewed_until)
    return replace(about, recognition=Recognition(decision.decided_on, until), granted_by=about.dossier_id)


# --------------------------------------------------------------------------------------------- Of registrations


def _contact(line: MovementLine, movement: Movement, about: Known) -> Accepted | None:
    person = movement.person
    if person is None or person == Person():
        raise _Listed(say.contact_missing(line.name.ref, about.number))
    if line.email and not is_address(person.email):
        raise _Listed(say.not_an_address(line.email.ref, line.email.text))
    kept = about.contact
    new = Person(
        person.name or kept.name, person.title or kept.title, person.email or kept.email, person.phone or kept.phone
    )
    return None if new == kept else Accepted(movement, replace(about, contact=new))


def _merged(line: MovementLine, movement: Movement, about: Known, known: Mapping[str, Known]) -> Accepted:
    """The registration of `other` joins that of `number`, which keeps its numbers."""
    other = known.get(movement.other)
    if other is None:
        raise _Listed(say.unknown_number(line.other.ref, movement.other))
    if other.organisation_id == about.organisation_id:
        raise _Listed(say.same_organisation(line.other.ref, about.number, movement.other))
    active = [
        each
        for each in (about, other)
        if lifecycle.identity(each.recognition, movement.happened_on) in (Identity.ACTIVE, Identity.SUSPENDED)
    ]
    if len(active) == 2:
        raise _Listed(say.both_active(line.other.ref, about.number, movement.other))
    granted = [(one.recognition.validated_on, one) for one in (about, other) if one.recognition]
    last = max(granted, key=lambda dated: dated[0], default=(None, about))[1]
    joint = replace(
        about, recognition=last.recognition, granted_by=last.granted_by, recorded=about.recorded | {movement}
    )
    return Accepted(movement, joint, other)


def _person(line: MovementLine) -> Person:
    return Person(_text(line.name), _text(line.title), _text(line.email), _text(line.phone))


def _text(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


def _date(cell: Cell) -> date | None:
    return cell.value if isinstance(cell.value, date) else None
