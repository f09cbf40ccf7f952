"""Writing into the parts of a workbook (.xlsx): its hidden codes, its cells, its open lines.

Everything else in the file stays as it is. Loading a workbook with openpyxl and saving it would drop pictures, and take
many times longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property
from posixpath import basename, dirname

from lxml import etree

from ose_batch.forms import looks
from ose_batch.forms.package import pack
from ose_batch.forms.places import letter
from ose_batch.forms.prepared import (
    MAIN,
    STYLES,
    USUAL_WIDTH,
    WORKBOOK,
    Position,
    PreparedSheet,
    cells,
    child,
    parsed,
    prepared,
    serialised,
    text,
)

__all__ = ["Book", "Position", "Tab", "xml_text"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""In a workbook `_x0041_` stands for a character; a text that holds it says so."""
LONGEST_TEXT, HIGHEST_ROW = 32_767, 409.0
"""What a cell and a row can be, in characters and points."""
USUAL_HEIGHT = "15"
"""Of a row that says nothing, in points."""


def xml_text(text: str) -> str:
    """The text as a workbook holds it, without what no XML can hold."""
    return _ESCAPE.sub("_x005F_", _NOT_XML.sub("", text)[:LONGEST_TEXT])


class Tab:
    """One sheet being written."""

    def __init__(self, book: Book, sheet: PreparedSheet) -> None:
        self.book = book
        self.name = sheet.name
        self.part = sheet.part
        self.codes = sheet.codes
        self.entries = sheet.entries
        self.widths = sheet.widths
        self._sheet = sheet

    @property
    def root(self) -> etree._Element:
        return self.book.root(self.part)

    @cached_property
    def cells(self) -> dict[Position, etree._Element]:
        """Made when the sheet is first written in."""
        return dict(zip(self._sheet.positions, cells(self.root), strict=True))

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
        if isinstance(value, str):
            self.say(position, value)
            self._fit(self.cells[position], xml_text(value), position[1])
        else:
            cell = self._emptied(position)
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{MAIN}v").text = repr(value)

    def say(self, position: Position, text: str) -> None:
        """A text that stays one, in a line that stays as high as it is."""
        cell, text = self._emptied(position), xml_text(text)
        cell.set("t", "inlineStr")
        content = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
        content.text = text
        content.set(_SPACE, "preserve")
        if text.startswith(("=", "+", "-", "@")):
            cell.set("s", self.book.quoted(cell.get("s", "0")))

    def put_error(self, position: Position, error: str) -> None:
        """One of the error values of spreadsheets, such as `#REF!`."""
        cell = self._emptied(position)
        cell.set("t", "e")
        etree.SubElement(cell, f"{MAIN}v").text = error

    def mark(self, position: Position, frame: str, ground: str) -> None:
        """Colour a cell: its format and its lock stay."""
        cell = self.cells[position]
        cell.set("s", self.book.marked(cell.get("s", "0"), frame, ground))

    def deselect(self) -> None:
        """Another sheet is the one that is open."""
        if self._sheet.selected:
            for view in self.root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
                view.attrib.pop("tabSelected", None)

    def _emptied(self, position: Position) -> etree._Element:
        if position not in self.cells:
            raise ValueError(f"the template has no cell {letter(position[1])}{position[0]}")
        cell = self.cells[position]
        for inside in list(cell):
            cell.remove(inside)
        return cell

    def _fit(self, cell: etree._Element, text: str, column: int) -> None:
        """Make the line as high as its text: programs only do so when it is typed."""
        row = cell.getparent()
        needed = min(looks.height(text, self.widths.get(column, float(USUAL_WIDTH))), HIGHEST_ROW)
        if row is not None and needed > float(row.get("ht", USUAL_HEIGHT)):
            row.set("ht", f"{needed:g}")
            row.attrib.pop("customHeight", None)


