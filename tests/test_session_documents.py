"""The dossier de séance in one file, and the relevé de décisions: what they say, their pages, and the file itself."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Cm
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ose_batch.documents import bound, minutes, plan, proof, session, word
from ose_batch.documents.bound import Leaf
from ose_batch.model import (
    Answer,
    Aside,
    Decision,
    DocumentPlan,
    Entry,
    Minutes,
    Precedent,
    Session,
    SessionPack,
    SetAside,
    State,
    Upcoming,
)
from ose_batch.wording import session as say
from tests import entries
from tests.docx_text import text_of
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden"
KINDS = ("dossier-de-seance", "note", "releve-de-decisions")
SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in KINDS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}

HELD_ON = date(2026, 12, 10)
SITTING = Session(HELD_ON, "Comité scientifique et éthique", "2026-2", date(2026, 11, 20), date(2026, 11, 27))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

ADJOURNED = Precedent("D-2026-004", State.ADJOURNED, date(2026, 6, 18), "Plan à préciser.", "")
RESERVED = Precedent("D-2025-031", State.VALIDATED_ON_CONDITION, date(2025, 12, 11), "", "Tenir l’AG.")
GRANTED = Precedent("D-2023-002", State.VALIDATED, date(2023, 12, 14), "", "")


def numbered(rank: int, one: Entry, name: str = "", kind: str = "", **changes: Any) -> Entry:
    fields = dict(one.fields)
    if name:
        fields["organisation.name"] = name
    if kind:
        fields["organisation.dossier_kind"] = kind
    return replace(one, number=f"D-2026-{rank:03}", fields=fields, **changes)


VARIED = (
    numbered(1, MINIMAL),
    numbered(2, entries.huge()),
    numbered(3, TYPICAL, HOSTILE_NAME, precedents=(GRANTED, ADJOURNED)),
    numbered(4, TYPICAL, "Vélos et bricoles", as_is="Calendrier.", precedents=(RESERVED,)),
    numbered(5, TYPICAL, "L’Hermine bleue", "Renouvellement", ose_number="OSE-0012", precedents=(ADJOURNED, GRANTED)),
)
ASIDE = (
    SetAside("D-2026-040", "Maison des Alouettes", Aside.INCOMPLETE, "Il manque l’échéance de A3."),
    SetAside("D-2026-041", HOSTILE_NAME, Aside.LATE, "Déposé le 24/11/2026"),
    SetAside("D-2026-042", "", Aside.WITHDRAWN),
)
RENEWALS = (Upcoming("Scic Énergie du bocage", "OSE-0011", date(2027, 5, 1), "Dossier non déposé"),)
MIDTERMS = (Upcoming("Tous dehors", "OSE-0021", date(2027, 1, 10)),)
PACK = SessionPack(SITTING, VARIED, ASIDE, RENEWALS, MIDTERMS)
EMPTY = SessionPack(SITTING, ())


def crowd(count: int) -> SessionPack:
    """`VARIED`, then typical and minimal ones."""
    others = (numbered(rank, TYPICAL if rank % 3 else MINIMAL, f"Organisation {rank}") for rank in range(6, count + 1))
    return replace(PACK, presented=(*VARIED, *others)[:count])


def notes(pack: SessionPack, template: word.Template = TEMPLATES["note"]) -> list[bytes]:
    return [word.render(template, plan.note(entry, RULES, ISSUER)) for entry in pack.presented]


def front(pack: SessionPack) -> DocumentPlan:
    return session.front(pack, RULES, ISSUER)


def bound_up(pack: SessionPack) -> bytes:
    return bound.dossier(pack, front(pack), TEMPLATES["dossier-de-seance"], notes(pack))


def decision(state: State, **changes: Any) -> Decision:
    until = date(2029, 12, 10) if state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE) else None
    return replace(Decision(state, HELD_ON, HELD_ON, SITTING.instance, "", "", None, until), **changes)


DECIDED = (
    replace(VARIED[0], ose_number="OSE-0042", decision=decision(State.VALIDATED, rapporteur="Camille Exemple")),
    replace(
        VARIED[2],
        ose_number="OSE-0043",
        decision=decision(
            State.VALIDATED_WITH_ADVICE,
            conditions="Associer les usagers au suivi du plan,\net dire comment à dix-huit mois.",
            deadline=date(2028, 6, 10),
        ),
    ),
    replace(
        VARIED[4],
        decision=decision(
            State.VALIDATED_ON_CONDITION,
            conditions="Tenir l’assemblée générale.",
            deadline=date(2027, 3, 31),
            recused="Dominique Modèle\nAlix Essai",
        ),
    ),
    replace(
        VARIED[3],
        decision=decision(State.ADJOURNED, motive="Plan d’actions à préciser.", correction="Erreur de saisie."),
    ),
    numbered(
        6,
        MINIMAL,
        "Fabrique d’indépendants",
        decision=decision(
            State.NOT_RETAINED, motive="Hors charte.", decided_on=date(2026, 12, 14), instance="Bureau de la CRESS"
        ),
    ),
)
RECORD = Minutes(
    SITTING,
    "Camille Exemple (présidente), Dominique Modèle\nAlix Essai ; Claude Témoin",
    "Sacha Exemple",
    "Dominique Modèle",
    DECIDED,
    (numbered(7, TYPICAL),),
)
BARE = Minutes(SITTING, "", "", "", ())


def written(record: Minutes) -> bytes:
    planned = minutes.minutes(record, ISSUER)
    content = word.render(TEMPLATES["releve-de-decisions"], planned)
    proof.prove(content, planned)
    return content


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def main(content: bytes) -> etree._Element:
    return etree.fromstring(parts(content)["word/document.xml"])


# ----------------------------------------------------------------------------------------------- What the documents say


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("dossier-de-seance", word.render(TEMPLATES["dossier-de-seance"], front(PACK))),
        ("releve-de-decisions", written(RECORD)),
    ],
)
def test_text_is_the_golden_one(kind: str, content: bytes) -> None:
    """After a wanted change: OSE_WRITE_GOLDEN=1, then read the difference."""
    golden = GOLDEN / f"{kind}.txt"
    text = text_of(content)
    if os.environ.get("OSE_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("planned", [front(PACK), minutes.minutes(RECORD, ISSUER)], ids=lambda planned: planned.kind)
def test_template_and_plan_know_the_same_fields(planned: DocumentPlan) -> None:
    assert DocxTemplate(BytesIO(SHIPPED[planned.kind])).get_undeclared_template_variables() == set(planned.words)


def test_where_they_go_and_when_they_are_of() -> None:
    planned, recorded = front(PACK), minutes.minutes(RECORD, ISSUER)
    assert planned.filename == "seances/2026-12-10/dossier-de-seance-2026-12-10.docx"
    assert recorded.filename == "seances/2026-12-10/releve-de-decisions-2026-12-10.docx"
    assert (planned.made_on, recorded.made_on) == (SITTING.sent_on, HELD_ON)
    assert planned.title == "Dossier de séance du 10 décembre 2026"
    assert recorded.title == "Relevé de décisions de la séance du 10 décembre 2026"


def rows(planned: DocumentPlan, key: str) -> list[dict[str, Any]]:
    return [row for chunk in planned.words[key] for row in chunk["rows"]]


def test_the_agenda_says_where_each_note_begins_and_what_comes_back() -> None:
    agenda = rows(front(PACK), "agenda")
    assert [row["rank"] for row in agenda] == [1, 2, 3, 4, 5]
    assert [row["page"] for row in agenda] == [3, 5, 7, 9, 11]
    assert [row["marks"] for row in agenda] == [
        "",
        "",
        "Ajourné le 18 juin 2026",
        "Validé sous réserve le 11 décembre 2025 · Présenté en l’état",
        "",
    ]
    assert agenda[4]["references"] == "D-2026-005 · OSE-0012"


def test_points_to_weigh_are_counted_as_the_note_tells_them() -> None:
    same = entries.finding("P2.1", Answer.TO_WEIGH, "Un.", "Un.", "Deux.")
    other = entries.finding("P4.1", Answer.TO_WEIGH, reason="Un.")
    check = entries.finding("P5.1", Answer.TO_CHECK, "Trois.")
    pack = replace(EMPTY, presented=(entries.entry({}, {}, same, other, check),))
    row = rows(front(pack), "synthesis")[0]
    assert row["points"] == 3
    assert [reading["text"] for reading in row["readings"].values()] == [
        "Complet",
        "À apprécier",
        "Complet",
        "À apprécier",
        "À vérifier",
        "Complet",
        "Complet",
    ]


def test_a_session_without_dossier_says_so() -> None:
    text = text_of(word.render(TEMPLATES["dossier-de-seance"], front(EMPTY)))
    assert "Aucun dossier n’est présenté à cette séance." in text
    assert not any(title in text for title in ("Synthèse", "pas présentés", "Renouvellements", "Temps d’échanges"))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({}, "0 dossier"),
        ({"Candidature": 1}, "1 dossier : 1 candidature"),
        ({"Candidature": 2, "Renouvellement": 1}, "3 dossiers : 2 candidatures et 1 renouvellement"),
        ({"Candidature": 2, "": 1}, "3 dossiers"),
    ],
)
def test_dossiers_are_counted_by_kind(kinds: dict[str, int], said: str) -> None:
    assert say.presented(kinds).replace("\u00a0", " ") == said


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 400)), max_size=80),
    st.integers(0, 60),
)
def test_every_line_stands_once_and_pages_are_counted_right(sizes: list[tuple[int, int]], aside: int) -> None:
    presented = tuple(
        numbered(rank, TYPICAL, entries.long(name), as_is="x" if more > 200 else "")
        for rank, (name, more) in enumerate(sizes, 1)
    )
    left = tuple(SetAside(f"D-2026-{500 + rank}", entries.long(99), Aside.LATE, "mot " * 60) for rank in range(aside))
    planned = front(SessionPack(SITTING, presented, left, RENEWALS * 9, MIDTERMS))
    for key in ("agenda", "synthesis"):
        assert [row["rank"] for row in rows(planned, key)] == list(range(1, len(sizes) + 1))
    assert [row["number"] for row in rows(planned, "aside")] == [one.number for one in left]
    sections = [planned.words[key] for key in ("agenda", "synthesis", "aside", "renewals", "midterms")]
    pages = 1 + sum(chunk["new_page"] for chunks in sections for chunk in chunks)
    assert [row["page"] for row in rows(planned, "agenda")] == [pages + 1 + 2 * rank for rank in range(len(sizes))]
    assert all(chunk["new_page"] for chunks in sections for chunk in chunks[1:])
    assert all(len(chunk["rows"]) > 1 for chunk in planned.words["agenda"][:-1])


# ------------------------------------------------------------------------------------------------ Relevé de décisions


def facts(one: Decision) -> list[str]:
    recorded = minutes.minutes(replace(BARE, decided=(replace(MINIMAL, decision=one),)), ISSUER)
    row = recorded.words["groups"][0]["rows"][0]
    return [f"{fact['label']} : {fact['text']}" for fact in row["facts"]]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (decision(State.VALIDATED), ["Reconnaissance : valable jusqu’au 10 décembre 2029 inclus"]),
        (decision(State.ADJOURNED, motive="À revoir."), ["Motif : À revoir."]),
        (
            decision(State.VALIDATED_ON_CONDITION, conditions="AG.", deadline=date(2027, 3, 1)),
            ["Réserves : AG.", "Échéance des réserves : 1er mars 2027"],
        ),
        (
            decision(State.ADJOURNED, conditions="AG.", deadline=date(2027, 3, 1)),
            ["Réserves ou recommandations : AG.", "Échéance : 1er mars 2027"],
        ),
        (decision(State.NOT_RETAINED, correction="Saisie."), [f"{say.CORRECTION} : Saisie."]),
        (
            decision(State.NOT_RETAINED, decided_on=HELD_ON + timedelta(4), rapporteur="A", recused="B, C"),
            ["Date de la décision : 14 décembre 2026", "Rapporteur : A", "Déport : B, C"],
        ),
    ],
)
def test_facts_of_a_decision(one: Decision, said: list[str]) -> None:
    assert facts(one) == said


def test_minutes_say_everything_and_empty_parts_are_absent() -> None:
    whole, bare = text_of(written(RECORD)), text_of(written(BARE))
    assert "Camille Exemple (présidente), Dominique Modèle, Alix Essai, Claude Témoin" in whole
    assert "5 décisions\u00a0: 1 validé, 1 validé avec recommandations, 1 validé sous réserve, 1 ajourné et" in whole
    assert "1 dossier reste sans décision enregistrée." in whole
    assert "Aucune décision n’est enregistrée." in bare
    assert not any(word in bare for word in ("Présents", "Excusés", "Déport", "Dossier", "Organisation"))


def test_a_long_motive_is_whole() -> None:
    motive = entries.long(2000).strip()
    record = replace(BARE, decided=(replace(MINIMAL, decision=decision(State.ADJOURNED, motive=motive)),))
    assert motive in text_of(written(record))


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
