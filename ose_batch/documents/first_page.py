"""The first page of the committee's brief: the organisation, readings, what came before, stakeholders. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its paragraphs.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents import history
from ose_batch.documents.facts import IN_FULL, QUOTES
from ose_batch.documents.fit import ROW_MARGIN, clip, column, flat, length, lines, row_height
from ose_batch.documents.values import ABSENT, Line, Words, day, perimeter, quote, text
from ose_batch.model import Answer, Entry, Value
from ose_batch.palette import ANSWER_TONES, WHITE
from ose_batch.wording import documents as say

ROOM = 58.5
"""Lines for all that varies: the name, the card, the readings, what came before and the matrix."""
NAME_WIDTH, NAME_LINE = column(10200, 16.5), 1.8
CARD_WIDTH = column(4080)
PURPOSE_WIDTH, PURPOSE_LINES, PURPOSE_HEIGHT = column(4286), 7, 13.0
RADAR_THEMES = 5
"""Fewer themes than that draw no radar."""
RADAR_HEIGHT = 15.5
RADAR_LABEL = 17
"""Letters on a line."""
TITLE_WIDTH, FACT_WIDTH, POINT_WIDTH = column(3300), column(5626, 8.5), column(5506)
CELL_WIDTH, CELL_HEIGHT = column(2130), 1.65
UNPLACED_WIDTH = column(10200, 7.5) - 10

_QUOTE_LINES = 2

_TO_SAY = (Answer.TO_COMPLETE, Answer.TO_WEIGH, Answer.TO_CHECK)
_INSIDE = "Interne"


@dataclass(frozen=True, slots=True)
class _Measure:
    """How much is shown of a dossier, at most."""

    purpose: int = 4
    """Lines, as all that is not said to be a number of things."""
    card: int = 3
    fact: int = 4
    quotes: int = 3
    """Under each principle."""
    points: int = 9
    """Under each principle."""
    point: int = 4
    cell: int = 5
    """In each cell of the matrix."""
    as_is: int = 4
    remarks: int = 10
    """Of them, all principles together."""
    remark: int = 6
    precedents: int = 5
    """Of them."""
    precedent: int = 4
    follow_up: int = 6
    changes: int = 5
    compared: int = 2


_STEPS: tuple[dict[str, Any], ...] = (
    {"quotes": 2, "changes": 4},
    {"quotes": 1},
    {"changes": 3, "compared": 1},
    {"card": 2, "purpose": 3},
    {"cell": 4, "precedent": 3, "remark": 5},
    {"quotes": 0},
    {"points": 6, "point": 3, "purpose": 2},
    {"remarks": 5, "remark": 4, "precedents": 3, "fact": 3},
    {"changes": 2, "cell": 3, "follow_up": 4},
    {"points": 4, "point": 2, "as_is": 3},
    {"fact": 2, "remarks": 4, "remark": 3, "precedent": 2},
    {"fact": 1, "points": 3, "precedents": 2, "follow_up": 3},
    {"remark": 2, "points": 2, "cell": 2},
    {"purpose": 1, "card": 1, "remarks": 3, "follow_up": 2, "as_is": 2, "changes": 1},
    {"point": 1, "points": 1},
    {"fact": 0, "remarks": 2, "precedent": 1, "cell": 1, "compared": 0},
    {"remarks": 1, "precedents": 1, "follow_up": 1, "as_is": 1},
    {"remark": 1},
)
"""What is shortened when all does not stand on the page, what matters least first."""
_MEASURES = tuple(accumulate(_STEPS, lambda measure, step: replace(measure, **step), initial=_Measure()))


def words(entry: Entry, rules: Rules) -> tuple[Words, float]:
    """With the lines left on the page."""
    radar = self_positioning(entry, rules)
    readings, points = entry.assessment.readings, _points(entry, rules)
    facts = {code: flat(IN_FULL[code](entry)) for code in readings if code in IN_FULL}
    quotes = {code: list(QUOTES[code](entry, rules)) for code in readings if code in QUOTES}
    places = _places(entry)
    for measure in _MEASURES:
        principles = [
            _reading(code, answer, facts.get(code, ""), quotes.get(code, ()), points[code], rules, measure)
            for code, answer in readings.items()
        ]
        page = card(entry, measure) | radar | _stakeholders(places, rules.lists["levels"], measure.cell)
        page |= history.as_is(entry, measure.as_is) | history.remarks(entry, measure.remarks, measure.remark)
        page |= history.precedents(entry, measure.precedents, measure.precedent, measure.follow_up)
        page |= history.changes(entry, measure.changes, measure.compared) | {"readings": principles}
        left = ROOM - _height(page)
        if left >= 0:
            break
    return page, left


def _height(page: Words) -> float:
    card_rows = [page[key] for key in _CARD if page[key] or key != "short_purpose"]
    beside = RADAR_HEIGHT if page["radar"] else PURPOSE_HEIGHT
    height = NAME_LINE * lines(f"{page['name']} ({page['acronym']})", NAME_WIDTH)
    height += max(beside, sum(row_height([(one, CARD_WIDTH)]) for one in card_rows))
    height += sum(map(_reading_height, page["readings"])) + history.height(page)
    height += sum(map(_matrix_height, page["matrix"]))
    return height + (lines(page["unplaced"], UNPLACED_WIDTH) if page["unplaced"] else 0)


_CARD = ("kind", "legal_form", "numbers", "place", "perimeter", "sector", "short_purpose", "people", "bodies")
"""The rows of the card, with the day of deposit."""


def card(entry: Entry, measure: _Measure) -> Words:
    """Who the organisation is, without anyone to reach."""

    def field(key: str) -> str:
        return clip(text(entry.fields, f"organisation.{key}"), CARD_WIDTH)

    def own(key: str) -> str:
        return text(entry.fields, f"organisation.{key}")

    numbers = (("SIREN", field("siren") or field("siret")[:9]), ("RNA", field("rna")))
    department = f" ({own('postcode')[:2]})" if own("postcode") else ""
    created = day(entry.fields, "organisation.created_on")
    known = {
        "kind": say.organisation_kind(own("dossier_kind"), entry.told.renews, entry.ose_number, field("ose_number")),
        "legal_form": say.legal_form(own("legal_form"), field("ess_proof"), str(created.year) if created else ""),
        "perimeter": perimeter(entry),
        "sector": own("sector"),
        "people": say.people(field("headcount"), field("fte"), field("volunteers"), field("members")),
        "bodies": say.bodies(own("governing_body"), own("general_meeting"), own("cse")),
    }
    radar = len(_rated(entry)) >= RADAR_THEMES
    return {
        "name": own("name") or ABSENT,
        "acronym": field("acronym"),
        "numbers": " · ".join(f"{name} {number}" for name, number in numbers if number),
        "place": (clip(own("town"), CARD_WIDTH - length(department)) + department).strip(),
        "purpose": "" if radar else clip(own("purpose"), PURPOSE_WIDTH, PURPOSE_LINES),
        "short_purpose": clip(own("purpose"), CARD_WIDTH, measure.purpose) if radar else "",
        **{key: clip(said, CARD_WIDTH, measure.card) for key, said in known.items()},
    }


def _rated(entry: Entry) -> list[tuple[str, int]]:
    ratings = ((text(line, "theme"), line.get("self_rating")) for line in entry.tables["themes"])
    return [(theme, int(rating)) for theme, rating in ratings if isinstance(rating, int | float)]


def self_positioning(entry: Entry, rules: Rules) -> Words:
    """What the organisation says of itself: in words, and as a radar from `RADAR_THEMES` themes on."""
    rated = [(rules.theme_label(theme), rating) for theme, rating in _rated(entry)]
    radar = None
    if len(rated) >= RADAR_THEMES:
        labels = ["\n".join(textwrap.wrap(say.rated(theme, rating), RADAR_LABEL)) for theme, rating in rated]
        radar = {"labels": labels, "values": [rating for _, rating in rated]}
    return {"radar": radar, "self_ratings": [say.self_rating(theme, rating) for theme, rating in rated]}


def _reading(
    code: str,
    answer: Answer,
    fact: str,
    quotes: Sequence[tuple[str, str]],
    points: Sequence[tuple[str, str]],
    rules: Rules,
    measure: _Measure,
) -> Words:
    """A principle: its answer, what the dossier holds, the organisation's words, and the points to weigh or check."""
    more = wording.more(len(points) - measure.points, "point")
    tone = ANSWER_TONES[answer]
    return {
        "code": code,
        "title": next((principle.title for principle in rules.principles if principle.code == code), code),
        "answer": say.short_answer(answer.value),
        "ink": tone.ink,
        "bar": tone.ink if answer in _TO_SAY else tone.fill,
        "fill": tone.fill if answer in _TO_SAY else WHITE,
        "fact": clip(fact, FACT_WIDTH, measure.fact) if measure.fact else "",
        "quotes": [_quote(of, own, _QUOTE_LINES) for of, own in quotes[: measure.quotes]],
        "points": [
            {
                "label": label,
                "text": clip(sentence, POINT_WIDTH - length(f"{label} : ({more}) ") / measure.point, measure.point),
            }
            for label, sentence in points[: measure.points]
        ],
        "more": more,
    }