class Book:
    """A workbook being written. Raises `ValueError` when it lacks what every workbook has."""

    def __init__(self, content: bytes) -> None:
        self._prepared = prepared(content)
        self.parts = dict(self._prepared.parts)
        self._roots: dict[str, etree._Element] = {}
        self.styles = self.root(STYLES)
        self.formats = child(self.styles, "cellXfs")
        self._variants: dict[tuple[str, str], str] = {}
        self._added: dict[tuple[str, str], str] = {}
        self.tabs = [Tab(self, sheet) for sheet in self._prepared.sheets]

    def root(self, part: str) -> etree._Element:
        """A part of XML, to be changed at will."""
        if part not in self._roots:
            self._roots[part] = deepcopy(self._prepared.root(part))
        return self._roots[part]

    def text(self, cell: etree._Element) -> str:
        """The text a cell holds; empty for a number or a formula."""
        return text(cell, self._prepared.strings)

    def find(self, code: str) -> tuple[Tab, Position]:
        """The first cell that holds a code."""
        for tab in self.tabs:
            if code in tab.codes:
                return tab, tab.codes[code]
        raise ValueError(f"the template has no code {code}")

    def is_open(self, cell: etree._Element) -> bool:
        """Whether the cell may be typed into while its sheet is protected."""
        protection = self.formats[int(cell.get("s", "0"))].find(f"{MAIN}protection")
        return protection is not None and protection.get("locked") in ("0", "false")

    # ---------------------------------------------------------------------------------------------------------- looks

    def quoted(self, style: str) -> str:
        """The same format, for a text that would be taken for a formula if it were typed again."""
        return self._variant(style, "quoted", quotePrefix="1")

    def marked(self, style: str, frame: str, ground: str) -> str:
        """The same format, on a ground and in a frame that show."""
        look = looks.Look(ground=ground, frame=frame)
        fills, borders = self._add("fills", look.fill), self._add("borders", look.border)
        change = {"fillId": fills, "borderId": borders, "applyFill": "1", "applyBorder": "1"}
        return self._variant(style, f"{frame} {ground}", **change)

    def look(self, look: looks.Look) -> str:
        """Number of a format with this look."""
        fonts, fills = self._add("fonts", look.font), self._add("fills", look.fill)
        borders = self._add("borders", look.border)
        return self._add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{fonts}" fillId="{fills}" borderId="{borders}" xfId="0" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">{look.alignment}'
            f'<protection locked="{int(not look.open)}"/></xf>',
        )

    def _variant(self, style: str, name: str, **change: str) -> str:
        if (style, name) not in self._variants:
            twin = deepcopy(self.formats[int(style)])
            for key, value in change.items():
                twin.set(key, value)
            self._variants[style, name] = _appended(self.formats, twin)
        return self._variants[style, name]

    def _add(self, group: str, xml: str) -> str:
        """Index of a font, fill, border or format among those of the workbook."""
        if (group, xml) not in self._added:
            element = parsed(f'<x xmlns="{MAIN[1:-1]}">{xml}</x>'.encode())[0]
            self._added[group, xml] = _appended(child(self.styles, group), element)
        return self._added[group, xml]

    # ---------------------------------------------------------------------------------------------------------- parts

    def add_part(self, part: str, root: etree._Element, kind: str) -> None:
        """A part of XML, of a type of content (`application/…`)."""
        self.parts[part], self._roots[part] = b"", root
        types = self.root(_TYPES)
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{part}", ContentType=kind)

    def drop_part(self, part: str) -> None:
        self.parts.pop(part, None)
        self._roots.pop(part, None)
        for declared in self.root(_TYPES).findall(f"{{{_PACKAGE}/content-types}}Override[@PartName='/{part}']"):
            self.root(_TYPES).remove(declared)

    def relations(self, part: str) -> etree._Element:
        """What a part refers to."""
        rels = f"{dirname(part)}/_rels/{basename(part)}.rels"
        if rels not in self.parts:
            self.parts[rels] = b""
            self._roots[rels] = etree.Element(
                f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"}
            )
        return self.root(rels)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Id of a new reference from a part to another; `kind`: `worksheet`, `comments`."""
        relations = self.relations(part)
        taken = {item.get("Id") for item in relations}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)
        tag = f"{{{_PACKAGE}/relationships}}Relationship"
        etree.SubElement(relations, tag, Id=name, Type=f"{_OFFICE}/{kind}", Target=f"/{target}")
        return name

    def packed(self) -> bytes:
        child(self.root(WORKBOOK), "calcPr").set("fullCalcOnLoad", "1")
        return pack(self.parts | {part: serialised(root) for part, root in self._roots.items()})


def _appended(group: etree._Element, element: etree._Element) -> str:
    group.append(element)
    group.set("count", str(len(group)))
    return str(len(group) - 1)
