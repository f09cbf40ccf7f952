"""What came before a dossier: earlier decisions, what became of them, what changed, what staff add. Pure.

Widths are those of the template's columns, in twips; heights are in lines of its paragraphs.
"""

from __future__ import annotations

from collections import Counter

from ose_batch import wording
from ose_batch.documents.fit import ROW_MARGIN, clip, column, fitting, flat, length, lines
from ose_batch.documents.values import SEPARATOR, Words, quote, text
from ose_batch.model import RENEWAL, Answer, Entry
from ose_batch.wording import documents as say

FULL = column(10200)
AS_IS_WIDTH = column(10000)
PRECEDENT_WIDTH, DECISION_WIDTH = column(7206), column(1750)
HEADING = 2.0
"""Lines that a title takes."""


def as_is(entry: Entry, count: int) -> Words:
    """Why an incomplete dossier comes to the committee, on `count` lines, and what is left to complete."""
    counts: Counter[str] = Counter()
    for finding in entry.assessment.findings:
        if finding.answer is Answer.TO_COMPLETE:
            counts[finding.principle] += max(1, len(finding.points))
    motive = flat(entry.as_is)
    if motive and motive[-1] not in ".!?…":
        motive += "."
    return {
        "as_is": clip(motive, AS_IS_WIDTH - length(say.AS_IS) / count, count),
        "left_to_complete": say.left_to_complete(counts) if motive else "",
    }


def remarks(entry: Entry, count: int, each: int) -> Words:
    """The `count` latest commentaires de la CRESS, oldest first, on `each` lines."""
    shown = entry.remarks[-count:]
    return {
        "remarks": [
            {
                "on": (on := wording.short_date(remark.said_on)),
                "text": clip(flat(remark.text), FULL - length(f"{on}\u00a0: ") / each, each),
            }
            for remark in shown
        ],
        "more_remarks": say.older_remarks(len(entry.remarks) - len(shown)),
    }


def precedents(entry: Entry, count: int, each: int, answer: int) -> Words:
    """The `count` last decisions, oldest first, each text on `each` lines; on `answer` lines, what became of them."""
    shown = entry.precedents[-count:]
    follow_up = text(entry.fields, "organisation.follow_up")
    renewal = text(entry.fields, "organisation.dossier_kind") == RENEWAL
    return {
        "precedents": [
            {
                "on": wording.short_date(one.decided_on),
                "number": one.number,
                "decision": say.settled(one.decision.value, one.is_lifted, one.settled_on),
                "texts": [
                    {"label": label, "text": clip(said, PRECEDENT_WIDTH - length(label) / each, each)}
                    for label, said in ((say.MOTIVE, flat(one.motive)), (say.CONDITIONS, flat(one.conditions)))
                    if said
                ],
            }
            for one in shown
        ],
        "older_precedents": say.older_decisions(len(entry.precedents) - len(shown)),
        "no_precedent": say.NO_PRECEDENT if not shown and (follow_up or renewal) else "",
        "follow_up": quote(follow_up, FULL, answer, say.FOLLOW_UP),
    }


def changes(entry: Entry, count: int, compared: int) -> Words:
    """What the dossier says otherwise than the last one the members have seen, or that was sent, on `count` lines.

    `compared`: lines for each sentence on the commitments of the dossier it renews; 0: for all of them together, 2.
    """
    told = entry.told
    since = told.since_renewed if told.since_renewed.number else told.since
    if not since.number:
        return {"changes_title": "", "compared": [], "changes": ""}
    of_commitments = [flat(one) for one in told.compared]
    if compared:
        of_commitments = [clip(one, FULL, compared) for one in of_commitments]
    elif of_commitments:
        of_commitments = [clip(" ".join(of_commitments), FULL, 2)]
    said = [say.moved(code, *answers) for code, answers in since.moved.items()]
    said += [say.change(change.label, change.before, change.after) for change in since.changes]
    each = [clip(flat(one), FULL) for one in said[: count * _CHANGES_ON_A_LINE]]
    shown = fitting(each, SEPARATOR, FULL - _MORE / count, count)
    parts = [*each[:shown], *filter(None, [say.more_changes(len(said) - shown)])]
    return {
        "changes_title": say.changes_title(since.number, renewed=since.number == told.renews),
        "compared": of_commitments,
        "changes": SEPARATOR.join(parts) or ("" if of_commitments else say.NO_CHANGE),
    }


_CHANGES_ON_A_LINE = 12
_BETWEEN = 0.2
"""Lines between two paragraphs."""
_MORE = 12.0
"""Room for « et 48 autres changements »."""


def height(page: Words) -> float:
    """Of all that this module says, in lines."""
    taken = 0.0
    if page["as_is"]:
        taken += lines(say.AS_IS + page["as_is"], AS_IS_WIDTH) + lines(page["left_to_complete"], AS_IS_WIDTH) + 1.2
    if page["remarks"]:
        taken += HEADING + sum(lines(f"{one['on']}\u00a0: {one['text']}", FULL) for one in page["remarks"])
        taken += bool(page["more_remarks"])
    if page["precedents"] or page["no_precedent"]:
        taken += HEADING + bool(page["no_precedent"]) + bool(page["older_precedents"])
        taken += sum(_precedent_height(one) for one in page["precedents"])
        taken += lines(page["follow_up"], FULL) + 0.3 if page["follow_up"] else 0
    if page["changes_title"]:
        said = [*page["compared"], *filter(None, [page["changes"]])]
        taken += HEADING + sum(lines(one, FULL) + _BETWEEN for one in said)
    return taken


def _precedent_height(precedent: Words) -> float:
    texts = sum(lines(one["label"] + one["text"], PRECEDENT_WIDTH) for one in precedent["texts"])
    return ROW_MARGIN + max(2, lines(precedent["decision"], DECISION_WIDTH), texts)
