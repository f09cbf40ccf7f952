"""The twelve examples: sources fit the form, files hold their sources, readings are those written down."""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from stdnum.fr import siren, siret

from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Gravity
from ose_batch.forms import declaration, layout, package
from ose_batch.forms.read import read
from ose_batch.model import Answer, Assessment, Cell, Context, Decisions, Dossier, Kind, Point, Rejection, Source
from tests.examples import build

DEPOSITED_ON = date(2026, 11, 23)
SMALL_ASSOCIATION = "aiguilles-vagabondes"
WITH_AN_ERROR_CELL = "fabrique-independants"
MOST_CELLS_OF_A_SMALL_ASSOCIATION = 120

EXAMPLES = {example.name: example for example in build.examples()}
DOSSIERS = [name for name, example in EXAMPLES.items() if example.role != "stranger"]
FAULTS = [(name, fault) for name in DOSSIERS for fault in EXAMPLES[name].faults]

RULES = build.rules()
EXPECTED = tomllib.loads((build.SOURCES / f"{build.TABLE_OF_READINGS}.toml").read_text(encoding="utf-8"))


def received(content: bytes, name: str = "dossier.xlsx") -> Dossier | Decisions | Rejection:
    return read(Source(name, hashlib.sha256(content).hexdigest(), content), RULES)


def understood(content: bytes, name: str = "dossier.xlsx") -> Dossier:
    dossier = received(content, name)
    assert isinstance(dossier, Dossier), dossier
    return dossier


@cache
def checked_in(name: str) -> Dossier:
    path = EXAMPLES[name].path
    return understood(path.read_bytes(), path.name)


@cache
def assessed(name: str) -> Assessment:
    return assess(checked_in(name), RULES, Context(DEPOSITED_ON))


def cells(values: build.Values) -> Iterator[tuple[declaration.Field, Any]]:
    """Every entry of a source with the field that takes it, given cells left out."""
    fields = layout.DOSSIER.keys()
    for key, value in values.items():
        named = [(key, value)] if "." in key else [(f"{key}.{name}", v) for line in value for name, v in line.items()]
        yield from ((fields[place], typed) for place, typed in named if not fields[place].given)


# ------------------------------------------------------------------------------------------------------------- sources


def test_there_are_twelve_of_the_expected_roles() -> None:
    roles = Counter(example.role for example in EXAMPLES.values())
    assert roles == {"impeccable": 5, "faulty": 5, "renewal": 1, "stranger": 1}


def test_the_faults_of_a_dossier_concern_different_principles() -> None:
    principles = {criterion.code: criterion.principle for criterion in RULES.criteria}
    planted = Counter((name, principles[fault.criterion]) for name, fault in FAULTS)
    assert max(planted.values()) == 1
    assert {principle for _, principle in planted} == set(principles.values())


def test_examples_hold_these_files_and_no_other() -> None:
    assert {path.name for path in build.EXAMPLES.iterdir()} == {example.filename for example in EXAMPLES.values()}


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_repaired_source_fits_the_form(name: str) -> None:
    values = EXAMPLES[name].repaired
    for field, value in cells(values):
        assert fits(field, value), (field.key, value)
    for sheet in layout.DOSSIER.sheets:
        lines = values.get(sheet.key, ())
        given = RULES.lists[sheet.given_list] if sheet.given_list else ()
        assert len(lines) <= (len(given) + sheet.spare or sheet.lines)
        firsts = [line.get(sheet.columns[0].key) for line in lines] if given else []
        labels = [RULES.theme_label(first) for first in firsts]
        assert set(labels) <= set(given)
        assert len(set(labels)) == len(labels)


