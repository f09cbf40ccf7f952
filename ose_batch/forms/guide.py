"""The page « Lisez-moi »: how to fill the workbook on the left, what it still lacks on the right."""

from __future__ import annotations

from math import ceil

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch import palette
from ose_batch.charter.rules import GuideSection, Rules
from ose_batch.forms import looks, page, styles
from ose_batch.forms.declaration import Form
from ose_batch.forms.places import FIRST_COLUMN, STATUS_ROW, letter, span
from ose_batch.wording import forms as say

WIDTHS = (98, 3, 22, 52)
"""Characters: the guide, a gap, the sheets, what they lack."""
TAB_COLUMN, STATE_COLUMN = FIRST_COLUMN + 2, FIRST_COLUMN + 3
FIRST_ROW = STATUS_ROW + 1
DONE = (say.COMPLETE, say.OPTIONAL_SHEET)
"""What the completeness line of a sheet says when nothing is missing."""
LINE = 16
"""Height in points of every line: a paragraph takes as many as it needs, and the list beside it stays even."""


def states(form: Form) -> str:
    """Where the page repeats the completeness line of each sheet."""
    return span(say.GUIDE_TAB, STATE_COLUMN, FIRST_ROW + 1, FIRST_ROW + len(form.sheets))


def draw(tab: Worksheet, form: Form, rules: Rules, lacks: str, logo: bytes | None) -> None:
    """`lacks` is the formula that says how many sheets are not complete."""
    page.columns(tab, WIDTHS)
    page.head(tab, say.GUIDE_TITLE, say.GUIDE_HELP, WIDTHS, logo)
    row = FIRST_ROW
    for section in rules.guide:
        row = _section(tab, section, row)
    _states(tab, form, lacks)
    last = max(row - 2, FIRST_ROW + len(form.sheets))
    for line in range(FIRST_ROW, last + 1):
        tab.row_dimensions[line].height = LINE
    tab.sheet_properties.tabColor = palette.INK
    page.printed(tab, STATE_COLUMN, last)
    page.lock(tab)


def _section(tab: Worksheet, section: GuideSection, row: int) -> int:
    """Draw a section from `row` on; the row where the next one starts."""
    styles.label(page.at(tab, row, FIRST_COLUMN), section.title, 12, palette.ACCENT, bold=True)
    text = "\n".join(f"•  {line}" for line in section.lines)
    last = row + ceil(looks.height(text, WIDTHS[0]) / LINE)
    cell = page.at(tab, row + 1, FIRST_COLUMN)
    styles.label(cell, text)
    cell.alignment = styles.WRAPPED
    page.merge(tab, row + 1, FIRST_COLUMN, last, FIRST_COLUMN)
    return last + 2


def _states(tab: Worksheet, form: Form, lacks: str) -> None:
    heading = page.at(tab, FIRST_ROW, TAB_COLUMN)
    styles.label(heading, say.STATE_TITLE, 12, palette.ACCENT, bold=True)
    page.live(tab, FIRST_ROW, STATE_COLUMN, lacks, (say.ALL_COMPLETE,))
    for row, sheet in enumerate(form.sheets, start=FIRST_ROW + 1):
        name = tab.cell(row, TAB_COLUMN, sheet.tab)
        name.hyperlink = Hyperlink(name.coordinate, location=f"'{sheet.tab}'!{letter(FIRST_COLUMN)}1")
        name.font = styles.font(11, palette.ACCENT)
        name.border = tab.cell(row, STATE_COLUMN).border = styles.UNDERLINED
        name.alignment = Alignment(vertical="center")
        state = f"={span(sheet.tab, FIRST_COLUMN, STATUS_ROW)}"
        page.live(tab, row, STATE_COLUMN, state, DONE)