def _quote(of: str, own: str, count: int) -> str:
    """A name too long for its line is cut, so that something is left of what is quoted."""
    room = 0.75 * FACT_WIDTH
    return quote(own, FACT_WIDTH, count, of if length(of) <= room else f"{clip(of, room)}\u00a0: ")


def _points(entry: Entry, rules: Rules) -> dict[str, list[tuple[str, str]]]:
    """Principle → label and sentence of each point, those to complete first, those that staff lifted last."""
    assessment = entry.assessment
    points: dict[str, dict[tuple[str, str], None]] = {code: {} for code in assessment.readings}
    for answer in _TO_SAY:
        label = say.short_answer(answer.value)
        for finding in assessment.findings:
            if finding.answer is answer:
                sentences = [point.sentence for point in finding.points] or [finding.reason]
                points[finding.principle] |= {(label, flat(sentence)): None for sentence in sentences}
    asked = {criterion.code: criterion for criterion in rules.criteria}
    found = {finding.criterion: finding for finding in assessment.findings}
    for lift in entry.lifts:
        one = found.get(lift.criterion)
        if not one or one.answer is not Answer.COMPLETE or flat(lift.motive) not in flat(one.reason):
            continue
        criterion = asked.get(lift.criterion)
        if criterion and criterion.check == "charter_received":
            points[one.principle][say.SIGNED_CHARTER, say.received(lift.lifted_on)] = None
        else:
            sentence = criterion.sentence if criterion else lift.criterion
            said = say.lifted(sentence, lift.lifted_on, flat(lift.motive))
            points[one.principle][say.POINT_LIFTED, said] = None
    return {code: list(own) for code, own in points.items()}


