"""Which words the brief says on its first page and on its second."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ose_batch.model import Answer
from tests import entries
from tests.briefs import note
from tests.dossiers import RULES
from tests.entries import MINIMAL, TYPICAL
from tests.typical import REQUIRED

# ---------------------------------------------------------------------------------------------------------- First page


def test_the_card() -> None:
    words = note(TYPICAL).words
    assert words["numbers"] == "SIREN 732829320"
    assert words["place"] == "Saint-Herblain (44)"
    assert words["kind"] == "Candidature"
    assert words["bodies"] == "CSE\u00a0: Oui"
    assert words["people"] == "11-49 salariés · 17,5 ETP · 40 bénévoles · 212 adhérents, associés ou sociétaires"
    assert words["session"] == "10 décembre 2026"
    assert note(replace(TYPICAL, session_on=None)).words["session"] == ""


def test_readings_follow_the_assessment_and_count_what_is_there() -> None:
    readings = note(TYPICAL).words["readings"]
    assert [(one["code"], one["answer"]) for one in readings] == [
        ("P1", "Complet"),
        ("P2", "Complet"),
        ("P3", "Complet"),
        ("P4", "À apprécier"),
        ("P5", "Complet"),
        ("P6", "Complet"),
        ("ID", "À vérifier"),
    ]
    assert [one["fact"] for one in readings] == [
        "9 thèmes questionnés, dont 1 par un référentiel reconnu · 8 voies d’amélioration",
        "11 parties prenantes\u00a0: 5 internes, 6 externes",
        "9 pratiques sur 8 thèmes · 9 mises en valeur",
        "7 actions pour 3 engagements · dernière échéance le 31/12/2028 · En cours\u00a0: 2 · À lancer\u00a0: 5",
        "Assemblée générale ou équivalent\u00a0: tenue le 12/06/2026\u00a0; Organe d’administration (ou "
        "gérance)\u00a0: tenue le 04/05/2026\u00a0; Salariés\u00a0: tenue le 20/05/2026\u00a0; CSE\u00a0: prévue le "
        "14/01/2027",
        "Toutes les parties prenantes\u00a0: Page internet publique\u00a0; Salariés\u00a0: Réunion ou événement\u00a0; "
        "Clients\u00a0: Affichage",
        "Charte acceptée sur 6 principes, le 02/11/2026",
    ]


def test_points_to_complete_come_first_then_to_weigh_then_to_check() -> None:
    entry = entries.entry(
        {"name": "Les Jardins"},
        {},
        entries.finding("P4.1", Answer.TO_CHECK, "Une date est passée."),
        entries.finding("P4.2", Answer.TO_WEIGH, reason="Aucun indicateur."),
        entries.finding("P4.3", Answer.COMPLETE, reason="Tout va bien."),
        entries.finding(
            "P4.4", Answer.TO_COMPLETE, "A1 n’a pas de pilote.", "A2 n’a pas de pilote.", "A1 n’a pas de pilote."
        ),
    )
    reading = next(one for one in note(entry).words["readings"] if one["code"] == "P4")
    assert reading["points"] == [
        {"label": "À compléter", "text": "A1 n’a pas de pilote."},
        {"label": "À compléter", "text": "A2 n’a pas de pilote."},
        {"label": "À apprécier", "text": "Aucun indicateur."},
        {"label": "À vérifier", "text": "Une date est passée."},
    ]
    assert reading["more"] == ""


def test_no_practice_yet_is_not_counted_as_a_practice() -> None:
    assert note(MINIMAL).words["readings"][2]["fact"] == "1 pratique sur 1 thème · 1 mise en valeur"


def test_a_radar_needs_five_themes() -> None:
    def rated(count: int) -> dict[str, Any]:
        themes = [
            {"theme": code, "questioned": "Oui"} | ({"self_rating": rank % 5} if rank < count else {})
            for rank, code in enumerate(REQUIRED)
        ]
        return dict(note(entries.entry({"name": "Les Jardins"}, {"themes": themes})).words)

    assert rated(4)["radar"] is None
    assert rated(4)["self_ratings"][0] == "Gouvernance\u00a0: 0 sur 4"
    assert rated(5)["radar"] == {
        "labels": [
            "Gouvernance (0)",
            "Concertation (1)",
            "Politique sociale\n(2)",
            "Lutte contre les\ndiscriminations\n(3)",
            "Égalité réelle\nentre les femmes\net les hommes (4)",
        ],
        "values": [0, 1, 2, 3, 4],
    }


def test_the_matrix_has_the_most_important_first_and_forgets_nobody() -> None:
    words = note(TYPICAL).words
    assert words["levels"] == list(RULES.lists["levels"])
    assert [[cell["inside"] for cell in row] for row in words["matrix"]] == [
        ["", "", "Salariés en insertion, CSE", "Salariés permanents, Associés usagers, Conseil coopératif"],
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "", "", ""],
    ]
    assert [[cell["outside"] for cell in row] for row in words["matrix"]] == [
        ["", "", "", ""],
        ["", "Clients du restaurant", "Commune de Saint-Herblain", "Région et département"],
        ["Voisinage", "Fournisseurs locaux", "", ""],
        ["Presse locale", "", "", ""],
    ]
    assert not any(cell["more"] for row in words["matrix"] for cell in row)
    assert words["unplaced"] == ""
    one = entries.entry({}, {"stakeholders": [{"name": "Presse", "importance": 2}, {"importance": 1, "influence": 1}]})
    assert note(one).words["unplaced"] == "Presse"
    assert note(one).words["matrix"][3][0]["outside"] == "—"


def test_a_crowded_cell_says_how_many_it_leaves_out() -> None:
    crowd = [{"name": f"Association partenaire {rank}", "importance": 4, "influence": 4} for rank in range(30)]
    cell = note(entries.entry({}, {"stakeholders": crowd})).words["matrix"][0][3]
    assert len(cell["outside"].split(", ")) + int(cell["more"].removeprefix(" + ")) == 30


# --------------------------------------------------------------------------------------------------------- Second page


def test_theme_by_theme_with_document_or_reason_when_there_is_nothing_else() -> None:
    themes = [
        {"theme": "GOU", "questioned": "Par un référentiel reconnu", "document": "Rapport LUCIE, p. 3"},
        {"theme": "CON", "questioned": "Non", "reason": "Sans salarié ni usager."},
        {"theme": "SOC", "questioned": "Oui", "findings": "Trois départs en un an.", "improvement": "Se parler."},
        {"theme": "AUT"},
    ]
    practices = [
        {"theme": "SOC", "title": "Accord de temps de travail", "showcase": "Livret"},
        {"theme": "SOC", "title": "Formation", "showcase": "Livret"},
        {"theme": "DIS", "title": "Pas encore de pratique", "showcase": "Rien"},
    ]
    rows = note(entries.entry({}, {"themes": themes, "practices": practices})).words["themes"]
    assert [tuple(row.values()) for row in rows] == [
        ("Gouvernance", "Par un référentiel reconnu", "Document\u00a0: Rapport LUCIE, p. 3", "", "—", ""),
        ("Concertation", "Non", "Raison\u00a0: «\u00a0Sans salarié ni usager.\u00a0»", "", "—", ""),
        (
            "Politique sociale",
            "Oui",
            "«\u00a0Trois départs en un an.\u00a0»",
            "Se parler.",
            "Accord de temps de travail\u00a0; Formation",
            "Livret",
        ),
        ("Lutte contre les discriminations", "—", "", "", "Pas encore de pratique", ""),
        ("Égalité réelle entre les femmes et les hommes", "—", "", "", "—", ""),
        ("Environnement", "—", "", "", "—", ""),
        ("Éthique", "—", "", "", "—", ""),
    ]


def test_all_commitments_are_for_the_members_and_those_not_to_publish_are_said() -> None:
    lines = [
        {"number": "E1", "label": "Ouvrir le jardin.", "publishable": "Oui", "horizon": "2029"},
        {"number": "E2", "label": "Partager.", "publishable": "Non"},
        {"number": "E3", "label": "Mesurer."},
    ]
    words = note(entries.entry({"commitments.statement": "  Dire « oui »\nà tous. "}, {"commitments": lines})).words
    assert [one["label"] for one in words["commitments"]] == [
        "Ouvrir le jardin. (2029)",
        "Partager. – à ne pas publier",
        "Mesurer. – publication à préciser",
    ]
    assert words["more_commitments"] == ""
    assert words["statement"] == "Ma structure s’est engagée, à ce jour, sur\u00a0: «\u00a0Dire « oui » à tous.\u00a0»"


def test_commitments_stand_on_the_first_page_when_they_fit() -> None:
    assert note(TYPICAL).words["commitments_first"] is True
    assert note(entries.huge()).words["commitments_first"] is False


def test_a_short_plan_is_whole_and_in_the_order_of_the_dossier() -> None:
    words = note(TYPICAL).words
    assert [action["number"] for action in words["actions"]] == [f"A{rank}" for rank in range(1, 8)]
    assert words["actions"][0] == {
        "number": "A1",
        "action": "Former les nouveaux administrateurs à la coopération",
        "theme": "Gouvernance",
        "pilot": "Direction",
        "due_on": "30/06/2027",
        "commitment": "E1",
        "indicator": "—",
        "state": "En cours 40\u00a0%",
    }
    assert words["more_actions"] == ""


def test_a_long_plan_shows_what_is_open_and_due_first_and_counts_the_rest() -> None:
    actions = [
        {
            "number": f"A{rank}",
            "action": "Mesurer",
            "due_on": date(2030 - rank % 4, 1, 1),
            "state": "Réalisée" if rank % 2 else "À lancer",
        }
        for rank in range(1, 61)
    ]
    words = note(entries.entry({}, {"actions": actions})).words
    shown = [action["number"] for action in words["actions"]]
    ranks = [int(number[1:]) for number in shown]
    assert ranks == sorted(ranks)
    assert set(shown) >= {f"A{rank}" for rank in range(2, 61, 4)}, "open ones due in 2028"
    assert not any(rank % 2 for rank in ranks)
    assert words["more_actions"] == f"et {60 - len(shown)} autres actions"


def test_frameworks_in_force_on_the_day_of_deposit() -> None:
    assert note(TYPICAL).words["frameworks"] == (
        "LUCIE 26000 (Niveau 3), valable jusqu’au 31/12/2027 inclus\u00a0: Lien avec les usagers"
    )
    last_day = {"name": "Qualiopi", "valid_until": entries.MINIMAL.deposited_on}
    assert "Qualiopi" in note(entries.entry({}, {"frameworks": [last_day]})).words["frameworks"]
    assert note(MINIMAL).words["frameworks"] == "aucun n’est indiqué."


@pytest.mark.parametrize("capitals", [False, True])
def test_a_very_long_dossier_is_bounded_and_says_what_it_leaves_out(capitals: bool) -> None:
    words = note(entries.huge(capitals=capitals)).words
    assert len(words["themes"]) == 10
    assert words["more_themes"] == ""
    assert words["more_commitments"] == "et 6 autres engagements"
    assert len(words["actions"]) >= 3
    assert words["more_actions"] == f"et {60 - len(words['actions'])} autres actions"
    assert all(reading["points"] and reading["more"].startswith("et 1") for reading in words["readings"])
    assert words["name"] == entries.long(200, capitals=capitals).strip()
