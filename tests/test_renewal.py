"""The renewal: last answers are there to be confirmed, what has to be renewed is empty, and it reads as it was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ose_batch import palette
from ose_batch.forms import renewal
from ose_batch.forms.layout import DOSSIER, PERSONAL
from ose_batch.forms.places import HELP_ROW, places
from ose_batch.forms.read import understand
from ose_batch.forms.scan import scan
from ose_batch.model import Answer, Dossier, Entry, Occasion, Progress, Rejection, Source, State
from ose_batch.register.intake import submission
from ose_batch.wording import carried as say
from tests.bilans import ANSWERS, completed
from tests.bilans import read as read_progress
from tests.bilans import sent as bilan
from tests.dossiers import RULES
from tests.entries import DECISION, HOSTILE_NAME, MINIMAL, TYPICAL, huge, validated
from tests.examples.build import examples

ROOT = Path(__file__).parents[1]
TEMPLATE = (ROOT / "templates" / "xlsx" / DOSSIER.filename).read_bytes()
CONDITIONS = "Préciser les indicateurs ; associer les fournisseurs."
RECOGNISED = replace(
    validated(TYPICAL),
    decision=replace(DECISION, decision=State.VALIDATED_WITH_ADVICE, conditions=CONDITIONS),
)
OCCASION = Occasion(date(2029, 9, 1), 1, date(2029, 12, 10), date(2029, 11, 29), date(2029, 11, 8))
TINT = f"FF{palette.ANSWER_TONES[Answer.TO_CHECK].fill}"
IN_EXAMPLES = [example.name for example in examples() if example.role != "stranger"]


def sent(entry: Entry = RECOGNISED, progress: Progress | None = None) -> bytes:
    return renewal.workbook(TEMPLATE, RULES, entry, progress, occasion=OCCASION, issuer="CRESS", contact="02 00 00")


def read(content: bytes, name: str = "renouvellement.xlsx") -> Dossier:
    grids = scan(name, content)
    assert not isinstance(grids, Rejection), grids
    received = understand(grids, RULES)
    assert isinstance(received, Dossier), received
    return received


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def values(read: Dossier) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """As the register would hold it, without the names of the lines, and personal fields included."""
    held = submission(read, Source("", "0" * 64, b""), ())
    tables = {key: [_plain(line) for line in lines] for key, lines in held.tables.items()}
    return dict(held.fields), tables


def _plain(line: Any) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "line"}


@cache
def example(name: str) -> Entry:
    """An example as the register holds it once it is recognised."""
    found = next(example for example in examples() if example.name == name)
    dossier = read(found.path.read_bytes(), found.filename)
    held = submission(dossier, Source("", "0" * 64, b""), PERSONAL)
    return replace(RECOGNISED, fields=held.fields, tables=held.tables)


def expected(entry: Entry) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    left_empty = ("charter.", *renewal.ANEW)
    fields = {key: value for key, value in entry.fields.items() if not key.startswith(left_empty)}
    fields |= {"organisation.dossier_kind": "Renouvellement", "organisation.ose_number": "OSE-0042"}
    return fields, {key: [_plain(line) for line in lines] for key, lines in entry.tables.items()}


def _filled(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {key: lines for key, lines in tables.items() if lines}


def same_but_for_presentations(entry: Entry, dossier: Dossier) -> None:
    fields, tables = values(dossier)
    wanted_fields, wanted = expected(entry)
    assert fields == wanted_fields
    presentations = {line["body"]: line for line in tables.pop("presentations")}
    themes = {line["theme"]: line for line in tables.pop("themes")}
    for line in wanted.pop("presentations"):
        stays = line.get("status") == Answer.NOT_APPLICABLE
        assert presentations.pop(line["body"]) == (line if stays else {"body": line["body"]})
    assert all(set(line) == {"body"} for line in presentations.values())
    for line in wanted.pop("themes"):
        assert themes.pop(line["theme"]) == line
    assert all(set(line) == {"theme"} for line in themes.values())
    assert {key: lines for key, lines in tables.items() if lines} == {
        key: lines for key, lines in wanted.items() if lines
    }


# -------------------------------------------------------------------------------------------------- The same answers


@pytest.mark.parametrize("name", IN_EXAMPLES)
def test_each_example_comes_back_as_it_was(name: str) -> None:
    dossier = read(sent(example(name)))
    same_but_for_presentations(example(name), dossier)
    assert (dossier.notes, dossier.repairs, dossier.asked) == ((), (), ())


@pytest.mark.parametrize("entry", [RECOGNISED, validated(MINIMAL)], ids=["typical", "minimal"])
def test_answers_are_those_of_the_register(entry: Entry) -> None:
    tables = {
        key: tuple({**line, **_numbered(key, rank)} for rank, line in enumerate(lines, start=1))
        for key, lines in entry.tables.items()
    }
    same_but_for_presentations(replace(entry, tables=tables), read(sent(entry)))


def _numbered(table: str, rank: int) -> dict[str, str]:
    letter = {"actions": "A", "commitments": "E"}.get(table)
    return {"number": f"{letter}{rank}"} if letter else {}


def test_the_same_entry_gives_the_same_bytes() -> None:
    assert sent() == sent()


def test_a_hostile_name_stays_a_text() -> None:
    name = f"={HOSTILE_NAME}"
    entry = replace(RECOGNISED, fields={**RECOGNISED.fields, "organisation.name": name})
    assert read(sent(entry)).value("organisation.name") == name


def test_more_lines_than_the_form_has() -> None:
    largest = validated(huge())
    lines = tuple({"line": f"A{rank}", "number": f"A{rank}", "action": f"Action {rank}"} for rank in range(1, 76))
    dossier = read(sent(replace(largest, tables={**largest.tables, "actions": lines})))
    assert [row["action"].value for row in dossier.rows("actions")] == [line["action"] for line in lines]
    assert len(dossier.rows("stakeholders")) == 37
    assert len(dossier.rows("practices")) == 30


def test_what_the_form_no_longer_asks_is_left_out() -> None:
    entry = replace(RECOGNISED, fields={**RECOGNISED.fields, "organisation.no_longer": "x"})
    assert sent(entry) == sent()


@pytest.mark.soffice
@pytest.mark.parametrize("kind", ["xlsx:Calc MS Excel 2007 XML", "ods:calc8"])
def test_libreoffice_keeps_it(soffice_convert: Callable[[Path, str, Path], Path], tmp_path: Path, kind: str) -> None:
    entry = example(IN_EXAMPLES[0])
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "renouvellement.xlsx"
    path.write_bytes(sent(entry))
    converted = soffice_convert(path, kind, tmp_path)
    dossier = read(converted.read_bytes(), converted.name)
    same_but_for_presentations(entry, dossier)
    assert dossier.notes == ()


# --------------------------------------------------------------------------------------------------- What is renewed


@pytest.mark.parametrize("name", IN_EXAMPLES)
def test_nobody_is_named_and_nothing_is_agreed_beforehand(name: str) -> None:
    dossier = read(sent(example(name)))
    empty = PERSONAL | renewal.ANEW | {key for key in dossier.fields if key.startswith("charter.")}
    assert [key for key in sorted(empty) if dossier.fields[key].text] == []
    assert not any(row["held_on"].text for row in dossier.rows("presentations"))


def test_what_is_asked_again_is_said_to_be_missing() -> None:
    missing = {gap.key for gap in read(sent()).gaps}
    people = {"referent_name", "referent_email", "representative_name", "signatory_name"}
    assert missing >= people | {"p1", "p6", "signed_on", "authority", "status", "held_on"}


# -------------------------------------------------------------------------------------------------------- How it looks


def tinted(workbook: Workbook) -> dict[str, set[tuple[int, int]]]:
    return {
        tab.title: {
            (cell.row, cell.column) for row in tab.iter_rows() for cell in row if cell.fill.start_color.rgb == TINT
        }
        for tab in workbook
    }


def test_each_answer_taken_over_is_tinted_and_nothing_else() -> None:
    entry = example(IN_EXAMPLES[0])
    workbook = opened(sent(entry))
    found = tinted(workbook)
    dossier = read(sent(entry))
    given = {f"{sheet.key}.{column.key}" for sheet in DOSSIER.sheets for column in sheet.columns if column.given}
    cells = [cell for cell in dossier.fields.values() if cell]
    for key, table in dossier.tables.items():
        cells += [
            cell for row in table.rows for column, cell in row.cells.items() if cell and f"{key}.{column}" not in given
        ]
    written = {(cell.ref.sheet, cell.ref.row, cell.ref.column) for cell in cells}
    assert {(tab, *position) for tab, positions in found.items() for position in positions} == written
    assert len(written) > 50


def test_each_sheet_says_what_the_tint_means() -> None:
    workbook = opened(sent())
    for place in places(DOSSIER, RULES).values():
        help = str(workbook[place.sheet.tab].cell(HELP_ROW, 2).value)
        empty = place.sheet.key in ("charter", "presentations")  # nothing is taken over there
        assert help == (place.sheet.help if empty else f"{place.sheet.help}\n{say.TO_CONFIRM}")


def test_page_in_front_says_what_to_do_until_when_and_what_the_committee_said() -> None:
    workbook = opened(sent())
    assert workbook.sheetnames[:2] == [say.RENEWAL_TAB, "Lisez-moi"]
    texts = " ".join(str(cell.value) for row in workbook[say.RENEWAL_TAB].iter_rows() for cell in row if cell.value)
    for wanted in ("La Halle commune (OSE-0042)", "8 novembre 2029", "29 novembre 2029", CONDITIONS, "CRESS, 02 00 00"):
        assert wanted in texts


def test_the_recommendations_stand_beside_the_question_on_them() -> None:
    place = places(DOSSIER, RULES)["organisation"]
    tab = opened(sent())["Organisation"]
    assert tab.cell(place.rows["follow_up"], 4).value == (
        f"10 décembre 2026, Validé avec recommandations\u00a0: {CONDITIONS}"
    )
    help = next(field.help for field in DOSSIER.sheet("organisation").fields if field.key == "follow_up")
    assert opened(sent(validated(TYPICAL)))["Organisation"].cell(place.rows["follow_up"], 4).value == help


# ------------------------------------------------------------------------------------------------- After the mid-term


def test_what_was_said_at_midterm_is_the_last_state() -> None:
    progress = read_progress(completed(bilan(), {}, ANSWERS))
    dossier = read(sent(progress=progress))
    actions = {row.name: row for row in dossier.rows("actions")}
    assert {name: row["state"].value for name, row in actions.items()} == {
        "A1": "Réalisée",
        "A2": "En cours",
        "A3": "À lancer",
        "A4": "Réalisée",
        "A5": "En cours",
        "A6": "Abandonnée",
        "A7": "À lancer",  # not said: as the dossier had it
        "A8": "En cours",
    }
    assert actions["A2"]["progress"].value == 0.8
    assert actions["A5"]["due_on"].value == date(2029, 4, 30)
    assert actions["A4"]["due_on"].value == date(2027, 3, 31)
    assert actions["A6"]["comment"].value == "Le bail s’arrête."
    assert actions["A1"]["comment"].value == "Onze personnes formées."
    assert (actions["A8"]["action"].value, actions["A8"]["commitment"].value) == ("Tenir une permanence", "E4")
    labels = [row["label"].value for row in dossier.rows("commitments")]
    assert labels[3:] == ["Ouvrir le lieu le dimanche."]
    assert dossier.notes == ()


def test_a_note_on_each_commitment_says_what_was_said_of_it() -> None:
    progress = read_progress(completed(bilan(), {}, ANSWERS))
    place = places(DOSSIER, RULES)["commitments"]
    tab = opened(sent(progress=progress))["Engagements"]
    notes = [tab.cell(place.first + rank, place.columns["label"]).comment for rank in range(5)]
    assert [note.text if note else "" for note in notes] == [
        "À votre point d’étape\u00a0: Tenu\nComité d’usagers installé.",
        "À votre point d’étape\u00a0: En cours",
        "À votre point d’étape\u00a0: Reporté\nLe bilan carbone attend.",
        "À votre point d’étape\u00a0: À lancer",
        "",
    ]
