"""Letters that tell of a decision: it says itself and no other, quotes the reserve, aims at sessions to come."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ose_batch.documents import letters
from ose_batch.model import DECISIONS, Event, Occasion, State
from tests.correspondence import (
    ADJOURNED,
    CONDITIONS,
    DECIDED_ON,
    GRANTED,
    LIFTED,
    LIMIT,
    MOTIVE,
    ON_CONDITION,
    RECOGNISED,
    SESSION,
    UNTIL,
    copied,
    decided,
    decision_of,
    letter,
    renewing,
    said,
    told,
)
from tests.dossiers import RULES
from tests.entries import TYPICAL, long

LEADS = {
    State.VALIDATED: "Votre demande est validée : votre organisation est reconnue",
    State.VALIDATED_WITH_ADVICE: "Votre demande est validée, avec recommandations : votre organisation est reconnue",
    State.VALIDATED_ON_CONDITION: "Votre demande est validée sous réserve : ",
    State.ADJOURNED: "Votre demande est ajournée : ",
    State.NOT_RETAINED: "Votre demande n’est pas retenue : ",
}


@pytest.mark.parametrize("state", LEADS)
@pytest.mark.parametrize("correction", ["", "Erreur de ligne."])
@pytest.mark.parametrize("renewal", [False, True])
def test_each_decision_says_itself_and_no_other(state: State, correction: str, renewal: bool) -> None:
    entry = decided(state, renewing(TYPICAL) if renewal else TYPICAL, motive=MOTIVE, conditions=CONDITIONS)
    entry = replace(entry, decision=replace(decision_of(entry), correction=correction))
    text = said(letter(entry, told(state, corrects=DECIDED_ON)))
    assert [lead for lead in LEADS.values() if lead in text] == [LEADS[state]]
    granted = state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE)
    assert (GRANTED in text) == granted
    assert ("L’attestation de reconnaissance n° OSE-0042 est jointe" in text) == granted
    assert ("Elle ne distingue pas un produit" in text) == granted
    assert MOTIVE in text
    assert "Présenter la démarche aux salariés avant l’été." in text
    assert ("annule et remplace celle du 10 décembre 2026" in text) == bool(correction)
    assert ("merci de ne plus l’utiliser" in text) == (bool(correction) and not granted)
    assert ("ne change pas le terme de votre reconnaissance précédente" in text) == (renewal and not granted)
    assert ("renouvellement de la reconnaissance" in text or "renouvellement OSE" in text) == renewal


def test_a_renewal_that_is_not_granted_leaves_the_recognition_before_it_as_it_is() -> None:
    running = told(State.ADJOURNED, valid_until=date(2027, 2, 1))
    text = said(letter(renewing(ADJOURNED), running))
    assert "elle garde son terme, le 1er février 2027 inclus" in text
    over = replace(running, valid_until=date(2026, 12, 9))
    assert "garde son terme" not in said(letter(renewing(ADJOURNED), over))
    assert "garde son terme" not in said(letter(ADJOURNED, running))


def test_a_reserve_is_quoted_whole_with_its_day() -> None:
    occasion = told(State.VALIDATED_ON_CONDITION)
    text = said(letter(ON_CONDITION, occasion))
    assert "Réserve du comité\nPréciser le pilote de chaque action.\nPrésenter la démarche" in text
    assert "au plus tard le 31 mars 2027" in text
    open_ended = replace(ON_CONDITION, decision=replace(decision_of(ON_CONDITION), deadline=None))
    assert "de quoi lever la réserve dès que vous le pourrez." in said(letter(open_ended, occasion))
    long_one = replace(ON_CONDITION, decision=replace(decision_of(ON_CONDITION), conditions=long(5000)))
    assert long(5000) in said(letter(long_one, occasion))


def test_a_session_that_is_past_is_not_aimed_at() -> None:
    def aim(**dates: Any) -> str:
        occasion = Occasion(date(2027, 6, 10), event=Event.ADJOURNED, **dates)
        text, carried = said(letter(ADJOURNED, occasion)), copied(letters.e_mail(ADJOURNED, occasion, RULES))
        for words in ("3 juin 2027", "17 juin 2027", "date de la prochaine séance"):
            assert (words in text) == (words in carried)
        return text

    assert "au plus tard le 3 juin 2027" not in aim(session_on=SESSION, deadline=LIMIT)
    assert "la prochaine séance a lieu le 17 juin 2027" in aim(session_on=SESSION, deadline=LIMIT)
    assert "la date de la prochaine séance du comité vous sera communiquée" in aim(session_on=date(2027, 6, 9))
    assert "la date de la prochaine séance du comité vous sera communiquée" in aim(deadline=date(2027, 7, 1))


def test_a_condition_is_lifted_from_the_day_it_was() -> None:
    text = said(letter(replace(ON_CONDITION, ose_number="OSE-0042"), LIFTED))
    assert "La réserve est levée depuis le 1er février 2027" in text


@pytest.mark.parametrize("state", [State.ADJOURNED, State.NOT_RETAINED, State.VALIDATED_ON_CONDITION])
def test_a_renewal_that_is_not_granted_says_what_became_of_the_period_before(state: State) -> None:
    renewal = replace(
        decided(state, motive="M", conditions="C"),
        fields=TYPICAL.fields | {"organisation.dossier_kind": "Renouvellement"},
    )
    of = Occasion(date(2029, 12, 17), valid_until=UNTIL, event=DECISIONS[state])
    assert "a pris fin le 10 décembre 2029" in said(letter(renewal, of))
    assert "ne peut plus être utilisée" in said(letter(renewal, of))
    running = said(letter(renewal, replace(of, on=UNTIL)))
    assert "elle garde son terme, le 10 décembre 2029 inclus" in running
    assert "a pris fin" not in running


def test_a_charter_that_is_there_is_not_asked_for_again() -> None:
    for has_charter in (True, False):
        occasion = told(State.VALIDATED, has_charter=has_charter)
        mail = " ".join(letters.e_mail(RECOGNISED, occasion, RULES).paragraphs)
        for words in (said(letter(RECOGNISED, occasion)), mail):
            assert ("charte d’engagement signée" in words) != has_charter
