"""Draws tables on an XlsxWriter workbook, a row at a time, each format made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ose_batch.palette import ACCENT, FONT, INK, LINE, MUTED, WHITE, Tone
from ose_batch.register.columns import MARKS, TONES, Column, Style
from ose_batch.register.rows import Marked, Shown
from ose_batch.text import LONGEST

_BASE = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_STYLES: dict[Style, dict[str, Any]] = {
    Style.TEXT: {"text_wrap": True, "indent": 1},
    Style.LONG: {"text_wrap": True, "align": "left", "indent": 1, "valign": "top", "font_size": 9},
    Style.MACHINE: {"indent": 1, "font_color": MUTED},
    Style.CODE: {"align": "center"},
    Style.DATE: {"align": "center", "num_format": "dd/mm/yyyy"},
    Style.NUMBER: {"align": "center", "num_format": "#,##0"},
    Style.STATUS: {"text_wrap": True, "indent": 1},
}
_HEADER_HEIGHT = 34
"""Points, as all heights: two lines."""
_LINE_HEIGHT = 13
_MOST_LINES = 12
"""Of a long text shown whole, on a screen."""

_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Of spreadsheets, for every day after February 1900."""
_TO_ESCAPE = re.compile(r"[&<>_\x00-\x1f\ufffe\uffff]")


class Sheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet in constant memory, with a way in for rows whose cells are ready: a third of the time."""

    def write_ready(self, line: int, last_column: int, cells: str) -> None:
        self._check_dimensions(line, 0)
        self._check_dimensions(line, last_column)
        self._write_single_row(line)
        self._write_row(line, None, self.row_info.get(line))
        self.fh.write(f"{cells}</row>")
        self.previous_row = line + 1


class Pen:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = self.format(font_size=16, bold=True, font_color=ACCENT)
        self.subtitle = self.format(font_color=MUTED)
        self.heading = self.format(font_size=12, bold=True, font_color=ACCENT)
        self.header = self.format(
            bold=True, font_color=WHITE, bg_color=ACCENT, text_wrap=True, align="center", border=1, border_color=WHITE
        )
        self._plain = {style: self._numbered(style) for style in Style}
        self._marked = {mark: self._numbered(Style.DATE, tone) for mark, tone in MARKS.items()}
        self._status = {text: self._numbered(Style.STATUS, tone) for text, tone in TONES.items()}

    def format(self, **properties: Any) -> Any:
        return self.book.add_format(_BASE | properties)

    def _numbered(self, style: Style, tone: Tone | None = None) -> int:
        """The number of a cell format in the workbook."""
        colours = {"font_color": tone.ink, "bg_color": tone.fill} if tone else {}
        return int(self.format(bottom=1, bottom_color=LINE, **_STYLES[style], **colours)._get_xf_index())

    def table(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Shown]],
        top: int = 0,
        *,
        fit: bool = False,
    ) -> int:
        """Header on line `top`, counted from 0, and the rows below it; gives the number of the last line.

        `fit`: each row as high as its texts need. Programs do it themselves only for rows they save.
        """
        sheet.set_row(top, _HEADER_HEIGHT)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write(top, index, column.label, self.header)
        letters = [xl_col_to_name(index) for index in range(len(columns))]
        styles = [column.style for column in columns]
        line = top
        for line, row in enumerate(rows, start=top + 1):
            if fit and (needed := _lines(columns, row)) > 1:
                sheet.set_row(line, _LINE_HEIGHT * needed + 7)
            cells = (
                f'<c r="{letter}{line + 1}" {self._cell(shown, style)}'
                for letter, shown, style in zip(letters, row, styles, strict=True)
            )
            sheet.write_ready(line, len(columns) - 1, "".join(cells))
        return line

    def _cell(self, shown: Shown, style: Style) -> str:
        """The rest of a cell's element. A text is always a text, whatever it starts with."""
        if isinstance(shown, str) and shown:
            number = self._status.get(shown) if style is Style.STATUS else None
            shown = shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
            text = _escaped(shown) if _TO_ESCAPE.search(shown) else shown
            return f's="{number or self._plain[style]}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if isinstance(shown, date):
            return f's="{self._plain[style]}"><v>{shown.toordinal() - _DAY_ZERO}</v></c>'
        if isinstance(shown, int):
            return f's="{self._plain[style]}"><v>{shown}</v></c>'
        if isinstance(shown, Marked):
            return f's="{self._marked[shown.mark]}"><v>{shown.value.toordinal() - _DAY_ZERO}</v></c>'
        return f's="{self._plain[style]}"/>'


def _escaped(text: str) -> str:
    return escape(Worksheet._escape_control_characters(text), quote=False)


def _lines(columns: Sequence[Column], row: Sequence[Shown]) -> int:
    """How many lines the longest text of a row takes, near enough."""
    needed = (
        sum(ceil(len(part) / (1.15 * column.width)) for part in shown.split("\n"))
        for shown, column in zip(row, columns, strict=True)
        if isinstance(shown, str) and (len(shown) > column.width or "\n" in shown)
    )
    return min(max(needed, default=1), _MOST_LINES)
