"""Threats in the XML, in the sheets, and in what a spreadsheet would carry out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from ose_batch.wording import reading as say
from tests.handmade import NAMESPACE, OFFICE, ONE_CELL, ods, ods_cell, ods_row, parts, rows, sheet, xlsx, zipped
from tests.hostile.case import Case


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
