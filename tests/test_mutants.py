"""Damaged workbooks are refused with a reason, or read as an independent reader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import independent, mutants

SAMPLE = 300


@pytest.mark.parametrize("path", mutants.BASES, ids=[path.name for path in mutants.BASES])
def test_two_readers_agree_on_whole_files(path: Path) -> None:
    verdict = mutants.judge(path.name, path.read_bytes())
    assert (verdict.said, verdict.disagreement) == ("read", "")
    assert sum(map(len, independent.read(path.read_bytes()).values())) > 50


def held(numbers: range) -> None:
    verdicts, failures = mutants.sweep(numbers)
    assert not failures
    assert [(verdict.name, verdict.disagreement) for verdict in verdicts if verdict.disagreement] == []
    assert len(verdicts) == len(numbers)
    assert all(verdict.said for verdict in verdicts)
    assert {verdict.said == "read" for verdict in verdicts} == {True, False}
    assert max(verdict.seconds for verdict in verdicts) < mutants.SLOWEST
    assert max(verdict.peak for verdict in verdicts) < mutants.LARGEST


def test_a_sample_of_mutants() -> None:
    held(range(SAMPLE))


@pytest.mark.slow
def test_many_mutants() -> None:
    held(range(6000))


def test_the_comparison_can_fail() -> None:
    """A wrong value, a missing one and a wrong sheet are each seen."""
    content = mutants.BASES[0].read_bytes()
    grids = mutants.scan("x.xlsx", content)
    assert isinstance(grids, list)
    rows = [list(row) for row in grids[1].rows]
    assert mutants.disagreement(grids, content) == ""
    rows[0][1] = "autre chose"
    wrong = mutants.Grid(grids[1].name, rows, grids[1].marks)
    assert "autre chose" in mutants.disagreement([grids[0], wrong, *grids[2:]], content)
    rows[0][1] = ""
    assert "None" in mutants.disagreement([grids[0], wrong, *grids[2:]], content)
    assert "sheets" in mutants.disagreement(grids[1:], content)
