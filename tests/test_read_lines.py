"""Lines of tables and of decisions: how they are named, what lacks in them, what is wrong with their cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ose_batch.model import Decisions
from tests.tables import DOSSIER, ORDINARY, cell_text, dossier, gaps, ods, received, shown, xlsx

NBSP = "\u00a0"


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
