"""The dossier de séance bound in one file: sound, proven, whatever its documents hold, on the pages of the agenda."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Cm
from lxml import etree

from ose_batch.documents import bound, proof, session, word
from ose_batch.documents.bound import Leaf
from tests.docx_text import parts
from tests.entries import HOSTILE_NAME
from tests.packs import EMPTY, PACK, RECORD, SHIPPED, TEMPLATES, VARIED, bound_up, crowd, front, notes, rows, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def main(content: bytes) -> etree._Element:
    return etree.fromstring(parts(content)["word/document.xml"])


# ------------------------------------------------------------------------------------------------------ The bound file


def test_the_bound_file_is_sound_and_proven() -> None:
    content = bound_up(PACK)
    proof.prove(content, front(PACK))
    files = parts(content)
    kinds = {row.get("PartName"): row.get("ContentType") for row in etree.fromstring(files["[Content_Types].xml"])}
    assert {f"/{name}" for name in files if not name.endswith(".rels") and name != "[Content_Types].xml"} == {
        name for name in kinds if name
    }
    for name in files:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for row in etree.fromstring(files[name]):
                assert posixpath.join("/", folder, row.get("Target", "")).lstrip("/") in files
    used = {value for one in main(content).iter() for key, value in one.attrib.items() if key.startswith(R)}
    assert used <= {row.get("Id") for row in etree.fromstring(files["word/_rels/document.xml.rels"])}


def test_numbers_and_names_are_used_once() -> None:
    document = main(bound_up(PACK))
    drawings = Counter(one.get("id") for one in document.iter(DRAWING))
    marks = [(one.get(W + "id"), one.get(W + "name")) for one in document.iter(W + "bookmarkStart")]
    assert len(drawings) == 4
    assert max(drawings.values()) == 1
    assert [name for _, name in marks] == [session.bookmark(entry) for entry in VARIED]
    assert [one.get(W + "id") for one in document.iter(W + "bookmarkEnd")] == [number for number, _ in marks]
    codes = [(one.text or "").split() for one in document.iter(W + "instrText")]
    fields = [code[1] for code in codes if code[0] == "PAGEREF"]
    assert fields == [name for _, name in marks]


def test_each_note_keeps_its_chart_its_header_and_its_footer() -> None:
    content = bound_up(PACK)
    document = docx.Document(BytesIO(content))
    headers = [section.header.paragraphs[0].text for section in document.sections]
    assert headers[0] == "Dossier de séance\t10 décembre 2026"
    assert [entry.number in header for entry, header in zip(VARIED, headers[1:], strict=True)] == [True] * 5
    assert all("PAGE" in section.footer._element.xml for section in document.sections)
    charts = [part for name, part in parts(content).items() if "/charts/" in name]
    assert charts == [parts(note)["word/charts/chart1.xml"] for note in notes(PACK)[1:]]


def test_navigation_lists_the_dossiers() -> None:
    document = main(bound_up(PACK))
    level = f"{W}pPr/{W}outlineLvl"
    tops = [one for one in document.iter(W + "p") if (own := one.find(level)) is not None and own.get(W + "val") == "0"]
    names = ["".join(text.text or "" for text in one.iter(W + "t")) for one in tops]
    assert len(names) == 5
    assert names[2].startswith(HOSTILE_NAME)


def test_the_same_notes_make_the_same_bytes() -> None:
    content = bound_up(PACK)
    assert content == bound_up(PACK)
    with ZipFile(BytesIO(content)) as archive:
        assert {info.date_time[:3] for info in archive.infolist()} == {(2026, 11, 27)}
    properties = docx.Document(BytesIO(content)).core_properties
    assert properties.title == "Dossier de séance du 10 décembre 2026"


def test_a_note_too_few_is_a_defect() -> None:
    with pytest.raises(ValueError, match="shorter"):
        bound.dossier(PACK, front(PACK), TEMPLATES["dossier-de-seance"], notes(PACK)[1:])


# ---------------------------------------------------------------------------------------- Whatever the documents hold

PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00"
    b"\x01\x00\x00\x02\x02D\x01\x00;"
)


def odd(*, header: str = "") -> bytes:
    """A document of other hands: other styles and defaults, a list, pictures, a bookmark, a page count of its own."""
    document = docx.Document()
    document.add_heading("Étrange", 1)
    first = document.add_paragraph("un")
    numbering = etree.SubElement(first._p.get_or_add_pPr(), W + "numPr")
    etree.SubElement(numbering, W + "numId").set(W + "val", "5")
    document.add_picture(BytesIO(PICTURE), Cm(1))
    mark = etree.SubElement(first._p, W + "bookmarkStart")
    mark.set(W + "id", "0")
    mark.set(W + "name", "ici")
    etree.SubElement(first._p, W + "bookmarkEnd").set(W + "id", "0")
    link = etree.SubElement(first._p, W + "hyperlink")
    link.set(W + "anchor", "ici")
    section = document.sections[0]
    etree.SubElement(section._sectPr, W + "pgNumType").set(W + "start", "1")
    if header:
        section.header.paragraphs[0].text = header
        section.header.paragraphs[0].add_run().add_picture(BytesIO(PICTURE), Cm(1))
    document.add_table(1, 1).cell(0, 0).text = "fin"
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def joined(*contents: bytes) -> bytes:
    return bound.bind([Leaf(content, f"d{rank}", "Étrange") for rank, content in enumerate(contents)], front(PACK))


def test_lists_bookmarks_and_pictures_of_each() -> None:
    content = joined(odd(header="A"), odd(header="B"), odd())
    document = docx.Document(BytesIO(content))
    assert [section.header.paragraphs[0].text for section in document.sections] == ["A", "B", ""]
    root = main(content)
    names = [one.get(W + "name", "") for one in root.iter(W + "bookmarkStart")]
    assert len(set(names)) == 6
    assert [one.get(W + "anchor") for one in root.iter(W + "hyperlink")] == [name for name in names if "ici" in name]
    lists = [one.get(W + "val") for one in root.iter(W + "numId")]
    assert len(set(lists)) == 3
    known = {one.get(W + "numId") for one in etree.fromstring(parts(content)["word/numbering.xml"]).iter(W + "num")}
    assert set(lists) <= known
    assert sum(name.startswith("word/media/") for name in parts(content)) == 1
    assert not [one for one in root.iter(W + "pgNumType") if one.get(W + "start")]


def test_styles_that_differ_are_taken_in_under_another_name() -> None:
    note = notes(PACK)[0]
    for contents in ((note, odd()), (odd(), note)):
        content = joined(*contents)
        styles = etree.fromstring(parts(content)["word/styles.xml"])
        known = {one.get(W + "styleId"): one for one in styles.iter(W + "style")}
        called = Counter(name.get(W + "val", "").casefold() for name in styles.iterfind(f"{W}style/{W}name"))
        assert max(called.values()) == 1
        uses = {one.get(W + "val") for one in main(content).iter(W + "pStyle", W + "tblStyle", W + "rStyle")}
        assert uses <= known.keys()
        assert {"Heading1", "Heading1-2"} <= known.keys()
        assert sum(one.get(W + "default") == "1" for one in known.values() if one.get(W + "type") == "paragraph") == 1


def test_the_same_styles_are_kept_once() -> None:
    one, both = (parts(joined(*notes(PACK)[:count]))["word/styles.xml"] for count in (1, 2))
    assert one == both


# ---------------------------------------------------------------------------------------------------- With LibreOffice


def contents_page(pdf: Path) -> dict[str, int]:
    """Heading → page, of a PDF by LibreOffice."""
    content = pdf.read_bytes()
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", content)
    assert kids
    pages = {number: rank for rank, number in enumerate(re.findall(rb"(\d+) 0 R", kids[1]), 1)}
    found = re.findall(rb"/Title\s*<FEFF([0-9A-F]*)>\s*/Dest\s*\[(\d+) 0 R", content)
    return {bytes.fromhex(title.decode()).decode("utf-16-be"): pages[page] for title, page in found}


@pytest.mark.soffice
def test_pages_are_those_of_the_agenda(
    tmp_path: Path,
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
    pdf_pages: Callable[[Path], int],
) -> None:
    shipped = tmp_path / "note.docx"
    shipped.write_bytes(SHIPPED["note"])
    (edited,) = soffice_convert_all([shipped], "docx:MS Word 2007 XML", tmp_path / "saved")
    packs = {"20": crowd(20), "none": EMPTY, "edited": PACK}
    contents = {name: bound_up(pack) for name, pack in packs.items() if name != "edited"}
    others = notes(PACK, word.compile(edited.read_bytes(), "note.docx"))
    contents["edited"] = bound.dossier(PACK, front(PACK), TEMPLATES["dossier-de-seance"], others)
    contents["relevé"] = written(RECORD)
    for name, content in contents.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    pdfs = soffice_convert_all([tmp_path / f"{name}.docx" for name in contents], "pdf", tmp_path)
    counted = {pdf.stem: pdf_pages(pdf) for pdf in pdfs}
    assert counted.pop("relevé") == 1
    assert counted.pop("none") == 1
    for name, pages in counted.items():
        agenda = rows(front(packs[name]), "agenda")
        assert pages == agenda[-1]["page"] + 1
        headings = contents_page(tmp_path / f"{name}.pdf")
        begun = [page for title, page in headings.items() if page >= agenda[0]["page"]]
        assert begun == [row["page"] for row in agenda]
