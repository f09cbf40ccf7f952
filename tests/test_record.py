"""What recording does: one transaction, a journal that cannot be changed, sessions that dossiers join."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date

import pytest

from ose_batch.model import Answer, State
from ose_batch.register import connection, papers, record, sittings, store
from ose_batch.register.intake import Contact
from tests.entries import assessment, finding
from tests.recorded import NIGHT, TODAY, everything, journal, states
from tests.registers import AUTUMN, SPRING, decide, decision, receive, submission, writer

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


# ------------------------------------------------------------------------------------------------------ Sessions


def test_dossiers_without_a_session_join_the_next_one_declared(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), session=None)
    receive(db, date(2026, 11, 23), submission(2), session=None)
    sittings.enroll(db, [AUTUMN], writer(date(2026, 11, 25)))
    waves = [tuple(row) for row in db.execute("SELECT number, wave, session_on FROM dossier ORDER BY id")]
    assert waves == [("D-2026-001", "2026-2", "2026-12-10"), ("D-2026-002", "", None)]
    assert store.count_without_session(db) == 1
    sittings.enroll(db, [AUTUMN, SPRING], writer(date(2026, 11, 26)))
    assert db.execute("SELECT wave FROM dossier WHERE id = 2").fetchone()[0] == "2027-1"
    assert [event for event, _ in journal(db)] == ["reçu", "reçu", "inscrit", "inscrit"]


def test_a_dossier_that_was_replaced_joins_no_session(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1), session=None)
    receive(db, TODAY, submission(1, version=2), session=None)
    assert store.count_without_session(db) == 1
    sittings.enroll(db, [AUTUMN], writer(TODAY))
    waves = dict(db.execute("SELECT number, wave FROM dossier").fetchall())
    assert waves == {"D-2026-001": "", "D-2026-002": "2026-2"}
