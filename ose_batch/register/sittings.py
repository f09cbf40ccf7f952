"""Sessions of the committee: the dossiers that join them, the day they are sent to the members, who was there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date

from ose_batch.model import Event, Session, State
from ose_batch.register import journal, lifecycle, pages
from ose_batch.register.connection import transaction
from ose_batch.register.decide import Attendance
from ose_batch.register.pages import Writer
from ose_batch.register.store import FOR_SESSION, WITHOUT_SESSION, one_of
from ose_batch.wording import movements as told
from ose_batch.wording import register as say

_UNDECIDED = one_of({State.TO_COMPLETE, State.READY})


def enroll(db: sqlite3.Connection, declared: Sequence[Session], writer: Writer) -> None:
    """Undecided dossiers join the next session when theirs is unknown, no longer declared, or was sent without them.

    What the members hold already follows a session that is put off.
    """
    days = json.dumps([session.held_on.isoformat() for session in declared])
    with transaction(db):
        waiting = db.execute(
            "SELECT id, organisation_id, number, state, deposited_on, session_on FROM dossier WHERE"
            f" {WITHOUT_SESSION} OR state IN {_UNDECIDED} AND"
            f" ({_PUT_OFF} OR session_on IN (SELECT held_on FROM session WHERE sent_on <> ''))"
            f" OR state = '{State.PRESENTED}' AND session_on NOT IN (SELECT value FROM json_each(:days))"
            "  AND session_on NOT IN (SELECT session_on FROM decision)",
            {"today": writer.today.isoformat(), "days": days},
        )
        for row in waiting.fetchall():
            _join(db, row, declared, writer)


_PUT_OFF = "session_on >= :today AND session_on NOT IN (SELECT value FROM json_each(:days))"


def _join(db: sqlite3.Connection, row: sqlite3.Row, declared: Sequence[Session], writer: Writer) -> None:
    presented = row["state"] == State.PRESENTED
    if presented:
        coming = (session for session in declared if session.held_on >= writer.today)
        session = min(coming, key=lambda each: each.held_on, default=None)
    else:
        session = lifecycle.next_session(declared, date.fromisoformat(row["deposited_on"]), writer.today)
    if (session.held_on.isoformat() if session else None) == row["session_on"] or (presented and session is None):
        return
    settle(db, row["id"], session)
    wave = session.wave if session else ""
    pages.line(db, writer.today, journal.ENROLLED, row["organisation_id"], row["id"], "", say.joined(wave))
    if presented and session:
        present(db, row["number"], session)
    elif row["state"] == State.READY:  # its note says the session
        pages.void(db, row["id"], ("note",))
        pages.documents(db, writer, row["id"], ("note",))


def settle(db: sqlite3.Connection, dossier_id: int, session: Session | None) -> None:
    """The session that is to examine a dossier, none yet without one."""
    held_on, deadline = (session.held_on.isoformat(), session.deadline.isoformat()) if session else (None, None)
    db.execute(
        "UPDATE dossier SET wave = ?, session_on = ?, deadline_on = ? WHERE id = ?",
        (session.wave if session else "", held_on, deadline, dossier_id),
    )


def present(db: sqlite3.Connection, number: str, session: Session) -> None:
    """The members of a session that was sent already hold that dossier too; one not sent yet will name it."""
    db.execute(
        "UPDATE session SET presented = json_insert(presented, '$[#]', ?) WHERE held_on = ? AND sent_on <> ''",
        (number, session.held_on.isoformat()),
    )


def send(db: sqlite3.Connection, declared: Sequence[Session], today: date) -> None:
    """What the members hold once the date d'envoi is past: recorded once, dossiers and order."""
    known = {day for (day,) in db.execute("SELECT held_on FROM session WHERE sent_on <> ''")}
    due = [session for session in declared if session.sent_on < today and session.held_on.isoformat() not in known]
    for session in due:
        with transaction(db):
            _send(db, session, today)


def _send(db: sqlite3.Connection, session: Session, today: date) -> None:
    day = session.held_on.isoformat()
    rows = db.execute(
        "SELECT id, organisation_id, number, state FROM dossier"
        f" WHERE session_on = :day AND state = '{State.PRESENTED}' OR {FOR_SESSION} ORDER BY number",
        {"day": day},
    ).fetchall()
    for row in rows:
        if row["state"] == State.PRESENTED:  # of a session that was put off
            continue
        db.execute(
            "UPDATE dossier SET state = ?, session_on = ?, deadline_on = ? WHERE id = ?",
            (State.PRESENTED, day, session.deadline.isoformat(), row["id"]),
        )
        said = told.due_on(session.sent_on)
        pages.line(db, today, Event.SENT, row["organisation_id"], row["id"], "", said)
    db.execute(
        "INSERT INTO session (held_on, instance, sent_on, presented) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET sent_on = excluded.sent_on, presented = excluded.presented",
        (day, session.instance, session.sent_on.isoformat(), json.dumps([row["number"] for row in rows])),
    )


def attended(db: sqlite3.Connection, one: Attendance, today: date) -> None:
    """In the transaction of the decisions. What a later workbook leaves empty stays as it was."""
    db.execute(
        "INSERT INTO session (held_on, instance, present, excused, recused, attended_on) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET instance = excluded.instance, attended_on = excluded.attended_on,"
        " present = ifnull(nullif(excluded.present, ''), present),"
        " excused = ifnull(nullif(excluded.excused, ''), excused),"
        " recused = ifnull(nullif(excluded.recused, ''), recused)",
        (one.held_on.isoformat(), one.instance, one.present, one.excused, one.recused, today.isoformat()),
    )


def days(db: sqlite3.Connection, declared: Sequence[Session]) -> frozenset[date]:
    """On which a session was or will be held: declared now, or recorded."""
    recorded = (date.fromisoformat(day) for (day,) in db.execute("SELECT held_on FROM session"))
    return frozenset((*recorded, *(session.held_on for session in declared)))
