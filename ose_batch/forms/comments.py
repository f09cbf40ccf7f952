"""Notes on the cells of a workbook being written: what is said, and the little sheet of paper it is said on."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join, normpath

from lxml import etree

from ose_batch.forms import looks
from ose_batch.forms.parts import USUAL_HEIGHT, Book, Tab, xml_text
from ose_batch.forms.places import letter
from ose_batch.forms.prepared import MAIN, RELATION, USUAL_WIDTH, Position, parsed

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NOTES = ("/comments", "/vmlDrawing", "/threadedComment")
_AFTER = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What may follow a sheet's notes in its part."""
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{rank}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype>{shapes}</xml>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPES_A_SHEET = 1024
"""Numbers that a sheet may give to its shapes."""

WIDTH = 42
"""Of a note, in characters."""
_MARGIN = 12
"""Points, above and below its text."""
_PIXELS_A_POINT = 96 / 72


def annotate(book: Book, tab: Tab, notes: Mapping[Position, str], author: str) -> None:
    """Put a note on each of these cells, in place of those the sheet may have had."""
    _clear(book, tab)
    rank = book.tabs.index(tab) + 1
    comments, drawing = f"xl/notes{rank}.xml", f"xl/drawings/notes{rank}.vml"
    told = sorted(notes.items())
    book.add_part(comments, _said(told, author), _COMMENTS)
    book.add_part(drawing, _drawn(tab, told, rank), _DRAWING)
    book.relate(tab.part, "comments", comments)
    legacy = etree.Element(f"{MAIN}legacyDrawing", {RELATION: book.relate(tab.part, "vmlDrawing", drawing)})
    following = next((item for item in tab.root if etree.QName(item).localname in _AFTER), None)
    if following is None:
        tab.root.append(legacy)
    else:
        following.addprevious(legacy)


def _clear(book: Book, tab: Tab) -> None:
    relations = book.relations(tab.part)
    for relation in [item for item in relations if item.get("Type", "").endswith(_NOTES)]:
        relations.remove(relation)
        book.drop_part(normpath(join("/", dirname(tab.part), relation.get("Target", ""))).removeprefix("/"))
    for legacy in tab.root.findall(f"{MAIN}legacyDrawing"):
        tab.root.remove(legacy)


def _said(notes: list[tuple[Position, str]], author: str) -> etree._Element:
    root = etree.Element(f"{MAIN}comments", nsmap={None: MAIN[1:-1]})
    etree.SubElement(etree.SubElement(root, f"{MAIN}authors"), f"{MAIN}author").text = xml_text(author)
    listed = etree.SubElement(root, f"{MAIN}commentList")
    for (row, column), said in notes:
        comment = etree.SubElement(listed, f"{MAIN}comment", ref=f"{letter(column)}{row}", authorId="0", shapeId="0")
        run = etree.SubElement(etree.SubElement(comment, f"{MAIN}text"), f"{MAIN}r")
        look = etree.SubElement(run, f"{MAIN}rPr")
        etree.SubElement(look, f"{MAIN}sz", val="10")
        etree.SubElement(look, f"{MAIN}rFont", val="Calibri")
        text = etree.SubElement(run, f"{MAIN}t")
        text.text = xml_text(said)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return root


def _drawn(tab: Tab, notes: list[tuple[Position, str]], rank: int) -> etree._Element:
    heights = {int(row.get("r", "0")): float(row.get("ht", USUAL_HEIGHT)) for row in tab.root.iter(f"{MAIN}row")}
    shapes = (
        _SHAPE.format(
            id=rank * _SHAPES_A_SHEET + index,
            anchor=_anchor(tab, heights, position, said),
            row=position[0] - 1,
            column=position[1] - 1,
        )
        for index, (position, said) in enumerate(notes, start=1)
    )
    return parsed(_VML.format(rank=rank, shapes="".join(shapes)).encode())


def _anchor(tab: Tab, heights: Mapping[int, float], position: Position, said: str) -> str:
    """Beside the cell, as large as its text: column, pixels into it, row, pixels into it; then the other corner."""
    row, column = position
    right, across = column + 1, 10 + WIDTH * looks.PIXELS_A_CHARACTER
    while across > (wide := _pixels(tab.widths.get(right, float(USUAL_WIDTH)))):
        right, across = right + 1, across - wide
    below, down = row, (looks.height(said, WIDTH, 10) + _MARGIN) * _PIXELS_A_POINT
    while down > (high := heights.get(below, float(USUAL_HEIGHT)) * _PIXELS_A_POINT):
        below, down = below + 1, down - high
    return f"{column}, 10, {row - 1}, 2, {right - 1}, {round(across)}, {below - 1}, {round(down)}"


def _pixels(width: float) -> int:
    return round(width * looks.PIXELS_A_CHARACTER) + 5
