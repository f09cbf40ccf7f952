"""Writing into the parts of a workbook (.xlsx): its hidden codes, its cells, its open lines.

Everything else in the file stays as it is. Loading a workbook with openpyxl and saving it would drop pictures, and take
many times longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from ose_batch.forms import styles
from ose_batch.forms.declaration import CODE, VALUE_CODE
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.places import letter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORKBOOK, _STYLES, _STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""In a workbook `_x0041_` stands for a character; a text that holds it says so."""
_NAME = re.compile(r"([A-Z]+)(\d+)")
LONGEST_TEXT, HIGHEST_ROW = 32_767, 409.0
"""What a cell and a row can be, in characters and points."""
USUAL_WIDTH, USUAL_HEIGHT = "8.43", "15"
"""Of a column and a row that say nothing, in characters and points."""

Position = tuple[int, int]
"""Row and column, from 1."""


class Tab:
    """One sheet being written."""

    def __init__(self, book: Book, part: str) -> None:
        self.book = book
        self.part = part
        self.root = book.root(part)
        self.cells: dict[Position, etree._Element] = {}
        self.codes: dict[str, Position] = {}
        """Each code, and where it stands first."""
        self.entries: list[Position] = []
        """Where the code of entries stands; there may be several."""
        for cell in self.root.iterfind(f"{_MAIN}sheetData/{_MAIN}row/{_MAIN}c"):
            position = _position(cell)
            self.cells[position] = cell
            code = book.text(cell)
            if code.startswith(CODE):
                self.codes.setdefault(code, position)
                if code == VALUE_CODE:
                    self.entries.append(position)
        self.widths = {
            column: float(item.get("width", USUAL_WIDTH))
            for item in self.root.iterfind(f"{_MAIN}cols/{_MAIN}col")
            for column in range(int(item.get("min", "1")), min(int(item.get("max", "1")), 256) + 1)
        }

    def text(self, position: Position) -> str:
        return self.book.text(self.cells[position]) if position in self.cells else ""

    def open_lines(self, above: int, column: int) -> Iterator[int]:
        """The lines that follow, as long as `column` may be filled while the sheet is protected."""
        row = above + 1
        while (row, column) in self.cells and self.book.is_open(self.cells[row, column]):
            yield row
            row += 1

    def put(self, position: Position, value: str | float) -> None:
        """A number, or a text that stays one: `=`, `+`, `-` or `@` at its head makes no formula of it."""
        if position not in self.cells:
            raise ValueError(f"the template has no cell {letter(position[1])}{position[0]}")
        cell = self.cells[position]
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            text = _ESCAPE.sub("_x005F_", _NOT_XML.sub("", value)[:LONGEST_TEXT])
            cell.set("t", "inlineStr")
            content = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
            content.text = text
            content.set(_SPACE, "preserve")
            if text.startswith(("=", "+", "-", "@")):
                cell.set("s", self.book.quoted(cell.get("s", "0")))
            self._fit(cell, text, position[1])
        else:
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{_MAIN}v").text = repr(value)

    def _fit(self, cell: etree._Element, text: str, column: int) -> None:
        """Make the line as high as its text: programs only do so when it is typed."""
        row = cell.getparent()
        needed = min(styles.height(text, self.widths.get(column, float(USUAL_WIDTH))), HIGHEST_ROW)
        if row is not None and needed > float(row.get("ht", USUAL_HEIGHT)):
            row.set("ht", f"{needed:g}")
            row.attrib.pop("customHeight", None)

    def forget_results(self) -> None:
        """Formulas are to be worked out again."""
        for cell in self.cells.values():
            value = cell.find(f"{_MAIN}v")
            if value is not None and cell.find(f"{_MAIN}f") is not None:
                cell.remove(value)
                cell.attrib.pop("t", None)


class Book:
    """A workbook being written. Raises `ValueError` when it lacks what every workbook has."""

    def __init__(self, content: bytes) -> None:
        self.parts = unpack(content)
        self.strings = [_said(item) for item in self.root(_STRINGS)] if _STRINGS in self.parts else []
        self.styles = self.root(_STYLES)
        self.formats = _child(self.styles, "cellXfs")
        self._quoted: dict[str, str] = {}
        self.tabs = [Tab(self, part) for part in self._sheet_parts()]

    def root(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part], etree.XMLParser(resolve_entities=False))

    def _sheet_parts(self) -> Iterator[str]:
        targets = {item.get("Id"): item.get("Target", "") for item in self.root("xl/_rels/workbook.xml.rels")}
        for sheet in _child(self.root(_WORKBOOK), "sheets"):
            target = targets[sheet.get(_RELATION)]
            yield target.removeprefix("/") if target.startswith("/") else f"xl/{target}"

    def text(self, cell: etree._Element) -> str:
        """The text a cell holds; empty for a number or a formula."""
        match cell.get("t"):
            case "s":
                return self.strings[int(cell.findtext(f"{_MAIN}v", "0"))]
            case "inlineStr":
                return _said(cell)
        return ""

    def find(self, code: str) -> tuple[Tab, Position]:
        """The first cell that holds a code."""
        for tab in self.tabs:
            if code in tab.codes:
                return tab, tab.codes[code]
        raise ValueError(f"the template has no code {code}")

    def is_open(self, cell: etree._Element) -> bool:
        """Whether the cell may be typed into while its sheet is protected."""
        protection = self.formats[int(cell.get("s", "0"))].find(f"{_MAIN}protection")
        return protection is not None and protection.get("locked") in ("0", "false")

    def quoted(self, style: str) -> str:
        """The same format, for a text that would be taken for a formula if it were typed again."""
        if style not in self._quoted:
            twin = deepcopy(self.formats[int(style)])
            twin.set("quotePrefix", "1")
            self.formats.append(twin)
            self.formats.set("count", str(len(self.formats)))
            self._quoted[style] = str(len(self.formats) - 1)
        return self._quoted[style]

    def packed(self) -> bytes:
        workbook = self.root(_WORKBOOK)
        _child(workbook, "calcPr").set("fullCalcOnLoad", "1")
        for tab in self.tabs:
            tab.forget_results()
        written = {_WORKBOOK: workbook, _STYLES: self.styles} | {tab.part: tab.root for tab in self.tabs}
        return pack(self.parts | {part: _serialised(root) for part, root in written.items()})


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f"{_MAIN}{name}")
    if found is None:
        raise ValueError(f"the template has no {name}")
    return found


def _said(item: etree._Element) -> str:
    """The text of a string, in as many runs as it has styles."""
    return "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))


def _position(cell: etree._Element) -> Position:
    match = _NAME.fullmatch(cell.get("r", ""))
    if match is None:
        raise ValueError(f"the template has a cell named {cell.get('r')!r}")
    column = 0
    for character in match[1]:
        column = column * 26 + ord(character) - ord("A") + 1
    return int(match[2]), column


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
