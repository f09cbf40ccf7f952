"""The point d’étape that comes back: read whatever was done to the file, and taken for no other form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from ose_batch.forms import blank, recognise
from ose_batch.forms.declaration import CODE, Form
from ose_batch.forms.layout import BILAN, DECISIONS, DOSSIER
from ose_batch.forms.places import places
from ose_batch.forms.read import understand
from ose_batch.forms.scan import scan
from ose_batch.model import Dossier, Rejection
from tests.bilans import ACTIONS, ANSWERS, COMMITMENTS, FIELDS, Lines, completed, opened, read, said, saved, sent
from tests.dossiers import RULES

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
