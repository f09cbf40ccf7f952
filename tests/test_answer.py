"""The fiche retour: where the dossier stands, and what is to be done."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.forms.dossier import DOSSIER
from ose_batch.model import Answer, CellRef, Entry, Finding, Point
from ose_batch.wording import answer as say
from tests.docx_text import text_of
from tests.entries import TYPICAL, long
from tests.fiches import EXTREMES, PLAN, SMALL, THREE, flaws, found, made, missing, words

# --------------------------------------------------------------------------------------------- Where the dossier stands


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        (SMALL, "Votre dossier est complet : il sera présenté au comité le 10 décembre 2026 (vague 2026-2)."),
        (
            replace(SMALL, session_on=None, wave="", deadline=None),
            "Votre dossier est complet : il sera présenté au comité ; la date de la prochaine séance vous sera "
            "communiquée.",
        ),
        (
            THREE,
            "Il reste 3 points à compléter dans le classeur joint, à nous renvoyer au plus tard le 23 novembre 2026 "
            "pour la séance du 10 décembre 2026 (vague 2026-2).",
        ),
        (
            replace(flaws(1), deadline=date(2026, 11, 2)),
            "Il reste 1 point à compléter dans le classeur joint, à nous renvoyer dès que vous le pourrez : ce sera "
            "pour la séance du 10 décembre 2026 (vague 2026-2), ou pour la suivante.",
        ),
        (
            replace(THREE, session_on=None, wave="", deadline=None),
            "Il reste 3 points à compléter dans le classeur joint, à nous renvoyer dès que vous le pourrez : la date "
            "de la prochaine séance vous sera communiquée.",
        ),
    ],
)
def test_where_the_dossier_stands_and_by_when(entry: Entry, standing: str) -> None:
    assert words(entry)["standing"].replace("\u00a0", " ") == standing


def test_a_date_that_has_passed_is_not_asked_for() -> None:
    assert words(THREE)["steps"][1].endswith("au plus tard le 23 novembre 2026.")
    late = words(replace(THREE, deadline=date(2026, 11, 2)))
    assert "2 novembre" not in late["standing"] + late["steps"][1]


def test_principles_are_named_in_full_and_what_the_cress_checks_is_complete() -> None:
    entry = found(
        TYPICAL,
        missing("P1.1", ("Éthique", "P1 Questionnement", 9)),
        missing("P4.6", ("A4", PLAN, 9), answer=Answer.TO_CHECK),
        missing("P6.3", ("", "P6 Accessibilité", 9), answer=Answer.TO_WEIGH),
    )
    rows = words(entry)["principles"]
    assert [(row["label"], row["title"], row["reading"]) for row in rows] == [
        ("Principe 1\u00a0:", "Questionnement multidimensionnel", "À compléter"),
        ("Principe 2\u00a0:", "État des lieux des parties prenantes", "Complet"),
        ("Principe 3\u00a0:", "Pratiques existantes et mise en valeur", "Complet"),
        ("Principe 4\u00a0:", "Plan d’actions et engagements", "Complet"),
        ("Principe 5\u00a0:", "Présentation en AG et en interne", "Complet"),
        ("Principe 6\u00a0:", "Accessibilité de la démarche", "Le comité lira vos réponses"),
        ("", "Identité et engagement", "Complet"),
    ]
    assert rows[1]["fact"] == "11 parties prenantes\u00a0: 5 internes, 6 externes"
    assert rows[3]["ink"] == rows[4]["ink"] != rows[5]["ink"] != rows[0]["ink"]
    assert words(entry)["weighed"] is True
    assert words(SMALL)["weighed"] is False


# --------------------------------------------------------------------------------------------------- What is to be done


def test_the_order_of_the_sheets_is_that_of_the_form() -> None:
    assert list(say.SHEETS) == [sheet.tab for sheet in DOSSIER.sheets]
    entry = found(
        TYPICAL,
        missing("P1.1", ("Éthique", "P1 Questionnement", 9)),
        missing("P4.3", ("E2", "Engagements", 8), ("E3", "Engagements", 9)),
        missing("P4.4", ("A1", PLAN, 7)),
        missing("ID.1", ("Commune", "Organisation", 9)),
        missing("ID.3", ("Principe 2", "Charte et signature", 9)),
        missing("P2.1", ("", "Feuille inconnue", 9)),
        Finding("P3.9", "P3", Answer.TO_COMPLETE, "Il manque une feuille."),
    )
    assert [(sheet["title"], sheet["count"]) for sheet in words(entry)["sheets"]] == [
        ("Feuille «\u00a0Organisation\u00a0»", "1 point"),
        ("Feuille «\u00a0P1 Questionnement\u00a0»", "1 point"),
        ("Feuille «\u00a0Engagements\u00a0»", "2 points"),
        ("Feuille «\u00a0P4 Plan d’actions\u00a0»", "1 point"),
        ("Feuille «\u00a0Charte et signature\u00a0»", "1 point"),
        ("Feuille «\u00a0Feuille inconnue\u00a0»", "1 point"),
        ("Dans l’ensemble du classeur", "1 point"),
    ]


def test_what_is_expected_is_said_once_a_criterion() -> None:
    (sheet,) = words(flaws(3))["sheets"]
    (row,) = sheet["rows"]
    assert [point["cell"] for point in row["points"]] == ["F7", "F8", "F9"]
    assert row["points"][0]["text"] == "Réponse attendue pour «\u00a0A1 – Pilote\u00a0»."
    assert row["expected"] == "Une réponse dans chaque colonne marquée d’un *"
    assert row["advice"].startswith("Complétez la ligne\u00a0: une fonction pour le pilote")
    assert row["more"] == ""


def test_only_what_is_to_complete_is_to_be_done() -> None:
    others = (Answer.TO_WEIGH, Answer.TO_CHECK, Answer.COMPLETE, Answer.NOT_APPLICABLE)
    entry = found(TYPICAL, *(missing("P4.4", ("SECRET", PLAN, 9), answer=answer) for answer in others))
    assert words(entry)["sheets"] == []
    assert "SECRET" not in text_of(made(entry))
    assert "À vérifier" not in text_of(made(entry))


@given(st.integers(1, 150), st.integers(1, 40), st.integers(1, 300))
def test_no_point_is_lost_without_being_counted(points: int, criteria: int, letters: int) -> None:
    places = [
        Finding(
            f"P1.{rank}",
            "P1",
            Answer.TO_COMPLETE,
            "",
            tuple(
                Point("", CellRef(say.SHEETS[place % 10], place + 1, 4), "", long(letters))
                for place in range(rank, points, criteria)
            ),
            long(letters),
            long(letters),
        )
        for rank in range(min(criteria, points))
    ]
    said = words(found(TYPICAL, *places))
    rows = [row for sheet in said["sheets"] for row in sheet["rows"]]
    shown = sum(len(row["points"]) + _number(row["more"]) for row in rows)
    assert rows
    assert shown + _number(said["more_points"]) == points
    assert said["point_count"] == f"{points} point{'s' if points > 1 else ''}"


def _number(more: str) -> int:
    return int(more.split()[1]) if more else 0


def test_rows_left_out_are_counted_and_said_to_be_in_the_workbook() -> None:
    more = words(EXTREMES["everything"])["more_points"]
    assert _number(more) > 100
    assert more.endswith("autres points, tous dans la feuille «\u00a0À corriger\u00a0» du classeur joint")
