"""Where each commitment and action stands at mid-term, and what there is to talk about. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ose_batch import wording
from ose_batch.documents.fit import clip, column, flat
from ose_batch.documents.values import Line, day, text
from ose_batch.model import Cell, Entry, Progress, Row
from ose_batch.wording import progress as say

COMMITMENTS, ACTIONS = "midterm_commitments", "midterm_actions"
"""Tables of the point d'étape."""
NAMED_WIDTH = column(5000, 9.0)
"""Of the words by which a point names a commitment or an action."""


class Action(NamedTuple):
    number: str
    action: str
    commitment: str
    state: str
    """As it is said now, otherwise as the dossier knew it; empty when neither says it."""
    shown: str
    planned: date | None
    due: date | None
    late: bool
    """Its date is past while it is still to be launched or under way."""
    said: bool
    """Whether the organisation says where it is."""
    comment: str
    motive: str
    new: bool


class Commitment(NamedTuple):
    number: str
    label: str
    state: str
    shown: str
    said: bool
    comment: str
    motive: str
    remark: str
    new: bool


def name_of(line: Line) -> str:
    """How a line of the dossier is called: `A3`."""
    return text(line, "line") or text(line, "number")


def actions(entry: Entry, progress: Progress, on: date) -> list[Action]:
    lines_ = entry.tables["actions"]
    names = [name_of(line) for line in lines_]
    said = progress.known(ACTIONS, names)
    known = [_action(name, line, said.get(name), on) for name, line in zip(names, lines_, strict=True)]
    return known + [_action("", {}, row, on) for row in progress.new(ACTIONS, names)]


def _action(name: str, line: Line, row: Row | None, on: date) -> Action:
    """`name`: that of the line in the dossier; empty for an action that is not in it."""
    planned, known = day(line, "due_on"), text(line, "state")
    now = _day(row, "new_due_on") or planned
    state = _said(row, "state", value_only=True)
    late = (state or known) in (say.TO_LAUNCH, say.UNDER_WAY) and now is not None and now < on
    share = row["progress"].value if row else None
    progress = float(share) if isinstance(share, int | float) else None
    unclear = "" if state else _said(row, "state")
    return Action(
        number=name or (row.name if row else ""),
        action=_said(row, "action") or text(line, "action"),
        commitment=_said(row, "commitment") or text(line, "commitment"),
        state=state or known,
        shown=say.state(state, known, unclear, None if state == say.DONE else progress, late),
        planned=planned,
        due=now,
        late=late,
        said=bool(state or unclear),
        comment=_said(row, "comment"),
        motive=_said(row, "motive"),
        new=not name,
    )


def commitments(entry: Entry, progress: Progress) -> list[Commitment]:
    lines_ = entry.tables["commitments"]
    names = [name_of(line) for line in lines_]
    said = progress.known(COMMITMENTS, names)
    known = [_commitment(name, line, said.get(name)) for name, line in zip(names, lines_, strict=True)]
    return known + [_commitment("", {}, row) for row in progress.new(COMMITMENTS, names)]


def _commitment(name: str, line: Line, row: Row | None) -> Commitment:
    state = _said(row, "state", value_only=True)
    unclear = "" if state else _said(row, "state")
    comment, motive = _said(row, "comment"), _said(row, "motive")
    return Commitment(
        number=name or (row.name if row else ""),
        label=_said(row, "label") or text(line, "label"),
        state=state,
        shown=say.state(state, "", unclear, None, late=False),
        said=bool(state or unclear),
        comment=comment,
        motive=motive,
        remark=say.remark(comment, _said(row, "next"), motive),
        new=not name,
    )


def _said(row: Row | None, key: str, *, value_only: bool = False) -> str:
    if row is None:
        return ""
    return text({key: row[key].value}, key) if value_only else typed(row[key])


def typed(cell: Cell) -> str:
    """What was understood, otherwise as it was typed."""
    return text({"": cell.value}, "") or flat(cell.text)


def _day(row: Row | None, key: str) -> date | None:
    value = row[key].value if row else None
    return value if isinstance(value, date) else None


def points(entry: Entry, commitments: Sequence[Commitment], actions: Sequence[Action], a_kind: int) -> Iterator[str]:
    """What there is to talk about, the most pressing first: `a_kind` lines at most of what is late or given up."""
    every: list[Action | Commitment] = [*commitments, *actions]
    if entry.decision and (conditions := flat(entry.decision.conditions)):
        yield say.recommended(conditions)
    late = [(action.due, action) for action in actions if action.late and action.due]
    late.sort(key=lambda pair: pair[0])
    yield from (say.late(_named(action), due, action.state) for due, action in late[:a_kind])
    if len(late) > a_kind:
        yield say.more_late(len(late) - a_kind)
    given_up = [one for one in every if is_given_up(one.state)]
    yield from (say.given_up(_named(one), one.state, one.motive or one.comment) for one in given_up[:a_kind])
    if len(given_up) > a_kind:
        yield say.more_given_up(len(given_up) - a_kind)
    if held := [name for one in commitments if (name := _held_but_open(one, actions))]:
        yield say.held_but_open(held)
    if moved := [action.number for action in actions if action.planned and action.due != action.planned]:
        yield say.moved(moved)
    if added := [one.number for one in every if one.new]:
        yield say.added(added)
    if unsaid := [one.number for one in every if not one.said]:
        yield say.unsaid(unsaid)


def held(entry: Entry, progress: Progress) -> frozenset[str]:
    """Names of the commitments of the dossier that are said to be held, or whose every action is done."""
    by_commitment: dict[str, list[bool]] = {}
    for action in actions(entry, progress, date.min):
        by_commitment.setdefault(action.commitment, []).append(action.state == say.DONE)
    return frozenset(
        one.number
        for one in commitments(entry, progress)
        if _is_held(one) or all(by_commitment.get(one.number, [False]))
    )


def _is_held(commitment: Commitment) -> bool:
    return wording.fold(commitment.state).startswith(say.HELD)


def _held_but_open(commitment: Commitment, actions: Sequence[Action]) -> str:
    if not _is_held(commitment):
        return ""
    own = (action for action in actions if action.commitment == commitment.number)
    left = [action.number for action in own if action.state in (say.TO_LAUNCH, say.UNDER_WAY)]
    return say.with_actions(commitment.number, left) if left else ""


def _named(one: Action | Commitment) -> str:
    label = one.action if isinstance(one, Action) else one.label
    return say.named(one.number, clip(label, NAMED_WIDTH))


def is_given_up(state: str) -> bool:
    """Whether an action or a commitment is put off, or abandoned."""
    return wording.fold(state).startswith((say.POSTPONED, say.DROPPED))