def _reading_height(reading: Words) -> float:
    small = 0.95 * (lines(reading["fact"], FACT_WIDTH) if reading["fact"] else 0)
    small += 0.95 * sum(lines(one, FACT_WIDTH) for one in reading["quotes"])
    points = [f"{point['label']}\u00a0: {point['text']}" for point in reading["points"]]
    if points and reading["more"]:
        points[-1] += f" ({reading['more']})"
    content = small + sum(lines(point, POINT_WIDTH) for point in points)
    return ROW_MARGIN + max(lines(f"{reading['code']}  {reading['title']}", TITLE_WIDTH), content)


def _places(entry: Entry) -> dict[tuple[Value, Value], list[Line]]:
    """Importance and influence → the stakeholders that have them, those inside first."""
    places: dict[tuple[Value, Value], list[Line]] = {}
    for line in sorted(entry.tables["stakeholders"], key=lambda line: line.get("side") != _INSIDE):
        places.setdefault((line.get("importance"), line.get("influence")), []).append(line)
    return places


def _stakeholders(places: Mapping[tuple[Value, Value], Sequence[Line]], levels: Sequence[str], count: int) -> Words:
    """The matrix: a line an importance, the strongest first; a column an influence."""
    scale = range(1, len(levels) + 1)
    matrix = [
        [_names(places.get((importance, influence), ()), count) for influence in scale]
        for importance in reversed(scale)
    ]
    unplaced = [line for place, own in places.items() if not all(level in scale for level in place) for line in own]
    cell = _names(unplaced, count)
    return {"levels": list(levels), "matrix": matrix, "unplaced": _said(cell)}


def _names(parties: Sequence[Line], count: int) -> Words:
    """As many as the cell takes, the first at least, inside and outside apart; then how many others."""
    shown = [(clip(text(line, "name") or ABSENT, CELL_WIDTH, max(1, count - 1)), line) for line in parties]
    while True:
        left = len(parties) - len(shown)
        cell: Words = {
            "inside": ", ".join(name for name, line in shown if line.get("side") == _INSIDE),
            "outside": ", ".join(name for name, line in shown if line.get("side") != _INSIDE),
            "more": f" + {left}" if left else "",
        }
        if len(shown) < 2 or lines(_said(cell), CELL_WIDTH) <= count:
            return cell
        shown.pop()


def _said(cell: Words) -> str:
    return ", ".join(filter(None, (cell["inside"], cell["outside"]))) + str(cell["more"])


def _matrix_height(cells: Sequence[Words]) -> float:
    return max(CELL_HEIGHT, row_height((_said(cell), CELL_WIDTH) for cell in cells))
