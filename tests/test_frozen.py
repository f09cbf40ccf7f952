"""What the register freezes comes back as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.model import Answer, Assessment, CellRef, Finding, Point
from ose_batch.register import frozen

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates(), TEXTS
)
FIELDS = st.dictionaries(TEXTS.map(lambda text: f"organisation.{text}"), VALUES)
LINES = st.lists(st.dictionaries(TEXTS, VALUES).map(lambda cells: {**cells, "line": "A1"}))

CELLS = st.builds(CellRef, TEXTS, st.integers(1, 1_048_576), st.integers(1, 16_384))
POINTS = st.builds(Point, TEXTS, st.none() | CELLS, TEXTS, TEXTS)
FINDINGS = st.builds(Finding, TEXTS, TEXTS, st.sampled_from(Answer), TEXTS, st.lists(POINTS).map(tuple), TEXTS, TEXTS)


@given(FIELDS, st.dictionaries(TEXTS, LINES))
def test_contents_come_back_equal_dates_included(fields: dict[str, Any], tables: dict[str, Any]) -> None:
    for content in (fields, tables):
        text = frozen.dump(content)
        assert frozen.load(text) == content
        assert json.loads(text) is not None


@given(st.lists(FINDINGS).map(tuple), st.dictionaries(TEXTS, st.sampled_from(Answer)))
def test_an_assessment_comes_back_equal(findings: tuple[Finding, ...], readings: dict[str, Answer]) -> None:
    assessment = Assessment(findings, readings)
    assert frozen.load_assessment(frozen.dump_findings(assessment), frozen.dump(readings)) == assessment


def test_a_date_is_written_so_that_it_stays_one() -> None:
    assert frozen.dump({"charter.signed_on": date(2028, 2, 29)}) == '{"charter.signed_on":{"date":"2028-02-29"}}'


def test_texts_are_kept_readable() -> None:
    assert frozen.dump({"organisation.name": "Étoile « d’Anjou »"}) == '{"organisation.name":"Étoile « d’Anjou »"}'


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"])
def test_what_cannot_be_frozen_is_said(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        frozen.dump({"organisation.name": value})


def test_sentences_of_an_answer() -> None:
    points = (Point("A3", None, "", "A3 n’a pas d’échéance."), Point("A4", None, "", "A4 n’a pas d’échéance."))
    findings = (
        Finding("P4.1", "P4", Answer.TO_COMPLETE, "Deux actions sans échéance.", points),
        Finding("P4.2", "P4", Answer.COMPLETE, "Chaque engagement a une action."),
        Finding("P6.1", "P6", Answer.TO_COMPLETE, "Aucun support."),
    )
    text = frozen.dump_findings(Assessment(findings, {}))
    assert frozen.load_sentences(text, Answer.TO_COMPLETE) == [
        "A3 n’a pas d’échéance.",
        "A4 n’a pas d’échéance.",
        "Aucun support.",
    ]
    assert frozen.load_sentences(text, Answer.TO_WEIGH) == []
