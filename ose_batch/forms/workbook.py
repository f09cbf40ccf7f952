"""An .xlsx or .xlsm as a small workbook of our own, which holds its sheets in plain form and nothing else of it.

Macros, images, external links, connections, defined names and the sender's zip never reach the parser.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element, ParseError, fromstring

from ose_batch.forms import plain
from ose_batch.forms.cells import Marks, in_rows
from ose_batch.forms.guard import Archive, Refused, check_well_formed
from ose_batch.wording import reading as say

MOST_SHEETS = 255
MOST_FORMATS = 65_490
LARGEST_AREA = 5_000_000
"""Cells of all sheets, empty ones included: each takes memory."""
MOST_TEXT = 32 * 2**20
"""Bytes of shared strings as many times as cells show them."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_SHARED = re.compile(rb't="s"[^>]*><v>([0-9]+)')
_TYPED = f'<Relationship Id="r{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Plain:
    """A workbook that is safe to parse."""

    parts: Mapping[str, bytes]
    """Name → content, for a zip."""
    sheets: tuple[Sheet, ...]
    """In the order of the workbook."""


def plain_workbook(archive: Archive, ignored: str) -> Plain:
    """The worksheets of a workbook but the one called `ignored`. Raises `Refused`."""
    path = _only(_targets(archive, "_rels/.rels", "/"), "officeDocument") or ""
    folder, file = posixpath.split(path)
    root, space = plain.tree(archive.xml(path), "workbook")
    targets = _targets(archive, f"{folder}/_rels/{file}.rels", f"/{folder}")
    sheets: list[Sheet] = []
    parts: dict[str, bytes] = {}
    area = cells = 0
    frames: list[bytes] = []
    for name, kind, target in _declared(root, space, targets):
        if kind != "worksheet" or name == ignored:
            continue
        rows = plain.rows(archive.xml(target), name)
        cells += rows.cells
        if cells > plain.MOST_CELLS:
            raise Refused(say.too_many_cells(name, plain.MOST_CELLS))
        area += rows.area
        frames.append(rows.frame)
        if area > LARGEST_AREA:
            raise Refused(say.too_wide(name))
        marks, xml = in_rows(rows.xml)
        sheets.append(Sheet(name, marks))
        parts[f"xl/worksheets/{len(sheets)}.xml"] = b"<worksheet><sheetData>%s</sheetData></worksheet>" % xml
    check_well_formed(frames)
    strings, longest = _strings(archive, targets)
    if cells * longest > MOST_TEXT and _text_shown(strings, parts.values()) > MOST_TEXT:
        raise Refused(say.TOO_MUCH_CONTENT)
    frame = {
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations([("worksheet", part.removeprefix("xl/")) for part in parts]),
        "xl/workbook.xml": _frame(len(sheets), _counts_from_1904(root, space)),
        "xl/styles.xml": _styles(archive, targets),
        "xl/sharedStrings.xml": b"<sst>%s</sst>" % strings,
    }
    return Plain(frame | parts, tuple(sheets))


def _targets(archive: Archive, part: str, folder: str) -> Mapping[str, tuple[str, str]]:
    """Id of each relation in `part` → its kind (`worksheet`, `styles`…), the name of its part."""
    try:
        relations = fromstring(archive.xml(part))
    except ParseError as error:
        raise Refused(say.UNREADABLE_WORKBOOK) from error
    targets = {}
    for relation in relations.iter(f"{_RELATIONS}Relationship"):
        key, kind, target = (relation.get(name) for name in ("Id", "Type", "Target"))
        if not key or not kind or target is None or key in targets:
            raise Refused(say.UNREADABLE_WORKBOOK)
        targets[key] = kind.rpartition("/")[2], posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
    return targets


def _declared(root: Element, space: str, targets: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Name, kind and part of each sheet."""
    declared = []
    for sheet in root.findall(f"{space}sheets/{space}sheet"):
        relation = sheet.get(f"{{{_OFFICE}}}id") or sheet.get(f"{{{_STRICT_OFFICE}}}id") or ""
        if relation not in targets or not sheet.get("name"):
            raise Refused(say.UNREADABLE_WORKBOOK)
        declared.append((sheet.get("name", ""), *targets[relation]))
    if len(declared) > MOST_SHEETS:
        raise Refused(say.too_many_sheets(MOST_SHEETS))
    if len({name for name, _, _ in declared}) < len(declared):
        raise Refused(say.UNREADABLE_WORKBOOK)
    return declared


def _only(targets: Mapping[str, tuple[str, str]], kind: str) -> str | None:
    """The part of the one relation of a kind, `None` where there is none."""
    found = [part for of_kind, part in targets.values() if of_kind == kind]
    if len(found) > 1:
        raise Refused(say.UNREADABLE_WORKBOOK)
    return found[0] if found else None


def _strings(archive: Archive, targets: Mapping[str, tuple[str, str]]) -> tuple[bytes, int]:
    part = _only(targets, "sharedStrings")
    return plain.strings(archive.xml(part)) if part else (b"", 0)


def _text_shown(strings: bytes, sheets: Iterable[bytes]) -> int:
    lengths = [len(string) for string in strings.split(b"</si>")]
    shown = (int(index) for rows in sheets for index in _SHARED.findall(rows))
    return sum(lengths[index] for index in shown if index < len(lengths))


def _styles(archive: Archive, targets: Mapping[str, tuple[str, str]]) -> bytes:
    """The number formats alone: they tell dates from numbers."""
    part = _only(targets, "styles")
    return _formats(archive.xml(part)) if part else b"<styleSheet/>"


@lru_cache(maxsize=8)  # dossiers filled in from one form share their styles
def _formats(xml: bytes) -> bytes:
    root, space = plain.tree(xml, "styleSheet")
    cells = root.findall(f"{space}cellXfs/{space}xf")
    if len(cells) > MOST_FORMATS:
        raise Refused(say.TOO_MANY_FORMATS)
    formats = "".join(
        f'<numFmt numFmtId="{_number(found.get("numFmtId", ""))}" formatCode="{escape(found.get("formatCode", ""))}"/>'
        for found in root.findall(f"{space}numFmts/{space}numFmt")
    )
    used = "".join(f'<xf numFmtId="{_number(cell.get("numFmtId", "0"))}"/>' for cell in cells)
    return f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs></styleSheet>".encode()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Refused(say.UNREADABLE_WORKBOOK)
    return int(text)


def _counts_from_1904(root: Element, space: str) -> bool:
    """Whether day 0 is 1 January 1904, as in files of old Macs."""
    properties = root.find(f"{space}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _frame(sheets: int, from_1904: bool) -> bytes:
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    return f'<workbook><workbookPr date1904="{from_1904:d}"/><sheets>{listed}</sheets></workbook>'.encode()


def _relations(targets: list[tuple[str, str]]) -> bytes:
    listed = "".join(_TYPED.format(n, kind, target) for n, (kind, target) in enumerate(targets, start=1))
    return f"<Relationships>{listed}</Relationships>".encode()
