"""registre.xlsx, the view of the register that staff live in. Always remade from the database; nobody edits it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from ose_batch.charter.rules import Rules
from ose_batch.model import Session
from ose_batch.palette import ACCENT, ACCENT_LIGHT
from ose_batch.register import agenda, charts, columns, rows, statistics
from ose_batch.register.columns import Column
from ose_batch.register.pen import Pen, Sheet
from ose_batch.register.rows import Shown
from ose_batch.wording import register as say

_REGISTER_ROW = 28
"""Points, as all heights: two lines of a long name, and as many dossiers on a screen as that allows."""
_LIST_ROW = 20
_TITLE_ROW = 26
_HEADER = 3
"""Line of the column labels under a title, counted from 0."""

_A3, _A4 = 8, 9


def write(
    db: sqlite3.Connection,
    target: Path | IO[bytes],
    rules: Rules,
    today: date,
    sessions: Iterable[Session] = (),
    scratch: Path | None = None,
) -> int:
    """The whole workbook, the same bytes for the same register and day, in constant memory; gives its number of
    dossiers. `scratch`: the folder for temporary files, which hold what the register holds. Raises `OSError`.
    """
    calendar = agenda.Calendar(today, {session.held_on: session for session in sessions}, rules.durations)
    with TemporaryDirectory(".tmp", ".vue-", scratch, ignore_cleanup_errors=True) as folder:
        book = Workbook(target, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"title": columns.REGISTER, "created": datetime.combine(today, time())})
        pen = Pen(book)
        dossiers = _register(pen, columns.register_columns(rules), rows.register(db, rules, today))
        _list(pen, columns.TO_DO, say.TO_DO_WORDS, today, columns.TO_DO_COLUMNS, agenda.to_do(db, calendar))
        _list(
            pen, columns.DEADLINES, say.DEADLINES_WORDS, today, columns.DEADLINE_COLUMNS, agenda.deadlines(db, calendar)
        )
        _list(pen, columns.HISTORY, say.HISTORY_WORDS, today, columns.HISTORY_COLUMNS, rows.history(db))
        charts.draw(pen, _sheet(pen, columns.STATISTICS, ACCENT_LIGHT), statistics.count(db, rules, today), today)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
    return dossiers


def lines(content: bytes) -> int:
    """How many dossiers a register holds, read back as another program would."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return book.get_sheet_by_name(columns.REGISTER).height - 1


def _sheet(pen: Pen, name: str, colour: str) -> Any:
    """A worksheet that prints on landscape pages of its own width, numbered."""
    sheet = pen.book.add_worksheet(name, Sheet)
    sheet.set_tab_color(f"#{colour}")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def _register(pen: Pen, shown: Sequence[Column], lines: Iterable[Sequence[Shown]]) -> int:
    sheet = _sheet(pen, columns.REGISTER, ACCENT)
    sheet.activate()
    sheet.set_default_row(_REGISTER_ROW)
    last = pen.table(sheet, shown, lines)
    sheet.freeze_panes(1, columns.IDENTIFYING)
    sheet.autofilter(0, 0, last, len(shown) - 1)
    sheet.set_paper(_A3)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, columns.IDENTIFYING - 1)
    return int(last)


def _list(
    pen: Pen,
    name: str,
    words: tuple[str, str],
    today: date,
    shown: Sequence[Column],
    lines: Iterable[Sequence[Shown]],
) -> None:
    """A sheet with its title, the day it was made, and its lines; or a sentence when there is none."""
    title, nothing = words
    sheet = _sheet(pen, name, ACCENT_LIGHT)
    sheet.set_default_row(_LIST_ROW)
    sheet.set_row(0, _TITLE_ROW)
    sheet.write_string(0, 0, title, pen.title)
    sheet.write_string(1, 0, say.situation(today), pen.subtitle)
    last = pen.table(sheet, shown, lines, _HEADER, fit=True)
    if last == _HEADER:
        sheet.write_string(_HEADER + 1, 0, nothing, pen.subtitle)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.autofilter(_HEADER, 0, last, len(shown) - 1)
    sheet.repeat_rows(_HEADER)
