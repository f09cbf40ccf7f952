"""What the calendar brings about, written to the register: each step once, however late the run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ose_batch.charter.rules import Durations
from ose_batch.model import Event, Occasion, Session, State
from ose_batch.register import due, lifecycle, pages, store
from ose_batch.register.connection import transaction
from ose_batch.register.due import Move, Standing
from ose_batch.register.pages import Writer
from ose_batch.register.store import FOLLOWED, one_of
from ose_batch.wording import movements as say


@dataclass(frozen=True, slots=True)
class _Live:
    """A recognition to which the calendar may still do something."""

    id: int
    organisation_id: int
    dossier_id: int
    standing: Standing
    renewal_state: str
    """Of the renewal that awaits its outcome; empty without one."""
    session_on: date | None
    """Of that renewal."""
    examined_on: date | None
    """Session that has examined that renewal: the outcome alone is still to be told."""
    done: frozenset[tuple[str, int, str]]


_LIVE = f"""
SELECT recognition.*,
       (SELECT min(validated_on) FROM recognition AS later
        WHERE later.organisation_id = recognition.organisation_id
        AND (later.validated_on, later.id) > (recognition.validated_on, recognition.id)) AS followed_on,
       renewal.deposited_on AS renewal_on,
       renewal.state AS renewal_state, renewal.session_on AS renewal_session_on,
       CASE WHEN renewal.state = '{State.PRESENTED}' AND renewal.session_on < :today THEN renewal.session_on
            WHEN renewal.state = '{State.VALIDATED_ON_CONDITION}'
            THEN (SELECT max(session_on) FROM decision WHERE dossier_id = renewal.id) END AS examined_on,
       (SELECT json_group_array(json_array(event, rank, counted_to)) FROM step
        WHERE recognition_id = recognition.id) AS done
FROM recognition
LEFT JOIN dossier AS renewal ON renewal.id =
    (SELECT id FROM dossier
     WHERE dossier.organisation_id = recognition.organisation_id AND state IN {one_of(lifecycle.OPEN)}
     AND deposited_on > recognition.validated_on AND NOT {FOLLOWED}
     ORDER BY deposited_on DESC, id DESC LIMIT 1)
WHERE ifnull(followed_on, :last_run) >= :last_run AND ifnull(ended_on, :last_run) >= :last_run
AND NOT EXISTS (SELECT 1 FROM step WHERE recognition_id = recognition.id AND event = '{Event.EXPIRED}'
                AND step.counted_to = recognition.valid_until)
ORDER BY recognition.id
"""


def record(db: sqlite3.Connection, sessions: Sequence[Session], durations: Durations, writer: Writer) -> None:
    """All that came due since the last run, in one transaction a recognition."""
    last_run = store.last_run(db) or date.min
    days = {"last_run": last_run.isoformat(), "today": writer.today.isoformat()}
    for row in db.execute(_LIVE, days).fetchall():
        live = _live(row)
        moves = due.moves(live.standing, sessions, durations, writer.today, live.done)
        if moves:
            with transaction(db):
                for move in moves:
                    _record(db, live, move, sessions, writer)


def _live(row: sqlite3.Row) -> _Live:
    standing = Standing(
        store.period(row),
        followed_on=store.day(row["followed_on"]),
        renewal_on=store.day(row["renewal_on"]),
    )
    done = frozenset((event, rank, until) for event, rank, until in json.loads(row["done"]))
    return _Live(
        row["id"],
        row["organisation_id"],
        row["dossier_id"],
        standing,
        row["renewal_state"] or "",
        store.day(row["renewal_session_on"]),
        store.day(row["examined_on"]),
        done,
    )


def _record(db: sqlite3.Connection, live: _Live, move: Move, sessions: Sequence[Session], writer: Writer) -> None:
    step = move.step
    event, rank, counted_to = step.key
    pages.insert(
        db,
        "step",
        recognition_id=live.id,
        event=event,
        rank=rank,
        counted_to=counted_to,
        due_on=step.due_on.isoformat(),
        recorded_on=writer.today.isoformat(),
        answered=move.answered,
    )
    said = say.reminder(rank, step.due_on, move.answered) if rank else say.due_on(step.due_on)
    pages.line(db, writer.today, event, live.organisation_id, live.dossier_id, "", said)
    if move.answered:
        kinds = lifecycle.documents_after(step.event, store.state(db, live.dossier_id))
        decision_id = store.last_decision(db, live.dossier_id)
        pages.documents(db, writer, live.dossier_id, kinds, decision_id, _occasion(live, move, sessions, writer.today))


def _occasion(live: _Live, move: Move, sessions: Sequence[Session], today: date) -> Occasion:
    recognition = live.standing.recognition
    renewal_on = _in_time(live.standing)
    if move.step.event is Event.EXPIRED and renewal_on:
        session = _awaited_session(live, renewal_on, sessions, today)
    else:
        session = due.renewal_session(recognition, sessions)
    return Occasion(
        today,
        rank=move.step.rank,
        valid_until=recognition.valid_until,
        session_on=session.held_on if session else None,
        deadline=session.deadline if session else None,
        event=move.step.event,
        renewal_on=renewal_on,
        is_incomplete=_is_incomplete(live),
        examined_on=live.examined_on if renewal_on else None,
    )


def _awaited_session(live: _Live, renewal_on: date, sessions: Sequence[Session], today: date) -> Session | None:
    """Its own, or the next one when that one went by without it; an incomplete renewal is promised none."""
    if live.examined_on or _is_incomplete(live):
        return None
    own = (each for each in sessions if each.held_on == live.session_on and each.held_on >= today)
    return next(own, None) or lifecycle.next_session(sessions, renewal_on, today)


def _is_incomplete(live: _Live) -> bool:
    return live.renewal_state == State.TO_COMPLETE


def _in_time(standing: Standing) -> date | None:
    """Deposit of a renewal that came before the identity ended."""
    deposited_on = standing.renewal_on
    return deposited_on if deposited_on and deposited_on <= standing.recognition.valid_until else None
