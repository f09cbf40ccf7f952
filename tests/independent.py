"""A second reader of .xlsx and .ods, written from the specifications on expat and zipfile, to check the first one with.

It knows nothing of `ose_batch`. Slow and strict: whatever it does not understand is a ValueError.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
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

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


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


def read(content: bytes, without: str = "") -> dict[str, Cells]:
    """The cells of each worksheet by its name, but those of one. Raises ValueError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = {name.lower(): name for name in archive.namelist()}
        if "content.xml" in parts and "mimetype" in parts:
            return {name: cells for name, cells in tables(parse(archive.read(parts["content.xml"]))) if name != without}
        return Workbook(archive, parts).sheets(without)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as error:
        raise ValueError(str(error)) from error


# --------------------------------------------------------------------------------------------------------------- .xlsx


class Workbook:
    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, str]) -> None:
        self.archive, self.parts = archive, parts
        top = self.relations("_rels/.rels", "")
        self.path = next((part for kind, part in top.values() if kind == "officeDocument"), "xl/workbook.xml")
        folder, name = posixpath.split(self.path)
        self.targets = self.relations(f"{folder}/_rels/{name}.rels", folder)
        self.strings = self.shared_strings()
        self.formats = self.number_formats()
        self.workbook = self.main(self.path, "workbook")
        properties = self.workbook.nodes("workbookPr")
        self.epoch = 1904 if properties and properties[0].attributes.get("date1904") in ("1", "true") else 1900

    def xml(self, part: str) -> Node:
        return parse(self.archive.read(self.parts[part.lower()]))

    def main(self, part: str, name: str) -> Node:
        root = self.xml(part)
        if root.space not in MAIN or root.name != name:
            raise ValueError(f"{part} is no {name}")
        return root

    def relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        if part.lower() not in self.parts:
            return {}
        return {
            node.attributes["Id"]: (
                node.attributes["Type"].rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, node.attributes["Target"])).lstrip("/"),
            )
            for node in self.xml(part).nodes("Relationship")
            if node.space == RELATIONS
        }

    def only(self, kind: str) -> str | None:
        return next((part for found, part in self.targets.values() if found == kind), None)

    def shared_strings(self) -> list[str]:
        part = self.only("sharedStrings")
        return [string(item) for item in self.main(part, "sst").nodes("si")] if part else []

    def number_formats(self) -> list[str]:
        """`date`, `duration` or `number`, for each cell format."""
        part = self.only("styles")
        if part is None:
            return []
        styles = self.main(part, "styleSheet")
        codes = {
            int(node.attributes["numFmtId"]): node.attributes.get("formatCode", "")
            for group in styles.nodes("numFmts")
            for node in group.nodes("numFmt")
        }
        return [
            kind_of_format(int(node.attributes.get("numFmtId", "0")), codes)
            for group in styles.nodes("cellXfs")
            for node in group.nodes("xf")
        ]

    def sheets(self, without: str) -> dict[str, Cells]:
        found = {}
        for group in self.workbook.nodes("sheets"):
            for sheet in group.nodes("sheet"):
                relation = next(
                    sheet.attributes[key] for space in OFFICE_RELATIONS if (key := f"{space} id") in sheet.attributes
                )
                kind, part = self.targets[relation]
                if kind == "worksheet" and sheet.attributes["name"] != without:
                    found[sheet.attributes["name"]] = dict(self.cells(self.main(part, "worksheet")))
        return found

    def cells(self, sheet: Node) -> Iterator[tuple[tuple[int, int], Value | Mistake]]:
        row = 0
        seen = set()
        (data,) = (node for node in sheet.nodes("sheetData") if node.space in MAIN)
        for line in data.nodes():
            if line.name != "row" or line.space not in MAIN:
                raise ValueError(f"<{line.name}> among rows")
            row = int(line.attributes.get("r", row + 1))
            column = 0
            for cell in line.nodes():
                column += 1
                if ref := cell.attributes.get("r"):
                    letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", ref).groups()  # type: ignore[union-attr]
                    column = number(letters)
                    if not cell.inside:  # without a value it is nowhere
                        continue
                    if int(digits) != row:
                        raise ValueError(f"{ref} in row {row}")
                if (row, column) in seen:
                    raise ValueError(f"twice {row}, {column}")
                seen.add((row, column))
                value = self.value(cell)
                if value is not None:
                    yield (row, column), value

    def value(self, cell: Node) -> Value | Mistake | None:
        kind = cell.attributes.get("t", "n")
        children = {child.name: child for child in cell.nodes()}
        if len(children) < len(cell.nodes()) or not children.keys() <= {"f", "v", "is"}:
            raise ValueError(f"unexpected in a cell: {[child.name for child in cell.nodes()]}")
        if kind == "inlineStr":
            return string(children["is"]) or None if "is" in children else None
        text = children["v"].text if "v" in children else ""
        if kind == "e" and (text or "v" in children or "f" in children):
            return Mistake(text.strip() or "#VALUE!")
        if not text:
            return None
        match kind:
            case "s":
                return self.strings[int(text)] or None
            case "str":
                return unescape(text)
            case "b":
                return {"1": True, "true": True, "0": False, "false": False}[text.strip()]
            case "d":
                return iso(text)
            case "n":
                return self.number(float(text), int(cell.attributes.get("s", "0")))
        raise ValueError(f"type {kind}")

    def number(self, value: float, style: int) -> Value:
        kind = self.formats[style] if style < len(self.formats) else "number"
        if kind == "number" or value < 0 or not math.isfinite(value):
            return value
        if kind == "duration":
            return timedelta(milliseconds=round(value * 86_400_000))
        if value >= (2_958_466 if self.epoch == 1900 else 2_957_004):
            return value
        moment = timedelta(milliseconds=round(value * 86_400_000))
        if self.epoch == 1904:
            return moment_of(datetime(1904, 1, 1), moment)
        # Day 60 is 29 February 1900, which never was: Lotus 1-2-3 counted it.
        return moment_of(datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31), moment)


