"""What two runs on the same dossiers wrote, reopened: findings, briefs, register, decisions workbook."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ose_batch.forms import layout
from ose_batch.register import columns
from ose_batch.workspace import Workspace

FINDINGS = "findings.json"
"""Where the straightforward pipeline keeps them, beside its outbox: n° de dossier → findings."""
RADAR = "<radar>"
"""Stands for a chart, native or a picture, among the paragraphs of a brief."""

Findings = Mapping[str, Sequence[Mapping[str, Any]]]
"""N° de dossier → findings, as `model.Finding` has them."""


def differences(fast: Workspace, plain: Workspace) -> list[str]:
    """Sentences on all that `ose_batch` and the straightforward pipeline did not say alike; none when they agree."""
    return [
        *_findings(_recorded(fast), json.loads((plain.root / FINDINGS).read_text(encoding="utf-8"))),
        *_briefs(fast.outbox, plain.outbox),
        *_workbooks(fast.outbox, plain.outbox, "registre.xlsx", columns.REGISTER),
        *(
            difference
            for path in _decisions_workbooks(fast, plain)
            for sheet in layout.DECISIONS.sheets
            for difference in _workbooks(fast.outbox, plain.outbox, path, sheet.tab)
        ),
    ]


def _decisions_workbooks(*workspaces: Workspace) -> list[str]:
    return sorted(
        {
            path.relative_to(one.outbox).as_posix()
            for one in workspaces
            for path in one.outbox.glob("seances/*/decisions-comite-*.xlsx")
        }
    )


def briefs(outbox: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted((outbox / "notes").iterdir())}


def _recorded(fast: Workspace) -> Findings:
    with closing(sqlite3.connect(fast.database)) as db:
        rows = db.execute("SELECT number, findings FROM dossier ORDER BY number").fetchall()
    return {number: json.loads(findings) for number, findings in rows}


def _findings(fast: Findings, plain: Findings) -> Iterator[str]:
    nothing: Mapping[str, Any] = {}
    for number in sorted(fast.keys() | plain.keys()):
        if number not in fast or number not in plain:
            yield f"{number}: only {'the straightforward pipeline' if number in plain else 'ose_batch'} has it"
            continue
        for one, other in zip_longest(fast[number], plain[number], fillvalue=nothing):
            if one != other:
                yield f"{number}, {one.get('criterion')}: {_excerpt(one, other)} / {_excerpt(other, one)}"


def _excerpt(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What a finding has of its own, its answer first."""
    own = {key: value for key, value in one.items() if other.get(key) != value}
    return ", ".join(map(str, ({"answer": one.get("answer")} | own).values()))


def _briefs(fast: Path, plain: Path) -> Iterator[str]:
    ours, theirs = briefs(fast), briefs(plain)
    for name in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}: only {'ose_batch' if name in ours else 'the straightforward pipeline'} wrote it"
    for name in sorted(ours.keys() & theirs.keys()):
        one, other = _paragraphs(ours[name]), _paragraphs(theirs[name])
        if one != other:
            yield f"{name}: {sorted((one - other).elements())} / {sorted((other - one).elements())}"


def _paragraphs(path: Path) -> Counter[str]:
    """Every text of a brief, tables and header included, without regard to its blanks; and whether it has a radar."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(str(path))
    header = document.sections[0].header
    within = (document.element.body, header._element)
    found = (Paragraph(element, header) for part in within for element in part.iter(qn("w:p")))
    texts = Counter(" ".join(paragraph.text.split()) for paragraph in found)
    del texts[""]
    texts[RADAR] = sum(1 for _ in document.element.body.iter(qn("a:graphicData")))
    return texts


def _workbooks(fast: Path, plain: Path, name: str, sheet: str) -> Iterator[str]:
    """Cell by cell."""
    nothing: list[Any] = []
    rows = zip_longest(_rows(fast / name, sheet), _rows(plain / name, sheet), fillvalue=nothing)
    for number, (one, other) in enumerate(rows, start=1):
        if one != other:
            pairs = [pair for pair in zip_longest(one, other, fillvalue="") if pair[0] != pair[1]]
            yield f"{name}, {sheet}, line {number}: {pairs}"


def _rows(path: Path, sheet: str) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    if not path.is_file():
        return []
    with CalamineWorkbook.from_path(path) as workbook:
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [_trimmed([_plain(value) for value in row]) for row in rows]


def _plain(value: Any) -> Any:
    """Some writers give dates an hour."""
    return value.date() if isinstance(value, datetime) else value


def _trimmed(row: list[Any]) -> list[Any]:
    """Without the empty cells at the end of a line, which some writers store."""
    while row and row[-1] == "":
        row.pop()
    return row
