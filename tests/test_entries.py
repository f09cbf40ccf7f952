"""Entries of grids built in memory: what is bounded, and said to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ose_batch.forms import entries, layout, read
from ose_batch.forms.declaration import Field
from ose_batch.forms.recognise import Grid, Recognised
from ose_batch.model import Dossier, Trouble
from ose_batch.text import LONGEST
from tests.dossiers import RULES

CONTROL = Grid("Contrôle", [["ose:form", "dossier-ose", "1"]], {})


def dossier(*grids: Grid) -> Dossier:
    received = read.understand([CONTROL, *grids], RULES)
    assert isinstance(received, Dossier)
    return received


def organisation(name: str, tab: str = "Organisation", **marks: Any) -> Grid:
    return Grid(tab, [["", "", "ose:value"], ["ose:organisation.name", "Dénomination *", name]], marks.get("marks", {}))


def commitments(labels: list[str]) -> Grid:
    header = ["ose:commitments", "ose:commitments.number", "ose:commitments.label"]
    return Grid("Engagements", [header, *(["", f"E{rank}", label] for rank, label in enumerate(labels, 1))], {})


def test_a_text_is_cleaned_where_it_enters() -> None:
    read = dossier(organisation("Les e\u0301toiles\u202e\x00\ud800 \r\nde mer"))
    assert read.fields["organisation.name"].value == "Les étoiles \nde mer"


def test_so_is_the_name_of_a_sheet() -> None:
    read = dossier(organisation("A", tab="Organi\u202esation\n" + "x" * 40))
    assert read.fields["organisation.name"].ref.sheet == "Organisation " + "x" * 18


def test_and_the_formula_that_a_cell_shows() -> None:
    read = dossier(organisation("", marks={(2, 3): (Trouble.NO_RESULT, "=A1\u202e&B1")}))
    assert read.fields["organisation.name"].text == "=A1&B1"


@pytest.mark.parametrize(("length", "said"), [(LONGEST - 1, 0), (LONGEST, 1), (LONGEST + 9, 1)])
def test_a_text_longer_than_a_cell_of_excel_is_cut_and_said(length: int, said: int) -> None:
    read = dossier(organisation("A"), commitments(["x" * length]))
    (line,) = read.rows("commitments")
    assert len(line["label"].text) == min(length, LONGEST)
    notes = [note for note in read.notes if "la fin peut manquer : Engagements!C2" in note.replace("\u00a0", " ")]
    assert len(notes) == said


def test_a_table_of_thousands_of_lines_is_read_so_far_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_LINES", 3)
    whole = dossier(organisation("A"), commitments(["a", "b", "c"]))
    cut = dossier(organisation("A"), commitments(["a", "", "b", "c", "", "d"]))
    assert [len(read.rows("commitments")) for read in (whole, cut)] == [3, 3]
    assert not [note for note in whole.notes if "plus de 3" in note]
    assert [note for note in cut.notes if "« Engagements » compte plus de 3" in note.replace("\u00a0", " ")]


def test_what_a_later_form_asks_is_asked_of_an_earlier_one_and_missed_in_the_present_one() -> None:
    def starred(version: str) -> entries.Entries:
        sheet = replace(layout.DOSSIER.sheets[0], fields=tuple(map(newly_starred, layout.DOSSIER.sheets[0].fields)))
        form = replace(layout.DOSSIER, sheets=(sheet,))
        return entries.entries(Recognised(form, version, {}, ()), RULES)

    def newly_starred(field: Field) -> Field:
        return replace(field, starred=True) if field.key == "follow_up" else field

    label = "Suites données aux réserves ou recommandations du comité"
    earlier, present = starred("1"), starred("2")
    assert [asked.label for asked in earlier.asked] == [label]
    assert label not in [gap.label for gap in earlier.gaps]
    assert (present.asked, label in [gap.label for gap in present.gaps]) == ([], True)
