"""A sample of the sweeps of `tests.sweep`, in a process of its own: it forks, which threads would not survive."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ose_batch import batch
from ose_batch.forms import worker
from ose_batch.forms.scan import Scan
from ose_batch.report import Fate
from tests import workspaces
from tests.conftest import strace_obstacle
from tests.sweep import crowd, poison

ROOT = Path(__file__).parents[1]
_LASTS = 300
"""Seconds, on a machine that does much else."""


def sweep(*arguments: str) -> str:
    """What the sweep prints, once it found no violation."""
    command = [sys.executable, "-P", "-m", "tests.sweep", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=_LASTS)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def said() -> str:
    """Of one process, which builds its workspace once: what strace is for, where there is strace, comes last."""
    traced = [] if strace_obstacle() else ["kills=16", "double=5", "faults=1", "sabotage=4"]
    return sweep("starts=1", *traced, "--small")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the runs are forked")
def test_runs_started_together_do_the_work_once(said: str) -> None:
    assert totals(said)[0] == ("1", "0")


@pytest.mark.strace
def test_runs_stopped_or_hindered_anywhere_are_finished_by_the_next_one(said: str) -> None:
    """Kills, kills of the run after, faults; and the order of effects broken on purpose, else they would show nothing.

    Three ways of breaking it, each noticed where it has to be.
    """
    assert totals(said)[1:4] == [("16", "0"), ("10", "0"), ("3", "0")], said
    assert re.search(r"^ *16  killed$", said, re.MULTILINE), said
    assert "ENOSPC: exit 74" in said
    noticed = re.findall(r"^[1-9]\d* × (\w+: [\w ]+)", said, re.MULTILINE)
    assert noticed == ["after: table differs", "before: document delivered but not there", "before: half written"], said


def totals(said: str) -> list[tuple[str, str]]:
    """Cases of each sweep, and how many with a violation."""
    return re.findall(r"^ *(\d+)  cases, (\d+) with a violation$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("scan", "files"),
    [
        (poison.aborts, 50),
        (poison.hangs, 5),
        pytest.param(poison.swells, 5, marks=pytest.mark.skipif(sys.platform != "linux", reason="memory has no limit")),
    ],
)
def test_a_file_that_stops_its_reader_is_the_only_one_set_aside(
    scan: Scan, files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspaces.make(tmp_path / "espace")
    contents = list(crowd.dossiers(workspace, files))
    names = [poison.POISON if rank == 2 else f"{rank}.xlsx" for rank in range(files)]
    for name, content in zip(names, contents, strict=True):
        (workspace.inbox / name).write_bytes(content)
    monkeypatch.setattr(batch.worker, "reader", functools.partial(worker.reader, seconds=1, scan=scan))
    report = batch.traiter(workspace, workspaces.DEPOSIT)
    refused = [file.name for file in report.files if file.fate is Fate.REFUSED]
    done = [file.name for file in report.files if file.fate is Fate.DOSSIER]
    assert (refused, len(done)) == ([poison.POISON], files - 1)
    assert (workspace.refused / poison.POISON).read_bytes() == contents[2]
    assert (workspace.refused / f"{poison.POISON} - pourquoi.txt").stat().st_size > 0
