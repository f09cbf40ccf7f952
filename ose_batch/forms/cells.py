"""Error cells and formulas without a result: python-calamine gives both as empty cells, the XML tells them apart.

Nothing is parsed in an ordinary dossier: byte searches find the few cells that hold a formula or an error.
"""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from xml.etree import ElementTree

from ose_batch.forms.sniff import Format
from ose_batch.model import Trouble

Marks = Mapping[tuple[int, int], tuple[Trouble, str]]
"""(row, column), counted from 1 → ERROR and what the cell shows (`#REF!`), or NO_RESULT and its formula (`=A1+B1`)."""


@dataclass(frozen=True, slots=True)
class Inspected:
    marks: Mapping[str, Marks] = field(default_factory=dict)
    """Sheet name → its marks; sheets without any are absent."""
    rewritten: Mapping[str, bytes] = field(default_factory=dict)
    """Parts to read in place of those of the archive: python-calamine refuses the whole sheet otherwise."""


LONGEST_FORMULA = 100
"""Bytes; a longer one tells a person nothing, and is shown as `=…`."""
USUAL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""The error values that python-calamine knows."""

_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(rb"<f(?:\s[^>]*?)?(?:/>|>([^<]*)</f>)\s*(<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>))?")
"""The formula, its `<v>` element, its result; each may be missing."""
_IS_ERROR, _IS_TEXT = b' t="e"', b' t="str"'
_CELL_REF = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_TAG_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:")
_SINGLE_QUOTED = re.compile(rb"='([^'\"<>]*)'")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_ODS_ERROR = re.compile(r"#[\w/]+\s?[!?]?|Err\s?:\s?[0-9]{3}")
"""`#REF!`, `Err:502`, or as another language writes them."""


def inspect(kind: Format, archive: zipfile.ZipFile) -> Inspected:
    """The marks of every sheet. Raises what zipfile and ElementTree raise on a damaged file."""
    if kind is Format.ODS:
        return Inspected(_in_ods(_read(archive, "content.xml")))
    marks: dict[str, Marks] = {}
    rewritten: dict[str, bytes] = {}
    for name, part in _sheet_parts(archive).items():
        found, content = _in_part(archive.read(part))
        if found:
            marks[name] = found
        if content:
            rewritten[part] = content
    return Inspected(marks, rewritten)


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    if part not in archive.NameToInfo:
        raise zipfile.BadZipFile(f"{part} is missing")
    return archive.read(part)


# ------------------------------------------------------------------------------------------------------- .xlsx, .xlsm


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    relations = ElementTree.fromstring(_read(archive, "xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for element in ElementTree.fromstring(_read(archive, "xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            relation_id = next((value for key, value in element.items() if key.endswith("}id")), None)
            target = targets.get(relation_id, "")
            part = posixpath.normpath(posixpath.join("xl", target)).removeprefix("/")
            if part in archive.NameToInfo:
                parts[element.get("name", "")] = part
    return parts


def _in_part(part: bytes) -> tuple[Marks, bytes]:
    """The marks of a sheet, and its content with unusual errors replaced, `b""` when there are none."""
    if b'<c r="' not in part:
        part = _SINGLE_QUOTED.sub(rb'="\1"', _TAG_PREFIX.sub(rb"\1", part))
    marks: dict[tuple[int, int], tuple[Trouble, str]] = {}
    unusual: list[tuple[int, int]] = []
    stop = part.find(b"</sheetData>")
    for tag, at in _found(part, _IS_ERROR, stop):
        if _IS_ERROR in tag and (where := _position(tag)):
            value = _VALUE.search(part, at, part.find(b"</c>", at))
            text = _plain(value[1]) if value else ""
            marks[where] = (Trouble.ERROR, text or "#VALUE!")
            if value and text not in USUAL_ERRORS:
                unusual.append(value.span(1))
    for tag, at in _found(part, b"<f", stop):
        formula = _FORMULA.match(part, at)
        # An empty result is one when the cell says that it is a text.
        if formula and not formula[3] and not (formula[2] and _IS_TEXT in tag):
            where = _position(tag)
            if where and where not in marks:
                short = formula[1] and len(formula[1]) <= LONGEST_FORMULA
                marks[where] = (Trouble.NO_RESULT, f"={_plain(formula[1])}" if short else "=…")
    return marks, _replace(part, unusual)


def _found(part: bytes, needle: bytes, stop: int) -> Iterator[tuple[bytes, int]]:
    """The opening tag of the cell around each needle before `stop`, and where the needle is."""
    at = part.find(needle, 0, stop)
    while at >= 0:
        start = max(part.rfind(b"<c ", 0, at), 0)
        yield part[start : part.find(b">", start)], at
        at = part.find(needle, at + 1, stop)


def _position(tag: bytes) -> tuple[int, int] | None:
    if not (ref := _CELL_REF.search(tag)):
        return None
    column = 0
    for letter in ref[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(ref[2]), column


def _plain(xml: bytes) -> str:
    return html.unescape(xml.decode(errors="replace")).strip()


def _replace(part: bytes, spans: list[tuple[int, int]]) -> bytes:
    if not spans:
        return b""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [part[at:start], b"#VALUE!"]
        at = end
    return b"".join([*pieces, part[at:]])


# --------------------------------------------------------------------------------------------------------------- .ods


def _in_ods(content: bytes) -> Mapping[str, Marks]:
    if not _suspect(content):
        return {}
    marks = {}
    for table in ElementTree.fromstring(content).iter(f"{_TABLE}table"):
        found = dict(_in_table(table))
        if found:
            marks[table.get(f"{_TABLE}name", "")] = found
    return marks


def _suspect(content: bytes) -> bool:
    """Whether the document may hold an error, or a formula without a value; cheap, and never wrongly false."""
    if any(hint in content for hint in (b'value-type="error"', b">#", b">Err")):
        return True
    at = content.find(b"table:formula=")
    while at >= 0:
        start, end = content.rfind(b"<", 0, at), content.find(b">", at)
        if b"office:value-type=" not in content[start:end]:
            return True
        at = content.find(b"table:formula=", end)
    return False


def _in_table(table: ElementTree.Element) -> Iterator[tuple[tuple[int, int], tuple[Trouble, str]]]:
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        column = 1
        below = row + _repeated(line, "rows")
        for cell in line:
            beside = column + _repeated(cell, "columns")
            if mark := _mark(cell):
                yield from ((where, mark) for where in product(range(row, below), range(column, beside)))
            column = beside
        row = below


def _repeated(element: ElementTree.Element, what: str) -> int:
    count = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(count) if count.isascii() and count.isdigit() else 1


def _mark(cell: ElementTree.Element) -> tuple[Trouble, str] | None:
    formula = cell.get(f"{_TABLE}formula")
    paragraphs = cell.findall(_PARAGRAPH)
    text = "".join(piece for paragraph in paragraphs for piece in paragraph.itertext())
    declared = any(key.endswith("}value-type") and value == "error" for key, value in cell.items())
    if declared or (formula is not None and _ODS_ERROR.fullmatch(text)):
        return Trouble.ERROR, text or "#VALUE!"
    # An empty result still has its paragraph.
    if formula is not None and not paragraphs and cell.get(f"{_OFFICE}value-type") is None:
        return Trouble.NO_RESULT, "=" + formula.partition("=")[2]
    return None
