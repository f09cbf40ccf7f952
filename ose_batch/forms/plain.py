"""The sheets and shared strings of .xlsx in plain form: one writing, the one that Excel and LibreOffice use most.

The parser reads nothing else. XML that is already plain is recognised by a grammar, in C; any other is read here
element by element and written anew, or refused. So no two readers can understand it in two ways.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from string import ascii_uppercase
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, fromstring

from ose_batch.forms.cells import column_number
from ose_batch.forms.guard import MEGABYTE, Refused, check_well_formed, holds
from ose_batch.wording import reading as say

MOST_ROWS, LAST_COLUMN = 1_048_576, b"XFD"
MOST_CELLS = 250_000
"""With a value, of all sheets: about two seconds."""
LARGEST_TREE = 8 * MEGABYTE
"""Bytes of XML read element by element; it takes up to thirty times as much memory."""
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Transitional, and Strict."""

# ------------------------------------------------------------------------------------------------------- the grammar

# Possessive throughout: nothing is ever tried twice. A character reference is one that XML allows.
ENTITY = rb"&(?:amp|lt|gt|quot|apos|#(?:9|10|13|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}|1[0-9]{5}));"
# Neither control characters nor carriage returns, which readers understand differently.
TEXT = rb"[^<>&\0-\x08\x0b-\x1f]*+(?:" + ENTITY + rb"[^<>&\0-\x08\x0b-\x1f]*+)*+"
ATTRIBUTES = rb'(?: [A-Za-z][\w:.-]*+="[^"<>&\0-\x1f]*+")*+'
_KEPT = rb'(?: xml:space="preserve")?+'
_T = rb"<t" + _KEPT + rb"(?:/>|>" + TEXT + rb"</t>)"
_F = rb"(?:<f" + ATTRIBUTES + rb"(?:/>|>" + TEXT + rb"</f>))?+"
NUMBER = rb"-?[0-9]{1,20}+(?:\.[0-9]{1,25}+)?+(?:[eE](?:-[0-9]{1,3}|\+?[0-9]{1,2}))?+"
NO_CHARACTER = b"\xef\xbf"
"""How U+FFFE and U+FFFF start in UTF-8, and a few others that are written anew for nothing."""
_DAY = rb"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,3})?)?"


def _typed(kind: bytes, value: bytes) -> bytes:
    return kind + _META + b"(?:/>|>" + _F + b"(?:<v" + _KEPT + b"(?:/>|>(?:" + value + b")?+</v>))?+</c>)"


_META = rb'(?: cm="[0-9]+")?+(?: vm="[0-9]+")?+'
_CELL = (
    rb'<c r="[A-Z]{1,3}+\1"(?: s="[0-9]{1,5}+")?+(?:'
    + b"|".join(
        (
            _typed(b' t="s"', b"[0-9]{1,7}+"),
            b' t="inlineStr"(?:/>|>(?:<is>(?:' + _T + b")?+</is>|<is/>)?+</c>)",
            _typed(b'(?: t="n")?+', NUMBER),
            _typed(b' t="str"', TEXT),
            _typed(b' t="b"', b"[01]"),
            _typed(b' t="e"', TEXT),
            _typed(b' t="d"', _DAY),
        )
    )
    + b")"
)
_ROW = re.compile(rb'\s*+<row r="([1-9][0-9]{0,6}+)"(' + ATTRIBUTES + rb")(?:/>|>(?:" + _CELL + rb")*+</row>)\s*+")
_STRING = (
    rb"<si>(?:"
    + _T
    + rb'|(?:<r>(?:<rPr>(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<&]*+")?/>)*+</rPr>)?+'
    + _T
    + rb"</r>)+)?</si>|<si/>"
)
_STRINGS = re.compile(rb"(?:\s*+(?:" + _STRING + rb"))*+\s*+")

_EMPTY_CELLS = re.compile(
    rb'(<row r="[0-9]++"[^<>]*+>|</c>)(?:<c r="[A-Z]++[0-9]++"(?: s="[0-9]++")?+(?: t="n")?+(?:/>|></c>))++'
)
"""After the start of a row or a cell: three cells in four of a form, borders and colours without a value."""
_CELL_REF = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_SHEET_HEAD = re.compile(rb"\s*(<worksheet" + ATTRIBUTES + rb")>")
_STRINGS_HEAD = re.compile(rb"\s*<sst" + ATTRIBUTES + rb">")
_DEFAULT_NAMESPACE = tuple(b' xmlns="%s"' % namespace.encode() for namespace in NAMESPACES)
_FORMULA_ATTRIBUTES = re.compile(rb"<f( [^<>]*?)/?>")
_ATTRIBUTE_NAME = re.compile(rb' ([\w:.-]+)=""')
_QUOTED = re.compile(rb'"[^"]*"')
_NEGATIVE = re.compile(
    rb'(<c r="[A-Z]+[0-9]+") s="[0-9]+"((?: t="n")?(?: [cv]m="[0-9]+")*>(?:<f[^>]*>(?:[^<]*</f>)?)?<v[^>]*>-)'
)
_LOOSE_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_T_KEPT = '<t xml:space="preserve">{}</t>'


