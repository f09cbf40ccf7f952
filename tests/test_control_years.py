"""The journal and a register that lived for years agree; whatever is then forged in it is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from ose_batch.model import MOVEMENTS, Event, State
from ose_batch.register import agreement, journal, sittings, steps
from tests import registers
from tests.dossiers import RULES
from tests.varied import COMING, LEAP_DAY, held, varied


@pytest.fixture
def years() -> Iterator[sqlite3.Connection]:
    """Every state, and each move that staff, committee and calendar can bring about."""
    with closing(registers.memory()) as db:
        varied(db)
        _live_on(db)
        yield db


def _live_on(db: sqlite3.Connection) -> None:
    today, coming, after = date(2029, 9, 3), COMING, held(date(2030, 6, 13))
    judged = registers.move(
        db,
        today,
        """
        number     | event | happened_on | author | motive | criterion | day | instance | other | email
        D-2029-001 | Présenté en l’état          | 2029-07-02 | AB | Un motif | | | | |
        D-2029-002 | Point levé                  | 2029-07-02 | AB | Un motif | P1.1 |            |        | |
        D-2029-003 | Commentaire pour le comité  | 2029-07-02 | AB | Un motif | | | | |
        D-2029-003 | Charte signée reçue         | 2029-07-03 | AB |          | | | | |
        D-2029-004 | Inscription à une séance    | 2029-07-03 | AB |          |      | 2030-06-13 |        | |
        D-2029-004 | Coordonnées changées        | 2029-07-03 | AB | | | | | | a@exemple.fr
        D-2028-003 | Réserve levée               | 2029-07-04 | AB |          | | | | |
        D-2028-004 | Réserve non levée           | 2029-07-04 | AB | Un motif | | | | |
        D-2028-009 | Réouverture                 | 2029-07-04 | AB |          | | | | |
        D-2028-011 | Reprise                     | 2029-07-05 | AB |          | | | | |
        D-2028-013 | Retrait envisagé            | 2029-07-05 | AB | Un motif | | | | |
        D-2028-011 | Retrait envisagé            | 2029-07-05 | AB | Un motif | | | | |
        D-2028-011 | Retrait abandonné           | 2029-07-05 | AB |          | | | | |
        D-2028-002 | Prolongation                | 2029-07-05 | AB | Un motif |      | 2032-06-14 | Bureau | |
        D-2028-002 | Note de suivi               | 2029-07-05 | AB | Un motif | | | | |
        D-2028-012 | Effacement du contact      | 2029-07-05 | AB |          | | | | |
        D-2028-001 | Regroupement de deux fiches | 2029-07-06 | AB | | | | | D-2028-007 |
        """,
        coming,
        after,
    )
    assert judged.listed == ()
    removed = """
        number     | event                 | happened_on | author | motive
        D-2028-013 | Retrait de l’identité | 2029-10-04  | AB     | Un motif
        """
    assert registers.move(db, date(2029, 10, 8), removed).listed == ()
    validated = registers.decision(State.VALIDATED, date(2028, 12, 14), correction="Erreur de saisie.")
    refused = registers.decision(State.NOT_RETAINED, LEAP_DAY, motive="Hors charte.", correction="Erreur.")
    registers.decide(db, date(2029, 10, 15), {"D-2028-006": validated, "D-2028-001": refused})
    sittings.send(db, [coming, after], date(2029, 12, 3))
    registers.decide(
        db, date(2029, 12, 17), {"D-2029-003": registers.decision(State.VALIDATED_WITH_ADVICE, coming.held_on, "Oser.")}
    )
    steps.record(db, [coming, after], RULES.durations, registers.writer(date(2030, 1, 7)))


def test_the_journal_agrees_with_a_register_that_lived_for_years(years: sqlite3.Connection) -> None:
    states = {state for (state,) in years.execute("SELECT state FROM dossier")}
    assert len(states) >= 8
    events = {event for (event,) in years.execute("SELECT event FROM journal")}
    assert events >= set(MOVEMENTS) | {journal.DECIDED, journal.CORRECTED, journal.REPLACED, Event.SENT, Event.EXPIRED}
    assert list(agreement.differences(years)) == []


@pytest.mark.parametrize("state", State)
def test_a_state_that_was_forged_is_named_whatever_it_was(years: sqlite3.Connection, state: State) -> None:
    others = years.execute("SELECT number, state FROM dossier WHERE state <> ? ORDER BY id", (state,)).fetchall()
    years.execute("UPDATE dossier SET state = ?", (state,))
    found = dict(agreement.differences(years))
    assert {number: found.pop(number).replace("\u00a0", " ") for number, _ in others} == {
        number: f"le registre dit « {state} », le journal « {was} »." for number, was in others
    }
    assert found == {}


FORGED_PERIODS = [
    ("valid_until = '2039-12-14'", "D-2028-011", "valable jusqu’au 14/12/2039 ; au journal : validée le 14/12/2028"),
    ("validated_on = '2029-01-01'", "D-2028-006", "au registre : validée le 01/01/2029"),
    ("suspended_on = '2029-08-01'", "D-2028-011", "suspendue le 01/08/2029 ; au journal : validée le 14/12/2028"),
    ("suspended_on = 'hier'", "D-2028-011", "suspendue le hier"),
    (
        "midterm_held_on = NULL",
        "D-2028-013",
        "au journal : validée le 14/12/2028, valable jusqu’au 14/12/2031, échange",
    ),
    ("removal_planned_on = '2029-01-01'", "D-2028-013", "retrait envisagé le 03/09/2029, finie le 04/10/2029."),
    ("ended_on = NULL", "D-2028-012", "finie le 02/05/2029."),
    ("valid_until = '2031-12-14'", "D-2028-002", "valable jusqu’au 14/06/2032."),
]


@pytest.mark.parametrize(("change", "number", "said"), FORGED_PERIODS)
def test_a_recognition_that_was_forged_is_named(years: sqlite3.Connection, change: str, number: str, said: str) -> None:
    years.execute(
        f"UPDATE recognition SET {change} WHERE dossier_id = (SELECT id FROM dossier WHERE number = ?)", (number,)
    )
    ((where, sentence),) = agreement.differences(years)
    assert where == number
    assert said in sentence.replace("\u00a0", " ")


def test_a_recognition_that_was_slipped_in_or_taken_away_is_named(years: sqlite3.Connection) -> None:
    years.execute("DELETE FROM step")
    years.execute("DELETE FROM recognition WHERE dossier_id = (SELECT id FROM dossier WHERE number = 'D-2028-003')")
    years.execute(
        "INSERT INTO recognition (organisation_id, dossier_id, validated_on, valid_until)"
        " SELECT organisation_id, id, '2028-12-14', '2031-12-14' FROM dossier WHERE number = 'D-2028-004'"
    )
    found = {number: sentence.replace("\u00a0", " ") for number, sentence in agreement.differences(years)}
    days = "validée le 14/12/2028, valable jusqu’au 14/12/2031"
    assert found == {
        "D-2028-003": f"son identité visuelle, au registre : aucune ; au journal : {days}.",
        "D-2028-004": f"son identité visuelle, au registre : {days} ; au journal : aucune.",
    }


def test_the_last_day_of_a_decision_cannot_be_forged(years: sqlite3.Connection) -> None:
    later = "valid_until = '2039-12-14'"
    for table in ("decision", "recognition"):
        years.execute(f"UPDATE {table} SET {later} WHERE dossier_id = 5 AND valid_until <> ''")
    ((_, sentence),) = agreement.differences(years)
    assert "décisions au registre : Validé le 10/12/2026, jusqu’au 14/12/2039 inclus" in sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("statement", "number", "said"),
    [
        (
            "INSERT INTO movement SELECT NULL, organisation_id, dossier_id, 'Suspension', happened_on, recorded_on,"
            " author, motive, criterion, day, instance, other, sha256 FROM movement WHERE event = 'Réouverture'",
            "D-2028-009",
            "le journal ne dit pas « Suspension », qui est au registre.",
        ),
        (
            "DELETE FROM movement WHERE event = 'Note de suivi'",
            "D-2028-002",
            "le journal dit « Note de suivi », qui n’est plus au registre.",
        ),
    ],
)
def test_a_movement_that_was_forged_or_erased_is_named(
    years: sqlite3.Connection, statement: str, number: str, said: str
) -> None:
    years.execute(statement)
    ((where, sentence),) = agreement.differences(years)
    assert (where, sentence.replace("\u00a0", " ")) == (number, said)


@pytest.mark.parametrize(
    "change",
    [
        "criterion = 'P4.1' WHERE event = 'Point levé'",
        "author = 'ZZ' WHERE event = 'Point levé'",
        "dossier_id = 1 WHERE event = 'Point levé'",
        "happened_on = '2029-01-01' WHERE event = 'Reprise'",
        "day = '2039-01-01' WHERE event = 'Prolongation'",
        "day = '2039-01-01' WHERE event = 'Inscription à une séance'",
        "other = 'D-2026-001' WHERE event = 'Regroupement de deux fiches'",
    ],
)
def test_a_movement_that_was_changed_is_named(years: sqlite3.Connection, change: str) -> None:
    years.execute(f"UPDATE movement SET {change}")
    said = [sentence for _, sentence in agreement.differences(years)]
    assert len(said) == 2
    assert "ne dit pas" in said[0]
    assert "n’est plus au registre" in said[1]


def test_a_journal_that_did_not_say_the_last_day_yet_agrees() -> None:
    """Lines of a register of an earlier version."""
    with closing(registers.memory()) as db:
        number = registers.receive(db, date(2026, 11, 2), registers.submission(1))
        taken = registers.decision(State.VALIDATED, registers.AUTUMN.held_on)
        registers.decide(db, date(2026, 12, 14), {number: taken})
        db.execute("DROP TRIGGER journal_never_changes")
        db.execute("UPDATE journal SET detail = 'Validé le 10/12/2026' WHERE event = ?", (journal.DECIDED,))
        assert list(agreement.differences(db)) == []
        db.execute("UPDATE recognition SET valid_until = '2039-12-10'")
        assert len(list(agreement.differences(db))) == 1
