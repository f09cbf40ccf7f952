"""Every criterion of the charter with every answer it declares: what changes in a dossier, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ose_batch.charter.assess import assess
from ose_batch.charter.checks import CHECKS
from ose_batch.forms.layout import DOSSIER
from ose_batch.model import Answer
from tests.cases import CASES
from tests.cases.case import AG, BOARD, COMPLETE, CONTEXT, MISSING, NO_NUMBER, NOTHING, Case
from tests.dossiers import RULES, declared, dossier, filled

QUIET = (COMPLETE, NOTHING)


FIELDS = DOSSIER.keys()
ENTRIES = [key for key in filled() if not FIELDS[declared(key)].given]
"""Every entry of the dossier in which nothing is to be said."""
STARRED = [key for key in ENTRIES if FIELDS[declared(key)].starred and not key.startswith("themes.")]
"""Those whose absence alone keeps it from being complete; the themes have rules of their own."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.criterion} {case.answer.name}")
def test_a_criterion_says(case: Case) -> None:
    findings = assess(dossier(case.changes), RULES, case.context).findings
    finding = next(finding for finding in findings if finding.criterion == case.criterion)
    assert finding.answer is case.answer
    assert finding.reason
    assert tuple(point.subject for point in finding.points) == case.at
    assert {other.criterion for other in findings if other.answer not in QUIET} - {case.criterion} == set(case.also)


def test_every_answer_a_criterion_declares_is_shown_and_no_other() -> None:
    declared = {(criterion.code, answer) for criterion in RULES.criteria for answer in criterion.answers}
    assert {(case.criterion, case.answer) for case in CASES} == declared


def test_every_check_serves_a_criterion() -> None:
    assert {criterion.check for criterion in RULES.criteria} == set(CHECKS)


def complaints(changes: Mapping[str, str | None]) -> dict[str, Answer]:
    findings = assess(dossier(changes), RULES, CONTEXT).findings
    return {finding.criterion: finding.answer for finding in findings if finding.answer not in QUIET}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_left_out_is_told_once_at_most(entry: str) -> None:
    missing = complaints({entry: ""})
    assert len(missing) <= 1
    if entry in STARRED:
        assert list(missing.values()) == [MISSING]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_in_trouble_is_told_exactly_once(entry: str) -> None:
    broken = dossier({entry: "#REF!"})
    (cell,) = broken.troubled
    points = [point for finding in assess(broken, RULES, CONTEXT).findings for point in finding.points]
    (sentence,) = (point.sentence for point in points if point.cell == cell.ref)
    assert sentence.endswith("La case contient une erreur de tableur : « #REF! ».")


def test_two_criteria_never_point_at_one_cell() -> None:
    """Whatever their gravity; the place of an empty table may serve more than once."""
    for case in CASES:
        read = dossier(case.changes)
        anchors = {table.anchor for table in read.tables.values()}
        findings = assess(read, RULES, case.context).findings
        told = {(point.cell, finding.criterion) for finding in findings for point in finding.points}
        cells = [cell for cell, _ in told if cell and cell not in anchors]
        assert len(cells) == len(set(cells)), case


def test_a_small_association_that_answers_plainly_passes() -> None:
    """Three volunteers, no number but a RNA, no employee, one action, one poster."""
    plain = {
        **NO_NUMBER,
        "organisation.rna": "W491000000",
        "organisation.headcount": "0",
        "stakeholders": (
            "name | category | side | importance | influence\n"
            "Nous trois | Bénévoles | Interne | 4 | 4\n"
            "La mairie | Collectivités territoriales | Externe | 4 | 4"
        ),
        "commitments": "number | label\nE1 | Ouvrir le jardin un samedi par mois.",
        "actions": (
            "number | theme | action | pilot | due_on | commitment\n"
            "A1 | TER | Fixer les douze samedis | Trésorière | 01/03/2027 | E1"
        ),
        "presentations": (
            "body | status | held_on\n"
            f"{AG} | Prévue | 23/01/2027\n"
            f"{BOARD} | Tenue | 02/10/2026"
        ),
        "access": "category | channel\nToutes les parties prenantes | Affichage",
        "themes.Gouvernance.participants": "",
    }  # fmt: skip
    assessment = assess(dossier(plain), RULES, CONTEXT)
    assert {f.criterion for f in assessment.findings if f.answer not in QUIET} == {"P4.7"}
    assert assessment.complete