@dataclass(frozen=True, slots=True)
class Rows:
    """The inside of a sheet's `<sheetData>`, in plain form."""

    xml: bytes
    frame: bytes
    """What was before it, `b""` if it was read already; the rows are good only if this is well-formed."""
    cells: int
    """How many have a value."""
    area: int
    """Cells of the rectangle from A1 to the last one."""


def is_plain(xml: bytes) -> bool:
    """Whether XML is free of what hides tags: comments, CDATA, instructions."""
    return not holds(xml, b"<!") and not holds(xml, b"<?")


def rows(xml: bytes, tab: str) -> Rows:
    """The rows of a worksheet part. Raises `Refused`, naming the sheet where a limit is passed."""
    if plain := _plain_rows(xml):
        return _measured(*plain, tab)
    written = _rewritten_rows(xml)
    if (found := _numbered(written)) is None:
        raise Refused(say.UNREADABLE_WORKBOOK)
    return _measured(written, b"", found[0], tab)


def _plain_rows(xml: bytes) -> tuple[bytes, bytes, list[int]] | None:
    """The inside of `<sheetData>`, what is before it, the numbers of the rows; `None` when it is not plain."""
    head = _SHEET_HEAD.match(xml)
    start, end = xml.find(b"<sheetData>"), xml.find(b"</sheetData>")
    if not head or not any(namespace in head[1] for namespace in _DEFAULT_NAMESPACE) or not 0 < start < end:
        return None
    inside, after = _EMPTY_CELLS.sub(rb"\1", xml[start + 11 : end]), xml[end + 12 :]
    if b"<sheetData" in after or not is_plain(xml[:start]) or holds(inside, NO_CHARACTER):
        return None
    found = _numbered(inside)
    if found is None or not _distinct_attributes([*found[1], *_FORMULA_ATTRIBUTES.findall(inside)], head[1]):
        return None
    # What comes before being well-formed, <sheetData> is where it should be; what comes after holds no cell.
    return inside, xml[:start] + b"</worksheet>", found[0]


def _numbered(inside: bytes) -> tuple[list[int], list[bytes]] | None:
    """The numbers of the rows and their attributes, if rows following the grammar is all there is."""
    numbers, attributes = [], []
    at = 0
    while row := _ROW.match(inside, at):
        numbers.append(int(row[1]))
        attributes.append(row[2])
        at = row.end()
    return (numbers, attributes) if at == len(inside) or inside.isspace() else None


def _distinct_attributes(free: list[bytes], root: bytes) -> bool:
    """Whether attributes of one element are each there once, under a prefix that the root declares."""
    for shape in set(_QUOTED.sub(b'""', b"\n".join({*free})).split(b"\n")):
        names = [b"r", *_ATTRIBUTE_NAME.findall(shape)]  # of a row; no formula has one
        prefixes = {prefix for prefix, colon, _ in (name.partition(b":") for name in names) if colon} - {b"xml"}
        if len({*names}) < len(names) or any(name.startswith(b"xmlns") for name in names):
            return False
        if any(b" xmlns:%s=" % prefix not in root for prefix in prefixes):
            return False
    return True


def _measured(inside: bytes, frame: bytes, numbers: Sequence[int], tab: str) -> Rows:
    refs = _CELL_REF.findall(inside)
    letters = {*b",".join(refs).translate(None, b"0123456789").split(b",")} if refs else {b""}
    last = max(letters, key=lambda column: (len(column), column))
    if any(low >= high for low, high in pairwise(numbers)) or len({*refs}) < len(refs):
        raise Refused(say.UNREADABLE_WORKBOOK)
    if max(numbers, default=0) > MOST_ROWS or (len(last), last) > (3, LAST_COLUMN):
        raise Refused(say.outside_the_grid(tab))
    if b"<v>-" in inside or b'<v xml:space="preserve">-' in inside:
        inside = _NEGATIVE.sub(rb"\1\2", inside)  # no date is negative, whatever its cell's format
    # Of the lines that hold a value: formats alone, down to the last line of the grid, take no memory.
    lowest = int(refs[-1].translate(None, ascii_uppercase.encode())) if refs else 0
    return Rows(inside, frame, len(refs), lowest * column_number(last))


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def strings(xml: bytes) -> tuple[bytes, int]:
    """The shared strings as the inside of `<sst>`, and the length in bytes of the longest. Raises `Refused`."""
    head, end = _STRINGS_HEAD.match(xml), xml.rfind(b"</sst>")
    inside = b""
    if (
        head
        and end > 0
        and any(namespace in head[0] for namespace in _DEFAULT_NAMESPACE)
        and is_plain(xml)
        and not holds(xml, NO_CHARACTER)
    ):
        inside = xml[head.end() : end]
        if _STRINGS.fullmatch(inside):
            check_well_formed([xml[: head.end()] + xml[end:]])
        else:
            inside = b""
    if not inside:
        inside = _rewritten_strings(xml)
    return inside, max(map(len, inside.split(b"</si>")))


