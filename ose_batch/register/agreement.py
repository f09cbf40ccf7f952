"""What the register says against what its journal says: a row that was forged has no line, or another one."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ose_batch.model import State
from ose_batch.register import journal
from ose_batch.wording import register as told
from ose_batch.wording import safety as say


@dataclass(frozen=True, slots=True)
class _Line:
    """Of the journal."""

    event: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision of the register, and the words that the journal has for it."""

    source: str
    words: str
    decision: str


def differences(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """N° de dossier, and a sentence."""
    written: dict[int, list[_Line]] = defaultdict(list)
    for dossier, *line in db.execute(
        "SELECT dossier_id, event, source_sha256, detail FROM journal WHERE event IN (?, ?, ?) ORDER BY id",
        (journal.RECEIVED, journal.REPLACED, journal.DECIDED),
    ):
        written[dossier].append(_Line(*line))
    decided: dict[int, list[_Decided]] = defaultdict(list)
    for dossier, decision, day, sha256 in db.execute(
        "SELECT dossier_id, decision, decided_on, sha256 FROM decision ORDER BY id"
    ):
        decided[dossier].append(_Decided(sha256, _words(decision, day), decision))
    for dossier, number, sha256, state in db.execute("SELECT id, number, sha256, state FROM dossier ORDER BY id"):
        sentence = _compared(sha256, state, written.get(dossier, []), decided.get(dossier, []))
        if sentence:
            yield number, sentence


def _compared(sha256: str, state: str, written: Sequence[_Line], decided: Sequence[_Decided]) -> str:
    """A sentence, empty when they agree."""
    if (journal.RECEIVED, sha256) not in {(line.event, line.source) for line in written}:
        return say.NOT_RECEIVED
    lines = [line for line in written if line.event == journal.DECIDED]
    if [(line.source, line.detail) for line in lines] != [(one.source, one.words) for one in decided]:
        return say.decisions_differ((one.words for one in decided), (line.detail for line in lines))
    implied = _implied(written[-1], decided)
    return say.state_differs(state, implied) if state != implied else ""


def _implied(last: _Line, decided: Sequence[_Decided]) -> str:
    """The state that the last line gave."""
    if last.event == journal.DECIDED:
        return decided[-1].decision
    return State.REPLACED if last.event == journal.REPLACED else last.detail


def _words(decision: str, day: str) -> str:
    """A day that cannot be read can only have been forged."""
    try:
        return told.decided(decision, date.fromisoformat(day))
    except ValueError:
        return f"{decision} {day}"
