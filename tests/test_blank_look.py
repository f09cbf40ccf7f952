"""The blank workbooks: how they look on opening and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import range_boundaries

from ose_batch.forms import blank, guide, layout, page
from ose_batch.forms.declaration import Form
from ose_batch.forms.layout import BILAN, DECISIONS, DOSSIER, MOVEMENTS
from ose_batch.forms.package import unpack
from ose_batch.forms.places import letter, places
from tests.blanks import HIDDEN, Convert, built, each_form, opened, png, texts
from tests.dossiers import RULES

PAGES = {DOSSIER.kind: 12, DECISIONS.kind: 3, BILAN.kind: 4, MOVEMENTS.kind: 2}
"""One a sheet, and a second one for the sixty lines of the plan d'actions and of the decisions."""


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
