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
from ose_batch.documents.fit import ROW_MARGIN, clip, column, lines, row_height
from ose_batch.documents.values import ABSENT, SEPARATOR, YES, Line, Words, day, text
from ose_batch.model import Entry
from ose_batch.wording import documents as say

ROOM = 39.0
"""Lines for practices, commitments, actions and frameworks together, beside a decision zone of `BLANK_LINES`."""
PRACTICE_WIDTHS = {
    "theme": column(2470),
    "questioned": column(1560),
    "practices": column(3350),
    "showcase": column(2826),
}
THEME_ROWS = 12
COMMITMENT_WIDTH = column(9860)
ACTION_WIDTHS = {"action": column(3240), "theme": column(2140), "pilot": column(1500), "state": column(1166)}
FRAMEWORKS_WIDTH = column(10200)
CHANGES_LINES, CHANGES_HEAD = 4, 2.0

BLANK_LINES = 2
"""At least, under each question of the decision zone, which grows with the room left."""

_CLOSED = ("Réalisée", "Abandonnée")


class _Measure(NamedTuple):
    """How much is shown of a dossier."""

    practice_lines: int
    commitments: int
    commitment_lines: int
    plan_room: float
    """Lines that a plan too long to be whole has to be left."""


_MEASURES = (_Measure(3, 6, 3, ROOM), _Measure(2, 4, 2, 16.5), _Measure(2, 3, 1, 11.0), _Measure(1, 3, 1, 0))
"""From the most to the least: the first that leaves the plan its room is taken."""


def words(entry: Entry, rules: Rules) -> Words:
    all_practices = _practices(entry, rules)
    all_commitments = [line for line in entry.tables["commitments"] if line.get("publishable") == YES]
    plan, frameworks, changes = _plan(entry, rules), _frameworks(entry), _changes(entry)
    for measure in _MEASURES:
        practices = [_practice(practice, measure) for practice in all_practices[:THEME_ROWS]]
        commitments = [_commitment(line, measure) for line in all_commitments[: measure.commitments]]
        room = ROOM - sum(row_height((row[key], width) for key, width in PRACTICE_WIDTHS.items()) for row in practices)
        room -= sum(lines(row["label"], COMMITMENT_WIDTH) for row in commitments)
        room -= lines(frameworks, FRAMEWORKS_WIDTH)
        room -= lines(changes, FRAMEWORKS_WIDTH) + CHANGES_HEAD if changes else 0
        actions, room_left = _fitting(plan, room)
        if room >= measure.plan_room or len(actions) == len(entry.tables["actions"]):
            break
    return {
        "practices": practices,
        "more_practices": wording.more(len(all_practices) - len(practices), "thème"),
        "commitments": commitments,
        "more_commitments": wording.more(len(all_commitments) - len(commitments), "engagement"),
        "commitment_count": len(entry.tables["commitments"]),
        "actions": actions,
        "more_actions": wording.more(len(entry.tables["actions"]) - len(actions), "action"),
        "frameworks": frameworks,
        "changes_title": say.changes_title(entry.told.replaces),
        "changes": changes,
        "blank_lines": BLANK_LINES + int(room_left / 3),
    }


def _practices(entry: Entry, rules: Rules) -> list[Words]:
    """Each theme that is required or of which something is said, in the order of the charter, at full length."""
    asked = {line.get("theme"): line for line in entry.tables["themes"]}
    rows = []
    for theme in rules.themes:
        line = asked.get(theme.code, {})
        own = [practice for practice in entry.tables["practices"] if practice.get("theme") == theme.code]
        if not own and "questioned" not in line and theme.requirement is not Requirement.REQUIRED:
            continue
        rows.append(
            {
                "theme": clip(theme.label, PRACTICE_WIDTHS["theme"], 2),
                "questioned": text(line, "questioned") or ABSENT,
                "practices": _joined(own, "title") or text(line, "document") or text(line, "reason") or ABSENT,
                "showcase": _joined(own, "showcase") or ABSENT,
            }
        )
    return rows


def _practice(practice: Words, measure: _Measure) -> Words:
    return practice | {
        key: clip(practice[key], PRACTICE_WIDTHS[key], measure.practice_lines) for key in ("practices", "showcase")
    }


def _joined(own: Iterable[Line], key: str) -> str:
    return SEPARATOR.join(dict.fromkeys(text(line, key) for line in own if key in line))


def _commitment(line: Line, measure: _Measure) -> Words:
    label = clip(text(line, "label"), COMMITMENT_WIDTH, measure.commitment_lines)
    return {"number": text(line, "number"), "label": label}


def _plan(entry: Entry, rules: Rules) -> list[tuple[int, Words, float]]:
    """The actions a page could hold, each with its rank in the dossier and its height.

    Those still open come first, then the soonest due.
    """
    actions = entry.tables["actions"]
    urgent = sorted(range(len(actions)), key=lambda rank: _urgency(actions[rank]))
    rows = [(rank, _action(actions[rank], rules)) for rank in urgent[: int(ROOM / (1 + ROW_MARGIN))]]
    return [(rank, row, row_height((row[key], width) for key, width in ACTION_WIDTHS.items())) for rank, row in rows]


def _fitting(plan: Iterable[tuple[int, Words, float]], room: float) -> tuple[list[Words], float]:
    """The first of `plan` that fit in `room` lines, in the order of the dossier, and the room left."""
    shown: dict[int, Words] = {}
    for rank, row, height in plan:
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
        say.framework(text(line, "name"), text(line, "level"), end, text(line, "themes"))
        for line in entry.tables["frameworks"]
        if "name" in line and ((end := day(line, "valid_until")) is None or end >= entry.deposited_on)
    ]
    return clip(SEPARATOR.join(in_force), FRAMEWORKS_WIDTH, 2)


def _changes(entry: Entry) -> str:
    """What the dossier says otherwise than the one it takes the place of: the readings that moved come first."""
    if not entry.told.replaces:
        return ""
    said = [say.moved(code, before, after) for code, (before, after) in entry.told.moved.items()]
    said += [say.change(change.label, change.before, change.after) for change in entry.told.changes]
    return clip(SEPARATOR.join(said) or say.NO_CHANGE, FRAMEWORKS_WIDTH, CHANGES_LINES)
