"""Templates: how values become text in them, and what is said of one that cannot serve."""

from io import BytesIO
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import word
from ose_batch.documents.word import Template, TemplateError
from ose_batch.model import DocumentPlan
from tests.entries import HOSTILE_NAME
from tests.extremes import DAY


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
