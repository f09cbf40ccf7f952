"""A register that lived five years: every state, every nearness of an end, names that bite."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

from ose_batch.model import RENEWAL, Answer, Event, Finding, Session, State
from ose_batch.register import sittings, steps
from ose_batch.register.intake import Contact
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, finding
from tests.registers import decide, decision, move, receive, submission, writer

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
