"""Sessions of the committee: who joins them, what the members are sent, what comes back, who was there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Answer, Event, Session, State
from ose_batch.register import agreement, dossiers, papers, record, sittings
from ose_batch.register.decide import Attendance
from tests.entries import finding
from tests.registers import AUTUMN, SPRING, decide, decision, memory, move, receive, submission, writer

TODAY = date(2026, 11, 2)
SENT = date(2026, 11, 30)
"""The first run after the date d'envoi of AUTUMN."""
NIGHT = date(2026, 12, 14)
D1, D2 = "D-2026-001", "D-2026-002"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as opened:
        yield opened
        assert list(agreement.differences(opened)) == []


def states(db: sqlite3.Connection) -> dict[str, tuple[str, str | None]]:
    return {number: (state, on) for number, state, on in db.execute("SELECT number, state, session_on FROM dossier")}


def presented(db: sqlite3.Connection, session: Session) -> list[str]:
    row = db.execute("SELECT presented FROM session WHERE held_on = ?", (session.held_on.isoformat(),)).fetchone()
    return list(json.loads(row["presented"]))


def journal(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in db.execute("SELECT event, detail FROM journal ORDER BY id")]


# ----------------------------------------------------------------------------------------------------------- Sending


@pytest.mark.parametrize(("today", "is_sent"), [(AUTUMN.sent_on, False), (date(2026, 11, 28), True)])
def test_a_session_is_sent_once_its_date_d_envoi_is_past(db: sqlite3.Connection, today: date, is_sent: bool) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], today)
    assert states(db)[D1][0] == (State.PRESENTED if is_sent else State.READY)


def test_the_members_are_sent_the_dossiers_that_are_ready_in_order_of_number(db: sqlite3.Connection) -> None:
    for rank in (1, 2):
        receive(db, TODAY, submission(rank))
    receive(db, TODAY, submission(3), finding("P4.1", Answer.TO_COMPLETE, "Aucune action."))
    receive(db, TODAY, submission(4), session=SPRING)
    sittings.send(db, [AUTUMN, SPRING], SENT)
    assert presented(db, AUTUMN) == [D1, D2]
    assert [state for state, _ in states(db).values()] == [
        State.PRESENTED,
        State.PRESENTED,
        State.TO_COMPLETE,
        State.READY,
    ]
    assert journal(db)[-2:] == [(Event.SENT, "au 27/11/2026")] * 2


def test_a_session_is_sent_once(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN], SENT)
    receive(db, SENT, submission(2))
    sittings.send(db, [AUTUMN], NIGHT)
    assert presented(db, AUTUMN) == [D1]
    assert states(db)[D2][0] == State.READY


