"""What movements change of who an organisation is in the register: its contacts, and the registration it joins."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from ose_batch.model import Event, Person, State
from ose_batch.register import staff, store
from ose_batch.register.intake import Contact
from tests.moving import D1, D2, JUNE, NIGHT, PERIOD, TODAY, checked, granted, journal, line, state
from tests.registers import SPRING, decide, decision, judge, move, receive, submission


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with checked() as opened:
        yield opened


def test_what_changes_of_the_contact_changes_the_last_one_known_whatever_number_is_given(
    db: sqlite3.Connection,
) -> None:
    first, second = (
        (Contact("referent", name, email=f"{rank}@exemple.fr"),) for rank, name in enumerate(("Alix A", "Bo B"))
    )
    receive(db, TODAY, submission(1, contacts=first))
    receive(db, NIGHT, submission(1, version=2, contacts=second))
    line(db, Event.CONTACT_CHANGED, "2026-12-20", D1, phone="0240999999")
    rows = db.execute("SELECT name, email, phone FROM contact ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("Alix A", "0@exemple.fr", ""), ("Bo B", "1@exemple.fr", "0240999999")]


def test_contacts_change_where_contacts_are_and_another_person_has_consented_to_nothing(
    db: sqlite3.Connection,
) -> None:
    granted(db)
    line(db, Event.CONTACT_CHANGED, "2027-06-01", email="nouveau@exemple.fr")
    row = "SELECT name, email, consent FROM contact WHERE role = 'referent'"
    assert tuple(db.execute(row).fetchone()) == ("Dominique", "nouveau@exemple.fr", "Oui")
    line(db, Event.CONTACT_CHANGED, "2027-06-02", name="Claude Modèle", title="Direction")
    assert tuple(db.execute(row).fetchone()) == ("Claude Modèle", "nouveau@exemple.fr", "")
    assert staff.known(db, [D1])[D1].contact == Person("Claude Modèle", "Direction", "nouveau@exemple.fr")
    for (kept,) in db.execute("SELECT motive || other || instance FROM movement"):
        assert "exemple.fr" not in kept


def merged(db: sqlite3.Connection, kept: str, other: str, today: date = JUNE) -> None:
    line(db, Event.MERGED, "2027-06-01", kept, today, other=other)


def organisations(db: sqlite3.Connection) -> list[tuple[str | None, int | None]]:
    return [tuple(row) for row in db.execute("SELECT ose_number, merged_into FROM organisation ORDER BY id")]


def test_a_registration_that_joins_another_brings_all_it_has(db: sqlite3.Connection) -> None:
    """The candidature made anew under another périmètre is kept; the identity was granted to the older one."""
    granted(db)
    receive(db, JUNE, submission(1, version=2, perimeter="Établissements"))
    merged(db, "D-2027-001", "OSE-0001")
    assert organisations(db) == [(None, 2), ("OSE-0001", None)]
    assert store.recognition(db, 2) == (1, PERIOD)
    for table in ("dossier", "contact", "recognition", "movement"):
        assert {row["organisation_id"] for row in db.execute(f"SELECT organisation_id FROM {table}")} == {2}
    assert journal(db)[-1] == (Event.MERGED, "AB", "Prêt pour le comité, rejoint par OSE-0001")


def test_an_identity_that_is_over_is_left_as_it_was_by_the_one_that_joins_it(db: sqlite3.Connection) -> None:
    granted(db)
    line(db, Event.RENOUNCED, "2027-01-11")
    receive(db, date(2027, 5, 3), submission(2))
    decide(db, JUNE, {"D-2027-001": decision(State.VALIDATED, SPRING.held_on)})
    merged(db, D1, "D-2027-001")
    periods = db.execute("SELECT valid_until, ended_on FROM recognition ORDER BY id").fetchall()
    assert [tuple(row) for row in periods] == [("2029-12-10", "2027-01-11"), ("2030-06-17", None)]
    assert organisations(db) == [("OSE-0001", None), ("OSE-0002", 1)]
    assert staff.known(db, ["OSE-0002"])["OSE-0002"].organisation_id == 1


def test_three_registrations_become_one(db: sqlite3.Connection) -> None:
    for rank in (1, 2, 3):
        receive(db, TODAY, submission(rank))
    merged(db, D2, "D-2026-003")
    merged(db, D1, D2)
    assert [into for _, into in organisations(db)] == [None, 1, 1]
    known_by = "SELECT siren, rna, perimeter FROM organisation WHERE id = 1"
    before = tuple(db.execute(known_by).fetchone())
    for rank in (3, 1):
        receive(db, JUNE, submission(rank, version=2), session=None)
        assert db.execute("SELECT organisation_id FROM dossier ORDER BY id DESC").fetchone()[0] == 1
        assert tuple(db.execute(known_by).fetchone()) == before


def test_what_comes_back_as_the_one_that_joined_is_of_the_one_that_is_kept(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, JUNE, submission(1, version=2, perimeter="Établissements"))
    merged(db, "D-2027-001", "OSE-0001")
    receive(db, JUNE, submission(1, version=3), session=None)
    assert [into for _, into in organisations(db)] == [2, None]
    assert db.execute("SELECT organisation_id FROM dossier ORDER BY id DESC").fetchone()[0] == 2
    assert state(db, "D-2027-001") == State.REPLACED


def test_a_regroupement_again_is_known_under_any_number_of_the_registration(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, TODAY, submission(2))
    text = f"number | event | happened_on | author | other\nOSE-0001 | {Event.MERGED} | 2027-06-01 | AB | {D2}"
    assert len(move(db, JUNE, text).accepted) == 1
    again = judge(db, JUNE, text)
    assert (again.accepted, again.repeated, again.listed) == ((), 1, ())
