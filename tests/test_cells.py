"""Error cells and formulas without a result, found in the XML of a sheet."""

from __future__ import annotations

import io
import zipfile

import pytest

from ose_batch.forms import cells
from ose_batch.forms.sniff import Format
from ose_batch.model import Trouble

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="s"><v>0</v></c>{}</row></sheetData>'
    '<dataValidations><dataValidation sqref="C3"><formula1>"e"</formula1></dataValidation></dataValidations>'
    "</worksheet>"
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Vide" sheetId="1" r:id="rId9"/><sheet name="A &amp; B’s" sheetId="2" r:id="rId1"/>'
    "</sheets></workbook>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="/xl/worksheets/one.xml"/>'
    '<Relationship Id="rId9" Target="worksheets/two.xml"/></Relationships>'
)
DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="A &amp; B’s">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def archive(parts: dict[str, str]) -> zipfile.ZipFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return zipfile.ZipFile(buffer)


def xlsx(row: str, sheet: str = SHEET) -> cells.Inspected:
    parts = {
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/one.xml": sheet.format(row),
        "xl/worksheets/two.xml": SHEET.format(""),
    }
    return cells.inspect(Format.XLSX, archive(parts))


def ods(rows: str) -> cells.Inspected:
    return cells.inspect(Format.ODS, archive({"content.xml": DOCUMENT.format(rows)}))


def shown(inspected: cells.Inspected) -> dict[str, str]:
    """`{"B1": "error #REF!"}` for the one sheet that may hold something."""
    assert inspected.marks.keys() <= {"A & B’s"}
    marks = inspected.marks.get("A & B’s", {})
    return {f"{'ABCDEFG'[column - 1]}{row}": f"{trouble} {text}" for (row, column), (trouble, text) in marks.items()}


@pytest.mark.parametrize("error", sorted(cells.USUAL_ERRORS))
def test_error_cells(error: str) -> None:
    inspected = xlsx(f'<c r="B1" s="4" t="e"><f>1/0</f><v>{error}</v></c>')
    assert shown(inspected) == {"B1": f"error {error}"}
    assert not inspected.rewritten


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ('<c r="B1"><f>A1&amp;"x"</f><v></v></c>', '=A1&"x"'),  # openpyxl
        ('<c r="B1"><f>A1</f><v/></c>', "=A1"),
        ('<c r="B1" s="3"><f>A1</f></c>', "=A1"),
        ('<c r="B1"><f t="shared" si="0"/></c>', "=…"),
        ('<c r="B1"><f t="shared" ref="B1:B9" si="0">A1&lt;2</f><v></v></c>', "=A1<2"),
        ('<c r="B1" t="str"><f>A1</f></c>', "=A1"),
    ],
)
def test_formulas_without_a_result(cell: str, formula: str) -> None:
    assert shown(xlsx(cell)) == {"B1": f"no_result {formula}"}


@pytest.mark.parametrize(
    "cell",
    [
        "",
        '<c r="B1"/>',
        '<c r="B1" t="n"><f>A1</f><v>0</v></c>',
        '<c r="B1" t="n"><f aca="false">A1</f>\n<v>12</v></c>',
        '<c r="B1" t="str"><f>IF(A1="","",1)</f><v></v></c>',  # the result is an empty text
        '<c r="B1" t="b"><f>TRUE()</f><v>1</v></c>',
        '<c r="B1" t="inlineStr"><is><t>le type t="e" et &lt;f&gt;</t></is></c>',
        '<c r="B1" t="n"><f t="shared" si="0"/><v>3</v></c>',
    ],
)
def test_ordinary_cells_are_left_alone(cell: str) -> None:
    inspected = xlsx(cell)
    assert shown(inspected) == {}
    assert not inspected.rewritten


def test_several_cells_on_a_line() -> None:
    row = (
        '<c r="B1"><f>A1</f><v>1</v></c><c r="C1"/><c r="D1" t="e"><v>#N/A</v></c>'
        '<c r="E1" s="1"/><c r="F1"><f>A1</f><v></v></c>'
    )
    assert shown(xlsx(row)) == {"D1": "error #N/A", "F1": "no_result =A1"}


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x="),
        SHEET.replace('"', "'"),
        SHEET.replace('r="A1" t="s"', 't="s" r="A1"'),
    ],
    ids=["prefixes", "single quotes", "order of attributes"],
)
def test_other_writings_of_the_same_xml(sheet: str) -> None:
    cell = '<c s="1" t="e" r="B1"><v>#REF!</v></c>'
    if "<x:" in sheet:
        cell = cell.replace("</", "</x:").replace("<c", "<x:c").replace("<v", "<x:v")
    assert shown(xlsx(cell, sheet)) == {"B1": "error #REF!"}


def test_unusual_errors_are_replaced_before_the_sheet_is_read() -> None:
    row = (
        '<c r="B1" t="e"><v>#"Zut &amp; flûte"</v></c><c r="C1" t="e"><v>#REF!</v></c>'
        '<c r="D1" t="e"><v>#SPILL!</v></c>'
    )
    inspected = xlsx(row)
    assert shown(inspected) == {"B1": 'error #"Zut & flûte"', "C1": "error #REF!", "D1": "error #SPILL!"}
    assert list(inspected.rewritten) == ["xl/worksheets/one.xml"]
    replaced = row.replace('#"Zut &amp; flûte"', "#VALUE!").replace("#SPILL!", "#VALUE!")
    assert inspected.rewritten["xl/worksheets/one.xml"].decode() == SHEET.format(replaced)


ERROR = 'table:formula="of:=#REF!" office:value-type="string" office:string-value="" calcext:value-type="error"'


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (f"<table:table-cell {ERROR}><text:p>#REF!</text:p></table:table-cell>", "error #REF!"),
        (f"<table:table-cell {ERROR}><text:p>Err:502</text:p></table:table-cell>", "error Err:502"),
        # Without the extension, as OpenOffice writes it, and in French.
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
            "<text:p>#DIV/0 !</text:p></table:table-cell>",
            "error #DIV/0 !",
        ),
        ('<table:table-cell table:formula="of:=[.A1]+1"/>', "no_result =[.A1]+1"),
    ],
)
def test_ods(cell: str, said: str) -> None:
    row = f"<table:table-row><table:table-cell/>{cell}</table:table-row>"
    assert shown(ods(row)) == {"B1": f"{Trouble(said.split()[0])} {said.partition(' ')[2]}"}


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell office:value-type="string"><text:p>#REF!</text:p></table:table-cell>',  # typed by a person
        '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>',  # an empty text
        '<table:table-cell table:formula="of:=2&gt;1" office:value-type="float" office:value="1"/>',
    ],
)
def test_ods_ordinary_cells_are_left_alone(cell: str) -> None:
    assert shown(ods(f"<table:table-row>{cell}</table:table-row>")) == {}


def test_ods_repeated_lines_and_columns_count() -> None:
    error = f'<table:table-cell {ERROR} table:number-columns-repeated="2"><text:p>#REF!</text:p></table:table-cell>'
    rows = (
        '<table:table-header-rows><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '</table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        f"<table:covered-table-cell/>{error}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{error}</table:table-row>'
    )
    assert list(shown(ods(rows))) == ["D4", "E4", "A5", "B5", "A6", "B6"]


def test_a_missing_part_is_a_damaged_archive() -> None:
    with pytest.raises(zipfile.BadZipFile):
        cells.inspect(Format.ODS, archive({"mimetype": ""}))
