"""`verifier`: reads and assesses files without recording anything."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch import inbox
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, read
from ose_batch.forms.scan import Scan
from ose_batch.model import (
    Answer,
    Assessment,
    Cell,
    Context,
    Decisions,
    Dossier,
    Finding,
    Movements,
    Previous,
    Progress,
    Rejection,
)
from ose_batch.register import connection, intake, parties
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace

_QUIET = (Answer.COMPLETE, Answer.NOT_APPLICABLE)
"""Answers of which nothing is said, unless the criterion has something to say all the same (« signalé »)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what it is, and what is said of it."""

    name: str
    organisation: str
    assessment: Assessment | None
    """`None` unless the file is a dossier."""
    troubled: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    rejection: Rejection | None = None
    staff: str = ""
    """What a workbook of the staff, or a point d'étape, holds, in a word."""

    def as_json(self) -> dict[str, Any]:
        readings = self.assessment.readings if self.assessment else {}
        findings = self.assessment.findings if self.assessment else ()
        return {
            "file": self.name,
            "organisation": self.organisation,
            "readings": dict(readings),
            "findings": [_finding_json(finding) for finding in findings],
            "troubled": [{"cell": str(cell.ref), "read": cell.text, "trouble": cell.trouble} for cell in self.troubled],
            "notes": list(self.notes),
            "rejection": asdict(self.rejection) if self.rejection else None,
            "staff": self.staff,
        }


def check(path: Path, workspace: Workspace, rules: Rules, today: date, scan: Scan) -> Checked:
    """Raises `OSError` when the file cannot be opened."""
    try:
        source = inbox.take(path, path.name)
    except inbox.StillWritten:
        return Checked(path.name, "", None, rejection=Rejection(*tell.STILL_WRITTEN))
    received = read.read(source, rules, scan)
    match received:
        case Rejection():
            return Checked(path.name, "", None, rejection=received)
        case Decisions():
            return Checked(path.name, "", None, staff=say.decisions_workbook(len(received.lines)))
        case Movements():
            return Checked(path.name, "", None, staff=say.movements_workbook(len(received.lines)))
        case Progress():
            return Checked(path.name, "", None, staff=say.PROGRESS_WORKBOOK)
        case Dossier():
            submission = intake.submission(received, source, layout.PERSONAL)
            previous = _previous(workspace, submission)
            assessment = assess(received, rules, Context(today, previous))
            return Checked(path.name, submission.party.name, assessment, received.troubled, received.notes)


def _previous(workspace: Workspace, submission: intake.Submission) -> Previous | None:
    """What the workspace's register knows of the organisation, where there is a register."""
    if not workspace.database.is_file():
        return None
    with closing(connection.open_as_it_is(workspace.database, "rw")) as db:
        return parties.previous(db, submission.party, submission.claimed_number)


def as_text(checked: Checked, rules: Rules) -> str:
    lines = [checked.name]
    if checked.rejection:
        return "\n".join([*lines, f"  {checked.rejection.reason}", f"  {checked.rejection.advice}", ""])
    if checked.assessment is None:
        return "\n".join([*lines, f"  {checked.staff}", ""])
    lines[0] = f"{checked.name} – {checked.organisation}"
    for principle in rules.principles:
        answer = checked.assessment.readings[principle.code]
        lines += ["", say.reading(principle.code, principle.title, answer)]
        for finding in checked.assessment.findings:
            if finding.principle == principle.code and (finding.points or finding.answer not in _QUIET):
                lines += say.finding_lines(finding)
    return "\n".join([*lines, *(f"  {note}" for note in checked.notes), ""])


def _finding_json(finding: Finding) -> dict[str, Any]:
    points = [
        {
            "subject": point.subject,
            "cell": point.cell and str(point.cell),
            "read": point.read,
            "sentence": point.sentence,
        }
        for point in finding.points
    ]
    return {name: value for name, value in asdict(finding).items() if name != "points"} | {"points": points}
