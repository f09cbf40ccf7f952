"""The notes and the attestations, read back with python-docx and with LibreOffice."""

import os
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from ose_batch.documents import plan, word
from ose_batch.model import Entry
from tests.docx_text import parts, text_of
from tests.entries import HOSTILE_NAME, MINIMAL, TYPICAL
from tests.extremes import ENTRIES, EVERY, ROOT, SHIPPED, made, planned

GOLDEN = ROOT / "tests/golden"


CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


# ----------------------------------------------------------------------------------------------- What the documents say


@pytest.mark.parametrize("kind", plan.PLANS)
def test_text_is_the_golden_one(kind: str) -> None:
    """After a wanted change: OSE_WRITE_GOLDEN=1, then read the difference."""
    golden = GOLDEN / f"{kind}.txt"
    text = text_of(made(kind, ENTRIES["hostile"]))
    if os.environ.get("OSE_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", plan.PLANS)
def test_a_hostile_name_comes_out_letter_for_letter(kind: str) -> None:
    document = docx.Document(BytesIO(made(kind, ENTRIES["hostile"])))
    names = [paragraph.text for paragraph in document.paragraphs if HOSTILE_NAME in paragraph.text]
    assert names == [f"{HOSTILE_NAME} (LHC)" if kind == "note" else HOSTILE_NAME]


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_every_part_is_well_formed_and_python_docx_opens_it(kind: str, name: str) -> None:
    content = made(kind, ENTRIES[name])
    assert all(etree.fromstring(part) is not None for part in parts(content).values())
    text = text_of(content)
    assert not any(mark in text.replace(HOSTILE_NAME, "") for mark in ("{{", "{%", "None"))


@pytest.mark.parametrize("kind", plan.PLANS)
def test_template_and_plan_know_the_same_fields(kind: str) -> None:
    in_chart = {"radar"} if kind == "note" else set()
    assert DocxTemplate(BytesIO(SHIPPED[kind])).get_undeclared_template_variables() | in_chart == set(
        planned(kind, TYPICAL).words
    )


def test_the_chart_shows_the_radar_and_no_other_point() -> None:
    def drawn(entry: Entry) -> tuple[bool, list[str | None]]:
        content = parts(made("note", entry))
        values = etree.fromstring(content["word/charts/chart1.xml"]).findall(f".//{CHART}val//{CHART}v")
        return b"<w:drawing" in content["word/document.xml"], [value.text for value in values]

    assert drawn(TYPICAL) == (True, ["3", "3", "2", "2", "1", "2", "4", "3"])
    assert drawn(MINIMAL) == (False, [])


# ------------------------------------------------------------------------------------------------------------- The file


@pytest.mark.parametrize("kind", plan.PLANS)
def test_the_same_entry_makes_the_same_bytes(kind: str) -> None:
    again = word.compile(SHIPPED[kind], f"{kind}.docx")
    assert made(kind, TYPICAL) == word.render(again, planned(kind, TYPICAL))


@pytest.mark.parametrize("kind", plan.PLANS)
def test_dates_and_title_come_from_the_plan_alone(kind: str) -> None:
    content, wanted = made(kind, TYPICAL), planned(kind, TYPICAL)
    properties = docx.Document(BytesIO(content)).core_properties
    assert properties.title == wanted.title
    assert properties.author == properties.last_modified_by == ""
    assert properties.created is not None
    assert properties.created.date() == wanted.made_on
    with ZipFile(BytesIO(content)) as archive:
        assert {info.date_time[:3] for info in archive.infolist()} == {
            (wanted.made_on.year, wanted.made_on.month, wanted.made_on.day)
        }


@pytest.mark.parametrize("kind", plan.PLANS)
def test_what_holds_no_tag_is_the_template_s(kind: str) -> None:
    before, after = parts(SHIPPED[kind]), parts(made(kind, TYPICAL))
    assert list(before) == list(after)
    assert next(iter(after)) == "[Content_Types].xml"
    changed = {path for path in before if before[path] != after[path]}
    assert changed <= {
        "word/document.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "word/charts/chart1.xml",
        "docProps/core.xml",
    }


# ---------------------------------------------------------------------------------------------------- With LibreOffice


@pytest.mark.soffice
def test_page_counts(
    tmp_path: Path,
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
    pdf_pages: Callable[[Path], int],
) -> None:
    documents = [tmp_path / f"{kind} {name}.docx" for kind, name in EVERY]
    for document, (kind, name) in zip(documents, EVERY, strict=True):
        document.write_bytes(made(kind, ENTRIES[name]))
    pages = {pdf.stem: pdf_pages(pdf) for pdf in soffice_convert_all(documents, "pdf", tmp_path)}
    assert pages == {f"{kind} {name}": {"note": 2, "attestation": 1}[kind] for kind, name in EVERY}


@pytest.mark.soffice
@pytest.mark.parametrize("kind", plan.PLANS)
def test_a_template_saved_by_another_program_says_the_same(
    kind: str, tmp_path: Path, soffice_convert: Callable[[Path, str, Path], Path]
) -> None:
    shipped = tmp_path / "shipped.docx"
    shipped.write_bytes(SHIPPED[kind])
    saved = soffice_convert(shipped, "docx:MS Word 2007 XML", tmp_path / "saved").read_bytes()
    content = word.render(word.compile(saved, f"{kind}.docx"), planned(kind, ENTRIES["hostile"]))
    assert words_of(content) == words_of(made(kind, ENTRIES["hostile"]))
    if kind == "note":
        assert b"<c:v>Gouvernance (" in parts(content)["word/charts/chart1.xml"]


def words_of(content: bytes) -> list[str]:
    """What is read, whatever becomes of empty lines and page numbers."""
    return [line for line in text_of(content).splitlines() if line.strip() and "page" not in line]
