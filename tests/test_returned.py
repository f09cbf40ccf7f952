"""The workbook sent back: every answer is there, every fault is shown, and corrected it is complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ose_batch.forms.home import homes, relocated
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.places import places
from ose_batch.model import Answer, Asked, CellRef, Kind, Repair, Trouble
from ose_batch.wording import returned as say
from tests.dossiers import RULES, declared, dossier, filled
from tests.returns import COLOUR, FAULTY, assessed, findings, reread, sent_back, template, texts, to_complete, values

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
