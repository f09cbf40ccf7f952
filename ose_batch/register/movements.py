"""From a mouvements workbook to what it records. A line that makes no sense as things stand is listed, never guessed.

Lines count in order of date, each after those before it: a suspension and its reprise may come in one workbook. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ose_batch.model import (
    Event,
    Movement,
    MovementLine,
    Movements,
    Person,
)
from ose_batch.register import moves, transitions
from ose_batch.register.judging import Listed, dated, written
from ose_batch.register.moves import Accepted, Bounds, Known
from ose_batch.register.transitions import DOSSIER, IDENTITY, MIDTERM
from ose_batch.wording import judging
from ose_batch.wording import movements as say

NEEDS_MOTIVE = frozenset(
    {
        Event.POINT_LIFTED,
        Event.AS_IS,
        Event.REMARK,
        Event.FOLLOW_UP,
        Event.CONDITION_KEPT,
        Event.NO_FOLLOW_UP,
        Event.SUSPENDED,
        Event.REMOVAL_PLANNED,
        Event.REMOVED,
        Event.PROLONGED,
    }
)
REMEMBERED = frozenset({Event.POINT_LIFTED, Event.CHARTER_RECEIVED, Event.REMARK})
"""They count for the versions of a dossier that follow, too."""


@dataclass(frozen=True, slots=True)
class Judged:
    accepted: tuple[Accepted, ...]
    repeated: int
    """Lines that are recorded already."""
    listed: tuple[str, ...]
    """Sentences on the lines that were left aside."""


def numbers(received: Movements) -> set[str]:
    """Every number that the workbook names, as the register writes them."""
    return {written(cell).upper() for line in received.lines for cell in (line.number, line.other)} - {""}


def judge(received: Movements, known: Mapping[str, Known], bounds: Bounds) -> Judged:
    """`known`: by n° de dossier and by n° OSE (then the last dossier of the organisation)."""
    now = dict(known)
    accepted: list[Accepted] = []
    listed: list[str] = []
    repeated = 0
    for line in sorted(received.lines, key=lambda line: dated(line.happened_on) or date.min):
        try:
            one = _accept(line, now, bounds)
        except Listed as sentence:
            listed.append(str(sentence))
            continue
        if one is None:
            repeated += 1
            continue
        accepted.append(one)
        now = {number: _as_it_stands(each, one) for number, each in now.items()}
    return Judged(tuple(accepted), repeated, tuple(listed))


def _as_it_stands(each: Known, accepted: Accepted) -> Known:
    """The same dossier under another number, or another dossier of the organisation or of the one that joined it."""
    moved, joined = accepted.known, accepted.joined
    if each.dossier_id == moved.dossier_id:
        return moved
    if each.organisation_id in (moved.organisation_id, joined and joined.organisation_id):
        return replace(
            each,
            organisation_id=moved.organisation_id,
            recognition=moved.recognition,
            granted_by=moved.granted_by,
        )
    return each


def _accept(line: MovementLine, known: Mapping[str, Known], bounds: Bounds) -> Accepted | None:
    """Nothing when it is recorded already. Raises `Listed`."""
    movement = _understood(line, bounds)
    number = written(line.number).upper()
    if number not in known:
        raise Listed(say.unknown_number(line.number.ref, number))
    about = known[number]
    if movement.event is Event.CONTACT_CHANGED:
        return moves.contact_changed(line, movement, about)
    if movement in about.recorded:
        return None
    if movement.event is Event.MERGED:
        return moves.merged(line, movement, about, known)
    moved = about
    if transitions.concerns(movement.event, DOSSIER):
        moved = moves.dossier_moved(line, movement, about, bounds)
    if transitions.concerns(movement.event, IDENTITY) or transitions.concerns(movement.event, MIDTERM):
        moved = moves.identity_moved(line, movement, moved, bounds)
    return Accepted(movement, replace(moved, recorded=moved.recorded | {movement}))


def _understood(line: MovementLine, bounds: Bounds) -> Movement:
    """One line, by itself. Raises `Listed`."""
    number = written(line.number)
    for cell in (line.event, line.happened_on, line.day, line.criterion):
        if cell.trouble:
            raise Listed(judging.not_understood(cell.ref, cell.text))
    if not line.event:
        raise Listed(say.event_missing(line.event.ref, number))
    event = Event(str(line.event.value))
    happened_on, author, motive = dated(line.happened_on), written(line.author), written(line.motive)
    if happened_on is None:
        raise Listed(say.date_missing(line.happened_on.ref, number, event))
    if happened_on > bounds.today:
        raise Listed(say.in_future(line.happened_on.ref, number, event, happened_on))
    if not author:
        raise Listed(say.author_missing(line.author.ref, number, event))
    if event in NEEDS_MOTIVE and not motive:
        raise Listed(say.motive_missing(line.motive.ref, number, event))
    criterion = written(line.criterion).partition(" ")[0] if event is Event.POINT_LIFTED else ""
    if event is Event.CHARTER_RECEIVED:
        criterion = next((each.code for each in bounds.rules.criteria if each.check == "charter_received"), "")
    return Movement(
        event=event,
        happened_on=happened_on,
        author=author,
        motive=motive,
        criterion=criterion,
        day=dated(line.day) if event in (Event.ENROLLED, Event.PROLONGED) else None,
        instance=written(line.instance) if event is Event.PROLONGED else "",
        other=written(line.other).upper() if event is Event.MERGED else "",
        person=_person(line) if event is Event.CONTACT_CHANGED else None,
    )


def _person(line: MovementLine) -> Person:
    return Person(written(line.name), written(line.title), written(line.email), written(line.phone))
