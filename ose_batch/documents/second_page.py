"""The second page of the committee's brief: practices, commitments, plan and frameworks, above the decision zone. Pure.

Widths are those of the template's columns, in average letters; heights are in lines of its tables. Longer texts are cut
and longer lists end with « et 48 autres actions ».
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Requirement, Rules
from ose_batch.documents.fit import clip, lines, row_height
from ose_batch.documents.values import ABSENT, SEPARATOR, YES, Line, Words, day, text
from ose_batch.model import Entry

ROOM = 39.0
"""Lines for practices, commitments and actions together, beside a decision zone of `BLANK_LINES`."""
PLAN_ROOM = 19.0
"""Of those, what a long plan is left at least."""
PRACTICE_WIDTHS = {"theme": 30, "questioned": 19, "practices": 41, "showcase": 35}
THEME_ROWS = 12
COMMITMENT_WIDTH = 130
ACTION_WIDTHS = {"action": 41, "theme": 25, "pilot": 17, "state": 13}
FRAMEWORKS_WIDTH = 132

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
                "theme": clip(theme.label, 2 * PRACTICE_WIDTHS["theme"]),
                "questioned": text(line, "questioned") or ABSENT,
                "practices": clip(titles, measure.practice_lines * PRACTICE_WIDTHS["practices"]) or ABSENT,
                "showcase": clip(_joined(own, "showcase"), measure.practice_lines * PRACTICE_WIDTHS["showcase"])
                or ABSENT,
            }
        )
    return rows


def _joined(own: Iterable[Line], key: str) -> str:
    return SEPARATOR.join(dict.fromkeys(text(line, key) for line in own if key in line))


def _practice_height(row: Words) -> float:
    return row_height((row[column], width) for column, width in PRACTICE_WIDTHS.items())


def _commitments(entry: Entry, measure: _Measure) -> list[Words]:
    limit = measure.commitment_lines * COMMITMENT_WIDTH
    return [
        {"number": text(line, "number"), "label": clip(text(line, "label"), limit)}
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
        "action": clip(text(line, "action"), 2 * ACTION_WIDTHS["action"]) or ABSENT,
        "theme": clip(rules.theme_label(text(line, "theme")), 3 * ACTION_WIDTHS["theme"]) or ABSENT,
        "pilot": clip(text(line, "pilot"), 2 * ACTION_WIDTHS["pilot"]) or ABSENT,
        "due_on": text(line, "due_on") or ABSENT,
        "commitment": clip(text(line, "commitment"), 4) or ABSENT,
        "state": " ".join(filter(None, (text(line, "state"), done))) or ABSENT,
    }


def _frameworks(entry: Entry) -> str:
    """Those in force on the day of deposit, or without a known end."""
    in_force = [
        wording.framework(
            clip(text(line, "name"), 60), clip(text(line, "level"), 30), end, clip(text(line, "themes"), 60)
        )
        for line in entry.tables["frameworks"]
        if "name" in line and ((end := day(line, "valid_until")) is None or end >= entry.deposited_on)
    ]
    return clip(SEPARATOR.join(in_force), 2 * FRAMEWORKS_WIDTH)
