"""The files that people drop: each kind of dossier is filled once, then a few of its words are replaced."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, package, prefill
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.examples import build
from tests.region.script import CANDIDATE, RENEWAL, Decided, Deposit, Drop, Midway, Moved
from tests.region.shown import opened
from tests.region.state import Book

_SIGNED = "CRESS"
"""Who records the movements."""
INSTANCE = "Comité scientifique et éthique"
_NEEDS_MOTIVE = ("Ajourné", "Non retenu")
_NAME, _RNA, _OSE, _VERSION = "Organisation Patron", "W449999999", "OSE-9999", "Version patron"


class Filler:
    """Fills the forms of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.rules = workspace, workspace.rules()
        self._moulds = _moulds(self.rules)

    def content(self, first: Drop, number: str, book: Book) -> bytes:
        match first:
            case Deposit():
                claimed = number if first.kind == RENEWAL else ""
                return self._dossier(first, claimed)
            case Midway():
                return self._midway(first, number)
            case Decided():
                lines = [_decision(drop, named) for drop, named in book.lines if isinstance(drop, Decided)]
                session = {"session.held_on": first.sitting.held_on, "session.instance": INSTANCE}
                return self._filled(layout.DECISIONS, session | {"decisions": lines})
            case Moved():
                lines = [_movement(drop, named) for drop, named in book.lines if isinstance(drop, Moved)]
                return self._filled(layout.MOVEMENTS, {"movements": lines})

    def _filled(self, form: Any, values: Mapping[str, Any]) -> bytes:
        template = self.workspace.template(f"xlsx/{form.filename}").read_bytes()
        return prefill.fill(form, self.rules, template, values)

    def _dossier(self, drop: Deposit, claimed: str) -> bytes:
        mould = self._moulds[drop.kind, drop.complete]
        words = {
            _NAME: name(drop.organisation),
            _RNA: rna(drop.organisation),
            _OSE: claimed,
            _VERSION: f"Version {drop.organisation}-{drop.version}",
        }
        return package.pack({part: _replaced(content, words) for part, content in mould.items()})

    def _midway(self, drop: Midway, number: str) -> bytes:
        """The workbook that was sent, or a blank one."""
        form = layout.BILAN
        successes = {"midterm.successes": f"Un point d’étape, le {drop.day}."}
        with closing(opened(self.workspace)) as db:
            row = db.execute(
                "SELECT path FROM document JOIN dossier ON dossier.id = dossier_id"
                " JOIN organisation ON organisation.id = organisation_id"
                " WHERE document.kind = 'bilan' AND organisation.ose_number = ? ORDER BY document.id DESC",
                (number,),
            ).fetchone()
        if row:
            return prefill.fill(form, self.rules, (self.workspace.outbox / row[0]).read_bytes(), successes)
        known = {"midterm.ose_number": number or "OSE-9998", "midterm.name": name(drop.organisation)}
        return self._filled(form, known | successes)


def name(organisation: int) -> str:
    return f"Association Exemple {organisation:03}"


def rna(organisation: int) -> str:
    return f"W44{organisation:07}"


def _moulds(rules: Rules) -> dict[tuple[str, bool], dict[str, bytes]]:
    """A dossier of each sort, filled once: the parts of the package, in which a few words are replaced."""
    values = dict(workspaces.example("aiguilles-vagabondes").values) | {
        "organisation.name": _NAME,
        "organisation.rna": _RNA,
        "organisation.sector": _VERSION,
    }
    moulds = {}
    for kind in (CANDIDATE, RENEWAL):
        for complete in (True, False):
            claimed = {"organisation.dossier_kind": kind} | (
                {"organisation.ose_number": _OSE} if kind == RENEWAL else {}
            )
            lacking: dict[str, Any] = {} if complete else {"access": []}
            moulds[kind, complete] = package.unpack(build.dossier(values | claimed | lacking, rules))
    return moulds


def _replaced(content: bytes, words: Mapping[str, str]) -> bytes:
    for word, new in words.items():
        content = content.replace(word.encode(), new.encode())
    return content


def _decision(drop: Decided, number: str) -> dict[str, Any]:
    line: dict[str, Any] = {"number": number, "decision": drop.decision, "decided_on": drop.decided_on}
    if drop.decision in _NEEDS_MOTIVE:
        line["motive"] = "Le plan d’actions reste à préciser."
    elif drop.decision != "Validé":
        line["conditions"] = "Associer les usagers."
    if drop.decision == "Validé sous réserve":
        line["deadline"] = drop.sitting.held_on + timedelta(days=180)
    return line | ({"correction": drop.correction} if drop.correction else {})


def _movement(drop: Moved, number: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "number": number,
        "event": drop.event,
        "happened_on": drop.happened_on,
        "author": _SIGNED,
        "motive": "Motif d’exemple.",
    }
    if drop.until:
        line["day"] = drop.until
    return line | ({"instance": INSTANCE} if drop.event == "Prolongation" else {})
