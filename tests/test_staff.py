"""What a mouvements workbook changes in the register: states, recognitions, contacts, journal, documents due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from ose_batch.model import Answer, Event, Person, Recognition, State
from ose_batch.register import agreement, connection, dossiers, papers, record, sittings, staff, store
from ose_batch.register.intake import Contact
from tests.dossiers import RULES
from tests.entries import finding
from tests.registers import AUTUMN, SPRING, decide, decision, judge, memory, move, receive, submission, writer

TODAY = date(2026, 11, 2)
NIGHT = date(2026, 12, 14)
JUNE = date(2027, 6, 21)
D1, D2 = "D-2026-001", "D-2026-002"
PERIOD = Recognition(AUTUMN.held_on, date(2029, 12, 10))
LETTER = ["courrier", "courriel-courrier", "courriel-courrier-texte"]
SECRET = "Liquidation de Dominique"
MISSING = finding("P4.1", Answer.TO_COMPLETE, "Aucune action.")
HEADER = "number | event | happened_on | author | motive"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as opened:
        yield opened
        assert list(agreement.differences(opened)) == []
        assert connection.flaws(opened) == []


def deliver(db: sqlite3.Connection) -> None:
    for due in papers.undelivered(db):
        record.delivery(db, due.id, f"{due.kind}/{due.id}.docx", "ab", "cd")


def granted(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1, contacts=(Contact("referent", "Dominique", email="d@exemple.fr", consent="Oui"),)))
    decide(db, NIGHT, {D1: decision(State.VALIDATED, AUTUMN.held_on)})
    deliver(db)


def line(db: sqlite3.Connection, event: Event, on: str, number: str = D1, today: date = JUNE, **more: str) -> None:
    """One movement, recorded."""
    cells = {"number": number, "event": event, "happened_on": on, "author": "AB", "motive": SECRET} | more
    judged = move(db, today, " | ".join(cells) + "\n" + " | ".join(cells.values()), AUTUMN, SPRING)
    assert judged.listed == ()
    assert len(judged.accepted) == 1


def journal(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    rows = db.execute("SELECT event, author, detail FROM journal ORDER BY id").fetchall()
    return [(row["event"], row["author"], row["detail"]) for row in rows]


def due(db: sqlite3.Connection) -> list[str]:
    return [one.kind for one in papers.undelivered(db)]


def state(db: sqlite3.Connection, number: str = D1) -> str:
    (found,) = db.execute("SELECT state FROM dossier WHERE number = ?", (number,)).fetchone()
    return str(found)


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


# ------------------------------------------------------------------------------------------------------ Of a dossier


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


# ----------------------------------------------------------------------------------------------------- Of an identity


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


def test_what_happens_to_an_identity_is_said_of_the_dossier_that_was_granted_it(db: sqlite3.Connection) -> None:
    granted(db)
    receive(db, JUNE, submission(1, kind="Renouvellement", claimed_number="OSE-0001"), session=None)
    deliver(db)
    line(db, Event.SUSPENDED, "2027-06-21", "OSE-0001")
    assert {one.entry.number for one in papers.undelivered(db)} == {D1}


# -------------------------------------------------------------------------------------------------- Of registrations


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
