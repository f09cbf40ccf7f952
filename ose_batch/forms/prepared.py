"""A workbook (.xlsx) taken apart, once for all those that are written from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from ose_batch.forms.declaration import CODE, VALUE_CODE
from ose_batch.forms.package import unpack

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_NAME = re.compile(r"([A-Z]+)(\d+)")
USUAL_WIDTH = "8.43"
"""Of a column that says nothing, in characters."""

Position = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True, slots=True)
class PreparedSheet:
    """One sheet as it stands before anything is written in it."""

    name: str
    part: str
    root: etree._Element
    """Not to be changed: each workbook written in it has a copy."""
    positions: tuple[Position, ...]
    """Of each cell, in the order of the part."""
    codes: Mapping[str, Position]
    """Each hidden code, and where it stands first."""
    entries: tuple[Position, ...]
    """Where the code of entries stands; there may be several."""
    widths: Mapping[int, float]
    selected: bool
    """Whether it is the one that is open."""


@dataclass(slots=True)
class Prepared:
    """Raises `ValueError` when the workbook lacks what every workbook has."""

    parts: dict[str, bytes]
    strings: tuple[str, ...] = ()
    sheets: tuple[PreparedSheet, ...] = ()
    _roots: dict[str, etree._Element] = field(default_factory=dict)

    def root(self, part: str) -> etree._Element:
        """Not to be changed either."""
        if part not in self._roots:
            self._roots[part] = parsed(self.parts[part])
        return self._roots[part]


@lru_cache(maxsize=4)
def prepared(content: bytes) -> Prepared:
    """The same for the same bytes: a run writes tens of workbooks from one template."""
    book = Prepared(unpack(content))
    if _STRINGS in book.parts:
        book.strings = tuple(_said(item) for item in book.root(_STRINGS))
    book.sheets = tuple(_sheet(book, name, part) for name, part in _sheet_parts(book))
    return book


def _sheet_parts(book: Prepared) -> Iterator[tuple[str, str]]:
    targets = {item.get("Id"): item.get("Target", "") for item in book.root("xl/_rels/workbook.xml.rels")}
    for sheet in child(book.root(WORKBOOK), "sheets"):
        target = targets[sheet.get(RELATION)]
        yield sheet.get("name", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _sheet(book: Prepared, name: str, part: str) -> PreparedSheet:
    root = book.root(part)
    positions: list[Position] = []
    codes: dict[str, Position] = {}
    entries: list[Position] = []
    for cell in cells(root):
        position = _position(cell)
        positions.append(position)
        code = text(cell, book.strings)
        if code.startswith(CODE):
            codes.setdefault(code, position)
            if code == VALUE_CODE:
                entries.append(position)
        _forget_result(cell)
    book.parts[part] = serialised(root)
    selected = root.find(f"{MAIN}sheetViews/{MAIN}sheetView[@tabSelected]") is not None
    return PreparedSheet(name, part, root, tuple(positions), codes, tuple(entries), _widths(root), selected)


def _forget_result(cell: etree._Element) -> None:
    """A formula is to be worked out again in whatever is written."""
    value = cell.find(f"{MAIN}v")
    if value is not None and cell.find(f"{MAIN}f") is not None:
        cell.remove(value)
        cell.attrib.pop("t", None)


def _widths(root: etree._Element) -> dict[int, float]:
    return {
        column: float(item.get("width", USUAL_WIDTH))
        for item in root.iterfind(f"{MAIN}cols/{MAIN}col")
        for column in range(int(item.get("min", "1")), min(int(item.get("max", "1")), 256) + 1)
    }


def cells(root: etree._Element) -> Iterator[etree._Element]:
    return root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")


def text(cell: etree._Element, strings: tuple[str, ...]) -> str:
    """The text a cell holds; empty for a number or a formula."""
    match cell.get("t"):
        case "s":
            return strings[int(cell.findtext(f"{MAIN}v", "0"))]
        case "inlineStr":
            return _said(cell)
    return ""


def child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f"{MAIN}{name}")
    if found is None:
        raise ValueError(f"the template has no {name}")
    return found


def parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False))


def serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _said(item: etree._Element) -> str:
    """The text of a string, in as many runs as it has styles."""
    return "".join(run.text or "" for run in item.iter(f"{MAIN}t"))


def _position(cell: etree._Element) -> Position:
    match = _NAME.fullmatch(cell.get("r", ""))
    if match is None:
        raise ValueError(f"the template has a cell named {cell.get('r')!r}")
    column = 0
    for character in match[1]:
        column = column * 26 + ord(character) - ord("A") + 1
    return int(match[2]), column
