"""registre.xlsx, reopened: every cell against the database, counted again the plain way."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from ose_batch.model import Answer, Event, Identity, Midterm, Renewal, State
from ose_batch.register import agenda, columns, lifecycle, statistics, store, view
from ose_batch.register.agenda import Calendar
from ose_batch.register.columns import MARKS, TONES, Mark
from ose_batch.register.rows import Marked
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME
from tests.registers import COMING, LEAP_DAY, NOW, memory, receive, submission, varied

DURATIONS = RULES.durations
COLUMNS = columns.register_columns(RULES)
SHEETS = ["Registre", "À traiter", "Échéances", "Historique", "Statistiques"]


def made(db: sqlite3.Connection, today: date = NOW) -> bytes:
    target = io.BytesIO()
    view.write(db, target, RULES, today, [COMING])
    return target.getvalue()


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


def shown(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def lines(book: Workbook, sheet: str, header: int) -> list[tuple[Any, ...]]:
    """What stands below the line of the labels, counted from 1."""
    return [tuple(map(shown, row)) for row in book[sheet].iter_rows(min_row=header + 1, values_only=True)]


# -------------------------------------------------------------------------------------------------------- Registre


def rows_of(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def expected(db: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """The sheet, dossier by dossier, by the plainest way from the tables."""
    organisations = {one["id"]: one for one in rows_of(db, "organisation")}
    decisions = rows_of(db, "decision")
    dossiers = rows_of(db, "dossier")
    contacts = rows_of(db, "contact")
    recognitions = rows_of(db, "recognition")
    rows = []
    for dossier in dossiers:
        if dossier["state"] == "Remplacé":
            continue
        organisation = organisations[dossier["organisation_id"]]
        own = [one for one in dossiers if one["organisation_id"] == organisation["id"]]
        taken = [one for one in decisions if one["dossier_id"] == dossier["id"]]
        decision = taken[-1] if taken else dict.fromkeys(decisions[0])
        granted = [(one["validated_on"], one) for one in recognitions if one["organisation_id"] == organisation["id"]]
        last = max(granted, key=lambda pair: pair[0])[1] if granted else None
        period = last and store.period(last)  # type: ignore[arg-type]
        identity = lifecycle.identity(period, NOW)
        renewals = [dossiers[one["dossier_id"] - 1]["kind"] for _, one in granted].count("Renouvellement")
        waiting = [one for one in own if one["state"] in lifecycle.OPEN]
        pending = [
            one
            for one in waiting
            if (day(one["deposited_on"]) > period.validated_on if period else one["kind"] == "Renouvellement")  # type: ignore[operator]
        ]
        reminders = db.execute(
            "SELECT recorded_on FROM step WHERE recognition_id = ? AND event = ? AND answered",
            (last and last["id"], Event.RENEWAL_DUE),
        ).fetchall()
        referents = [one for one in contacts if one["dossier_id"] == dossier["id"] and one["role"] == "referent"]
        entry = store.entry(db, dossier["id"])
        commitments = [line for line in entry.tables["commitments"] if "label" in line]
        publication = entry.fields.get("organisation.publication_consent")
        answers = [
            f"Coordonnées\u00a0: {referents[0]['consent']}" if referents else "",
            f"Publication\u00a0: {publication}" if publication else "",
        ]
        said = [
            " · ".join(filter(None, answers)),
            "29/02/2028" if entry.fields.get("organisation.consent_on") == LEAP_DAY else "",
        ]
        rows.append(
            (
                organisation["ose_number"],
                dossier["number"],
                organisation["siren"],
                organisation["rna"],
                organisation["siret"],
                organisation["name"],
                organisation["perimeter"],
                organisation["legal_form"],
                organisation["department"],
                dossier["wave"],
                dossier["kind"],
                dossier["state"],
                identity,
                lifecycle.midterm(period, NOW, DURATIONS),
                lifecycle.renewal(period, renewals, bool(pending), NOW, DURATIONS),
                day(dossier["deposited_on"]),
                decision["instance"],
                day(decision["session_on"] or dossier["session_on"]),
                decision["decision"],
                decision["conditions"],
                day(decision["deadline"]),
                period and period.validated_on,
                period and lifecycle.midterm_on(period.validated_on, DURATIONS),
                period and period.midterm_held_on,
                period and period.valid_until,
                (period.valid_until - NOW).days if period and identity in ("Active", "Suspendue") else None,
                renewals if period else None,
                *(entry.assessment.readings[f"P{rank}"] for rank in range(1, 7)),
                len(commitments),
                " · ".join(
                    f"{one['line']}\u00a0: {one['label']}" for one in commitments if one["publishable"] == "Oui"
                ),
                entry.fields.get("organisation.public_email"),
                referents[0]["name"] if referents else None,
                "\n".join(filter(None, said)),
                max((day(one["recorded_on"]) for one in reminders), default=None),
                dossier["sha256"],
                dossier["form_version"],
            )
        )
    return [tuple(value if value != "" else None for value in row) for row in rows]


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
    assert by_label["Identité visuelle"] == set(Identity)
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


def test_every_state_has_its_colour() -> None:
    shown_states = {*Answer, *State, *Identity, *Midterm, *Renewal}
    assert shown_states - {State.REPLACED, ""} <= set(TONES)


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


def as_read(line: Sequence[Any]) -> tuple[Any, ...]:
    """A line as a program reads it back: no marks, nothing for an empty text."""
    return tuple((value.value if isinstance(value, Marked) else value) or None for value in line)


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


def tables(book: Workbook) -> list[tuple[str, tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]]:
    """Title, series and lines of each table of Statistiques."""
    rows = [[value for value in row if value is not None] for row in book["Statistiques"].iter_rows(values_only=True)]
    found = []
    for is_blank, block in groupby(rows, key=lambda row: not row):
        title, *rest = block
        if not is_blank and len(rest) > 1:
            series, *numbers = rest
            found.append((title[0], tuple(series), tuple((label, tuple(counts)) for label, *counts in numbers)))
    return found


def test_statistics_are_written_as_counted(db: sqlite3.Connection, book: Workbook) -> None:
    figures = statistics.count(db, RULES, NOW)
    assert tables(book) == [(figure.title, figure.series, figure.lines) for figure in figures]


def charts(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]


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
