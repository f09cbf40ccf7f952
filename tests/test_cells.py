"""Error cells and formulas without a result, found in the XML of a sheet."""

from __future__ import annotations

import pytest

from ose_batch.forms import cells
from ose_batch.model import Trouble

ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c>{}</row>'
ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
)


def xlsx(row: str) -> cells.Marks:
    marks, rows = cells.in_rows(ROW.format(row).encode())
    assert rows.decode() == ROW.format(row)
    return marks


def ods(*rows: str) -> cells.Marks:
    return cells.in_table([row.encode() for row in rows], ROOT.encode())


def shown(marks: cells.Marks) -> dict[str, str]:
    """`{"B1": "error #REF!"}`."""
    return {f"{'ABCDEFG'[column - 1]}{row}": f"{trouble} {text}" for (row, column), (trouble, text) in marks.items()}


@pytest.mark.parametrize("error", sorted(cells.USUAL_ERRORS))
def test_error_cells(error: str) -> None:
    assert shown(xlsx(f'<c r="B1" s="4" t="e"><f>1/0</f><v>{error}</v></c>')) == {"B1": f"error {error}"}


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
        '<c r="B1" t="n"><f aca="false">A1</f><v>12</v></c>',
        '<c r="B1" t="e"/><c r="C1" t="str"><v>#REF!</v></c>',
        '<c r="B1" t="e"></c>',
        '<c r="B1" t="str"><f>IF(A1="","",1)</f><v></v></c>',  # the result is an empty text
        '<c r="B1" t="b"><f>TRUE()</f><v>1</v></c>',
        '<c r="B1" t="inlineStr"><is><t>le type t="e" et &lt;f&gt;</t></is></c>',
        '<c r="B1" t="n"><f t="shared" si="0"/><v>3</v></c>',
    ],
)
def test_ordinary_cells_are_left_alone(cell: str) -> None:
    assert shown(xlsx(cell)) == {}


def test_several_cells_on_a_line() -> None:
    row = (
        '<c r="B1"><f>A1</f><v>1</v></c><c r="C1"/><c r="D1" t="e"><v>#N/A</v></c>'
        '<c r="E1" s="1"/><c r="F1"><f>A1</f><v></v></c>'
    )
    assert shown(xlsx(row)) == {"D1": "error #N/A", "F1": "no_result =A1"}


def test_unusual_errors_are_replaced_before_the_sheet_is_read() -> None:
    row = (
        '<c r="B1" t="e"><v>#"Zut &amp; flûte"</v></c><c r="C1" t="e"><v>#REF!</v></c>'
        '<c r="D1" t="e"><v>#SPILL!</v></c>'
    )
    marks, rows = cells.in_rows(row.encode())
    assert shown(marks) == {"B1": 'error #"Zut & flûte"', "C1": "error #REF!", "D1": "error #SPILL!"}
    assert rows.decode() == row.replace('#"Zut &amp; flûte"', "#VALUE!").replace("#SPILL!", "#VALUE!")


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
    marks = ods(
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        f"<table:covered-table-cell/>{error}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="2">{error}</table:table-row>',
    )
    assert list(shown(marks)) == ["D4", "E4", "A5", "B5", "A6", "B6"]
