"""The point d'étape at 18 months: sent with the commitments in it, and read back whatever was done to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from ose_batch.forms import bilan, blank, midterm, recognise
from ose_batch.forms.declaration import CODE, Form
from ose_batch.forms.layout import BILAN, DECISIONS, DOSSIER
from ose_batch.forms.places import places
from ose_batch.forms.read import understand
from ose_batch.forms.scan import scan
from ose_batch.model import Dossier, Entry, Progress, Rejection
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, TYPICAL, huge, validated

ROOT = Path(__file__).parents[1]
TEMPLATE = (ROOT / "templates" / "xlsx" / BILAN.filename).read_bytes()
RECOGNISED = validated(TYPICAL)
COMMITMENTS, ACTIONS = bilan.COMMITMENTS.key, bilan.ACTIONS.key
Lines = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Table → line, from 1 → column → what is typed in it."""


def sent(entry: Entry = RECOGNISED) -> bytes:
    return midterm.prefilled(TEMPLATE, RULES, entry, valid_until=date(2030, 2, 28), issuer="CRESS", contact="02 00 00")


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def saved(workbook: Workbook) -> bytes:
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def completed(content: bytes, fields: Mapping[str, Any], lines: Lines, form: Form = BILAN) -> bytes:
    """As the organisation sends it back."""
    workbook, where = opened(content), places(form, RULES)
    for key, value in fields.items():
        workbook[where["midterm"].sheet.tab].cell(where["midterm"].rows[key], 3, value)
    for table, own in lines.items():
        place = where[table]
        for line, entries in own.items():
            for key, value in entries.items():
                workbook[place.sheet.tab].cell(place.first + line - 1, place.columns[key], value)
    return saved(workbook)


def read(content: bytes, name: str = "bilan.xlsx") -> Progress:
    grids = scan(name, content)
    assert not isinstance(grids, Rejection), grids
    received = understand(grids, RULES)
    assert isinstance(received, Progress), received
    return received


def said(progress: Progress, table: str) -> dict[str, dict[str, Any]]:
    return {
        row.name: {key: cell.value for key, cell in row.cells.items() if cell.value is not None}
        for row in progress.rows(table)
    }


ANSWERS: Lines = {
    COMMITMENTS: {
        1: {"state": "Tenu", "comment": "Comité d’usagers installé."},
        2: {"state": "En cours", "next": "Signer l’accord."},
        3: {"state": "Reporté", "motive": "Le bilan carbone attend."},
        4: {"label": "Ouvrir le lieu le dimanche.", "state": "À lancer", "theme": "Ancrage territorial"},
    },
    ACTIONS: {
        1: {"state": "Réalisée", "progress": 1, "comment": "Onze personnes formées."},
        2: {"state": "En cours", "progress": 0.8},
        3: {"state": "À lancer"},
        4: {"state": "Réalisée"},
        5: {"state": "En cours", "new_due_on": date(2029, 4, 30)},
        6: {"state": "Abandonnée", "motive": "Le bail s’arrête."},
        8: {"action": "Tenir une permanence", "commitment": "E4", "state": "En cours", "pilot": "Accueil"},
    },
}
FIELDS = {
    "wished_on": date(2028, 6, 20),
    "participants": "Direction, deux administratrices",
    "successes": "Le comité d’usagers vit.",
    "difficulties": "Un départ a tout ralenti.",
    "needs": "Une mise en relation.",
}


# ---------------------------------------------------------------------------------------------------- What is sent


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


# ------------------------------------------------------------------------------------------------- What comes back


def test_untouched_it_says_what_was_sent_and_lacks_each_state() -> None:
    progress = read(sent())
    assert progress.value("midterm.ose_number") == "OSE-0042"
    assert progress.value("midterm.number") == "D-2026-001"
    assert [(gap.sheet, gap.row, gap.key) for gap in progress.gaps] == [
        *((COMMITMENTS, f"E{number}", "state") for number in range(1, 4)),
        *((ACTIONS, f"A{number}", "state") for number in range(1, 8)),
    ]
    assert (progress.notes, progress.troubled, progress.repairs, progress.version) == ((), (), (), "1")


def test_completed_it_is_understood() -> None:
    progress = read(completed(sent(), FIELDS, ANSWERS))
    assert {key: progress.value(f"midterm.{key}") for key in FIELDS} == FIELDS
    commitments, actions = said(progress, COMMITMENTS), said(progress, ACTIONS)
    assert commitments["E1"]["state"] == "Tenu"
    assert commitments["E4"] == {
        "number": "E4",
        "label": "Ouvrir le lieu le dimanche.",
        "state": "À lancer",
        "theme": "TER",
    }
    assert actions["A1"]["progress"] == 1
    assert actions["A5"]["new_due_on"] == date(2029, 4, 30)
    assert actions["A8"] == {
        "number": "A8",
        "action": "Tenir une permanence",
        "commitment": "E4",
        "state": "En cours",
        "pilot": "Accueil",
    }
    # A7 says nothing of where it is: said, not refused.
    assert [(gap.row, gap.key) for gap in progress.gaps] == [("A7", "state")]


