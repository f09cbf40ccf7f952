"""The workbook that goes back: every answer is there, every fault is shown, and it can be sent again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as Drawn
from openpyxl.comments import Comment

from ose_batch.charter.assess import assess
from ose_batch.forms import blank
from ose_batch.forms.home import homes, relocated
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.places import places
from ose_batch.forms.read import understand
from ose_batch.forms.returned import Heading, returned, rooms_of
from ose_batch.forms.scan import scan
from ose_batch.model import Answer, Asked, Assessment, CellRef, Context, Dossier, Kind, Point, Repair, Trouble
from ose_batch.wording import returned as say
from tests.dossiers import RULES, declared, dossier, filled
from tests.test_blank import png

ROOT = Path(__file__).parents[1]
HEADING = Heading(
    "D-2026-014", "K7M-4QX", "3fa91c02", date(2026, 11, 2), date(2026, 11, 26), date(2026, 12, 10), "CRESS", "02 00 00"
)
FAULTY = {
    "organisation.town": "",
    "organisation.perimeter": "deux sites",
    "actions.A1.pilot": "",
    "actions.A2.due_on": "au printemps",
    "actions.A2.commitment": "E7",
    "stakeholders.2.influence": "#REF!",
    "themes.Éthique.questioned": "",
    "presentations.Salariés.held_on": "",
    "charter.p4": "Non",
}
COLOUR = "FFFBE9E7"
Findings = list[tuple[str, Answer, list[tuple[str, str, str]]]]


@cache
def template() -> bytes:
    return (ROOT / "templates" / "xlsx" / DOSSIER.filename).read_bytes()


def assessed(read: Dossier) -> Assessment:
    return assess(read, RULES, Context(date(2026, 11, 2)))


def sent_back(read: Dossier, heading: Heading = HEADING, base: bytes = b"") -> bytes:
    return returned(base or template(), DOSSIER, RULES, read, assessed(read), heading)


def reread(content: bytes) -> Dossier:
    grids = scan("retour.xlsx", content)
    assert isinstance(grids, list)
    received = understand(grids, RULES)
    assert isinstance(received, Dossier)
    return received


def to_complete(assessment: Assessment) -> list[Point]:
    findings = (finding for finding in assessment.findings if finding.answer is Answer.TO_COMPLETE)
    return [point for finding in findings for point in finding.points]


def findings(assessment: Assessment) -> Findings:
    return [
        (
            finding.criterion,
            finding.answer,
            [(point.subject, str(point.cell), point.sentence) for point in finding.points],
        )
        for finding in assessment.findings
    ]


def values(read: Dossier) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Whatever is said, by key and by line; what is not understood as it was typed."""
    fields = {key: cell.value if cell else cell.text for key, cell in read.fields.items()}
    tables = {
        key: [{column: cell.value if cell else cell.text for column, cell in row.cells.items()} for row in table.rows]
        for key, table in read.tables.items()
    }
    return fields, tables


def texts(workbook: Workbook, tab: str) -> list[list[str]]:
    return [[str(value) for value in row if value is not None] for row in workbook[tab].iter_rows(values_only=True)]


# ----------------------------------------------------------------------------------------------- Answers are all there


def test_each_answer_is_there_as_the_form_has_it() -> None:
    read = dossier(
        {"organisation.created_on": "28/02/1998", "organisation.volunteers": "74", "actions.A1.progress": "40"}
    )
    workbook = load_workbook(BytesIO(sent_back(read)))
    place = places(DOSSIER, RULES)
    tab = workbook["Organisation"]
    assert tab.cell(place["organisation"].rows["created_on"], 3).value == datetime(1998, 2, 28)
    assert tab.cell(place["organisation"].rows["volunteers"], 3).value == 74
    assert tab.cell(place["organisation"].rows["siren"], 3).value == "999000011"
    assert tab.cell(place["organisation"].rows["referent_email"], 3).value == "ose@ateliers-layon.exemple.fr"
    action = workbook["P4 Plan d’actions"]
    columns = place["actions"].columns
    assert action.cell(7, columns["theme"]).value == "Gouvernance"
    assert action.cell(7, columns["due_on"]).value == datetime(2027, 6, 30)
    assert action.cell(7, columns["progress"]).value == 0.4
    importance = workbook["P2 Parties prenantes"].cell(7, place["stakeholders"].columns["importance"])
    assert importance.value == "4 – Déterminante"