def test_an_adjourned_dossier_comes_back_at_the_next_session(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], SENT)
    decide(db, NIGHT, {D1: decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser.")})
    sittings.send(db, [AUTUMN, SPRING], date(2027, 1, 4))
    assert states(db)[D1][0] == State.ADJOURNED
    sittings.send(db, [AUTUMN, SPRING], date(2027, 6, 7))
    assert states(db)[D1] == (State.PRESENTED, SPRING.held_on.isoformat())
    assert presented(db, SPRING) == [D1]


def test_an_adjourned_dossier_that_has_a_newer_version_does_not(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], SENT)
    decide(db, NIGHT, {D1: decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser.")})
    newer = receive(db, date(2027, 2, 1), submission(1, version=2), session=SPRING)
    sittings.send(db, [AUTUMN, SPRING], date(2027, 6, 7))
    assert presented(db, SPRING) == [newer]
    assert states(db)[D1][0] == State.ADJOURNED


def test_a_condition_that_was_not_lifted_comes_back_too(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {D1: decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.")})
    move(
        db,
        date(2027, 4, 5),
        f"""number | event | happened_on | author | motive
        {D1} | {Event.CONDITION_KEPT} | 2027-04-01 | AB | L’AG n’a pas eu lieu""",
    )
    sittings.send(db, [SPRING], date(2027, 6, 7))
    assert presented(db, SPRING) == [D1]


def test_a_dossier_that_was_withdrawn_is_not_sent(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    move(
        db,
        TODAY,
        f"""number | event | happened_on | author
        {D1} | {Event.WITHDRAWN} | 2026-11-02 | AB""",
    )
    sittings.send(db, [AUTUMN], SENT)
    assert presented(db, AUTUMN) == []


def test_it_is_sent_wholly_or_not_at_all(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    db.execute("CREATE TEMP TRIGGER broken BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'disk'); END")
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        sittings.send(db, [AUTUMN], SENT)
    assert states(db)[D1][0] == State.READY


# ----------------------------------------------------------------------------------------------------------- Joining


def test_what_was_not_ready_when_its_session_was_sent_joins_the_next_one(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), finding("P4.1", Answer.TO_COMPLETE, "Aucune action."))
    sittings.send(db, [AUTUMN, SPRING], SENT)
    sittings.enroll(db, [AUTUMN, SPRING], writer(SENT))
    assert states(db)[D1] == (State.TO_COMPLETE, SPRING.held_on.isoformat())
    assert journal(db)[-1] == ("inscrit", "Vague 2027-1")


def test_a_dossier_whose_session_is_no_longer_declared_joins_another_or_waits(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    moved = replace(AUTUMN, held_on=date(2026, 12, 17))
    sittings.enroll(db, [moved], writer(date(2026, 11, 9)))
    assert states(db)[D1][1] == "2026-12-17"
    sittings.enroll(db, [], writer(date(2026, 11, 16)))
    assert states(db)[D1][1] is None
    sittings.enroll(db, [], writer(date(2026, 11, 23)))
    assert [event for event, _ in journal(db)] == ["reçu", "inscrit", "inscrit"]


def test_what_was_presented_or_decided_stays_with_its_session(db: sqlite3.Connection) -> None:
    for rank in (1, 2):
        receive(db, TODAY, submission(rank))
    sittings.send(db, [AUTUMN, SPRING], SENT)
    decide(db, NIGHT, {D2: decision(State.NOT_RETAINED, AUTUMN.held_on, motive="Hors charte.")})
    sittings.enroll(db, [SPRING], writer(NIGHT))
    assert {on for _, on in states(db).values()} == {AUTUMN.held_on.isoformat()}


def test_what_the_members_hold_follows_a_session_that_is_put_off(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2), session=SPRING)
    sittings.send(db, [AUTUMN, SPRING], SENT)
    later = replace(AUTUMN, held_on=date(2026, 12, 17), sent_on=date(2026, 12, 4))
    sittings.enroll(db, [later, SPRING], writer(SENT))
    assert states(db)[D1] == (State.PRESENTED, "2026-12-17")
    assert [one.number for one in dossiers.ready(db, later.held_on)] == [D1]
    sittings.send(db, [later, SPRING], date(2026, 12, 7))
    assert (presented(db, AUTUMN), presented(db, later)) == ([D1], [D1])
    assert [event for event, _ in journal(db)] == ["reçu", "reçu", Event.SENT, "inscrit"]
    sittings.enroll(db, [SPRING], writer(date(2026, 12, 8)))
    assert states(db)[D1] == (State.PRESENTED, SPRING.held_on.isoformat())
    sittings.enroll(db, [], writer(date(2026, 12, 9)))
    assert states(db)[D1] == (State.PRESENTED, SPRING.held_on.isoformat())  # there is no other yet


def test_a_note_is_made_again_when_its_dossier_joins_a_session(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), session=None)
    for due in papers.undelivered(db):
        record.delivery(db, due.id, f"{due.kind}.docx", "ab", "")
    sittings.enroll(db, [AUTUMN], writer(date(2026, 11, 9)))
    (note,) = papers.undelivered(db)
    assert (note.kind, note.entry.session_on) == ("note", AUTUMN.held_on)
    assert [path for _, path, _ in papers.superseded(db)] == ["note.docx"]


# -------------------------------------------------------------------------------------------------------- Attendance


def attendance(db: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(db.execute("SELECT held_on, instance, present, excused, recused FROM session").fetchone())


def test_who_was_there_is_kept_and_a_later_workbook_completes_it(db: sqlite3.Connection) -> None:
    sittings.attended(db, Attendance(AUTUMN.held_on, "Comité", "Collège A", "", "Une membre, sur D-2026-001"), NIGHT)
    sittings.attended(db, Attendance(AUTUMN.held_on, "Comité OSE", "", "Collège B", ""), NIGHT)
    assert attendance(db) == ("2026-12-10", "Comité OSE", "Collège A", "Collège B", "Une membre, sur D-2026-001")


def test_who_was_there_changes_nothing_to_what_was_sent(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN], SENT)
    sittings.attended(db, Attendance(AUTUMN.held_on, "Comité", "Collège A", "", ""), NIGHT)
    assert presented(db, AUTUMN) == [D1]
    sittings.send(db, [AUTUMN], NIGHT)
    assert [one.number for one in dossiers.ready(db, AUTUMN.held_on)] == [D1]


def test_a_session_whose_attendance_came_first_is_still_sent(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.attended(db, Attendance(AUTUMN.held_on, "Comité", "Collège A", "", ""), NIGHT)
    sittings.send(db, [AUTUMN], SENT)
    assert states(db)[D1][0] == State.PRESENTED
    assert attendance(db)[2] == "Collège A"
