"""Movements recorded in a register one at a time, and what each leaves there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from ose_batch.model import Answer, Event, Recognition, State
from ose_batch.register import agreement, connection, papers, record
from ose_batch.register.intake import Contact
from tests.entries import finding
from tests.registers import AUTUMN, SPRING, decide, decision, memory, move, receive, submission

TODAY = date(2026, 11, 2)
NIGHT = date(2026, 12, 14)
JUNE = date(2027, 6, 21)
D1, D2 = "D-2026-001", "D-2026-002"
PERIOD = Recognition(AUTUMN.held_on, date(2029, 12, 10))
LETTER = ["courrier", "courriel-courrier", "courriel-courrier-texte"]
SECRET = "Liquidation de Dominique"
MISSING = finding("P4.1", Answer.TO_COMPLETE, "Aucune action.")
HEADER = "number | event | happened_on | author | motive"


@contextmanager
def checked() -> Iterator[sqlite3.Connection]:
    """An empty register, whose journal and tables have to agree in the end."""
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
