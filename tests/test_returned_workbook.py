"""The workbook sent back is sound: the form behind it, its texts, its bytes, what other programs make of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell as Drawn
from openpyxl.comments import Comment

from ose_batch.forms import blank
from ose_batch.forms.home import homes, relocated
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.places import places
from ose_batch.forms.read import understand
from ose_batch.forms.returned import rooms_of
from ose_batch.forms.scan import scan
from ose_batch.model import Asked, CellRef, Dossier
from ose_batch.wording import returned as say
from tests.blanks import png
from tests.dossiers import RULES, dossier
from tests.returns import (
    COLOUR,
    FAULTY,
    ROOT,
    assessed,
    findings,
    reread,
    sent_back,
    template,
    texts,
    to_complete,
    values,
)


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
