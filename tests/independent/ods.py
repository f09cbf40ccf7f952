"""The tables of an .ods spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from tests.independent.cells import Cells, Mistake, Node, Value, iso

ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
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
