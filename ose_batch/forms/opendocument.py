"""The tables of .ods in plain form, in the writing of LibreOffice: see `plain`.

Rows that the grammar knows are cut out and kept as they are, if what is left is as simple. A document of another
writing is read element by element.
"""

import re
from collections.abc import Sequence
from html import unescape

from ose_batch.forms.cells import ROWS_REPEATED, in_table, suspect
from ose_batch.forms.guard import Archive, Refused, check_well_formed
from ose_batch.forms.ods_reader import rewritten
from ose_batch.forms.ods_rows import OFFICE, PREFIXES, ROW, TABLE, TEXT, WRAPPERS, Tables
from ose_batch.forms.plain import ATTRIBUTES, MOST_CELLS, MOST_ROWS, is_plain
from ose_batch.forms.workbook import LARGEST_AREA, MOST_SHEETS, MOST_TEXT, Plain, Sheet
from ose_batch.wording import reading as say

MOST_COLUMNS = 16_384
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_DECLARED = tuple(f' xmlns:{PREFIXES[name][:-1]}="{name[1:-1]}"'.encode() for name in (OFFICE, TABLE, TEXT))
_HEAD = re.compile(rb"\s*(<office:document-content" + ATTRIBUTES + rb")>")
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]+)"')
_VALUES_REPEATED = re.compile(rb'office:value-type=[^>]* table:number-columns-repeated="([0-9]+)"')


_FRAME_END = re.compile(rb"</office:spreadsheet>\s*</office:body>\s*</office:document-content>\s*")
_ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*+)")
_STRUCTURE = re.compile(
    rb"<(/?)(table:table|table:table-header-rows|table:table-rows|table:table-row-group|ose)((?:[ /][^>]*)?)>"
)
_NAME = re.compile(rb' table:name="([^"]*)"')
_KNOWN = frozenset(
    {b"ose", b"table:table", *(name.encode() for name in WRAPPERS)}
    | {
        b"table:" + name
        for name in b"""
    calculation-settings iteration null-date content-validations content-validation help-message error-message
    error-macro table-column table-columns table-header-columns table-column-group named-expressions named-range
    named-expression database-ranges database-range database-source-range filter filter-and filter-or filter-condition
    filter-set-item sort sort-by table-protection label-ranges label-range consolidation
    """.split()
    }
    | {b"calcext:conditional-formats", b"calcext:conditional-format", b"calcext:condition", b"calcext:color-scale"}
    | {b"calcext:color-scale-entry", b"calcext:data-bar", b"calcext:formatting-entry", b"calcext:icon-set"}
    | {b"calcext:date-is", b"loext:table-protection", b"office:forms", b"office:spreadsheet", b"text:p", b"text:span"}
)
"""Elements of a spreadsheet that hold neither tables nor rows, but for the first ones."""


def plain_tables(archive: Archive, ignored: str) -> Plain:
    """The tables of a document but the one called `ignored`. Raises `Refused`."""
    content = archive.xml("content.xml")
    if content.count(b"table-cell") > 2 * MOST_CELLS:
        raise Refused(say.TOO_MUCH_CONTENT)
    found = _plain(content)
    tables, root = found or rewritten(content)
    if len(tables) > MOST_SHEETS:
        raise Refused(say.too_many_sheets(MOST_SHEETS))
    sheets = []
    has_marks = not found or suspect(content)  # another writing may hide them
    pieces = [root, b"<office:body><office:spreadsheet>"]
    area = text = 0
    for name, rows in tables.items():
        if name == ignored:
            continue
        size = _measured(rows, name)
        area, text = area + size[0], text + size[1]
        if area > LARGEST_AREA:
            raise Refused(say.too_wide(name))
        if text > MOST_TEXT:
            raise Refused(say.TOO_MUCH_CONTENT)
        sheets.append(Sheet(name, in_table(rows, root) if has_marks else {}))
        pieces += [b'<table:table table:name="%d">' % len(sheets), *rows, b"</table:table>"]
    pieces.append(b"</office:spreadsheet></office:body></office:document-content>")
    parts = {"mimetype": MIMETYPE, "META-INF/manifest.xml": b"<manifest/>", "content.xml": b"".join(pieces)}
    return Plain(parts, tuple(sheets))


