"""The sheet Statistiques: native charts, two a row, then the tables they draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ose_batch.model import Answer, Identity, State
from ose_batch.palette import ACCENT, FONT, INK, LINE
from ose_batch.register.columns import STATISTICS, Column, Style
from ose_batch.register.pen import Pen
from ose_batch.register.rows import Shown
from ose_batch.register.statistics import Figure
from ose_batch.wording import register as say

LATEST = 12
"""How many lines of a `wide` figure are drawn, the last ones; the table has them all."""

COLOURS: Mapping[str, str] = {
    Answer.TO_COMPLETE: "C8575B",
    Answer.TO_WEIGH: "DBA84A",
    Answer.TO_CHECK: "5C86B8",
    Answer.COMPLETE: "5F9E70",
    Answer.NOT_APPLICABLE: "B6BEC8",
    State.READY: "5C86B8",
    State.VALIDATED: "5F9E70",
    State.VALIDATED_WITH_ADVICE: "A3CBAE",
    State.VALIDATED_ON_CONDITION: "DBA84A",
    State.ADJOURNED: "C98A5B",
    State.NOT_RETAINED: "B6BEC8",
    Identity.ACTIVE: "5F9E70",
    Identity.EXPIRED: "C8575B",
    Identity.NOT_GRANTED: "B6BEC8",
    say.ALL_DOSSIERS: "B6BEC8",
}
"""Of a series or a category; deeper than the fills of the cells."""

_FIRST_CHART = 3
_CHART_LINES = 17
"""Lines of the sheet under a row of charts."""
_CHART_HEIGHT = 320
_CHARTS_WIDTH = 1180
"""Pixels."""
_GAP = 20
_SMALLEST_SHARE = 0.04
"""Of the longest bar: the thinnest part of a stacked one that bears its number."""
_LABEL_WIDTH, _NUMBER_WIDTH = 44, 15


def draw(pen: Pen, sheet: Any, figures: Sequence[Figure], today: date) -> None:
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.write_string(0, 0, say.STATISTICS_TITLE, pen.title)
    sheet.write_string(1, 0, say.situation(today) if figures else say.NO_STATISTICS, pen.subtitle)
    places = list(_places(figures))
    top = _FIRST_CHART + _CHART_LINES * (1 + max((row for row, _ in places), default=0))
    sheet.set_portrait()
    sheet.set_h_pagebreaks([top])
    for figure, (row, half) in zip(figures, places, strict=True):
        chart = _chart(pen, figure, top + 1)
        chart.set_size({"width": _width(figure), "height": _CHART_HEIGHT})
        place = {"x_offset": half * (_CHARTS_WIDTH + _GAP) // 2, "description": figure.title, "object_position": 3}
        sheet.insert_chart(_FIRST_CHART + _CHART_LINES * row, 0, chart, place)
        top = _table(pen, sheet, figure, top) + 2


def _places(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """Row of charts and half of it, 0 or 1."""
    row = half = 0
    for figure in figures:
        if figure.wide and half:
            row, half = row + 1, 0
        yield row, half
        row, half = (row + 1, 0) if figure.wide or half else (row, 1)


def _width(figure: Figure) -> int:
    return _CHARTS_WIDTH if figure.wide else (_CHARTS_WIDTH - _GAP) // 2


def _table(pen: Pen, sheet: Any, figure: Figure, top: int) -> int:
    """Title, header, lines; gives the number of the last line."""
    sheet.write_string(top, 0, figure.title, pen.heading)
    numbers = (Column(name, name, _NUMBER_WIDTH, Style.NUMBER) for name in figure.series)
    lines: Iterator[tuple[Shown, ...]] = ((label, *counts) for label, counts in figure.lines)
    return pen.table(sheet, (Column("label", "", _LABEL_WIDTH), *numbers), lines, top + 1)


def _chart(pen: Pen, figure: Figure, header: int) -> Any:
    """Of the table whose header is on that line. The figures are given too: some programs draw only what is cached."""
    chart = pen.book.add_chart({"type": figure.kind, "subtype": figure.subtype})
    drawn = figure.lines[-LATEST:] if figure.wide else figure.lines
    bottom = header + len(figure.lines)
    top = bottom - len(drawn) + 1
    labels = [label for label, _ in drawn]
    alone = len(figure.series) == 1
    least = _SMALLEST_SHARE * max(sum(counts) for _, counts in drawn) if figure.subtype != "clustered" else 0
    for index, name in enumerate(figure.series):
        counts = [numbers[index] for _, numbers in drawn]
        chart.add_series(
            {
                "name": [STATISTICS, header, index + 1],
                "name_data": [name],
                "categories": [STATISTICS, top, 0, bottom, 0],
                "categories_data": labels,
                "values": [STATISTICS, top, index + 1, bottom, index + 1],
                "values_data": counts,
                "gap": 45,
                "fill": _fill(name),
                "points": [{"fill": _fill(label)} for label in labels] if alone else None,
                "data_labels": {"value": True, "font": _FONT, "custom": _labels(counts, least)},
            }
        )
    return _dress(chart, figure)


def _fill(name: str) -> dict[str, str]:
    return {"color": f"#{COLOURS.get(name, ACCENT)}"}


def _labels(counts: Sequence[int], least: float) -> list[dict[str, bool] | None]:
    """No number on what is too thin to hold it."""
    return [{"delete": True} if count < least else None for count in counts]


_FONT = {"name": FONT, "size": 9, "color": f"#{INK}"}
_TITLE = {"name": FONT, "size": 12, "bold": True, "color": f"#{ACCENT}"}
_HAIRLINE = {"color": f"#{LINE}", "width": 0.5}


def _dress(chart: Any, figure: Figure) -> Any:
    chart.set_title({"name": figure.title, "name_font": _TITLE})
    chart.set_legend({"position": "bottom", "font": _FONT} if len(figure.series) > 1 else {"none": True})
    chart.set_chartarea({"border": _HAIRLINE})
    categories = {"num_font": _FONT, "line": _HAIRLINE, "major_tick_mark": "none"}
    scale = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    # XlsxWriter calls y the axis on the left, that of the categories of bars; `reverse` puts the first at the top.
    chart.set_x_axis(scale if figure.kind == "bar" else categories)
    chart.set_y_axis(categories | {"reverse": True} if figure.kind == "bar" else scale)
    return chart