def test_it_is_typed_as_people_do() -> None:
    answers: Lines = {
        COMMITMENTS: {1: {"state": "réalisé"}, 2: {"state": "ABANDONNE"}, 3: {"state": "presque"}},
        ACTIONS: {1: {"state": "terminée", "progress": "80 %", "new_due_on": "31.12.28"}},
    }
    progress = read(completed(sent(), {}, answers))
    commitments = said(progress, COMMITMENTS)
    assert [commitments[name].get("state") for name in ("E1", "E2", "E3")] == ["Tenu", "Abandonné", None]
    assert [cell.text for cell in progress.troubled] == ["presque"]
    action = said(progress, ACTIONS)["A1"]
    assert (action["state"], action["progress"], action["new_due_on"]) == ("Réalisée", 0.8, date(2028, 12, 31))
    assert {repair.before for repair in progress.repairs} >= {"réalisé", "terminée", "31.12.28"}


def _with_renamed_sheets(workbook: Workbook) -> None:
    for tab in workbook:
        if tab.sheet_state == "visible":
            tab.title = f"Feuille {tab.title}"[:31]


def _with_lines_inserted(workbook: Workbook) -> None:
    workbook["Actions"].insert_rows(2, 3)
    workbook["Engagements"].insert_cols(2)


def _without_control_sheet(workbook: Workbook) -> None:
    del workbook["Contrôle"]


def _without_codes(workbook: Workbook) -> None:
    for tab in workbook:
        for row in tab.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(CODE):
                    cell.value = None
    del workbook["Contrôle"]


@pytest.mark.parametrize("mangle", [_with_renamed_sheets, _with_lines_inserted, _without_control_sheet, _without_codes])
def test_a_mangled_file_says_the_same(mangle: Callable[[Workbook], None]) -> None:
    whole = completed(sent(), FIELDS, ANSWERS)
    workbook = opened(whole)
    mangle(workbook)
    one, other = read(whole), read(saved(workbook))
    assert {key: cell.value for key, cell in one.fields.items()} == {
        key: cell.value for key, cell in other.fields.items()
    }
    for table in (COMMITMENTS, ACTIONS):
        assert said(one, table) == said(other, table)
    assert bool(other.notes) == (mangle is _without_codes)


@pytest.mark.soffice
@pytest.mark.parametrize("kind", ["xlsx:Calc MS Excel 2007 XML", "ods:calc8"])
def test_libreoffice_keeps_it(soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path, kind: str) -> None:
    whole = completed(sent(), FIELDS, ANSWERS)
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "bilan.xlsx"
    path.write_bytes(whole)
    converted = soffice_convert(path, kind, tmp_path)
    one, other = read(whole), read(converted.read_bytes(), converted.name)
    assert {key: cell.value for key, cell in one.fields.items()} == {
        key: cell.value for key, cell in other.fields.items()
    }
    for table in (COMMITMENTS, ACTIONS):
        assert said(one, table) == said(other, table)
    assert other.notes == ()


# --------------------------------------------------------------------------------------------- One form for another


@cache
def _blank(form: Form) -> bytes:
    return blank.build(form, RULES)


def _blank_without_codes(form: Form, keep: Iterable[str]) -> bytes:
    workbook = opened(_blank(form))
    _without_codes(workbook)
    for tab in workbook.sheetnames:
        if tab not in keep:
            del workbook[tab]
    return saved(workbook)


def test_no_key_is_one_of_another_form() -> None:
    own = {*BILAN.keys(), *(sheet.key for sheet in BILAN.sheets)}
    for form in (DOSSIER, DECISIONS):
        assert own.isdisjoint({*form.keys(), *(sheet.key for sheet in form.sheets)})


@pytest.mark.parametrize("count", [10, 7, 5])
def test_a_dossier_that_lost_its_codes_and_sheets_is_no_bilan(count: int) -> None:
    tabs = ["Engagements", "P4 Plan d’actions", *(sheet.tab for sheet in DOSSIER.sheets)]
    content = _blank_without_codes(DOSSIER, list(dict.fromkeys(tabs))[:count])
    grids = scan("dossier.xlsx", content)
    assert not isinstance(grids, Rejection)
    found = recognise.recognise(grids)
    assert found is not None
    assert found.form is DOSSIER
    assert isinstance(understand(grids, RULES), Dossier)


def test_a_bilan_that_lost_its_codes_is_no_dossier() -> None:
    read(_blank_without_codes(BILAN, [sheet.tab for sheet in BILAN.sheets]))


# ------------------------------------------------------------------------------------------------ Lines, known and new


def test_known_and_new_lines_are_told_apart_by_their_numbers() -> None:
    progress = read(completed(sent(), FIELDS, ANSWERS))
    names = [f"A{number}" for number in range(1, 8)]
    known = progress.known(ACTIONS, names)
    assert {name: row.name for name, row in known.items()} == {name: name for name in names}
    assert [row["action"].value for row in progress.new(ACTIONS, names)] == ["Tenir une permanence"]


def test_a_line_inserted_without_a_number_is_new_whatever_its_rank() -> None:
    workbook = opened(completed(sent(), FIELDS, ANSWERS))
    place = places(BILAN, RULES)[ACTIONS]
    workbook["Actions"].insert_rows(place.first + 1)
    workbook["Actions"].cell(place.first + 1, place.columns["action"], "Venue en plus")
    progress = read(saved(workbook))
    names = [f"A{number}" for number in range(1, 8)]
    assert progress.known(ACTIONS, names)["A2"]["action"].value == "Créer un comité d’usagers et lui donner un budget"
    assert [row["action"].value for row in progress.new(ACTIONS, names)] == ["Venue en plus", "Tenir une permanence"]
