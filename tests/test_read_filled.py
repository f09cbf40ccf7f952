"""A form that was filled, by whatever program: what was typed is what is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ose_batch.charter.assess import assess
from ose_batch.forms import declaration, layout, prefill
from ose_batch.forms.places import ENTRY_COLUMN, places
from ose_batch.forms.prefill import Line
from ose_batch.forms.values import plain
from ose_batch.model import Context, Dossier, Kind, Value
from tests.dossiers import FIRST_LINE, RULES
from tests.tables import dossier, template

# ------------------------------------------------------------------------------------------------------ other programs

TYPED = (
    # entry, what is typed, what is read
    ("organisation.dossier_kind", "candidature", "Candidature"),
    ("organisation.name", 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}', 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}'),
    ("organisation.headcount", "1-5", "1-5"),
    ("organisation.postcode", "01000", "01000"),
    ("organisation.siren", "775 672 272", "775672272"),
    ("organisation.siret", 77567227200019, "77567227200019"),
    ("organisation.acronym", "=1+1", "=1+1"),
    ("organisation.sector", "N/A", "N/A"),
    (
        "organisation.purpose",
        "Réparer,\nprêter\n\net former 🌱 ; c’est « tout ».",
        "Réparer,\nprêter\n\net former 🌱 ; c’est « tout ».",
    ),
    ("organisation.created_on", date(1987, 6, 5), date(1987, 6, 5)),
    ("organisation.fte", 3.5, 3.5),
    ("organisation.volunteers", 12, 12),
    ("organisation.consent_on", "31/12/2026", date(2026, 12, 31)),
    ("commitments.statement", "L’entraide,\nà ce jour.", "L’entraide,\nà ce jour."),
    ("charter.p1", "Oui", "Oui"),
    ("charter.signed_on", "au printemps", None),
    ("themes.1.questioned", "Oui", "Oui"),
    ("themes.2.self_rating", "3 – Installé dans nos pratiques", 3),
    ("stakeholders.1.importance", "4 – Déterminante", 4),
    ("commitments.2.label", "  Trier  ", "Trier"),
    ("commitments.2.horizon", 2027, "2027"),
    ("actions.1.theme", "Environnement", "ENV"),
    ("actions.1.due_on", date(2028, 2, 29), date(2028, 2, 29)),
    ("actions.1.progress", 0.4, 0.4),
    ("actions.1.commitment", "E2", "E2"),
    ("presentations.6.debate", "Rien à dire", "Rien à dire"),
    ("access.1.place", "https://exemple.fr/?a=1&b=2", "https://exemple.fr/?a=1&b=2"),
)
SAVED = Path(__file__).parent / "fixtures"
"""`filled.xlsx` and `filled.ods`: what `filled()` below gives, opened and saved by LibreOffice 7.4. Made by
`python -c "from tests.test_read_filled import filled; open('filled.xlsx', 'wb').write(filled())"`, then for both
formats `soffice --headless --convert-to xlsx --outdir tests/fixtures filled.xlsx`."""


def filled() -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    where = places(layout.DOSSIER, RULES)
    for entry, typed, _ in TYPED:
        key, *line, field = entry.split(".")
        place = where[key]
        row, column = (
            (place.first + int(line[0]) - 1, place.columns[field]) if line else (place.rows[field], ENTRY_COLUMN)
        )
        cell = workbook[place.sheet.tab].cell(row, column, typed)
        if isinstance(typed, str):
            cell.data_type = "s"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def entry_read(found: Dossier, entry: str) -> Value:
    key, *line, field = entry.split(".")
    if not line:
        return found.fields[entry].value
    rows = {row[field].ref.row - FIRST_LINE + 1: row for row in found.rows(key)}
    return rows[int(line[0])][field].value


def assert_read_as_typed(content: bytes) -> None:
    found = dossier(content)
    assert [(entry, entry_read(found, entry)) for entry, _, _ in TYPED] == [(entry, read) for entry, _, read in TYPED]
    assert [cell.text for cell in found.troubled] == ["au printemps"]
    assert found.notes == ()


def test_a_form_filled_by_openpyxl() -> None:
    assert_read_as_typed(filled())


@pytest.mark.parametrize("name", ["filled.xlsx", "filled.ods"])
def test_a_form_saved_by_libreoffice(name: str) -> None:
    assert_read_as_typed((SAVED / name).read_bytes())


@pytest.mark.soffice
def test_three_programs_one_reading(tmp_path: Path, soffice_convert: Callable[[Path, str, Path], Path]) -> None:
    """The same entries, the same cells, the same findings, whoever saved the file."""
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled())
    expected = dossier(path.read_bytes())
    context = Context(date(2026, 11, 2))
    for extension in ("xlsx", "ods"):
        saved = soffice_convert(path, extension, tmp_path / "saved").read_bytes()
        assert_read_as_typed(saved)
        assert dossier(saved) == expected
        assert assess(dossier(saved), RULES, context) == assess(expected, RULES, context)


# ---------------------------------------------------------------------------------------------------------- wild input

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=30)
WIDE = ("stakeholders", "practices", "commitments", "actions", "access", "frameworks")
"""Tables whose lines are free."""


def answers(field: declaration.Field) -> st.SearchStrategy[Value]:
    """What `prefill` takes for a field."""
    match field.kind:
        case Kind.TEXT:
            return TEXTS
        case Kind.CHOICE:
            return st.sampled_from(RULES.lists[field.choices])
        case Kind.SCALE:
            return st.sampled_from(RULES.lists[field.choices]).map(lambda label: int(label[0]))
        case Kind.THEME:
            return st.sampled_from(RULES.themes).map(lambda theme: theme.code)
        case Kind.DATE:
            return st.dates(date(1901, 1, 1), date(2200, 12, 31))
        case Kind.NUMBER:
            return st.floats(-1e9, 1e9)
        case Kind.PERCENT:
            return st.floats(0, 1)
        case Kind.DIGITS:
            return st.from_regex(r"[1-9][0-9]{3}", fullmatch=True)  # nothing to repair


def answers_to(declared: tuple[declaration.Field, ...]) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={field.key: answers(field) for field in declared if not field.given})


def filled_in(answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers as they are read: cleaned, without the empty ones."""
    cleaned = {key: plain(answer) if isinstance(answer, str) else answer for key, answer in answers.items()}
    return {key: answer for key, answer in cleaned.items() if answer != ""}


@given(
    st.fixed_dictionaries({sheet.key: answers_to(sheet.fields) for sheet in layout.DOSSIER.sheets}),
    st.fixed_dictionaries({key: st.lists(answers_to(layout.DOSSIER.sheet(key).columns), max_size=3) for key in WIDE}),
)
@settings(max_examples=25)
def test_what_is_filled_is_what_is_read(fields: dict[str, dict[str, Value]], tables: dict[str, list[Line]]) -> None:
    values = {f"{sheet}.{key}": answer for sheet, answers in fields.items() for key, answer in answers.items()}
    found = dossier(prefill.fill(layout.DOSSIER, RULES, template(), {**values, **tables}))
    assert {key: cell.value for key, cell in found.fields.items() if cell} == filled_in(values)
    for table, lines in tables.items():
        given_columns = {column.key for column in layout.DOSSIER.sheet(table).columns if column.given}
        assert [
            {key: cell.value for key, cell in row.cells.items() if cell and key not in given_columns}
            for row in found.rows(table)
        ] == [line for line in map(filled_in, lines) if line]
    assert found.troubled == ()
    assert found.notes == ()
