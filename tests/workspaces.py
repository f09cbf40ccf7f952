"""Workspaces for tests: filled forms dropped in an inbox, and what a person then finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from ose_batch import batch
from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, prefill
from ose_batch.report import Fate, Report
from ose_batch.workspace import Workspace
from tests.examples import build

DEPOSIT = date(2026, 11, 23)
WEEK_AFTER = date(2026, 11, 30)
AFTER_SESSION = date(2026, 12, 14)

SETTINGS = """
[emetteur]
nom = "CRESS Pays de la Loire"
ville = "Nantes"
signataire = "Camille Exemple"
qualite = "Présidence"
conditions = "Conditions d’utilisation."

[[seance]]
date = 2026-12-10
instance = "Comité scientifique et éthique"
vague = "2026-2"
date_limite = 2026-11-27
date_envoi = 2026-12-01
"""
SPRING_SESSION = """
[[seance]]
date = 2027-03-10
instance = "Comité scientifique et éthique"
vague = "2027-1"
date_limite = 2027-02-20
date_envoi = 2027-03-01
"""
"""To be added to the settings."""
DECISIONS_WORKBOOK = "decisions-comite-2026-12-10.xlsx"
SESSION_FOLDER = "seances/2026-12-10"
"""Of the outbox."""


def make(root: Path) -> Workspace:
    workspace = Workspace(root)
    workspace.make_folders()
    workspace.settings_file.write_text(SETTINGS, encoding="utf-8")
    return workspace


def example(name: str) -> build.Example:
    return next(example for example in build.examples() if example.name == name)


SMALL = example("aiguilles-vagabondes").values
UNION = example("union-habitat-jeunes").values
JARDINS = example("jardins-erdre").values
FAULTY = example("maison-alouettes").values


def drop(workspace: Workspace, name: str, values: Mapping[str, Any]) -> Path:
    """A filled dossier in the inbox."""
    path = workspace.inbox / name
    path.write_bytes(build.dossier(values, workspace.rules()))
    return path


def decide(workspace: Workspace, rules: Rules, lines: list[dict[str, Any]], name: str = DECISIONS_WORKBOOK) -> Path:
    """The session's workbook as the outbox holds it, with these lines filled in, in the inbox."""
    pending = decisions_workbook(workspace).read_bytes()
    path = workspace.inbox / name
    path.write_bytes(prefill.fill(layout.DECISIONS, rules, pending, {"decisions": lines}))
    return path


def three_runs(root: Path) -> Workspace:
    """Two dossiers; a week later a third and a newer version of the first; then the committee's decisions."""
    workspace = make(root)
    drop(workspace, "a.xlsx", SMALL)
    drop(workspace, "b.xlsx", UNION)
    batch.traiter(workspace, DEPOSIT)
    drop(workspace, "a2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    drop(workspace, "c.xlsx", JARDINS)
    batch.traiter(workspace, WEEK_AFTER)
    lines = [
        {"number": "D-2026-002", "decision": "Validé"},
        {"number": "D-2026-003", "decision": "Validé avec recommandations", "conditions": "Poursuivre."},
    ]
    decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    assert len([path for path in outbox(workspace) if path.startswith("attestations/")]) == 2
    return workspace


def decisions_workbook(workspace: Workspace) -> Path:
    return workspace.outbox / SESSION_FOLDER / DECISIONS_WORKBOOK


def outbox(workspace: Workspace) -> dict[str, bytes]:
    """Path → content of all that stands in the outbox, run reports apart."""
    return {
        path.relative_to(workspace.outbox).as_posix(): path.read_bytes()
        for path in sorted(workspace.outbox.rglob("*"))
        if path.is_file() and path.parent != workspace.reports
    }


Tables = dict[str, list[tuple[object, ...]]]


def tables(database: Path, *but: str) -> Tables:
    with closing(sqlite3.connect(database)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names if name not in but}


def register(workspace: Workspace) -> Tables:
    """What the register holds, runs apart."""
    return tables(workspace.database, "run")


def register_cells(workspace: Workspace) -> list[dict[str, object]]:
    """The lines of the sheet of that name in the view, by their headers."""
    sheet = openpyxl.load_workbook(workspace.outbox / "registre.xlsx")["Registre"]
    lines = list(sheet.iter_rows(values_only=True))
    header = next(rank for rank, line in enumerate(lines) if "N° de dossier" in line)
    return [dict(zip(map(str, lines[header]), line, strict=True)) for line in lines[header + 1 :] if any(line)]


def fates(report: Report) -> dict[str, Fate]:
    return {file.name: file.fate for file in report.files}
