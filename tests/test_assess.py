"""From outcomes to findings and readings: answers, reasons, places, what a CRESS adds without touching code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ose_batch.charter import loading
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import PRINCIPLES, Rules
from ose_batch.model import Answer, CellRef, Context, Finding, Point
from tests.dossiers import CHARTER, RULES, dossier, filled

CONTEXT = Context(date(2026, 11, 23), charter_received=True)
CRITERION = """
[[principle.criterion]]
code = "ID.99"
sentence = "Le site internet est donné."
gravity = "{gravity}"
check = "field_filled_when"
params = {{ field = "organisation.website", when = {{ "organisation.cse" = ["{cse}"] }} }}
answers = {answers}
met = "Le site est donné."
unmet = "Le site manque ; lu : {{read}}."
expected = "Un site"
advice = "Donnez l’adresse."
"""


def finding(criterion: str, changes: Mapping[str, str | None] | None = None, rules: Rules = RULES) -> Finding:
    findings = assess(dossier(changes), rules, CONTEXT).findings
    return next(finding for finding in findings if finding.criterion == criterion)


def with_criterion(gravity: str, *answers: str, cse: str = "Non concerné") -> Rules:
    row = CRITERION.format(gravity=gravity, cse=cse, answers=list(answers))
    return loading.load(CHARTER + row)


def test_one_finding_a_criterion_in_the_order_of_the_charter() -> None:
    findings = assess(dossier(), RULES, CONTEXT).findings
    assert [found.criterion for found in findings] == [criterion.code for criterion in RULES.criteria]
    assert {found.principle for found in findings} == set(PRINCIPLES)


@pytest.mark.parametrize(
    ("gravity", "answer"),
    [
        ("bloquant", Answer.TO_COMPLETE),
        ("à vérifier", Answer.TO_CHECK),
        ("à apprécier", Answer.TO_WEIGH),
        ("signalé", Answer.COMPLETE),
    ],
)
def test_gravity_makes_the_answer(gravity: str, answer: Answer) -> None:
    answers = dict.fromkeys((answer.value, "Complet"))
    found = finding("ID.99", rules=with_criterion(gravity, *answers))
    assert (found.answer, found.reason) == (answer, "Le site manque ; lu : une case vide.")
    assert (found.expected, found.advice) == ("Un site", "Donnez l’adresse.")


def test_a_criterion_that_is_met_says_so_and_asks_for_nothing() -> None:
    found = finding(
        "ID.99", {"organisation.website": "jardin.exemple.fr"}, with_criterion("bloquant", "À compléter", "Complet")
    )
    assert found == Finding("ID.99", "ID", Answer.COMPLETE, "Le site est donné.")


def test_nothing_to_look_at_is_complete_unless_the_criterion_declares_otherwise() -> None:
    found = finding("ID.99", rules=with_criterion("bloquant", "À compléter", "Complet", cse="Oui"))
    assert found == Finding("ID.99", "ID", Answer.COMPLETE, "Le site est donné.")
    assert finding("P5.4") == Finding(
        "P5.4", "P5", Answer.NOT_APPLICABLE, "Aucun comité social et économique n’est déclaré."
    )


def test_a_point_says_where_what_was_read_and_what_is_wrong() -> None:
    found = finding("P4.5", {"actions.A2.commitment": "E9"})
    cell = CellRef("P4 Plan d’actions", 8, 7)
    sentence = "A2 : l’engagement « E9 » n’est pas inscrit sur la feuille Engagements."
    assert found.points == (Point("A2", cell, "E9", sentence),)
    assert found.reason == sentence
    assert found.expected == "Le numéro d’un engagement inscrit (E1, E2…)"
    assert found.advice.startswith("Corrigez le numéro")


@pytest.mark.parametrize(
    ("entry", "typed", "sentence"),
    [
        ("actions.A2.due_on", "", "Réponse attendue pour « A2 – Échéance »."),
        (
            "actions.A2.due_on",
            "courant 2028",
            "Réponse attendue pour « A2 – Échéance ». Nous y lisons « courant 2028 » : il manque le jour, comme dans "
            "31/12/2026.",
        ),
        (
            "actions.A2.commitment",
            "E1 et E2",
            "Réponse attendue pour « A2 – Engagement lié ». "
            "Nous y lisons « E1 et E2 », qui n’est pas dans la liste proposée.",
        ),
        (
            "actions.A2.pilot",
            "#REF!",
            "Réponse attendue pour « A2 – Pilote (fonction) ». La case contient une erreur de tableur : « #REF! ».",
        ),
        (
            "actions.A2.pilot",
            "=B4",
            "Réponse attendue pour « A2 – Pilote (fonction) ». La case contient une formule enregistrée sans son "
            "résultat : ouvrez le classeur, enregistrez-le à nouveau.",
        ),
    ],
)
def test_an_unusable_cell_is_never_called_empty(entry: str, typed: str, sentence: str) -> None:
    assert finding("P4.4", {entry: typed}).reason == sentence


def test_an_optional_number_that_is_none_is_said() -> None:
    found = finding("ID.14", {"organisation.volunteers": "une dizaine"})
    assert found.answer is Answer.COMPLETE
    assert found.reason.endswith("Nous y lisons « une dizaine » : il faut un nombre seul, en chiffres, comme 1234,5.")


def test_three_places_are_all_said_and_more_are_counted() -> None:
    themes = ("Gouvernance", "Concertation", "Politique sociale", "Environnement", "Éthique")
    changes = {f"themes.{theme}.questioned": "" for theme in themes}
    three = dict(list(changes.items())[:3])
    said = [f"{theme} : ce thème n’a pas encore de réponse." for theme in themes]
    assert finding("P1.1", three).reason == " ".join(said[:3])
    assert finding("P1.1", changes).reason == " ".join(said[:3]) + " Et 2 autres points."
    four = dict(list(changes.items())[:4])
    assert finding("P1.1", four).reason == " ".join(said[:3]) + " Et 1 autre point."
    assert [point.sentence for point in finding("P1.1", changes).points] == said


def test_a_long_text_is_cut_where_it_is_quoted_and_whole_where_it_is_read() -> None:
    reason = "Nous y pensons.\n" * 20
    found = finding("P1.5", {"themes.Éthique.questioned": "Non", "themes.Éthique.reason": reason})
    assert found.points[0].read == reason.strip()
    assert "Nous y pensons. Nous y pensons." in found.reason
    assert found.reason.endswith("…\u00a0».")
    assert "\n" not in found.reason
    assert len(found.reason) < 200


def test_braces_that_people_type_are_only_text() -> None:
    found = finding("P1.5", {"themes.Éthique.questioned": "Non", "themes.Éthique.reason": "{{ 7*7 }} {read}"})
    assert "« {{ 7*7 }} {read} »" in found.reason


@pytest.mark.parametrize(
    ("changes", "reading"),
    [
        ({}, Answer.COMPLETE),
        ({"actions.A1.indicator": ""}, Answer.TO_WEIGH),
        ({"actions.A2.state": "Abandonnée"}, Answer.TO_CHECK),
        ({"actions.A2.state": "Abandonnée", "actions.A1.indicator": ""}, Answer.TO_WEIGH),
        ({"actions.A2.state": "Abandonnée", "actions.A1.indicator": "", "actions.A1.pilot": ""}, Answer.TO_COMPLETE),
    ],
)
def test_a_principle_reads_as_its_worst_criterion(changes: Mapping[str, str], reading: Answer) -> None:
    readings = assess(dossier(changes), RULES, CONTEXT).readings
    assert list(readings) == list(PRINCIPLES)
    assert readings["P4"] is reading
    assert {answer for principle, answer in readings.items() if principle != "P4"} == {Answer.COMPLETE}


def test_a_principle_with_nothing_to_look_at_has_no_object() -> None:
    kept = [criterion for criterion in RULES.criteria if criterion.code in ("P5.4", "P5.5")]
    principles = tuple(
        replace(principle, criteria=tuple(kept) if principle.code == "P5" else ()) for principle in RULES.principles
    )
    assert set(assess(dossier(), replace(RULES, principles=principles), CONTEXT).readings.values()) == {
        Answer.NOT_APPLICABLE
    }


def test_a_required_theme_is_added_without_touching_code() -> None:
    theme = '[[theme]]\ncode = "NUM"\nlabel = "Numérique"\nrequirement = "requis"\n\n[lists]'
    rules = loading.load(CHARTER.replace("[lists]", theme, 1))
    found = finding("P1.1", rules=rules)
    assert found.answer is Answer.TO_COMPLETE
    assert [point.subject for point in found.points] == ["Numérique"]
    answered = finding("P1.1", {"frameworks": "name | themes\nAutre | Numérique"}, rules)
    assert answered.answer is Answer.COMPLETE


TYPED = st.one_of(
    st.sampled_from([label for labels in RULES.lists.values() for label in labels]),
    st.sampled_from(["", "#REF!", "=A1", "31/12/2020", "Tous", "E9", "www. ose", "{subject}", "1" * 40]),
    st.text(max_size=120),
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(filled()), TYPED, max_size=12))
def test_whatever_people_type_every_answer_is_one_its_criterion_declares(changes: dict[str, str]) -> None:
    assessment = assess(dossier(changes), RULES, CONTEXT)
    for found, criterion in zip(assessment.findings, RULES.criteria, strict=True):
        assert found.answer in criterion.answers
        assert found.reason.strip()
        assert bool(found.points) == (found.expected != "")
        assert all(point.sentence for point in found.points)
