"""The second page of the committee's brief: theme by theme, commitments and plan, above the decision zone. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its paragraphs. Longer
texts are cut and longer lists end with « et 48 autres actions ».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Requirement, Rules
from ose_batch.documents.facts import is_practice
from ose_batch.documents.fit import ROW_MARGIN, clip, column, length, lines, row_height
from ose_batch.documents.values import ABSENT, SEPARATOR, Line, Words, day, quote, text
from ose_batch.model import Entry
from ose_batch.wording import documents as say

ROOM = 45.0
"""Lines for themes, frameworks, commitments and actions together, beside a decision zone of `BLANK_LINES`."""
SMALL = 0.95
"""Height of a line in the tables."""
THEME_WIDTH, QUESTIONING_WIDTH, PRACTICE_WIDTH = column(2250, 8.5), column(4100, 8.5), column(3856, 8.5)
THEME_ROWS = 12
HEADING = 2.0
"""Lines that a title takes."""
COMMITMENT_WIDTH, HORIZON_WIDTH = column(9860), column(2000)
ACTION_WIDTHS = {
    "action": column(3840, 8.5),
    "indicator": column(1900, 8.5),
    "pilot": column(1400, 8.5),
    "state": column(1106, 8.5),
}
FULL = column(10200)

BLANK_LINES, MOST_BLANK_LINES = 2, 9
"""Under each question of the decision zone, which grows with the room left."""

_CLOSED = ("Réalisée", "Abandonnée")
_ARROW = 1.3


class _Measure(NamedTuple):
    """How much is shown of a dossier, in lines."""

    theme: int
    """In each cell of a theme."""
    commitments: int
    """Of them."""
    commitment: int
    statement: int
    plan: float
    """Lines that a plan too long to be whole has to be left."""


_MEASURES = (
    _Measure(6, 12, 2, 4, ROOM),
    _Measure(4, 8, 2, 3, 28.0),
    _Measure(3, 6, 2, 2, 20.0),
    _Measure(2, 6, 2, 2, 14.0),
    _Measure(2, 6, 1, 2, 11.0),
    _Measure(2, 6, 1, 1, 8.0),
    _Measure(1, 3, 1, 1, 0),
)
"""From the most to the least. The first that shows the whole plan is taken, the last excepted; where none does, the
first that leaves the plan its room."""


def words(entry: Entry, rules: Rules, above: float = 0) -> Words:
    """`above`: the lines left on the first page, where the commitments go when they stand there whole."""
    said, labels = list(_themes(entry, rules)), list(_commitments(entry))
    plan, frameworks = _plan(entry, rules), _frameworks(entry)
    whole = _promises(entry, labels, _MEASURES[0])
    first = HEADING + _promises_height(whole) <= above
    needed = sum(height for *_, height in plan) if len(plan) == len(entry.tables["actions"]) else ROOM
    tried = []
    for measure in _MEASURES:
        themes = [_theme(theme, measure) for theme in said[:THEME_ROWS]]
        promises = whole if first else _promises(entry, labels, measure)
        room = ROOM - sum(map(_theme_height, themes)) - lines(say.FRAMEWORKS + frameworks, FULL)
        room += HEADING if first else -_promises_height(promises)
        tried.append((measure, themes, promises, room))
        if room >= needed and measure is not _MEASURES[-1]:
            break
    else:
        measure, themes, promises, room = next((one for one in tried if one[-1] >= one[0].plan), tried[-1])
    actions, room_left = _fitting(plan, room)
    return promises | {
        "commitments_first": first,
        "themes": themes,
        "more_themes": wording.more(len(said) - len(themes), "thème"),
        "actions": actions,
        "more_actions": wording.more(len(entry.tables["actions"]) - len(actions), "action"),
        "frameworks": frameworks,
        "blank_lines": min(MOST_BLANK_LINES, BLANK_LINES + int(room_left / 2)),
    }


def _themes(entry: Entry, rules: Rules) -> Iterator[Words]:
    """Each theme that is required or of which something is said, in the order of the charter, at full length."""
    asked = {line.get("theme"): line for line in entry.tables["themes"]}
    for theme in rules.themes:
        line = asked.get(theme.code, {})
        own = [practice for practice in entry.tables["practices"] if practice.get("theme") == theme.code]
        if not own and not line.keys() - {"theme", "line"} and theme.requirement is not Requirement.REQUIRED:
            continue
        yield {
            "theme": clip(theme.label, THEME_WIDTH, 2),
            "questioned": clip(text(line, "questioned"), THEME_WIDTH, 2) or ABSENT,
            "reason": text(line, "reason"),
            "findings": text(line, "findings"),
            "document": text(line, "document"),
            "improvement": text(line, "improvement"),
            "practices": _joined(own, "title"),
            "showcase": _joined(filter(is_practice, own), "showcase"),
        }


def _theme(theme: Words, measure: _Measure) -> Words:
    """What is said of a theme: what was found, what could be better; what is done, to whom it is shown."""
    count = measure.theme
    reason, findings, document = theme["reason"], theme["findings"], theme["document"]
    found = bool(reason or findings or document)
    improvement = _after_arrow(theme["improvement"], QUESTIONING_WIDTH, count - (1 if found and count > 2 else 0))
    left = count - _stacked("", improvement, QUESTIONING_WIDTH)
    practices = clip(theme["practices"], PRACTICE_WIDTH, max(1, count - 1 if theme["showcase"] else count))
    beside = count - _stacked(practices, "", PRACTICE_WIDTH)
    return {
        "theme": theme["theme"],
        "questioned": theme["questioned"],
        "found": _found(reason, findings, document, left) if left > 0 else "",
        "improvement": improvement,
        "practices": practices or ABSENT,
        "showcase": _after_arrow(theme["showcase"], PRACTICE_WIDTH, beside) if beside > 0 else "",
    }


def _found(reason: str, findings: str, document: str, count: int) -> str:
    if reason or findings:
        return quote(reason or findings, QUESTIONING_WIDTH, count, say.REASON if reason else "")
    return clip(say.document(document), QUESTIONING_WIDTH, count) if document else ""


def _after_arrow(said: str, width: float, count: int) -> str:
    return clip(said, width - _ARROW / count, count)


def _theme_height(theme: Words) -> float:
    questioning = _stacked(theme["found"], theme["improvement"], QUESTIONING_WIDTH)
    practice = _stacked(theme["practices"], theme["showcase"], PRACTICE_WIDTH)
    name = lines(f"{theme['theme']} · {theme['questioned']}", THEME_WIDTH)
    return ROW_MARGIN + SMALL * max(name, questioning, practice)


def _stacked(above: str, after_arrow: str, width: float) -> int:
    arrow = lines(after_arrow, width - _ARROW) if after_arrow else 0
    return arrow + (lines(above, width) if above else 0)


def _joined(own: Iterable[Line], key: str) -> str:
    return SEPARATOR.join(dict.fromkeys(text(line, key) for line in own if key in line))


def _commitments(entry: Entry) -> list[tuple[str, str, str]]:
    """Number, label, and what is said after it."""
    return [
        (
            text(line, "number"),
            label,
            say.commitment(clip(text(line, "horizon"), HORIZON_WIDTH), text(line, "publishable")),
        )
        for line in entry.tables["commitments"]
        if (label := text(line, "label"))
    ]


def _promises(entry: Entry, labels: Sequence[tuple[str, str, str]], measure: _Measure) -> Words:
    """The commitments, and what the organisation wrote in the charter's own block."""
    shown = labels[: measure.commitments]
    count = measure.commitment
    return {
        "commitments": [
            {"number": number, "label": clip(label, COMMITMENT_WIDTH - length(after) / count, count) + after}
            for number, label, after in shown
        ],
        "more_commitments": wording.more(len(labels) - len(shown), "engagement"),
        "statement": quote(text(entry.fields, "commitments.statement"), FULL, measure.statement, say.STATEMENT),
    }


