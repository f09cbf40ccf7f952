"""What movements change of a dossier in the register: its state, its reading, its session, its note."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from ose_batch.model import Answer, Event, State
from ose_batch.register import dossiers, papers, sittings, store
from tests.moving import D1, D2, MISSING, NIGHT, TODAY, checked, deliver, due, line, state
from tests.registers import AUTUMN, SPRING, decide, decision, judge, receive, submission


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with checked() as opened:
        yield opened


def test_a_lift_is_kept_in_the_reading_and_survives_the_next_version(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), MISSING)
    line(db, Event.POINT_LIFTED, "2026-11-05", criterion="P4.1 – Un plan", motive="Plan reçu à part")
    line(db, Event.REMARK, "2026-11-05", motive="Très engagée.")
    entry = dossiers.entry(db, 1)
    assert entry.state is State.READY
    assert [lift.motive for lift in entry.lifts] == ["Plan reçu à part"]
    assert entry.assessment.readings["P4"] is Answer.COMPLETE
    receive(db, NIGHT, submission(1, version=2))
    newer = dossiers.entry(db, 2)
    assert newer.lifts == entry.lifts
    assert [remark.text for remark in newer.remarks] == ["Très engagée."]


@pytest.mark.parametrize("outcome", [None, State.ADJOURNED, State.VALIDATED_ON_CONDITION])
def test_a_lift_counts_for_a_version_that_comes_once_the_members_have_the_older_one(
    db: sqlite3.Connection, outcome: State | None
) -> None:
    receive(db, TODAY, submission(1), MISSING)
    line(db, Event.POINT_LIFTED, "2026-11-05", criterion="P4.1 – Un plan", motive="Plan reçu à part")
    sittings.send(db, [AUTUMN, SPRING], date(2026, 11, 30))
    if outcome:
        decide(db, date(2026, 12, 14), {D1: decision(outcome, AUTUMN.held_on, "Nommer un pilote.", motive="M")})
    receive(db, date(2026, 12, 21), submission(1, version=2), session=SPRING)
    assert dossiers.entry(db, 2).lifts == dossiers.entry(db, 1).lifts != ()
    assert store.state(db, 1) is (outcome or State.PRESENTED)


def test_why_it_is_presented_as_it_is_stays_with_that_version(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), MISSING)
    line(db, Event.AS_IS, "2026-11-05", motive="Le CA se réunit en mars")
    assert (state(db), dossiers.entry(db, 1).as_is) == (State.READY, "Le CA se réunit en mars")
    receive(db, NIGHT, submission(1, version=2), MISSING)
    assert (state(db, D2), dossiers.entry(db, 2).as_is) == (State.TO_COMPLETE, "")


@pytest.mark.parametrize(
    ("event", "more"), [(Event.REMARK, {}), (Event.CHARTER_RECEIVED, {}), (Event.ENROLLED, {"day": "2027-06-17"})]
)
def test_what_the_note_says_is_noted_anew_and_the_former_note_is_void(
    db: sqlite3.Connection, event: Event, more: dict[str, str]
) -> None:
    receive(db, TODAY, submission(1))
    deliver(db)
    line(db, event, "2026-11-05", today=date(2026, 11, 9), **more)
    assert due(db) == ["note"]
    (note,) = papers.undelivered(db)
    assert note.entry.decision is None
    assert [path.partition("/")[0] for _, path, _ in papers.superseded(db)] == ["note"]
    deliver(db)
    assert [path.partition("/")[0] for _, path, _ in papers.superseded(db)] == ["note"]


def test_a_dossier_made_ready_by_staff_has_its_note_and_its_charter(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), MISSING)
    deliver(db)
    line(db, Event.AS_IS, "2026-11-05")
    assert due(db) == ["note", "charte"]


def test_a_note_that_is_still_due_is_made_once(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    line(db, Event.REMARK, "2026-11-05")
    assert due(db).count("note") == 1


def test_an_enrolment_gives_the_session_its_vague_and_its_limit(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], date(2026, 11, 30))
    line(db, Event.ENROLLED, "2026-12-01", today=date(2026, 12, 1), day="2027-06-17")
    row = db.execute("SELECT state, wave, session_on, deadline_on FROM dossier").fetchone()
    assert tuple(row) == (State.READY, "2027-1", "2027-06-17", "2027-05-28")


def test_a_dossier_may_be_given_up_and_opened_again(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), MISSING)
    line(db, Event.NO_FOLLOW_UP, "2026-11-05")
    assert state(db) == State.NO_FOLLOW_UP
    line(db, Event.REOPENED, "2026-11-12")
    assert state(db) == State.TO_COMPLETE


def test_one_session_is_not_sent_two_dossiers_of_one_organisation(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], date(2026, 11, 30))
    receive(db, date(2026, 11, 30), submission(1, version=2), session=SPRING)
    text = f"number | event | happened_on | author | day\n{D2} | {Event.ENROLLED} | 2026-12-01 | AB | 2026-12-10"
    (sentence,) = judge(db, date(2026, 12, 2), text, AUTUMN, SPRING).listed
    assert "la séance du 10/12/2026 a déjà reçu D-2026-001, de la même organisation" in sentence


def test_a_dossier_put_off_is_not_enrolled_once_another_followed_it(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {D1: decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser.")})
    receive(db, date(2026, 12, 21), submission(1, version=2), session=SPRING)
    line(db, Event.WITHDRAWN, "2027-01-04", D2)
    text = f"number | event | happened_on | author | day\n{D1} | {Event.ENROLLED} | 2027-01-05 | AB | 2027-06-17"
    (sentence,) = judge(db, date(2027, 1, 11), text, AUTUMN, SPRING).listed
    assert "a été suivi d’un dossier plus récent, D-2026-002" in sentence


def test_the_letter_of_a_decision_knows_whether_the_signed_charter_is_there(db: sqlite3.Connection) -> None:
    for rank in (1, 2):
        receive(db, TODAY, submission(rank))
    line(db, Event.CHARTER_RECEIVED, "2026-11-05")
    deliver(db)
    decide(db, NIGHT, {number: decision(State.VALIDATED, AUTUMN.held_on) for number in (D1, D2)})
    known = {one.entry.number: one.occasion for one in papers.undelivered(db) if one.kind == "courrier"}
    assert {number: bool(occasion and occasion.has_charter) for number, occasion in known.items()} == {
        D1: True,
        D2: False,
    }
