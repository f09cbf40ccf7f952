"""Files that mean harm, or that look as if they did; each holds one threat.

python -m tests.hostile FOLDER      writes them all
"""

from __future__ import annotations

import io
import struct
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ose_batch.wording import reading as say

Said = tuple[str, str]
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
CFB = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


@dataclass(frozen=True)
class Case:
    threat: str
    content: bytes
    said: Said | None
    """The refusal; `None` for a file that is read, what is in it being inert."""
    name: str = "dossier.xlsx"
    values: tuple[object, ...] = ("Bonjour",)
    """Of the first row, when the file is read."""


# ----------------------------------------------------------------------------------------------------- small workbooks

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


def zipped(found: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
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


# --------------------------------------------------------------------------------------------------------- the threats


def of_other_kinds() -> Iterator[Case]:
    yield Case("empty", b"", say.EMPTY_FILE)
    yield Case("one byte", b"P", say.TEXT_FILE)
    yield Case("zeros of a sync that is not done", bytes(5000), say.CLOUD_PLACEHOLDER)
    yield Case("lock of Excel, by its name", b"whatever", say.LOCK_FILE, "~$dossier.xlsx")
    owner = b"\x04Anne".ljust(55) + b"\x04\0" + "Anne".encode("utf-16-le").ljust(108, b" ")
    yield Case("lock of Excel, renamed", owner, say.LOCK_FILE)
    yield Case(
        "lock of LibreOffice", b",anne,pc,22.11.2026 17:00,file:///home/anne;", say.LOCK_FILE, ".~lock.dossier.ods#"
    )
    yield Case(
        "copy in conflict, Dropbox", xlsx(), say.CONFLICT_COPY, "dossier (Copie en conflit de Anne 2026-11-02).xlsx"
    )
    yield Case(
        "copy in conflict, Nextcloud", xlsx(), say.CONFLICT_COPY, "dossier (conflicted copy 2026-11-02 101010).xlsx"
    )
    yield Case(
        "copy in conflict, Syncthing", xlsx(), say.CONFLICT_COPY, "dossier.sync-conflict-20261102-101010-ABCDEF1.xlsx"
    )
    yield Case("honest name with the word conflict", xlsx(), None, "Médiation et conflits (copie).xlsx")
    pointer = b'{"url": "https://docs.google.com/open?id=x", "doc_id": "x", "email": "a@exemple.fr"}'
    yield Case("pointer to a Google sheet", pointer, say.CLOUD_POINTER, "dossier.gsheet")
    yield Case("shortcut to a page", b"[InternetShortcut]\r\nURL=https://exemple.fr\r\n", say.SHORTCUT, "dossier.url")
    yield Case("Windows shortcut", bytes.fromhex("4C0000000114020000000000C000000000000046") + bytes(60), say.SHORTCUT)
    yield Case("iCloud placeholder", b"bplist00\xd1\x01\x02", say.CLOUD_PLACEHOLDER, ".dossier.xlsx.icloud")
    yield Case("with a password", CFB + "EncryptedPackage".encode("utf-16-le"), say.PROTECTED_FILE)
    yield Case(".xls under another name", CFB + "Workbook".encode("utf-16-le"), say.OLD_EXCEL_FILE)
    yield Case(".xlsb under another name", zipped({"xl/workbook.bin": b""}), say.BINARY_EXCEL_FILE)
    yield Case("html under another name", b"<html><table><tr><td>1</td></tr></table></html>", say.HTML_FILE)
    yield Case("csv under another name", b"nom;commune\nLes Amis;Angers\n", say.TEXT_FILE)
    yield Case("SYLK under another name", b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", say.TEXT_FILE)
    yield Case(
        "spreadsheet in plain XML",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        say.XML_SPREADSHEET_FILE,
    )
    yield Case("pdf", b"%PDF-1.7\n", say.PDF_FILE)
    yield Case("pdf with a workbook behind", b"%PDF-1.7\n" + xlsx(), say.PDF_FILE)
    yield Case("docx", zipped({"word/document.xml": b""}), say.WORD_FILE)
    yield Case("picture", b"\x89PNG\r\n\x1a\n", say.PICTURE_FILE)
    yield Case("zip of workbooks", zipped({"a.xlsx": xlsx()}), say.ZIP_FILE)
    yield Case("more than 25 MB", b"PK\x03\x04" + bytes(25 * 2**20), say.TOO_LARGE_FILE)
    yield Case("truncated", xlsx()[:-200], say.TRUNCATED_FILE)
    yield Case("wrong mimetype", ods(ods_row(ods_cell()), mimetype="text/plain"), say.ZIP_FILE, "dossier.ods")


def in_the_zip() -> Iterator[Case]:
    directory, local, name = b"PK\x01\x02", b"PK\x03\x04", "xl/worksheets/s.xml"
    stored = zipped(parts(), zipfile.ZIP_STORED)
    yield Case("bomb, flat", xlsx(sheet(after=" " * 20_000_000)), say.COMPRESSION_BOMB)
    yield Case("bomb, announced smaller", patched(xlsx(), directory, 24, struct.pack("<I", 9)), say.DAMAGED_FILE)
    yield Case("bomb, announced larger", patched(xlsx(), directory, 24, struct.pack("<I", 2**31)), say.TOO_MUCH_CONTENT)
    yield Case("bomb, in a part that nobody reads", xlsx(**{"xl__media__a.png": bytes(30_000_000)}), None)
    yield Case("bomb, nested", xlsx(**{"xl__media__a.zip": zipped({"a": bytes(30_000_000)})}), None)
    at = zipfile.ZipFile(io.BytesIO(stored)).getinfo("xl/workbook.xml").header_offset
    yield Case("entries that overlap", patched(stored, directory, 42, struct.pack("<I", at)), say.SUSPICIOUS_ARCHIVE)
    yield Case("wrong CRC", patched(stored, directory, 16, b"\0\0\0\0"), say.DAMAGED_FILE)
    yield Case(
        "another name in the entry itself", patched(stored, local, 30, b"xl/worksheets/S"), say.SUSPICIOUS_ARCHIVE
    )
    yield Case("another method in the entry itself", patched(stored, local, 8, b"\x08\0"), say.SUSPICIOUS_ARCHIVE)
    yield Case("unknown method", zipped(parts(), zipfile.ZIP_BZIP2), say.UNREADABLE_WORKBOOK)
    yield Case("the same name twice", appended(stored, name, sheet().encode()), say.SUSPICIOUS_ARCHIVE)
    yield Case("the same name in capitals", appended(stored, name.upper(), sheet().encode()), say.SUSPICIOUS_ARCHIVE)
    yield Case("absolute name", appended(stored, "/etc/passwd", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name that climbs", appended(stored, "xl/../../x", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name with a drive", appended(stored, "C:x", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name with backslashes", appended(stored, "xl\\x", b"x"), say.SUSPICIOUS_ARCHIVE)
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(stored)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    yield Case("symbolic link, never followed", buffer.getvalue(), None)
    yield Case("encrypted entry", patched(stored, directory, 8, b"\x01\0"), say.PROTECTED_FILE)
    yield Case("encrypted in the entry itself only", patched(stored, local, 6, b"\x01\0"), say.PROTECTED_FILE)
    yield Case("offset beyond the end", patched(stored, directory, 42, b"\xf0\xff\xff\x7f"), say.DAMAGED_FILE)
    yield Case(
        "sizes left to a missing zip64 field", patched(stored, directory, 20, b"\xff" * 8), say.SUSPICIOUS_ARCHIVE
    )
    yield Case("4,000 entries", zipped(parts() | {f"x/{n}": b"" for n in range(4000)}), say.TOO_MANY_ENTRIES)
    yield Case(
        "data that reaches into the directory", patched(xlsx(), directory, 20, b"\xff\xff\0\0"), say.SUSPICIOUS_ARCHIVE
    )


def in_the_xml() -> Iterator[Case]:
    def entity(declared: str, used: str = "&a;") -> bytes:
        return xlsx(f"<!DOCTYPE worksheet [{declared}]>" + sheet(ONE_CELL.replace("Bonjour", used)))

    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    yield Case("external entity", entity('<!ENTITY a SYSTEM "file:///etc/passwd">'), say.DANGEROUS_XML)
    yield Case("billion laughs", entity('<!ENTITY a "ha">' + laughs, "&i;"), say.DANGEROUS_XML)
    yield Case(
        "external DTD", xlsx('<!DOCTYPE worksheet SYSTEM "http://exemple.fr/x.dtd">' + sheet()), say.DANGEROUS_XML
    )
    yield Case("DTD in .ods", ods(ods_row(ods_cell()), root="<!DOCTYPE x>"), say.DANGEROUS_XML, "dossier.ods")
    yield Case("DTD in the relations", xlsx(**{"xl___rels__workbook.xml.rels": "<!DOCTYPE x><x/>"}), say.DANGEROUS_XML)
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>'
    yield Case("DTD in UTF-16", xlsx((utf16 + "<!DOCTYPE x>" + sheet()).encode("utf-16")), say.DANGEROUS_XML)
    yield Case("UTF-16, honest", xlsx((utf16 + sheet()).encode("utf-16")), None)
    utf7 = b'<?xml version="1.0" encoding="UTF-7"?>' + sheet().encode()
    yield Case("UTF-7", xlsx(utf7), say.UNREADABLE_WORKBOOK)
    yield Case(
        "another encoding than the one it says", xlsx(sheet().encode() + "é".encode("latin-1")), say.UNREADABLE_WORKBOOK
    )
    yield Case("10,000 levels", xlsx(sheet(after="<a>" * 10_000 + "</a>" * 10_000)), None)
    yield Case(
        "10,000 levels around the rows",
        xlsx(f'<worksheet xmlns="{NAMESPACE}">' + "<a>" * 10_000 + "<sheetData/>"),
        say.UNREADABLE_WORKBOOK,
    )
    yield Case(
        "10,000 levels in .ods",
        ods(ods_row(ods_cell(text="<text:span>" * 10_000 + "</text:span>" * 10_000))),
        say.UNREADABLE_WORKBOOK,
        "dossier.ods",
    )
    noise = "".join(map(chr, range(97, 123))) * 30_000
    yield Case("giant tag", xlsx(sheet(after=f"<{noise[:400_000]}/>")), say.TOO_MUCH_CONTENT)
    yield Case("giant text", rows(f'<c r="A1" t="inlineStr"><is><t>{noise}</t></is></c>'), say.TOO_MUCH_CONTENT)
    yield Case("giant attribute", xlsx(sheet(after=f'<a b="{noise[:400_000]}"/>')), say.TOO_MUCH_CONTENT)
    yield Case("ill-formed after the rows, where no value is", xlsx(sheet(after="<a>")), None)
    yield Case(
        "rows in a comment",
        xlsx(sheet(before=f"<!--<sheetData>{ONE_CELL.replace('Bonjour', 'Non')}</sheetData>-->")),
        None,
    )
    yield Case(
        "rows in another element",
        xlsx(sheet().replace("<sheetData>", "<a><sheetData>").replace("</sheetData>", "</sheetData></a>")),
        say.UNREADABLE_WORKBOOK,
    )
    yield Case("text in CDATA", rows('<c r="A1" t="inlineStr"><is><t><![CDATA[Bonjour]]></t></is></c>'), None)
    yield Case("control character", rows('<c r="A1" t="inlineStr"><is><t>&#0;</t></is></c>'), say.UNREADABLE_WORKBOOK)
    prefixed = sheet().replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    yield Case("prefixes", xlsx(prefixed), None)
    yield Case("single quotes, mark of UTF-8", xlsx(b"\xef\xbb\xbf" + sheet().replace('"', "'").encode()), None)
    strict = {
        name: part.replace(NAMESPACE.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts().items()
    }
    yield Case("Strict OOXML", zipped(strict), None)


def in_the_sheets() -> Iterator[Case]:
    def number(ref: str, row: int = 1, value: str = "<v>1</v>") -> str:
        return f'<row r="{row}"><c r="{ref}">{value}</c></row>'

    yield Case("A1 and XFD1048576", xlsx(sheet(ONE_CELL + number("XFD1048576", 1048576))), say.too_wide("F1"))
    yield Case("beyond the last row", xlsx(sheet(number("A1048577", 1048577))), say.outside_the_grid("F1"))
    yield Case("beyond the last column", xlsx(sheet(number("XFE1"))), say.outside_the_grid("F1"))
    yield Case("a cell of another row", xlsx(sheet(number("A2"))), say.UNREADABLE_WORKBOOK)
    yield Case("the same cell twice", rows('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'), say.UNREADABLE_WORKBOOK)
    yield Case("rows that go back", xlsx(sheet(number("A2", 2) + number("A1", 1))), say.UNREADABLE_WORKBOOK)
    yield Case("two values in a cell", rows('<c r="A1"><v>1</v><v>2</v></c>'), say.UNREADABLE_WORKBOOK)
    yield Case("markup in a value", rows('<c r="A1"><v>1<b>2</b></v></c>'), say.UNREADABLE_WORKBOOK)
    yield Case("unknown type of cell", rows('<c r="A1" t="zut"><v>1</v></c>'), say.UNREADABLE_WORKBOOK)
    yield Case("a number that is none", rows('<c r="A1"><v>0x10</v></c>'), say.UNREADABLE_WORKBOOK)
    yield Case("string that is not there", rows('<c r="A1" t="s"><v>7</v></c>'), say.UNREADABLE_WORKBOOK)
    head = f'<sst xmlns="{NAMESPACE}" count="4294967295" uniqueCount="4294967295">'
    shared = sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    yield Case(
        "four billion strings announced", xlsx(shared, sharedStrings=f"{head}<si><t>Bonjour</t></si></sst>"), None
    )
    text = "abcdefgh" * 12_500
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
    yield Case(
        "a long text in 2,000 cells",
        xlsx(sheet(cells), sharedStrings=f"{head}<si><t>{text}</t></si></sst>"),
        say.TOO_MUCH_CONTENT,
    )
    many = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 25_002)
    )
    yield Case("250,010 cells", zipped(parts(sheet(many)), zipfile.ZIP_STORED), say.too_many_cells("F1", 250_000))
    yield Case("300 sheets", xlsx(sheets=300), say.too_many_sheets(255))
    styles = f'<styleSheet xmlns="{NAMESPACE}"><cellXfs>{{}}</cellXfs></styleSheet>'
    yield Case(
        "70,000 formats",
        zipped(parts(styles=styles.format("<xf/>" * 70_000)), zipfile.ZIP_STORED),
        say.TOO_MANY_FORMATS,
    )
    yield Case("a style that is not there", rows('<c r="A1" s="9999"><v>5</v></c>'), None, values=(5.0,))
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 25_001))
    yield Case("25,000 merges, never read", xlsx(sheet(after=f"<mergeCells>{merges}</mergeCells>")), None)
    durations = styles.format('<xf numFmtId="46"/>')
    yield Case(
        "a duration beyond time",
        xlsx(sheet('<row r="1"><c r="A1" s="0"><v>1e300</v></c></row>'), styles=durations),
        say.UNREADABLE_WORKBOOK,
    )
    infinite = ods_row(ods_cell(' table:number-columns-repeated="2147483648"'))
    yield Case("column repeated 2^31 times", ods(infinite), say.UNREADABLE_WORKBOOK, "dossier.ods")
    tall = ods_row(ods_cell(), ' table:number-rows-repeated="1048576"')
    yield Case("text repeated on all rows", ods(tall), say.TOO_MUCH_CONTENT, "dossier.ods")
    far = ods_row("<table:table-cell/>", ' table:number-rows-repeated="1000000"')
    wide = ods_row('<table:table-cell table:number-columns-repeated="16000"/>' + ods_cell())
    yield Case("a value far away", ods(far + wide), say.too_wide("F1"), "dossier.ods")
    yield Case(
        "beyond the last column of .ods",
        ods(ods_row('<table:table-cell table:number-columns-repeated="20000"/>' + ods_cell())),
        say.outside_the_grid("F1"),
        "dossier.ods",
    )
    empty = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', ' table:number-rows-repeated="1048575"'
    )
    yield Case("empty rows to the end, as LibreOffice writes", ods(ods_row(ods_cell()) + empty), None, "dossier.ods")
    yield Case(
        "table in a cell",
        ods(ods_row('<table:table-cell><table:table table:name="x"/></table:table-cell>')),
        say.UNREADABLE_WORKBOOK,
        "dossier.ods",
    )
    note = ods_cell(text="Bon<office:annotation><text:p>Note</text:p></office:annotation>jour")
    yield Case("comment in a cell of .ods", ods(ods_row(note)), None, "dossier.ods")
    change = "table:cell-content-change"
    hidden = f"<table:tracked-changes><{change}>{ods_row(ods_cell(text='Non'))}</{change}></table:tracked-changes>"
    yield Case("rows among tracked changes", ods(ods_row(ods_cell()), before=hidden), None, "dossier.ods")


def inert() -> Iterator[Case]:
    """What harms who opens it in a spreadsheet, and is only a text here."""
    macros = {"xl__vbaProject.bin": b"\xd0\xcf\x11\xe0 never looked at"}
    yield Case("macros", xlsx(**macros), None, "dossier.xlsm")
    yield Case("external link", xlsx(**{"xl__externalLinks__externalLink1.xml": '<x r:id="file://serveur/x"/>'}), None)
    dde = '<c r="A1" t="str"><f>cmd|\'/c calc\'!A0</f><v>Bonjour</v></c>'
    yield Case("DDE formula", rows(dde), None)
    web = '<c r="A1" t="str"><f>WEBSERVICE("http://exemple.fr/")</f><v>Bonjour</v></c>'
    yield Case("formula that calls a server", rows(web), None)
    formula = '=HYPERLINK("http://exemple.fr")'
    yield Case(
        "text that looks like a formula",
        rows(f'<c r="A1" t="inlineStr"><is><t>{formula}</t></is></c>'),
        None,
        values=(formula,),
    )
    yield Case(
        "template injection", rows('<c r="A1" t="inlineStr"><is><t>{{ 7*7 }}</t></is></c>'), None, values=("{{ 7*7 }}",)
    )
    yield Case("custom XML", xlsx(**{"customXml__item1.xml": "<!DOCTYPE x><x/>"}), None)


@cache
def cases() -> tuple[Case, ...]:
    return (*of_other_kinds(), *in_the_zip(), *in_the_xml(), *in_the_sheets(), *inert())


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases(), start=1):
        (folder / f"{number:03} {case.threat.replace('/', '-')}{Path(case.name).suffix}").write_bytes(case.content)
        print(f"{number:03} {case.threat} ({case.name}): {case.said[0] if case.said else 'lu, sans effet'}")
