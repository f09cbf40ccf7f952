"""Damaged workbooks are refused with a reason, or read as an independent reader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ose_batch.forms.recognise import Grid
from ose_batch.forms.scan import scan
from tests import independent
from tests.mutants.damage import BASES
from tests.mutants.verdict import LARGEST, SLOWEST, disagreement, judge, sweep

SAMPLE = 200


@pytest.mark.parametrize("path", BASES, ids=[path.name for path in BASES])
def test_two_readers_agree_on_whole_files(path: Path) -> None:
    verdict = judge(path.name, path.read_bytes())
    assert (verdict.said, verdict.disagreement) == ("read", "")
    assert sum(map(len, independent.read(path.read_bytes()).values())) > 50


def held(numbers: range) -> None:
    verdicts, failures = sweep(numbers)
    assert not failures
    assert [(verdict.name, verdict.disagreement) for verdict in verdicts if verdict.disagreement] == []
    assert len(verdicts) == len(numbers)
    assert all(verdict.said for verdict in verdicts)
    assert {verdict.said == "read" for verdict in verdicts} == {True, False}
    assert max(verdict.seconds for verdict in verdicts) < SLOWEST
    assert max(verdict.peak for verdict in verdicts) < LARGEST


def test_a_sample_of_mutants() -> None:
    held(range(SAMPLE))


@pytest.mark.slow
def test_many_mutants() -> None:
    held(range(6000))


def test_the_comparison_can_fail() -> None:
    """A wrong value, a missing one and a wrong sheet are each seen."""
    content = BASES[0].read_bytes()
    grids = scan("x.xlsx", content)
    assert isinstance(grids, list)
    rows = [list(row) for row in grids[1].rows]
    assert disagreement(grids, content) == ""
    rows[0][1] = "autre chose"
    wrong = Grid(grids[1].name, rows, grids[1].marks)
    assert "autre chose" in disagreement([grids[0], wrong, *grids[2:]], content)
    rows[0][1] = ""
    assert "None" in disagreement([grids[0], wrong, *grids[2:]], content)
    assert "sheets" in disagreement(grids[1:], content)
