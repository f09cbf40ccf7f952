"""What the staff find on Monday: each kind of task and of date, for whom, why and for when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from ose_batch.model import Midterm, Renewal, Session, State
from ose_batch.register import agenda, aside, lifecycle, papers, record, store
from ose_batch.register.agenda import Calendar
from ose_batch.register.columns import DEADLINE_COLUMNS, TO_DO_COLUMNS, Due, Mark, Task
from ose_batch.register.intake import Contact
from ose_batch.register.rows import Marked
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME
from tests.registers import decide, decision, memory, move, receive, submission
from tests.varied import COMING, LEAP_DAY, NOW, varied

NEAR = "<r><t>Presque & expirée</t></r>"
LATE, SOON = Mark.LATE, Mark.SOON


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as connection:
        varied(connection)
        yield connection


def calendar(today: date = NOW, *sessions: Session) -> Calendar:
    return Calendar(today, {session.held_on: session for session in sessions}, RULES.durations)


def plain(line: tuple[Any, ...]) -> tuple[Any, ...]:
    """With ordinary spaces."""
    return tuple(value.replace("\u00a0", " ") if type(value) is str else value for value in line)


def to_do(db: sqlite3.Connection, today: date = NOW, *sessions: Session) -> list[tuple[Any, ...]]:
    return [plain(line) for line in agenda.to_do(db, calendar(today, *sessions))]


def test_what_is_to_be_done_by_kind_then_by_date(db: sqlite3.Connection) -> None:
    deadline, sent_on = COMING.deadline, COMING.sent_on
    missing = "5 points à compléter : " + " ".join(f"L’action A{rank} n’a pas d’échéance." for rank in (1, 2, 3))
    planned = "Échange sur les engagements, à 18 mois : prévu le {}, pas encore noté."
    assert to_do(db, NOW, COMING) == [
        (Task.ANSWER, HOSTILE_NAME, "D-2029-001", f"{missing} (et 2 autres points)", deadline),
        (
            Task.ANSWER,
            "Organisation 10",
            "D-2029-002",
            "1 point à compléter : Le thème Éthique n’a pas de réponse.",
            deadline,
        ),
        (Task.CHECK, "Organisation 8", "D-2028-006", "Charte signée non reçue.", sent_on),
        (Task.CHECK, HOSTILE_NAME, "D-2029-001", "Le SIRET a changé.", sent_on),
        (
            Task.RECORD_DECISION,
            "Séance passée",
            "D-2028-008",
            "La séance du 14/12/2028 est passée et aucune décision n’a été reçue.",
            Marked(date(2028, 12, 14), LATE),
        ),
        (Task.PRESENT, "Prête pour décembre", "D-2029-003", "Prêt pour la séance du 13/12/2029.", sent_on),
        (Task.PRESENT, "Organisation 14", "D-2029-004", "Prêt pour la séance du 13/12/2029.", sent_on),
        (
            Task.PRESENT,
            "  Sans séance  ",
            "D-2029-005",
            "Prêt pour le comité, mais aucune séance n’est déclarée dans ose.toml.",
            sent_on,
        ),
        (
            Task.PRESENT_AGAIN,
            "Organisation 8",
            "D-2028-006",
            "Ajourné à la séance du 14/12/2028 : Plan à préciser.",
            sent_on,
        ),
        (Task.LIFT_CONDITION, "Réserve passée", "D-2028-003", "Tenir l’AG.", Marked(date(2029, 5, 1), LATE)),
        (Task.LIFT_CONDITION, "Organisation 7", "D-2028-004", "Nommer un pilote.", date(2029, 10, 1)),
        (Task.PLAN_MIDTERM, NEAR, "D-2026-001", planned.format("10/06/2028"), Marked(date(2028, 6, 10), LATE)),
        (Task.PLAN_MIDTERM, HOSTILE_NAME, "D-2026-003", planned.format("10/06/2028"), Marked(date(2028, 6, 10), LATE)),
        (Task.PLAN_MIDTERM, "Organisation 1", "D-2028-001", planned.format("29/08/2029"), date(2029, 8, 29)),
        (
            Task.RENEW,
            NEAR,
            "D-2026-001",
            "Identité valable jusqu’au 10/12/2029 inclus ; aucun renouvellement n’est en cours.",
            date(2029, 12, 10),
        ),
        (Task.RESUME, "Organisation 20", "D-2028-011", "Identité suspendue depuis le 02/05/2029.", None),
    ]


SELDOM = (Task.SEND, Task.REMOVE, Task.LOOK, Task.FILE, Task.ERASE)


def test_letters_removals_files_set_aside_and_contacts_kept_too_long() -> None:
    with closing(memory()) as db:
        person = (Contact("referent", "Alix Modèle", email="alix@exemple.fr"),)
        number = receive(db, date(2026, 11, 2), submission(1, contacts=person))
        decide(db, date(2026, 12, 14), {number: decision(State.VALIDATED, date(2026, 12, 10))})
        for due in papers.undelivered(db):
            record.delivery(db, due.id, f"courriers/{due.kind}.docx", "ab", "")
        planned = f"number|event|happened_on|author|motive\n{number}|Retrait envisagé|2026-12-15|JM|Plan abandonné"
        assert move(db, date(2026, 12, 16), planned).listed == ()
        stamps = dict.fromkeys(("inbox/refuses/tableau.xlsx", "inbox/refuses/tableau.xlsx - pourquoi.txt"), "1")
        aside.since(db, stamps, date(2026, 12, 14))
        found = {line[0]: plain(line[1:]) for line in agenda.tasks(db, calendar(date(2026, 12, 18)))}
        assert found[Task.SEND] == (
            "Organisation 1",
            number,
            "Décision : Validé : courrier et courriel préparés, outbox/courriers/courrier.docx",
            date(2026, 12, 21),
        )
        assert found[Task.REMOVE][2:] == (
            "Retrait envisagé le 16/12/2026 : observations possibles jusqu’au 15/01/2027 inclus, puis notez le retrait "
            "ou son abandon.",
            date(2027, 1, 15),
        )
        assert (found[Task.LOOK][0], found[Task.LOOK][3]) == ("tableau.xlsx", date(2027, 3, 14))
        aside.since(db, {"inbox/pieces/charte.pdf": "2"}, date(2026, 12, 14))
        late = {line[0]: plain(line[1:]) for line in agenda.tasks(db, calendar(date(2032, 12, 11)))}
        assert late[Task.FILE] == (
            "charte.pdf",
            "",
            "inbox/pieces/charte.pdf : là depuis le 14/12/2026. Classez-la avec son dossier, hors de ce dossier, ou "
            "supprimez-la.",
            None,
        )
        assert late[Task.ERASE] == (
            "Organisation 1",
            number,
            f"La durée de conservation est passée : notez « Effacement du contact » pour {number} dans "
            f"mouvements.xlsx, ou lancez ose effacer {number}.",
            date(2032, 12, 10),
        )
        assert Task.ERASE not in {line[0] for line in agenda.tasks(db, calendar(date(2032, 12, 10)))}


def test_every_kind_of_task_and_of_date_is_met(db: sqlite3.Connection) -> None:
    tasks, dues = list(agenda.to_do(db, calendar())), list(agenda.deadlines(db, calendar()))
    assert {line[0] for line in tasks} == set(Task) - set(SELDOM)
    assert {line[2] for line in dues} == set(Due)
    assert {len(line) for line in tasks} == {len(TO_DO_COLUMNS)}
    assert {len(line) for line in dues} == {len(DEADLINE_COLUMNS)}


def test_without_a_declared_session_the_dossier_s_own_day_is_the_limit(db: sqlite3.Connection) -> None:
    lines = to_do(db)
    assert {line[4] for line in lines if line[0] is Task.ANSWER} == {COMING.held_on}
    assert [line[4] for line in lines if "Sans séance" in line[1]] == [None]


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2029, 11, 7), date(2029, 11, 22)),
        (date(2029, 11, 8), Marked(date(2029, 11, 22), SOON)),
        (date(2029, 11, 22), Marked(date(2029, 11, 22), SOON)),
        (date(2029, 11, 23), Marked(date(2029, 11, 22), LATE)),
    ],
)
def test_what_is_past_or_within_two_weeks_stands_out(db: sqlite3.Connection, today: date, shown: date | Marked) -> None:
    assert {line[4] for line in to_do(db, today, COMING) if line[0] is Task.ANSWER} == {shown}


def test_once_its_session_is_past_a_dossier_looks_to_the_next_one(db: sqlite3.Connection) -> None:
    after = Session(date(2030, 6, 13), "Comité OSE", "2030-1", date(2030, 5, 24), date(2030, 5, 31))
    lines = to_do(db, date(2029, 12, 17), COMING, after)
    assert {line[4] for line in lines if line[0] is Task.ANSWER} == {after.deadline}
    assert {line[4] for line in lines if line[0] is Task.PRESENT_AGAIN} == {after.sent_on}
    assert [line[2] for line in lines if line[0] is Task.RECORD_DECISION] == ["D-2028-008", "D-2029-003", "D-2029-004"]


def test_a_condition_without_a_deadline_is_not_forgotten() -> None:
    with closing(memory()) as db:
        number = receive(db, NOW, submission(1))
        decide(db, COMING.held_on, {number: decision(State.VALIDATED_ON_CONDITION, COMING.held_on, "Tenir l’AG.")})
        assert to_do(db) == [(Task.LIFT_CONDITION, "Organisation 1", number, "Tenir l’AG.", None)]
        assert list(agenda.deadlines(db, calendar())) == []


def test_what_comes_to_its_date(db: sqlite3.Connection) -> None:
    assert list(agenda.deadlines(db, calendar())) == [
        (Marked(date(2028, 6, 10), LATE), -373, Due.MIDTERM, NEAR, "OSE-0003", "D-2026-001", "En retard"),
        (Marked(date(2028, 6, 10), LATE), -373, Due.MIDTERM, HOSTILE_NAME, "OSE-0004", "D-2026-003", "En retard"),
        (Marked(date(2029, 5, 1), LATE), -48, Due.CONDITION, "Réserve passée", None, "D-2028-003", "Tenir l’AG."),
        (Marked(date(2029, 8, 29), SOON), 72, Due.MIDTERM, "Organisation 1", "OSE-0005", "D-2028-001", "À planifier"),
        (
            Marked(date(2029, 10, 1), SOON),
            105,
            Due.CONDITION,
            "Organisation 7",
            None,
            "D-2028-004",
            "Nommer un pilote.",
        ),
        (Marked(date(2029, 12, 10), SOON), 175, Due.EXPIRY, NEAR, "OSE-0003", "D-2026-001", ""),
        (
            Marked(date(2029, 12, 10), SOON),
            175,
            Due.EXPIRY,
            HOSTILE_NAME,
            "OSE-0004",
            "D-2026-003",
            "Renouvellement déposé",
        ),
        (date(2030, 3, 1), 256, Due.CONDITION, "Organisation 17", None, "D-2028-005", "Signer."),
        (date(2030, 6, 14), 361, Due.MIDTERM, "=1+1", "OSE-0002", "D-2028-002", "À venir"),
        (date(2030, 6, 14), 361, Due.MIDTERM, "Organisation 20", "OSE-0006", "D-2028-011", "À venir"),
        (date(2031, 2, 28), 620, Due.EXPIRY, "Organisation 1", "OSE-0005", "D-2028-001", ""),
        (date(2031, 12, 14), 909, Due.EXPIRY, "=1+1", "OSE-0002", "D-2028-002", ""),
        (date(2031, 12, 14), 909, Due.EXPIRY, "Organisation 20", "OSE-0006", "D-2028-011", ""),
        (date(2031, 12, 14), 909, Due.EXPIRY, "Organisation 22", "OSE-0008", "D-2028-013", ""),
    ]


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2031, 2, 27), Marked(date(2031, 2, 28), SOON)),
        (date(2031, 2, 28), Marked(date(2031, 2, 28), SOON)),
        (date(2031, 3, 1), None),
    ],
)
def test_the_last_day_of_validity_is_included(today: date, shown: Marked | None) -> None:
    with closing(memory()) as db:
        number = receive(db, date(2028, 1, 10), submission(1))
        decide(db, date(2028, 3, 6), {number: decision(State.VALIDATED, LEAP_DAY)})
        expiries = [line[0] for line in agenda.deadlines(db, calendar(today)) if line[2] is Due.EXPIRY]
        assert expiries == ([shown] if shown else [])
        assert [line[0] for line in to_do(db, today) if line[0] is Task.RENEW] == ([Task.RENEW] if shown else [])


@pytest.mark.parametrize("held_on", [date(2026, 8, 31), date(2026, 11, 30), date(2028, 2, 29), date(2027, 12, 31)])
def test_what_the_queries_leave_out_is_what_the_calendar_leaves_out(held_on: date) -> None:
    """Months end on different days: around each date, day by day."""
    with closing(memory()) as db:
        number = receive(db, held_on, submission(1))
        decide(db, held_on, {number: decision(State.VALIDATED, held_on)})
        found = store.recognition(db, 1)
        assert found is not None
        _, period = found
        durations = calendar(held_on).durations
        for middle in (durations.midterm_plan_on(held_on), period.valid_until - relativedelta(months=6)):
            for today in (middle + timedelta(days=each) for each in range(-5, 6)):
                tasks = {line[0] for line in agenda.tasks(db, calendar(today))}
                planned = lifecycle.midterm(period, today, durations) in (Midterm.TO_PLAN, Midterm.LATE)
                to_renew = lifecycle.renewal(period, 0, pending=False, today=today, durations=durations)
                assert (Task.PLAN_MIDTERM in tasks, Task.RENEW in tasks) == (planned, to_renew is Renewal.TO_PREPARE)
