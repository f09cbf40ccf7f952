"""The fiche retour: what an organisation is told of its dossier, on one page or two, for whoever decides there. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents.facts import BY_FRAMEWORK, FACTS
from ose_batch.documents.fit import clip, column, flat, length, lines, row_height
from ose_batch.documents.plan import slug
from ose_batch.documents.todo import Depth, by_sheet, places
from ose_batch.documents.values import ABSENT, Words, day, text
from ose_batch.model import Answer, CellRef, Change, DocumentPlan, Entry, Finding, Issuer, Repair, Told
from ose_batch.palette import ANSWER_TONES
from ose_batch.wording import answer as say

FOLDER = "reponses"
"""Of the outbox."""
PAGE = 62.0
"""Lines on a page."""
FRAME = 19.0
"""Lines of what is always there: card, opening, titles, what is next, whom to ask."""
MORE = 1.2
"""Lines of « et 3 autres »."""
SECTION, TODO_SECTION, ASKED_SECTION = 3.5, 4.8, 4.7
"""Lines of a title and what introduces what follows."""
FONT = 9.5
NAME_WIDTH, NAME_LINE, NAME_LINES = column(10200, 16.5), 1.75, 6
BODY_WIDTH, BODY_LINE = column(9900, 10.5), 1.2
PRINCIPLE_WIDTH, READING_WIDTH, FACT_WIDTH = column(3300, FONT), column(1500, FONT), column(5306, FONT)
LINE_WIDTH = column(9900, FONT)
LABEL_WIDTH, SHEET_WIDTH = LINE_WIDTH / 3, LINE_WIDTH / 4

_TONES = {
    Answer.TO_WEIGH: ANSWER_TONES[Answer.TO_CHECK],
    Answer.TO_CHECK: ANSWER_TONES[Answer.COMPLETE],
}
"""Where an answer is not shown in its own colour: what others have to do is not for the organisation to mend."""


class _Measure(NamedTuple):
    """How much is shown of a dossier, at most."""

    fact_lines: int
    todo: Depth
    told: int
    """New questions, repairs and changes, of each."""
    told_lines: int


_MEASURES = (
    _Measure(4, Depth(12, 3, 3, 6), 8, 2),
    _Measure(3, Depth(6, 3, 3, 6), 8, 2),
    _Measure(3, Depth(3, 3, 3, 6), 6, 2),
    _Measure(3, Depth(3, 3, 3, 6), 4, 1),
    _Measure(3, Depth(2, 3, 2, 3), 4, 1),
    _Measure(2, Depth(2, 2, 2, 2), 4, 1),
    _Measure(1, Depth(1, 2, 2, 0), 3, 1),
    _Measure(1, Depth(1, 1, 1, 0), 3, 1),
)
"""From the most to the least: the first with which every row fits is taken."""
_ONE_PAGE = tuple((1, measure) for measure in _MEASURES[:5])
"""For a complete dossier: beyond, too much would be cut for the sake of a page."""
_TWO_PAGES = tuple((2, measure) for measure in _MEASURES)


def folder(entry: Entry) -> str:
    """Of the outbox, for all that goes back about a dossier."""
    name = slug(text(entry.fields, "organisation.name"))
    return f"{FOLDER}/{'-'.join(filter(None, (entry.number, name)))}"


def fiche(entry: Entry, rules: Rules, issuer: Issuer, contact: str = "") -> DocumentPlan:
    """Dated from the deposit; `contact`: where to write or call, as the settings say it."""
    name = clip(text(entry.fields, "organisation.name"), NAME_WIDTH, NAME_LINES) or ABSENT
    todo = [finding for finding in entry.at_home.findings if finding.answer is Answer.TO_COMPLETE]
    head = _head(entry, rules, issuer, contact, sum(len(places(finding)) for finding in todo)) | {"name": name}
    return DocumentPlan(
        kind="fiche-retour",
        filename=f"{folder(entry)}/fiche-retour-{entry.number}.docx",
        template="fiche-retour.docx",
        title=say.title(entry.number),
        made_on=entry.deposited_on,
        words=head | _body(entry, rules, todo, head),
        expected=(entry.number, entry.code, name),
    )


def _head(entry: Entry, rules: Rules, issuer: Issuer, contact: str, points: int) -> Words:
    """All but what grows with the dossier."""
    due = entry.deadline if entry.deadline and entry.deadline >= entry.deposited_on else None
    if entry.assessment.complete:
        durations = rules.durations
        tone = ANSWER_TONES[Answer.COMPLETE]
        standing = say.complete(entry.session_on, entry.wave)
        steps = say.steps_when_complete(durations.validity_years, durations.midterm_months)
    else:
        tone = ANSWER_TONES[Answer.TO_COMPLETE]
        standing = say.to_complete(points, entry.session_on, entry.wave, due)
        steps = say.steps_to_complete(due)
    return {
        "issuer": issuer.name,
        "contact": clip(say.contact(issuer.name, flat(contact), entry.code), BODY_WIDTH, 4),
        "number": entry.number,
        "code": entry.code,
        "deposited_on": wording.french_date(entry.deposited_on),
        "session": wording.french_date(entry.session_on) if entry.session_on else "",
        "opening": say.opening(again=bool(entry.told.since.number)),
        "standing": standing,
        "ink": tone.ink,
        "fill": tone.fill,
        "thanks": _thanks(entry),
        "steps": steps,
        "point_count": say.points(points),
    }


def _thanks(entry: Entry) -> str:
    """For the frameworks in force that give document and page instead of what they already hold."""
    themes = entry.tables["themes"]
    cited = any(line.get("questioned") == BY_FRAMEWORK and "document" in line for line in themes)
    frameworks = [
        text(line, "name")
        for line in entry.tables["frameworks"]
        if "name" in line
        and (cited or "proof" in line)
        and ((end := day(line, "valid_until")) is None or end >= entry.deposited_on)
    ]
    if not (cited or frameworks):
        return ""
    return say.thanks([name for name in dict.fromkeys(frameworks) if name != say.UNRECOGNISED])


def _body(entry: Entry, rules: Rules, todo: Sequence[Finding], head: Words) -> Words:
    """What grows with the dossier, in what the head leaves of one page or two."""
    said = [head[key] for key in ("standing", "thanks", "contact") if head[key]]
    above = FRAME + NAME_LINE * lines(head["name"], NAME_WIDTH)
    above += sum(BODY_LINE * lines(sentence, BODY_WIDTH) for sentence in said)
    for pages, measure in (*_ONE_PAGE, *_TWO_PAGES) if entry.assessment.complete else _TWO_PAGES:
        principles = _principles(entry, rules, measure)
        told = _told(entry, rules, measure)
        left = pages * PAGE - above - sum(map(_principle_height, principles)) - _told_height(told)
        sheets, hidden = by_sheet(todo, measure.todo, left - TODO_SECTION)
        if left >= 0 and not hidden:
            break
    return {
        "principles": principles,
        "weighed": Answer.TO_WEIGH in entry.assessment.readings.values(),
        "sheets": sheets,
        "more_points": say.more_points(hidden),
        **told,
    }


def _principles(entry: Entry, rules: Rules, measure: _Measure) -> list[Words]:
    rows = []
    for code, answer in entry.assessment.readings.items():
        label, title = _principle(code, rules)
        tone = _TONES.get(answer, ANSWER_TONES[answer])
        fact = clip(flat(FACTS[code](entry)), FACT_WIDTH, measure.fact_lines) if code in FACTS else ""
        reading = say.READINGS[answer]
        rows.append(
            {"label": label, "title": title, "reading": reading, "ink": tone.ink, "fill": tone.fill, "fact": fact}
        )
    return rows


def _principle(code: str, rules: Rules) -> tuple[str, str]:
    return say.principle(code, next((one.title for one in rules.principles if one.code == code), code))


def _principle_height(row: Words) -> float:
    title = (f"{row['label']} {row['title']}", PRINCIPLE_WIDTH)
    return row_height((title, (row["reading"], READING_WIDTH), (row["fact"], FACT_WIDTH)))


def _told(entry: Entry, rules: Rules, measure: _Measure) -> dict[str, Words]:
    width, count = measure.told_lines * (LINE_WIDTH - 2), measure.told
    asked = (_at(one.label, one.cell, width) for one in entry.told.asked)
    repairs = (_repair(one, width) for one in entry.told.repairs)
    notes = (clip(flat(note), width) for note in entry.told.notes)
    since = entry.told.since
    moves = [move for code, answers in since.moved.items() if (move := _move(code, answers, rules))]
    changes = (_change(one, width) for one in since.changes)
    understood, changed = len(entry.told.repairs) + len(entry.told.notes), len(moves) + len(since.changes)
    return {
        "asked": {"lines": list(islice(asked, count)), "more": say.more_lines(len(entry.told.asked) - count)},
        "understood": {
            "lines": list(islice(chain(repairs, notes), count)),
            "more": say.more_understood(understood - count),
        },
        "changed": {
            "since": _since(entry.told, changed > 0),
            "lines": list(islice(chain(moves, changes), count)),
            "more": say.more_lines(changed - count),
        },
    }


def _since(told: Told, changed: bool) -> str:
    if not told.since.number:
        return ""
    return say.since(told.since.number, replaced=bool(told.replaces), changed=changed)


def _told_height(told: Mapping[str, Words]) -> float:
    height = SECTION if told["changed"]["since"] else 0.0
    height += ASKED_SECTION if told["asked"]["lines"] else 0.0
    height += SECTION if told["understood"]["lines"] else 0.0
    return height + sum(
        sum(lines(line, LINE_WIDTH) for line in own["lines"]) + (MORE if own["more"] else 0) for own in told.values()
    )


def _move(code: str, answers: tuple[Answer, Answer], rules: Rules) -> str:
    """Empty where the organisation reads the same of both."""
    before, after = (say.READINGS[answer] for answer in answers)
    return say.moved(" ".join(filter(None, _principle(code, rules))), before, after) if before != after else ""


def _repair(repair: Repair, width: float) -> str:
    place = _at(repair.label, repair.cell, 2 * LABEL_WIDTH)
    return say.repair(place, *_sides(repair.before, repair.after, width - length(place)))


def _change(change: Change, width: float) -> str:
    label = clip(flat(change.label), LABEL_WIDTH)
    return say.change(label, *_sides(change.before, change.after, width - length(label)))


def _sides(before: str, after: str, room: float) -> tuple[str, str]:
    """Both in `room` ems, the longer cut first."""
    before, after = flat(before), flat(after)
    room -= length(say.change("", "…", "…"))
    return (
        clip(before, max(room / 2, room - length(after))),
        clip(after, max(room / 2, room - length(before))),
    )


def _at(label: str, cell: CellRef, room: float) -> str:
    place = clip(flat(cell.sheet), SHEET_WIDTH), cell.address
    return say.at(clip(flat(label), room - length(say.at("", *place))), *place)