def _promises_height(promises: Words) -> float:
    labels = sum(lines(one["label"], COMMITMENT_WIDTH) for one in promises["commitments"]) or 1
    return labels + (lines(promises["statement"], FULL) + 0.2 if promises["statement"] else 0)


def _plan(entry: Entry, rules: Rules) -> list[tuple[int, Words, float]]:
    """The actions a page could hold, each with its rank in the dossier and its height.

    Those still open come first, then the soonest due.
    """
    actions = entry.tables["actions"]
    urgent = sorted(range(len(actions)), key=lambda rank: _urgency(actions[rank]))
    rows = [(rank, _action(actions[rank], rules)) for rank in urgent[: int(ROOM / (SMALL + ROW_MARGIN))]]
    return [(rank, row, _action_height(row)) for rank, row in rows]


def _action_height(row: Words) -> float:
    cells = row | {"action": f"{row['action']} ({row['theme']})"}
    return SMALL * (row_height((cells[key], width) for key, width in ACTION_WIDTHS.items()) - ROW_MARGIN) + ROW_MARGIN


def _fitting(plan: Iterable[tuple[int, Words, float]], room: float) -> tuple[list[Words], float]:
    """The first of `plan` that fit in `room` lines, in the order of the dossier, and the room left."""
    shown: dict[int, Words] = {}
    for rank, row, height in plan:
        if height > room:
            break
        shown[rank] = row
        room -= height
    return [shown[rank] for rank in sorted(shown)], max(0.0, room)


def _urgency(line: Line) -> tuple[bool, date]:
    return line.get("state") in _CLOSED, day(line, "due_on") or date.max


def _action(line: Line, rules: Rules) -> Words:
    progress = line.get("progress")
    done = wording.percent(progress) if isinstance(progress, int | float) else ""
    return {
        "number": text(line, "number"),
        "action": clip(text(line, "action"), ACTION_WIDTHS["action"], 2) or ABSENT,
        "theme": clip(rules.theme_label(text(line, "theme")), ACTION_WIDTHS["action"]),
        "indicator": _indicator(line),
        "pilot": clip(text(line, "pilot"), ACTION_WIDTHS["pilot"], 2) or ABSENT,
        "due_on": text(line, "due_on") or ABSENT,
        "commitment": clip(text(line, "commitment"), column(480, 8.5)) or ABSENT,
        "state": " ".join(filter(None, (text(line, "state"), done))) or ABSENT,
    }


def _indicator(line: Line) -> str:
    """Its values stay whole, so far as they can."""
    width = ACTION_WIDTHS["indicator"]
    values = clip(say.from_to(text(line, "initial"), text(line, "target")), width)
    name = clip(text(line, "indicator"), width - length(values) / 2, 2)
    return f"{name}{values}" if name else ABSENT


def _frameworks(entry: Entry) -> str:
    """Those in force on the day of deposit, or without a known end."""
    in_force = [
        say.framework(text(line, "name"), text(line, "level"), end, text(line, "themes"))
        for line in entry.tables["frameworks"]
        if "name" in line and ((end := day(line, "valid_until")) is None or end >= entry.deposited_on)
    ]
    said = SEPARATOR.join(in_force) or say.NO_FRAMEWORK
    return clip(said, FULL - length(say.FRAMEWORKS) / 2, 2)
