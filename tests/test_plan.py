"""Which words the documents say, before any of them is a file."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.charter import rules as charter_rules
from ose_batch.charter.rules import Rules
from ose_batch.documents import plan
from ose_batch.model import Answer, DocumentPlan, Entry
from tests import entries
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, validated

RULES = charter_rules.parse(
    tomllib.loads((Path(__file__).parent.parent / "ose_batch/charter/charter.toml").read_text(encoding="utf-8"))
)


def note(entry: Entry, rules: Rules = RULES) -> DocumentPlan:
    return plan.note(entry, rules, ISSUER)


def attestation(entry: Entry) -> DocumentPlan:
    return plan.attestation(entry, RULES, ISSUER)


def named(entry: Entry, name: str) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.name": name})


# ------------------------------------------------------------------------------------------------ Names, dates, content


def test_a_note_is_named_and_dated_from_its_dossier() -> None:
    made = note(MINIMAL)
    assert (made.kind, made.template) == ("note", "note.docx")
    assert made.filename == "notes/D-2026-001-note-les-jardins-d-eole.docx"
    assert made.made_on == MINIMAL.deposited_on
    assert made.title == "Note au comité\u00a0: D-2026-001"


def test_an_attestation_is_named_and_dated_from_its_decision() -> None:
    made = attestation(validated(TYPICAL))
    assert made.filename == "attestations/OSE-0042-attestation-D-2026-001-la-halle-commune.docx"
    assert made.made_on == date(2026, 12, 10)
    assert made.words["valid_from"] == "10 décembre 2026"
    assert made.words["valid_until"] == "10 décembre 2029"
    assert made.words["perimeter"] == "Établissements\u00a0: Restaurant et atelier de réemploi, à Saint-Herblain"


@pytest.mark.parametrize("entry", [MINIMAL, replace(validated(MINIMAL), ose_number="")])
def test_nothing_is_attested_that_was_not_decided(entry: Entry) -> None:
    with pytest.raises(ValueError, match="D-2026-001"):
        attestation(entry)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Les Jardins d’Éole", "les-jardins-d-eole"),
        (HOSTILE_NAME, "dupont-fils-sarl-l-etoile-7-7"),
        ("Œuvre & Cœur", "oeuvre-coeur"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("株式会社", ""),
        ("Association pour le développement de la vie locale", "association-pour-le-developpement-de-la"),
        ("x" * 90, "x" * 40),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert plan.slug(name) == slug


@given(st.text())
def test_file_names_are_short_safe_ascii(name: str) -> None:
    filename = note(named(MINIMAL, name)).filename
    folder, _, file = filename.partition("/")
    assert folder == "notes"
    assert file.startswith("D-2026-001-note")
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyzDdoc0123456789-.")
    assert len(file) <= 70


@pytest.mark.parametrize("entry", [MINIMAL, TYPICAL, entries.huge(), entries.huge(capitals=True)])
def test_words_are_plain_and_depend_on_nothing_else(entry: Entry) -> None:
    def plain(value: Any) -> bool:
        match value:
            case dict():
                return all(isinstance(key, str) and plain(one) for key, one in value.items())
            case list():
                return all(map(plain, value))
            case _:
                return value is None or type(value) in (str, int, bool)

    for made in (note(entry), attestation(validated(entry))):
        assert plain(made.words)
    assert note(entry) == note(entry)


def test_an_empty_dossier_still_has_a_note() -> None:
    made = note(entries.entry({}, {}))
    assert made.filename == "notes/D-2026-001-note.docx"
    assert made.words["name"] == "—"


# ---------------------------------------------------------------------------------------------------------- First page


def test_the_card() -> None:
    words = note(TYPICAL).words
    assert words["numbers"] == "SIREN 732829320"
    assert words["place"] == "Saint-Herblain (44)"
    assert words["people"] == "11-49 salariés · 17,5 ETP · 40 bénévoles · 212 adhérents, associés ou sociétaires"
    assert words["session"] == "10 décembre 2026"
    assert note(replace(TYPICAL, session_on=None)).words["session"] == ""


def test_readings_follow_the_assessment_and_count_what_is_there() -> None:
    readings = note(TYPICAL).words["readings"]
    assert [(one["code"], one["answer"]) for one in readings] == [
        ("P1", "Complet"),
        ("P2", "Complet"),
        ("P3", "Complet"),
        ("P4", "À apprécier par le comité"),
        ("P5", "Complet"),
        ("P6", "Complet"),
        ("ID", "À vérifier par la CRESS"),
    ]
    assert [one["fact"] for one in readings] == [
        "9 thèmes questionnés, dont 1 par un référentiel reconnu · 8 voies d’amélioration",
        "11 parties prenantes\u00a0: 5 internes, 6 externes",
        "9 pratiques sur 8 thèmes · 9 mises en valeur",
        "7 actions pour 3 engagements · dernière échéance le 31/12/2028",
        "Assemblée générale ou équivalent\u00a0: tenue le 12/06/2026\u00a0; Organe d’administration (ou "
        "gérance)\u00a0: tenue le 04/05/2026\u00a0; Salariés\u00a0: tenue le 20/05/2026\u00a0; CSE\u00a0: prévue le "
        "14/01/2027",
        "3 supports pour 3 catégories de parties prenantes\u00a0: Page internet publique, Réunion ou événement, "
        "Affichage",
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
            for rank, code in enumerate(entries.REQUIRED)
        ]
        return dict(note(entries.entry({"name": "Les Jardins"}, {"themes": themes})).words)

    assert rated(4)["radar"] is None
    assert rated(4)["self_ratings"][0] == "Gouvernance\u00a0: 0 sur 4"
    assert rated(5)["radar"] == {
        "labels": [
            "Gouvernance",
            "Concertation",
            "Politique sociale",
            "Lutte contre les\ndiscriminations",
            "Égalité réelle\nentre les femmes\net les hommes",
        ],
        "values": [0, 1, 2, 3, 4],
    }


def test_the_matrix_has_the_most_important_first_and_forgets_nobody() -> None:
    words = note(TYPICAL).words
    assert words["levels"] == list(RULES.lists["levels"])
    assert words["matrix"] == [
        ["", "", "Salariés en insertion, CSE", "Salariés permanents, Associés usagers, Conseil coopératif"],
        ["", "Clients du restaurant", "Commune de Saint-Herblain", "Région et département"],
        ["Voisinage", "Fournisseurs locaux", "", ""],
        ["Presse locale", "", "", ""],
    ]
    assert words["unplaced"] == ""
    one = entries.entry({}, {"stakeholders": [{"name": "Presse", "importance": 2}, {"importance": 1, "influence": 1}]})
    assert note(one).words["unplaced"] == "Presse"
    assert note(one).words["matrix"][3][0] == "—"


def test_a_crowded_cell_says_how_many_it_leaves_out() -> None:
    crowd = [{"name": f"Association partenaire {rank}", "importance": 4, "influence": 4} for rank in range(30)]
    cell = note(entries.entry({}, {"stakeholders": crowd})).words["matrix"][0][3]
    shown, _, rest = cell.partition(" + ")
    assert len(shown.split(", ")) + int(rest) == 30


# --------------------------------------------------------------------------------------------------------- Second page


def test_practices_by_theme_with_document_or_reason_when_there_is_none() -> None:
    themes = [
        {"theme": "GOU", "questioned": "Par un référentiel reconnu", "document": "Rapport LUCIE, p. 3"},
        {"theme": "CON", "questioned": "Non", "reason": "Sans salarié ni usager."},
        {"theme": "AUT"},
    ]
    practices = [
        {"theme": "SOC", "title": "Accord de temps de travail", "showcase": "Livret"},
        {"theme": "SOC", "title": "Formation", "showcase": "Livret"},
    ]
    rows = note(entries.entry({}, {"themes": themes, "practices": practices})).words["practices"]
    assert [tuple(row.values()) for row in rows] == [
        ("Gouvernance", "Par un référentiel reconnu", "Rapport LUCIE, p. 3", "—"),
        ("Concertation", "Non", "Sans salarié ni usager.", "—"),
        ("Politique sociale", "—", "Accord de temps de travail\u00a0; Formation", "Livret"),
        ("Lutte contre les discriminations", "—", "—", "—"),
        ("Égalité réelle entre les femmes et les hommes", "—", "—", "—"),
        ("Environnement", "—", "—", "—"),
        ("Éthique", "—", "—", "—"),
    ]


def test_only_publishable_commitments_are_shown() -> None:
    words = note(TYPICAL).words
    assert [one["number"] for one in words["commitments"]] == ["E1", "E2"]
    assert words["commitment_count"] == 3
    assert words["more_commitments"] == ""


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
    assert note(MINIMAL).words["frameworks"] == ""


@pytest.mark.parametrize("capitals", [False, True])
def test_a_very_long_dossier_is_bounded_and_says_what_it_leaves_out(capitals: bool) -> None:
    words = note(entries.huge(capitals=capitals)).words
    assert len(words["practices"]) == 10
    assert words["more_practices"] == ""
    assert words["more_commitments"] == "et 9 autres engagements"
    assert len(words["actions"]) >= 3
    assert words["more_actions"] == f"et {60 - len(words['actions'])} autres actions"
    assert all(reading["points"] and reading["more"] == "et 17 autres points" for reading in words["readings"])
    assert words["name"] == entries.long(200, capitals=capitals).strip()
