"""Values into templates: where they land, what they stay, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ose_batch.charter import loading
from ose_batch.forms import blank, prefill
from ose_batch.forms.declaration import CODE, Form
from ose_batch.forms.layout import DECISIONS, DOSSIER
from ose_batch.forms.package import unpack
from ose_batch.forms.places import places
from tests.blanks import png

ROOT = Path(__file__).parents[1]
RULES = loading.load((ROOT / "ose_batch" / "charter" / "charter.toml").read_text(encoding="utf-8"))
NAME = "organisation.name"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no workbook can hold."""


@cache
def template(form: Form) -> bytes:
    return (ROOT / "templates" / "xlsx" / form.filename).read_bytes()


def filled(values: prefill.Values, form: Form = DOSSIER, base: bytes = b"") -> Workbook:
    return load_workbook(BytesIO(prefill.fill(form, RULES, base or template(form), values)))


def field(workbook: Workbook, key: str) -> Cell:
    sheet, _, name = key.partition(".")
    place = places(DOSSIER, RULES)[sheet]
    return workbook[place.sheet.tab][place.cell(name).partition("!")[2]]


def table(workbook: Workbook, key: str, form: Form = DOSSIER) -> dict[str, dict[str, object]]:
    """Lines with an entry, by what their first column says or else their rank; each column with its value."""
    place = places(form, RULES)[key]
    tab = workbook[place.sheet.tab]
    found = {}
    for rank, row in enumerate(range(place.first, place.last + 1), start=1):
        values = {name: tab.cell(row, column).value for name, column in place.columns.items()}
        head = place.sheet.columns[0]
        said = [value for name, value in values.items() if not (head.given and name == head.key)]
        if any(value is not None for value in said):
            found[str(values[head.key] or rank)] = {name: value for name, value in values.items() if value is not None}
    return found


# ------------------------------------------------------------------------------------------------------ Where they land


def test_each_kind_is_written_as_what_it_is() -> None:
    workbook = filled(
        {
            NAME: 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}',
            "organisation.postcode": "04400",
            "organisation.headcount": 0,
            "organisation.created_on": date(1998, 2, 28),
            "organisation.consent_on": datetime(2026, 11, 2, 9, 30),
            "organisation.fte": 63.7,
            "organisation.volunteers": 74,
            "organisation.acronym": None,
            "organisation.purpose": "",
            "commitments.statement": "Deux axes :\n- protéger\n- employer",
            "themes": [{"theme": "EGA", "questioned": "Oui", "self_rating": 3, "asked_on": date(2026, 1, 29)}],
            "actions": [{"theme": "ENV", "progress": 0.4, "state": "En cours"}],
        }
    )
    assert field(workbook, NAME).value == 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}'
    assert field(workbook, "organisation.postcode").value == "04400"
    assert field(workbook, "organisation.headcount").value == "0"
    assert field(workbook, "organisation.created_on").value == datetime(1998, 2, 28)
    assert field(workbook, "organisation.consent_on").value == datetime(2026, 11, 2)
    assert field(workbook, "organisation.fte").value == 63.7
    assert field(workbook, "organisation.volunteers").value == 74
    assert field(workbook, "organisation.acronym").value is None
    assert field(workbook, "organisation.purpose").value is None
    assert field(workbook, "commitments.statement").value == "Deux axes :\n- protéger\n- employer"
    assert table(workbook, "themes") == {
        "Égalité réelle entre les femmes et les hommes": {
            "theme": "Égalité réelle entre les femmes et les hommes",
            "questioned": "Oui",
            "self_rating": "3 – Installé dans nos pratiques",
            "asked_on": datetime(2026, 1, 29),
        }
    }
    assert table(workbook, "actions") == {
        "A1": {"number": "A1", "theme": "Environnement", "progress": 0.4, "state": "En cours"}
    }


def test_a_date_that_spreadsheets_do_not_know_is_a_text() -> None:
    workbook = filled({"organisation.created_on": date(1887, 5, 4)})
    assert field(workbook, "organisation.created_on").value == "04/05/1887"


