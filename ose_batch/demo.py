"""`demo`: the real job on the twelve example dossiers, in a workspace of its own."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch import batch, starting
from ose_batch.files import publish
from ose_batch.forms import layout, prefill
from ose_batch.report import Fate, Report
from ose_batch.wording import commands as say
from ose_batch.workspace import Workspace, packaged

MARK = ".demonstration"
"""A folder that holds this file was made by the demo, which may make it anew."""


class NotADemo(Exception):
    """The folder holds something else: the message says so."""


@dataclass(frozen=True, slots=True)
class Played:
    """What the demo did, for its summary."""

    workspace: Workspace
    deposit: Report
    decided: Report


def play(root: Path) -> Played:
    """Raises `NotADemo`. Dates, settings and the committee's decisions come from templates/demo/."""
    workspace = _fresh(root)
    examples = packaged("examples")
    script = tomllib.loads((packaged("templates") / "demo" / "demo.toml").read_text(encoding="utf-8"))
    shutil.copyfile(packaged("templates") / "demo" / "ose.toml", workspace.settings_file)
    for example in sorted(examples.iterdir()):
        if example.suffix in (".xlsx", ".ods"):
            shutil.copyfile(example, workspace.inbox / example.name)
    deposit = batch.traiter(workspace, script["deposited_on"])
    _decide(workspace, deposit, script["decision"], script["session_on"])
    return Played(workspace, deposit, batch.traiter(workspace, script["decided_on"]))


def _fresh(root: Path) -> Workspace:
    if root.exists() and any(root.iterdir()):
        if not (root / MARK).exists():
            raise NotADemo(say.not_a_demo(str(root)))
        shutil.rmtree(root)
    starting.init(root)
    (root / MARK).touch()
    return Workspace(root)


def _decide(workspace: Workspace, deposit: Report, decisions: list[dict[str, Any]], session_on: date) -> None:
    """Fills in the session's workbook as staff would after the meeting, and drops it in the inbox."""
    numbers = {file.name: file.numbers[0] for file in deposit.files if file.fate is Fate.DOSSIER}
    name = f"decisions-comite-{session_on.isoformat()}.xlsx"
    blank = (workspace.outbox / "seances" / session_on.isoformat() / name).read_bytes()
    lines = [{"number": numbers[decision.pop("file")], **decision} for decision in decisions]
    filled = prefill.fill(layout.DECISIONS, workspace.rules(), blank, {"decisions": lines})
    publish(workspace.inbox / name, filled)
