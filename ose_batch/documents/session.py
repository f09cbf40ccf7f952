"""The dossier de séance: what precedes the notes, from the ordre du jour to what comes to its date. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents.fit import ROW_MARGIN, clip, column, flat, lines, row_height
from ose_batch.documents.values import ABSENT, Words, text
from ose_batch.model import Answer, Assessment, DocumentPlan, Entry, Issuer, Session, SessionPack, SetAside, Upcoming
from ose_batch.palette import ANSWER_TONES
from ose_batch.wording import documents as say_document
from ose_batch.wording import session as say

FOLDER = "seances"
"""Of the outbox."""
NOTE_PAGES = 2
PAGE = 66.5
"""Lines on a page, with some to spare: where a page ends is written, never left to chance."""
COVER = 13.5
"""Lines above the ordre du jour."""
SECTION = 3.3
"""Lines of a title and of the head of a table."""
SMALL = 0.85
"""Height of a line in small letters."""
_BOLD = 0.94
"""Room for bold letters, which are wider."""
AGENDA_NAME, AGENDA_SMALL = column(4146), _BOLD * column(4146, 7.5)
AGENDA_KIND, AGENDA_FORM, AGENDA_TOWN = column(1450), column(1900), column(1650)
SYNTHESIS_NAME = column(2756)
LEGEND_WIDTH = column(10200, 7.5)
ASIDE_NAME, ASIDE_WHY, ASIDE_DETAIL = column(3500), column(2400), column(3006)
DUE_NAME, DUE_DETAIL = column(4300), column(2806)
COVER_WIDTH = _BOLD * column(2900)

_Line = tuple[Words, float]
"""A line of a table and its height."""


class _Section(NamedTuple):
    lines: Sequence[_Line]
    head: float
    """Height of what stands above its first line."""


def folder(session: Session) -> str:
    return f"{FOLDER}/{session.held_on.isoformat()}"


def bookmark(entry: Entry) -> str:
    """Where the note of a dossier begins, as Word takes it."""
    return f"dossier_{entry.number.replace('-', '_')}"


def front(pack: SessionPack, rules: Rules, issuer: Issuer) -> DocumentPlan:
    """Cover, ordre du jour, synthesis, dossiers left aside, renewals and exchanges due; the notes follow.

    Dated from the day on which the dossiers are sent. The page of each note is known, since every note has two.
    """
    session = pack.session
    legend = " · ".join(f"{principle.code}\u00a0{principle.title}" for principle in rules.principles)
    synthesis_head = SECTION + SMALL * lines(legend, LEGEND_WIDTH)
    chunks, pages = _paginated(
        {
            "agenda": _Section(list(map(_agenda_line, pack.presented)), SECTION),
            "synthesis": _Section([_synthesis_line(entry) for entry in pack.presented], synthesis_head),
            "aside": _Section(list(map(_aside_line, pack.aside)), SECTION),
            "renewals": _Section(list(map(_due_line, pack.renewals)), SECTION + 1),
            "midterms": _Section(list(map(_due_line, pack.midterms)), SECTION + 1),
        },
        PAGE - COVER - (0 if pack.presented else SECTION),
    )
    for key in ("agenda", "synthesis"):
        rows = (row for chunk in chunks[key] for row in chunk["rows"])
        for rank, row in enumerate(rows):
            row |= {"rank": rank + 1, "page": pages + 1 + NOTE_PAGES * rank}
    kinds = Counter(text(entry.fields, "organisation.dossier_kind") for entry in pack.presented)
    return DocumentPlan(
        kind="dossier-de-seance",
        filename=f"{folder(session)}/dossier-de-seance-{session.held_on.isoformat()}.docx",
        template="dossier-de-seance.docx",
        title=say.dossier_title(session.held_on),
        made_on=session.sent_on,
        words={
            "issuer": issuer.name,
            "held_on": wording.french_date(session.held_on),
            "instance": clip(flat(session.instance), COVER_WIDTH, 2),
            "wave": session.wave,
            "deadline": wording.french_date(session.deadline),
            "sent_on": wording.french_date(session.sent_on),
            "presented": say.presented(kinds),
            "legend": legend,
            **chunks,
        },
        expected=(wording.french_date(session.held_on), *(entry.number for entry in pack.presented)),
    )


def _paginated(sections: dict[str, _Section], left: float) -> tuple[dict[str, list[Words]], int]:
    """Each section in chunks that fit their page, and how many pages they take; `left`: lines free on the first.

    A chunk begins a page when its section would not have two lines on the one before; the synthesis always does.
    """
    chunks: dict[str, list[Words]] = {}
    pages = 1
    for key, (rows, head) in sections.items():
        chunks[key] = []
        for rank, (row, height) in enumerate(rows):
            needed = height if rank else head + sum(one for _, one in rows[:2])
            new_page = needed > left or (key == "synthesis" and not rank)
            if new_page or not rank:
                chunks[key].append({"new_page": new_page, "continued": rank > 0, "rows": []})
                if new_page:
                    pages, left = pages + 1, PAGE
                left -= head
            chunks[key][-1]["rows"].append(row)
            left -= height
    return chunks, pages


def _agenda_line(entry: Entry) -> _Line:
    fields = entry.fields
    name = clip(text(fields, "organisation.name") or ABSENT, AGENDA_NAME * _BOLD, 2)
    references = " · ".join(filter(None, (entry.number, entry.ose_number)))
    marks = " · ".join(_marks(entry))
    kind, form = text(fields, "organisation.dossier_kind"), text(fields, "organisation.legal_form")
    cells = ((kind, AGENDA_KIND), (form, AGENDA_FORM), (text(fields, "organisation.town"), AGENDA_TOWN))
    shown = [clip(value or ABSENT, width, 2) for value, width in cells]
    words = dict(zip(("kind", "legal_form", "town"), shown, strict=True))
    words |= {"name": name, "references": references, "marks": marks, "bookmark": bookmark(entry)}
    small = SMALL * lines(f"{references} · {marks}", AGENDA_SMALL)
    first = ROW_MARGIN + lines(name, AGENDA_NAME * _BOLD) + small
    return words, max(first, row_height((value, width) for value, (_, width) in zip(shown, cells, strict=True)))


def _marks(entry: Entry) -> Iterable[str]:
    """What a member must know before opening the note."""
    if entry.precedents:
        last = entry.precedents[-1]
        if not last.is_lifted and (before := say.examined_before(last.decision, last.decided_on)):
            yield before
    if entry.as_is:
        yield say.AS_IS


def _synthesis_line(entry: Entry) -> _Line:
    name = clip(text(entry.fields, "organisation.name") or ABSENT, SYNTHESIS_NAME, 2)
    readings = {
        code: {"text": say_document.short_answer(answer.value), "fill": ANSWER_TONES[answer].fill}
        for code, answer in entry.assessment.readings.items()
    }
    row = {"number": entry.number, "name": name, "readings": readings, "points": _points_to_weigh(entry.assessment)}
    return row, ROW_MARGIN + SMALL + lines(name, SYNTHESIS_NAME)


def _points_to_weigh(assessment: Assessment) -> int:
    """As the note counts them: one sentence, one point."""
    found = (finding for finding in assessment.findings if finding.answer is Answer.TO_WEIGH)
    return len(
        {
            (finding.principle, flat(sentence))
            for finding in found
            for sentence in [point.sentence for point in finding.points] or [finding.reason]
        }
    )


def _aside_line(one: SetAside) -> _Line:
    row = {
        "number": one.number,
        "name": clip(flat(one.name) or ABSENT, ASIDE_NAME, 2),
        "why": clip(one.why.value, ASIDE_WHY, 2),
        "detail": clip(flat(one.detail) or ABSENT, ASIDE_DETAIL, 3),
    }
    widths = (("name", ASIDE_NAME), ("why", ASIDE_WHY), ("detail", ASIDE_DETAIL))
    return row, row_height((row[key], width) for key, width in widths)


def _due_line(one: Upcoming) -> _Line:
    row = {
        "name": clip(flat(one.name) or ABSENT, DUE_NAME, 2),
        "ose_number": one.ose_number,
        "due_on": wording.french_date(one.due_on),
        "detail": clip(flat(one.detail), DUE_DETAIL, 3),
    }
    return row, row_height(((row["name"], DUE_NAME), (row["detail"], DUE_DETAIL)))
