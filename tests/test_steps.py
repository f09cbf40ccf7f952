"""What the calendar brings about, in the register: each step once, its journal line, the documents it calls for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from ose_batch.model import Event, Occasion, Session, State
from ose_batch.register import agreement, papers, record, sittings, steps
from tests.dossiers import RULES
from tests.registers import AUTUMN, decide, decision, memory, move, receive, submission, writer
from tests.varied import held

D1 = "D-2026-001"
UNTIL = date(2029, 12, 10)
LETTER = ["courrier", "courriel-courrier", "courriel-courrier-texte"]
BEFORE = held(date(2028, 12, 14))
JUNE = held(date(2029, 6, 14))
DECEMBER = held(date(2029, 12, 13))
DUES = ["2028-03-10", "2028-08-10", "2029-06-10", "2029-09-10", "2029-11-10", "2029-12-11"]
"""Of a recognition of 10 December 2026 without any session declared."""


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as opened:
        receive(opened, date(2026, 11, 2), submission(1))
        decide(opened, date(2026, 12, 14), {D1: decision(State.VALIDATED, AUTUMN.held_on)})
        deliver(opened)
        yield opened
        assert list(agreement.differences(opened)) == []


def deliver(db: sqlite3.Connection) -> None:
    for due in papers.undelivered(db):
        record.delivery(db, due.id, f"{due.kind}/{due.id}.docx", "ab", "cd")


def run(db: sqlite3.Connection, today: date, *sessions: Session) -> list[str]:
    """One run; gives the kinds of documents that it makes due."""
    steps.record(db, sessions, RULES.durations, writer(today))
    due = [one.kind for one in papers.undelivered(db)]
    deliver(db)
    record.run(db, today)
    return due


def recorded(db: sqlite3.Connection) -> list[tuple[str, int, str, int]]:
    rows = db.execute("SELECT event, rank, due_on, answered FROM step ORDER BY due_on").fetchall()
    return [(row["event"], row["rank"], row["due_on"], row["answered"]) for row in rows]


def journal(db: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    rows = db.execute("SELECT happened_on, event, author, detail FROM journal WHERE id > 2 ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


def occasion(db: sqlite3.Connection, today: date, *sessions: Session) -> Occasion:
    """What the letter of that day is about."""
    steps.record(db, sessions, RULES.durations, writer(today))
    (letter,) = [one for one in papers.undelivered(db) if one.kind == "courrier"]
    assert letter.occasion is not None
    return letter.occasion


def test_each_step_has_its_line_dated_of_the_run_and_says_its_own_day(db: sqlite3.Connection) -> None:
    run(db, date(2028, 3, 13))
    run(db, date(2029, 9, 17))
    assert journal(db) == [
        ("2028-03-13", Event.MIDTERM_DUE, "ose-batch", "au 10/03/2028"),
        ("2029-09-17", Event.MIDTERM_LATE, "ose-batch", "au 10/08/2028"),
        ("2029-09-17", Event.RENEWAL_DUE, "ose-batch", "relance 1 du 10/06/2029, non préparée"),
        ("2029-09-17", Event.RENEWAL_DUE, "ose-batch", "relance 2 du 10/09/2029, préparée"),
    ]


def test_what_becomes_due_with_each_step(db: sqlite3.Connection) -> None:
    reminder = ["classeur-renouvellement", *LETTER]
    due = {
        date(2028, 3, 9): [],
        date(2028, 3, 13): ["bilan", *LETTER],
        date(2028, 8, 14): [],
        date(2029, 6, 11): reminder,
        date(2029, 9, 17): reminder,
        date(2029, 11, 12): reminder,
        date(2029, 12, 10): [],
        date(2029, 12, 17): LETTER,
    }
    assert {monday: run(db, monday) for monday in due} == due


def test_the_same_day_again_brings_nothing(db: sqlite3.Connection) -> None:
    run(db, date(2028, 3, 13))
    before = recorded(db), journal(db)
    assert run(db, date(2028, 3, 13)) == []
    assert (recorded(db), journal(db)) == before


@pytest.mark.parametrize("every", [7, 61, 400, 1500])
def test_however_seldom_it_runs_each_step_is_recorded_once_on_its_day(db: sqlite3.Connection, every: int) -> None:
    today = date(2026, 12, 14)
    while today < date(2030, 6, 1):
        run(db, today)
        today += timedelta(days=every)
    run(db, date(2031, 1, 6))
    assert [due_on for _, _, due_on, _ in recorded(db)] == DUES


def test_a_run_that_is_cut_short_leaves_what_it_did_and_the_next_one_goes_on(db: sqlite3.Connection) -> None:
    receive(db, date(2026, 11, 2), submission(2))
    decide(db, date(2026, 12, 14), {"D-2026-002": decision(State.VALIDATED, AUTUMN.held_on)})
    deliver(db)
    db.execute("CREATE TEMP TRIGGER broken BEFORE INSERT ON step WHEN new.recognition_id = 2 "
               "BEGIN SELECT RAISE(ABORT, 'disk'); END")  # fmt: skip
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        run(db, date(2028, 3, 13))
    assert [row["recognition_id"] for row in db.execute("SELECT recognition_id FROM step")] == [1]
    db.execute("DROP TRIGGER broken")
    run(db, date(2028, 3, 20))
    assert len(recorded(db)) == 2


def test_reminders_name_the_session_to_aim_at_and_its_limit(db: sqlite3.Connection) -> None:
    run(db, date(2028, 9, 4))
    said = occasion(db, date(2029, 2, 26), JUNE, DECEMBER)
    assert said.event is Event.RENEWAL_DUE
    assert (said.on, said.rank, said.valid_until) == (date(2029, 2, 26), 1, UNTIL)
    assert (said.session_on, said.deadline, said.renewal_on) == (JUNE.held_on, JUNE.deadline, None)


def renew(db: sqlite3.Connection, on: date) -> str:
    return receive(db, on, submission(1, kind="Renouvellement", claimed_number="OSE-0001"), session=DECEMBER)


def test_a_renewal_that_came_in_time_is_told_when_it_will_be_examined(db: sqlite3.Connection) -> None:
    run(db, date(2029, 9, 17))
    renew(db, date(2029, 9, 24))
    deliver(db)
    assert run(db, date(2029, 12, 10)) == []
    said = occasion(db, date(2029, 12, 12), DECEMBER)
    assert (said.event, said.on, said.renewal_on) == (Event.EXPIRED, date(2029, 12, 12), date(2029, 9, 24))
    assert said.session_on == DECEMBER.held_on  # sent already: it is in it


def test_a_renewal_that_was_put_off_will_be_examined_at_the_next_session(db: sqlite3.Connection) -> None:
    run(db, date(2029, 5, 7))
    number = receive(
        db, date(2029, 5, 14), submission(1, kind="Renouvellement", claimed_number="OSE-0001"), session=JUNE
    )
    decide(db, date(2029, 6, 18), {number: decision(State.ADJOURNED, JUNE.held_on, motive="À préciser.")})
    deliver(db)
    after = held(date(2030, 6, 13))
    said = occasion(db, date(2029, 12, 12), JUNE, DECEMBER, after)
    assert (said.session_on, said.deadline) == (after.held_on, after.deadline)


def test_a_renewal_put_off_awaits_nothing_once_a_newer_one_was_refused(db: sqlite3.Connection) -> None:
    run(db, date(2028, 9, 4))
    for version, (on, state, session) in enumerate(
        ((date(2028, 11, 6), State.ADJOURNED, BEFORE), (date(2029, 5, 14), State.NOT_RETAINED, JUNE)), start=2
    ):
        renewal = submission(1, version=version, kind="Renouvellement", claimed_number="OSE-0001")
        number = receive(db, on, renewal, session=session)
        decide(db, session.held_on + timedelta(days=4), {number: decision(state, session.held_on, motive="Trop tôt.")})
    deliver(db)
    assert run(db, date(2029, 11, 12)) == ["classeur-renouvellement", *LETTER]
    assert occasion(db, date(2029, 12, 12)).renewal_on is None


@pytest.mark.parametrize("decided", [None, State.VALIDATED_ON_CONDITION])
def test_a_renewal_that_was_examined_already_is_not_told_that_it_will_be(
    db: sqlite3.Connection, decided: State | None
) -> None:
    """Its decision has been written about, or will be; the end is told all the same."""
    last = held(date(2029, 12, 6))
    run(db, date(2029, 8, 13))
    renewal = submission(1, kind="Renouvellement", claimed_number="OSE-0001")
    number = receive(db, date(2029, 9, 24), renewal, session=last)
    sittings.send(db, [last], date(2029, 12, 3))
    if decided:
        decide(db, date(2029, 12, 10), {number: decision(decided, last.held_on, "Nommer un pilote.")})
    deliver(db)
    said = occasion(db, date(2029, 12, 12), last, held(date(2030, 6, 13)))
    assert (said.renewal_on, said.examined_on, said.session_on) == (date(2029, 9, 24), last.held_on, None)
    assert recorded(db)[-1] == (Event.EXPIRED, 0, "2029-12-11", 1)


def test_a_renewal_that_came_too_late_changes_nothing_to_the_end(db: sqlite3.Connection) -> None:
    run(db, date(2029, 12, 3))
    renew(db, date(2029, 12, 17))
    deliver(db)
    assert occasion(db, date(2029, 12, 17)).renewal_on is None


def test_nothing_more_happens_to_a_recognition_that_was_renewed_or_given_up(db: sqlite3.Connection) -> None:
    receive(db, date(2026, 11, 2), submission(2))
    decide(db, date(2026, 12, 14), {"D-2026-002": decision(State.VALIDATED, AUTUMN.held_on)})
    run(db, date(2028, 9, 4))
    number = renew(db, date(2029, 5, 14))
    decide(db, date(2029, 6, 18), {number: decision(State.VALIDATED, JUNE.held_on)})
    move(
        db,
        date(2029, 6, 4),
        f"""number | event | happened_on | author
        D-2026-002 | {Event.RENOUNCED} | 2029-06-04 | AB""",
    )
    deliver(db)
    for monday in (date(2029, 6, 18), date(2029, 12, 17), date(2030, 6, 3)):
        assert run(db, monday) == []
    assert [event for event, *_ in recorded(db)] == [Event.MIDTERM_DUE] * 2 + [Event.MIDTERM_LATE] * 2
    assert run(db, date(2030, 9, 16)) == ["bilan", *LETTER]  # of the renewal


def test_a_prolongation_brings_its_own_reminders_and_its_own_end(db: sqlite3.Connection) -> None:
    run(db, date(2029, 12, 17))
    move(
        db,
        date(2029, 12, 17),
        f"""number | event | happened_on | author | motive | day | instance
        {D1} | {Event.PROLONGED} | 2029-12-10 | AB | Séance reportée | 2030-12-10 | Comité""",
    )
    deliver(db)
    run(db, date(2031, 1, 6))
    ends = [due_on for event, _, due_on, _ in recorded(db) if event == Event.EXPIRED]
    assert ends == ["2029-12-11", "2030-12-11"]
    assert [rank for event, rank, *_ in recorded(db) if event == Event.RENEWAL_DUE] == [1, 2, 3, 1, 2, 3]
