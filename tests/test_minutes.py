"""The relevé de décisions: each fact of a decision, whole, and nothing of what is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ose_batch.documents import minutes
from ose_batch.model import Decision, State
from ose_batch.wording import session as say
from tests import entries
from tests.docx_text import text_of
from tests.entries import ISSUER, MINIMAL
from tests.packs import BARE, HELD_ON, RECORD, decision, written


def facts(one: Decision) -> list[str]:
    recorded = minutes.minutes(replace(BARE, decided=(replace(MINIMAL, decision=one),)), ISSUER)
    row = recorded.words["groups"][0]["rows"][0]
    return [f"{fact['label']} : {fact['text']}" for fact in row["facts"]]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (decision(State.VALIDATED), ["Reconnaissance : valable jusqu’au 10 décembre 2029 inclus"]),
        (decision(State.ADJOURNED, motive="À revoir."), ["Motif : À revoir."]),
        (
            decision(State.VALIDATED_ON_CONDITION, conditions="AG.", deadline=date(2027, 3, 1)),
            ["Réserves : AG.", "Échéance des réserves : 1er mars 2027"],
        ),
        (
            decision(State.ADJOURNED, conditions="AG.", deadline=date(2027, 3, 1)),
            ["Réserves ou recommandations : AG.", "Échéance : 1er mars 2027"],
        ),
        (decision(State.NOT_RETAINED, correction="Saisie."), [f"{say.CORRECTION} : Saisie."]),
        (
            decision(State.NOT_RETAINED, decided_on=HELD_ON + timedelta(4), rapporteur="A", recused="B, C"),
            ["Date de la décision : 14 décembre 2026", "Rapporteur : A", "Déport : B, C"],
        ),
    ],
)
def test_facts_of_a_decision(one: Decision, said: list[str]) -> None:
    assert facts(one) == said


def test_minutes_say_everything_and_empty_parts_are_absent() -> None:
    whole, bare = text_of(written(RECORD)), text_of(written(BARE))
    assert "Camille Exemple (présidente), Dominique Modèle, Alix Essai, Claude Témoin" in whole
    assert "5 décisions\u00a0: 1 validé, 1 validé avec recommandations, 1 validé sous réserve, 1 ajourné et" in whole
    assert "1 dossier reste sans décision enregistrée." in whole
    assert "Aucune décision n’est enregistrée." in bare
    assert not any(word in bare for word in ("Présents", "Excusés", "Déport", "Dossier", "Organisation"))


def test_a_long_motive_is_whole() -> None:
    motive = entries.long(2000).strip()
    record = replace(BARE, decided=(replace(MINIMAL, decision=decision(State.ADJOURNED, motive=motive)),))
    assert motive in text_of(written(record))
