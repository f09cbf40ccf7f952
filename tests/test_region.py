"""A sample of the simulated region of `tests.region`, in a process of its own: it keeps what it compiled and read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ose_batch.workspace import packaged
from tests.region.play import Region
from tests.region.script import CANDIDATE, VALID, Decided, Deposit, Script, Sitting

ROOT = Path(__file__).parents[1]
_LASTS = 3600
"""Seconds, on a machine that does much else."""

AUTUMN = Sitting(date(2026, 12, 10), date(2026, 11, 27), date(2026, 12, 1), "2026-2", date(2026, 1, 1))
DECEMBER = Sitting(date(2029, 12, 6), date(2029, 11, 16), date(2029, 11, 26), "2029-2", date(2029, 1, 1))
RUNS = (
    *(date(2026, 11, 2), date(2026, 12, 14), date(2028, 3, 13), date(2028, 8, 14)),
    *(date(2029, 8, 20), date(2029, 10, 8), date(2029, 11, 5), date(2029, 12, 17)),
)
LIFE = Script(
    1,
    (AUTUMN, DECEMBER),
    RUNS,
    RUNS,
    (Deposit(RUNS[0], 1, CANDIDATE, True, 1), Decided(RUNS[1], 1, AUTUMN, VALID)),
)


def region(*arguments: str) -> str:
    """What it prints, once nothing disagreed."""
    command = [sys.executable, "-P", "-m", "tests.region", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=_LASTS)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def seen(said: str, what: str) -> list[int]:
    """How often, in each history."""
    (line,) = re.findall(rf"^([ \d]+)  {what}$", said, re.MULTILINE)
    return [int(count) for count in line.split()]


def test_a_few_organisations_over_four_years() -> None:
    said = region("--organisations", "5", "--years", "4", "--every", "8", "--seed", "21", "--history", "weekly")
    assert all(seen(said, what)[0] for what in ("décidé", "Relance de renouvellement", "Fin de validité", "inscrit"))


@pytest.mark.slow
def test_sixty_organisations_over_seven_years() -> None:
    said = region("--organisations", "60", "--years", "7")
    runs, monthly_runs = seen(said, "runs")
    assert runs >= 360
    assert 80 <= monthly_runs <= 84
    assert seen(said, "Relance de renouvellement, non préparée")[1] > 0


@pytest.mark.usefixtures("reader_at_hand")
@pytest.mark.parametrize(
    ("said", "instead", "noticed"),
    [
        ("", "", ""),
        ("reminder_days = [90, 45, 15]", "reminder_days = [90, 46, 15]", "step"),
        ("midterm_plan_months = 15", "midterm_plan_months = 16", "Mi-parcours"),
        ("validity_years = 3", "validity_years = 4", "recognition"),
    ],
)
def test_another_rule_is_noticed(tmp_path: Path, said: str, instead: str, noticed: str) -> None:
    """Of the charter, which the recomputation does not read: else its agreement would show nothing."""
    charter = (packaged("charter") / "charter.toml").read_text(encoding="utf-8")
    assert said in charter
    (tmp_path / "charter.toml").write_text(charter.replace(said, instead), encoding="utf-8")
    disagreements = Region(tmp_path, LIFE).play(RUNS).disagreements
    assert bool(disagreements) is bool(noticed), disagreements
    assert not noticed or any(noticed in one for one in disagreements)
