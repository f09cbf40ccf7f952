"""The tables of .ods in plain form, in the writing of LibreOffice: see `plain`.

Rows that the grammar knows are cut out and kept as they are, if what is left is as simple. A document of another
writing is read element by element.
"""

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import ParseError, XMLParser

from ose_batch.forms.cells import ROWS_REPEATED, in_table, suspect
from ose_batch.forms.guard import Archive, Refused, holds
from ose_batch.forms.ods_reader import rewritten
from ose_batch.forms.ods_rows import OFFICE, PREFIXES, ROW, TABLE, TEXT, WRAPPERS, Tables
from ose_batch.forms.plain import ATTRIBUTES, MOST_CELLS, MOST_ROWS, NO_CHARACTER, is_plain
from ose_batch.forms.workbook import LARGEST_AREA, MOST_SHEETS, MOST_TEXT, Plain, Sheet
from ose_batch.wording import reading as say

MOST_COLUMNS = 16_384
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_DECLARED = tuple(f' xmlns:{PREFIXES[name][:-1]}="{name[1:-1]}"'.encode() for name in (OFFICE, TABLE, TEXT))
_HEAD = re.compile(rb"\s*(<office:document-content" + ATTRIBUTES + rb")>")
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]+)"')
_VALUES_REPEATED = re.compile(rb'office:value-type=[^>]* table:number-columns-repeated="([0-9]+)"')
_SHORTEST_CELL = len(b"<table:table-cell/>")
_LISTS, _LISTS_END = b"<table:content-validations>", b"</table:content-validations>"
_BLOCK = b"<?rows?>"
"""Stands for plain rows that were cut out: what is plain holds no instruction."""
_TO_TABLE = [f"{OFFICE}{name}" for name in ("document-content", "body", "spreadsheet")] + [f"{TABLE}table"]
_WRAPPERS = frozenset(TABLE + name.removeprefix(PREFIXES[TABLE]) for name in WRAPPERS)
_NOT_PLAIN = frozenset(f"{TABLE}{name}" for name in ("table-row", "table-cell", "covered-table-cell"))


def plain_tables(archive: Archive, ignored: str) -> Plain:
    """The tables of a document but the one called `ignored`. Raises `Refused`."""
    content = archive.xml("content.xml")
    if len(content) > MOST_CELLS * _SHORTEST_CELL and content.count(b"table-cell") > 2 * MOST_CELLS:
        raise Refused(say.TOO_MUCH_CONTENT)
    found = _plain(content)
    tables, root = found or rewritten(content)
    tables = {name: rows for name, rows in tables.items() if name != ignored}
    if len(tables) > MOST_SHEETS:
        raise Refused(say.too_many_sheets(MOST_SHEETS))
    area = text = 0
    for name, rows in tables.items():
        size = _measured(rows, name)
        area, text = area + size[0], text + size[1]
        if area > LARGEST_AREA:
            raise Refused(say.too_wide(name))
        if text > MOST_TEXT:
            raise Refused(say.TOO_MUCH_CONTENT)
    written = b"".join(
        b'<table:table table:name="%d">%s</table:table>' % (number, b"".join(rows))
        for number, rows in enumerate(tables.values())
    )
    doubtful = suspect(written)
    sheets = tuple(Sheet(name, in_table(rows, root) if doubtful else {}) for name, rows in tables.items())
    document = b"%s<office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:document-content>"
    parts = {"mimetype": MIMETYPE, "META-INF/manifest.xml": b"<manifest/>", "content.xml": document % (root, written)}
    return Plain(parts, sheets)


def _plain(content: bytes) -> tuple[Tables, bytes] | None:
    """The tables, and the tag under which their rows can stand; `None` when the document is not plain."""
    head = _HEAD.match(content)
    if not head or not is_plain(content) or not all(declared in head[1] for declared in _DECLARED):
        return None
    # Styles, before the sheets, hold no value.
    start = content.find(b"<office:spreadsheet>")
    cut = _cut(content[start:]) if start >= 0 else None
    if not cut:
        return None
    frame, blocks = cut
    # Nor do the lists to choose from, two thirds of what is left to check.
    before, _, after = frame.partition(_LISTS)
    lists, _, after = after.partition(_LISTS_END)
    if _BLOCK in lists or holds(content, NO_CHARACTER):
        return None
    tables = _gathered(head[1] + b"><office:body>" + before + after, blocks)
    return (tables, head[1] + b">") if tables else None


def _cut(content: bytes) -> tuple[bytes, list[list[bytes]]] | None:
    """The XML with an instruction in place of each block of plain rows; the blocks. `None` where one is not plain."""
    frame: list[bytes] = []
    blocks: list[list[bytes]] = []
    at = 0
    while (start := content.find(b"<table:table-row ", at)) >= 0:
        frame += [content[at:start], _BLOCK]
        block = []
        at = start
        while row := ROW.match(content, at):
            block.append(row[0])
            at = row.end()
        if not block:
            return None
        blocks.append(block)
    return b"".join([*frame, content[at:]]), blocks


def _gathered(frame: bytes, blocks: Iterable[list[bytes]]) -> Tables | None:
    """The blocks under their tables; `None` when there are rows left that are not plain."""
    reader = _Frame(blocks)
    parser = XMLParser(target=reader)
    try:
        parser.feed(frame)
        parser.close()
    except ParseError as error:
        raise Refused(say.UNREADABLE_WORKBOOK) from error
    return reader.tables if reader.plain else None


class _Frame:
    """A target of ElementTree's parser: what is left of a document without its rows."""

    def __init__(self, blocks: Iterable[list[bytes]]) -> None:
        self.tables: Tables = {}
        self.plain = True
        self._blocks = iter(blocks)
        self._rows: list[bytes] = []
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self.plain &= tag not in _NOT_PLAIN
        if self._path == _TO_TABLE:
            name = attributes.get(f"{TABLE}name", "")
            if not name or name in self.tables:
                raise Refused(say.UNREADABLE_WORKBOOK)
            self._rows = self.tables[name] = []

    def pi(self, *_: str) -> None:
        rows = next(self._blocks)
        # Elsewhere, they are no rows of the table.
        if self._path[: len(_TO_TABLE)] == _TO_TABLE and _WRAPPERS.issuperset(self._path[len(_TO_TABLE) :]):
            self._rows += rows

    def end(self, _: str) -> None:
        self._path.pop()


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
        cells = before.count(b"<table:") - 1  # but the row, nothing else starts so
        most = 1
        if b"columns-repeated" in before:
            cells += sum(int(count) - 1 for count in _COLUMNS_REPEATED.findall(before))
            most = max(map(int, _VALUES_REPEATED.findall(before)), default=1)
        width = max(width, cells)
        text += len(row) * times * most
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise Refused(say.outside_the_grid(tab))
    return height * width, text
