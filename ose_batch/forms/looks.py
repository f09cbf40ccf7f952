"""How a cell that is added to a workbook already drawn looks, and the height that a text needs. Without openpyxl."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from xlsxwriter.utility import xl_pixel_width

from ose_batch import palette

LINE_HEIGHT = 1.37
"""Points a line takes, a point of font size, with some air."""
PIXELS_A_CHARACTER = 7
"""Width of a digit of the default font (Calibri 11), in which column widths are counted."""
BOLD_WIDENS = 1.08
_NARROW = str.maketrans("\u00a0’", " '")
"""What the width table below ASCII does not know would count as wide letters."""

_NO_FILL = '<fill><patternFill patternType="none"/></fill>'


@dataclass(frozen=True, slots=True)
class Look:
    """Of a cell that is added to a workbook already drawn, as the parts of its format in XML."""

    size: float = 11
    ink: str = palette.INK
    bold: bool = False
    ground: str = ""
    frame: str = ""
    """Colours, if it has them."""
    underlined: bool = False
    middle: bool = False
    """Whether the text stands halfway up its cell."""
    centred: bool = False
    open: bool = False
    """Whether the cell may be typed into while its sheet is protected."""

    @property
    def font(self) -> str:
        name, set_apart = (
            f'<name val="{palette.FONT}"/>',
            ("<b/>" if self.bold else "") + ("<u/>" if self.underlined else ""),
        )
        return f'<font>{set_apart}<sz val="{self.size}"/><color rgb="FF{self.ink}"/>{name}</font>'

    @property
    def fill(self) -> str:
        colours = f'<fgColor rgb="FF{self.ground}"/><bgColor rgb="FF{self.ground}"/>'
        return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>' if self.ground else _NO_FILL

    @property
    def border(self) -> str:
        if not self.frame:
            return "<border/>"
        thin = f'style="thin"><color rgb="FF{self.frame}"/>'
        sides = "".join(f"<{side} {thin}</{side}>" for side in ("left", "right", "top", "bottom"))
        return f"<border>{sides}</border>"

    @property
    def alignment(self) -> str:
        across = ' horizontal="center"' if self.centred else ""
        return f'<alignment{across} vertical="{"center" if self.middle else "top"}" wrapText="1"/>'


def height(text: str, width: float, size: float = 11, bold: bool = False) -> float:
    """Points that `text` needs, wrapped in `width` characters of the default font."""
    scale = size / 11 * (BOLD_WIDENS if bold else 1)
    room = (width - 1) * PIXELS_A_CHARACTER
    return ceil(sum(_lines(line, room / scale) for line in text.split("\n")) * size * LINE_HEIGHT)


def _lines(text: str, room: float) -> int:
    """Lines that a paragraph takes in `room` pixels of Calibri 11."""
    count, used = 1, 0.0
    for word in text.split(" "):
        wide = xl_pixel_width(word.translate(_NARROW))
        if used and used + wide > room:
            count, used = count + 1, 0.0
        used += wide + xl_pixel_width(" ")
    return count