def moment_of(epoch: datetime, passed: timedelta) -> Value:
    if passed < timedelta(days=1):
        return (epoch + passed).time()
    found = epoch + passed
    return found.date() if found.time() == time() else found


def kind_of_format(key: int, codes: dict[int, str]) -> str:
    if key not in codes:
        return (
            "duration"
            if key == 46
            else "date"
            if key in {*range(14, 23), 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 47, *range(50, 59)}
            else "number"
        )
    code = re.sub(r'"[^"]*"?|\\.|_.|\*.', "", codes[key])
    first = code.split(";")[0].lower()
    if re.search(r"\[(h+|m+|s+)\]", first):
        return "duration"
    return "date" if re.search("[dmyhs]", re.sub(r"\[[^\]]*\]?|general|am/pm", "", first)) else "number"


def string(item: Node) -> str:
    pieces = [child.text for child in item.nodes("t")]
    pieces += [piece.text for run in item.nodes("r") for piece in run.nodes("t")]
    if not {child.name for child in item.nodes()} <= {"t", "r", "rPh", "phoneticPr"}:
        raise ValueError("unexpected in a string")
    return unescape("".join(pieces))


def unescape(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def number(letters: str) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def iso(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


# ---------------------------------------------------------------------------------------------------------------- .ods

WRAPPERS = ("table-header-rows", "table-rows", "table-row-group")


def tables(root: Node) -> Iterator[tuple[str, Cells]]:
    if (root.space, root.name) != (ODF.format("office"), "document-content"):
        raise ValueError("no document")
    (body,) = (node for node in root.nodes("body") if node.space == ODF.format("office"))
    (spreadsheet,) = (node for node in body.nodes("spreadsheet") if node.space == ODF.format("office"))
    for table in spreadsheet.nodes("table"):
        if table.space == ODF.format("table"):
            yield table.attributes[f"{ODF.format('table')} name"], dict(table_cells(table))


def rows(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.space == ODF.format("table") and child.name == "table-row":
            yield child
        elif child.space == ODF.format("table") and child.name in WRAPPERS:
            yield from rows(child)


def table_cells(table: Node) -> Iterator[tuple[tuple[int, int], Value | Mistake]]:
    top = 1
    for row in rows(table):
        height = int(row.attributes.get(f"{ODF.format('table')} number-rows-repeated", "1"))
        left = 1
        for cell in row.nodes():
            width = int(cell.attributes.get(f"{ODF.format('table')} number-columns-repeated", "1"))
            value = ods_value(cell)
            if value is not None:
                if height * width > 1_000_000:
                    raise ValueError("too many")
                yield from (((top + y, left + x), value) for y in range(height) for x in range(width))
            left += width
        top += height


def ods_value(cell: Node) -> Value | Mistake | None:
    if cell.name not in ("table-cell", "covered-table-cell"):
        raise ValueError(f"<{cell.name}> in a row")
    office = {
        key.rpartition(" ")[2]: value for key, value in cell.attributes.items() if key.startswith(ODF.format("office"))
    }
    shown = "\n".join(paragraph(node) for node in cell.nodes("p") if node.space == ODF.format("text"))
    kind = office.get("value-type", "string" if shown else "")
    formula = f"{ODF.format('table')} formula" in cell.attributes
    if cell.attributes.get(f"{CALC} value-type") == "error" or (
        formula and re.fullmatch(r"#[\w/]+\s?[!?]?|Err\s?:\s?[0-9]{3}", shown)
    ):
        return Mistake(shown or "#VALUE!")
    match kind:
        case "":
            return None
        case "string":
            return office.get("string-value", shown) or None
        case "float" | "percentage" | "currency":
            return float(office["value"])
        case "date":
            return iso(office["date-value"])
        case "boolean":
            return {"true": True, "false": False}[office["boolean-value"]]
        case "time":
            hours, minutes, seconds = re.fullmatch(r"PT([0-9]+)H([0-9]+)M([0-9.]+)S", office["time-value"]).groups()  # type: ignore[union-attr]
            return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    raise ValueError(f"type {kind}")


def paragraph(node: Node) -> str:
    pieces: list[str] = []
    for child in node.inside:
        if isinstance(child, str):
            pieces.append(re.sub("[ \t\r\n]+", " ", child))
        elif child.space != ODF.format("text") or child.name == "note":
            continue
        elif child.name == "s":
            pieces.append(" " * int(child.attributes.get(f"{ODF.format('text')} c", "1")))
        else:
            pieces.append({"tab": "\t", "line-break": "\n"}.get(child.name) or paragraph(child))
    return "".join(pieces)
