"""The *charte d'engagement* that an organisation prints and signs, with what its dossier says of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ose_batch.charter.rules import Rules
from ose_batch.documents.fit import clip, column, lines
from ose_batch.documents.letters import filename, whom
from ose_batch.documents.values import ABSENT, YES, perimeter, text
from ose_batch.model import DocumentPlan, Entry, Issuer
from ose_batch.wording import letters as say

WIDTH, NAME_WIDTH = column(9514, 10.5), column(7638, 10)
ROOM = 67
"""Lines that two pages leave for name, périmètre and what the organisation is engaged in."""
NAME_LINES, STATEMENT_LINES, COMMITMENT_LINES = 8, 24, 5


def charter(entry: Entry, rules: Rules, issuer: Issuer, contact: str = "") -> DocumentPlan:
    """The *charte d'engagement* to print and sign, in the charter's own words (2018), dated from the deposit."""
    name = clip(text(entry.fields, "organisation.name"), NAME_WIDTH, NAME_LINES) or ABSENT
    scope = clip(perimeter(entry), NAME_WIDTH, NAME_LINES)
    statement = clip(text(entry.fields, "commitments.statement"), WIDTH, STATEMENT_LINES)
    room = ROOM - lines(name, NAME_WIDTH) - lines(scope, NAME_WIDTH)
    if statement:
        room -= lines(statement, WIDTH)
    published = [
        text(line, "label")
        for line in entry.tables["commitments"]
        if line.get("publishable") == YES and "label" in line
    ]
    commitments = _fitting(published, room)
    words = {
        "issuer": issuer.name,
        "contact": whom(issuer, contact),
        "number": entry.number,
        "ose_number": entry.ose_number,
        "name": name,
        "perimeter": scope or ABSENT,
        "engagement": next(one.text for one in rules.principles if one.code == "ID"),
        "principles": [one.text for one in rules.principles if one.code != "ID"],
        "statement": statement,
        "commitments": commitments,
        "more_commitments": say.more_commitments(len(published) - len(commitments), entry.number),
    }
    return DocumentPlan(
        kind="charte-engagement",
        filename=filename(entry, say.CHARTER),
        template="charte-engagement.docx",
        title=say.title(say.CHARTER, entry.number),
        made_on=entry.deposited_on,
        words=words,
        expected=(entry.number, name, *words["principles"], *commitments),
    )


def _fitting(commitments: Sequence[str], room: float) -> list[str]:
    """The first ones that take at most `room` lines."""
    kept = []
    for label in commitments:
        said = clip(label, WIDTH, COMMITMENT_LINES)
        room -= lines(said, WIDTH) + 0.2
        if room < 0:
            break
        kept.append(said)
    return kept
