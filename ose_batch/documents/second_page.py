"""The second page of the committee's brief: practices, commitments, plan and frameworks, above the decision zone. Pure.

Widths are those of the template's columns, in twips; heights are in lines of its tables. Longer texts are cut
and longer lists end with « et 48 autres actions ».
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Requirement, Rules
from ose_batch.documents.fit import clip, column, lines, row_height
from ose_batch.documents.values import ABSENT, SEPARATOR, YES, Line, Words, day, text
from ose_batch.model import Entry

ROOM = 39.0
"""Lines for practices, commitments and actions together, beside a decision zone of `BLANK_LINES`."""
PLAN_ROOM = 19.0
"""Of those, what a long plan is left at least."""
PRACTICE_WIDTHS = {
    "theme": column(2470),
    "questioned": column(1560),
    "practices": column(3350),
    "showcase": column(2826),
}
THEME_ROWS = 12
COMMITMENT_WIDTH = column(9860)
ACTION_WIDTHS = {"action": column(3300), "theme": column(2080), "pilot": column(1500), "state": column(1166)}
FRAMEWORKS_WIDTH = column(10200)

BLANK_LINES = 2
"""At least, under each question of the decision zone, which grows with the room left."""

_CLOSED = ("Réalisée", "Abandonnée")


class _Measure(NamedTuple):
    """How much is shown of a dossier."""

    practice_lines: int
    commitments: int
    commitment_lines: int


_MEASURES = (_Measure(3, 6, 3), _Measure(2, 4, 2), _Measure(1, 3, 1))
"""From the most to the least: the first that leaves the plan its room is taken."""


def words(entry: Entry, rules: Rules) -> Words:
    for measure in _MEASURES:
        practices = _practices(entry, rules, measure)
        commitments = _commitments(entry, measure)
        room = ROOM - sum(_practice_height(row) for row in practices[:THEME_ROWS])
        room -= sum(lines(row["label"], COMMITMENT_WIDTH) for row in commitments[: measure.commitments])
        actions, room_left = _actions(entry, rules, room)
        if room >= PLAN_ROOM or len(actions) == len(entry.tables["actions"]):
            break
    return {
        "practices": practices[:THEME_ROWS],
        "more_practices": wording.more(len(practices) - THEME_ROWS, "thème"),
        "commitments": commitments[: measure.commitments],
        "more_commitments": wording.more(len(commitments) - measure.commitments, "engagement"),
        "commitment_count": len(entry.tables["commitments"]),
        "actions": actions,
        "more_actions": wording.more(len(entry.tables["actions"]) - len(actions), "action"),
        "frameworks": _frameworks(entry),
        "blank_lines": BLANK_LINES + int(room_left / 3),
    }


def _practices(entry: Entry, rules: Rules, measure: _Measure) -> list[Words]:
    """Each theme that is required or of which something is said, in the order of the charter."""
    asked = {line.get("theme"): line for line in entry.tables["themes"]}
    rows = []
    for theme in rules.themes:
        line = asked.get(theme.code, {})
        own = [practice for practice in entry.tables["practices"] if practice.get("theme") == theme.code]
        if not own and "questioned" not in line and theme.requirement is not Requirement.REQUIRED:
            continue
        titles = _joined(own, "title") or text(line, "document") or text(line, "reason")
        rows.append(
            {
                "theme": clip(theme.label, PRACTICE_WIDTHS["theme"], 2),
                "questioned": text(line, "questioned") or ABSENT,
                "practices": clip(titles, PRACTICE_WIDTHS["practices"], measure.practice_lines) or ABSENT,
                "showcase": clip(_joined(own, "showcase"), PRACTICE_WIDTHS["showcase"], measure.practice_lines)
                or ABSENT,
            }
        )
    return rows


def _joined(own: Iterable[Line], key: str) -> str:
    return SEPARATOR.join(dict.fromkeys(text(line, key) for line in own if key in line))


def _practice_height(row: Words) -> float:
    return row_height((row[column], width) for column, width in PRACTICE_WIDTHS.items())


def _commitments(entry: Entry, measure: _Measure) -> list[Words]:
    return [
        {"number": text(line, "number"), "label": clip(text(line, "label"), COMMITMENT_WIDTH, measure.commitment_lines)}
        for line in entry.tables["commitments"]
        if line.get("publishable") == YES
    ]


def _actions(entry: Entry, rules: Rules, room: float) -> tuple[list[Words], float]:
    """The actions that fit in `room` lines, in the order of the dossier, and the room left.

    Those still open come first, then the soonest due.
    """
    plan = entry.tables["actions"]
    shown: dict[int, Words] = {}
    for rank in sorted(range(len(plan)), key=lambda rank: _urgency(plan[rank])):
        row = _action(plan[rank], rules)
        height = row_height((row[column], width) for column, width in ACTION_WIDTHS.items())
        if height > room:
            break
        room -= height
        shown[rank] = row
    return [shown[rank] for rank in sorted(shown)], room


def _urgency(line: Line) -> tuple[bool, date]:
    return line.get("state") in _CLOSED, day(line, "due_on") or date.max


def _action(line: Line, rules: Rules) -> Words:
    progress = line.get("progress")
    done = wording.percent(progress) if isinstance(progress, int | float) else ""
    return {
        "number": text(line, "number"),
        "action": clip(text(line, "action"), ACTION_WIDTHS["action"], 2) or ABSENT,
        "theme": clip(rules.theme_label(text(line, "theme")), ACTION_WIDTHS["theme"], 3) or ABSENT,
        "pilot": clip(text(line, "pilot"), ACTION_WIDTHS["pilot"], 2) or ABSENT,
        "due_on": text(line, "due_on") or ABSENT,
        "commitment": clip(text(line, "commitment"), column(560)) or ABSENT,
        "state": " ".join(filter(None, (text(line, "state"), done))) or ABSENT,
    }


def _frameworks(entry: Entry) -> str:
    """Those in force on the day of deposit, or without a known end."""
    in_force = [
        wording.framework(text(line, "name"), text(line, "level"), end, text(line, "themes"))
        for line in entry.tables["frameworks"]
        if "name" in line and ((end := day(line, "valid_until")) is None or end >= entry.deposited_on)
    ]
    return clip(SEPARATOR.join(in_force), FRAMEWORKS_WIDTH, 2)
