"""`traiter` beside a straightforward pipeline on the same distinct dossiers: CPU, memory, and whether they agree.

    .venv/bin/python benchmarks/against_straightforward.py [--dossiers 300] [--rounds 2] [--json]

Dossiers are derived from those of `examples/` saved as .xlsx, by openpyxl and by LibreOffice; .ods is left out, which
no library of a straightforward pipeline in our locks reads. Each pipeline runs in a process of its own, one after the
other, and again at each round: its figures are those of its best round, so that a busy machine harms neither. A run on
one dossier comes first, fills the caches of bytecode and fonts, and is not counted. At the end what both wrote is
reopened and compared; a difference is said and the exit code is 1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ose_batch.workspace import Workspace, packaged  # noqa: E402

FAST, PLAIN = "ose_batch", "straightforward"
TODAY = "2026-11-23"
DONE = (0, 1)
"""Exit codes of a run that went to its end: 1 says that something is for a person."""


@dataclass(frozen=True, slots=True)
class Cost:
    cpu_s: float
    wall_s: float
    peak_mb: float | None
    """`None` where the platform does not tell."""


@dataclass(frozen=True, slots=True)
class Outcome:
    dossiers: int
    notes: int
    ose_batch: Cost
    straightforward: Cost
    differences: tuple[str, ...]

    @property
    def ratios(self) -> dict[str, float | None]:
        """How many times more the straightforward pipeline takes."""
        fast, plain = asdict(self.ose_batch), asdict(self.straightforward)
        return {key: round(plain[key] / fast[key], 1) if fast[key] else None for key in fast}

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratios": self.ratios}


@click.command()
@click.option("--dossiers", type=click.IntRange(min=1), default=300, show_default=True, help="How many.")
@click.option("--rounds", type=click.IntRange(min=1), default=2, show_default=True, help="How many times.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
def main(dossiers: int, rounds: int, as_json: bool) -> None:
    """Compares `traiter` with a straightforward pipeline."""
    with tempfile.TemporaryDirectory(prefix="ose-benchmark-") as name:
        folder = Path(name)
        measure(prepare(1, folder / "one"), folder)
        outcome = run(dossiers, rounds, folder)
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) if as_json else text(outcome))
    sys.exit(1 if outcome.differences else 0)


def run(dossiers: int, rounds: int, folder: Path) -> Outcome:
    """Leaves the workspaces of the last round in `folder`, under `FAST` and `PLAIN`."""
    fresh = prepare(dossiers, folder / "fresh")
    costs = [measure(fresh, folder) for _ in range(rounds)]
    fast, plain = (min(own, key=lambda cost: cost.cpu_s) for own in zip(*costs, strict=True))
    # Only now: what this process holds counts in the peaks of those it starts.
    from benchmarks import compared

    workspaces = Workspace(folder / FAST), Workspace(folder / PLAIN)
    notes = len(compared.briefs(workspaces[0].outbox))
    return Outcome(dossiers, notes, fast, plain, tuple(compared.differences(*workspaces)))


def prepare(count: int, folder: Path) -> Workspace:
    """A workspace with `count` dossiers in its inbox."""
    from benchmarks import derived

    workspace = Workspace(folder)
    workspace.make_folders()
    shutil.copyfile(packaged("templates") / "demo" / "ose.toml", workspace.settings_file)
    derived.write(derived.bases(packaged("examples"), workspace.rules()), count, workspace.inbox)
    return workspace


def measure(fresh: Workspace, folder: Path) -> tuple[Cost, Cost]:
    """One round, on copies of a workspace."""
    return (
        _measured(fresh, folder / FAST, "ose_batch", "traiter"),
        _measured(fresh, folder / PLAIN, "benchmarks.straightforward"),
    )


def _measured(fresh: Workspace, folder: Path, *module: str) -> Cost:
    """Raises `RuntimeError` with what the process said when it did not go to its end."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(fresh.root, folder)
    report = folder / "cost.json"
    arguments = [*module, "--espace", str(folder), "--date", TODAY]
    command = [sys.executable, str(ROOT / "benchmarks" / "measured.py"), str(report), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    wall_s = time.perf_counter() - start
    if done.returncode not in DONE:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return Cost(wall_s=wall_s, **json.loads(report.read_text(encoding="utf-8")))


def text(outcome: Outcome) -> str:
    lines = [
        f"{outcome.dossiers} distinct dossiers, {outcome.notes} briefs",
        f"{'':16}{'ose_batch':>12}{'straightforward':>18}{'ratio':>8}",
    ]
    for key, label in (("cpu_s", "CPU, seconds"), ("wall_s", "wall, seconds"), ("peak_mb", "peak, MB")):
        figures = getattr(outcome.ose_batch, key), getattr(outcome.straightforward, key), outcome.ratios[key]
        shown = ["—" if figure is None else f"{figure:.1f}" for figure in figures]
        lines.append(f"{label:16}{shown[0]:>12}{shown[1]:>18}{shown[2]:>8}")
    if outcome.differences:
        lines.append(f"{len(outcome.differences)} differences (ose_batch / straightforward):")
        lines += outcome.differences
    else:
        lines.append("Same findings, same texts, same rows.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
