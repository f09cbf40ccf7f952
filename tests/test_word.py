"""Templates and the documents made from them, read back with python-docx and with LibreOffice."""

import os
import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ose_batch.charter import rules as charter_rules
from ose_batch.documents import plan, word
from ose_batch.documents.word import Template, TemplateError
from ose_batch.model import Answer, Change, DocumentPlan, Entry, Lift, Precedent, Remark, Since, State, Told, Value
from tests import entries
from tests.docx_text import text_of
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, validated

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden"
DAY = date(2026, 11, 3)
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

RULES = charter_rules.parse(tomllib.loads((ROOT / "ose_batch/charter/charter.toml").read_text(encoding="utf-8")))
SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in plan.PLANS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}


def surrounded(one: Entry, letters: int, count: int) -> Entry:
    """The same dossier with all that staff and the committee may have said of it, and all that may have changed."""
    said = entries.long(letters)
    return replace(
        one,
        as_is=said,
        lifts=(Lift("P1.2", said, DAY),),
        remarks=tuple(Remark(date(2026, 11, rank + 1), said) for rank in range(2 * count)),
        precedents=tuple(
            Precedent(f"D-2023-{rank:03}", State.VALIDATED_WITH_ADVICE, date(2023, 1, rank + 1), said, said)
            for rank in range(count)
        ),
        told=Told(
            replaces="D-2026-000",
            renews="D-2023-004",
            since=Since(
                "D-2026-000",
                tuple(Change(f"A{rank} : Action", said, said) for rank in range(12 * count)),
                dict.fromkeys(entries.PRINCIPLES, (Answer.TO_COMPLETE, Answer.TO_WEIGH)),
            ),
        ),
        fields={
            **one.fields,
            "organisation.dossier_kind": "Renouvellement",
            "organisation.governing_body": said,
            "organisation.general_meeting": said,
            "organisation.follow_up": said,
            "commitments.statement": said,
        },
    )


def wordy(one: Entry, *, capitals: bool = False) -> Entry:
    """The same dossier with something in every column, at its limit."""
    own = {
        "themes": ("main_question", "findings", "improvement", "method", "participants", "document"),
        "stakeholders": ("expectations",),
        "actions": ("indicator", "initial", "target"),
        "commitments": ("horizon",),
        "presentations": ("reason", "debate"),
        "access": ("place",),
    }
    said = entries.long(300, capitals=capitals)
    tables = {
        key: tuple({**line, **dict.fromkeys(own.get(key, ()), f"{rank} {said}")} for rank, line in enumerate(lines))
        for key, lines in one.tables.items()
    }
    return replace(one, tables=tables)


def mixed(seed: int) -> Entry:
    """Some of the lines of the longest dossier, each text cut somewhere."""
    draw = random.Random(seed)
    whole = ENTRIES["huge, wordy, surrounded"]

    def cut(line: Mapping[str, Value]) -> dict[str, Value]:
        return {
            key: value[: draw.randint(1, len(value))] if isinstance(value, str) and len(value) > 60 else value
            for key, value in line.items()
        }

    return replace(
        surrounded(whole, draw.randint(1, 600), draw.randint(1, 5)),
        as_is=draw.choice((whole.as_is, "")),
        fields=cut(whole.fields),
        tables={
            key: tuple(map(cut, draw.sample(lines, draw.randint(0, len(lines))))) for key, lines in whole.tables.items()
        },
    )


ENTRIES = {
    "minimal": MINIMAL,
    "typical": TYPICAL,
    "huge": entries.huge(),
    "huge capitals": entries.huge(capitals=True),
    "hostile": replace(TYPICAL, fields={**TYPICAL.fields, "organisation.name": HOSTILE_NAME}),
    "empty": entries.entry({}, {}),
    "minimal, surrounded": surrounded(MINIMAL, 600, 5),
    "typical, surrounded": surrounded(TYPICAL, 600, 5),
    "typical, surrounded a little": surrounded(TYPICAL, 120, 2),
    "typical, wordy": wordy(TYPICAL),
    "huge, wordy, surrounded": surrounded(wordy(entries.huge()), 600, 5),
    "huge capitals, wordy, surrounded": surrounded(wordy(entries.huge(capitals=True), capitals=True), 600, 5),
}
"""From the least to the most: whatever is said, a note has two pages and an attestation one."""
ENTRIES |= {f"mixed {seed}": mixed(seed) for seed in range(100, 106)}
EVERY = [(kind, name) for kind in plan.PLANS for name in ENTRIES]


def planned(kind: str, entry: Entry) -> DocumentPlan:
    return plan.PLANS[kind](validated(entry) if kind == "attestation" else entry, RULES, ISSUER)


def made(kind: str, entry: Entry) -> bytes:
    return word.render(TEMPLATES[kind], planned(kind, entry))


