"""The view of a varied register: every cell, how it is drawn, its lists and its figures."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from ose_batch.model import Answer, Event, Identity, Midterm, State
from ose_batch.register import agenda, columns, statistics, view
from ose_batch.register.agenda import Calendar
from ose_batch.register.columns import MARKS, TONES, Mark
from tests.dossiers import RULES
from tests.registers import memory, receive, submission
from tests.varied import COMING, NOW, varied
from tests.viewed import COLUMNS, DURATIONS, SHEETS, as_read, charts, expected, lines, made, rows_of, shown, tables


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as connection:
        varied(connection)
        yield connection


@pytest.fixture(scope="module")
def content(db: sqlite3.Connection) -> bytes:
    return made(db)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


# -------------------------------------------------------------------------------------------------------- Registre


def test_every_cell_of_the_register_is_what_the_database_says(db: sqlite3.Connection, book: Workbook) -> None:
    read, counted = lines(book, "Registre", 1), expected(db)
    assert len(read) == db.execute("SELECT count(*) FROM dossier WHERE state <> 'Remplacé'").fetchone()[0] == 22
    for row, wanted in zip(read, counted, strict=True):
        assert dict(zip([column.key for column in COLUMNS], row, strict=True)) == dict(
            zip([column.key for column in COLUMNS], wanted, strict=True)
        )


def test_the_varied_register_says_of_each_state_at_least_once(book: Workbook) -> None:
    by_label = {column.label: set() for column in COLUMNS}
    for row in lines(book, "Registre", 1):
        for column, value in zip(COLUMNS, row, strict=True):
            by_label[column.label].add(value)
    assert by_label["Statut du dossier"] == set(State) - {State.REPLACED}
    assert by_label["Identité visuelle"] == {*Identity, None}
    assert by_label["Mi-parcours"] == set(Midterm) - {Midterm.NONE} | {None}
    assert by_label["Renouvellement"] == {"À préparer", "Déposé", "Accordé", None}


def test_the_columns_are_those_of_the_register_s_page_in_that_order(book: Workbook) -> None:
    assert [cell.value for cell in book["Registre"][1]] == [
        "N° OSE", "N° de dossier", "SIREN", "RNA", "SIRET", "Dénomination", "Périmètre", "Forme", "Département",
        "Vague", "Type", "Statut du dossier", "Identité visuelle", "Mi-parcours", "Renouvellement", "Déposé le",
        "Instance validante", "Séance du", "Décision", "Réserves ou recommandations", "Échéance des réserves",
        "Validé le", "Mi-parcours prévu le", "Mi-parcours tenu le", "Expire le", "Jours restants", "Renouvellements",
        "P1 (lecture)", "P2 (lecture)", "P3 (lecture)", "P4 (lecture)", "P5 (lecture)", "P6 (lecture)",
        "Nb d’engagements", "Engagements publiables", "Contact générique", "Référent (effaçable)",
        "Consentements et dates", "Dernière relance préparée le", "Empreinte du fichier", "Version du modèle",
    ]  # fmt: skip


def test_a_second_program_reads_the_same_cells(content: bytes, book: Workbook) -> None:
    other = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert other.sheet_names == book.sheetnames == SHEETS
    for name in SHEETS:
        ours = [[shown(value) for value in row] for row in book[name].iter_rows(values_only=True)]
        theirs = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for mine, read in zip(ours, theirs, strict=True):
            assert [value or "" for value in mine] == [value or "" for value in read]


# --------------------------------------------------------------------------------------------------- As it is drawn


def test_dates_are_dates_and_texts_are_texts(book: Workbook) -> None:
    sheet = book["Registre"]
    for index, column in enumerate(COLUMNS, start=1):
        kinds = {sheet.cell(row, index).data_type for row in range(2, sheet.max_row + 1)} - {"n"}
        formats = {sheet.cell(row, index).number_format for row in range(2, sheet.max_row + 1)}
        if column.style is columns.Style.DATE:
            assert kinds <= {"d"}
            assert formats == {"dd/mm/yyyy"}
        elif column.style is columns.Style.NUMBER:
            assert kinds == set()
        else:
            assert kinds <= {"s", "inlineStr"}


def test_there_is_no_formula_and_no_link(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            text = parts.read(part).decode()
            assert "<f>" not in text or part.startswith("xl/charts/")
            assert "hyperlink" not in text
            assert 'TargetMode="External"' not in text


def test_the_register_is_the_first_sheet_filtered_and_frozen(book: Workbook) -> None:
    sheet = book["Registre"]
    assert book.active is sheet
    assert sheet.freeze_panes == "G2"
    assert sheet.auto_filter.ref == f"A1:AO{sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert all(cell.alignment.wrap_text for cell in sheet[1])


def fill(book: Workbook, number: str, label: str) -> str:
    """Background of a cell of the register, found by n° de dossier and label."""
    sheet = book["Registre"]
    labels = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[1].value == number]
    cell = row[labels.index(label)]
    return str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type else ""


@pytest.mark.parametrize(
    ("number", "label", "tone"),
    [
        ("D-2029-001", "Statut du dossier", TONES[State.TO_COMPLETE]),
        ("D-2029-003", "Statut du dossier", TONES[State.READY]),
        ("D-2029-003", "P2 (lecture)", TONES[Answer.TO_WEIGH]),
        ("D-2026-001", "Expire le", MARKS[Mark.SOON]),
        ("D-2025-001", "Expire le", MARKS[Mark.LATE]),
        ("D-2028-001", "Expire le", None),
        ("D-2028-003", "Échéance des réserves", MARKS[Mark.LATE]),
        ("D-2028-004", "Échéance des réserves", MARKS[Mark.SOON]),
        ("D-2028-005", "Échéance des réserves", None),
        ("D-2028-001", "Dénomination", None),
    ],
)
def test_colours_of_states_and_of_near_dates(book: Workbook, number: str, label: str, tone: Any) -> None:
    assert fill(book, number, label) == (tone.fill if tone else "")


def test_the_same_register_on_the_same_day_gives_the_same_bytes(db: sqlite3.Connection, content: bytes) -> None:
    assert made(db) == content
    assert made(db, date(2029, 6, 19)) != content


def test_it_is_written_to_a_path_and_a_place_that_refuses_is_an_os_error(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    view.write(db, tmp_path / "registre.xlsx", RULES, NOW)
    assert openpyxl.load_workbook(tmp_path / "registre.xlsx").sheetnames == SHEETS
    with pytest.raises(FileNotFoundError):
        view.write(db, tmp_path / "absent" / "registre.xlsx", RULES, NOW)


# ------------------------------------------------------------------------------------------------- The other sheets


def test_lists_have_their_title_day_labels_and_lines(db: sqlite3.Connection, book: Workbook) -> None:
    calendar = Calendar(NOW, {COMING.held_on: COMING}, DURATIONS)
    for name, title, labels, wanted in (
        ("À traiter", "À traiter cette semaine", columns.TO_DO_COLUMNS, agenda.to_do(db, calendar)),
        ("Échéances", "Échéances à venir", columns.DEADLINE_COLUMNS, agenda.deadlines(db, calendar)),
    ):
        sheet = book[name]
        assert [sheet["A1"].value, sheet["A2"].value] == [title, "Situation au 18 juin 2029"]
        assert [cell.value for cell in sheet[4]] == [column.label for column in labels]
        assert lines(book, name, 4) == [as_read(line) for line in wanted]
        assert sheet.freeze_panes == "A5"


def test_the_history_is_the_journal_last_line_first(db: sqlite3.Connection, book: Workbook) -> None:
    dossiers = {one["id"]: one["number"] for one in rows_of(db, "dossier")}
    organisations = {one["id"]: one for one in rows_of(db, "organisation")}
    wanted = [
        (
            date.fromisoformat(line["happened_on"]),
            line["event"],
            dossiers[line["dossier_id"]],
            organisations[line["organisation_id"]]["ose_number"],
            organisations[line["organisation_id"]]["name"],
            line["detail"],
        )
        for line in reversed(rows_of(db, "journal"))
    ]
    assert lines(book, "Historique", 4) == wanted
    assert {line[1] for line in wanted} == {
        "reçu",
        "remplacé",
        "décidé",
        Event.SENT,
        Event.WITHDRAWN,
        Event.NO_FOLLOW_UP,
        Event.SUSPENDED,
        Event.RENOUNCED,
        Event.MIDTERM_HELD,
        Event.MIDTERM_DUE,
        Event.MIDTERM_LATE,
        Event.RENEWAL_DUE,
        Event.EXPIRED,
    }


def test_statistics_are_written_as_counted(db: sqlite3.Connection, book: Workbook) -> None:
    figures = statistics.count(db, RULES, NOW)
    assert tables(book) == [(figure.title, figure.series, figure.lines) for figure in figures]


def test_each_table_has_its_native_chart_that_points_at_it(content: bytes, book: Workbook) -> None:
    sheet = book["Statistiques"]
    assert len(charts(content)) == len(tables(book)) == 7
    for chart in charts(content):
        for reference, cached in re.findall(r"<c:(?:numRef|strRef)><c:f>(.*?)</c:f>(.*?)</c:(?:numRef|strRef)>", chart):
            ends = re.findall(r"\$([A-Z]+)\$(\d+)", reference)
            cells = (
                sheet[":".join(column + row for column, row in ends)]
                if len(ends) > 1
                else ((sheet[ends[0][0] + ends[0][1]],),)
            )
            assert re.findall(r"<c:v>(.*?)</c:v>", cached) == [str(cell.value) for row in cells for cell in row]


# ------------------------------------------------------------------------------------------------------- Its edges


def test_long_texts_make_rows_higher_in_lists_and_never_in_the_register(book: Workbook) -> None:
    assert len({row.ht for row in book["Registre"].row_dimensions.values() if row.r != 1}) == 1
    assert book["À traiter"].row_dimensions[5].ht > book["À traiter"].row_dimensions[6].ht


def test_a_dossier_never_costs_a_query_of_its_own(db: sqlite3.Connection) -> None:
    def statements(register: sqlite3.Connection) -> int:
        seen: list[str] = []
        register.set_trace_callback(seen.append)
        made(register)
        register.set_trace_callback(None)
        return len([one for one in seen if not one.lstrip().startswith("--")])

    with closing(memory()) as small:
        receive(small, NOW, submission(1))
        assert statements(small) == statements(db)


@pytest.mark.soffice
def test_libreoffice_opens_it_and_reads_the_same_cells(
    content: bytes, book: Workbook, tmp_path: Path, soffice_convert: Any
) -> None:
    source = tmp_path / "registre.xlsx"
    source.write_bytes(content)
    (tmp_path / "resaved").mkdir()
    resaved = openpyxl.load_workbook(soffice_convert(source, "xlsx", tmp_path / "resaved"))
    assert resaved.sheetnames == SHEETS
    for name in SHEETS[:4]:
        assert lines(resaved, name, 0) == lines(book, name, 0)