WILD = st.text(max_size=30) | st.sampled_from(
    [
        "=1+1",
        "ose:form",
        "ose:organisation.name",
        "#REF!",
        "31/02/2026",
        "12,5",
        "x",
        "oui",
        "3",
        "_x0041_",
        "'",
        "45000",
    ]
)


@given(st.dictionaries(st.sampled_from(filled()), WILD, max_size=6))
@settings(max_examples=30)
def test_reading_it_back_loses_nothing(changes: dict[str, str]) -> None:
    first = reread(
        sent_back(dossier({key: text for key, text in changes.items() if not text.startswith(("=", "ose:"))}))
    )
    again = reread(sent_back(first))
    assert values(again) == values(first)
    assert findings(assessed(again)) == findings(assessed(first))


@given(st.data())
@settings(max_examples=30)
def test_no_recognised_value_is_lost(data: st.DataObject) -> None:
    entries = [entry for entry in filled() if declared(entry) not in ("themes.theme", "presentations.body")]
    kinds = {f"{sheet.key}.{field.key}": field for sheet in DOSSIER.sheets for field in (*sheet.fields, *sheet.columns)}
    free = [entry for entry in entries if kinds[declared(entry)].kind is Kind.TEXT and not kinds[declared(entry)].given]
    changes = data.draw(st.dictionaries(st.sampled_from(free), st.text(max_size=40), max_size=8))
    read = dossier({key: text for key, text in changes.items() if not text.lstrip().startswith(("=", "#", "ose:"))})
    before, after = values(read), values(reread(sent_back(read)))
    assert before[0] == after[0]
    for key, lines in before[1].items():
        said = [line for line in lines if any(value for column, value in line.items() if column != "number")]
        back = [line for line in after[1][key] if any(value for column, value in line.items() if column != "number")]
        assert said == back


def test_what_was_not_understood_is_seen_as_it_was_typed() -> None:
    again = reread(sent_back(dossier(FAULTY | {"organisation.consent_on": "bientôt", "organisation.town": "=A1"})))
    assert again.fields["organisation.perimeter"].text == "deux sites"
    assert again.fields["organisation.consent_on"].trouble is not None
    assert again.rows("stakeholders")[1]["influence"].trouble is Trouble.ERROR
    # A formula written as a text would pass for a town.
    assert again.fields["organisation.town"].text == ""


def test_what_need_not_be_understood_is_told_on_the_second_sheet() -> None:
    workbook = load_workbook(
        BytesIO(sent_back(dossier({"organisation.consent_on": "bientôt", "organisation.sector": "=A1"})))
    )
    told = texts(workbook, say.UNDERSTOOD_TAB)
    assert [line[1:] for line in told if say.NOT_UNDERSTOOD in line] == [
        ["Secteur d’activité", "« =A1 »", say.NOT_UNDERSTOOD],
        ["Date de ces accords", "« bientôt »", say.NOT_UNDERSTOOD],
    ]


def test_lines_that_the_form_has_no_room_for_are_listed() -> None:
    lines = "\n".join(f"Groupe {rank} | Bénévoles | Interne | 3 | 3" for rank in range(1, 41))
    read = dossier({"stakeholders": f"name | category | side | importance | influence\n{lines}"})
    content = sent_back(read)
    assert [row["name"].text for row in reread(content).rows("stakeholders")] == [f"Groupe {n}" for n in range(1, 31)]
    told = texts(load_workbook(BytesIO(content)), say.UNDERSTOOD_TAB)
    names = [line[2] for line in told if line[1:2] == ["Partie prenante"]]
    assert names == [f"« Groupe {rank} »" for rank in range(31, 41)]
    assert sum(say.NO_PLACE in line for line in told) == 50


