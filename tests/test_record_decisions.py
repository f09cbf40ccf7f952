"""What a decision gives, and what its correction takes back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Recognition, State
from ose_batch.register import dossiers, frozen, papers, record, store
from tests.recorded import NIGHT, TODAY, journal, organisations, states
from tests.registers import AUTUMN, decide, decision, receive, submission

# ----------------------------------------------------------------------------------------------------- Decisions

LETTER = ["courrier", "courriel-courrier", "courriel-courrier-texte"]


@pytest.mark.parametrize(
    ("state", "ose_number", "due"),
    [
        (State.VALIDATED, "OSE-0001", ["attestation", *LETTER]),
        (State.VALIDATED_WITH_ADVICE, "OSE-0001", ["attestation", *LETTER]),
        (State.VALIDATED_ON_CONDITION, None, LETTER),
        (State.ADJOURNED, None, ["note", *LETTER]),
        (State.NOT_RETAINED, None, LETTER),
    ],
)
def test_what_a_decision_gives(db: sqlite3.Connection, state: State, ose_number: str | None, due: list[str]) -> None:
    number = receive(db, TODAY, submission(1))
    for document in papers.undelivered(db):
        record.delivery(db, document.id, f"{document.kind}.docx", "ab", "cd")
    taken = decision(state, AUTUMN.held_on, motive="Motif.", conditions="Réserve.", deadline=date(2027, 3, 31))
    decide(db, NIGHT, {number: taken})
    one = dossiers.entry(db, 1)
    assert (one.state, one.ose_number, one.decision) == (state, ose_number or "", taken)
    assert [document.kind for document in papers.undelivered(db)] == due


def test_only_a_granting_decision_gives_a_recognition(db: sqlite3.Connection) -> None:
    for rank in (1, 2, 3):
        receive(db, TODAY, submission(rank))
    on = AUTUMN.held_on
    adjourned = decision(State.ADJOURNED, on, motive="Plan à préciser.")
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, on), "D-2026-002": adjourned})
    assert store.recognition(db, 1) == (1, Recognition(on, date(2029, 12, 10)))
    assert store.recognition(db, 2) is None
    assert store.recognition(db, 3) is None


# --------------------------------------------------------------------------------------------------- Corrections


def deliver(db: sqlite3.Connection) -> None:
    for due in papers.undelivered(db):
        record.delivery(db, due.id, f"{due.kind}/{due.id}.docx", "ab", "cd")


CORRECTED_ON = date(2026, 12, 21)


def corrected(db: sqlite3.Connection, first: State, then: State) -> None:
    """The documents of the first decision are in the outbox when the second takes its place."""
    words = {"motive": "Motif.", "conditions": "Réserve."}
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(first, AUTUMN.held_on, **words)})
    deliver(db)
    changed = decision(then, AUTUMN.held_on, correction="Erreur de saisie.", **words)
    decide(db, CORRECTED_ON, {"D-2026-001": changed})


def test_a_correction_takes_a_recognition_back_and_makes_what_was_written_void(db: sqlite3.Connection) -> None:
    corrected(db, State.VALIDATED, State.ADJOURNED)
    assert states(db) == {"D-2026-001": State.ADJOURNED}
    assert store.recognition(db, 1) is None
    assert organisations(db)[0][0] == "OSE-0001"  # given for life
    assert {path.partition("/")[0] for _, path, _ in papers.superseded(db)} == {"note", "attestation", *LETTER}
    assert [due.kind for due in papers.undelivered(db)] == ["note", *LETTER]
    assert journal(db)[-1] == ("rectifié", "Ajourné le 10/12/2026")


def test_a_correction_may_grant(db: sqlite3.Connection) -> None:
    corrected(db, State.NOT_RETAINED, State.VALIDATED)
    assert store.recognition(db, 1) == (1, Recognition(AUTUMN.held_on, date(2029, 12, 10)))
    assert organisations(db)[0][0] == "OSE-0001"
    assert [due.kind for due in papers.undelivered(db)] == ["attestation", *LETTER]


def test_the_letter_of_a_correction_says_which_decision_it_takes_the_place_of(db: sqlite3.Connection) -> None:
    corrected(db, State.VALIDATED, State.ADJOURNED)
    occasions = {due.occasion for due in papers.undelivered(db) if due.kind in LETTER}
    assert {one and one.corrects for one in occasions} == {AUTUMN.held_on}
    first = [frozen.load_occasion(text) for (text,) in db.execute("SELECT occasion FROM document WHERE is_void")]
    assert {one.corrects for one in first if one} == {None}


def test_the_note_of_an_adjourned_dossier_has_the_adjournment_among_its_precedents(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    deliver(db)
    decide(db, NIGHT, {"D-2026-001": decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser.")})
    note, *letter = papers.undelivered(db)
    assert note.entry.decision is None
    assert [one.motive for one in note.entry.precedents] == ["Plan à préciser."]
    assert {due.entry.decision.motive for due in letter if due.entry.decision} == {"Plan à préciser."}
    assert [path.partition("/")[0] for _, path, _ in papers.superseded(db)] == ["note"]


def test_a_corrected_decision_is_no_precedent(db: sqlite3.Connection) -> None:
    corrected(db, State.ADJOURNED, State.NOT_RETAINED)
    entry = dossiers.entry(db, 1)
    assert entry.decision is not None
    assert (entry.decision.decision, entry.decision.correction) == (State.NOT_RETAINED, "Erreur de saisie.")
    assert entry.precedents == ()


def test_validated_on_29_february(db: sqlite3.Connection) -> None:
    leap = replace(AUTUMN, held_on=date(2028, 2, 29), sent_on=date(2028, 2, 20))
    number = receive(db, date(2028, 2, 1), submission(1), session=leap)
    decide(db, date(2028, 3, 6), {number: decision(State.VALIDATED, leap.held_on)})
    recorded = dossiers.entry(db, 1).decision
    assert recorded is not None
    assert recorded.valid_until == date(2031, 2, 28)
