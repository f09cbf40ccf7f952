"""The sheets À traiter and Échéances: what is to be done, what comes to its date. A query a kind, streamed."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import Answer, Session, State
from ose_batch.register import frozen, lifecycle
from ose_batch.register.columns import Due, Mark, Task
from ose_batch.register.lifecycle import Midterm, Renewal
from ose_batch.register.rows import RECOGNITION, Marked, Shown, day, marked, one_of
from ose_batch.wording import register as say

PRESSING = timedelta(days=14)
"""What is to be done within this time stands out."""


@dataclass(frozen=True, slots=True)
class Calendar:
    today: date
    sessions: Mapping[date, Session]
    """The declared ones, by day."""
    durations: Durations


def to_do(db: sqlite3.Connection, calendar: Calendar) -> Iterator[tuple[Shown, ...]]:
    """Lines of `TO_DO_COLUMNS`: by kind of task, then by date."""
    for task, query, describe in _TASKS:
        for row in db.execute(query, _bounds(calendar)):
            described = describe(row, calendar)
            if described:
                why, due_on = described
                yield task, row["name"], row["number"], why, due_on and _pressing(due_on, calendar.today)


def deadlines(db: sqlite3.Connection, calendar: Calendar) -> Iterator[tuple[Shown, ...]]:
    """Lines of `DEADLINE_COLUMNS`, by date; first those that are past and still open."""
    kinds = (_coming(db, calendar, *kind) for kind in _DUES)
    return (line for _, line in heapq.merge(*kinds, key=lambda dated: dated[0]))


def _coming(
    db: sqlite3.Connection,
    calendar: Calendar,
    due: Due,
    query: str,
    describe: Callable[[sqlite3.Row, Calendar], _DueDescribed],
) -> Iterator[tuple[date, tuple[Shown, ...]]]:
    """By date, as `query` gives them."""
    for row in db.execute(query, _bounds(calendar)):
        due_on, shown, detail = describe(row, calendar)
        days = (due_on - calendar.today).days
        yield due_on, (shown, days, due, row["name"], row["ose_number"], row["number"], detail)


def _bounds(calendar: Calendar) -> Mapping[str, str]:
    soon = calendar.today + relativedelta(months=calendar.durations.expiry_soon_months)
    return {"today": calendar.today.isoformat(), "soon": soon.isoformat()}


def _pressing(due_on: date, today: date) -> date | Marked:
    if due_on < today:
        return Marked(due_on, Mark.LATE)
    return Marked(due_on, Mark.SOON) if due_on - today <= PRESSING else due_on


# ------------------------------------------------------------------------------------------------ À traiter

_Described = tuple[str, date | None] | None
"""Why and for when; nothing when there is nothing to do yet."""


def _answer(row: sqlite3.Row, calendar: Calendar) -> _Described:
    session = _session(row, calendar)
    due_on = session.deadline if session else day(row["session_on"])
    return say.points_to_complete(frozen.load_sentences(row["findings"], Answer.TO_COMPLETE)), due_on


def _check(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.points_to_check(frozen.load_sentences(row["findings"], Answer.TO_CHECK)), _sent_on(row, calendar)


def _record_decision(row: sqlite3.Row, calendar: Calendar) -> _Described:
    held_on = date.fromisoformat(row["session_on"])
    return say.decision_awaited(held_on), held_on


def _present(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.ready_for(day(row["session_on"])), _sent_on(row, calendar)


def _present_again(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.adjourned(date.fromisoformat(row["decided_on"]), row["motive"]), _sent_on(row, calendar)


def _lift_condition(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return row["conditions"], day(row["deadline"])


def _plan_midterm(row: sqlite3.Row, calendar: Calendar) -> _Described:
    validated_on = date.fromisoformat(row["validated_on"])
    if lifecycle.midterm(validated_on, calendar.today, calendar.durations) is Midterm.COMING:
        return None
    planned_on = lifecycle.midterm_on(validated_on, calendar.durations)
    return say.midterm_planned(planned_on), planned_on


def _renew(row: sqlite3.Row, calendar: Calendar) -> _Described:
    until = date.fromisoformat(row["valid_until"])
    state = lifecycle.renewal(until, 0, bool(row["pending"]), calendar.today, calendar.durations)
    return (say.to_renew(until), until) if state is Renewal.TO_PREPARE else None


def _session(row: sqlite3.Row, calendar: Calendar) -> Session | None:
    """The dossier's own session or, once it is past, the next one."""
    held_on = day(row["session_on"])
    if held_on and held_on >= calendar.today:
        return calendar.sessions.get(held_on)
    return lifecycle.next_session(calendar.sessions.values(), calendar.today)