def test_repairs_and_notes_are_told() -> None:
    read = dossier()
    siret = read.fields["organisation.siret"].ref
    read = replace(
        read,
        repairs=(Repair("SIRET du siège", siret, "9,99E+13", "99900001100018"),),
        notes=("La feuille « Divers » n’a pas été lue.",),
    )
    tab = load_workbook(BytesIO(sent_back(read)))[say.UNDERSTOOD_TAB]
    told = {tuple(cell.value for cell in row if cell.value): row for row in tab.iter_rows()}
    row = places(DOSSIER, RULES)["organisation"].rows["siret"]
    repaired = (f"Organisation, C{row}", "SIRET du siège", "« 9,99E+13 »", "« 99900001100018 »")
    assert told[repaired][1].hyperlink.location == f"'Organisation'!C{row}"
    assert ("La feuille « Divers » n’a pas été lue.",) in told


# ------------------------------------------------------------------------------------------------- Faults are all shown


def test_every_fault_is_coloured_noted_and_listed_with_its_link() -> None:
    read = dossier(FAULTY)
    points = to_complete(relocated(assessed(read), homes(read, DOSSIER, RULES)))
    workbook = load_workbook(BytesIO(sent_back(read)))
    empty = load_workbook(BytesIO(template()))
    assert len(points) >= len(FAULTY)
    listed = [row for row in workbook[say.TO_CORRECT_TAB].iter_rows() if row[1].value == say.UNTICKED]
    assert len(listed) == len(points)
    links = {(row[2].hyperlink.location, row[3].value) for row in listed}
    for point in points:
        assert point.cell is not None
        cell = workbook[point.cell.sheet][point.cell.address]
        before = empty[point.cell.sheet][point.cell.address]
        assert cell.fill.fgColor.rgb == COLOUR
        assert point.sentence in cell.comment.text
        assert cell.comment.author == "CRESS"
        assert (cell.protection.locked, cell.number_format) == (before.protection.locked, before.number_format)
        assert (f"'{point.cell.sheet}'!{point.cell.address}", point.sentence) in links
    noted = {
        f"{tab.title}!{cell.coordinate}" for tab in workbook for row in tab.iter_rows() for cell in row if cell.comment
    }
    assert noted == {str(point.cell) for point in points}
    tabs = [row[1].value for row in workbook[say.TO_CORRECT_TAB].iter_rows() if row[1].value in workbook.sheetnames]
    assert tabs == sorted(tabs, key=workbook.sheetnames.index)


def test_several_points_of_one_cell_make_one_note() -> None:
    read = dossier({"organisation.town": ""})
    town = read.fields["organisation.town"].ref
    read = replace(
        read, asked=(Asked("Commune", CellRef("Organisation", places(DOSSIER, RULES)["organisation"].rows["town"], 3)),)
    )
    workbook = load_workbook(BytesIO(sent_back(read)))
    home = homes(read, DOSSIER, RULES)[town]
    text = workbook["Organisation"][home.address].comment.text
    assert text.count("\n\n") == 1
    assert say.new_question("Commune") in text
    assert sum(row[1] == say.UNTICKED for row in workbook[say.TO_CORRECT_TAB].iter_rows(values_only=True)) == 2


def test_what_is_for_others_to_weigh_is_not_for_the_organisation() -> None:
    read = dossier({"presentations.Salariés.status": "Sans objet", "presentations.Salariés.reason": "Aucun"})
    assert {finding.answer for finding in assessed(read).findings} & {Answer.TO_WEIGH, Answer.TO_CHECK}
    workbook = load_workbook(BytesIO(sent_back(read)))
    assert [say.NOTHING_TO_CORRECT] in texts(workbook, say.TO_CORRECT_TAB)
    assert not [cell for tab in workbook for row in tab.iter_rows() for cell in row if cell.comment]


def test_sent_again_as_it_is_it_gives_the_same_findings() -> None:
    read = dossier(FAULTY)
    again = reread(sent_back(read))
    assert findings(relocated(assessed(read), homes(read, DOSSIER, RULES))) == findings(assessed(again))
    assert again.notes == ()


