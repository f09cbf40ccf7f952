"""The brief of progress (note de point d’étape): commitment by commitment, on two pages at most. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents import standing
from ose_batch.documents.fit import clip, column, length, lines
from ose_batch.documents.plan import slug
from ose_batch.documents.standing import Action, Commitment
from ose_batch.documents.values import ABSENT, Words, text
from ose_batch.model import Answer, DocumentPlan, Entry, Issuer, Progress
from ose_batch.palette import ANSWER_TONES, WHITE
from ose_batch.wording import progress as say

FOLDER = "points-etape"
"""Of the outbox."""
PAGE, FRAME = 67.0, 43.0
"""Lines on a page, and those of what is always there: card, counts, titles, what is noted during the exchange."""
NAME_WIDTH, NAME_LINE = column(10200, 16.0), 1.75
FONT = 9.0
SAID_WIDTH, POINT_WIDTH = column(8106, FONT), column(9900, FONT)
LABEL_WIDTH, REMARK_WIDTH = column(9700, FONT), column(10100, FONT)
WIDTHS = {
    "action": column(3700, FONT),
    "state": column(2250, FONT),
    "due": column(1250, FONT),
    "comment": column(2386, FONT),
}
POINT_LINE, BOLD = 1.08, 1.07
"""A line of a point, and the width of bold letters, to those of the tables."""
ROW_MARGIN = 0.22
"""What a row of these tables, whose cells have hardly any margin, takes beyond its lines."""
LEAST_BLANK_LINES, MOST_BLANK_LINES = 3, 12
SAID = ("successes", "difficulties", "needs", "free")


class _Measure(NamedTuple):
    """How much is shown, at most."""

    said_lines: int
    """Of each thing the organisation says."""
    points: int
    """Of each kind, to talk about."""
    point_lines: int
    label_lines: int
    """Of a commitment, and of what is said of it."""
    action_lines: int


_MEASURES = (
    _Measure(12, 6, 3, 4, 5),
    _Measure(8, 5, 2, 3, 3),
    _Measure(5, 4, 2, 2, 2),
    _Measure(4, 3, 2, 2, 1),
    _Measure(3, 2, 1, 1, 1),
    _Measure(2, 2, 1, 1, 1),
)
"""From the most to the least: the first with which every action fits is taken."""


def note(
    entry: Entry, progress: Progress, on: date, rules: Rules, issuer: Issuer, valid_until: date | None = None
) -> DocumentPlan:
    """`on`: the day the workbook came; an action is late when its date is past on that day.

    `valid_until`: last day of the recognition, which may have been prolonged since the decision.
    """
    actions, commitments = standing.actions(entry, progress, on), standing.commitments(entry, progress)
    name, decision = text(entry.fields, "organisation.name") or ABSENT, entry.decision
    words: Words = {
        "issuer": issuer.name,
        "number": entry.number,
        "ose_number": entry.ose_number,
        "name": clip(name, NAME_WIDTH, 3),
        "recognised_on": wording.french_date(decision.decided_on) if decision else "",
        "valid_until": wording.french_date(valid_until) if valid_until else "",
        "planned_on": _midterm(entry, rules),
        "read_on": wording.french_date(on),
        "wished_on": standing.typed(progress.fields["midterm.wished_on"]),
        "participants": clip(standing.typed(progress.fields["midterm.participants"]), SAID_WIDTH, 2),
        "counts": _counts(actions, rules),
        "commitment_counts": say.commitments(
            len(commitments), _by_state((one.state for one in commitments), rules.lists["commitment_states"])
        ),
    }
    return DocumentPlan(
        kind="point-etape",
        filename=f"{FOLDER}/{'-'.join(filter(None, (entry.number, 'point-etape', slug(name))))}.docx",
        template="note-point-etape.docx",
        title=say.title(entry.number),
        made_on=on,
        words=words | _body(entry, progress, commitments, actions, rules, words),
        expected=(entry.number, words["name"]),
    )


def _midterm(entry: Entry, rules: Rules) -> str:
    if entry.decision is None:
        return ""
    return wording.french_date(rules.durations.midterm_on(entry.decision.decided_on))


def _counts(actions: Sequence[Action], rules: Rules) -> list[Words]:
    states = _by_state((action.state for action in actions), rules.lists["action_states"])
    added = sum(action.new for action in actions)
    heads = [(say.PLANNED, len(actions) - added, WHITE), (say.ADDED, added, WHITE)]
    heads += [(say.COUNTED.get(state, state), count, WHITE) for state, count in states.items()]
    late = sum(action.late for action in actions)
    heads += [(say.LATE, late, ANSWER_TONES[Answer.TO_WEIGH].fill if late else WHITE)]
    return [{"label": label, "count": str(count), "fill": fill} for label, count, fill in heads]


def _by_state(states: Iterable[str], order: Sequence[str]) -> dict[str, int]:
    counts = Counter(states)
    return {state: counts[state] for state in order}


# --------------------------------------------------------------------------------------------------- What has its room


def _body(
    entry: Entry,
    progress: Progress,
    commitments: Sequence[Commitment],
    actions: Sequence[Action],
    rules: Rules,
    head: Words,
) -> Words:
    told = {key: standing.typed(progress.fields[f"midterm.{key}"]) for key in SAID}
    for measure in _MEASURES:
        points = [
            clip(point, POINT_WIDTH, measure.point_lines)
            for point in standing.points(entry, commitments, actions, measure.points)
        ]
        own = {key: clip(said, SAID_WIDTH, measure.said_lines) for key, said in told.items()}
        groups = _groups(commitments, actions, measure)
        room = 2 * PAGE - FRAME - NAME_LINE * lines(head["name"], NAME_WIDTH)
        room -= POINT_LINE * sum(lines(point, POINT_WIDTH) for point in points)
        room -= sum(lines(said, SAID_WIDTH) + ROW_MARGIN for said in own.values() if said)
        room -= sum(group["height"] for group, _ in groups)
        shown, room = _fitting((action for _, own_actions in groups for action in own_actions), measure, room)
        hidden = [action for action in actions if id(action) not in shown]
        if not hidden:
            break
    return {
        "points": points or [say.NOTHING_STANDS_OUT],
        **own,
        "groups": [
            group | {"rows": [_row(action, measure) for action in own_actions if id(action) in shown]}
            for group, own_actions in groups
        ],
        "more_actions": say.others(
            len(hidden), _by_state((action.state for action in hidden), rules.lists["action_states"])
        ),
        "blank_lines": _blank_lines(room),
    }


def _blank_lines(room: float) -> int:
    """To write on during the exchange, in each of two places: what is left of the last page in use."""
    left = room - PAGE if room > PAGE else room
    return max(LEAST_BLANK_LINES, min(MOST_BLANK_LINES, int(left / 2) - 1))


def _groups(
    commitments: Sequence[Commitment], actions: Sequence[Action], measure: _Measure
) -> list[tuple[Words, list[Action]]]:
    """Each commitment with its actions, then the actions of none."""
    groups = []
    for one in commitments:
        width = (LABEL_WIDTH - length(f" · {one.shown}") / measure.label_lines) / BOLD
        label = clip(f"{one.number} · {one.label}", width, measure.label_lines)
        remark = clip(one.remark, REMARK_WIDTH, measure.label_lines)
        own = [action for action in actions if action.commitment == one.number]
        groups.append((_group(label, one.shown, remark), own))
    numbers = {one.number for one in commitments}
    if left := [action for action in actions if action.commitment not in numbers]:
        groups.append((_group(say.LINKED_TO_NONE, "", ""), left))
    return groups


def _group(label: str, state: str, remark: str) -> Words:
    high = ROW_MARGIN + lines(f"{label} · {state}", LABEL_WIDTH / BOLD) + (lines(remark, REMARK_WIDTH) if remark else 0)
    return {"label": label, "state": state, "remark": remark, "height": high}


def _row(action: Action, measure: _Measure) -> Words:
    tone = WHITE
    if action.late:
        tone = ANSWER_TONES[Answer.TO_WEIGH].fill
    elif action.state == say.DONE and action.said:
        tone = ANSWER_TONES[Answer.COMPLETE].fill
    comment = say.remark(action.comment, "", action.motive)
    return {
        "number": clip(action.number, column(620, FONT)),
        "action": clip(action.action, WIDTHS["action"], measure.action_lines) or ABSENT,
        "state": clip(action.shown, WIDTHS["state"], 2),
        "fill": tone,
        "due": say.due(action.planned, action.due, brief=measure.action_lines == 1) or ABSENT,
        "comment": clip(comment, WIDTHS["comment"], measure.action_lines),
    }


def _fitting(actions: Iterable[Action], measure: _Measure, room: float) -> tuple[set[int], float]:
    """Identities of the actions that fit in `room` lines, those to talk about first; and the room left."""
    shown: set[int] = set()
    for action in sorted(actions, key=_urgency):
        row = _row(action, measure)
        high = ROW_MARGIN + max(lines(row[key], width) for key, width in WIDTHS.items())
        if high > room:
            break
        room -= high
        shown.add(id(action))
    return shown, room


def _urgency(action: Action) -> tuple[bool, bool, bool, date]:
    return not action.late, not standing.is_given_up(action.state), action.state == say.DONE, action.due or date.max
