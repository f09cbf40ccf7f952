"""The database: opened, brought to the present schema, read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ose_batch.model import Answer, Event, Previous, State
from ose_batch.register import connection, dossiers, papers, parties, record, schema, sittings, store
from ose_batch.register.decide import Known
from tests.entries import HOSTILE_NAME, assessment, finding
from tests.registers import AUTUMN, ISSUER, SPRING, decide, decision, memory, move, party, receive, siret, submission

TODAY = date(2026, 11, 2)
NIGHT = date(2026, 12, 14)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as connection:
        yield connection


# ----------------------------------------------------------------------------------------------- Opening, migrations


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_register_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "donnees" / "ose.sqlite"
    with closing(connection.open_register(path)) as db:
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 3
    assert version(path) == len(schema.MIGRATIONS)


def test_a_register_is_opened_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ose.sqlite"
    with closing(connection.open_register(path)) as db:
        receive(db, TODAY, submission(1))
    with closing(connection.open_register(path)) as db:
        assert dossiers.entry(db, 1).number == "D-2026-001"


def test_an_older_register_is_brought_to_the_present_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ose.sqlite"
    with closing(connection.open_register(path)) as db:
        receive(db, TODAY, submission(1))
    later = (*schema.MIGRATIONS, "ALTER TABLE run ADD COLUMN note TEXT;", "CREATE TABLE later (id INTEGER) STRICT;")
    monkeypatch.setattr(connection, "MIGRATIONS", later)
    with closing(connection.open_register(path)) as db:
        assert db.execute("SELECT note FROM run").fetchall() == []
        assert dossiers.entry(db, 1).number == "D-2026-001"
    assert version(path) == len(schema.MIGRATIONS) + 2


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ose.sqlite"
    connection.open_register(path).close()
    broken = (*schema.MIGRATIONS, "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);")
    monkeypatch.setattr(connection, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        connection.open_register(path)
    monkeypatch.undo()
    with closing(connection.open_register(path)) as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []


def test_a_register_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ose.sqlite"
    with closing(connection.open_register(path)) as db:
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(connection.NewerRegister, match=r"ose\.sqlite"):
        connection.open_register(path)
    assert path.read_bytes() == before


def test_one_referent_a_dossier(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    insert = "INSERT INTO contact VALUES (NULL, 1, 1, 'referent', 'Dominique', '', '', '', '')"
    db.execute(insert)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(insert)


# -------------------------------------------------------------------------------------------------------- Reading back


def test_an_entry_is_all_that_its_documents_are_made_from(db: sqlite3.Connection) -> None:
    weighed = finding("P1.3", Answer.TO_WEIGH, "Le thème Éthique est Sans objet.")
    commitments = ({"line": "E1", "label": "Former l’équipe", "theme": "SOC", "publishable": "Oui"},)
    fields = {"organisation.name": HOSTILE_NAME, "charter.signed_on": date(2028, 2, 29), "organisation.fte": 2.5}
    receive(db, TODAY, submission(1, fields=fields, commitments=commitments), weighed)
    one = dossiers.entry(db, 1)
    assert one.fields == fields
    assert one.tables == {"commitments": commitments}
    assert one.assessment == assessment(weighed)
    assert (one.number, one.state, one.wave, one.session_on, one.deposited_on) == (
        "D-2026-001",
        State.READY,
        "2026-2",
        AUTUMN.held_on,
        TODAY,
    )
    assert (one.ose_number, one.decision) == ("", None)


def test_an_entry_bears_the_decision_asked_or_the_last(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    first = decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser.")
    last = decision(State.VALIDATED, SPRING.held_on)
    decide(db, NIGHT, {"D-2026-001": first})
    decide(db, date(2027, 6, 21), {"D-2026-001": last})
    assert dossiers.entry(db, 1).decision == last
    assert dossiers.entry(db, 1, decision_id=1).decision == first


def test_a_file_already_received_is_known_with_its_dossiers(db: sqlite3.Connection) -> None:
    one = submission(1)
    receive(db, TODAY, one)
    receive(db, TODAY, submission(2))
    workbook = decide(
        db, NIGHT, {number: decision(State.VALIDATED, AUTUMN.held_on) for number in ("D-2026-002", "D-2026-001")}
    )
    assert store.receipt(db, one.source.sha256) == store.Receipt("dossier", TODAY, ("D-2026-001",))
    assert store.receipt(db, workbook) == store.Receipt("decisions", NIGHT, ("D-2026-001", "D-2026-002"))
    assert store.receipt(db, "00" * 32) is None


def test_what_is_known_of_an_organisation_by_number_even_with_another_perimeter(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
    known = Previous("OSE-0001", party(1).name, siret(1), "Toute l’organisation")
    assert parties.previous(db, party(1), "") == known
    assert parties.previous(db, party(1, perimeter="Établissements\u00a0: Nantes"), "") == known
    assert parties.previous(db, party(1, siren="", siret=""), "") == known
    assert parties.previous(db, party(2), "OSE-0001") is None
    assert parties.previous(db, party(2, siren="", siret="", rna=""), "") is None


def test_what_awaits_a_decision(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2), finding("P4.1", Answer.TO_COMPLETE))
    receive(db, TODAY, submission(3), session=SPRING)
    receive(db, TODAY, submission(4))
    receive(db, TODAY, submission(5))
    decide(
        db,
        NIGHT,
        {
            "D-2026-004": decision(State.ADJOURNED, AUTUMN.held_on, motive="Plan à préciser."),
            "D-2026-005": decision(State.VALIDATED, AUTUMN.held_on),
        },
    )
    assert [one.number for one in dossiers.ready(db, AUTUMN.held_on)] == ["D-2026-001"]
    coming = dossiers.ready(db, SPRING.held_on)
    assert [(one.number, one.decision) for one in coming] == [("D-2026-003", None), ("D-2026-004", None)]
    assert [one.motive for one in coming[1].precedents] == ["Plan à préciser."]


def test_once_sent_a_session_examines_what_it_was_sent(db: sqlite3.Connection) -> None:
    for rank in (1, 2):
        receive(db, TODAY, submission(rank))
    sittings.send(db, [AUTUMN, SPRING], date(2026, 11, 30))
    receive(db, date(2026, 11, 30), submission(3), session=AUTUMN)
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
    assert [one.number for one in dossiers.ready(db, AUTUMN.held_on)] == ["D-2026-002"]


def test_what_a_decision_has_to_agree_with(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2))
    taken = decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.", deadline=date(2027, 3, 31))
    decide(db, NIGHT, {"D-2026-002": taken})
    receive(db, TODAY, submission(3))
    assert dossiers.decidable(db, ["D-2026-001", "D-2026-002", "D-1999-001"]) == {
        "D-2026-001": Known(1, 1, State.READY, TODAY, None),
        "D-2026-002": Known(2, 2, State.VALIDATED_ON_CONDITION, TODAY, taken),
    }


def test_a_renewal_knows_until_when_the_period_before_it_runs_unless_it_was_given_up(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
    receive(db, date(2029, 9, 3), submission(1, version=2, kind="Renouvellement"), session=None)
    receive(db, date(2029, 9, 3), submission(1, version=3, kind="Candidature"), session=None)
    assert [store.renewed_until(db, rank) for rank in (1, 2, 3)] == [None, date(2029, 12, 10), None]
    db.execute("UPDATE recognition SET ended_on = '2028-01-01'")
    assert store.renewed_until(db, 2) is None


@pytest.mark.parametrize(("event", "is_lifted"), [(Event.CONDITION_LIFTED, True), (Event.CONDITION_KEPT, False)])
def test_what_became_of_a_condition_is_told_with_the_decision_before(
    db: sqlite3.Connection, event: Event, is_lifted: bool
) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.")})
    line = f"number | event | happened_on | author | motive\nD-2026-001 | {event} | 2027-02-10 | AB | Un motif"
    assert move(db, date(2027, 2, 15), line).listed == ()
    receive(db, date(2027, 3, 1), submission(1, version=2), session=None)
    (before,) = dossiers.entry(db, 2).precedents
    assert (before.is_lifted, before.settled_on) == (is_lifted, date(2027, 2, 10))


def test_documents_stay_due_until_they_are_delivered(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2))
    first, *others = papers.undelivered(db)
    assert (first.kind, first.entry.number, first.issuer) == ("note", "D-2026-001", ISSUER)
    assert {due.entry.number for due in others} == {"D-2026-001", "D-2026-002"}
    record.delivery(db, first.id, "notes/D-2026-001.docx", "ab", "cd")
    assert [due.id for due in papers.undelivered(db)] == [due.id for due in others]


def test_documents_of_replaced_dossiers_are_put_away_once(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    note, *_ = papers.undelivered(db)
    record.delivery(db, note.id, "notes/D-2026-001.docx", "ab", "cd")
    assert papers.superseded(db) == []
    receive(db, TODAY, submission(1, version=2))
    assert papers.superseded(db) == [(note.id, "notes/D-2026-001.docx", "remplaces/D-2026-001.docx")]
    record.move(db, note.id, f"{papers.SUPERSEDED}/D-2026-001.docx")
    assert papers.superseded(db) == []


def test_runs_are_ranked_and_the_last_day_known(db: sqlite3.Connection) -> None:
    assert store.last_run(db) is None
    for day in (TODAY, NIGHT, TODAY):
        record.run(db, day)
    assert (store.last_run(db), store.runs(db)) == (NIGHT, 3)


def test_what_is_written_is_known_from_before_it_is_written(db: sqlite3.Connection) -> None:
    assert papers.view_hashes(db, "decisions.xlsx") == set()
    record.view_due(db, "decisions.xlsx", "ab")
    assert papers.view_hashes(db, "decisions.xlsx") == {"ab"}
    record.view_written(db, "decisions.xlsx")
    record.view_due(db, "decisions.xlsx", "cd")
    assert papers.view_hashes(db, "decisions.xlsx") == {"ab", "cd"}
    record.view_written(db, "decisions.xlsx")
    assert papers.view_hashes(db, "decisions.xlsx") == {"cd"}


class _Unanswered:
    """A database whose check says `line` of a page."""

    def __init__(self, line: str) -> None:
        self.line = line

    def execute(self, question: str) -> Any:
        if "integrity_check" in question:
            return [(f"*** in database main ***\n{self.line}",)]
        return sqlite3.connect(":memory:").execute("SELECT 1 WHERE 0")


def test_a_page_that_the_disk_does_not_give_is_no_damage() -> None:
    unread = _Unanswered("Page 21: unable to get the page. error code=8458")  # SQLITE_IOERR
    with pytest.raises(sqlite3.OperationalError, match="Page 21"):
        connection.flaws(unread)  # type: ignore[arg-type]
    assert connection.flaws(_Unanswered("Page 21: btreeInitPage() returns error code 11")) == [  # type: ignore[arg-type]
        "Page 21: btreeInitPage() returns error code 11"
    ]