def test_corrected_through_its_links_it_is_complete() -> None:
    corrections = {
        "Commune": "Angers",
        "Périmètre": "Toute l’organisation",
        "A1 – Pilote (fonction)": "Présidence",
        "A2 – Échéance": "31/12/2028",
        "E7": "E2",
        "Influence": "3 – Forte",
        "Éthique": "Oui",
        "Salariés": date(2026, 5, 20),
        "Principe 4": "Oui",
        "Oui": "Oui",
    }
    workbook = load_workbook(BytesIO(sent_back(dossier(FAULTY))))
    for row in list(workbook[say.TO_CORRECT_TAB].iter_rows()):
        if row[1].value == say.UNTICKED:
            row[1].value = say.TICKED
            tab, address = row[2].hyperlink.location.split("!")
            said = next((value for words, value in corrections.items() if words in str(row[3].value)), "Oui")
            workbook[tab.strip("'")][address] = said
    buffer = BytesIO()
    workbook.save(buffer)
    assert to_complete(assessed(reread(buffer.getvalue()))) == []


# ------------------------------------------------------------------------------------------------ The workbook is sound


def test_the_form_behind_stays_as_it_is() -> None:
    content = sent_back(dossier(FAULTY))
    workbook, empty = load_workbook(BytesIO(content)), load_workbook(BytesIO(template()))
    assert workbook.sheetnames == [say.TO_CORRECT_TAB, say.UNDERSTOOD_TAB, *empty.sheetnames]
    assert workbook.active.title == say.TO_CORRECT_TAB
    assert [tab.title for tab in workbook if tab.sheet_view.tabSelected] == [say.TO_CORRECT_TAB]
    for before in empty:
        after = workbook[before.title]
        assert (after.print_area, after.print_title_rows) == (before.print_area, before.print_title_rows)
        assert len(after.data_validations.dataValidation) == len(before.data_validations.dataValidation)
        assert len(list(after.conditional_formatting)) == len(list(before.conditional_formatting))
        assert after.sheet_state == before.sheet_state
        assert after.protection.sheet == before.protection.sheet
    parts = unpack(content)
    for name in (part for part in parts if "worksheets/sheet" in part and part.endswith(".xml")):
        order = re.findall(rb"<(ignoredErrors|legacyDrawing|tableParts|sheetProtection|mergeCells)\b", parts[name])
        assert order == sorted(order, key=[b"sheetProtection", b"mergeCells", b"ignoredErrors", b"legacyDrawing"].index)


def test_the_sheets_in_front_hold_no_code_and_print_on_the_width_of_a_page() -> None:
    read = dossier(FAULTY | {"organisation.consent_on": "ose:form", "actions.A1.due_on": "ose:value"})
    content = sent_back(read)
    workbook = load_workbook(BytesIO(content))
    for name in (say.TO_CORRECT_TAB, say.UNDERSTOOD_TAB):
        tab = workbook[name]
        assert (tab.page_setup.orientation, tab.page_setup.fitToWidth, tab.page_setup.fitToHeight) == (
            "landscape",
            1,
            0,
        )
        assert tab.print_title_rows == f"${tab.freeze_panes[1:]}:${tab.freeze_panes[1:]}".replace(
            tab.freeze_panes[1:], str(int(tab.freeze_panes[1:]) - 1)
        )
        assert not [text for line in texts(workbook, name) for text in line if text.startswith("ose:")]
        assert tab.protection.sheet
    tick = next(cell for row in workbook[say.TO_CORRECT_TAB].iter_rows() for cell in row if cell.value == say.UNTICKED)
    assert not tick.protection.locked


def test_the_heading_says_what_it_is_and_by_when() -> None:
    head = " ".join(
        " ".join(line) for line in texts(load_workbook(BytesIO(sent_back(dossier(FAULTY)))), say.TO_CORRECT_TAB)[:5]
    )
    for said in (
        "D-2026-014",
        "K7M-4QX",
        "3fa91c02",
        "2 novembre 2026",
        "26 novembre 2026",
        "10 décembre 2026",
        "02 00 00",
    ):
        assert said in head


def test_texts_are_inert_wherever_they_go() -> None:
    read = dossier(
        {
            "organisation.name": "=1+1",
            "organisation.headcount": "=cmd|'/c calc'!A0",
            "organisation.perimeter": "@SUM(A1)",
            "stakeholders": "name | category | side | importance | influence\n"
            + "=HYPERLINK(1) | +1 | -1 | @2 | <b>&amp;</b>\n" * 33,
            "actions.A1.due_on": "+33 2 40",
        }
    )
    content = sent_back(read)
    template_formulas = _formulas(template())
    assert _formulas(content) == template_formulas
    for name, part in unpack(content).items():
        assert b'TargetMode="External"' not in part, name
    parts = unpack(content)
    notes = b"".join(part for name, part in parts.items() if name.startswith("xl/notes"))
    assert b"&lt;b&gt;" in notes
    assert b"<b>&" not in notes


