"""Entries from the least to the most, and the notes and attestations made of them."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from ose_batch.documents import plan, word
from ose_batch.model import Answer, Change, DocumentPlan, Entry, Lift, Precedent, Remark, Since, State, Told, Value
from tests import entries
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, validated

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 3)

SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in plan.PLANS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}


def surrounded(one: Entry, letters: int, count: int) -> Entry:
    """The same dossier with all that staff and the committee may have said of it, and all that may have changed."""
    said = entries.long(letters)
    return replace(
        one,
        as_is=said,
        lifts=(Lift("P1.2", said, DAY),),
        remarks=tuple(Remark(date(2026, 11, rank + 1), said) for rank in range(2 * count)),
        precedents=tuple(
            Precedent(f"D-2023-{rank:03}", State.VALIDATED_WITH_ADVICE, date(2023, 1, rank + 1), said, said)
            for rank in range(count)
        ),
        told=Told(
            replaces="D-2026-000",
            renews="D-2023-004",
            compared=(said, said, said, said, said),
            since=Since(
                "D-2026-000",
                tuple(Change(f"A{rank} : Action", said, said) for rank in range(12 * count)),
                dict.fromkeys(entries.PRINCIPLES, (Answer.TO_COMPLETE, Answer.TO_WEIGH)),
            ),
        ),
        fields={
            **one.fields,
            "organisation.dossier_kind": "Renouvellement",
            "organisation.governing_body": said,
            "organisation.general_meeting": said,
            "organisation.follow_up": said,
            "commitments.statement": said,
        },
    )


def wordy(one: Entry, *, capitals: bool = False) -> Entry:
    """The same dossier with something in every column, at its limit."""
    own = {
        "themes": ("main_question", "findings", "improvement", "method", "participants", "document"),
        "stakeholders": ("expectations",),
        "actions": ("indicator", "initial", "target"),
        "commitments": ("horizon",),
        "presentations": ("reason", "debate"),
        "access": ("place",),
    }
    said = entries.long(300, capitals=capitals)
    tables = {
        key: tuple({**line, **dict.fromkeys(own.get(key, ()), f"{rank} {said}")} for rank, line in enumerate(lines))
        for key, lines in one.tables.items()
    }
    return replace(one, tables=tables)


def mixed(seed: int) -> Entry:
    """Some of the lines of the longest dossier, each text cut somewhere."""
    draw = random.Random(seed)
    whole = ENTRIES["huge, wordy, surrounded"]

    def cut(line: Mapping[str, Value]) -> dict[str, Value]:
        return {
            key: value[: draw.randint(1, len(value))] if isinstance(value, str) and len(value) > 60 else value
            for key, value in line.items()
        }

    return replace(
        surrounded(whole, draw.randint(1, 600), draw.randint(1, 5)),
        as_is=draw.choice((whole.as_is, "")),
        fields=cut(whole.fields),
        tables={
            key: tuple(map(cut, draw.sample(lines, draw.randint(0, len(lines))))) for key, lines in whole.tables.items()
        },
    )


ENTRIES = {
    "minimal": MINIMAL,
    "typical": TYPICAL,
    "huge": entries.huge(),
    "huge capitals": entries.huge(capitals=True),
    "hostile": replace(TYPICAL, fields={**TYPICAL.fields, "organisation.name": HOSTILE_NAME}),
    "empty": entries.entry({}, {}),
    "minimal, surrounded": surrounded(MINIMAL, 600, 5),
    "typical, surrounded": surrounded(TYPICAL, 600, 5),
    "typical, surrounded a little": surrounded(TYPICAL, 120, 2),
    "typical, wordy": wordy(TYPICAL),
    "huge, wordy, surrounded": surrounded(wordy(entries.huge()), 600, 5),
    "huge capitals, wordy, surrounded": surrounded(wordy(entries.huge(capitals=True), capitals=True), 600, 5),
}
"""From the least to the most: whatever is said, a note has two pages and an attestation one."""
ENTRIES |= {f"mixed {seed}": mixed(seed) for seed in range(100, 106)}
EVERY = [(kind, name) for kind in plan.PLANS for name in ENTRIES]


def planned(kind: str, entry: Entry) -> DocumentPlan:
    return plan.PLANS[kind](validated(entry) if kind == "attestation" else entry, RULES, ISSUER)


def made(kind: str, entry: Entry) -> bytes:
    return word.render(TEMPLATES[kind], planned(kind, entry))
