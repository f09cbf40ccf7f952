"""The blank workbooks: what they declare, what they check while being filled, how they look on opening and on paper."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.charter import loading
from ose_batch.charter.rules import Requirement
from ose_batch.forms import blank, completeness, guide, layout, page, prefill
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Field, Form
from ose_batch.forms.dossier import CHARTER, ORGANISATION
from ose_batch.forms.layout import BILAN, DECISIONS, DOSSIER, MOVEMENTS
from ose_batch.forms.package import unpack
from ose_batch.forms.places import letter, list_of, places
from ose_batch.model import Kind
from ose_batch.wording import forms as say
from tests.examples.build import examples

ROOT = Path(__file__).parents[1]
RULES = loading.load((ROOT / "ose_batch" / "charter" / "charter.toml").read_text(encoding="utf-8"))
HIDDEN = (say.LISTS_TAB, say.CONTROL_TAB)
PAGES = {DOSSIER.kind: 12, DECISIONS.kind: 3, BILAN.kind: 4, MOVEMENTS.kind: 2}
"""One a sheet, and a second one for the sixty lines of the plan d'actions and of the decisions."""

Convert = Callable[[Path, str, Path], Path]
each_form = pytest.mark.parametrize("form", layout.FORMS, ids=lambda form: form.kind)


@cache
def built(form: Form) -> bytes:
    return blank.build(form, RULES)


@cache
def opened(form: Form) -> Workbook:
    """To look at, not to change."""
    return load_workbook(BytesIO(built(form)))


def texts(tab: Worksheet) -> Iterator[Cell]:
    return (cell for row in tab.iter_rows() for cell in row if isinstance(cell.value, str))


def entries(form: Form) -> Iterator[tuple[Worksheet, Field, list[Cell]]]:
    """Each field and column with the cells where it is answered."""
    workbook = opened(form)
    for place in places(form, RULES).values():
        tab = workbook[place.sheet.tab]
        for field in place.sheet.fields:
            yield tab, field, [tab[place.cell(field.key).partition("!")[2]]]
        for column in place.sheet.columns:
            yield tab, column, [tab.cell(row, place.columns[column.key]) for row in range(place.first, place.last + 1)]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + b"\x2f\x5d\x62" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


# --------------------------------------------------------------------------------------------------- What they hold


@each_form
def test_the_template_is_what_the_declaration_gives(form: Form) -> None:
    template = unpack((ROOT / "templates" / "xlsx" / form.filename).read_bytes())
    stale = sorted(part for part, content in unpack(built(form)).items() if template.pop(part, None) != content)
    assert (stale, template) == ([], {}), "run: ose-batch modeles"


@each_form
def test_the_same_declaration_gives_the_same_bytes(form: Form) -> None:
    assert blank.build(form, RULES) == built(form)


@each_form
def test_codes_are_those_of_the_layout_both_ways(form: Form) -> None:
    workbook = opened(form)
    codes = [cell.value for tab in workbook for cell in texts(tab) if cell.value.startswith(CODE)]
    tables = {sheet.key for sheet in form.sheets if sheet.columns}
    assert sorted(code for code in codes if code != VALUE_CODE) == sorted(
        {FORM_CODE} | {CODE + key for key in form.keys().keys() | tables}
    )
    assert codes.count(VALUE_CODE) == sum(bool(sheet.fields) for sheet in form.sheets)
    assert [cell.value for cell in workbook[say.CONTROL_TAB][1]][:3] == [FORM_CODE, form.kind, form.version]


@each_form
def test_codes_are_out_of_sight(form: Form) -> None:
    for tab in opened(form):
        for cell in texts(tab):
            if cell.value.startswith(CODE):
                hidden_column = tab.column_dimensions[cell.column_letter].hidden
                assert hidden_column or tab.row_dimensions[cell.row].hidden or tab.sheet_state != "visible", cell


def test_sheets_stand_in_the_order_a_person_meets_them() -> None:
    workbook = opened(DOSSIER)
    assert workbook.sheetnames == [say.GUIDE_TAB, *(sheet.tab for sheet in DOSSIER.sheets), *HIDDEN]
    assert [workbook[name].sheet_state for name in HIDDEN] == ["veryHidden", "hidden"]
    assert workbook.active is workbook.worksheets[0]


@each_form
def test_tab_names_are_safe_in_every_spreadsheet(form: Form) -> None:
    for name in opened(form).sheetnames:
        assert len(name) <= 31
        assert not set(name) & set("'[]:*?/\\")