def _formulas(content: bytes) -> list[str]:
    workbook = load_workbook(BytesIO(content))
    return [str(cell.value) for tab in workbook for row in tab.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert sent_back(dossier(FAULTY)) == sent_back(dossier(FAULTY))


def test_a_template_that_staff_rearranged_is_followed() -> None:
    workbook = load_workbook(BytesIO(template()))
    tab = workbook["P4 Plan d’actions"]
    tab.title = "Notre plan d'actions"
    tab["C1"].comment = Comment("Une note de l’équipe.", "Équipe")
    workbook["Organisation"].insert_cols(2)
    workbook.move_sheet("Organisation", 4)
    buffer = BytesIO()
    workbook.save(buffer)
    base = buffer.getvalue()
    read = dossier(FAULTY)
    content = sent_back(read, base=base)
    found = homes(read, DOSSIER, RULES, rooms_of(base, DOSSIER))
    assert findings(relocated(assessed(read), found)) == findings(assessed(reread(content)))
    written = load_workbook(BytesIO(content))
    for point in to_complete(relocated(assessed(read), found)):
        assert point.cell is not None
        assert point.sentence in written[point.cell.sheet][point.cell.address].comment.text
    locations = {
        cell.hyperlink.location for row in written[say.TO_CORRECT_TAB].iter_rows() for cell in row if cell.hyperlink
    }
    assert any(location.startswith("'Notre plan d''actions'!") for location in locations)


def test_pictures_of_the_template_stay() -> None:
    base = blank.build(DOSSIER, RULES, png(40, 20))
    content = sent_back(dossier(FAULTY), base=base)
    assert unpack(content)["xl/media/image1.png"] == png(40, 20)
    assert reread(content).fields["organisation.name"].value == "Les Ateliers du Layon"


def test_a_question_new_in_the_form_leads_to_its_cell_in_any_template() -> None:
    place = places(DOSSIER, RULES)["actions"]
    read = replace(
        dossier(), asked=(Asked("Pilote (fonction)", CellRef("P4 Plan d’actions", 7, place.columns["pilot"])),)
    )
    workbook = load_workbook(BytesIO(sent_back(read)))
    cell = workbook["P4 Plan d’actions"].cell(7, place.columns["pilot"])
    assert isinstance(cell, Drawn)
    assert cell.comment is not None
    assert say.new_question("Pilote (fonction)") in cell.comment.text


@pytest.mark.parametrize("name", ["dossier ose (1).xlsx", "Fondation L'Hermine bleue - OSE.ods"])
def test_examples_come_back_whole(name: str) -> None:
    grids = scan(name, (ROOT / "examples" / name).read_bytes())
    assert isinstance(grids, list)
    read = understand(grids, RULES)
    assert isinstance(read, Dossier)
    content = sent_back(read)
    again = reread(content)
    assert values(again) == values(read)
    assert findings(assessed(again)) == findings(relocated(assessed(read), homes(read, DOSSIER, RULES)))
    assert pack(unpack(content)) == content


@pytest.mark.soffice
def test_libreoffice_keeps_answers_notes_and_links(
    soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    path = tmp_path / "retour.xlsx"
    path.write_bytes(sent_back(dossier(FAULTY)))
    (tmp_path / "libreoffice").mkdir()
    saved = soffice_convert(path, "xlsx", tmp_path / "libreoffice").read_bytes()
    before, after = load_workbook(path), load_workbook(BytesIO(saved))
    assert values(reread(saved)) == values(reread(path.read_bytes()))
    assert findings(assessed(reread(saved))) == findings(assessed(reread(path.read_bytes())))
    for tab in before:
        for row in tab.iter_rows():
            for cell in row:
                if cell.comment:
                    assert after[tab.title][cell.coordinate].comment.text.strip() == cell.comment.text.strip()
                    assert after[tab.title][cell.coordinate].fill.fgColor.rgb == COLOUR
    links = [cell.hyperlink.location for row in after[say.TO_CORRECT_TAB].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(to_complete(assessed(dossier(FAULTY))))
