"""Workbooks written as tables of text, and what is read in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ose_batch.charter import loading
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.forms import blank, declaration, layout, prefill
from ose_batch.forms.dossier import COMMITMENTS
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.places import ENTRY_COLUMN, places
from ose_batch.forms.prefill import Line
from ose_batch.forms.read import read
from ose_batch.forms.values import plain
from ose_batch.model import Cell, Context, Decisions, Dossier, Kind, Received, Rejection, Source, Value
from ose_batch.wording import reading as say
from tests.dossiers import FIRST_LINE

RULES: Rules = loading.load((resources.files("ose_batch") / "charter" / "charter.toml").read_text(encoding="utf-8"))
NBSP = "\u00a0"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

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

    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = "".join(table(tab, rows) for tab, rows in sheets(text).items())
    content = (
        f"<office:document-content {namespaces} {calc}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


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


# --------------------------------------------------------------------------------------------------------------- codes


@pytest.mark.parametrize("write", [xlsx, ods])
def test_entries_are_found_by_their_codes(write: Callable[[str], bytes]) -> None:
    found = dossier(write(DOSSIER))
    assert found.version == "1"
    assert shown(found) == ORDINARY
    assert found.fields["organisation.name"].ref.sheet == "Organisation"


def test_every_field_and_column_is_there_filled_or_not() -> None:
    found = dossier(xlsx(DOSSIER))
    declared = layout.DOSSIER.sheets
    assert set(found.fields) == {f"{sheet.key}.{field.key}" for sheet in declared for field in sheet.fields}
    assert set(found.tables) == {sheet.key for sheet in declared if sheet.columns}
    for row in found.rows("commitments"):
        assert list(row.cells) == [column.key for column in COMMITMENTS.columns]


def test_an_xlsm_is_read_without_its_macros() -> None:
    parts = {**unpack(xlsx(DOSSIER)), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not looked at"}
    macro_enabled = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(plain, macro_enabled)
    assert shown(dossier(pack(parts))) == ORDINARY


def test_codes_are_read_wherever_they_stand() -> None:
    """Sheets renamed and put in another order, a line and a column inserted, lines moved."""
    found = dossier(
        xlsx("""
        ## Feuil3
        |  |                 |  | Engagement *          | N°                     |
        |  | ose:commitments |  | ose:commitments.label | ose:commitments.number |
        |  |                 |  |                       |                        |
        |  |                 |  | Trier                 | E1                     |
        ## Nous
        |  |                        |               | remarque | ose:value   |
        |  | ose:organisation.siren | SIREN         | ?        | 123456789   |
        |  |                        |               |          | de passage  |
        |  | ose:organisation.name  | Dénomination  | !        | Les Amis    |
        ## Contrôle
        |  |
        |  | ose:form |  | dossier-ose |  | 1 |
        """)
    )
    assert shown(found) == [
        "organisation.name E4 'Les Amis'",
        "organisation.siren E2 '123456789'",
        "commitments E1: number E4 'E1', label D4 'Trier'",
    ]
    assert found.fields["organisation.name"].ref.sheet == "Nous"
    assert not [note for note in found.notes if "intitulés" in note]


def test_without_its_hidden_sheet_a_form_is_known_by_its_codes() -> None:
    found = dossier(xlsx(DOSSIER[DOSSIER.index("## Organisation") :]))
    assert found.version == ""
    assert shown(found) == ORDINARY


def test_a_copied_sheet_is_said_and_the_one_with_the_right_name_is_read() -> None:
    organisation = DOSSIER[DOSSIER.index("## Organisation") : DOSSIER.index("## Engagements")]
    copy = organisation.replace("## Organisation", "## Organisation (2)").replace("Les Amis", "Un brouillon")
    found = dossier(xlsx(copy + DOSSIER))
    assert shown(found) == ORDINARY
    assert say.sheet_twice(("Organisation", "Organisation (2)")) in found.notes


def test_a_form_that_this_program_does_not_know_is_no_form() -> None:
    later = DOSSIER.replace("dossier-ose", "autre-formulaire")
    assert "« Contrôle »".replace(" ", NBSP) in rejection(xlsx(later)).reason


# --------------------------------------------------------------------------------------------------------------- lines

ACTIONS = """
## Contrôle
| ose:form | dossier-ose | 1 |
## P4 Plan d’actions
|             | ose:actions.number | ose:actions.theme | ose:actions.action | ose:actions.progress |
"""


def test_lines_are_named_by_their_number_or_their_place() -> None:
    found = dossier(
        xlsx(
            ACTIONS
            + """
            |  | A1 |             | Trier     |
            |  | A2 |             |           |
            |  | 3  |             | Partager  |
            |  |    |             | Informer  |
            |  | A4 | Gouvernance |           |
            """
        )
    )
    assert shown(found) == [
        "actions A1: number B2 'A1', action D2 'Trier'",
        "actions A3: number B4 '3', action D4 'Partager'",
        "actions A4: action D5 'Informer'",
        "actions A4: number B6 'A4', theme C6 'GOU'",
    ]


def test_lines_without_number_are_named_by_their_place_in_the_sheet() -> None:
    found = dossier(
        xlsx("""
        ## P2
        | ose:stakeholders.name | ose:stakeholders.side |
        |                       |                       |
        | Salariés              | interne               |
        """)
    )
    assert shown(found) == ["stakeholders ligne 3: name A3 'Salariés', side B3 'Interne'"]


def test_a_line_with_nothing_but_a_zero_was_begun() -> None:
    found = dossier(xlsx(ACTIONS + "|  | A1 |  |  | 0 |\n"))
    assert shown(found) == ["actions A1: number B2 'A1', progress E2 0"]


def test_a_given_table_keeps_all_its_lines_in_the_order_of_the_file() -> None:
    found = dossier(
        xlsx("""
        ## Contrôle
        | ose:form | dossier-ose | 1 |
        ## P1
        | ose:themes.theme | ose:themes.questioned | ose:themes.self_rating |
        | Éthique          |                       |                        |
        | gouvernance      | oui                   | 3 – installé dans nos pratiques |
        | Numérique        | Oui                   |                        |
        |                  | Non                   |                        |
        | Une note au bas  |                       |                        |
        """)
    )
    assert shown(found) == [
        "themes Éthique: theme A2 'ETH'",
        "themes gouvernance: theme A3 'GOU', questioned B3 'Oui', self_rating C3 3",
        "themes Numérique: theme A4 None not_in_list Numérique, questioned B4 'Oui'",
        "themes ligne 5: questioned B5 'Non'",
    ]
    assert [str(cell.ref) for cell in found.troubled] == ["P1!A4"]


def test_an_empty_table_points_at_its_first_entry() -> None:
    found = dossier(xlsx(ACTIONS + "|  | A1 |\n|  | A2 |\n"))
    assert found.rows("actions") == ()
    assert str(found.tables["actions"].anchor) == "P4 Plan d’actions!C2"


# ------------------------------------------------------------------------------------------------- gaps and troubles


def test_gaps_are_starred_entries_of_fields_and_of_lines_that_were_begun() -> None:
    found = dossier(
        xlsx("""
        ## Contrôle
        | ose:form | dossier-ose | 1 |
        ## Charte
        |                       | ose:value |
        | ose:charter.p1        | oui       |
        | ose:charter.p2        | bien sûr  |
        | ose:charter.signed_on |           |
        | ose:charter.signed_at |           |
        ## P5
        | ose:presentations.body           | ose:presentations.status | ose:presentations.held_on |
        | Assemblée générale ou équivalent | Prévue                   | au printemps              |
        | Salariés                         |                          |                           |
        ## P6
        | ose:access.category | ose:access.channel | ose:access.place |
        |                     | Affichage          |                  |
        |                     |                    |                  |
        """)
    )
    said = [gap for gap in gaps(found) if not gap.startswith(("organisation.", "charter.p", "charter.a"))]
    assert [gap for gap in said if not gap.startswith("charter.signatory")] == [
        "presentations.held_on Assemblée générale ou équivalent C2",
        "presentations.status Salariés B3",
        "presentations.held_on Salariés C3",
        "access.category ligne 2 A2",
        "charter.signed_on B4",
    ]
    assert "charter.p2 B3" in gaps(found)
    assert "charter.p1 B2" not in gaps(found)
    assert [f"{cell.ref} {cell.trouble} {cell.text}" for cell in found.troubled] == [
        "P5!C2 not_a_date au printemps",
        "Charte!B3 not_in_list bien sûr",
    ]


@pytest.mark.parametrize("write", [xlsx, ods])
def test_errors_and_formulas_without_result_are_never_empty(write: Callable[[str], bytes]) -> None:
    text = DOSSIER.replace("123 456 789", "=1+1").replace("Trier", "#REF!").replace("| E2 ", "| #N/A ")
    found = dossier(write(text.replace("| Partager ", "| =B4&C4 ")))
    assert shown(found) == [
        "organisation.name C3 'Les Amis'",
        "organisation.siren C4 None no_result =1+1",
        "commitments.statement C11 'L’entraide'",
        "commitments E1: number B4 'E1', label C4 None error #REF!",
        "commitments E4: label C7 None no_result =B4&C4",
    ]
    assert len(found.troubled) == 3
    assert "commitments.label E1 C4" in gaps(found)


def test_unusual_errors_do_not_hide_their_sheet() -> None:
    found = dossier(xlsx(DOSSIER.replace("Trier", "#SPILL!")))
    assert "commitments E1: number B4 'E1', label C4 None error #SPILL!" in shown(found)
    assert "commitments.statement C11 'L’entraide'" in shown(found)


def test_formulas_outside_the_entries_do_no_harm() -> None:
    found = dossier(xlsx(DOSSIER.replace("Votre organisation", "=COUNTBLANK(C1:C9)").replace("Facultatif", "#REF!")))
    assert shown(found) == ORDINARY
    assert found.troubled == ()


def test_blank_entries_are_empty_and_texts_stay_texts() -> None:
    text = DOSSIER.replace("Les Amis", "N/A").replace("Trier", f"{NBSP}").replace("Partager", "Une ligne⏎une autre")
    assert shown(dossier(xlsx(text)))[0] == "organisation.name C3 'N/A'"
    assert shown(dossier(xlsx(text)))[3:] == ["commitments E4: label C7 'Une ligne\\nune autre'"]


# ---------------------------------------------------------------------------------------------------------- codes lost


def without_codes(text: str) -> str:
    return re.sub(r"ose:[a-z_.]+", lambda code: " " * len(code[0]), text)


LABELLED = """
## Notre structure
| ose:organisation |
| * Dénomination                    |   | Les Amis    | Le nom officiel, tel qu’il figurera sur l’attestation. |
| Type de dossier *                 |   | Candidature |     |
| Forme juridique                   | * |             |     |
| SIREN                             |   | 123456789   | 9 chiffres. |
| N° OSE                            |   |             | Pour un renouvellement, par exemple OSE-0042. |
## Engagements
| ose:commitments |
| N° | ENGAGEMENT * | thème | Horizon |
| E1 | Trier        |       | 2027    |
| E2 |              |       |         |
| Ma structure s’est engagée, à ce jour, sur |
|    | L’entraide   |
"""


def test_a_sheet_that_lost_its_codes_is_read_by_its_labels() -> None:
    lost = without_codes(DOSSIER[DOSSIER.index("## Engagements") :])
    found = dossier(xlsx(DOSSIER[: DOSSIER.index("## Engagements")] + lost))
    assert shown(found) == [*ORDINARY[:-1], "commitments E4: label C7 'Partager'"]
    assert say.recognised_by_labels("Engagements") in found.notes


def test_codes_lost_on_some_lines_only() -> None:
    found = dossier(xlsx(DOSSIER.replace("ose:organisation.name", "")))
    assert shown(found) == ORDINARY
    assert say.recognised_by_labels("Organisation") in found.notes


def test_a_line_that_was_deleted_is_an_empty_field_without_more_ado() -> None:
    lines = DOSSIER.splitlines()
    found = dossier(xlsx("\n".join(line for line in lines if "ose:organisation.siren" not in line)))
    assert shown(found) == [said for said in ORDINARY if "siren" not in said]
    assert say.recognised_by_labels("Organisation") not in found.notes
    assert str(found.fields["organisation.siren"].ref).startswith("Organisation!C")


def test_every_code_lost() -> None:
    """Of a whole form: half of its sheets are enough."""
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    workbook["Organisation"]["C7"] = "Les Amis"
    workbook["P4 Plan d’actions"]["D8"] = "Trier"
    workbook["P5 Présentations"]["C7"] = "Tenue"
    workbook["Engagements"]["C23"] = "L’entraide"
    assert workbook["Organisation"]["A7"].value == "ose:organisation.name"
    assert workbook["Engagements"]["A23"].value == "ose:commitments.statement"
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if str(cell.value).startswith("ose:"):
                    cell.value = None
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = dossier(buffer.getvalue())
    filled = [said for said in shown(found) if not said.startswith(("themes", "presentations"))]
    assert filled == [
        "organisation.name C7 'Les Amis'",
        "commitments.statement C23 'L’entraide'",
        "actions A2: number B8 'A2', action D8 'Trier'",
    ]
    assert len(found.rows("themes")) == len(RULES.themes)
    assert found.rows("presentations")[0]["status"].value == "Tenue"
    assert found.notes == (say.recognised_by_labels(*(sheet.tab for sheet in layout.DOSSIER.sheets)),)


def test_labels_are_read_without_their_stars_and_helps() -> None:
    found = dossier(xlsx("## Contrôle\n| ose:form | dossier-ose | 1 |\n" + LABELLED))
    assert shown(found) == [
        "organisation.dossier_kind C3 'Candidature'",
        "organisation.name C2 'Les Amis'",
        "organisation.siren C5 '123456789'",
        "commitments.statement B6 'L’entraide'",
        "commitments E1: number A3 'E1', label B3 'Trier', horizon D3 '2027'",
    ]


def test_a_sheet_that_is_nowhere_is_empty_and_said() -> None:
    found = dossier(xlsx(DOSSIER))
    there = ("organisation", "commitments")
    assert say.sheet_missing(*(sheet.tab for sheet in layout.DOSSIER.sheets if sheet.key not in there)) in found.notes
    assert found.rows("actions") == ()
    assert str(found.tables["actions"].anchor) == "P4 Plan d’actions!C7"
    assert str(found.fields["charter.p1"].ref) == "Charte et signature!C6"
    assert "charter.p1 C6" in gaps(found)


# ----------------------------------------------------------------------------------------------------------- decisions

DECISIONS = """
## Contrôle
| ose:form             | decisions-comite   | 1          |
## Séance
|                      | ose:value          |
| ose:session.held_on  | 2026-12-10         |
| ose:session.instance | Comité             |
## Décisions
| ose:decisions.number | ose:decisions.decision | ose:decisions.decided_on | ose:decisions.recused |
| D-2026-001           | validé                 |                          |                       |
| D-2026-002           |                        |                          | Camille               |
| D-2026-003           | Refusé                 | 11/12/2026               |                       |
| D-2026-004           |                        |                          |                       |
"""


def decisions(content: bytes) -> list[str]:
    found = received(content)
    assert isinstance(found, Decisions), found
    session = f"{cell_text(found.session_on)}, {cell_text(found.instance)}"
    cells = [
        (line.number, line.decision, line.decided_on, line.motive, line.conditions, line.deadline)
        for line in found.lines
    ]
    return [session, *(", ".join(cell_text(cell) for cell in line if cell.text) for line in cells)]


def test_decisions_are_the_lines_where_something_was_decided() -> None:
    assert decisions(xlsx(DECISIONS)) == [
        "B2 datetime.date(2026, 12, 10), B3 'Comité'",
        "A2 'D-2026-001', B2 'Validé'",
        "A4 'D-2026-003', B4 None not_in_list Refusé, C4 datetime.date(2026, 12, 11)",
    ]


def test_decisions_without_codes() -> None:
    text = """
    ## Séance
    | Date de la séance * | 2026-12-10 |
    | Instance validante * | Comité |
    | Présents |  |
    | Excusés |  |
    | Déports |  |
    ## Décisions
    | N° de dossier | Organisation | Type | Lecture du dossier | Décision * | Motif |
    | D-2026-001 | Les Amis | Candidature | Complet | Ajourné | Trop court |
    """
    assert decisions(xlsx(text)) == [
        "B1 datetime.date(2026, 12, 10), B2 'Comité'",
        "A2 'D-2026-001', E2 'Ajourné', F2 'Trop court'",
    ]


# ---------------------------------------------------------------------------------------------------------- rejections

CFB = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
ORDINARY_XLSX = xlsx("## Feuil1\n| Budget | 2026 |\n## Liste d’adresses\n| Nom | Commune |\n")


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", say.EMPTY_FILE),
        (CFB + utf16("Root Entry") + utf16("EncryptedPackage"), say.PROTECTED_FILE),
        (CFB + utf16("Root Entry") + utf16("Workbook"), say.OLD_EXCEL_FILE),
        (CFB + utf16("Root Entry") + utf16("WordDocument"), say.WORD_FILE),
        (CFB, say.OLD_OFFICE_FILE),
        (b"%PDF-1.7\n%\xe2\xe3", say.PDF_FILE),
        (b"\x89PNG\r\n\x1a\n", say.PICTURE_FILE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", say.PICTURE_FILE),
        (b"\x00\x00\x00\x18ftypheic", say.PICTURE_FILE),
        (b"RIFF\x00\x00\x00\x00WEBP", say.PICTURE_FILE),
        (b"{\\rtf1 Bonjour}", say.WORD_FILE),
        ("Nom;Commune\nLes Amis;Angers\n".encode("cp1252"), say.TEXT_FILE),
        ("\ufeffÀ rendre avant lundi".encode(), say.TEXT_FILE),
        ("Nom\tCommune".encode("utf-16"), say.TEXT_FILE),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", say.HTML_FILE),
        (b"<table><tr><td>Excel, dit-il</td></tr></table>", say.HTML_FILE),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', say.XML_SPREADSHEET_FILE),
        (bytes(300), say.CLOUD_PLACEHOLDER),
        (b"\x01\x00\x02" * 100, say.UNKNOWN_FILE),
        (zipped({"word/document.xml": ""}), say.WORD_FILE),
        (zipped({"ppt/presentation.xml": ""}), say.SLIDES_FILE),
        (zipped({"xl/workbook.bin": ""}), say.BINARY_EXCEL_FILE),
        (zipped({"Index/Document.iwa": ""}), say.APPLE_FILE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), say.WORD_FILE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), say.SLIDES_FILE),
        (zipped({"photo.jpg": ""}), say.ZIP_FILE),
        (zipped({}), say.ZIP_FILE),
        (ORDINARY_XLSX[: len(ORDINARY_XLSX) // 2], say.TRUNCATED_FILE),
        (zipped({"xl/workbook.xml": ""}), say.UNREADABLE_WORKBOOK),
        (zipped({"mimetype": ODS_TYPE}), say.UNREADABLE_WORKBOOK),
        (zipped({"mimetype": ODS_TYPE, "content.xml": '<a t="error">#'}), say.UNREADABLE_WORKBOOK),
    ],
)
def test_files_that_are_no_workbook_are_said_to_be_what_they_are(content: bytes, said: tuple[str, str]) -> None:
    assert rejection(content) == Rejection(*said)


def test_an_encrypted_archive_is_protected() -> None:
    content = bytearray(zipped({"xl/workbook.xml": ""}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert rejection(bytes(content)) == Rejection(*say.PROTECTED_FILE)


def test_another_workbook_is_no_form() -> None:
    found = rejection(ORDINARY_XLSX)
    assert found.reason == (
        "Ce classeur n’est pas un formulaire OSE~; feuilles lues~: «~Feuil1~» et «~Liste d’adresses~»."
    ).replace("~", NBSP)


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
`python -c "from tests.test_read import filled; open('filled.xlsx', 'wb').write(filled())"`, then for both formats
`soffice --headless --convert-to xlsx --outdir tests/fixtures filled.xlsx`."""


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


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", CFB, b"<?xml"]))
def test_any_bytes_are_a_value(content: bytes, start: bytes) -> None:
    rejection(start + content)


SAMPLE = xlsx(DOSSIER)


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255))
def test_a_damaged_form_is_a_value(place: int, byte: int) -> None:
    damaged = bytearray(SAMPLE)
    damaged[place] = byte
    assert isinstance(received(bytes(damaged)), Dossier | Rejection)
