"""What every sheet of a blank workbook has in common: columns, head, panes, protection, paper."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.forms import looks, styles
from ose_batch.forms.places import FIRST_COLUMN, HELP_ROW, STATUS_ROW, TITLE_ROW, letter
from ose_batch.wording import forms as say

A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6, "header": 0.2, "footer": 0.3}
"""Inches."""
TITLE_HEIGHT, LOGO_HEIGHT = 32, 48
"""Points of the first row, without a logo and with one."""
STRUT_RATIO = 1.25
"""Height of a line, a point of font size."""
EMU_A_POINT, EMU_A_PIXEL = 12700, 9525


class _Logo(Image):
    """A picture put in as it is: openpyxl's own class opens it with Pillow, which nothing else here needs."""

    def __init__(self, content: bytes, format: str) -> None:
        self.content = content
        self.format = format

    def _data(self) -> bytes:
        return self.content


class _FittedRow(RowDimension):
    """A line whose height is not said to be a person's choice: Excel and LibreOffice go on fitting it to its text."""

    @property
    def customHeight(self) -> bool:
        return False


def at(tab: Worksheet, row: int, column: int) -> Cell:
    """The cell to draw."""
    cell = tab.cell(row, column)
    assert isinstance(cell, Cell), "never the covered part of a merged cell"
    return cell


def merge(tab: Worksheet, row: int, column: int, last_row: int, last_column: int) -> None:
    """One cell out of several; Excel takes a merge of one cell for a damaged file."""
    if (row, column) != (last_row, last_column):
        tab.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)


def change_when(tab: Worksheet, cells: str, formula: str, look: DifferentialStyle) -> None:
    """Change the look of `cells` while `formula`, written for the first of them, gives anything but zero."""
    tab.conditional_formatting.add(cells, Rule(type="expression", dxf=look, formula=[formula]))


def columns(tab: Worksheet, widths: Sequence[float], hidden_first: bool = False) -> None:
    """Widths from the second column on, then a narrow column for the struts."""
    tab.column_dimensions["A"].width = 2
    tab.column_dimensions["A"].hidden = hidden_first
    for index, width in enumerate([*widths, 2], start=FIRST_COLUMN):
        tab.column_dimensions[letter(index)].width = width


def fitted(tab: Worksheet, row: int, column: int, height: float) -> None:
    """Make a line `height` points high for now. It will fit what is typed in it, but never shrink below the large
    font of its empty cell in `column`."""
    tab.row_dimensions[row] = _FittedRow(tab, index=row, ht=height)
    tab.cell(row, column).font = styles.font(height / STRUT_RATIO)


def head(tab: Worksheet, title: str, help: str, widths: Sequence[float], logo: bytes | None) -> None:
    """Title, and help across the first columns, whose `widths` these are."""
    cell = at(tab, TITLE_ROW, FIRST_COLUMN)
    cell.value = title
    cell.font, cell.alignment = styles.TITLE, Alignment(vertical="center")
    tab.row_dimensions[TITLE_ROW].height = LOGO_HEIGHT + 4 if logo else TITLE_HEIGHT
    cell = at(tab, HELP_ROW, FIRST_COLUMN)
    cell.value = help
    cell.font, cell.alignment = styles.HELP, styles.WRAPPED
    last = FIRST_COLUMN + len(widths) - 1
    merge(tab, HELP_ROW, FIRST_COLUMN, HELP_ROW, last)
    tab.row_dimensions[HELP_ROW].height = looks.height(help, sum(widths)) + 4
    tab.row_dimensions[STATUS_ROW].height = 8
    if logo:
        _draw_logo(tab, logo, widths)


def _draw_logo(tab: Worksheet, logo: bytes, widths: Sequence[float]) -> None:
    """In the first row, its right edge where the last of `widths` ends."""
    from docx.image.image import Image as Picture

    picture = Picture.from_file(BytesIO(logo))
    high = LOGO_HEIGHT * EMU_A_POINT
    wide = round(high * picture.px_width / picture.px_height)
    pixels = [width * looks.PIXELS_A_CHARACTER + 5 for width in widths]
    left = max(0, round(sum(pixels) * EMU_A_PIXEL) - wide)
    index = 0
    while left >= pixels[index] * EMU_A_PIXEL:
        left -= round(pixels[index] * EMU_A_PIXEL)
        index += 1
    corner = AnchorMarker(col=FIRST_COLUMN - 1 + index, colOff=left, row=0, rowOff=2 * EMU_A_POINT)
    image = _Logo(logo, picture.ext)
    image.anchor = OneCellAnchor(_from=corner, ext=XDRPositiveSize2D(wide, high))
    tab.add_image(image)


def live(tab: Worksheet, row: int, column: int, formula: str, done: Sequence[str]) -> None:
    """A line that says what is missing, in green once it reads one of `done`."""
    cell = at(tab, row, column)
    cell.value = formula
    cell.font, cell.alignment = styles.STATUS, Alignment(vertical="center")
    reads = "+".join(f'COUNTIFS({cell.coordinate},"{text}")' for text in done)
    change_when(tab, cell.coordinate, reads, styles.DONE)


def freeze(tab: Worksheet, row: int, column: int, cursor: str) -> None:
    """Keep the rows and columns before this cell in sight, and open with `cursor` ready to be filled."""
    tab.freeze_panes = f"{letter(column)}{row}"
    active = tab.sheet_view.selection[-1]  # of the pane that scrolls
    active.activeCell = active.sqref = cursor


def printed(tab: Worksheet, columns: int, rows: int, titles: str = "", portrait: bool = False) -> None:
    """A4, one page wide; a single page without `titles`, the lines repeated on each page (`4:5`)."""
    tab.page_setup.paperSize = A4
    tab.page_setup.orientation = "portrait" if portrait else "landscape"
    tab.page_setup.fitToWidth, tab.page_setup.fitToHeight = 1, int(not titles)
    tab.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    tab.print_options.horizontalCentered = True
    for side, inches in MARGINS.items():
        setattr(tab.page_margins, side, inches)
    tab.print_area = f"{letter(FIRST_COLUMN)}1:{letter(columns)}{rows}"
    if titles:
        tab.print_title_rows = titles
    footer = tab.oddFooter
    assert footer is not None, "openpyxl makes one with each sheet"
    footer.left.text, footer.right.text = "&A", f"{say.PAGE} &P/&N"
    footer.left.size = footer.right.size = 9


def lock(tab: Worksheet) -> None:
    """Against slips, not against people: no password, and rows and columns can be widened, inserted, sorted."""
    tab.sheet_view.showGridLines = False
    protection = tab.protection
    protection.sheet = True
    # In this format, False means « not forbidden ».
    protection.formatColumns = protection.formatRows = protection.insertRows = False
    protection.sort = protection.autoFilter = protection.insertHyperlinks = False
