"""What the register says against what its journal says: a row that was forged has no line, or another one."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from ose_batch.model import MOVEMENTS, Event, State
from ose_batch.register import journal, staff, store
from ose_batch.wording import register as told
from ose_batch.wording import safety as say
from ose_batch.wording import short_date

_DECISIONS = (journal.DECIDED, journal.CORRECTED)
_STATED = frozenset(MOVEMENTS) - staff.ON_RECOGNITION
"""Movements whose line begins with the state they led to."""
_DATED = {
    Event.PROLONGED: "valid_until",
    Event.MIDTERM_HELD: "midterm_held_on",
    Event.SUSPENDED: "suspended_on",
    Event.RESUMED: "suspended_on",
    Event.REMOVAL_PLANNED: "removal_planned_on",
    Event.REMOVAL_DROPPED: "removal_planned_on",
    Event.REMOVED: "ended_on",
    Event.RENOUNCED: "ended_on",
}
"""Movements that change a day of the recognition, and which one."""
_ENDING = (Event.RESUMED, Event.REMOVAL_DROPPED)
"""Of those, the ones that take it back; the line of the others gives it."""
_DAY = re.compile(r"\d\d/\d\d/\d{4}")

_Period = Mapping[str, str]
"""Columns of a recognition that are filled in, as days are written."""
_Moved = tuple[int, str, str, str, str]
"""Of a movement: dossier (0 when it is about an identity), event, file, author, what its line says beside the state."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Of the journal."""

    happened_on: str
    event: str
    source: str
    author: str
    detail: str

    @property
    def state(self) -> str:
        return self.detail.partition(", ")[0]


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision of the register, and the words that the journal has for it."""

    source: str
    words: str
    older_words: str
    """Of a line written before the journal said the last day of validity."""
    decision: str
    decided_on: str
    valid_until: str | None

    def is_said_by(self, line: _Line | None) -> bool:
        return line is not None and line.source == self.source and line.detail in (self.words, self.older_words)


def differences(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """N° de dossier, and a sentence."""
    written: dict[int, list[_Line]] = defaultdict(list)
    for dossier, *line in db.execute(
        "SELECT dossier_id, happened_on, event, source_sha256, author, detail FROM journal"
        " WHERE dossier_id IS NOT NULL ORDER BY id"
    ):
        written[dossier].append(_Line(*line))
    decided: dict[int, list[_Decided]] = defaultdict(list)
    for dossier, decision, day, until, sha256 in db.execute(
        "SELECT dossier_id, decision, decided_on, valid_until, sha256 FROM decision ORDER BY id"
    ):
        words = (_words(decision, day, until), _words(decision, day, None))
        decided[dossier].append(_Decided(sha256, *words, decision, day, until))
    periods = {row["dossier_id"]: _period(row) for row in db.execute("SELECT * FROM recognition ORDER BY id")}
    numbers = {}
    for dossier, number, sha256, state in db.execute("SELECT id, number, sha256, state FROM dossier ORDER BY id"):
        numbers[dossier] = number
        lines, own = written.get(dossier, []), decided.get(dossier, [])
        if sentence := _compared(sha256, state, lines, own):
            yield number, sentence
        elif (implied := _implied_period(lines, own)) != (period := periods.get(dossier)):
            yield number, say.recognition_differs(period, implied)
    yield from _movements(db, written, numbers)


def _compared(sha256: str, state: str, written: Sequence[_Line], decided: Sequence[_Decided]) -> str:
    """A sentence, empty when they agree."""
    if (journal.RECEIVED, sha256) not in {(line.event, line.source) for line in written}:
        return say.NOT_RECEIVED
    lines = [line for line in written if line.event in _DECISIONS]
    if not all(one is not None and one.is_said_by(line) for one, line in zip_longest(decided, lines)):
        return say.decisions_differ((one.words for one in decided), (line.detail for line in lines))
    implied = _implied(written, decided)
    return say.state_differs(state, implied) if state != implied else ""


def _implied(written: Sequence[_Line], decided: Sequence[_Decided]) -> str:
    """The state that the last line which gives one gave."""
    for line in reversed(written):
        if line.event in _DECISIONS:
            return decided[-1].decision
        if line.event == journal.REPLACED:
            return State.REPLACED
        if line.event == Event.SENT:
            return State.PRESENTED
        if line.event == journal.RECEIVED or line.event in _STATED:
            return line.state
    raise AssertionError  # it was received


def _words(decision: str, day: str, until: str | None) -> str:
    """A day that cannot be read can only have been forged."""
    try:
        return told.decided(decision, date.fromisoformat(day), store.day(until))
    except ValueError:
        return f"{decision} {day}"


# -------------------------------------------------------------------------------------------------------- Recognitions


def _period(row: sqlite3.Row) -> _Period:
    columns = ("validated_on", *dict.fromkeys(_DATED.values()))
    return {column: _shown(row[column]) for column in columns if row[column]}


def _shown(day: str) -> str:
    try:
        return short_date(date.fromisoformat(day))
    except ValueError:
        return day


def _implied_period(written: Sequence[_Line], decided: Sequence[_Decided]) -> _Period | None:
    """The recognition that a dossier's lines grant it, change and take back; `decided`: as its lines say."""
    period: dict[str, str] | None = None
    decisions, last = iter(decided), None
    for line in written:
        if line.event in _DECISIONS:
            last = next(decisions)
            period = (period or {}) | _granted(last, _shown(last.valid_until)) if last.valid_until else None
        elif line.event == Event.CONDITION_LIFTED and last:
            period = _granted(last, _day(line))
        elif line.event in _DATED and period is not None:
            period[_DATED[Event(line.event)]] = "" if line.event in _ENDING else _day(line)
    return period and {column: day for column, day in period.items() if day}