def _plain(content: bytes) -> tuple[Tables, bytes] | None:
    """The tables, and the tag under which their rows can stand; `None` when the document is not plain."""
    head = _HEAD.match(content)
    if not head or not all(declared in head[1] for declared in _DECLARED) or b"<ose" in content:
        return None
    frame, blocks = _cut(content)
    start = frame.find(b"<office:spreadsheet>")
    inside = frame[start:]
    ends = _FRAME_END.search(inside)
    if start < 0 or not ends or ends.end() < len(inside) or b"<office:spreadsheet" in inside[1:]:
        return None
    # Rows that are no characters, not plain, or in something hidden, are for the other reader.
    if b"\xef\xbf" in content or not is_plain(frame) or not _KNOWN.issuperset(_ELEMENT.findall(inside)):
        return None
    # Styles, before it, hold no value.
    check_well_formed([head[1] + b"><office:body>" + inside])
    return _gathered(inside, blocks), head[1] + b">"


def _cut(content: bytes) -> tuple[bytes, list[list[bytes]]]:
    """The document with `<ose/>` in place of each block of plain rows; the blocks."""
    frame: list[bytes] = []
    blocks: list[list[bytes]] = []
    at = 0
    while (start := content.find(b"<table:table-row ", at)) >= 0:
        frame += [content[at:start], b"<ose/>"]
        block = []
        at = start
        while row := ROW.match(content, at):
            block.append(row[0])
            at = row.end()
        if not block:
            break  # the element that is left is not one of the known
        blocks.append(block)
    return b"".join([*frame, content[at:]]), blocks


def _gathered(inside: bytes, blocks: list[list[bytes]]) -> Tables:
    """The blocks under their tables, by the tags that count in a frame that is well-formed."""
    tables: Tables = {}
    open_elements: list[bytes] = []
    rows: list[bytes] = []
    left = iter(blocks)
    for closing, element, attributes in _STRUCTURE.findall(inside):
        if element == b"ose" and open_elements:
            rows += next(left)
        elif closing:
            open_elements.pop()
        elif not attributes.endswith(b"/"):
            if element == b"table:table":
                name = _NAME.search(attributes)
                tab = unescape(name[1].decode()) if name else ""
                if open_elements or not tab or tab in tables:
                    raise Refused(say.UNREADABLE_WORKBOOK)
                tables[tab] = rows = []
            elif not open_elements:
                raise Refused(say.UNREADABLE_WORKBOOK)
            open_elements.append(element)
        elif element == b"table:table":
            raise Refused(say.UNREADABLE_WORKBOOK)
    return tables


def _measured(rows: Sequence[bytes], tab: str) -> tuple[int, int]:
    """Cells of the rectangle from A1 to the last value, and bytes of text in it. Raises `Refused`."""
    height = width = text = above = 0
    for row in rows:
        repeated = ROWS_REPEATED.match(row)
        times = int(repeated[1]) if repeated else 1
        above += times
        last = max(row.rfind(b" office:value-type="), row.rfind(b" table:formula="))
        if last < 0:
            continue
        height = above
        before = row[: row.find(b">", last)]
        cells = before.count(b"<table:table-cell") + before.count(b"<table:covered-table-cell")
        most = 1
        if b"columns-repeated" in before:
            cells += sum(int(count) - 1 for count in _COLUMNS_REPEATED.findall(before))
            most = max(map(int, _VALUES_REPEATED.findall(before)), default=1)
        width = max(width, cells)
        text += len(row) * times * most
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise Refused(say.outside_the_grid(tab))
    return height * width, text
