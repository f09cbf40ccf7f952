"""Which words the documents say, before any of them is a file."""

import tomllib
from collections.abc import Callable
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
from ose_batch.model import Answer, Change, DocumentPlan, Entry, Lift, Precedent, Remark, Since, State, Told
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
            for rank, code in enumerate(entries.REQUIRED)
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


# -------------------------------------------------------------------------------------------------------- What is heard


def reading(entry: Entry, code: str) -> dict[str, Any]:
    return next(dict(one) for one in note(entry).words["readings"] if one["code"] == code)


def test_the_organisation_is_quoted_where_it_matters() -> None:
    themes = [
        {"theme": "GOU", "questioned": "Oui", "main_question": "Qui décide ?", "method": "Entretiens"},
        {"theme": "CON", "questioned": "Oui", "main_question": "Qui décide ?", "participants": "Bureau"},
        {"theme": "SOC", "questioned": "Oui", "main_question": "Qui manque ?"},
    ]
    parties = [
        {"name": "Presse", "importance": 1, "influence": 1, "expectations": "Des histoires"},
        {"name": "Équipe", "importance": 4, "influence": 3, "expectations": "Du temps"},
    ]
    presentations = [
        {"body": "Assemblée générale", "status": "Tenue", "debate": "Applaudi."},
        {"body": "CSE", "status": "Sans objet", "reason": "PV de carence."},
        {"body": "Salariés", "status": "Sans objet", "reason": "Aucun salarié."},
    ]
    tables: dict[str, Any] = {"themes": themes, "stakeholders": parties, "presentations": presentations}
    excuse = entries.finding("P5.6", Answer.TO_WEIGH, reason="Salariés : motif donné : « Aucun salarié ».")
    entry = entries.entry({}, tables, excuse)
    assert reading(entry, "P1")["fact"].endswith("Méthodes\u00a0: Entretiens · Participants\u00a0: Bureau")
    assert reading(entry, "P1")["quotes"] == [
        "Question principale (Gouvernance, Concertation)\u00a0: «\u00a0Qui décide ?\u00a0»",
        "Question principale (Politique sociale)\u00a0: «\u00a0Qui manque ?\u00a0»",
    ]
    assert reading(entry, "P2")["quotes"] == [
        "Équipe, attentes\u00a0: «\u00a0Du temps\u00a0»",
        "Presse, attentes\u00a0: «\u00a0Des histoires\u00a0»",
    ]
    assert reading(entry, "P5")["quotes"] == [
        "CSE, motif\u00a0: «\u00a0PV de carence.\u00a0»",
        "Assemblée générale, débat\u00a0: «\u00a0Applaudi.\u00a0»",
    ]


def test_a_quote_that_is_cut_says_so_and_is_closed() -> None:
    themes = [{"theme": "GOU", "questioned": "Oui", "main_question": "Où " * 300}]
    (quote,) = reading(entries.entry({}, {"themes": themes}), "P1")["quotes"]
    assert quote.startswith("Question principale (Gouvernance)\u00a0: «\u00a0Où Où")
    assert quote.endswith("Où…\u00a0»")


# ------------------------------------------------------------------------------------ What staff and the committee said


MOTIVE = "Vu sur place : la pratique est affichée."
LIFT = Lift("P3.3", MOTIVE, date(2026, 12, 3))


def test_a_point_that_staff_lifted_is_shown_under_its_principle() -> None:
    lifted = entries.finding("P3.3", Answer.COMPLETE, reason=f"Point levé par la CRESS le 3/12/2026 : {MOTIVE}")
    entry = replace(entries.entry({}, {}, lifted), lifts=(LIFT, Lift("P1.1", "Autre", date(2026, 12, 3))))
    asked = next(criterion.sentence for criterion in RULES.criteria if criterion.code == "P3.3").rstrip(".")
    assert reading(entry, "P3")["answer"] == "Complet"
    assert reading(entry, "P3")["points"] == [
        {"label": "Point levé", "text": f"«\u00a0{asked}\u00a0», par la CRESS le 03/12/2026\u00a0: {MOTIVE}"}
    ]
    assert not any(reading(entry, code)["points"] for code in entries.PRINCIPLES if code != "P3")


def test_a_lift_that_the_dossier_no_longer_needs_is_not_shown() -> None:
    met = entries.finding("P3.3", Answer.COMPLETE, reason="Une pratique est mise en valeur.")
    assert reading(replace(entries.entry({}, {}, met), lifts=(LIFT,)), "P3")["points"] == []


def test_presented_as_it_is_with_what_is_left_to_complete() -> None:
    findings = (
        entries.finding("P4.1", Answer.TO_COMPLETE, "A1 n’a pas de pilote.", "A2 n’a pas de pilote."),
        entries.finding("ID.2", Answer.TO_COMPLETE, reason="Aucun numéro."),
        entries.finding("P5.1", Answer.TO_CHECK, "Une date."),
    )
    entry = replace(entries.entry({}, {}, *findings), as_is="Le comité peut en parler.\nUrgent.")
    words = note(entry).words
    assert words["as_is"] == "Le comité peut en parler. Urgent."
    assert words["left_to_complete"] == "3 points restent à compléter (P4\u00a0: 2, Identité\u00a0: 1)."
    assert [point["text"] for point in reading(entry, "P4")["points"]] == [
        "A1 n’a pas de pilote.",
        "A2 n’a pas de pilote.",
    ]
    assert note(TYPICAL).words["as_is"] == note(TYPICAL).words["left_to_complete"] == ""