def test_a_wrong_entry_can_be_written_as_people_type_it() -> None:
    workbook = filled(
        {"actions": [{"due_on": "au printemps", "theme": "Mobilité"}], "stakeholders": [{"influence": "?"}]}
    )
    assert table(workbook, "actions")["A1"] == {"number": "A1", "due_on": "au printemps", "theme": "Mobilité"}
    assert table(workbook, "stakeholders") == {"1": {"influence": "?"}}


def test_lines_go_where_their_first_column_says_and_the_others_in_order() -> None:
    workbook = filled(
        {
            "presentations": [
                {"body": "CSE", "status": "Tenue"},
                {"body": "assemblée générale ou équivalent", "status": "Prévue"},
            ],
            "themes": [{"theme": "Éthique", "questioned": "Non"}, {"theme": "GOU", "questioned": "Oui"}],
            "actions": [{"action": "a"}, {"number": "A5", "action": "e"}, {"action": "b"}],
            "stakeholders": [{"name": "Équipe"}, {"name": "Commune"}],
        }
    )
    assert {head: line["status"] for head, line in table(workbook, "presentations").items()} == {
        "Assemblée générale ou équivalent": "Prévue",
        "CSE": "Tenue",
    }
    assert {head: line["questioned"] for head, line in table(workbook, "themes").items()} == {
        "Gouvernance": "Oui",
        "Éthique": "Non",
    }
    assert {head: line["action"] for head, line in table(workbook, "actions").items()} == {
        "A1": "a",
        "A2": "b",
        "A5": "e",
    }
    assert list(table(workbook, "stakeholders")) == ["Équipe", "Commune"]


def test_decisions_are_added_to_the_lines_of_a_workbook_already_filled() -> None:
    given = [
        {"number": f"D-2026-00{rank}", "name": f"Organisation {rank}", "kind": "Candidature"} for rank in (1, 2, 3)
    ]
    first = prefill.fill(
        DECISIONS, RULES, template(DECISIONS), {"session.held_on": date(2026, 12, 10), "decisions": given}
    )
    workbook = filled({"decisions": [{"number": "D-2026-002", "decision": "Validé"}]}, DECISIONS, first)
    assert table(workbook, "decisions", DECISIONS) == {
        line["number"]: line | ({"decision": "Validé"} if line["number"] == "D-2026-002" else {}) for line in given
    }


def test_lines_grow_with_their_text() -> None:
    long = "Une phrase que l’on écrit sans compter. " * 12
    place = places(DOSSIER, RULES)["actions"]
    for base in (template(DOSSIER), b""):
        tab = filled({"actions": [{"objective": long}]}, base=base)[place.sheet.tab]
        assert tab.row_dimensions[place.first].height > 150
        assert tab.row_dimensions[place.first + 1].height < 25


# ------------------------------------------------------------------------------------------------------- What they stay


@pytest.mark.parametrize("text", ["=1+1", "+33 2 40 00 00 00", "- une liste", "@ose", '=HYPERLINK("http://x")'])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    workbook = filled({NAME: text, "actions": [{"due_on": text}]})
    due = workbook["P4 Plan d’actions"].cell(7, places(DOSSIER, RULES)["actions"].columns["due_on"])
    for cell in (field(workbook, NAME), due):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
        assert not cell.protection.locked


@given(st.lists(st.text(max_size=60), max_size=30))
@settings(max_examples=25)
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    lines = [{"name": text} for text in texts]
    content = prefill.fill(DOSSIER, RULES, template(DOSSIER), {"stakeholders": lines})
    place = places(DOSSIER, RULES)["stakeholders"]
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(place.sheet.tab)
    read = [row[place.columns["name"] - 1] for row in rows.to_python(skip_empty_area=False)[place.first - 1 :]]
    read += [""] * (len(texts) - len(read))  # calamine stops at the last line that says something
    assert read[: len(texts)] == [NOT_XML.sub("", text) for text in texts]


def test_a_text_is_cut_where_a_cell_ends() -> None:
    assert field(filled({NAME: "é" * 40_000}), NAME).value == "é" * 32_767


