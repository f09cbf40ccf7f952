"""What a cell holds, and the tree of elements it is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

Value = float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Mistake:
    """An error cell, `#REF!`."""

    text: str


Cells = dict[tuple[int, int], Value | Mistake]
"""(row, column), counted from 1; empty cells are absent."""


@dataclass
class Node:
    space: str
    name: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def nodes(self, *names: str) -> list[Node]:
        return [child for child in self.inside if isinstance(child, Node) and (not names or child.name in names)]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.inside)


def parse(xml: bytes) -> Node:
    root = Node("", "", {})
    path = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        node = Node(space, name, attributes)
        path[-1].inside.append(node)
        path.append(node)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.CharacterDataHandler = lambda text: path[-1].inside.append(text)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        if (cells := without_what_holds_no_cell(xml)) != xml:
            return parse(cells)
        raise ValueError(f"ill-formed: {error}") from error
    return root.nodes()[0]


def without_what_holds_no_cell(xml: bytes) -> bytes:
    """A sheet cut short after its cells, a document without its styles and lists: damage there changes no value."""
    cells, end, _ = xml.partition(b"</sheetData>")
    if end:
        return cells + end + b"</worksheet>"
    root, end, rest = xml.partition(b">") if not xml.startswith(b"<?") else _after_declaration(xml)
    _, body, cells = rest.partition(b"<office:body>")
    before, _, after = cells.partition(b"<table:content-validations>")
    _, lists_end, after = after.partition(b"</table:content-validations>")
    cells = before + after if lists_end else cells
    return root + end + body + cells if body else xml


def _after_declaration(xml: bytes) -> tuple[bytes, bytes, bytes]:
    declaration, end, rest = xml.partition(b"?>")
    root, close, rest = rest.partition(b">")
    return declaration + end + root, close, rest


def iso(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text