def fits(field: declaration.Field, value: Any) -> bool:
    """Whether a source's value is one that the form accepts, as `layout` types it."""
    match field.kind:
        case Kind.CHOICE:
            return value in RULES.lists[field.choices]
        case Kind.SCALE:
            return any(label.startswith(f"{value} ") for label in RULES.lists[field.choices])
        case Kind.THEME:
            return any(theme.code == value for theme in RULES.themes)
        case Kind.DATE:
            return type(value) is date
        case Kind.NUMBER:
            return type(value) in (int, float)
        case Kind.PERCENT:
            return 0 <= value <= 1
        case Kind.TEXT | Kind.DIGITS:
            return value == value.strip() and len(value) <= (field.limit or 1000)


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_repaired_source_is_coherent(name: str) -> None:
    values = EXAMPLES[name].repaired
    assert values["organisation.postcode"][:2] in RULES.lists["departments"]
    assert values["organisation.referent_email"].partition("@")[2].endswith(("exemple.fr", "exemple.org"))
    assert values["charter.signed_on"] <= DEPOSITED_ON
    number, seat = (values.get(f"organisation.{key}", "") for key in ("siren", "siret"))
    assert not number or siren.is_valid(number)
    assert not seat or (siret.is_valid(seat) and seat.startswith(number))
    for line in values["presentations"]:
        match line["status"]:
            case "Tenue":
                assert line["held_on"] <= DEPOSITED_ON
            case "Prévue":
                assert line["held_on"] > DEPOSITED_ON


def test_departments_and_legal_forms_are_varied() -> None:
    postcodes = {EXAMPLES[name].values["organisation.postcode"][:2] for name in DOSSIERS}
    assert postcodes == set(RULES.lists["departments"])
    assert len({EXAMPLES[name].values["organisation.legal_form"] for name in DOSSIERS}) >= 7


def test_at_least_four_place_themselves_on_five_themes() -> None:
    rated = [sum("self_rating" in line for line in EXAMPLES[name].values["themes"]) for name in DOSSIERS]
    assert sum(count >= 5 for count in rated) >= 4


def test_some_texts_look_like_formulas_and_some_hold_line_breaks() -> None:
    texts = [value for name in DOSSIERS for _, value in cells(EXAMPLES[name].values) if isinstance(value, str)]
    for start in ("=", "- ", "« "):
        assert any(text.startswith(start) for text in texts), start
    for part in ("\n", " & ", "'", "’", '"'):
        assert any(part in text for text in texts), part


# --------------------------------------------------------------------------------------------------------------- files


def test_libreoffice_saved_at_least_four() -> None:
    producers: dict[str, set[str]] = {"xlsx": set(), "ods": set()}
    for example in EXAMPLES.values():
        extension = example.path.suffix.removeprefix(".")
        with zipfile.ZipFile(example.path) as archive:
            application = archive.read("docProps/app.xml" if extension == "xlsx" else "meta.xml")
        by_libreoffice = b"LibreOffice" in application
        assert by_libreoffice == example.saved_by.startswith("libreoffice"), example.filename
        if by_libreoffice:
            producers[extension].add(example.name)
    assert len(producers["ods"]) == 2
    assert len(producers["xlsx"] | producers["ods"]) >= 4


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_file_gives_back_its_source(name: str) -> None:
    values, dossier = EXAMPLES[name].values, checked_in(name)
    for key, cell in dossier.fields.items():
        assert seen(cell) == typed(key, values), key
    for sheet in layout.DOSSIER.sheets:
        if sheet.columns:
            assert written(dossier, sheet) == entries(values.get(sheet.key, ()), sheet)


def written(dossier: Dossier, sheet: declaration.Sheet) -> list[dict[str, Any]]:
    """What the lines of a table hold, without empty cells; a line that only the form filled is left out."""
    lines = [
        {key: seen(cell) for key, cell in row.cells.items() if cell or cell.trouble} for row in dossier.rows(sheet.key)
    ]
    return [line for line in entries(lines, sheet) if len(line) > bool(sheet.given_list)]


def typed(key: str, values: build.Values) -> Any:
    """The value of a field; a telephone comes without its spaces."""
    value = values.get(key)
    return value.replace(" ", "") if value and layout.DOSSIER.keys()[key].kind is Kind.DIGITS else value


def seen(cell: Cell) -> Any:
    return cell.text if cell.trouble else cell.value


def entries(lines: Any, sheet: declaration.Sheet) -> list[dict[str, Any]]:
    """The lines without the numbers that the form gives; a fixed table keeps what names its lines."""
    first = sheet.columns[0].key
    dropped = {first} if sheet.columns[0].given and not sheet.given_list else set()
    return [{key: value for key, value in line.items() if key not in dropped} for line in lines]


