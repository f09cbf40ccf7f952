"""A dossier put through everything of `manglings`: what is read of it, and that each cause is said once."""

from __future__ import annotations

import pytest

from tests.manglings import reading
from tests.manglings.listed import MANGLINGS
from tests.manglings.reading import PROGRAMS
from tests.manglings.steps import Mangling

AT_ONCE = [mangling.name for mangling in MANGLINGS[::9]]
"""Enough for every day; the others are slow."""


def cases() -> list[object]:
    return [
        pytest.param(
            mangling,
            id=mangling.name,
            marks=[] if mangling.name in AT_ONCE else [pytest.mark.slow],
        )
        for mangling in MANGLINGS
    ]


@pytest.mark.parametrize("mangling", cases())
def test_a_mangled_dossier_is_read_as_the_untouched_one(mangling: Mangling) -> None:
    read = reading.outcome(reading.mangled(mangling))
    assert (read.refused, read.notes) == ("", mangling.notes)
    assert reading.alike(read.difference, mangling.difference), read.difference


def test_there_are_enough_and_each_cause_is_said_once() -> None:
    assert len({mangling.name for mangling in MANGLINGS}) == len(MANGLINGS) >= 50
    assert all(len(mangling.notes) <= mangling.causes for mangling in MANGLINGS)


def as_expected(program: str, some: list[Mangling]) -> None:
    if not reading.available(program):
        pytest.skip(f"{program}: the program is not here")
    read = reading.outcomes(program, some)
    said = {mangling.name: reading.verdict(mangling, one) for mangling, one in zip(some, read, strict=True)}
    assert not {name: verdict for name, verdict in said.items() if verdict not in ("same", "precise difference")}


@pytest.mark.slow
@pytest.mark.soffice
@pytest.mark.parametrize("program", [program for program in PROGRAMS if program != "openpyxl"])
def test_all_saved_by_another_program(program: str) -> None:
    as_expected(program, list(MANGLINGS))
