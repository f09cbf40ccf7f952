"""The sheets À traiter and Échéances: what is to be done, what comes to its date. A query a kind, streamed."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import Answer, Midterm, Renewal, Session, State
from ose_batch.register import frozen, lifecycle, store
from ose_batch.register.columns import Due, Mark, Task
from ose_batch.register.due import renewal_session
from ose_batch.register.rows import RECOGNITION, Marked, Shown, day, marked
from ose_batch.register.store import HAS_NEWER, one_of
from ose_batch.wording import register as say

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_SLACK = timedelta(days=3)
"""Months end on different days: a query gives a little more than is due, which is then judged by the calendar."""
PRESSING = timedelta(days=14)
"""What is to be done within this time stands out."""


@dataclass(frozen=True, slots=True)
class Calendar:
    today: date
    sessions: Mapping[date, Session]
    """The declared ones, by day."""
    durations: Durations


def tasks(db: sqlite3.Connection, calendar: Calendar) -> Iterator[tuple[Task, str, str, str, date | None]]:
    """What, who, n° de dossier, why, for when: by kind of task, then by date."""
    for task, query, describe in _TASKS:
        for row in db.execute(query, _bounds(calendar)):
            described = describe(row, calendar)
            if described:
                yield task, row["name"], row["number"], *described


def to_do(db: sqlite3.Connection, calendar: Calendar) -> Iterator[tuple[Shown, ...]]:
    """The same as lines of `TO_DO_COLUMNS`."""
    for *line, due_on in tasks(db, calendar):
        yield *line, due_on and _pressing(due_on, calendar.today)


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
    today, durations = calendar.today, calendar.durations
    days = {
        "today": today,
        "soon": today + relativedelta(months=durations.expiry_soon_months),
        "week": today - _WEEK,
        "renewable": today + relativedelta(months=durations.expiry_soon_months) + _SLACK,
        "planned": today - relativedelta(months=durations.midterm_plan_months) + _SLACK,
        "aside": today - timedelta(days=durations.set_aside_days),
        "kept": today - relativedelta(years=durations.retention_years),
    }
    return {name: day.isoformat() for name, day in days.items()}


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
    if row["state"] == State.PRESENTED:
        held_on = date.fromisoformat(row["session_on"])
        return say.presented_at(held_on), held_on
    return say.ready_for(day(row["session_on"])), _sent_on(row, calendar)


def _present_again(row: sqlite3.Row, calendar: Calendar) -> _Described:
    decided_on = date.fromisoformat(row["decided_on"])
    if row["decision"] == State.VALIDATED_ON_CONDITION:
        return say.condition_kept(decided_on, row["conditions"]), _sent_on(row, calendar)
    return say.adjourned(decided_on, row["motive"]), _sent_on(row, calendar)


def _lift_condition(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return row["conditions"], day(row["deadline"])


def _plan_midterm(row: sqlite3.Row, calendar: Calendar) -> _Described:
    period = store.period(row)
    if lifecycle.midterm(period, calendar.today, calendar.durations) not in (Midterm.TO_PLAN, Midterm.LATE):
        return None
    planned_on = calendar.durations.midterm_on(period.validated_on)
    return say.midterm_planned(planned_on, day(row["progress_on"])), planned_on


def _renew(row: sqlite3.Row, calendar: Calendar) -> _Described:
    period = store.period(row)
    state = lifecycle.renewal(period, 0, bool(row["pending"]), calendar.today, calendar.durations)
    until = period.valid_until
    if state is Renewal.DEPOSITED:
        return (say.to_prolong(until), until) if until - calendar.today <= _MONTH else None
    session = renewal_session(period, calendar.sessions.values())
    by = session.deadline if session and session.deadline >= calendar.today else until
    return (say.to_renew(until), by) if state is Renewal.TO_PREPARE else None


def _send(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.letter_prepared(row["event"], row["path"]), date.fromisoformat(row["due_on"]) + _WEEK


def _remove(row: sqlite3.Row, calendar: Calendar) -> _Described:
    planned_on = date.fromisoformat(row["removal_planned_on"])
    answer_by = planned_on + timedelta(days=calendar.durations.observations_days)
    return say.removal_planned(planned_on, answer_by), answer_by


def _resume(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.suspended(date.fromisoformat(row["suspended_on"])), None


def _look(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.set_aside(row["path"]), date.fromisoformat(row["since"]) + timedelta(
        days=calendar.durations.set_aside_days
    )


def _file(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.to_file(row["path"], date.fromisoformat(row["since"])), None


def _erase(row: sqlite3.Row, calendar: Calendar) -> _Described:
    return say.to_erase(row["number"]), date.fromisoformat(row["last_on"]) + relativedelta(
        years=calendar.durations.retention_years
    )


def _session(row: sqlite3.Row, calendar: Calendar) -> Session | None:
    """The dossier's own session or, once it is past, the next one."""
    held_on = day(row["session_on"])
    if held_on and held_on >= calendar.today:
        return calendar.sessions.get(held_on)
    return lifecycle.next_session(calendar.sessions.values(), calendar.today)


def _sent_on(row: sqlite3.Row, calendar: Calendar) -> date | None:
    """None once the dossier's own is past and no other is declared."""
    session = _session(row, calendar)
    return session.sent_on if session and session.sent_on >= calendar.today else None


# ------------------------------------------------------------------------------------------------ Échéances


_DueDescribed = tuple[date, date | Marked, str]
"""When, the same in its colour, a detail."""


