"""Whoever types as people do is understood, and told how; whoever cannot be is told why, once."""

from __future__ import annotations

from collections import Counter

import pytest

from ose_batch.forms.values import plain
from ose_batch.model import Trouble
from ose_batch.wording import charter as wording
from tests.spellings import Spelling, markdown, sentences, spellings, understood

ALL = tuple(spellings())


@pytest.mark.parametrize("spelling", ALL, ids=lambda each: f"{each.field}={each.typed!r}")
def test_each_spelling_becomes_what_the_table_says(spelling: Spelling) -> None:
    value, text, trouble, repair = understood(spelling.field, spelling.typed)
    assert (value, trouble, repair.replace("\u00a0", " ")) == (spelling.value, spelling.trouble, spelling.told)
    assert type(value) is type(spelling.value)
    if isinstance(spelling.typed, str):
        assert text == plain(spelling.typed)


@pytest.mark.parametrize("spelling", ALL, ids=lambda each: f"{each.field}={each.typed!r}")
def test_what_is_told_is_understood_the_same_and_needs_no_telling(spelling: Spelling) -> None:
    _, _, _, repair = understood(spelling.field, spelling.typed)
    if repair:
        assert understood(spelling.field, repair) == (spelling.value, repair, None, "")


@pytest.mark.parametrize("spelling", ALL, ids=lambda each: f"{each.field}={each.typed!r}")
def test_one_cause_is_one_sentence(spelling: Spelling) -> None:
    assert len(sentences(spelling)) <= 1


def test_each_reason_of_values_is_met_and_every_trouble_has_its_sentence() -> None:
    assert {spelling.trouble for spelling in ALL} | {Trouble.ERROR, Trouble.NO_RESULT} == {None, *Trouble}
    assert len({wording.trouble(trouble, "ceci") for trouble in Trouble}) == len(Trouble)


def test_each_kind_has_thirty_spellings_and_a_table() -> None:
    counts = Counter(spelling.kind for spelling in ALL)
    assert min(counts.values()) >= 30
    assert len(counts) == 4
    assert markdown().count("\n|") == len(ALL) + 2 * len(counts)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("siren", "99 000 011", "Nous y comptons 8 chiffres~; il en faut 9."),
        ("siret", "999 000 011 0001", "Nous y comptons 13 chiffres~; il en faut 14."),
        (
            "siret",
            "999 000 011 00081",
            "La clé de contrôle ne correspond pas~: un chiffre a sans doute été mal recopié.",
        ),
        ("rna", "W49100001", "Nous y comptons 8 chiffres~; il en faut 9."),
        ("postcode", "4900", "Nous y comptons 4 chiffres~; il en faut 5."),
    ],
)
def test_numbers_that_are_not_valid_are_told_why(field: str, typed: str, said: str) -> None:
    (sentence,) = sentences(Spelling("", f"organisation.{field}", typed, typed, None, ""))
    assert sentence.endswith(said.replace("~", "\u00a0"))
