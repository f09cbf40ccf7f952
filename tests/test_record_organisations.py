"""Whose dossier it is, which one it takes the place of, and the numbers that are kept for life."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from ose_batch.model import Answer, State
from ose_batch.register import papers, record, sittings
from tests.entries import assessment, finding
from tests.recorded import NIGHT, RENEWING, TODAY, granted, journal, organisations, states
from tests.registers import AUTUMN, SPRING, decide, decision, receive, siren, siret, submission, writer

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
