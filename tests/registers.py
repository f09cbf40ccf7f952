"""Registers made without a workbook: submissions, assessments and decisions of invented organisations."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stdnum import luhn

from ose_batch.model import (
    GRANTING,
    RENEWAL,
    Answer,
    Cell,
    CellRef,
    Decision,
    Event,
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
from ose_batch.register import connection, dossiers, lifecycle, moves, record, sittings, staff, steps
from ose_batch.register import movements as of_staff
from ose_batch.register.intake import Contact, Party, Submission
from ose_batch.register.movements import Judged
from ose_batch.register.moves import Known
from ose_batch.register.pages import Writer
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, assessment, finding

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


# ------------------------------------------------------------------------------------------------- A varied register

NOW = date(2029, 6, 18)
"""The day on which the varied register is looked at."""

COMING = Session(date(2029, 12, 13), "Comité OSE", "2029-2", date(2029, 11, 22), date(2029, 11, 29))
LEAP_DAY = date(2028, 2, 29)


def held(on: date) -> Session:
    half = 1 if on.month < 7 else 2
    return Session(on, "Comité OSE", f"{on.year}-{half}", on - timedelta(days=20), on - timedelta(days=13))


def varied(db: sqlite3.Connection) -> None:
    """Every state, validations that are coming, near, late and over, names that bite. By rank of the organisation.

    The calendar is recorded as of `NOW`.
    """

    def candidate(
        rank: int, session: Session | None, *findings: Finding, on: date | None = None, **changes: Any
    ) -> str:
        if on is None:
            assert session is not None
            on = session.deadline
        return receive(db, on, submission(rank, version=on.toordinal(), **changes), *findings, session=session)

    def decided(number: str, session: Session, state: State, **changes: Any) -> None:
        one = decision(state, session.held_on, instance=session.instance, **changes)
        decide(db, session.held_on + timedelta(days=4), {number: one})

    old, autumn, leap, before = (
        held(date(2025, 12, 11)),
        held(date(2026, 12, 10)),
        held(LEAP_DAY),
        held(date(2028, 12, 14)),
    )

    expired = candidate(4, old, name="Expirée & Cie", department="72", legal_form="SCOP")
    renewed = candidate(5, old, name="=1+1", legal_form="SCIC", commitments=_COMMITMENTS)
    decided(expired, old, State.VALIDATED)
    decided(renewed, old, State.VALIDATED)

    near = candidate(2, autumn, name="<r><t>Presque & expirée</t></r>", department="49")
    candidate(3, autumn, on=autumn.deadline - timedelta(days=9))
    waiting = candidate(3, autumn, name=HOSTILE_NAME, contacts=_CONTACTS, fields=_CONSENTS, commitments=_COMMITMENTS)
    decided(near, autumn, State.VALIDATED_WITH_ADVICE, conditions="Associer les usagers,\net dire comment.")
    decided(waiting, autumn, State.VALIDATED)

    decided(candidate(1, leap, siren="", siret="", rna="W850000001"), leap, State.VALIDATED)

    again = candidate(5, before, kind=RENEWAL, claimed_number="OSE-0002", name="=1+1", legal_form="SCIC")
    decided(again, before, State.VALIDATED)
    on_condition = candidate(6, before, name="Réserve passée", department="35")
    decided(on_condition, before, State.VALIDATED_ON_CONDITION, conditions="Tenir l’AG.", deadline=date(2029, 5, 1))
    later = candidate(7, before, perimeter="Établissements\u00a0: Nantes et Rezé")
    decided(later, before, State.VALIDATED_ON_CONDITION, conditions="Nommer un pilote.", deadline=date(2029, 10, 1))
    much_later = candidate(17, before, finding("P6.2", Answer.TO_CHECK, "L’adresse est malformée."))
    decided(much_later, before, State.VALIDATED_ON_CONDITION, conditions="Signer.", deadline=date(2030, 3, 1))
    adjourned = candidate(8, before, finding("P5.1", Answer.TO_CHECK, reason="Charte signée non reçue."))
    decided(adjourned, before, State.ADJOURNED, motive="Plan à préciser.")
    decided(candidate(9, before, legal_form="", department=""), before, State.NOT_RETAINED, motive="Hors charte.")
    candidate(15, before, name="Séance passée")

    missing = [f"L’action A{rank} n’a pas d’échéance." for rank in range(1, 6)]
    candidate(
        3,
        COMING,
        finding("P4.1", Answer.TO_COMPLETE, *missing),
        finding("ID.2", Answer.TO_CHECK, "Le SIRET a changé."),
        on=date(2029, 6, 1),
        kind=RENEWAL,
        claimed_number="OSE-0004",
        name=HOSTILE_NAME,
        fields=_CONSENTS,
    )
    candidate(
        10, COMING, finding("P1.1", Answer.TO_COMPLETE, "Le thème Éthique n’a pas de réponse."), on=date(2029, 6, 4)
    )
    candidate(11, COMING, finding("P2.4", Answer.TO_WEIGH), on=date(2029, 6, 4), name="Prête pour décembre")
    candidate(14, COMING, on=date(2029, 6, 4), kind=RENEWAL, claimed_number="OSE-0090", legal_form="Mutuelle")
    candidate(12, None, on=date(2029, 6, 11), name="  Sans séance\u00a0 ")

    given_up = candidate(18, before, name="Retirée avant la séance")
    silent = candidate(19, before, finding("P4.1", Answer.TO_COMPLETE, "Aucune action."))
    suspended, renounced, met = (candidate(rank, before) for rank in (20, 21, 22))
    for number in (suspended, renounced, met):
        decided(number, before, State.VALIDATED)
    move(
        db,
        date(2029, 6, 4),
        f"""
        number | event | happened_on | author | motive
        {given_up} | {Event.WITHDRAWN} | 2029-01-15 | AB |
        {silent} | {Event.NO_FOLLOW_UP} | 2029-05-14 | AB | Sans réponse depuis six mois
        {suspended} | {Event.SUSPENDED} | 2029-05-02 | AB | Liquidation en cours
        {renounced} | {Event.RENOUNCED} | 2029-05-02 | AB |
        {met} | {Event.MIDTERM_HELD} | 2029-06-01 | AB |
        """,
    )
    sittings.send(db, [before], date(2028, 12, 4))
    steps.record(db, [COMING], RULES.durations, writer(NOW))


_COMMITMENTS = (
    {"line": "E1", "label": "Former toute l’équipe", "theme": "SOC", "publishable": "Oui"},
    {"line": "E2", "label": "Ouvrir le CA & l’AG", "theme": "GOU", "publishable": "Non"},
    {"line": "E3", "theme": "ENV", "publishable": "Oui"},
    {"line": "E4", "label": "Réduire <de moitié>", "publishable": "Oui"},
)
_CONTACTS = (
    Contact("representative", "Alix Modèle", "Présidente"),
    Contact("referent", "Dominique d’Exemple & Fils", "Chargée de mission", "d@exemple.fr", "0240000000", "Oui"),
)
_CONSENTS = {
    "organisation.public_email": "contact@exemple.fr",
    "organisation.publication_consent": "Non",
    "organisation.consent_on": LEAP_DAY,
}
