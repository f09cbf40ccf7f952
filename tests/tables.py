"""Small workbooks written as tables of text, and what is read in them as lines of text."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache
from html import escape

import openpyxl

from ose_batch.forms import blank, layout
from ose_batch.forms.read import read
from ose_batch.model import Cell, Dossier, Received, Rejection, Source
from tests.dossiers import RULES
from tests.handmade import ODF, ODS_TYPE, zipped

DOSSIER = """
## Contrôle
| ose:form | dossier-ose | 1 |
## Organisation
| Votre organisation |
|                       | Indispensable  | ose:value    |
| ose:organisation.name | Dénomination * | Les Amis     | Le nom officiel |
| ose:organisation.siren | SIREN         | 123 456 789  |
## Engagements
| Vos engagements |
|                 | N°                     | Engagement *          |
| ose:commitments | ose:commitments.number | ose:commitments.label |
|                 | E1                     | Trier                 |
|                 | E2                     |                       |
|                 |                        |                       |
|                 |                        | Partager              |
|                 | Facultatif             |                       |
|                 |                        | ose:value             |
|                 |                        | Ma structure s’est engagée, à ce jour, sur |
| ose:commitments.statement |              | L’entraide            |
"""


# ------------------------------------------------------------------------------------------- text in: small workbooks


def sheets(text: str) -> dict[str, list[list[str]]]:
    """`## Tab`, then its lines from A1 on: `| a | b |`. `⏎` is a line break."""
    found: dict[str, list[list[str]]] = {}
    for line in map(str.strip, text.strip().splitlines()):
        if line.startswith("## "):
            found[line.removeprefix("## ")] = rows = []
        elif line:
            rows.append([cell.strip().replace("⏎", "\n") for cell in line.strip("|").split("|")])
    return found


def xlsx(text: str) -> bytes:
    """Numbers and ISO dates are typed so, `=` starts a formula without result, `#` an error."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for tab, rows in sheets(text).items():
        sheet = workbook.create_sheet(tab)
        for number, row in enumerate(rows, start=1):
            for column, said in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if re.fullmatch(r"[0-9]+(\.[0-9]+)?", said):
                    cell.value = float(said)
                elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
                    cell.value = date.fromisoformat(said)
                elif said:
                    cell.value = said
                if said.startswith("#"):
                    cell.data_type = "e"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def ods(text: str) -> bytes:
    def cell(said: str) -> str:
        if said.startswith("="):
            return f'<table:table-cell table:formula="of:{escape(said)}"/>'
        if said.startswith("#"):
            return (
                '<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="" '
                f'calcext:value-type="error"><text:p>{said}</text:p></table:table-cell>'
            )
        if not said:
            return "<table:table-cell/>"
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in said.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    def table(tab: str, rows: list[list[str]]) -> str:
        lines = (f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        return f'<table:table table:name="{escape(tab)}">{"".join(lines)}</table:table>'

    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = "".join(table(tab, rows) for tab, rows in sheets(text).items())
    content = (
        f"<office:document-content {ODF} {calc}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


# ------------------------------------------------------------------------------------------------------------ text out


def received(content: bytes) -> Received:
    return read(Source("essai.xlsx", "", content), RULES)


def dossier(content: bytes) -> Dossier:
    found = received(content)
    assert isinstance(found, Dossier), found
    return found


def rejection(content: bytes) -> Rejection:
    found = received(content)
    assert isinstance(found, Rejection), found
    assert found.reason.endswith(".")
    assert found.advice.endswith(".")
    return found


def cell_text(cell: Cell) -> str:
    return f"{cell.ref.address} {cell.value!r}" + (f" {cell.trouble} {cell.text}" if cell.trouble else "")


def shown(found: Dossier) -> list[str]:
    """What is filled, a line each: `organisation.name C3 'Les Amis'`, `commitments E1: label C4 'Trier'`."""
    fields = [f"{key} {cell_text(cell)}" for key, cell in found.fields.items() if cell.text]
    rows = [
        f"{table} {row.name}: " + ", ".join(f"{key} {cell_text(cell)}" for key, cell in row.cells.items() if cell.text)
        for table in found.tables
        for row in found.rows(table)
    ]
    return fields + rows


def gaps(found: Dossier) -> list[str]:
    return [f"{gap.sheet}.{gap.key} {gap.row} {gap.cell.ref.address}".replace("  ", " ") for gap in found.gaps]


ORDINARY = [
    "organisation.name C3 'Les Amis'",
    "organisation.siren C4 '123456789'",
    "commitments.statement C11 'L’entraide'",
    "commitments E1: number B4 'E1', label C4 'Trier'",
    "commitments E4: label C7 'Partager'",
]


@cache
def template() -> bytes:
    return blank.build(layout.DOSSIER, RULES)