def _midterm_due(row: sqlite3.Row, calendar: Calendar) -> _DueDescribed:
    period = store.period(row)
    due_on = calendar.durations.midterm_on(period.validated_on)
    state = lifecycle.midterm(period, calendar.today, calendar.durations)
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
SELECT name, number, ose_number, state, dossier.session_on, findings, decision, decided_on, motive, conditions, deadline
FROM dossier
JOIN organisation ON organisation.id = organisation_id
LEFT JOIN decision ON decision.id = (SELECT max(id) FROM decision WHERE dossier_id = dossier.id)
WHERE state"""
_BY_SESSION = "ORDER BY dossier.session_on IS NULL, dossier.session_on, dossier.id"
_BY_DEADLINE = "ORDER BY deadline IS NULL, deadline, dossier.id"

_RECOGNISED = f"""{RECOGNITION}
SELECT granted.*, name, ose_number, pending.organisation_id IS NOT NULL AS pending,
       (SELECT max(received_on) FROM progress WHERE recognition_id = granted.id) AS progress_on
FROM granted
JOIN organisation ON organisation.id = granted.organisation_id
LEFT JOIN pending ON pending.organisation_id = granted.organisation_id
WHERE valid_until >= :today AND ended_on IS NULL"""
_IN_ORDER_OF_VALIDATION, _IN_ORDER_OF_EXPIRY = "ORDER BY validated_on, number", "ORDER BY valid_until, number"
_NOT_MET = f"{_RECOGNISED} AND midterm_held_on IS NULL"
_BY_VALIDATION = f"{_NOT_MET} {_IN_ORDER_OF_VALIDATION}"
_TO_PLAN = f"{_NOT_MET} AND validated_on <= :planned {_IN_ORDER_OF_VALIDATION}"
_BY_EXPIRY = f"{_RECOGNISED} {_IN_ORDER_OF_EXPIRY}"
_TO_RENEW = f"{_RECOGNISED} AND valid_until <= :renewable {_IN_ORDER_OF_EXPIRY}"

_SEND = """
SELECT name, number, path, due_on, json_extract(occasion, '$.event') AS event
FROM document JOIN dossier ON dossier.id = dossier_id JOIN organisation ON organisation.id = organisation_id
WHERE document.kind = 'courrier' AND path IS NOT NULL AND NOT is_void AND due_on > :week
ORDER BY document.id
"""
_LOOK = """
SELECT path, since, replace(path, 'inbox/refuses/', '') AS name, '' AS number FROM set_aside
WHERE path GLOB 'inbox/refuses/*' AND path NOT GLOB '*pourquoi*.txt' ORDER BY since, path
"""
_FILE = """
SELECT path, since, replace(path, 'inbox/pieces/', '') AS name, '' AS number FROM set_aside
WHERE path GLOB 'inbox/pieces/*' AND since < :aside ORDER BY since, path
"""
_ERASE = """
SELECT name, max(number) AS number,
       max(max(deposited_on), ifnull((SELECT max(valid_until) FROM recognition
                                      WHERE recognition.organisation_id = organisation.id), '')) AS last_on
FROM organisation JOIN dossier ON dossier.organisation_id = organisation.id
WHERE EXISTS (SELECT 1 FROM contact WHERE contact.organisation_id = organisation.id)
GROUP BY organisation.id HAVING last_on < :kept ORDER BY last_on, number
"""

_UNDECIDED = one_of({State.TO_COMPLETE, State.READY, State.ADJOURNED})

_TASKS: tuple[tuple[Task, str, Callable[[sqlite3.Row, Calendar], _Described]], ...] = (
    (Task.SEND, _SEND, _send),
    (Task.ANSWER, f"{_DOSSIERS} = '{State.TO_COMPLETE}' {_BY_SESSION}", _answer),
    (Task.CHECK, f"""{_DOSSIERS} IN {_UNDECIDED} AND instr(findings, '"{Answer.TO_CHECK}"') {_BY_SESSION}""", _check),
    (
        Task.RECORD_DECISION,
        f"{_DOSSIERS} IN ('{State.READY}', '{State.PRESENTED}') AND dossier.session_on < :today {_BY_SESSION}",
        _record_decision,
    ),
    (
        Task.PRESENT,
        f"{_DOSSIERS} IN ('{State.READY}', '{State.PRESENTED}') AND ifnull(dossier.session_on, :today) >= :today"
        f" {_BY_SESSION}",
        _present,
    ),
    (Task.PRESENT_AGAIN, f"{_DOSSIERS} = '{State.ADJOURNED}' AND NOT {HAS_NEWER} {_BY_SESSION}", _present_again),
    (
        Task.LIFT_CONDITION,
        f"{_DOSSIERS} = '{State.VALIDATED_ON_CONDITION}' AND ifnull(deadline, :soon) <= :soon {_BY_DEADLINE}",
        _lift_condition,
    ),
    (Task.PLAN_MIDTERM, _TO_PLAN, _plan_midterm),
    (Task.RENEW, _TO_RENEW, _renew),
    (Task.REMOVE, f"{_RECOGNISED} AND removal_planned_on IS NOT NULL ORDER BY removal_planned_on, number", _remove),
    (
        Task.RESUME,
        f"{_RECOGNISED} AND suspended_on IS NOT NULL AND removal_planned_on IS NULL ORDER BY suspended_on, number",
        _resume,
    ),
    (Task.LOOK, _LOOK, _look),
    (Task.FILE, _FILE, _file),
    (Task.ERASE, _ERASE, _erase),
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
