"""Workspaces for tests: filled forms dropped in an inbox, and what a person then finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, prefill
from ose_batch.workspace import Workspace
from tests.examples import build

DEPOSIT = date(2026, 11, 23)
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


def decisions_workbook(workspace: Workspace) -> Path:
    return workspace.outbox / SESSION_FOLDER / DECISIONS_WORKBOOK


def outbox(workspace: Workspace) -> dict[str, bytes]:
    """Path → content of all that stands in the outbox, run reports apart."""
    return {
        path.relative_to(workspace.outbox).as_posix(): path.read_bytes()
        for path in sorted(workspace.outbox.rglob("*"))
        if path.is_file() and path.parent != workspace.reports
    }
