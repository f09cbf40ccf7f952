"""A filled dossier read with openpyxl, by the hidden codes of its cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Sheet
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.values import Converter, converter
from ose_batch.model import Cell, CellRef, Dossier, Gap, Row, Table, Trouble
from ose_batch.wording import reading as say


def read_dossier(path: Path, rules: Rules) -> Dossier:
    """Of a file that holds every code: the examples do."""
    workbook = load_workbook(path, data_only=True)
    fields: dict[str, Cell] = {}
    tables: dict[str, Table] = {}
    gaps: list[Gap] = []
    version = ""
    found: dict[str, tuple[Worksheet, dict[str, SheetCell]]] = {}
    for tab in workbook:
        codes = _codes(tab)
        if FORM_CODE in codes:
            version = str(tab.cell(codes[FORM_CODE].row, codes[FORM_CODE].column + 2).value)
        for code in codes:
            found[code.removeprefix(CODE).partition(".")[0]] = tab, codes
    for sheet in DOSSIER.sheets:
        worksheet, codes = found[sheet.key]
        for field in sheet.fields:
            entry = worksheet.cell(codes[f"{CODE}{sheet.key}.{field.key}"].row, codes[VALUE_CODE].column)
            cell = _understood(worksheet, entry, converter(field, rules))
            fields[f"{sheet.key}.{field.key}"] = cell
            if field.starred and cell.value is None:
                gaps.append(Gap(sheet.key, field.key, field.label, "", cell))
        if sheet.columns:
            tables[sheet.key] = _table(sheet, worksheet, codes, rules)
            gaps += [
                Gap(sheet.key, column.key, column.label, row.name, row[column.key])
                for row in tables[sheet.key].rows
                for column in sheet.starred_columns
                if row[column.key].value is None
            ]
    cells = [
        *fields.values(),
        *(cell for table in tables.values() for row in table.rows for cell in row.cells.values()),
    ]
    return Dossier(version, fields, tables, tuple(gaps), tuple(cell for cell in cells if cell.trouble))


def _codes(worksheet: Worksheet) -> dict[str, SheetCell]:
    return {
        cell.value: cell
        for row in worksheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(CODE)
    }


def _table(sheet: Sheet, worksheet: Worksheet, codes: dict[str, SheetCell], rules: Rules) -> Table:
    columns = {column.key: codes[f"{CODE}{sheet.key}.{column.key}"].column for column in sheet.columns}
    meanings = {column.key: converter(column, rules) for column in sheet.columns}
    asked = [column.key for column in sheet.columns if not column.given]
    above = codes[f"{CODE}{sheet.key}"].row
    below = min((cell.row for cell in codes.values() if cell.row > above), default=worksheet.max_row + 1)
    rows = []
    for number, line in enumerate(worksheet.iter_rows(above + 1, below - 1), start=above + 1):
        entries = {key: line[column - 1] for key, column in columns.items()}
        if not sheet.given_list and all(entries[key].value is None for key in asked):
            continue
        cells = {key: _understood(worksheet, entry, meanings[key]) for key, entry in entries.items()}
        given = cells[sheet.columns[0].key].text if sheet.columns[0].given else ""
        if any(cells[key].text for key in asked) or (sheet.given_list and given):
            rows.append(Row(given or say.line_name(number), cells))
    anchor = CellRef(worksheet.title, above + 1, min(columns[key] for key in asked))
    return Table(anchor, tuple(rows))


def _understood(worksheet: Worksheet, entry: Any, meaning: Converter) -> Cell:
    ref = CellRef(worksheet.title, entry.row, entry.column)
    if entry.data_type == "e":
        return Cell(ref, None, str(entry.value), Trouble.ERROR)
    if entry.value is None:
        return Cell(ref)
    return Cell(ref, *meaning(entry.value))
