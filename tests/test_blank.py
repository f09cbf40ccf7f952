"""The blank workbooks: what they declare, and what they check while being filled."""

from __future__ import annotations

from pathlib import Path

from ose_batch.forms import blank
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Form
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.package import unpack
from ose_batch.forms.places import list_of, places
from ose_batch.model import Kind
from ose_batch.wording import forms as say
from tests.blanks import HIDDEN, built, each_form, entries, opened, texts
from tests.dossiers import RULES

ROOT = Path(__file__).parents[1]


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
