"""What a fiche retour asks to be done: sheet by sheet, a row a criterion, in the room there is. Pure.

Widths are those of the template's columns, in twips and font points; heights are in lines of its tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ose_batch.documents.fit import ROW_MARGIN, clip, column, flat, length, lines
from ose_batch.documents.values import Words
from ose_batch.model import Finding, Point
from ose_batch.wording import answer as say

POINT_WIDTH, EXPECTED_WIDTH = column(4900, 9.5), column(5306, 9.5)
SHEET_WIDTH = column(8500, 9.5)

_SENTENCE_END = re.compile(r"(?<=[.!]) ")


class Depth(NamedTuple):
    """How much is shown of each criterion on a sheet, at most."""

    points: int
    point_lines: int
    expected_lines: int
    advice_lines: int


class _Row(NamedTuple):
    """What one criterion asks on one sheet."""

    sheet: str
    points: int
    words: Words
    height: float


def by_sheet(findings: Iterable[Finding], depth: Depth, room: float) -> tuple[list[Words], int]:
    """The sheets with the rows that fit in `room` lines, and how many points are in the rows left out."""
    rows = sorted((row for finding in findings for row in _rows(finding, depth)), key=lambda row: _order(row.sheet))
    room -= max((row.height for row in rows), default=0)  # what the first page may lose to a row that is not cut
    sheets, hidden = [], 0
    for sheet, own in groupby(rows, key=lambda row: row.sheet):
        of_sheet = list(own)
        shown = []
        room -= 1 + ROW_MARGIN
        for row in of_sheet:
            room -= row.height
            if room < 0:
                hidden += row.points
            else:
                shown.append(row.words)
        if shown:
            count = say.points(sum(row.points for row in of_sheet))
            sheets.append({"title": clip(say.sheet(sheet), SHEET_WIDTH), "count": count, "rows": shown})
    return sheets, hidden


def _rows(finding: Finding, depth: Depth) -> list[_Row]:
    per_sheet: dict[str, list[Point]] = {}
    for point in places(finding):
        per_sheet.setdefault(point.cell.sheet if point.cell else "", []).append(point)
    expected = clip(flat(finding.expected), EXPECTED_WIDTH, depth.expected_lines)
    advice = _first_sentences(flat(finding.advice), EXPECTED_WIDTH, depth.advice_lines)
    rows = []
    for sheet, points in per_sheet.items():
        shown = [_point(point, depth) for point in points[: depth.points]]
        more = say.more_here(len(points) - len(shown))
        said = sum(lines(f"{point['cell']}  {point['text']}", POINT_WIDTH) for point in shown) + bool(more)
        beside = lines(expected, EXPECTED_WIDTH) + (lines(advice, EXPECTED_WIDTH) if advice else 0)
        words: Words = {"points": shown, "more": more, "expected": expected, "advice": advice}
        rows.append(_Row(sheet, len(points), words, ROW_MARGIN + max(said, beside)))
    return rows


def places(finding: Finding) -> Sequence[Point]:
    """Its points; its reason stands for them when it has none."""
    return finding.points or (Point("", None, "", finding.reason),)


def _point(point: Point, depth: Depth) -> Words:
    cell = point.cell.address if point.cell else ""
    width = POINT_WIDTH - length(f"{cell}  ") / depth.point_lines - 1
    return {"cell": cell, "text": clip(flat(point.sentence), width, depth.point_lines)}


def _first_sentences(text: str, width: float, count: int) -> str:
    """Those that take no more than `count` lines, a question with its answer; the first is cut if it has to be."""
    if not count:
        return ""
    sentences = _SENTENCE_END.split(text)
    while len(sentences) > 1 and lines(" ".join(sentences), width) > count:
        sentences.pop()
    return clip(" ".join(sentences), width, count)


def _order(sheet: str) -> tuple[int, bool, str]:
    """That of the form, then sheets it does not know, then what stands in none."""
    return say.SHEETS.index(sheet) if sheet in say.SHEETS else len(say.SHEETS), not sheet, sheet
