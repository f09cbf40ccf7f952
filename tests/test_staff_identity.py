"""What movements change of an identity in the register: its recognition, and the documents that fall due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from ose_batch.model import Event, State
from ose_batch.register import dossiers, papers, store
from tests.moving import (
    D1,
    JUNE,
    LETTER,
    NIGHT,
    PERIOD,
    SECRET,
    TODAY,
    checked,
    deliver,
    due,
    granted,
    journal,
    line,
    state,
)
from tests.registers import AUTUMN, SPRING, decide, decision, receive, submission


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with checked() as opened:
        yield opened


def on_condition(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {D1: decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.")})
    deliver(db)


def test_a_condition_lifted_gives_a_number_a_recognition_and_an_attestation(db: sqlite3.Connection) -> None:
    on_condition(db)
    line(db, Event.CONDITION_LIFTED, "2027-03-31")
    assert state(db) == State.VALIDATED
    assert store.recognition(db, 1) == (1, PERIOD)
    assert dossiers.entry(db, 1).ose_number == "OSE-0001"
    assert due(db) == ["attestation", *LETTER]
    attestation, *letters = papers.undelivered(db)
    assert attestation.entry.decision is not None
    assert {one.occasion and one.occasion.event for one in letters} == {Event.CONDITION_LIFTED}
    assert journal(db)[-1] == (Event.CONDITION_LIFTED, "AB", "Validé, jusqu’au 10/12/2029 inclus")


def test_a_condition_that_is_not_lifted_goes_back_to_the_committee(db: sqlite3.Connection) -> None:
    on_condition(db)
    line(db, Event.CONDITION_KEPT, "2027-03-31")
    assert (state(db), store.recognition(db, 1)) == (State.ADJOURNED, None)
    assert due(db) == ["note", *LETTER]
    note, *_ = papers.undelivered(db)
    assert [one.conditions for one in note.entry.precedents] == ["Tenir l’AG."]
    assert [one.number for one in dossiers.ready(db, SPRING.held_on)] == [D1]


@pytest.mark.parametrize(
    ("event", "column"),
    [
        (Event.SUSPENDED, "suspended_on"),
        (Event.RENOUNCED, "ended_on"),
        (Event.MIDTERM_HELD, "midterm_held_on"),
    ],
)
def test_what_happens_to_an_identity_is_kept_with_its_day(db: sqlite3.Connection, event: Event, column: str) -> None:
    granted(db)
    line(db, event, "2027-06-01", "OSE-0001")
    (day,) = db.execute(f"SELECT {column} FROM recognition").fetchone()
    assert day == "2027-06-01"
    assert state(db) == State.VALIDATED
    assert due(db) == ([] if event is Event.MIDTERM_HELD else LETTER)


def test_a_removal_is_announced_then_done(db: sqlite3.Connection) -> None:
    granted(db)
    line(db, Event.REMOVAL_PLANNED, "2027-05-03", today=date(2027, 5, 10))
    letter, *_ = papers.undelivered(db)
    assert letter.occasion is not None
    assert (letter.occasion.answer_by, letter.occasion.motive) == (date(2027, 6, 9), SECRET)
    line(db, Event.REMOVED, "2027-06-10")
    found = store.recognition(db, 1)
    assert found is not None
    assert (found[1].removal_planned_on, found[1].ended_on) == (date(2027, 5, 10), date(2027, 6, 10))


def test_a_removal_that_was_announced_is_dropped_with_a_letter(db: sqlite3.Connection) -> None:
    granted(db)
    line(db, Event.SUSPENDED, "2027-04-01")
    line(db, Event.REMOVAL_PLANNED, "2027-05-03", today=date(2027, 5, 10))
    deliver(db)
    line(db, Event.REMOVAL_DROPPED, "2027-06-01")
    assert due(db) == LETTER
    letter, *_ = papers.undelivered(db)
    assert letter.occasion is not None
    assert (letter.occasion.announced_on, letter.occasion.is_suspended) == (date(2027, 5, 10), True)
    found = store.recognition(db, 1)
    assert found is not None
    assert found[1].removal_planned_on is None


def test_a_prolongation_gives_another_attestation_and_makes_the_former_void(db: sqlite3.Connection) -> None:
    granted(db)
    line(db, Event.PROLONGED, "2027-06-01", day="2030-06-10", instance="Bureau")
    assert due(db) == ["attestation", *LETTER]
    assert [path.partition("/")[0] for _, path, _ in papers.superseded(db)] == ["attestation"]
    (first, *_) = papers.undelivered(db)
    assert first.occasion is not None
    assert (first.occasion.valid_until, first.occasion.instance) == (date(2030, 6, 10), "Bureau")


def test_what_happens_to_an_identity_is_said_of_the_dossier_that_was_granted_it(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, JUNE, submission(1, kind="Renouvellement", claimed_number="OSE-0001"), session=None)
    deliver(db)
    line(db, Event.SUSPENDED, "2027-06-21", "OSE-0001")
    assert {one.entry.number for one in papers.undelivered(db)} == {D1}
