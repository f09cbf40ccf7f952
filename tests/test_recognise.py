"""Labels with slips in them, and what nobody may guess: grids built in memory."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from ose_batch.forms import labels, layout
from ose_batch.forms.recognise import Grid, Recognised, recognise
from ose_batch.wording import reading as say

CONTROL = Grid("Contrôle", [["ose:form", "dossier-ose", "2", ""]], {})
ASKED = {question.key: question.label for question in layout.DOSSIER.sheet("organisation").fields}


def recognised(*grids: Grid) -> Recognised:
    found = recognise([CONTROL, *grids])
    assert found is not None
    return found


def organisation(*lines: Sequence[str], tab: str = "Organisation") -> Grid:
    return Grid(tab, [["", "", "ose:value", ""], *([*line, *[""] * (4 - len(line))] for line in lines)], {})


NAME = ("ose:organisation.name", "Dénomination *", "Les Amis")
ADDRESS = ("", "Adresse", "1 rue du Port")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Commnue", "town"),
        ("COMMUNES :", "town"),
        ("Commune du siège social", "town"),
        ("CSE", "cse"),
        ("SIRET", "siret"),
        ("Courriel du référent OSE", "referent_email"),
        ("Téléphone", "referent_phone"),
        ("Effectif", "headcount"),
        ("Organe d'administration", "governing_body"),
        ("N° OSE (si renouvellement)", None),
        ("Représentant légal", None),
        ("Nom", None),
        ("Date", None),
        ("Courriel", None),
        ("Votre organisation", None),
        ("SIRE", None),
        ("Budget", None),
        ("Numéro", None),
    ],
)
def test_a_label_typed_otherwise_is_one_question_or_none(typed: str, key: str | None) -> None:
    found = recognised(organisation(NAME, ADDRESS, ("", typed, "réponse")))
    expected = {"name", "address"} | ({key} if key else set())
    assert found.sheets["organisation"].fields.keys() == expected
    if not key:
        assert say.lines_unread([("Organisation", typed)]) in found.notes
    elif labels.key(typed) != labels.key(ASKED[key]):
        assert say.labels_understood([("Organisation", typed, ASKED[key])]) in found.notes


def test_two_texts_as_near_are_neither() -> None:
    found = recognised(organisation(NAME, ADDRESS, ("", "Commnue", "Angers"), ("", "Comumne", "Nantes")))
    assert "town" not in found.sheets["organisation"].fields
    assert say.lines_unread([("Organisation", "Commnue"), ("Organisation", "Comumne")]) in found.notes


def test_what_has_its_code_is_not_looked_for() -> None:
    town = ("ose:organisation.town", "Où ?", "Angers")
    found = recognised(organisation(NAME, ADDRESS, town, ("", "Commnue", "Nantes")))
    assert found.sheets["organisation"].fields["town"] == (3, 2)


def test_what_a_version_did_not_ask_yet_is_not_lost() -> None:
    grid = organisation(
        *(
            (f"ose:organisation.{question.key}", question.label, "")
            for question in layout.DOSSIER.sheet("organisation").fields
            if question.since == 1
        )
    )
    found = recognise([Grid("Contrôle", [["ose:form", "dossier-ose", "1", ""]], {}), grid])
    assert found is not None
    assert not found.sheets["organisation"].by_labels
    assert not found.sheets["organisation"].near


def test_many_of_a_kind_are_one_sentence() -> None:
    grids = [Grid(f"Feuille {number}", [["quelque chose"]], {}) for number in range(12)]
    found = recognised(organisation(NAME), *grids)
    assert len([note for note in found.notes if "Feuille 3" in note]) == 1
    assert "et 4 autres feuilles" in " ".join(found.notes)


def test_what_the_form_adds_itself_is_not_named() -> None:
    ours = ["Lisez-moi", "À corriger", "Ce que nous avons compris", "Listes"]
    found = recognised(organisation(NAME), *(Grid(tab, [["quelque chose"]], {}) for tab in ours))
    assert not [note for note in found.notes if "pas partie" in note]


def test_hostile_labels_take_no_time() -> None:
    """A sheet of anagrams of the longest label: comparing them all with all would take minutes."""
    longest = max(ASKED.values(), key=len)
    shuffled = [longest[turn:] + longest[:turn] for turn in range(1, len(longest))] * 30
    grid = organisation(NAME, ADDRESS, *(("", text, "x") for text in shuffled))
    start = time.process_time()
    recognised(grid, *(organisation(*(("", text, "x") for text in shuffled), tab=f"F{n}") for n in range(3)))
    assert time.process_time() - start < 2