@each_form
def test_starred_columns_come_first_and_say_so(form: Form) -> None:
    for sheet in form.sheets:
        for asked in (sheet.fields, [column for column in sheet.columns if not column.given]):
            starred = [field.starred for field in asked]
            assert starred == sorted(starred, reverse=True), sheet.key
    workbook = opened(form)
    for place in places(form, RULES).values():
        for column in place.sheet.columns:
            header = workbook[place.sheet.tab].cell(place.header_row, place.columns[column.key]).value
            assert header == column.label + " *" * column.starred


def test_lines_are_numbered_and_given_beforehand() -> None:
    given = {place.sheet.key: place.labels for place in places(DOSSIER, RULES).values()}
    assert given["actions"] == tuple(f"A{number}" for number in range(1, 61))
    assert given["commitments"] == RULES.lists["commitment_numbers"]
    assert given["themes"] == tuple(theme.label for theme in RULES.themes)
    firsts = {field.key: [cell.value for cell in cells] for _, field, cells in entries(DOSSIER) if field.given}
    assert firsts["theme"] == list(given["themes"])
    assert firsts["body"] == list(given["presentations"])


# --------------------------------------------------------------------------------------------- What they let one type


@each_form
def test_entries_are_open_and_everything_else_is_not(form: Form) -> None:
    found = list(entries(form))
    open_cells = {(tab.title, cell.coordinate) for tab, field, cells in found if not field.given for cell in cells}
    unlocked = {
        (tab.title, cell.coordinate)
        for tab in found[0][0].parent
        for row in tab.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == open_cells


@each_form
def test_sheets_are_protected_against_slips_only(form: Form) -> None:
    for tab in opened(form):
        protection = tab.protection
        assert protection.sheet
        assert protection.password is None
        forbidden = (protection.formatColumns, protection.formatRows, protection.insertRows, protection.sort)
        assert not any(forbidden)


@each_form
def test_digits_keep_their_zeros_and_dates_are_dates(form: Form) -> None:
    formats = {Kind.DATE: "dd/mm/yyyy", Kind.NUMBER: "General", Kind.PERCENT: "0%"}
    for _, field, cells in entries(form):
        assert {cell.number_format for cell in cells} == {formats.get(field.kind, "@")}, field.key


@each_form
def test_excel_is_asked_not_to_mark_digits_kept_as_text(form: Form) -> None:
    for name, part in unpack(built(form)).items():
        if name.startswith("xl/worksheets/sheet") and b"<headerFooter>" in part:
            assert b"numberStoredAsText" in part


@each_form
def test_every_choice_date_and_number_is_checked_without_ever_refusing(form: Form) -> None:
    types = {Kind.DATE: "date", Kind.NUMBER: "decimal", Kind.PERCENT: "decimal"}
    for tab, field, cells in entries(form):
        rules = [rule for rule in tab.data_validations.dataValidation if cells[0].coordinate in rule.cells]
        expected = "list" if list_of(field) else types.get(field.kind, "textLength" if field.limit else "")
        if field.given or not (expected or field.help):
            assert not rules, field.key
            continue
        (rule,) = rules
        assert all(cell.coordinate in rule.cells for cell in cells)
        assert (rule.type or "") == expected, field.key
        assert rule.errorStyle == "warning"
        assert bool(rule.showErrorMessage) == bool(expected and rule.error)
        assert field.help in (rule.prompt or "")
        if expected == "list":
            tab_name, _, area = rule.formula1.partition("!")
            offered = [cell.value for (cell,) in tab.parent[tab_name.strip("'")][area.replace("$", "")]]
            assert offered == list(RULES.lists[list_of(field)])
        if field.kind in types:
            assert rule.showInputMessage
            assert rule.prompt


@each_form
def test_prompts_and_warnings_are_within_what_excel_takes(form: Form) -> None:
    for tab in opened(form):
        for rule in tab.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225
            assert len(rule.errorTitle or "") <= 32


# ------------------------------------------------------------------------------------------------------- How they look


def test_each_sheet_opens_on_its_first_entry_below_frozen_headers() -> None:
    workbook = opened(DOSSIER)
    for place in places(DOSSIER, RULES).values():
        tab = workbook[place.sheet.tab]
        assert tab.freeze_panes == (f"C{place.first}" if place.first else "A5")
        cursor = next(item for item in tab.sheet_view.selection if item.pane == tab.sheet_view.pane.activePane)
        assert not tab[cursor.activeCell].protection.locked
        assert not tab.sheet_view.showGridLines


@each_form
def test_paper_is_a4_one_page_wide_with_its_headers_and_page_numbers(form: Form) -> None:
    for tab in opened(form):
        if tab.title in HIDDEN:
            continue
        setup = tab.page_setup
        assert (setup.paperSize, setup.fitToWidth, tab.sheet_properties.pageSetUpPr.fitToPage) == (9, 1, True)
        assert tab.print_area
        assert (setup.fitToHeight == 0) == bool(tab.print_title_rows)
        assert (tab.oddFooter.left.text, tab.oddFooter.right.text) == ("&A", "Page &P/&N")


@each_form
def test_a_merge_covers_several_cells(form: Form) -> None:
    for tab in opened(form):
        assert all(area.size["rows"] * area.size["columns"] > 1 for area in tab.merged_cells.ranges)


@pytest.mark.parametrize(("width", "height"), [(400, 100), (60, 90)])
def test_a_logo_stands_top_right_of_each_sheet(width: int, height: int) -> None:
    logo = png(width, height)
    parts = unpack(blank.build(DOSSIER, RULES, logo))
    pictures = [name for name in parts if name.startswith("xl/media/")]
    assert len(pictures) == 1 + len(DOSSIER.sheets)
    assert all(parts[name] == logo for name in pictures)
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    wide, high = (int(value) for value in re.search(r'ext cx="(\d+)" cy="(\d+)"', drawing).groups())
    assert high == page.LOGO_HEIGHT * page.EMU_A_POINT
    assert wide == pytest.approx(high * width / height, abs=1)
    column, offset = (int(re.search(rf"<(?:xdr:)?{tag}>(\d+)<", drawing)[1]) for tag in ("col", "colOff"))
    pixels = [guide_width * 7 + 5 for guide_width in guide.WIDTHS]
    right = (sum(pixels[: column - 1]) * page.EMU_A_PIXEL) + offset + wide
    assert right == pytest.approx(sum(pixels) * page.EMU_A_PIXEL, abs=page.EMU_A_PIXEL)


def fixed_texts() -> Iterator[tuple[str, Cell, float, float]]:
    """Each text that cannot be changed and is wrapped: where, the cell, the width and the height it has."""
    for form in layout.FORMS:
        for tab in opened(form):
            areas = {area.coord.partition(":")[0]: area.bounds for area in tab.merged_cells.ranges}
            for cell in texts(tab):
                hidden = tab.row_dimensions[cell.row].hidden or tab.column_dimensions[cell.column_letter].hidden
                if tab.sheet_state == "visible" and cell.alignment.wrap_text and not hidden:
                    left, top, right, bottom = areas.get(cell.coordinate, range_boundaries(cell.coordinate))
                    width = sum(tab.column_dimensions[letter(index)].width for index in range(left, right + 1))
                    height = sum(tab.row_dimensions[row].height or 15 for row in range(top, bottom + 1))
                    yield f"{tab.title}!{cell.coordinate}", cell, width, height


@pytest.mark.soffice
def test_no_label_is_clipped(soffice_convert: Convert, tmp_path: Path) -> None:
    """LibreOffice fits a line to each text, in its font and width: none needs more height than the form gives it."""
    found = list(fixed_texts())
    measure = Workbook()
    scratch = measure.worksheets[0]
    for index, (_, label, width, _) in enumerate(found, start=1):
        cell = scratch.cell(index, index, label.value)
        cell.font = Font(name=label.font.name, size=label.font.size, bold=label.font.bold)
        cell.alignment = Alignment(horizontal="left", wrap_text=True, indent=label.alignment.indent)
        scratch.column_dimensions[letter(index)].width = width
    measure.save(tmp_path / "measure.xlsx")
    fitted = soffice_convert(tmp_path / "measure.xlsx", "ods", tmp_path)  # where it works the heights out
    rows = load_workbook(soffice_convert(fitted, "xlsx", tmp_path / "fitted")).worksheets[0].row_dimensions
    clipped = [
        (where, height, rows[index].height)
        for index, (where, _, _, height) in enumerate(found, start=1)
        if (rows[index].height or 15) > height + 0.5
    ]
    assert len(found) > 100
    assert clipped == []


@pytest.mark.soffice
@each_form
def test_each_sheet_prints_on_the_pages_it_needs(
    form: Form, soffice_convert: Convert, pdf_pages: Callable[[Path], int], tmp_path: Path
) -> None:
    path = tmp_path / form.filename
    path.write_bytes(built(form))
    assert pdf_pages(soffice_convert(path, "pdf", tmp_path)) == PAGES[form.kind]


# ------------------------------------------------------------------------------------------- What they say is missing


def formulas(form: Form) -> Iterator[str]:
    workbook = opened(form)
    for tab in workbook:
        yield from (cell.value for cell in texts(tab) if cell.data_type == "f")
        for rules in tab.conditional_formatting:
            yield from (formula for rule in rules.rules for formula in rule.formula)


def test_formulas_are_plain_enough_to_survive_any_spreadsheet() -> None:
    found = list(formulas(DOSSIER))
    functions = {name for formula in found for name in re.findall(r"([A-Z]+)\(", formula)}
    assert functions == {"COUNTIFS", "COUNTBLANK", "IF"}
    assert max(len(formula) for formula in found) <= 8192
    assert max(len(text) for formula in found for text in re.findall(r'"([^"]*)"', formula)) <= 255
    assert list(formulas(DECISIONS)) == []


def test_every_bloquant_check_is_counted_as_it_is_filled() -> None:
    bloquant = {criterion.check for criterion in RULES.criteria if criterion.gravity.value == "bloquant"}
    assert bloquant == completeness.NEEDS.keys()


def test_every_sheet_of_the_dossier_says_what_it_lacks() -> None:
    counted = completeness.needs(places(DOSSIER, RULES), RULES)
    assert [key for key, needs in counted.items() if not needs] == []
    for needs in counted.values():
        assert needs[0].said == say.MISSING_CELLS
        assert len({need.said for need in needs}) == len(needs)


EMPTY_FORM = {
    "Organisation": "Il reste 13 cases indispensables à remplir.",
    "P1 Questionnement": "Il reste 7 cases indispensables à remplir.",
    "P2 Parties prenantes": "Il reste 5 cases indispensables à remplir.",
    "P3 Pratiques": "Il manque une ligne pour 7 thèmes.",
    "Engagements": "Il reste 1 case indispensable à remplir.",
    "P4 Plan d’actions": "Il reste 5 cases indispensables à remplir.",
    "P5 Présentations": "Il reste 4 cases indispensables à remplir.",
    "P6 Accessibilité": "Il reste 2 cases indispensables à remplir.",
    "Référentiels": "Feuille facultative.",
    "Charte et signature": "Il reste 10 cases indispensables à remplir.",
}
COMPLETE = dict.fromkeys(EMPTY_FORM, "Feuille complète.") | {"Référentiels": "Feuille facultative."}
SMALL_ASSOCIATION = next(example.values for example in examples() if example.name == "aiguilles-vagabondes")

REQUIRED = [theme.code for theme in RULES.themes_of(Requirement.REQUIRED)]
BEGUN = {
    "organisation.headcount": "6-10",
    "organisation.cse": "Oui",
    "organisation.legal_form": "SCOP",
    "organisation.rna": "W531987042",
    "themes": [
        {"theme": "GOU", "questioned": "Oui", "improvement": "Écrire qui fait quoi"},
        {"theme": "CON", "questioned": "Non"},
        {"theme": "SOC", "questioned": "Sans objet", "reason": "Aucun salarié"},
        {"theme": "DIS", "questioned": "Par un référentiel reconnu", "document": "Rapport, p. 3"},
        {"theme": "TER", "questioned": "Non"},
    ],
    "frameworks": [{"name": "LUCIE 26000", "themes": "Éthique, Environnement"}, {"level": "Confirmé"}],
    "stakeholders": [{"name": "Équipe", "category": "Salariés", "side": "Interne", "importance": 4, "influence": 3}],
    "practices": [{"theme": "GOU", "title": "Réunions ouvertes"}, {"title": "Pas encore de pratique"}],
    "commitments": [{"label": "Ouvrir le conseil"}, {"label": "Réduire nos trajets"}, {"theme": "ENV"}],
    "actions": [
        {"theme": "GOU", "action": "Élire", "pilot": "Présidence", "due_on": date(2027, 6, 30), "commitment": "E1"},
        {"action": "Acheter", "pilot": "Trésorerie", "due_on": "au printemps", "commitment": "E7"},
    ],
    "presentations": [
        {"body": "Assemblée générale ou équivalent", "status": "Tenue", "held_on": date(2026, 6, 12)},
        {"body": "Organe d’administration (ou gérance)", "status": "Prévue"},
        {"body": "CSE", "status": "Sans objet"},
        {"body": "Bénévoles", "status": "Tenue"},
    ],
    "access": [{"category": "Clients", "channel": "Affichage"}],
    **{f"charter.{field.key}": "Oui" for field in CHARTER.fields if field.choices},
    "charter.p3": "Non",
    "charter.signatory_name": "Alix Modèle",
    "charter.signatory_title": "Gérante",
    "charter.signed_on": date(2026, 11, 2),
}
BEGUN_FORM = {
    "Organisation": "Il reste 10 cases indispensables à remplir.",
    # CON without reason, EGA unanswered; ENV and ETH are covered by a framework, TER is only recommended.
    "P1 Questionnement": "Il reste 2 cases indispensables à remplir.",
    "P2 Parties prenantes": "Aucune partie prenante n’est notée « Externe ».",
    # The line without theme.
    "P3 Pratiques": "Il reste 1 case indispensable à remplir.",
    # The line with a theme and nothing else.
    "Engagements": "Il reste 1 case indispensable à remplir.",
    "P4 Plan d’actions": "Il reste 1 case indispensable à remplir.",
    # The date of the board, statut and date of the employees, the reason of the CSE.
    "P5 Présentations": "Il reste 4 cases indispensables à remplir.",
    "P6 Accessibilité": "Il manque un support pour 1 catégorie de la feuille P2.",
    "Référentiels": "Il reste 1 case indispensable à remplir.",
    "Charte et signature": "1 réponse est Non : la charte demande Oui partout.",
}
FURTHER = BEGUN | {
    **{f"organisation.{field.key}": "x" for field in ORGANISATION.fields if field.starred},
    "organisation.legal_form": "SCOP",
    "practices": [{"theme": "GOU", "title": "Réunions ouvertes"}],
    "commitments": BEGUN["commitments"][:2],
    "actions": BEGUN["actions"][:1],
    "access": BEGUN["access"] + [{"category": "Toutes les parties prenantes", "channel": "Site"}],
}
FURTHER_FORM = BEGUN_FORM | {
    "Organisation": "Il manque un numéro : SIREN, SIRET ou RNA (plus bas).",
    # EGA without an answer, ENV and ETH without a line nor a proof.
    "P3 Pratiques": "Il manque une ligne pour 3 thèmes.",
    "Engagements": "Feuille complète.",
    "P4 Plan d’actions": "Il manque une action pour 1 engagement.",
    "P6 Accessibilité": "Feuille complète.",
}


def filled(values: prefill.Values, error_in: str = "") -> bytes:
    """The dossier form with these values, saved by openpyxl; an error in the cell of one key."""
    workbook = load_workbook(BytesIO(prefill.fill(DOSSIER, RULES, built(DOSSIER), values)))
    if error_in:
        sheet, _, key = error_in.partition(".")
        cell = workbook[DOSSIER.sheet(sheet).tab][places(DOSSIER, RULES)[sheet].cell(key).partition("!")[2]]
        cell.value, cell.data_type = "#REF!", "e"
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def lines(path: Path) -> tuple[str, dict[str, str]]:
    """What a workbook that was worked out says of itself: overall, and of each sheet."""
    workbook = load_workbook(path, data_only=True)
    tab = workbook[say.GUIDE_TAB]
    rows = range(guide.FIRST_ROW + 1, guide.FIRST_ROW + 1 + len(DOSSIER.sheets))
    said = {tab.cell(row, guide.TAB_COLUMN).value: tab.cell(row, guide.STATE_COLUMN).value for row in rows}
    assert said == {sheet.tab: workbook[sheet.tab]["B3"].value for sheet in DOSSIER.sheets}
    return tab.cell(guide.FIRST_ROW, guide.STATE_COLUMN).value, said


@pytest.mark.soffice
@pytest.mark.parametrize(
    ("values", "error_in", "overall", "said"),
    [
        pytest.param({}, "", "Il reste 9 feuilles à compléter.", EMPTY_FORM, id="empty"),
        pytest.param(FURTHER, "", "Il reste 8 feuilles à compléter.", FURTHER_FORM, id="further"),
        pytest.param(SMALL_ASSOCIATION, "organisation.town", say.ALL_COMPLETE, COMPLETE, id="complete-with-an-error"),
    ],
)
def test_a_form_says_what_it_lacks(
    values: prefill.Values, error_in: str, overall: str, said: dict[str, str], soffice_convert: Convert, tmp_path: Path
) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(filled(values, error_in))
    assert lines(soffice_convert(path, "xlsx", tmp_path / "out")) == (overall, said)


@pytest.mark.soffice
def test_a_form_kept_as_ods_goes_on_saying_it(soffice_convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(filled(BEGUN))
    back = soffice_convert(soffice_convert(path, "ods", tmp_path), "xlsx", tmp_path / "out")
    assert lines(back) == ("Il reste 10 feuilles à compléter.", BEGUN_FORM)
    workbook, original = load_workbook(back), opened(DOSSIER)
    for name in workbook.sheetnames:
        kept, declared = (
            {(rule.type, str(rule.errorStyle)) for rule in book[name].data_validations.dataValidation if rule.type}
            for book in (workbook, original)
        )
        assert kept == declared, name
        assert workbook[name].protection.sheet == original[name].protection.sheet
