"""What the documents are called, how they are dated, and that their words are plain."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import plan
from ose_batch.model import DocumentPlan, Entry, Event, Occasion
from tests import entries
from tests.briefs import note
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, validated

LATER = date(2030, 6, 10)


def attestation(entry: Entry) -> DocumentPlan:
    return plan.attestation(entry, RULES, ISSUER)


def named(entry: Entry, name: str) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.name": name})


def test_a_note_is_named_and_dated_from_its_dossier() -> None:
    made = note(MINIMAL)
    assert (made.kind, made.template) == ("note", "note.docx")
    assert made.filename == "notes/D-2026-001-note-les-jardins-d-eole.docx"
    assert made.made_on == MINIMAL.deposited_on
    assert made.title == "Note au comité\u00a0: D-2026-001"


def test_an_attestation_is_named_and_dated_from_its_decision() -> None:
    made = attestation(validated(TYPICAL))
    assert made.words["later"] == ""
    assert made.filename == "attestations/OSE-0042-attestation-D-2026-001-la-halle-commune.docx"
    assert made.made_on == date(2026, 12, 10)
    assert made.words["valid_from"] == "10 décembre 2026"
    assert made.words["valid_until"] == "10 décembre 2029"
    assert made.words["perimeter"] == "Établissements\u00a0: Restaurant et atelier de réemploi, à Saint-Herblain"


@pytest.mark.parametrize(
    ("occasion", "later"),
    [
        (
            Occasion(date(2027, 2, 15), valid_until=LATER, event=Event.CONDITION_LIFTED, since=date(2027, 2, 10)),
            "réserve levée le 10 février 2027",
        ),
        (
            Occasion(date(2027, 2, 15), valid_until=LATER, event=Event.PROLONGED, instance="Bureau de la CRESS"),
            "durée prolongée le 15 février 2027 par Bureau de la CRESS",
        ),
    ],
)
def test_an_attestation_says_what_gave_its_last_day_and_is_dated_from_it(occasion: Occasion, later: str) -> None:
    made = plan.attestation(validated(TYPICAL), RULES, ISSUER, occasion)
    assert (made.words["later"], made.words["valid_until"]) == (later, "10 juin 2030")
    assert (made.made_on, made.words["made_on"]) == (date(2027, 2, 15), "15 février 2027")


@pytest.mark.parametrize("entry", [MINIMAL, replace(validated(MINIMAL), ose_number="")])
def test_nothing_is_attested_that_was_not_decided(entry: Entry) -> None:
    with pytest.raises(ValueError, match="D-2026-001"):
        attestation(entry)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Les Jardins d’Éole", "les-jardins-d-eole"),
        (HOSTILE_NAME, "dupont-fils-sarl-l-etoile-7-7"),
        ("Œuvre & Cœur", "oeuvre-coeur"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("株式会社", ""),
        ("Association pour le développement de la vie locale", "association-pour-le-developpement-de-la"),
        ("x" * 90, "x" * 40),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert plan.slug(name) == slug


@given(st.text())
def test_file_names_are_short_safe_ascii(name: str) -> None:
    filename = note(named(MINIMAL, name)).filename
    folder, _, file = filename.partition("/")
    assert folder == "notes"
    assert file.startswith("D-2026-001-note")
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyzDdoc0123456789-.")
    assert len(file) <= 70


@pytest.mark.parametrize("entry", [MINIMAL, TYPICAL, entries.huge(), entries.huge(capitals=True)])
def test_words_are_plain_and_depend_on_nothing_else(entry: Entry) -> None:
    def plain(value: Any) -> bool:
        match value:
            case dict():
                return all(isinstance(key, str) and plain(one) for key, one in value.items())
            case list():
                return all(map(plain, value))
            case _:
                return value is None or type(value) in (str, int, bool)

    for made in (note(entry), attestation(validated(entry))):
        assert plain(made.words)
    assert note(entry) == note(entry)


def test_an_empty_dossier_still_has_a_note() -> None:
    made = note(entries.entry({}, {}))
    assert made.filename == "notes/D-2026-001-note.docx"
    assert made.words["name"] == "—"
