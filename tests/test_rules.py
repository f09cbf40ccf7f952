"""charter.toml: what the packaged one holds, and what is said of each mistake that one can make in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from ose_batch.charter.loading import CharterError, load
from ose_batch.charter.rules import PRINCIPLES, Gravity, Requirement, parse
from ose_batch.forms.layout import COLUMN_KEYS, KEYS, LIST_NAMES
from ose_batch.model import Answer
from tests.dossiers import CHARTER
from tests.mistakes import MISTAKES

LOOSE = re.compile(r" [;:?!»]|« |[a-zé]'[a-zéh]")
"""Plain spaces where French has no-break ones, straight apostrophes."""


def refused(text: str) -> str:
    with pytest.raises(CharterError) as error:
        load(text, KEYS, COLUMN_KEYS, LIST_NAMES)
    return str(error.value)


def test_the_packaged_charter_is_accepted() -> None:
    rules = load(CHARTER, KEYS, COLUMN_KEYS, LIST_NAMES)
    assert rules == parse(tomllib.loads(CHARTER))
    assert tuple(principle.code for principle in rules.principles) == PRINCIPLES
    assert [theme.code for theme in rules.themes_of(Requirement.REQUIRED)] == [
        "GOU",
        "CON",
        "SOC",
        "DIS",
        "EGA",
        "ENV",
        "ETH",
    ]
    assert rules.theme_label("ETH") == "Éthique"
    assert rules.lists["themes"][-1] == "Autre thème"


def test_criteria_are_numbered_without_a_hole() -> None:
    for principle in load(CHARTER).principles:
        numbers = [int(criterion.code.removeprefix(f"{principle.code}.")) for criterion in principle.criteria]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_gravity_serves() -> None:
    assert {criterion.gravity for criterion in load(CHARTER).criteria} == set(Gravity)
    assert [gravity.answer for gravity in Gravity] == [
        Answer.TO_COMPLETE,
        Answer.TO_CHECK,
        Answer.TO_WEIGH,
        Answer.COMPLETE,
    ]


def test_without_the_forms_any_name_is_taken() -> None:
    assert load(CHARTER.replace('"actions.indicator"', '"plan.indicateur"')).criteria


def test_a_file_saved_by_windows_is_read_alike() -> None:
    assert load("\ufeff" + CHARTER.replace("\n", "\r\n"), KEYS, COLUMN_KEYS, LIST_NAMES) == load(CHARTER)


@pytest.mark.parametrize(("old", "new", "message"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_said_where_it_is(old: str, new: str, message: str) -> None:
    assert old in CHARTER
    said = refused(CHARTER.replace(old, new, 1))
    assert said.replace("\u00a0", " ").removeprefix("charter.toml").removeprefix(", ") == message
    assert not LOOSE.search(said)


@pytest.mark.parametrize(
    ("text", "line", "read"),
    [
        ('code = "P1"\ntitle = "Charte', 2, 'title = "Charte'),
        ("[durations]\nvalidité = 3", 2, "validité = 3"),
        ("a = 1\na = 2\nb = 3", 2, "a = 2"),
        ('[lists]\nsides = ["Interne",\n\n', 2, 'sides = ["Interne",'),
    ],
)
def test_a_syntax_error_is_said_by_its_line(text: str, line: int, read: str) -> None:
    said = refused(text)
    assert said.startswith(f"charter.toml, ligne {line}\u00a0: nous n’arrivons pas à comprendre «\u00a0{read}\u00a0».")


def test_blocks_are_blocks() -> None:
    text = 'theme = "GOU"\ndurations = {}\nlists = {}\nguide = []\nprinciple = []'
    assert refused(text).endswith(
        "nous lisons «\u00a0GOU\u00a0», il faut un ou plusieurs blocs entre doubles crochets."
    )


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def test_the_packaged_charter_is_typeset_in_french() -> None:
    assert [text for text in texts(tomllib.loads(CHARTER)) if LOOSE.search(text)] == []
