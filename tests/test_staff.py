"""A mouvements workbook in the register: wholly or not at all, once, with what the journal says of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from ose_batch.model import Event
from ose_batch.register import rows, staff, store
from tests.dossiers import RULES
from tests.moving import D1, D2, HEADER, JUNE, MISSING, NIGHT, PERIOD, TODAY, checked, granted, journal, line
from tests.registers import AUTUMN, judge, move, receive, submission, writer


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with checked() as opened:
        yield opened


# ----------------------------------------------------------------------------------------------------------- Journal


def test_the_journal_says_who_what_and_where_it_led_and_never_why(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, TODAY, submission(2), MISSING)
    line(db, Event.POINT_LIFTED, "2026-12-15", D2, criterion="P4.1")
    line(db, Event.REMARK, "2026-12-15", D2)
    line(db, Event.FOLLOW_UP, "2026-12-16", D2)
    line(db, Event.ENROLLED, "2026-12-16", D2, date(2026, 12, 16), day="2027-06-17")
    line(db, Event.SUSPENDED, "2027-05-03", "OSE-0001")
    line(db, Event.RESUMED, "2027-05-10")
    line(db, Event.PROLONGED, "2027-06-01", day="2030-06-10", instance="Bureau")
    line(db, Event.CONTACT_CHANGED, "2027-06-01", name="Claude Modèle", email="c@exemple.fr")
    assert journal(db)[3:] == [
        (Event.POINT_LIFTED, "AB", "Prêt pour le comité, P4.1"),
        (Event.REMARK, "AB", "Prêt pour le comité"),
        (Event.FOLLOW_UP, "AB", "Prêt pour le comité"),
        (Event.ENROLLED, "AB", "Prêt pour le comité, au 17/06/2027"),
        (Event.SUSPENDED, "AB", "au 03/05/2027"),
        (Event.RESUMED, "AB", "au 10/05/2027"),
        (Event.PROLONGED, "AB", "jusqu’au 10/06/2030 inclus"),
        (Event.CONTACT_CHANGED, "AB", "Validé"),
    ]
    for row in db.execute("SELECT * FROM journal"):
        said = " ".join(map(str, row))
        assert not [word for word in ("Dominique", "Claude", "exemple.fr", "Bureau") if word in said]


def test_a_workbook_is_recorded_wholly_or_not_at_all(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    receive(db, TODAY, submission(2))
    before = list(db.iterdump())
    db.execute(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON movement WHEN new.dossier_id = 2 "
        "BEGIN SELECT RAISE(ABORT, 'disk'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        move(
            db,
            NIGHT,
            f"""{HEADER}
            {D1} | Dossier retiré | 2026-12-01 | AB |
            {D2} | Dossier retiré | 2026-12-01 | AB |""",
        )
    assert list(db.iterdump()) == before


def test_the_same_workbook_again_records_nothing(db: sqlite3.Connection) -> None:
    granted(db)
    text = f"""{HEADER}
        OSE-0001 | Note de suivi                  | 2027-06-01 | AB | Appel
        OSE-0001 | Échange de mi-parcours tenu    | 2027-06-01 | AB |
        """
    assert len(move(db, JUNE, text).accepted) == 2
    again = judge(db, JUNE, text)
    assert (again.accepted, again.repeated, again.listed) == ((), 2, ())


def test_what_happened_to_an_identity_is_known_from_the_next_dossier_too(db: sqlite3.Connection) -> None:
    granted(db)
    text = f"{HEADER}\nOSE-0001 | Suspension | 2027-06-01 | AB | Un motif"
    move(db, JUNE, text)
    receive(db, JUNE, submission(1, kind="Renouvellement", claimed_number="OSE-0001"), session=None)
    again = judge(db, JUNE, text)
    assert (again.accepted, again.repeated, again.listed) == ((), 1, ())


# -------------------------------------------------------------------------------------------------------- What is known


def test_an_ose_number_stands_for_the_last_dossier_that_was_not_replaced(db: sqlite3.Connection) -> None:
    granted(db)
    for version in (2, 3):
        renewal = submission(1, version=version, kind="Renouvellement", claimed_number="OSE-0001")
        receive(db, JUNE, renewal, session=None)
    found = staff.known(db, ["OSE-0001", D1, "D-2027-001", "D-1999-001"])
    assert {number: one.number for number, one in found.items()} == {
        "OSE-0001": "D-2027-002",
        D1: D1,
        "D-2027-001": "D-2027-001",
    }
    assert {one.granted_by for one in found.values()} == {1}
    assert found[D1].recognition == PERIOD


def test_a_workbook_is_received_with_its_dossiers(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    judged = judge(db, NIGHT, f"{HEADER}\n{D1} | Note de suivi | 2026-12-01 | AB | Appel")
    staff.record_all(db, "ab" * 32, judged.accepted, [AUTUMN], RULES, writer(NIGHT))
    assert store.receipt(db, "ab" * 32) == store.Receipt("movements", NIGHT, (D1,))


def test_the_history_gives_the_text_of_each_note_de_suivi(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    said = ("Appelé le lundi.", "Rappelé le mardi.")
    lines = [f"{D1} | {Event.FOLLOW_UP} | 2026-11-0{rank} | AB | {text}" for rank, text in enumerate(said, start=3)]
    assert move(db, JUNE, "\n".join(["number | event | happened_on | author | motive", *lines])).listed == ()
    details = [line[-1] for line in rows.history(db) if line[1] == Event.FOLLOW_UP]
    assert details == [f"Prêt pour le comité\u00a0: {text}" for text in reversed(said)]
