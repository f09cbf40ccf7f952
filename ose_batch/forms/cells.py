"""Error cells and formulas without a result: python-calamine gives both as empty cells, the XML tells them apart.

Works on rows in plain form. Nothing is parsed in an ordinary dossier: byte searches find the few cells that hold a
formula or an error.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from xml.etree import ElementTree

from ose_batch.model import Trouble

Marks = Mapping[tuple[int, int], tuple[Trouble, str]]
"""(row, column), counted from 1 → ERROR and what the cell shows (`#REF!`), or NO_RESULT and its formula (`=A1+B1`)."""

LONGEST_FORMULA = 100
"""Bytes; a longer one tells a person nothing, and is shown as `=…`."""
USUAL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""The error values that python-calamine knows."""

_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")? t="e"(?: [cv]m="[0-9]+")*>(?!</c>)'
    rb"(?:<f[^>]*?/>|<f[^>]*>[^<]*</f>)?(?:<v[^>/]*>([^<]*)</v>)?"
)
"""Column, row and value."""
_FORMULA = re.compile(rb"<f(?:\s[^>]*?)?(?:/>|>([^<]*)</f>)(<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>))?")
"""The formula, its `<v>` element, its result; each may be missing."""
_IS_TEXT = b' t="str"'
_CELL_REF = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
ROWS_REPEATED = re.compile(rb'<table:table-row[^>]* table:number-rows-repeated="([0-9]+)"')
_ODS_FORMULA = b' table:formula="'
_ODS_RESULT = re.compile(rb' table:formula="[^"]*" office:value-type=[^>]*>(?!<text:p>(?:#|Err))')
_ODS_ERROR = re.compile(r"#[\w/]+\s?[!?]?|Err\s?:\s?[0-9]{3}")
"""`#REF!`, `Err:502`, or as another language writes them."""


# ------------------------------------------------------------------------------------------------------- .xlsx, .xlsm


def in_rows(part: bytes) -> tuple[Marks, bytes]:
    """The marks of a sheet, and its rows with unusual errors replaced: python-calamine refuses the sheet otherwise."""
    marks: dict[tuple[int, int], tuple[Trouble, str]] = {}
    unusual: list[tuple[int, int]] = []
    for error in _ERROR_CELL.finditer(part) if b' t="e"' in part else ():
        text = _plain(error[3] or b"")
        marks[int(error[2]), column_number(error[1])] = Trouble.ERROR, text or "#VALUE!"
        if error[3] and text not in USUAL_ERRORS:
            unusual.append(error.span(3))
    for tag, at in _formulas(part):
        formula = _FORMULA.match(part, at)
        # An empty result is one when the cell says that it is a text.
        if formula and not formula[3] and not (formula[2] and _IS_TEXT in tag):
            where = _position(tag)
            if where and where not in marks:
                short = formula[1] and len(formula[1]) <= LONGEST_FORMULA
                marks[where] = (Trouble.NO_RESULT, f"={_plain(formula[1])}" if short else "=…")
    return marks, _replace(part, unusual)


def _formulas(part: bytes) -> Iterator[tuple[bytes, int]]:
    """The opening tag of the cell around each formula, and where the formula is."""
    at = part.find(b"<f")
    while at >= 0:
        start = part.rfind(b"<c ", 0, at)
        yield part[start : part.find(b">", start)], at
        at = part.find(b"<f", at + 1)


def _position(tag: bytes) -> tuple[int, int] | None:
    if not (ref := _CELL_REF.search(tag)):
        return None
    return int(ref[2]), column_number(ref[1])


def column_number(letters: bytes) -> int:
    """`A` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _plain(xml: bytes) -> str:
    return html.unescape(xml.decode(errors="replace")).strip()


def _replace(part: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [part[at:start], b"#VALUE!"]
        at = end
    return b"".join([*pieces, part[at:]])


# --------------------------------------------------------------------------------------------------------------- .ods


def in_table(rows: Sequence[bytes], root: bytes) -> Marks:
    """The marks of a table. `root`: the opening tag that declares the prefixes of its rows."""
    marks: dict[tuple[int, int], tuple[Trouble, str]] = {}
    number = 1
    for row in rows:
        below = number + int(repeated[1] if (repeated := ROWS_REPEATED.match(row)) else 1)
        if suspect(row):
            line = ElementTree.fromstring(b"%s%s</office:document-content>" % (root, row))[0]
            marks |= _in_row(line, range(number, below))
        number = below
    return marks


def suspect(content: bytes) -> bool:
    """Whether plain rows may hold an error, or a formula without a value; cheap, and never wrongly false."""
    at = content.find(_ODS_FORMULA)
    while at >= 0:
        if not _ODS_RESULT.match(content, at):
            return True
        at = content.find(_ODS_FORMULA, at + 1)
    return b'value-type="error"' in content


def _in_row(row: ElementTree.Element, numbers: range) -> Marks:
    marks: dict[tuple[int, int], tuple[Trouble, str]] = {}
    column = 1
    for cell in row:
        beside = column + int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if mark := _mark(cell):
            marks |= dict.fromkeys(product(numbers, range(column, beside)), mark)
        column = beside
    return marks


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
