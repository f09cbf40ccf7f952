"""Workbooks made part by part, as no program would: what is wrong in them is what a test wants wrong."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
CFB = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)

ONE_CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>Bonjour</t></is></c></row>'


def sheet(rows: str = ONE_CELL, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(sheet_xml: str | bytes = "", sheets: int = 1, **others: str | bytes) -> dict[str, bytes]:
    """Of an .xlsx; `others`: `styles`, `sharedStrings`, or any part, `__` for `/`."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="F{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s.xml"/>' for n in numbers
    ) + "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "sharedStrings")
        if kind in others
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations.format(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(targets),
        "xl/worksheets/s.xml": sheet_xml or sheet(),
    }
    for name, part in others.items():
        found[f"xl/{name}.xml" if name in ("styles", "sharedStrings") else name.replace("__", "/")] = part
    return {name: part.encode() if isinstance(part, str) else part for name, part in found.items()}


def zipped(found: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in found.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def xlsx(sheet_xml: str | bytes = "", sheets: int = 1, **others: str | bytes) -> bytes:
    return zipped(parts(sheet_xml, sheets, **others))


def rows(cells: str) -> bytes:
    return xlsx(sheet(f'<row r="1">{cells}</row>'))


def ods(table: str, root: str = "", before: str = "", mimetype: str = ODS_TYPE, styles: str = "") -> bytes:
    content = (
        f"{root}<office:document-content {ODF}>{styles}<office:body><office:spreadsheet>"
        f'{before}<table:table table:name="F1">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped({"mimetype": mimetype.encode(), "content.xml": content.encode()})


def ods_cell(attributes: str = "", text: str = "Bonjour") -> str:
    return f'<table:table-cell{attributes} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{cells}</table:table-row>"


def patched(
    content: bytes, signature: bytes, offset: int, value: bytes, entry: bytes = b"xl/worksheets/s.xml"
) -> bytes:
    """Bytes written into the header of an entry, its own (`PK\\3\\4`) or that of the directory (`PK\\1\\2`)."""
    name = {b"PK\x03\x04": 30, b"PK\x01\x02": 46}[signature]
    at = 0
    while (at := content.index(signature, at)) >= 0:
        if content[at + name : at + name + len(entry)] == entry:
            return content[: at + offset] + value + content[at + offset + len(value) :]
        at += 1
    raise AssertionError


def appended(first: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO(first)
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile sees a name that is there twice
        archive.writestr(name, part)
    return buffer.getvalue()
