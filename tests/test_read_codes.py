"""Where entries are found: by their codes, wherever these stand, or else by the labels."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from ose_batch.forms import layout
from ose_batch.forms.dossier import COMMITMENTS
from ose_batch.forms.package import pack, unpack
from ose_batch.wording import reading as say
from tests.dossiers import RULES
from tests.tables import DOSSIER, ORDINARY, dossier, gaps, ods, rejection, shown, template, xlsx

NBSP = "\u00a0"


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