def _sent_on(row: sqlite3.Row, calendar: Calendar) -> date | None:
    session = _session(row, calendar)
    return session.sent_on if session else day(row["session_on"])


# ------------------------------------------------------------------------------------------------ Échéances


_DueDescribed = tuple[date, date | Marked, str]
"""When, the same in its colour, a detail."""


def _midterm_due(row: sqlite3.Row, calendar: Calendar) -> _DueDescribed:
    validated_on = date.fromisoformat(row["validated_on"])
    due_on = lifecycle.midterm_on(validated_on, calendar.durations)
    state = lifecycle.midterm(validated_on, calendar.today, calendar.durations)
    mark = {Midterm.TO_PLAN: Mark.SOON, Midterm.LATE: Mark.LATE}.get(state)
    return due_on, Marked(due_on, mark) if mark else due_on, state


def _condition_due(row: sqlite3.Row, calendar: Calendar) -> _DueDescribed:
    deadline = date.fromisoformat(row["deadline"])
    return deadline, marked(deadline, calendar.today, calendar.durations), row["conditions"]


def _expiry_due(row: sqlite3.Row, calendar: Calendar) -> _DueDescribed:
    until = date.fromisoformat(row["valid_until"])
    return until, marked(until, calendar.today, calendar.durations), say.RENEWAL_DEPOSITED if row["pending"] else ""


# --------------------------------------------------------------------------------------- What is asked of the database

_DOSSIERS = """
SELECT name, number, ose_number, dossier.session_on, findings, decided_on, motive, conditions, deadline
FROM dossier
JOIN organisation ON organisation.id = organisation_id
LEFT JOIN decision ON decision.id = (SELECT max(id) FROM decision WHERE dossier_id = dossier.id)
WHERE state"""
_LATEST = """AND NOT EXISTS (SELECT 1 FROM dossier AS newer
                WHERE newer.organisation_id = dossier.organisation_id AND newer.id > dossier.id)"""
_BY_SESSION = "ORDER BY dossier.session_on IS NULL, dossier.session_on, dossier.id"
_BY_DEADLINE = "ORDER BY deadline IS NULL, deadline, dossier.id"

_RECOGNISED = f"""{RECOGNITION}
SELECT name, number, ose_number, validated_on, valid_until, pending.organisation_id IS NOT NULL AS pending
FROM granted
JOIN organisation ON organisation.id = granted.organisation_id
LEFT JOIN pending ON pending.organisation_id = granted.organisation_id
WHERE valid_until >= :today"""
_BY_VALIDATION = f"{_RECOGNISED} ORDER BY validated_on, number"
_BY_EXPIRY = f"{_RECOGNISED} ORDER BY valid_until, number"

_UNDECIDED = one_of(lifecycle.DECIDABLE | {State.TO_COMPLETE})

_TASKS: tuple[tuple[Task, str, Callable[[sqlite3.Row, Calendar], _Described]], ...] = (
    (Task.ANSWER, f"{_DOSSIERS} = '{State.TO_COMPLETE}' {_BY_SESSION}", _answer),
    (Task.CHECK, f"""{_DOSSIERS} IN {_UNDECIDED} AND instr(findings, '"{Answer.TO_CHECK}"') {_BY_SESSION}""", _check),
    (
        Task.RECORD_DECISION,
        f"{_DOSSIERS} = '{State.READY}' AND dossier.session_on < :today {_BY_SESSION}",
        _record_decision,
    ),
    (
        Task.PRESENT,
        f"{_DOSSIERS} = '{State.READY}' AND ifnull(dossier.session_on, :today) >= :today {_BY_SESSION}",
        _present,
    ),
    (Task.PRESENT_AGAIN, f"{_DOSSIERS} = '{State.ADJOURNED}' {_LATEST} {_BY_SESSION}", _present_again),
    (
        Task.LIFT_CONDITION,
        f"{_DOSSIERS} = '{State.VALIDATED_ON_CONDITION}' AND ifnull(deadline, :soon) <= :soon {_BY_DEADLINE}",
        _lift_condition,
    ),
    (Task.PLAN_MIDTERM, _BY_VALIDATION, _plan_midterm),
    (Task.RENEW, _BY_EXPIRY, _renew),
)

_DUES: tuple[tuple[Due, str, Callable[[sqlite3.Row, Calendar], _DueDescribed]], ...] = (
    (Due.MIDTERM, _BY_VALIDATION, _midterm_due),
    (
        Due.CONDITION,
        f"{_DOSSIERS} = '{State.VALIDATED_ON_CONDITION}' AND deadline IS NOT NULL {_BY_DEADLINE}",
        _condition_due,
    ),
    (Due.EXPIRY, _BY_EXPIRY, _expiry_due),
)
