"""Sheets added in front of a workbook being written: texts to read, with links to cells and boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from ose_batch import palette
from ose_batch.forms import looks
from ose_batch.forms.looks import Look
from ose_batch.forms.parts import HIGHEST_ROW, Book, Tab
from ose_batch.forms.places import FIRST_COLUMN, letter
from ose_batch.forms.prepared import MAIN, RELATION, WORKBOOK, PreparedSheet, child, parsed
from ose_batch.model import Answer, CellRef
from ose_batch.wording.forms import PAGE
from ose_batch.wording.returned import TICKED, UNTICKED

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_AIR = 6
"""Points added to the height of a line."""
_SHEET = (
    '<worksheet xmlns="{main}"><sheetPr><tabColor rgb="FF{colour}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
    '<pane ySplit="{head}" topLeftCell="A{under}" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft" activeCell="{cursor}" sqref="{cursor}"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
    '<sheetProtection sheet="1" objects="0" scenarios="0" formatColumns="0" formatRows="0"/>{merges}{ticks}{links}'
    '<printOptions horizontalCentered="1"/>'
    '<pageMargins left="0.4" right="0.4" top="0.45" bottom="0.6" header="0.2" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;L&amp;9 &amp;A&amp;R&amp;9 {page} &amp;P/&amp;N</oddFooter></headerFooter>"
    "</worksheet>"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell."""

    text: str
    look: Look
    link: CellRef | None = None
    tick: bool = False


Line = Sequence[Piece]
"""From the first column on; a single one runs across all."""


def add_in_front(book: Book, name: str, widths: Sequence[float], head: Sequence[Line], lines: Sequence[Line]) -> None:
    """A sheet before all others, with `head` kept in sight and its last line repeated on each page."""
    part = f"xl/worksheets/front{len(book.parts)}.xml"
    every = [*head, *lines]
    root = parsed(_drawn(book, widths, len(head), every).encode())
    positions = [(row, column) for row, line in enumerate(every, 1) for column, _ in enumerate(line, FIRST_COLUMN)]
    book.add_part(part, root, _TYPE)
    tab = Tab(book, PreparedSheet(name, part, root, tuple(positions), {}, (), {}, selected=True))
    for position, piece in zip(positions, (piece for line in every for piece in line), strict=True):
        tab.say(position, piece.text)
    _insert(book, tab, f"{_quoted(name)}!${len(head)}:${len(head)}")


def _drawn(book: Book, widths: Sequence[float], head: int, lines: Sequence[Line]) -> str:
    last = letter(FIRST_COLUMN + len(widths) - 1)
    merged = [f"{letter(FIRST_COLUMN)}{row}:{last}{row}" for row, line in enumerate(lines, 1) if len(line) == 1]
    placed = [
        (f"{letter(column)}{row}", piece)
        for row, line in enumerate(lines, 1)
        for column, piece in enumerate(line, FIRST_COLUMN)
    ]
    return _SHEET.format(
        main=MAIN[1:-1],
        colour=palette.ANSWER_TONES[Answer.TO_COMPLETE].ink,
        head=head,
        under=head + 1,
        cursor=next((name for name, piece in placed if piece.tick), f"{letter(FIRST_COLUMN)}{head + 1}"),
        columns="".join(
            f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
            for column, width in enumerate([2, *widths], start=1)
        ),
        rows="".join(_row(book, widths, row, line) for row, line in enumerate(lines, start=1)),
        merges=_group("mergeCells", (f'<mergeCell ref="{cells}"/>' for cells in merged)),
        ticks=_ticks([name for name, piece in placed if piece.tick]),
        links=_group("hyperlinks", (_link(name, piece.link) for name, piece in placed if piece.link)),
        page=escape(PAGE),
    )


def _row(book: Book, widths: Sequence[float], row: int, line: Line) -> str:
    wide = [sum(widths)] if len(line) == 1 else widths
    needed = (
        looks.height(piece.text, width, piece.look.size, piece.look.bold)
        for piece, width in zip(line, wide, strict=False)
    )
    cells = "".join(
        f'<c r="{letter(column)}{row}" s="{book.look(piece.look)}"/>' for column, piece in enumerate(line, FIRST_COLUMN)
    )
    high = min(max(needed) + _AIR, HIGHEST_ROW)
    return f'<row r="{row}" ht="{high:g}" customHeight="1">{cells}</row>'


def _ticks(cells: Sequence[str]) -> str:
    if not cells:
        return ""
    rule = f'<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="{" ".join(cells)}">'
    return _group("dataValidations", [f'{rule}<formula1>"{UNTICKED},{TICKED}"</formula1></dataValidation>'])


def _link(cell: str, target: CellRef) -> str:
    return f'<hyperlink ref="{cell}" location={quoteattr(f"{_quoted(target.sheet)}!{target.address}")}/>'


def _quoted(tab: str) -> str:
    return f"'{tab.replace(chr(39), chr(39) * 2)}'"


def _group(name: str, items: Iterable[str]) -> str:
    """An element of a sheet, that must not be empty."""
    listed = list(items)
    counted = f' count="{len(listed)}"' if name != "hyperlinks" else ""
    return f"<{name}{counted}>{''.join(listed)}</{name}>" if listed else ""


def _insert(book: Book, tab: Tab, titles: str) -> None:
    """Make it the first sheet, and the one that is open."""
    workbook = book.root(WORKBOOK)
    sheets = child(workbook, "sheets")
    number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
    sheet = etree.Element(f"{MAIN}sheet", name=tab.name, sheetId=str(number))
    sheet.set(RELATION, book.relate(WORKBOOK, "worksheet", tab.part))
    sheets.insert(0, sheet)
    for name in workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName[@localSheetId]"):
        name.set("localSheetId", str(int(name.get("localSheetId", "0")) + 1))
    names = workbook.find(f"{MAIN}definedNames")
    if names is None:
        names = etree.Element(f"{MAIN}definedNames")
        child(workbook, "calcPr").addprevious(names)
    etree.SubElement(names, f"{MAIN}definedName", name="_xlnm.Print_Titles", localSheetId="0").text = titles
    for view in workbook.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    for other in book.tabs:
        other.deselect()
    book.tabs.insert(0, tab)
