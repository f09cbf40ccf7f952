"""What recording does: one transaction, numbers kept for life, a journal that cannot be changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Answer, Recognition, State
from ose_batch.register import connection, frozen, papers, record, sittings, store
from ose_batch.register.intake import Contact
from tests.entries import assessment, finding
from tests.registers import (
    AUTUMN,
    SPRING,
    decide,
    decision,
    memory,
    receive,
    siren,
    siret,
    submission,
    writer,
)

TODAY = date(2026, 11, 2)
NIGHT = date(2026, 12, 14)
RENEWING = date(2029, 9, 3)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as connection:
        yield connection


def everything(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY 1")] for name in tables}


def states(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT number, state FROM dossier").fetchall())


def organisations(db: sqlite3.Connection) -> list[tuple[str | None, str, str, str]]:
    return [tuple(row) for row in db.execute("SELECT ose_number, siren, rna, perimeter FROM organisation ORDER BY id")]


def journal(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in db.execute("SELECT event, detail FROM journal ORDER BY id")]


# ------------------------------------------------------------------------------------------------ One transaction


def test_a_dossier_is_recorded_with_all_that_goes_with_it(db: sqlite3.Connection) -> None:
    people = (Contact("referent", "Dominique Exemple", email="ose@exemple.fr", consent="Oui"),)
    recorded = record.dossier(db, submission(1, contacts=people), assessment(), AUTUMN, writer(TODAY))
    assert recorded == record.Recorded("D-2026-001", State.READY, ())
    assert db.execute("SELECT role, name FROM contact").fetchall()[0]["name"] == "Dominique Exemple"
    assert [due.kind for due in papers.undelivered(db)] == [
        "note",
        "charte",
        "fiche-retour",
        "courriel",
        "courriel-texte",
    ]
    assert journal(db) == [("reçu", "Prêt pour le comité")]


def test_an_incomplete_dossier_waits_and_gives_no_note(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), finding("P4.1", Answer.TO_COMPLETE, "Aucune action."))
    assert states(db) == {"D-2026-001": State.TO_COMPLETE}
    assert [due.kind for due in papers.undelivered(db)] == [
        "fiche-retour",
        "classeur-retourne",
        "courriel",
        "courriel-texte",
    ]


@pytest.mark.parametrize("table", ["received", "organisation", "dossier", "contact", "document", "journal"])
def test_a_failure_anywhere_leaves_nothing(db: sqlite3.Connection, table: str) -> None:
    receive(db, TODAY, submission(1))
    before = everything(db)
    db.execute(f"CREATE TEMP TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk'); END")
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        receive(db, TODAY, submission(2, contacts=(Contact("signatory", "Sacha"),)))
    assert everything(db) == before
    db.execute("DROP TRIGGER broken")
    assert receive(db, TODAY, submission(2)) == "D-2026-002"


def test_decisions_of_a_workbook_are_recorded_all_or_none(db: sqlite3.Connection) -> None:
    first, second = receive(db, TODAY, submission(1)), receive(db, TODAY, submission(2))
    before = everything(db)
    db.execute(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON decision WHEN new.dossier_id = 2 "
        "BEGIN SELECT RAISE(ABORT, 'disk'); END"
    )
    granted = decision(State.VALIDATED, AUTUMN.held_on)
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        decide(db, NIGHT, {first: granted, second: granted})
    assert everything(db) == before


def test_a_failing_commit_leaves_nothing_open(db: sqlite3.Connection) -> None:
    """A deferred constraint fails at COMMIT, as a full disk does."""
    db.execute("CREATE TEMP TABLE parent (id INTEGER PRIMARY KEY)")
    db.execute("CREATE TEMP TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), connection.transaction(db):
        db.execute("INSERT INTO child VALUES (7)")
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM child").fetchone()[0] == 0


def test_the_same_bytes_are_recorded_once(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    before = everything(db)
    with pytest.raises(sqlite3.IntegrityError, match=r"sha256"):
        receive(db, TODAY, submission(1))
    assert everything(db) == before


# -------------------------------------------------------------------------------------------------------- Journal


def test_the_journal_only_grows(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    for statement in ("UPDATE journal SET detail = 'autre'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)


def test_each_line_of_the_journal_is_chained_to_the_one_before(db: sqlite3.Connection) -> None:
    number = receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(1, version=2))
    decide(db, NIGHT, {"D-2026-002": decision(State.VALIDATED, AUTUMN.held_on)})
    assert number == "D-2026-001"
    before = ""
    lines = db.execute("SELECT * FROM journal ORDER BY id").fetchall()
    for line in lines:
        content = [before, *tuple(line)[1:-1]]
        before = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
        assert line["hash"] == before
    assert [line["event"] for line in lines] == ["reçu", "remplacé", "reçu", "décidé"]


def test_the_journal_speaks_as_the_staff_do(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
    assert journal(db)[-1] == ("décidé", "Validé le 10/12/2026, jusqu’au 10/12/2029 inclus")


# ------------------------------------------------------------------------------------------------- Organisations


def test_a_newer_dossier_takes_the_place_of_the_older(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    recorded = record.dossier(db, submission(1, version=2), assessment(), AUTUMN, writer(TODAY))
    assert recorded.replaced == ("D-2026-001",)
    assert states(db) == {"D-2026-001": State.REPLACED, "D-2026-002": State.READY}
    assert {due.entry.number for due in papers.undelivered(db)} == {"D-2026-002"}
    assert ("remplacé", "par D-2026-002") in journal(db)


def test_a_newer_dossier_takes_its_place_whatever_the_wave(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), finding("P4.1", Answer.TO_COMPLETE, "Aucune action."))
    receive(db, TODAY, submission(1, version=2), session=SPRING)
    assert states(db) == {"D-2026-001": State.REPLACED, "D-2026-002": State.READY}


def test_a_dossier_that_was_sent_to_the_members_is_not_replaced(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    sittings.send(db, [AUTUMN, SPRING], date(2026, 11, 30))
    receive(db, date(2026, 11, 30), submission(1, version=2), session=SPRING)
    assert states(db) == {"D-2026-001": State.PRESENTED, "D-2026-002": State.READY}


def test_a_dossier_of_another_organisation_replaces_nothing(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2))
    assert set(states(db).values()) == {State.READY}


def test_a_decided_dossier_is_not_replaced(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.NOT_RETAINED, AUTUMN.held_on, motive="Hors charte.")})
    receive(db, NIGHT, submission(1, version=2))
    assert states(db) == {"D-2026-001": State.NOT_RETAINED, "D-2026-002": State.READY}


def test_the_same_siren_with_another_perimeter_is_another_organisation(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(1, version=2, perimeter="Établissements\u00a0: Nantes"))
    assert len(organisations(db)) == 2
    assert set(states(db).values()) == {State.READY}


def test_an_association_is_known_by_its_rna_alone(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1, siren="", siret=""))
    receive(db, TODAY, submission(1, version=2, siren="", siret="", name="Nom corrigé"))
    assert organisations(db) == [(None, "", "W440000001", "Toute l’organisation")]
    assert states(db)["D-2026-001"] == State.REPLACED


def test_a_number_once_known_is_not_lost_by_a_dossier_that_does_not_give_it(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(1, version=2, siren="", siret="", name="Nom corrigé"))
    row = db.execute("SELECT siren, siret, rna, name FROM organisation").fetchone()
    assert tuple(row) == (siren(1), siret(1), "W440000001", "Nom corrigé")


def test_two_organisations_that_give_the_same_rna_by_mistake_are_not_merged(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2, rna="W440000001"))
    assert [row[1] for row in organisations(db)] == [siren(1), siren(2)]
    assert set(states(db).values()) == {State.READY}


def test_organisations_without_any_number_are_not_merged(db: sqlite3.Connection) -> None:
    for rank in (1, 2):
        receive(db, TODAY, submission(rank, siren="", siret="", rna=""))
    assert len(organisations(db)) == 2


def granted(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})


def test_a_renewal_is_matched_by_number_and_siren_even_when_its_perimeter_changed(db: sqlite3.Connection) -> None:
    granted(db)
    changed = "Établissements\u00a0: Nantes"
    receive(
        db, RENEWING, submission(1, kind="Renouvellement", claimed_number="OSE-0001", perimeter=changed), session=None
    )
    assert organisations(db) == [("OSE-0001", siren(1), "W440000001", changed)]


def test_a_renewal_that_claims_the_number_of_another_organisation_is_not_matched(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, RENEWING, submission(2, kind="Renouvellement", claimed_number="OSE-0001"), session=None)
    assert [row[1] for row in organisations(db)] == [siren(1), siren(2)]


def test_a_renewal_goes_to_its_perimeter_before_the_number_it_claims(db: sqlite3.Connection) -> None:
    """One SIREN, two recognitions: the whole, and an establishment."""
    granted(db)
    receive(db, TODAY, submission(1, version=2, perimeter="Établissements\u00a0: Nantes"))
    renewal = submission(1, kind="Renouvellement", claimed_number="OSE-0001", perimeter="Établissements\u00a0: Nantes")
    receive(db, RENEWING, renewal, session=None)
    assert db.execute("SELECT organisation_id FROM dossier ORDER BY id DESC").fetchone()[0] == 2
    assert [row[3] for row in organisations(db)] == ["Toute l’organisation", "Établissements\u00a0: Nantes"]


# ------------------------------------------------------------------------------------------------------- Numbers


def test_dossiers_are_numbered_by_year_in_order(db: sqlite3.Connection) -> None:
    days = (date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 31), date(2027, 1, 4))
    numbers = [receive(db, day, submission(rank)) for rank, day in enumerate(days, start=1)]
    assert numbers == ["D-2026-001", "D-2026-002", "D-2027-001", "D-2026-003", "D-2027-002"]


def test_the_thousandth_dossier_of_a_year_follows_the_others(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    db.execute("UPDATE dossier SET number = 'D-2026-999'")
    assert [receive(db, TODAY, submission(rank)) for rank in (2, 3)] == ["D-2026-1000", "D-2026-1001"]


def test_ose_numbers_are_given_in_order_and_kept_for_life(db: sqlite3.Connection) -> None:
    for rank in (1, 2, 3):
        receive(db, TODAY, submission(rank))
    decide(
        db,
        NIGHT,
        {
            "D-2026-002": decision(State.VALIDATED, AUTUMN.held_on),
            "D-2026-001": decision(State.VALIDATED_WITH_ADVICE, AUTUMN.held_on, "Préciser les pilotes."),
            "D-2026-003": decision(State.NOT_RETAINED, AUTUMN.held_on, motive="Hors charte."),
        },
    )
    assert [row[0] for row in organisations(db)] == ["OSE-0002", "OSE-0001", None]
    receive(db, RENEWING, submission(1, kind="Renouvellement", claimed_number="OSE-0002"), session=None)
    decide(db, date(2029, 12, 20), {"D-2029-001": decision(State.VALIDATED, date(2029, 12, 13))})
    assert organisations(db)[0][0] == "OSE-0002"


@pytest.mark.parametrize(
    ("claimed", "given"),
    [
        ("OSE-0042", "OSE-0042"),
        ("OSE-12345", "OSE-12345"),
        ("OSE-0001", "OSE-0002"),
        ("OSE-42", "OSE-0002"),
        ("0042", "OSE-0002"),
        ("42", "OSE-0002"),
        ("OSE-00X2", "OSE-0002"),
        ("OSE-٤٢٠٠", "OSE-0002"),
        ("je ne sais plus", "OSE-0002"),
    ],
)
def test_a_number_claimed_from_before_the_register_is_kept_if_it_is_one_and_free(
    db: sqlite3.Connection, claimed: str, given: str
) -> None:
    granted(db)
    number = receive(db, TODAY, submission(2, kind="Renouvellement", claimed_number=claimed))
    decide(db, NIGHT, {number: decision(State.VALIDATED, AUTUMN.held_on)})
    assert organisations(db)[1][0] == given


def test_numbers_go_on_after_the_greatest_one_claimed(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1, kind="Renouvellement", claimed_number="OSE-10000"))
    receive(db, TODAY, submission(2, kind="Renouvellement", claimed_number="OSE-9999"))
    receive(db, TODAY, submission(3))
    validated = decision(State.VALIDATED, AUTUMN.held_on)
    decide(db, NIGHT, {f"D-2026-00{rank}": validated for rank in (1, 2, 3)})
    assert organisations(db)[2][0] == "OSE-10001"


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
    one = store.entry(db, 1)
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
    entry = store.entry(db, 1)
    assert entry.decision is not None
    assert (entry.decision.decision, entry.decision.correction) == (State.NOT_RETAINED, "Erreur de saisie.")
    assert entry.precedents == ()


def test_validated_on_29_february(db: sqlite3.Connection) -> None:
    leap = replace(AUTUMN, held_on=date(2028, 2, 29), sent_on=date(2028, 2, 20))
    number = receive(db, date(2028, 2, 1), submission(1), session=leap)
    decide(db, date(2028, 3, 6), {number: decision(State.VALIDATED, leap.held_on)})
    recorded = store.entry(db, 1).decision
    assert recorded is not None
    assert recorded.valid_until == date(2031, 2, 28)


# ------------------------------------------------------------------------------------------------------ Sessions


def test_dossiers_without_a_session_join_the_next_one_declared(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), session=None)
    receive(db, date(2026, 11, 23), submission(2), session=None)
    sittings.enroll(db, [AUTUMN], date(2026, 11, 25))
    waves = [tuple(row) for row in db.execute("SELECT number, wave, session_on FROM dossier ORDER BY id")]
    assert waves == [("D-2026-001", "2026-2", "2026-12-10"), ("D-2026-002", "", None)]
    assert store.count_without_session(db) == 1
    sittings.enroll(db, [AUTUMN, SPRING], date(2026, 11, 26))
    assert db.execute("SELECT wave FROM dossier WHERE id = 2").fetchone()[0] == "2027-1"
    assert [event for event, _ in journal(db)] == ["reçu", "reçu", "inscrit", "inscrit"]


def test_a_dossier_that_was_replaced_joins_no_session(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), session=None)
    receive(db, TODAY, submission(1, version=2), session=None)
    assert store.count_without_session(db) == 1
    sittings.enroll(db, [AUTUMN], TODAY)
    waves = dict(db.execute("SELECT number, wave FROM dossier").fetchall())
    assert waves == {"D-2026-001": "", "D-2026-002": "2026-2"}