def test_the_same_values_give_the_same_bytes() -> None:
    values = {NAME: "=1", "actions": [{"action": "Élire", "due_on": date(2027, 6, 30)}]}
    assert prefill.fill(DOSSIER, RULES, template(DOSSIER), values) == prefill.fill(
        DOSSIER, RULES, template(DOSSIER), values
    )


def test_formulas_are_left_to_be_worked_out_again() -> None:
    parts = unpack(prefill.fill(DOSSIER, RULES, template(DOSSIER), {NAME: "x"}))
    assert b'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]
    for part in parts.values():
        assert b"</f><v>" not in part


# ----------------------------------------------------------------------------------------- Templates that staff changed


def first_code(tab: Worksheet, code: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in tab.iter_rows() for cell in row if cell.value == CODE + code)


def test_codes_are_followed_wherever_staff_moved_them() -> None:
    workbook = load_workbook(BytesIO(template(DOSSIER)))
    tab = workbook["P4 Plan d’actions"]
    tab.title = "Notre plan"
    tab.insert_rows(1, 3)
    workbook["Organisation"].insert_cols(2)
    workbook.move_sheet("Organisation", 4)
    buffer = BytesIO()
    workbook.save(buffer)
    changed = filled({NAME: "Élan", "actions": [{"number": "A2", "pilot": "Trésorière"}]}, base=buffer.getvalue())
    row, _ = first_code(changed["Organisation"], NAME)
    assert changed["Organisation"].cell(row, 4).value == "Élan"
    row, column = first_code(changed["Notre plan"], "actions.pilot")
    assert [changed["Notre plan"].cell(row + line, column).value for line in (1, 2, 3)] == [None, "Trésorière", None]


def test_pictures_of_the_template_stay() -> None:
    logo = png(40, 20)
    parts = unpack(prefill.fill(DECISIONS, RULES, blank.build(DECISIONS, RULES, logo), {"session.instance": "Comité"}))
    assert parts["xl/media/image1.png"] == logo


@pytest.mark.soffice
def test_a_template_saved_by_libreoffice_is_filled_too(
    soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    saved = soffice_convert(ROOT / "templates" / "xlsx" / DECISIONS.filename, "xlsx", tmp_path).read_bytes()
    values = {
        "session.instance": "Comité",
        "decisions": [{"number": "D-2026-001", "name": "=1", "decision": "Ajourné"}],
    }
    workbook = filled(values, DECISIONS, saved)
    assert table(workbook, "decisions", DECISIONS) == {"D-2026-001": values["decisions"][0]}
    assert workbook["Séance"]["C7"].value == "Comité"


# ------------------------------------------------------------------------------------------------------ What is refused


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"organisation.nom": "x"}, "organisation.nom"),
        ({"nothing": "x"}, "nothing"),
        ({"organisation": "x"}, "organisation"),
        ({"actions.pilot": "x"}, "actions.pilot"),
        ({"actions": 3}, "actions"),
        ({"actions": "x"}, "actions"),
        ({"actions": [{"pilote": "x"}]}, "pilote"),
        ({"stakeholders": [{"name": "x"}] * 31}, "stakeholders"),
        ({"actions": [{"number": "A61", "action": "x"}]}, "A61"),
        ({"actions": [{"number": "A1", "action": "x"}] * 2}, "A1"),
        ({"themes": [{"theme": "XYZ", "questioned": "Oui"}]}, "XYZ"),
        ({"themes": [{"questioned": "Oui"}]}, "themes"),
        ({"stakeholders": [{"importance": 5}]}, "stakeholders.importance"),
        ({"stakeholders": [{"importance": True}]}, "stakeholders.importance"),
        ({"organisation.created_on": 3}, "organisation.created_on"),
        ({"organisation.name": date(2026, 1, 1)}, "organisation.name"),
        ({"charter.p1": True}, "charter.p1"),
    ],
)
def test_what_has_no_place_is_refused_by_name(values: prefill.Values, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        filled(values)


def test_a_template_without_its_codes_is_refused() -> None:
    with pytest.raises(ValueError, match=f"{CODE}{NAME}"):
        filled({NAME: "x"}, base=template(DECISIONS))
