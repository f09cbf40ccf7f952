"""The point d’étape that is sent: each commitment and action is there with its last state."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from python_calamine import CalamineWorkbook

from ose_batch.forms import midterm
from ose_batch.forms.layout import BILAN
from ose_batch.forms.places import places
from tests.bilans import ACTIONS, COMMITMENTS, RECOGNISED, opened, read, said, sent
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, huge, validated


def test_each_commitment_and_action_is_there_with_its_last_state() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(sent())).get_sheet_by_name("Actions").to_python()
    first = [str(value) for value in rows[6][1:]]
    assert first[:7] == [
        "A1",
        "Former les nouveaux administrateurs à la coopération",
        "E1",
        "",
        "En cours, 40\u00a0%",
        "30/06/2027",
        "",
    ]
    assert first[10] == "Direction"
    labels = said(read(sent()), COMMITMENTS)
    assert labels["E3"] == {"number": "E3", "label": "Réduire notre empreinte et celle de nos achats."}
    assert list(said(read(sent()), ACTIONS)) == [f"A{number}" for number in range(1, 8)]


def test_the_same_entry_gives_the_same_bytes() -> None:
    assert sent() == sent()


def test_page_in_front_says_whose_it_is_until_when_and_whom_to_ask() -> None:
    workbook = opened(sent())
    texts = " ".join(str(cell.value) for row in workbook["Lisez-moi"].iter_rows() for cell in row if cell.value)
    for expected in ("La Halle commune (OSE-0042)", "10 décembre 2026", "28 février 2030 inclus", "CRESS, 02 00 00"):
        assert expected in texts
    assert workbook.sheetnames[:4] == ["Lisez-moi", "Point d’étape", "Engagements", "Actions"]


def test_what_is_known_looks_otherwise_than_what_is_to_be_filled() -> None:
    tab = opened(sent())["Engagements"]
    place = places(BILAN, RULES)[COMMITMENTS]
    label, state = (tab.cell(place.first, place.columns[key]) for key in ("label", "state"))
    free = tab.cell(place.first + 5, place.columns["label"])
    assert label.fill.start_color.rgb != state.fill.start_color.rgb == free.fill.start_color.rgb
    assert not label.protection.locked


def test_a_hostile_name_stays_a_text() -> None:
    name = f"={HOSTILE_NAME}"
    entry = replace(RECOGNISED, fields={**RECOGNISED.fields, "organisation.name": name})
    assert read(sent(entry)).value("midterm.name") == name


def test_more_lines_than_the_form_has() -> None:
    actions = tuple(
        {"line": f"A{rank}", "number": f"A{rank}", "action": f"Action {rank}", "commitment": "E1"}
        for rank in range(1, 91)
    )
    commitments = tuple(
        {"line": f"E{rank}", "number": f"E{rank}", "label": f"Engagement {rank}"} for rank in range(1, 15)
    )
    entry = replace(RECOGNISED, tables={**RECOGNISED.tables, "actions": actions, "commitments": commitments})
    progress = read(sent(entry))
    assert [row["action"].value for row in progress.rows(ACTIONS)] == [line["action"] for line in actions]
    assert [row["label"].value for row in progress.rows(COMMITMENTS)] == [line["label"] for line in commitments]
    numbers = [
        row[1] for row in CalamineWorkbook.from_filelike(BytesIO(sent(entry))).get_sheet_by_name("Actions").to_python()
    ]
    assert f"A{90 + midterm.SPARE}" in numbers


def test_lines_whose_number_the_form_does_not_have_take_free_ones() -> None:
    lines = ({"line": "Axe 2", "number": "Axe 2", "label": "Deux"}, {"line": "E1", "number": "E1", "label": "Un"})
    entry = replace(RECOGNISED, tables={**RECOGNISED.tables, "commitments": lines})
    assert {name: line["label"] for name, line in said(read(sent(entry)), COMMITMENTS).items()} == {
        "E1": "Un",
        "Axe 2": "Deux",
    }


def test_the_largest_dossier_comes_back() -> None:
    progress = read(sent(validated(huge())))
    assert (len(progress.rows(COMMITMENTS)), len(progress.rows(ACTIONS))) == (12, 60)