def test_a_workbook_that_is_no_dossier_is_refused_with_advice() -> None:
    stranger = next(example for example in EXAMPLES.values() if example.role == "stranger")
    answer = received(stranger.path.read_bytes(), stranger.filename)
    assert isinstance(answer, Rejection)
    assert answer.reason
    assert answer.advice


def test_a_small_association_is_complete_within_120_cells() -> None:
    dossier = checked_in(SMALL_ASSOCIATION)
    assert assessed(SMALL_ASSOCIATION).complete
    fields = sum(bool(cell) for cell in dossier.fields.values())
    in_tables = sum(
        bool(row[column.key])
        for sheet in layout.DOSSIER.sheets
        for column in sheet.columns
        if not column.given
        for row in dossier.rows(sheet.key)
    )
    assert fields + in_tables == sum(1 for _ in cells(EXAMPLES[SMALL_ASSOCIATION].values))
    assert fields + in_tables <= MOST_CELLS_OF_A_SMALL_ASSOCIATION


# ------------------------------------------------------------------------------------------------------------- readings


def test_readings_are_those_written_down() -> None:
    assert {name: dict(assessed(name).readings) for name in DOSSIERS} == EXPECTED


@pytest.mark.parametrize("name", DOSSIERS)
def test_only_planted_faults_are_found(name: str) -> None:
    example, by_code = EXAMPLES[name], {criterion.code: criterion for criterion in RULES.criteria}
    blocking = {f.criterion for f in example.faults if by_code[f.criterion].gravity is Gravity.BLOCKING}
    found = {finding.criterion for finding in assessed(name).findings if finding.answer is Answer.TO_COMPLETE}
    assert found == blocking
    assert assessed(name).complete == (not blocking)
    assert bool(example.faults) == (example.role == "faulty")


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=lambda given: getattr(given, "criterion", given))
def test_removing_a_fault_removes_exactly_its_finding(name: str, fault: build.Fault) -> None:
    repaired = understood(build.dossier(build.repair(EXAMPLES[name].values, fault), RULES))
    before, after = complaints(checked_in(name)), complaints(repaired)
    gravity = next(criterion.gravity for criterion in RULES.criteria if criterion.code == fault.criterion)
    answer, places = before.pop(fault.criterion)
    assert answer is gravity.answer
    assert len(places) == 1
    assert before == after


def complaints(dossier: Dossier) -> dict[str, tuple[Answer, tuple[Point, ...]]]:
    """Criterion → what is said of it, for those that are neither « Complet » nor « Sans objet »."""
    findings = assess(dossier, RULES, Context(DEPOSITED_ON)).findings
    quiet = (Answer.COMPLETE, Answer.NOT_APPLICABLE)
    return {finding.criterion: (finding.answer, finding.points) for finding in findings if finding.answer not in quiet}


@pytest.mark.parametrize("name", [name for name in DOSSIERS if EXAMPLES[name].saved_by == "openpyxl"])
def test_a_file_saved_by_openpyxl_is_what_the_builder_writes(name: str) -> None:
    example = EXAMPLES[name]
    kept, made = package.unpack(example.path.read_bytes()), package.unpack(build.content(example, RULES))
    stale = sorted(part for part in kept.keys() | made.keys() if kept.get(part) != made.get(part))
    assert not stale, "the form or the source changed: run `python -m tests.examples.build`"


@pytest.mark.soffice
@pytest.mark.parametrize("export", ["xlsx:Calc MS Excel 2007 XML", "ods:calc8"])
def test_libreoffice_changes_neither_values_nor_findings(export: str) -> None:
    by_openpyxl = checked_in(WITH_AN_ERROR_CELL)
    filled = build.dossier(EXAMPLES[WITH_AN_ERROR_CELL].values, RULES)
    by_libreoffice = understood(build.saved_by_libreoffice(filled, export))
    assert values_of(by_libreoffice) == values_of(by_openpyxl)
    assert complaints(by_libreoffice) == complaints(by_openpyxl)


def values_of(dossier: Dossier) -> tuple[Any, Any]:
    fields = {key: (cell.value, cell.trouble) for key, cell in dossier.fields.items()}
    tables = {
        key: [{name: (cell.value, cell.trouble) for name, cell in row.cells.items()} for row in table.rows]
        for key, table in dossier.tables.items()
    }
    return fields, tables
