"""The first page of the committee's brief: the organisation, readings, stakeholders, voies d’amélioration. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its tables.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents.facts import FACTS
from ose_batch.documents.fit import ROW_MARGIN, clip, column, flat, length, lines, row_height
from ose_batch.documents.values import ABSENT, Words, perimeter, text
from ose_batch.model import Answer, Assessment, Entry, Value
from ose_batch.palette import ANSWER_TONES
from ose_batch.wording import documents as say

ROOM = 56.5
"""Lines for the name, the card, the readings, the matrix and the voies d’amélioration together."""
NAME_WIDTH, NAME_LINE = column(10200, 16.5), 1.8
CARD_WIDTH, CARD_ROWS = column(3980), 10
PURPOSE_WIDTH, PURPOSE_LINES, PURPOSE_HEIGHT = column(4486), 7, 14.0
RADAR_THEMES = 5
"""Fewer themes than that draw no radar."""
RADAR_HEIGHT = 17.0
RADAR_LABEL = 17
"""Letters on a line."""
TITLE_WIDTH, FACT_WIDTH, POINT_WIDTH = column(2200), column(5846, 8.5), column(5700)
CELL_WIDTH, CELL_HEIGHT = column(2209), 2.8
UNPLACED_WIDTH = column(10200, 7.5) - 10
IMPROVEMENT_WIDTH, IMPROVEMENTS_HEAD = column(10080), 3.5

_TO_SAY = (Answer.TO_COMPLETE, Answer.TO_WEIGH, Answer.TO_CHECK)


class _Measure(NamedTuple):
    """How much is shown of a dossier, at most."""

    fact_lines: int
    points: int
    """Of each principle."""
    point_lines: int
    cell_lines: int
    """In each cell of the matrix."""


_MEASURES = (_Measure(4, 9, 4, 5), _Measure(3, 6, 2, 4), _Measure(2, 3, 2, 3), _Measure(1, 1, 1, 2))
"""From the most to the least: the first that fits the page is taken."""


def words(entry: Entry, rules: Rules) -> Words:
    head = card(entry) | self_positioning(entry, rules)
    room = ROOM - _head_height(head)
    facts = {code: flat(FACTS[code](entry)) for code in entry.assessment.readings if code in FACTS}
    points = _points(entry.assessment)
    places = _places(entry)
    for measure in _MEASURES:
        principles = [
            _reading(code, answer, facts.get(code, ""), points[code], rules, measure)
            for code, answer in entry.assessment.readings.items()
        ]
        parties = _stakeholders(places, rules.lists["levels"], measure)
        left = room - sum(map(_reading_height, principles)) - sum(map(_matrix_height, parties["matrix"]))
        left -= lines(parties["unplaced"], UNPLACED_WIDTH) - 1
        if left >= 0:
            break
    return head | parties | {"readings": principles} | _improvements(entry, rules, left - IMPROVEMENTS_HEAD)


def _head_height(head: Words) -> float:
    rows = CARD_ROWS * (1 + ROW_MARGIN) + (row_height([(head["short_purpose"], CARD_WIDTH)]) if head["radar"] else 0)
    rows += sum(lines(head[key], CARD_WIDTH) - 1 for key in ("place", "perimeter", "people"))
    beside = RADAR_HEIGHT if head["radar"] else PURPOSE_HEIGHT
    return NAME_LINE * lines(f"{head['name']} ({head['acronym']})", NAME_WIDTH) + max(rows, beside)


def card(entry: Entry) -> Words:
    """Who the organisation is, without anyone to reach."""

    def field(key: str) -> str:
        return clip(text(entry.fields, f"organisation.{key}"), CARD_WIDTH)

    purpose = text(entry.fields, "organisation.purpose")
    numbers = (("SIREN", field("siren") or field("siret")[:9]), ("RNA", field("rna")))
    department = field("postcode")[:2]
    people = say.people(field("headcount"), field("fte"), field("volunteers"), field("members"))
    return {
        "name": text(entry.fields, "organisation.name") or ABSENT,
        "acronym": field("acronym"),
        "kind": field("dossier_kind"),
        "legal_form": field("legal_form"),
        "numbers": " · ".join(f"{name} {number}" for name, number in numbers if number),
        "place": f"{field('town')} ({department})".strip() if department else field("town"),
        "perimeter": clip(perimeter(entry), CARD_WIDTH, 2),
        "sector": field("sector"),
        "purpose": clip(purpose, PURPOSE_WIDTH, PURPOSE_LINES),
        "short_purpose": clip(purpose, CARD_WIDTH, 2),
        "people": clip(people, CARD_WIDTH, 2),
    }


def self_positioning(entry: Entry, rules: Rules) -> Words:
    """What the organisation says of itself: in words, and as a radar from `RADAR_THEMES` themes on."""
    rated = [
        (rules.theme_label(text(line, "theme")), int(rating))
        for line in entry.tables["themes"]
        if isinstance(rating := line.get("self_rating"), int | float)
    ]
    radar = None
    if len(rated) >= RADAR_THEMES:
        labels = ["\n".join(textwrap.wrap(theme, RADAR_LABEL)) for theme, _ in rated]
        radar = {"labels": labels, "values": [rating for _, rating in rated]}
    return {"radar": radar, "self_ratings": [say.self_rating(theme, rating) for theme, rating in rated]}


def _reading(
    code: str, answer: Answer, fact: str, points: Sequence[tuple[str, str]], rules: Rules, measure: _Measure
) -> Words:
    """A principle: its answer, what the dossier holds, and the points to weigh or to check."""
    more = wording.more(len(points) - measure.points, "point")
    return {
        "code": code,
        "title": next((principle.title for principle in rules.principles if principle.code == code), code),
        "answer": answer.value,
        "ink": ANSWER_TONES[answer].ink,
        "fill": ANSWER_TONES[answer].fill,
        "fact": clip(fact, FACT_WIDTH, measure.fact_lines),
        "points": [
            {
                "label": label,
                "text": clip(sentence, POINT_WIDTH - length(label + more) / measure.point_lines, measure.point_lines),
            }
            for label, sentence in points[: measure.points]
        ],
        "more": more,
    }


def _points(assessment: Assessment) -> dict[str, list[tuple[str, str]]]:
    """Principle → label and sentence of each point, those to complete first."""
    points: dict[str, dict[tuple[str, str], None]] = {code: {} for code in assessment.readings}
    for answer in _TO_SAY:
        label = say.short_answer(answer.value)
        for finding in assessment.findings:
            if finding.answer is answer:
                sentences = [point.sentence for point in finding.points] or [finding.reason]
                points[finding.principle] |= {(label, flat(sentence)): None for sentence in sentences}
    return {code: list(own) for code, own in points.items()}


def _reading_height(reading: Words) -> float:
    fact = lines(reading["fact"], FACT_WIDTH)
    points = sum(lines(f"{point['label']}\u00a0: {point['text']}", POINT_WIDTH) for point in reading["points"])
    return ROW_MARGIN + max(lines(reading["title"], TITLE_WIDTH), fact + points)


def _places(entry: Entry) -> dict[tuple[Value, Value], list[str]]:
    """Importance and influence → the stakeholders that have them."""
    places: dict[tuple[Value, Value], list[str]] = {}
    for line in entry.tables["stakeholders"]:
        place = line.get("importance"), line.get("influence")
        places.setdefault(place, []).append(text(line, "name") or ABSENT)
    return places


def _stakeholders(
    places: Mapping[tuple[Value, Value], Sequence[str]], levels: Sequence[str], measure: _Measure
) -> Words:
    """The matrix: a line an importance, the strongest first; a column an influence."""
    scale = range(1, len(levels) + 1)
    matrix = [
        [_names(places.get((importance, influence), ()), measure) for influence in scale]
        for importance in reversed(scale)
    ]
    unplaced = [name for place, own in places.items() if not all(level in scale for level in place) for name in own]
    return {"levels": list(levels), "matrix": matrix, "unplaced": _names(unplaced, measure)}


def _names(names: Sequence[str], measure: _Measure) -> str:
    """As many as the cell takes, the first at least, then how many others."""
    shown = [clip(name, CELL_WIDTH, measure.cell_lines - 1) for name in names]
    said = ", ".join(shown)
    while len(shown) > 1 and lines(said, CELL_WIDTH) > measure.cell_lines:
        shown.pop()
        said = f"{', '.join(shown)} + {len(names) - len(shown)}"
    return said


def _matrix_height(cells: Sequence[str]) -> float:
    return max(CELL_HEIGHT, row_height((cell, CELL_WIDTH) for cell in cells))


def _improvements(entry: Entry, rules: Rules, room: float) -> Words:
    """The voies d’amélioration that fit in `room` lines."""
    own = [
        {
            "theme": rules.theme_label(text(line, "theme")),
            "text": clip(text(line, "improvement"), IMPROVEMENT_WIDTH, 2),
        }
        for line in entry.tables["themes"]
        if "improvement" in line
    ]
    count = 0
    for improvement in own:
        room -= lines(f"{improvement['theme']} : {improvement['text']}", IMPROVEMENT_WIDTH)
        if room < 0:
            break
        count += 1
    return {"improvements": own[:count], "more_improvements": say.more_improvements(len(own) - count)}
