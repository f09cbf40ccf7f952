"""From bytes to cells: the parser gets a workbook of our own, and its panics are refusals."""

from __future__ import annotations

import io
import zipfile
from typing import NoReturn

import pytest

from ose_batch.forms import scan as module
from ose_batch.forms.guard import open_archive
from ose_batch.forms.scan import scan
from ose_batch.forms.workbook import plain_workbook
from ose_batch.model import Rejection
from ose_batch.wording import reading as say
from tests.handmade import NAMESPACE, OFFICE, parts, rows, sheet, xlsx, zipped


class PanicException(BaseException):
    """As pyo3 raises it."""


def raising(error: BaseException) -> object:
    def grids(_: object) -> NoReturn:
        raise error

    return grids


def test_a_panic_of_the_parser_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_grids", raising(PanicException("index out of bounds")))
    assert scan("dossier.xlsx", xlsx()) == Rejection(*say.UNREADABLE_WORKBOOK)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), MemoryError()])
def test_what_concerns_this_machine_goes_through(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    monkeypatch.setattr(module, "_grids", raising(error))
    with pytest.raises(type(error)):
        scan("dossier.xlsx", xlsx())


def test_the_parser_sees_only_what_holds_cells() -> None:
    extra = {"xl__vbaProject.bin": b"macro", "xl__media__a.png": b"png", "xl__externalLinks__e.xml": "<x/>"}
    content = xlsx(**extra)
    plain = plain_workbook(open_archive(content, zipfile.ZipFile(io.BytesIO(content))), "")
    assert set(plain.parts) == {
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/1.xml",
    }


def test_parts_of_other_names_are_found() -> None:
    moved = parts()
    moved["XL/Feuilles/Un.xml"] = moved.pop("xl/worksheets/s.xml")
    relations = moved["xl/_rels/workbook.xml.rels"]
    moved["xl/_rels/workbook.xml.rels"] = relations.replace(b"worksheets/s.xml", b"/xl/feuilles/./un.xml")
    found = scan("dossier.xlsx", zipped(moved))
    assert not isinstance(found, Rejection)
    assert found[0].rows == [["Bonjour"]]


def test_sheets_that_hold_no_cells_are_passed_over() -> None:
    with_chart = parts(sheets=2)
    relations = with_chart["xl/_rels/workbook.xml.rels"]
    with_chart["xl/_rels/workbook.xml.rels"] = relations.replace(
        f'Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/s.xml"'.encode(),
        f'Id="r1" Type="{OFFICE}/chartsheet" Target="chartsheets/s.xml"'.encode(),
    )
    found = scan("dossier.xlsx", zipped(with_chart))
    assert not isinstance(found, Rejection)
    assert [grid.name for grid in found] == ["F2"]


def test_dates_of_old_macs() -> None:
    styles = f'<styleSheet xmlns="{NAMESPACE}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    old = parts(sheet('<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>40000</v></c></row>'), styles=styles)
    old["xl/workbook.xml"] = old["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    found = scan("dossier.xlsx", zipped(old))
    assert not isinstance(found, Rejection)
    assert str(found[0].rows[0][1]) == "2013-07-07"


def test_texts_keep_their_escapes_for_control_characters() -> None:
    found = scan("x", rows('<c r="A1" t="inlineStr"><is><t>a_x000A_b _x005F_x0041_</t></is></c>'))
    assert not isinstance(found, Rejection)
    assert found[0].rows == [["a\nb _x0041_"]]
