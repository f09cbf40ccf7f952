"""The charter to sign: in its own words, with what the organisation publishes, and room to write."""

from dataclasses import replace
from io import BytesIO

import docx

from tests import entries, goldens
from tests.correspondence import charter, full_charter, made, named, said
from tests.docx_text import text_of
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, TYPICAL


def test_text_of_the_charter_is_the_golden_one() -> None:
    goldens.check("courriers/charte.txt", text_of(made(charter(named(TYPICAL, HOSTILE_NAME)))))


def test_the_charter_is_in_its_own_words_with_what_the_organisation_publishes() -> None:
    fields = {**TYPICAL.fields, "commitments.statement": "Une page de nos engagements."}
    text = said(charter(replace(TYPICAL, fields=fields)))
    for principle in RULES.principles:
        assert principle.text.replace("\u00a0", " ") in text
    assert "3 ans, à partir de la validation par le comité scientifique et éthique." in text
    assert "Une page de nos engagements." in text
    labels = {str(line["label"]): line["publishable"] == "Oui" for line in TYPICAL.tables["commitments"]}
    assert {label: label in text for label in labels} == labels
    assert "Établissements : Restaurant et atelier de réemploi, à Saint-Herblain" in text


def test_a_charter_without_a_commitment_to_publish_leaves_room_to_write() -> None:
    empty = docx.Document(BytesIO(made(charter(entries.entry({}, {})))))
    assert [len(table.rows) for table in empty.tables] == [3, 5, 5]
    full = docx.Document(BytesIO(made(charter(TYPICAL))))
    assert [len(table.rows) for table in full.tables] == [3, 5]


def test_commitments_that_two_pages_do_not_hold_are_counted() -> None:
    assert charter(full_charter(2000, 12)).words["more_commitments"] == ""
    words = charter(full_charter(2000, 40)).words
    assert words["more_commitments"] == f"et {40 - len(words['commitments'])} autres engagements, au dossier D-2026-001"
