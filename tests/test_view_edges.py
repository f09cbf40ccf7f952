"""The view at its edges: names that bite, no line at all, many waves, every state."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import closing
from datetime import date

import openpyxl

from ose_batch.model import Answer, Identity, Midterm, Renewal, State
from ose_batch.register.columns import TONES
from tests.entries import HOSTILE_NAME
from tests.registers import memory, receive, submission
from tests.varied import NOW
from tests.viewed import SHEETS, charts, lines, made, tables

# --------------------------------------------------------------------------------------------------- As it is drawn

NAMES = [
    HOSTILE_NAME,
    "=1+1",
    "+33 2 40",
    "@SOMME(A1)",
    "-2",
    "00123456789012",
    "https://exemple.fr",
    "N/A",
    "<r><t>brut & <b>gras</b></t></r>",
    "a\nb",
    "  bords\u00a0 ",
    "\ufeffmarque",
    "&amp; &#10;",
    "x" * 20_000,
]


def test_names_come_out_letter_for_letter_as_texts() -> None:
    with closing(memory()) as db:
        for rank, name in enumerate(NAMES):
            receive(db, NOW, submission(rank, name=name))
        book = openpyxl.load_workbook(io.BytesIO(made(db)))
    for sheet, column, top in (("Registre", 6, 2), ("À traiter", 2, 5), ("Historique", 5, 5)):
        cells = [book[sheet].cell(top + index, column) for index in range(len(NAMES))]
        assert sorted(cell.value for cell in cells) == sorted(NAMES)
        assert {cell.data_type for cell in cells} == {"s"}


def test_what_looks_like_an_escape_is_escaped() -> None:
    """Excel reads `_x0041_` as A, and cannot read a control character at all."""
    with closing(memory()) as db:
        receive(db, NOW, submission(1, name="_x0041_ et \x0b"))
        content = made(db)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert '<t xml:space="preserve">_x005F_x0041_ et _x000B_</t>' in parts.read("xl/worksheets/sheet1.xml").decode()


def test_every_state_has_its_colour() -> None:
    shown_states = {*Answer, *State, *Identity, *Midterm, *Renewal}
    assert shown_states - {State.REPLACED, ""} <= set(TONES)


# ------------------------------------------------------------------------------------------------------- Its edges


def test_an_empty_register_is_a_sober_one() -> None:
    with closing(memory()) as db:
        content = made(db)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == SHEETS
    assert lines(book, "Registre", 1) == []
    assert [book[name]["A5"].value for name in SHEETS[1:4]] == [
        "Rien à traiter cette semaine.",
        "Aucune échéance pour l’instant.",
        "Rien n’a encore été enregistré.",
    ]
    assert book["Statistiques"]["A2"].value == "Aucun dossier pour l’instant."
    assert charts(content) == []


def test_many_waves_are_all_in_the_table_and_the_last_ones_on_the_chart() -> None:
    with closing(memory()) as db:
        for rank in range(1, 31):
            number = receive(db, date(2020, 1, 1), submission(rank), session=None)
            db.execute(
                "UPDATE dossier SET wave = ?, session_on = ? WHERE number = ?",
                (f"V{rank}", f"20{rank:02}-06-15", number),
            )
        content = made(db)
    waves = {title: lines for title, _, lines in tables(openpyxl.load_workbook(io.BytesIO(content)))}
    assert len(waves["Dossiers par vague et par statut"]) == 30
    (chart,) = [chart for chart in charts(content) if "stacked" in chart and "percent" not in chart]
    assert re.findall(r"<c:v>(V\d+)</c:v>", chart) == [f"V{rank}" for rank in range(19, 31)]