def test_remarks_are_dated_and_the_oldest_give_way() -> None:
    few = replace(TYPICAL, remarks=(Remark(date(2026, 11, 24), "Vu."), Remark(date(2026, 11, 30), "Revu.\nBien.")))
    assert note(few).words["remarks"] == [
        {"on": "24/11/2026", "text": "Vu."},
        {"on": "30/11/2026", "text": "Revu. Bien."},
    ]
    assert note(few).words["more_remarks"] == ""
    many = replace(
        entries.huge(), remarks=tuple(Remark(date(2026, 11, day), entries.long(600)) for day in range(1, 11))
    )
    shown = note(many).words["remarks"]
    assert shown[-1]["on"] == "10/11/2026"
    assert 0 < len(shown) < 10
    assert str(10 - len(shown)) in note(many).words["more_remarks"]


def test_earlier_decisions_stand_with_what_became_of_them() -> None:
    precedents = (
        Precedent("D-2023-004", State.ADJOURNED, date(2023, 6, 15), "Le plan n’a pas de pilote.", ""),
        Precedent("D-2023-009", State.VALIDATED_WITH_ADVICE, date(2023, 12, 14), "", "Suivre l’eau."),
    )
    renewing = replace(
        TYPICAL,
        fields={
            **TYPICAL.fields,
            "organisation.dossier_kind": "Renouvellement",
            "organisation.follow_up": "Un compteur est posé.",
        },
        ose_number="OSE-0017",
        told=Told(renews="D-2023-009"),
    )
    words = note(replace(renewing, precedents=precedents)).words
    assert words["kind"] == "Renouvellement du dossier D-2023-009 · OSE-0017"
    assert [tuple(one.values()) for one in words["precedents"]] == [
        (
            "15/06/2023",
            "D-2023-004",
            "Ajourné",
            [{"label": "Motif\u00a0: ", "text": "Le plan n’a pas de pilote."}],
        ),
        (
            "14/12/2023",
            "D-2023-009",
            "Validé avec recommandations",
            [{"label": "Réserves ou recommandations\u00a0: ", "text": "Suivre l’eau."}],
        ),
    ]
    assert words["follow_up"] == "Suites données, selon l’organisation\u00a0: «\u00a0Un compteur est posé.\u00a0»"
    assert words["no_precedent"] == ""
    assert note(renewing).words["no_precedent"] == "Aucune décision antérieure n’est au registre."
    assert note(TYPICAL).words["no_precedent"] == note(TYPICAL).words["follow_up"] == ""


def test_a_number_that_the_register_does_not_know_is_the_organisation_s_word() -> None:
    fields = {**TYPICAL.fields, "organisation.dossier_kind": "Renouvellement", "organisation.ose_number": "OSE-0017"}
    kind = note(replace(TYPICAL, fields=fields)).words["kind"]
    assert kind == "Renouvellement · OSE-0017, selon l’organisation"


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (lambda since: Told(since=since("D-2026-002")), "Ce qui a changé depuis le dossier D-2026-002"),
        (
            lambda since: Told(
                since=Since("D-2026-002", (Change("Sigle", "", "V2"),)),
                renews="D-2023-009",
                since_renewed=since("D-2023-009"),
            ),
            "Ce qui a changé depuis le dossier D-2023-009, que celui-ci renouvelle",
        ),
        (
            lambda since: Told(since=since("D-2026-002"), renews="D-2023-009"),
            "Ce qui a changé depuis le dossier D-2026-002",
        ),
    ],
    ids=["a newer version", "a renewal", "a renewal that the members saw before"],
)
def test_what_changed_since_the_last_time(told: Callable[[Callable[[str], Since]], Told], title: str) -> None:
    assert note(replace(TYPICAL, told=told(Since))).words["changes"] == "Aucune réponse n’a changé."
    changes = (Change("ETP", "12", "17,5"), Change("P4 Plan d’actions", "", "Composter"), Change("Sigle", "LH", ""))
    moved = {"P2": (Answer.TO_COMPLETE, Answer.COMPLETE)}
    words = note(replace(TYPICAL, told=told(lambda number: Since(number, changes, moved)))).words
    assert words["changes_title"] == title
    assert words["changes"] == (
        "P2\u00a0: À compléter → Complet\u00a0; ETP\u00a0: 12 → 17,5\u00a0; P4 Plan d’actions\u00a0: Composter (ajouté)"
        "\u00a0; Sigle\u00a0: LH (retiré)"
    )
    assert note(TYPICAL).words["changes"] == ""


def test_many_changes_are_counted() -> None:
    told = Told(since=Since("D-2026-002", tuple(Change(f"A{rank}", "avant", "après") for rank in range(200))))
    *shown, more = note(replace(TYPICAL, told=told)).words["changes"].split("\u00a0; ")
    assert more == f"et {200 - len(shown)} autres changements"