def template(*paragraphs: str, header: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def said(source: bytes | Template, **words: Any) -> list[str]:
    """The paragraphs of the document made from a template."""
    compiled = word.compile(source, "essai.docx") if isinstance(source, bytes) else source
    content = word.render(compiled, spoken(words))
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def spoken(words: dict[str, Any]) -> DocumentPlan:
    return DocumentPlan("essai", "essai.docx", "essai.docx", "Essai & <test>", DAY, words)


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


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


# -------------------------------------------------------------------------------------------------- From values to text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (HOSTILE_NAME, HOSTILE_NAME),
        ("une\ndeux\r\ntrois\rquatre", "une\ndeux\ntrois\nquatre"),
        ("un\tdeux", "un\tdeux"),
        ("a\x00b\x0bc\x1fd\ud800e\ufffff", "abcdef"),
        ("  deux espaces  ", "  deux espaces  "),
        ("&amp; &#38; ]]> <!-- {% raw %} {# #}", "&amp; &#38; ]]> <!-- {% raw %} {# #}"),
        ("« œuvre »\u00a0: 🌱", "« œuvre »\u00a0: 🌱"),
        (12, "12"),
    ],
)
def test_values_are_written_as_they_are(value: object, text: str) -> None:
    assert said(template("Avant {{ value }} après"), value=value) == [f"Avant {text} après"]


@given(st.text(st.characters(), max_size=60))
def test_any_text_makes_a_document_that_opens(value: str) -> None:
    kept = [letter for letter in value.replace("\r\n", "\n").replace("\r", "\n") if letter in "\n\t" or ok(letter)]
    assert said(ONE_TAG, value=value) == [f"<{''.join(kept)}>"]


def ok(letter: str) -> bool:
    """Whether XML 1.0 can hold it."""
    return " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff"


ONE_TAG = word.compile(template("<{{ value }}>"), "essai.docx")


def test_loops_conditions_and_words_named_like_methods() -> None:
    source = template(
        "{%p for item in plan.items %}",
        "{{ loop.index }}. {{ item.values }}",
        "{%p endfor %}",
        "{%p if no %}",
        "x",
        "{%p endif %}",
    )
    assert said(source, plan={"items": [{"values": "un"}, {"values": "deux"}]}, no=False) == ["1. un", "2. deux"]


def test_tags_cut_in_runs_by_word_are_whole() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Bonjour {")
    for piece in ("{ na", "me }", "} !"):
        paragraph.add_run(piece).bold = True
    buffer = BytesIO()
    document.save(buffer)
    assert said(buffer.getvalue(), name="A & B") == ["Bonjour A & B !"]


def test_headers_are_written_too() -> None:
    content = word.render(
        word.compile(template("x", header="N° {{ number }}"), "essai.docx"), spoken({"number": "1<2"})
    )
    assert docx.Document(BytesIO(content)).sections[0].header.paragraphs[0].text == "N° 1<2"


# ---------------------------------------------------------------------------------------------------- Templates refused


def refused(source: bytes, **words: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        said(source, **words)
    return str(caught.value).replace("\u00a0", " ")


ADVICE = " Corrigez le modèle dans Word, ou retirez-le de vos modèles : celui d’origine servira de nouveau à sa place."


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        ("{{ denomination }}", "denomination"),
        ("{{ card.ville }}", "ville"),
        ("{{ ville.nom }}", "ville"),
        ("{% if ville %}x{% endif %}", "ville"),
        ("{{ name.__class__ }}", "__class__"),
    ],
)
def test_an_unknown_field_is_named_with_its_tag(tag: str, field: str) -> None:
    assert refused(template(f"Nom : {tag}"), name="x", card={}) == (
        f"Le modèle « essai.docx » (texte) demande « {field} » dans la balise « {tag.partition('%}')[0]}"
        f"{'%}' if '%}' in tag else ''} » : ce renseignement n’existe pas.{ADVICE}"
    )


def test_an_unknown_field_in_a_header_is_said_to_be_there() -> None:
    assert "(en-tête) demande « numero »" in refused(template("x", header="{{ numero }}"))


@pytest.mark.parametrize(
    ("paragraphs", "near"),
    [
        (["Un", "Nom {{ name", "Deux"], "Nom {{ nameDeux"),
        (["Un", "Nom {{ name|majuscules }}"], "Nom {{ name|majuscules }}"),
        (["{{ name|safe }}"], "{{ name|safe }}"),
        (["{%tr for x in y %}"], "{%tr for x in y %}"),
        (["{%p if name %}", "Un"], "{% if name %}"),
        (["{%p if name %}", "Un", "{% endif %}"], "{% endif %}"),
        (["{%p for x in name %}", "Un", "{% endfor %}"], "{% endfor %}"),
    ],
)
def test_a_broken_tag_is_shown(paragraphs: list[str], near: str) -> None:
    message = refused(template(*paragraphs), name="x")
    assert message.startswith(f"Le modèle « essai.docx » (texte, près de « {near} ») contient une balise mal écrite")
    assert message.endswith(ADVICE)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", template("x")[:-200]])
def test_what_is_not_a_word_document_is_said_so(content: bytes) -> None:
    assert refused(content) == f"Le modèle « essai.docx » n’est pas un document Word (.docx) lisible.{ADVICE}"


def test_a_workbook_is_not_a_template() -> None:
    import openpyxl

    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    assert "n’est pas un document Word" in refused(buffer.getvalue())


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