def _granted(decided: _Decided, until: str) -> dict[str, str]:
    return {"validated_on": _shown(decided.decided_on), "valid_until": until}


def _day(line: _Line) -> str:
    """The day that a line gives; observations are counted from the day it was written."""
    if line.event == Event.REMOVAL_PLANNED:
        return _shown(line.happened_on)
    return "".join(_DAY.findall(line.detail)[:1])


# ----------------------------------------------------------------------------------------------------------- Movements


def _movements(
    db: sqlite3.Connection, written: Mapping[int, Sequence[_Line]], numbers: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """Each has its line and each line its movement, as many times."""
    recorded: dict[_Moved, list[int]] = defaultdict(list)
    for row in db.execute("SELECT * FROM movement ORDER BY id"):
        movement = store.movement(row)
        recorded[
            _moved(row["dossier_id"], movement.event, row["sha256"], row["author"], staff.beside(movement))
        ].append(row["dossier_id"])
    said: dict[_Moved, list[int]] = defaultdict(list)
    for dossier, lines in written.items():
        for line in lines:
            if line.event in MOVEMENTS:
                event = Event(line.event)
                detail = line.detail.partition(", ")[2] if event in _STATED else line.detail
                said[_moved(dossier, event, line.source, line.author, detail)].append(dossier)
    for key in dict.fromkeys((*recorded, *said)):
        registered, lines_of = recorded.get(key, []), said.get(key, [])
        if len(registered) > len(lines_of):
            yield numbers.get(registered[-1], ""), say.movement_forged(key[1])
        elif len(registered) < len(lines_of):
            yield numbers.get(lines_of[-1], ""), say.movement_gone(key[1])


def _moved(dossier: int, event: Event, source: str, author: str, detail: str) -> _Moved:
    """What happens to an identity is said of the dossier that was granted it, whichever it was recorded under.

    The line of a condition lifted says a day that its movement does not.
    """
    beside = "" if event is Event.CONDITION_LIFTED else detail
    return (dossier if event in _STATED else 0, event, source, author, beside)
