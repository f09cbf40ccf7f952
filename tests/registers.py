"""Registers made without a workbook: submissions, decisions and movements of invented organisations."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from stdnum import luhn

from ose_batch.model import (
    GRANTING,
    Cell,
    CellRef,
    Decision,
    Finding,
    Issuer,
    Mail,
    MovementLine,
    Movements,
    Recognition,
    Session,
    Source,
    State,
    Told,
    Trouble,
)
from ose_batch.register import connection, dossiers, lifecycle, moves, record, staff
from ose_batch.register import movements as of_staff
from ose_batch.register.intake import Contact, Party, Submission
from ose_batch.register.movements import Judged
from ose_batch.register.moves import Known
from ose_batch.register.pages import Writer
from tests.dossiers import RULES
from tests.entries import assessment

ISSUER = Issuer("CRESS d’essai", "Camille Essai", "Présidente", "Nantes", "Usage réservé.")

AUTUMN = Session(date(2026, 12, 10), "Comité scientifique et éthique", "2026-2", date(2026, 11, 20), date(2026, 11, 27))
SPRING = Session(date(2027, 6, 17), "Groupe de travail OSE", "2027-1", date(2027, 5, 28), date(2027, 6, 3))


def memory() -> sqlite3.Connection:
    return connection.open_register(Path(":memory:"))


def siren(rank: int) -> str:
    start = f"{99900000 + rank:08d}"
    return start + luhn.calc_check_digit(start)


def siret(rank: int) -> str:
    start = f"{siren(rank)}0001"
    return start + luhn.calc_check_digit(start)


def party(rank: int, **changes: Any) -> Party:
    usual = Party(
        siren=siren(rank),
        siret=siret(rank),
        rna=f"W44{rank:07d}",
        name=f"Organisation {rank}",
        perimeter="Toute l’organisation",
        legal_form="Association loi 1901",
        department="44",
    )
    return replace(usual, **changes)


def submission(
    rank: int,
    *,
    version: int = 1,
    kind: str = "Candidature",
    claimed_number: str = "",
    fields: dict[str, Any] | None = None,
    commitments: tuple[dict[str, Any], ...] = (),
    contacts: tuple[Contact, ...] = (),
    **changes: Any,
) -> Submission:
    """The dossier of organisation `rank`; another `version` is another file. `changes` are made to its party."""
    content = f"{rank}/{version}/{kind}".encode()
    claimed = {"organisation.ose_number": claimed_number} if claimed_number else {}
    return Submission(
        source=Source(f"dossier-{rank}-{version}.xlsx", hashlib.sha256(content).hexdigest(), content),
        form_version="1",
        kind=kind,
        claimed_number=claimed_number,
        party=party(rank, **changes),
        fields=claimed | (fields or {}),
        tables={"commitments": commitments},
        contacts=contacts,
        told=Told(),
        repaired=False,
    )


MAIL = Mail("ose@cress.exemple.fr", "CRESS", "", ("La CRESS",), "La CRESS, 02 00 00 00 00", 10_000_000)


def writer(today: date) -> Writer:
    return Writer(ISSUER, MAIL, today)


def decision(state: State, on: date, conditions: str = "", **changes: Any) -> Decision:
    until = lifecycle.valid_until(on, RULES.durations) if state in GRANTING else None
    usual = Decision(state, on, on, "Comité scientifique et éthique", "", conditions, None, until)
    return replace(usual, **changes)


def receive(
    db: sqlite3.Connection,
    today: date,
    one: Submission,
    *findings: Finding,
    session: Session | None = AUTUMN,
) -> str:
    """Records a dossier; gives its number."""
    earlier = dossiers.earlier(db, one.party, one.claimed_number)
    after = earlier.id if earlier else None
    return record.dossier(db, one, assessment(*findings), session, writer(today), after).number


def decide(db: sqlite3.Connection, today: date, decisions: dict[str, Decision]) -> str:
    """Records a decisions workbook, by n° de dossier; gives its hash."""
    sha256 = hashlib.sha256(repr((today, decisions)).encode()).hexdigest()
    known = dossiers.decidable(db, decisions)
    by_id = {known[number].id: one for number, one in decisions.items()}
    record.decisions(db, sha256, by_id, writer(today))
    return sha256


# -------------------------------------------------------------------------------------------------------- Movements

_COLUMNS = tuple(field.name for field in fields(MovementLine))


def movements(text: str) -> Movements:
    """A mouvements workbook, of a table: a line of column names, then a line a movement, parts set apart by `|`.

    Dates are written 2027-06-01; `?` before a text makes a cell that was not understood.
    """
    header, *rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return Movements(tuple(_movement(dict(zip(header, row, strict=True)), rank) for rank, row in enumerate(rows, 8)))


def _movement(said: dict[str, str], row: int) -> MovementLine:
    assert said.keys() <= set(_COLUMNS)
    cells = {name: _cell(said.get(name, ""), row, column) for column, name in enumerate(_COLUMNS, start=2)}
    return MovementLine(**cells)


def _cell(text: str, row: int, column: int) -> Cell:
    where = CellRef("Mouvements", row, column)
    if text.startswith("?"):
        return Cell(where, None, text[1:], Trouble.NOT_IN_LIST)
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return Cell(where, date.fromisoformat(text) if is_date else text or None, text)


NUMBER = "D-2026-001"
"""Of `known`."""


def known(state: State = State.READY, *findings: Finding, period: Recognition | None = None, **changes: Any) -> Known:
    """A dossier that was deposited on 2 November 2026, as it stands."""
    usual = Known(
        organisation_id=1,
        dossier_id=1,
        number=NUMBER,
        state=state,
        deposited_on=date(2026, 11, 2),
        session_on=AUTUMN.held_on,
        assessment=assessment(*findings),
        decision=None,
        recognition=period,
        granted_by=1 if period else None,
    )
    return replace(usual, **changes)


def judge(db: sqlite3.Connection, today: date, text: str, *sessions: Session) -> Judged:
    received = movements(text)
    known = staff.known(db, of_staff.numbers(received))
    return of_staff.judge(received, known, moves.Bounds(today, sessions, RULES))


def move(db: sqlite3.Connection, today: date, text: str, *sessions: Session) -> Judged:
    """Judges and records such a workbook, another one each time."""
    judged = judge(db, today, text, *sessions)
    sha256 = hashlib.sha256(f"{today}{text}".encode()).hexdigest()
    staff.record_all(db, sha256, judged.accepted, sessions, RULES, writer(today))
    return judged
