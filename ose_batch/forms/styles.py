"""The look of the blank workbooks: fonts, fills, borders from the palette."""

from __future__ import annotations

from typing import Literal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

from ose_batch import palette
from ose_batch.model import Answer, Kind

TEXT = "@"
"""A text stays as it was typed: `044`, `1-5`, `- une liste`."""
FORMATS = {Kind.DATE: "dd/mm/yyyy", Kind.NUMBER: "General", Kind.PERCENT: "0%"}


GREY = palette.ANSWER_TONES[Answer.NOT_APPLICABLE].fill


def font(size: float = 11, ink: str = palette.INK, bold: bool = False, italic: bool = False) -> Font:
    return Font(name=palette.FONT, size=size, color=ink, bold=bold, italic=italic)


def fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


_THIN = Side(style="thin", color=palette.LINE)
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
UNDERLINED = Border(bottom=_THIN)
TITLE = font(18, palette.ACCENT, bold=True)
HELP = font(11, palette.MUTED)
STATUS = font(11, palette.ANSWER_TONES[Answer.TO_WEIGH].ink, bold=True)
DONE = DifferentialStyle(font=Font(color=palette.ANSWER_TONES[Answer.COMPLETE].ink, bold=True))
MISSING = DifferentialStyle(fill=PatternFill(bgColor=palette.ANSWER_TONES[Answer.TO_COMPLETE].fill))
WRAPPED = Alignment(vertical="top", wrap_text=True)
CENTRED = Alignment(vertical="center", wrap_text=True)
OPEN = Protection(locked=False)


def label(cell: Cell, text: str, size: float = 11, ink: str = palette.INK, bold: bool = False) -> None:
    """A text that is not to be changed, on the sheet's own ground."""
    cell.value = text or None
    cell.font = font(size, ink, bold)
    cell.alignment = CENTRED


def hint(cell: Cell, text: str) -> None:
    """The help beside an entry."""
    label(cell, text, 10, palette.MUTED)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)


def band(cell: Cell, required: bool) -> None:
    """One cell of the strip above what is asked for, or above what is welcome."""
    cell.font = font(10, palette.WHITE if required else palette.INK, bold=True)
    cell.fill = fill(palette.ACCENT if required else palette.LINE)
    cell.alignment = Alignment(vertical="center")


def header(cell: Cell, text: str, required: bool) -> None:
    cell.value = text
    cell.font = font(11, palette.INK, bold=True)
    cell.fill = fill(palette.ACCENT_LIGHT if required else GREY)
    cell.alignment = CENTRED
    cell.border = GRID


def entry(cell: Cell, kind: Kind, vertical: Literal["top", "center"] = "top") -> None:
    """A cell to fill."""
    cell.font = font()
    cell.fill = fill(palette.ENTRY)
    cell.border = GRID
    cell.alignment = Alignment(horizontal="left", vertical=vertical, wrap_text=True)
    cell.number_format = FORMATS.get(kind, TEXT)
    cell.protection = OPEN


def given(cell: Cell) -> None:
    """A cell the form fills itself."""
    cell.font = font(11, palette.INK)
    cell.fill = fill(GREY)
    cell.border = GRID
    cell.alignment = CENTRED
    cell.number_format = TEXT
