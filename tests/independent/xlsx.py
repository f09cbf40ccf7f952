"""The worksheets of an .xlsx workbook."""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from tests.independent.cells import Cells, Mistake, Node, Value, iso, parse

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


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