# ------------------------------------------------------------------------------------------------------ written anew


def tree(xml: bytes, name: str) -> tuple[Element, str]:
    """The root of a part, which must be called `name`, and its namespace as `{…}`. Raises `Refused`."""
    if len(xml) > LARGEST_TREE:
        raise Refused(say.TOO_MUCH_CONTENT)
    try:
        root = fromstring(xml)
    except ParseError as error:
        raise Refused(say.UNREADABLE_WORKBOOK) from error
    namespace, _, local = root.tag.rpartition("}")
    if local != name or namespace.removeprefix("{") not in NAMESPACES:
        raise Refused(say.UNREADABLE_WORKBOOK)
    return root, namespace + "}"


def _rewritten_rows(xml: bytes) -> bytes:
    root, space = tree(xml, "worksheet")
    data = root.findall(f"{space}sheetData")
    if len(data) != 1:
        raise Refused(say.UNREADABLE_WORKBOOK)
    number = 0
    rows = []
    for row in data[0]:
        number = int(_matching(r"[0-9]{1,7}", row.get("r", str(number + 1))))
        cells = "".join(_rewritten_cells(row, number, space)) if row.tag == f"{space}row" else _refuse()
        rows.append(f'<row r="{number}">{cells}</row>')
    return "".join(rows).encode()


def _rewritten_cells(row: Element, number: int, space: str) -> Iterator[str]:
    column = 0
    for cell in row:
        ref = cell.get("r")
        column = column_number(_matching(f"([A-Z]{{1,3}}){number}", ref).encode()) if ref else column + 1
        style, kind = cell.get("s"), cell.get("t", "n")
        inside = {child.tag.removeprefix(space): child for child in cell}
        values = {"f", "is"} if kind == "inlineStr" else {"f", "v"}
        if cell.tag != f"{space}c" or len(inside) < len(cell) or not inside.keys() <= values:
            _refuse()
        formula = f"<f>{escape(_text(inside['f']), quote=False)}</f>" if "f" in inside else ""
        if kind == "inlineStr":
            value = f"<is>{_T_KEPT.format(_string(inside['is'], space))}</is>" if "is" in inside else ""
            formula = ""
        else:
            value = f"<v>{_rewritten_value(kind, _text(inside['v']))}</v>" if "v" in inside else ""
        if not inside:
            continue
        style = f' s="{_matching("[0-9]{1,5}", style)}"' if style else ""
        yield f'<c r="{column_letters(column)}{number}"{style} t="{kind}">{formula}{value}</c>'


def _rewritten_value(kind: str, text: str) -> str:
    """The grammar judges what comes out."""
    if kind in ("str", "e"):
        return _escaped(text)
    text = text.strip()
    if kind == "b":
        return {"true": "1", "false": "0"}.get(text, text)
    if kind == "n" and _LOOSE_NUMBER.fullmatch(text):
        return repr(float(text))
    return escape(text)


def _rewritten_strings(xml: bytes) -> bytes:
    root, space = tree(xml, "sst")
    if any(item.tag not in (f"{space}si", f"{space}extLst") for item in root):
        _refuse()
    return "".join(f"<si>{_T_KEPT.format(_string(item, space))}</si>" for item in root.findall(f"{space}si")).encode()


def _string(item: Element, space: str) -> str:
    """The text of a string, plain or in runs; what is said of its pronunciation is left out."""
    pieces = []
    for child in item:
        match child.tag.removeprefix(space):
            case "t":
                pieces.append(_escaped(_text(child)))
            case "r":
                pieces += [_escaped(_text(run)) for run in child.findall(f"{space}t")]
            case "rPh" | "phoneticPr":
                pass
            case _:
                _refuse()
    return "".join(pieces)


def _text(element: Element) -> str:
    return element.text or "" if not len(element) else _refuse()


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")


def _matching(pattern: str, text: str) -> str:
    """The first group of the pattern, or all of it."""
    found = re.fullmatch(pattern, text, re.ASCII)
    return found[found.lastindex or 0] if found else _refuse()


def _refuse() -> NoReturn:
    raise Refused(say.UNREADABLE_WORKBOOK)
