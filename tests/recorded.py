"""What a register holds, as plain values, and the days on which it is written."""

from __future__ import annotations

import sqlite3
from datetime import date

from ose_batch.model import State
from tests.registers import AUTUMN, decide, decision, receive, submission

TODAY = date(2026, 11, 2)
NIGHT = date(2026, 12, 14)
RENEWING = date(2029, 9, 3)


def everything(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY 1")] for name in tables}


def states(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT number, state FROM dossier").fetchall())


def organisations(db: sqlite3.Connection) -> list[tuple[str | None, str, str, str]]:
    return [tuple(row) for row in db.execute("SELECT ose_number, siren, rna, perimeter FROM organisation ORDER BY id")]


def journal(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in db.execute("SELECT event, detail FROM journal ORDER BY id")]


def granted(db: sqlite3.Connection) -> None:
    receive(db, TODAY, submission(1))
    decide(db, NIGHT, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
