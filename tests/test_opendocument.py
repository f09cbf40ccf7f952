"""Tables of .ods: what LibreOffice writes is kept as it is, other writings of the same come out the same."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from ose_batch.forms import opendocument, plain
from ose_batch.forms.guard import Archive, Refused, open_archive
from ose_batch.forms.scan import scan
from ose_batch.model import Rejection
from tests.handmade import ODF, ods, ods_cell, ods_row
from tests.mutants.damage import BASES

STYLED = ' table:style-name="ro1"'


def opened(content: bytes) -> Archive:
    return open_archive(content, zipfile.ZipFile(io.BytesIO(content)))


def read(table: str, before: str = "") -> list[list[object]]:
    found = scan("dossier.ods", ods(table, before=before))
    assert not isinstance(found, Rejection), found.reason
    return [list(row) for row in found[0].rows]


@pytest.mark.parametrize("path", BASES, ids=[path.name for path in BASES])
def test_what_the_usual_programs_write_is_never_written_anew(path: Path) -> None:
    archive = opened(path.read_bytes())
    if path.suffix == ".ods":
        assert opendocument._plain(archive.xml("content.xml"))
        return
    sheets = [name for name in archive.entries if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(plain._plain_rows(archive.xml(name)) for name in sheets)


@pytest.mark.parametrize(
    "row",
    [
        ods_row(ods_cell(), STYLED),
        ods_row(ods_cell()),
        f"<table:table-header-rows>{ods_row(ods_cell(), STYLED)}</table:table-header-rows>",
        f"<table:table-row-group><table:table-row-group>{ods_row(ods_cell())}</table:table-row-group></table:table-row-group>",
        ods_row(ods_cell(text='Bon<text:span text:style-name="T1">jo</text:span>ur'), STYLED),
        ods_row(ods_cell(text="Bon<text:span>jo<text:span>u</text:span></text:span>r")),
        ods_row("<table:table-cell><text:p>Bonjour</text:p></table:table-cell>"),
        ods_row(ods_cell(' office:string-value="Bonjour"', "autre chose"), STYLED),
        ods_row(ods_cell(text="<!-- -->Bon<![CDATA[jour]]>")),
        f"<table:shapes>{ods_row(ods_cell(text='Non'))}</table:shapes>{ods_row(ods_cell())}",
    ],
)
def test_writings_of_one_table(row: str) -> None:
    assert read(row) == [["Bonjour"]]


HIDDEN = f"<{{0}}>{ods_row(ods_cell(text='Non'), STYLED)}</{{0}}>".format
SHOWN = ods_row(ods_cell(), STYLED)


@pytest.mark.parametrize(
    "content",
    [
        ods(SHOWN, styles=HIDDEN("office:automatic-styles")),
        ods(SHOWN, before=HIDDEN("table:content-validations")),
        ods(SHOWN, before=HIDDEN("table:named-expressions")),
        ods(HIDDEN("table:named-expressions") + SHOWN),
        ods(f"<table:shapes>{HIDDEN('table:table')}</table:shapes>{SHOWN}"),
        ods(f"{SHOWN}<table:x a='/>'>{HIDDEN('table:table')}</table:x>"),
    ],
)
def test_rows_hidden_elsewhere_are_no_rows_of_a_table(content: bytes) -> None:
    found = scan("x", content)
    assert not isinstance(found, Rejection)
    assert found[0].rows == [["Bonjour"]]


def test_spaces_tabs_and_lines() -> None:
    cell = ods_cell(text="a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d\n  e</text:p><text:p>f")
    assert read(ods_row(cell)) == [["a  b\tc\nd e\nf"]]


def test_prefixes_of_another_program() -> None:
    content = ods(ods_row(ods_cell()))
    parts = {name: opened(content).part(name) for name in ("mimetype", "content.xml")}
    renamed = re.sub(rb"([<\s/:])table([:=])(?!1)", rb"\1t\2", parts["content.xml"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in {**parts, "content.xml": renamed}.items():
            archive.writestr(name, part)
    found = scan("x", buffer.getvalue())
    assert not isinstance(found, Rejection)
    assert [list(row) for row in found[0].rows] == [["Bonjour"]]


def test_repeated_cells_and_rows_keep_their_place() -> None:
    twice = ods_cell(' table:number-columns-repeated="2"')
    table = ods_row("<table:table-cell/>", ' table:number-rows-repeated="2"') + ods_row(
        '<table:covered-table-cell table:number-columns-repeated="2"/>' + twice, ' table:number-rows-repeated="2"'
    )
    assert read(table) == [[""] * 4] * 2 + [["", "", "Bonjour", "Bonjour"]] * 2


@pytest.mark.parametrize(
    "content",
    [
        "<table:table-row><text:p>x</text:p></table:table-row>",
        ods_row(ods_cell(' table:number-columns-repeated="-1"')),
        ods_row('<table:table-cell office:value-type="float" office:value="x"/>'),
        ods_row('<table:table-cell office:value-type="zut"/>'),
        ods_row(ods_cell(text="<text:p>x</text:p>")),
        "</table:table><table:table>",
        '</table:table><table:table table:name="F1">',
    ],
)
def test_what_readers_understand_differently_is_refused(content: str) -> None:
    assert isinstance(scan("x", ods(content)), Rejection)


def test_a_document_without_tables_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", f"<office:document-content {ODF}/>")
    with pytest.raises(Refused):
        opendocument.plain_tables(opened(buffer.getvalue()), "")
