"""Every criterion of the charter with every answer it declares: what changes in a dossier, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from ose_batch.charter.assess import assess
from ose_batch.charter.checks import CHECKS
from ose_batch.forms.layout import DOSSIER
from ose_batch.model import Answer, Context, Previous
from tests.dossiers import RULES, declared, dossier, filled

COMPLETE, MISSING, WEIGH, CHECK, NOTHING = (
    Answer.COMPLETE,
    Answer.TO_COMPLETE,
    Answer.TO_WEIGH,
    Answer.TO_CHECK,
    Answer.NOT_APPLICABLE,
)
QUIET = (COMPLETE, NOTHING)

CONTEXT = Context(date(2026, 11, 23), charter_received=True)
KNOWN = replace(
    CONTEXT, previous=Previous("OSE-0042", "Les Ateliers du Layon", "99900001100018", "Toute l’organisation")
)

AG, BOARD, STAFF = "Assemblée générale ou équivalent", "Organe d’administration (ou gérance)", "Salariés"
EQUALITY = "Égalité réelle entre les femmes et les hommes"
LONG = "Nous en parlons chaque année lors du séminaire de rentrée, avec toute l’équipe et les bénévoles."
NO_STAFF = {"organisation.headcount": "0", "presentations.Salariés": None, "stakeholders.1": None}
NO_NUMBER = {"organisation.siren": "", "organisation.siret": ""}
BY_FRAMEWORK = {"themes.Éthique.questioned": "Par un référentiel reconnu", "practices.7": None}
ESTABLISHMENTS = {"organisation.perimeter": "Établissements", "organisation.perimeter_detail": "Angers, Cholet"}
RENEWAL = {"organisation.dossier_kind": "Renouvellement"}
NOT_A_PRACTICE = {f"practices.{line}.title": "Pas encore de pratique" for line in range(1, 8)}
NOT_QUESTIONED = {
    f"themes.{theme.label}.{column}": entry
    for theme in RULES.themes
    for column, entry in (("questioned", "Sans objet"), ("reason", "Trop petits pour cela."))
}


FIELDS = DOSSIER.keys()
ENTRIES = [key for key in filled() if not FIELDS[declared(key)].given]
"""Every entry of the dossier in which nothing is to be said."""
STARRED = [key for key in ENTRIES if FIELDS[declared(key)].starred and not key.startswith("themes.")]
"""Those whose absence alone keeps it from being complete; the themes have rules of their own."""


@dataclass(frozen=True)
class Case:
    criterion: str
    answer: Answer
    changes: Mapping[str, str | None]
    at: tuple[str, ...]
    """Subjects of its points."""
    also: tuple[str, ...]
    """Other criteria that have something to ask of the same dossier, for a cause of their own."""
    context: Context


def case(
    criterion: str,
    answer: Answer,
    changes: Mapping[str, str | None] | None = None,
    *at: str,
    also: tuple[str, ...] = (),
    context: Context = CONTEXT,
) -> Case:
    return Case(criterion, answer, changes or {}, at, also, context)


CASES = (
    # ------------------------------------------------------------------------------------------------- P1
    case("P1.1", COMPLETE),
    case("P1.1", MISSING, {"themes.Gouvernance.questioned": ""}, "Gouvernance"),
    case("P1.1", MISSING, {"themes.Éthique.questioned": "Un peu"}, "Éthique"),
    case("P1.1", MISSING, {f"themes.{EQUALITY}": None}, EQUALITY),
    case(
        "P1.1",
        COMPLETE,
        {
            "themes.Gouvernance.questioned": "",
            f"themes.{EQUALITY}.questioned": "",
            "frameworks": f"name | themes\nEnVol | ENV, {EQUALITY} et gouvernance",
        },
    ),
    case("P1.1", COMPLETE, {"themes.Éthique.questioned": "", "frameworks": "name | themes\nEnVol | Tous les thèmes"}),
    case(
        "P1.1",
        MISSING,
        {
            "themes.Éthique.questioned": "",
            "frameworks": "name | themes | valid_until\nEnVol | Tous | 22/11/2026",
        },
        "Éthique",
        also=("ID.10",),
    ),
    case("P1.2", NOTHING),
    case("P1.2", MISSING, {"themes.Éthique.questioned": "Sans objet"}, "Éthique"),
    case("P1.2", MISSING, {"themes.Éthique.questioned": "Non", "themes.Éthique.reason": "#REF!"}, "Éthique"),
    case("P1.2", COMPLETE, {"themes.Éthique.questioned": "Sans objet", "themes.Éthique.reason": "Trop petits."}),
    case("P1.2", NOTHING, {"themes.Lien avec les usagers.questioned": "Non"}),
    case("P1.3", COMPLETE),
    case("P1.3", MISSING, {"themes.Gouvernance.improvement": "", "themes.Environnement.improvement": ""}, ""),
    case("P1.3", NOTHING, {"themes": ""}, also=("P1.1",)),
    case("P1.4", COMPLETE),
    case("P1.4", COMPLETE, {"themes.Gouvernance.improvement": LONG, "themes.Environnement.improvement": LONG}),
    case(
        "P1.4",
        CHECK,
        {
            "themes.Gouvernance.improvement": LONG,
            "themes.Environnement.improvement": LONG.upper(),
            "themes.Éthique.findings": f"  {LONG} ",
        },
        "Gouvernance, Environnement et Éthique",
    ),
    case("P1.5", COMPLETE),
    case("P1.5", WEIGH, {"themes.Éthique.questioned": "Non", "themes.Éthique.reason": "L’an prochain."}, "Éthique"),
    case("P1.5", COMPLETE, {"themes.Éthique.questioned": "Non"}, also=("P1.2",)),
    case("P1.6", COMPLETE),
    case("P1.6", COMPLETE, {"themes.Ancrage territorial.questioned": ""}, "Ancrage territorial"),
    case("P1.7", COMPLETE),
    case("P1.7", COMPLETE, {"themes.Gouvernance.participants": "", "themes.Politique sociale.participants": ""}, ""),
    case("P1.7", NOTHING, {"themes": ""}, also=("P1.1",)),
    # ------------------------------------------------------------------------------------------------- P2
    case("P2.1", COMPLETE),
    case("P2.1", MISSING, {"stakeholders": ""}, ""),
    case("P2.2", COMPLETE),
    case("P2.2", MISSING, {"stakeholders.2.influence": ""}, "ligne 8 – Influence"),
    case("P2.2", MISSING, {"stakeholders.3.side": "", "stakeholders.4": None}, "ligne 9 – Interne ou externe"),
    case("P2.2", NOTHING, {"stakeholders": ""}, also=("P2.1",)),
    case("P2.3", COMPLETE),
    case("P2.3", MISSING, {"stakeholders.3": None, "stakeholders.4": None}, "Externe"),
    case("P2.3", NOTHING, {"stakeholders": ""}, also=("P2.1",)),
    case("P2.4", COMPLETE),
    case("P2.4", CHECK, {"stakeholders.1.category": "Bénévoles"}, "Salariés"),
    case("P2.4", NOTHING, NO_STAFF),
    case("P2.4", NOTHING, {"stakeholders.1.category": "#N/A"}, also=("P2.2",)),
    case("P2.5", COMPLETE),
    case(
        "P2.5",
        WEIGH,
        {f"stakeholders.{line}.{level}": "3" for line in range(1, 5) for level in ("importance", "influence")},
        "",
    ),
    case("P2.5", NOTHING, {"stakeholders.1": None, "stakeholders.2": None}, also=("P2.3", "P2.4")),
    case("P2.6", COMPLETE, {}, "4"),
    case("P2.6", COMPLETE, {"stakeholders": ""}, also=("P2.1",)),
    # ------------------------------------------------------------------------------------------------- P3
    case("P3.1", COMPLETE),
    case("P3.1", MISSING, {"practices.7": None}, "Éthique"),
    case("P3.1", MISSING, BY_FRAMEWORK, "Éthique"),
    case("P3.1", COMPLETE, {**BY_FRAMEWORK, "themes.Éthique.document": "Rapport LUCIE, p. 12"}),
    case("P3.1", COMPLETE, {**BY_FRAMEWORK, "frameworks": "name | proof\nEnVol | Rapport, p. 4"}),
    case("P3.1", MISSING, {**BY_FRAMEWORK, "frameworks": "name | themes | proof\nEnVol | ENV | p. 4"}, "Éthique"),
    case(
        "P3.1",
        COMPLETE,
        {
            "themes.Éthique.questioned": "",
            "practices.7": None,
            "frameworks": "name | themes | proof\nIDEAS | Éthique et déontologie | Rapport, p. 4",
        },
    ),
    case("P3.1", NOTHING, NOT_QUESTIONED),
    case("P3.1", NOTHING, {"practices.7.theme": ""}, also=("P3.4",)),
    case("P3.2", COMPLETE),
    case("P3.2", MISSING, {"practices.1.showcase": ""}, ""),
    case("P3.2", NOTHING, NOT_A_PRACTICE, also=("P3.3",)),
    case("P3.3", COMPLETE),
    case("P3.3", WEIGH, {"practices.7.title": "pas encore de pratique sur ce thème"}, "Éthique"),
    case("P3.3", COMPLETE, {"practices.8.theme": "ETH", "practices.8.title": "Pas encore de pratique."}),
    case("P3.3", NOTHING, {"practices": ""}, also=("P3.1",)),
    case("P3.4", COMPLETE),
    case("P3.4", MISSING, {"practices.7.title": ""}, "ligne 13 – Pratique"),
    case("P3.4", NOTHING, {"practices": ""}, also=("P3.1",)),
    case("P3.5", COMPLETE),
    case("P3.5", COMPLETE, {"practices.1.document": ""}, ""),
    case("P3.5", NOTHING, {"practices": ""}, also=("P3.1",)),
    # ------------------------------------------------------------------------------------------------- P4
    case("P4.1", COMPLETE),
    case("P4.1", MISSING, {"actions": ""}, ""),
    case("P4.2", COMPLETE),
    case("P4.2", MISSING, {"commitments": ""}, ""),
    case("P4.3", COMPLETE),
    case("P4.3", MISSING, {"commitments.E3.label": "Publier nos comptes."}, "E3"),
    case("P4.3", NOTHING, {"actions": ""}, also=("P4.1",)),
    case("P4.3", NOTHING, {"actions.A2.commitment": ""}, also=("P4.4",)),
    case("P4.4", COMPLETE),
    case("P4.4", MISSING, {"actions.A1.pilot": ""}, "A1 – Pilote (fonction)"),
    case("P4.4", MISSING, {"actions.A2.due_on": "courant 2028"}, "A2 – Échéance"),
    case("P4.4", MISSING, {"actions.A2.commitment": "=E2"}, "A2 – Engagement lié"),
    case("P4.4", NOTHING, {"actions": ""}, also=("P4.1",)),
    case("P4.5", COMPLETE),
    case("P4.5", MISSING, {"actions.A2.commitment": "E9"}, "A2"),
    case("P4.5", NOTHING, {"commitments": ""}, also=("P4.2",)),
    case("P4.6", COMPLETE),
    case("P4.6", CHECK, {"actions.A1.due_on": "22/11/2026"}, "A1"),
    case("P4.6", COMPLETE, {"actions.A1.due_on": "23/11/2026"}),
    case("P4.6", COMPLETE, {"actions.A1.due_on": "22/11/2026", "actions.A1.state": "Réalisée"}),
    case("P4.6", NOTHING, {"actions.A1.state": "", "actions.A2.state": "Reportée"}),
    case("P4.7", COMPLETE),
    case("P4.7", WEIGH, {"actions.A1.indicator": ""}, ""),
    case("P4.7", NOTHING, {"actions": ""}, also=("P4.1",)),
    case("P4.8", COMPLETE),
    case("P4.8", COMPLETE, {"actions.A1.due_on": "01/01/2030", "actions.A2.due_on": "23/11/2029"}),
    case("P4.8", WEIGH, {"actions.A1.due_on": "01/01/2030", "actions.A2.due_on": "24/11/2029"}, "A2"),
    case("P4.8", NOTHING, {"actions": ""}, also=("P4.1",)),
    case("P4.9", COMPLETE),
    case("P4.9", COMPLETE, {"themes.Éthique.improvement": "Choisir une banque éthique."}, "Éthique"),
    case("P4.9", NOTHING, {"actions": ""}, also=("P4.1",)),
    case("P4.10", NOTHING),
    case("P4.10", CHECK, {"actions.A2.state": "Abandonnée"}, "A2"),
    case("P4.10", COMPLETE, {"actions.A2.state": "Abandonnée", "actions.A2.comment": "Plus de local à vélos."}),
    case("P4.11", COMPLETE),
    case("P4.11", MISSING, {"commitments.E3.horizon": "2028"}, "E3 – Engagement"),
    case("P4.11", NOTHING, {"commitments": ""}, also=("P4.2",)),
    # ------------------------------------------------------------------------------------------------- P5
    case("P5.1", COMPLETE),
    case("P5.1", MISSING, {f"presentations.{AG}": None}, AG),
    case("P5.1", MISSING, {f"presentations.{AG}.status": ""}, AG),
    case("P5.1", MISSING, {f"presentations.{AG}.held_on": "courant printemps"}, AG),
    case("P5.1", MISSING, {f"presentations.{AG}.status": "Sans objet"}, AG),
    case("P5.2", COMPLETE),
    case("P5.2", MISSING, {f"presentations.{BOARD}.held_on": ""}, BOARD),
    case("P5.3", COMPLETE),
    case("P5.3", MISSING, {f"presentations.{STAFF}.held_on": ""}, STAFF),
    case("P5.3", NOTHING, NO_STAFF),
    case("P5.4", NOTHING),
    case("P5.4", MISSING, {"organisation.cse": "Oui"}, "CSE"),
    case(
        "P5.4",
        COMPLETE,
        {
            "organisation.cse": "Oui",
            "presentations.CSE.status": "Prévue",
            "presentations.CSE.held_on": "14/01/2027",
        },
    ),
    case("P5.5", NOTHING),
    case("P5.5", CHECK, {"organisation.headcount": "11-49", "organisation.cse": "Non"}, ""),
    case("P5.5", COMPLETE, {"organisation.headcount": "11-49", "organisation.cse": "Carence"}),
    case("P5.6", COMPLETE),
    case(
        "P5.6",
        WEIGH,
        {f"presentations.{AG}.status": "Sans objet", f"presentations.{AG}.reason": "Fondation, sans assemblée."},
        AG,
    ),
    case(
        "P5.6",
        COMPLETE,
        {
            "organisation.headcount": "0",
            "stakeholders.1": None,
            f"presentations.{STAFF}.status": "Sans objet",
            f"presentations.{STAFF}.reason": "Pas de salarié.",
        },
    ),
    case("P5.7", NOTHING),
    case("P5.7", COMPLETE, RENEWAL),
    case("P5.7", WEIGH, {**RENEWAL, f"presentations.{AG}.status": "Prévue"}, AG),
    case("P5.7", WEIGH, {**RENEWAL, f"presentations.{AG}.held_on": "22/05/2025"}, AG),
    case("P5.7", COMPLETE, {**RENEWAL, f"presentations.{AG}.held_on": "23/05/2025"}),
    case("P5.7", NOTHING, {**RENEWAL, f"presentations.{AG}.held_on": ""}, also=("P5.1",)),
    case(
        "P5.7",
        NOTHING,
        {
            **RENEWAL,
            f"presentations.{AG}.status": "Sans objet",
            f"presentations.{AG}.reason": "Fondation, sans assemblée.",
        },
        also=("P5.6",),
    ),
    case("P5.8", COMPLETE),
    case("P5.8", COMPLETE, {f"presentations.{AG}.debate": ""}, ""),
    case("P5.8", NOTHING, {"presentations": ""}, also=("P5.1", "P5.2", "P5.3")),
    # ------------------------------------------------------------------------------------------------- P6
    case("P6.1", COMPLETE),
    case("P6.1", MISSING, {"access": ""}, "Toutes les parties prenantes"),
    case("P6.1", MISSING, {"access": "", "stakeholders": ""}, "Toutes les parties prenantes", also=("P2.1",)),
    case(
        "P6.1",
        MISSING,
        {"access.1": None, "stakeholders.2": None},
        "Usagers / personnes accompagnées",
        "Collectivités territoriales",
    ),
    case(
        "P6.1",
        COMPLETE,
        {
            "access.1": None,
            "stakeholders.2": None,
            "stakeholders.3.category": "Environnement naturel",
            "stakeholders.4.category": "Salariés",
        },
    ),
    case("P6.1", NOTHING, {"stakeholders": ""}, also=("P2.1",)),
    case("P6.1", NOTHING, {"access.1.category": "", "stakeholders": ""}, also=("P2.1", "P6.4")),
    case("P6.2", COMPLETE),
    case("P6.2", COMPLETE, {"access.1.place": "Sur notre site (www.ateliers-layon.exemple.fr), page OSE"}),
    case("P6.2", COMPLETE, {"access.1.place": "", "access.2.place": "https://ateliers-layon.exemple.fr:8080/a?b=c#d"}),
    case("P6.2", CHECK, {"access.1.place": "notre site"}, "ligne 7"),
    case("P6.2", CHECK, {"access.2.place": "http//:www.ateliers-layon.exemple.fr"}, "ligne 8"),
    case("P6.2", NOTHING, {"access.1.place": ""}),
    case("P6.3", COMPLETE),
    case("P6.3", WEIGH, {"access.1.channel": "Sur demande", "access.2": None}, ""),
    case("P6.3", NOTHING, {"access": ""}, also=("P6.1",)),
    case("P6.4", COMPLETE),
    case("P6.4", MISSING, {"access.1.channel": ""}, "ligne 7 – Support"),
    case("P6.4", NOTHING, {"access": ""}, also=("P6.1",)),
    case("P6.5", COMPLETE),
    case("P6.5", COMPLETE, {"access.1.format": ""}, ""),
    case("P6.5", NOTHING, {"access": ""}, also=("P6.1",)),
    # ------------------------------------------------------------------------------------------------- ID
    case("ID.1", COMPLETE),
    case(
        "ID.1",
        MISSING,
        {"organisation.town": "", "organisation.cse": "#REF!"},
        "Commune",
        "Comité social et économique (CSE)",
    ),
    case("ID.1", MISSING, {"organisation.postcode": ""}, "Code postal"),
    case("ID.2", COMPLETE),
    case("ID.2", MISSING, NO_NUMBER, "SIREN"),
    case("ID.2", MISSING, {**NO_NUMBER, "organisation.siret": "999 000 011 00081"}, "SIRET"),
    case("ID.2", COMPLETE, {**NO_NUMBER, "organisation.rna": "w491 000 000"}),
    case("ID.2", MISSING, {**NO_NUMBER, "organisation.rna": "491000000"}, "RNA"),
    case("ID.2", MISSING, {**NO_NUMBER, "organisation.rna": "W491000000", "organisation.legal_form": "SCOP"}, "SIREN"),
    case("ID.2", COMPLETE, {**NO_NUMBER, "organisation.siret": "356.000.000.00001"}),
    case("ID.2", MISSING, {**NO_NUMBER, "organisation.siret": "356.000.000.00002"}, "SIRET"),
    case("ID.3", COMPLETE),
    case("ID.3", MISSING, {"charter.p2": "", "charter.p5": "Non"}, "Principe 2", "Principe 5"),
    case("ID.4", COMPLETE),
    case("ID.4", MISSING, {"charter.signatory_name": ""}, "Nom du signataire"),
    case("ID.5", NOTHING),
    case("ID.5", COMPLETE, context=KNOWN),
    case("ID.5", COMPLETE, {"organisation.siret": ""}, context=KNOWN),
    case("ID.5", COMPLETE, {"organisation.name": "LES ATELIERS DU LAYON"}, context=KNOWN),
    case("ID.5", CHECK, {"organisation.name": "Les Ateliers de la Loire"}, "Les Ateliers du Layon", context=KNOWN),
    case("ID.5", CHECK, {"organisation.siret": "99900001100026"}, "99900001100018", context=KNOWN),
    case("ID.5", CHECK, ESTABLISHMENTS, "Toute l’organisation", context=KNOWN),
    case(
        "ID.5",
        COMPLETE,
        ESTABLISHMENTS,
        context=replace(CONTEXT, previous=Previous("", "", "", "Établissements : Angers, Cholet")),
    ),
    case("ID.6", COMPLETE),
    case("ID.6", CHECK, {"organisation.postcode": "75011"}, ""),
    case("ID.6", CHECK, {"organisation.postcode": "4900"}, ""),
    case("ID.6", NOTHING, {"organisation.postcode": ""}, also=("ID.1",)),
    case("ID.7", NOTHING),
    case("ID.7", CHECK, {"organisation.legal_form": "Société commerciale de l’ESS"}, ""),
    case(
        "ID.7",
        CHECK,
        {"organisation.legal_form": "Société commerciale de l’ESS", "organisation.ess_proof": "Non concerné"},
        "",
    ),
    case(
        "ID.7",
        COMPLETE,
        {"organisation.legal_form": "Société commerciale de l’ESS", "organisation.ess_proof": "Agrément ESUS"},
    ),
    case("ID.8", COMPLETE),
    case("ID.8", CHECK, {"organisation.legal_form": "Fonds de dotation (à vérifier)"}, ""),
    case("ID.8", NOTHING, {"organisation.legal_form": ""}, also=("ID.1",)),
    case("ID.9", COMPLETE),
    case("ID.9", CHECK, {}, "", context=replace(CONTEXT, charter_received=False)),
    case("ID.10", NOTHING),
    case("ID.10", COMPLETE, {"frameworks": "name | valid_until\nEnVol | 23/11/2026"}),
    case("ID.10", CHECK, {"frameworks": "name | valid_until\nEnVol | 22/11/2026"}, "EnVol"),
    case("ID.11", NOTHING),
    case("ID.11", COMPLETE, {"frameworks": "name | level\nEnVol | 1"}),
    case("ID.11", MISSING, {"frameworks": "name | level\n | 1"}, "ligne 7 – Référentiel"),
    case("ID.12", NOTHING),
    case("ID.12", COMPLETE, ESTABLISHMENTS),
    case("ID.12", CHECK, {"organisation.perimeter": "Établissements"}, ""),
    case("ID.13", COMPLETE),
    case("ID.13", MISSING, {"charter.authority": "Non"}, "Pouvoir d’engager l’organisation"),
    case("ID.14", COMPLETE),
    case("ID.14", COMPLETE, {"actions.A1.means": "#REF!"}, "P4 Plan d’actions!O7"),
    case("ID.14", COMPLETE, {"actions.A1.pilot": "#REF!"}, also=("P4.4",)),
    case("ID.15", COMPLETE),
    case("ID.15", CHECK, {"organisation.siret": "999 000 011 00081"}, "SIRET"),
    case("ID.15", NOTHING, NO_NUMBER, also=("ID.2",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.criterion} {case.answer.name}")
def test_a_criterion_says(case: Case) -> None:
    findings = assess(dossier(case.changes), RULES, case.context).findings
    finding = next(finding for finding in findings if finding.criterion == case.criterion)
    assert finding.answer is case.answer
    assert finding.reason
    assert tuple(point.subject for point in finding.points) == case.at
    assert {other.criterion for other in findings if other.answer not in QUIET} - {case.criterion} == set(case.also)


def test_every_answer_a_criterion_declares_is_shown_and_no_other() -> None:
    declared = {(criterion.code, answer) for criterion in RULES.criteria for answer in criterion.answers}
    assert {(case.criterion, case.answer) for case in CASES} == declared


def test_every_check_serves_a_criterion() -> None:
    assert {criterion.check for criterion in RULES.criteria} == set(CHECKS)


def complaints(changes: Mapping[str, str | None]) -> dict[str, Answer]:
    findings = assess(dossier(changes), RULES, CONTEXT).findings
    return {finding.criterion: finding.answer for finding in findings if finding.answer not in QUIET}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_left_out_is_told_once_at_most(entry: str) -> None:
    missing = complaints({entry: ""})
    assert len(missing) <= 1
    if entry in STARRED:
        assert list(missing.values()) == [MISSING]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_in_trouble_is_told_exactly_once(entry: str) -> None:
    broken = dossier({entry: "#REF!"})
    (cell,) = broken.troubled
    points = [point for finding in assess(broken, RULES, CONTEXT).findings for point in finding.points]
    (sentence,) = (point.sentence for point in points if point.cell == cell.ref)
    assert sentence.endswith("La case contient une erreur de tableur : « #REF! ».")


def test_two_criteria_never_point_at_one_cell() -> None:
    """Whatever their gravity; the place of an empty table may serve more than once."""
    for case in CASES:
        read = dossier(case.changes)
        anchors = {table.anchor for table in read.tables.values()}
        findings = assess(read, RULES, case.context).findings
        told = {(point.cell, finding.criterion) for finding in findings for point in finding.points}
        cells = [cell for cell, _ in told if cell and cell not in anchors]
        assert len(cells) == len(set(cells)), case


def test_a_small_association_that_answers_plainly_passes() -> None:
    """Three volunteers, no number but a RNA, no employee, one action, one poster."""
    plain = {
        **NO_NUMBER,
        "organisation.rna": "W491000000",
        "organisation.headcount": "0",
        "stakeholders": (
            "name | category | side | importance | influence\n"
            "Nous trois | Bénévoles | Interne | 4 | 4\n"
            "La mairie | Collectivités territoriales | Externe | 4 | 4"
        ),
        "commitments": "number | label\nE1 | Ouvrir le jardin un samedi par mois.",
        "actions": (
            "number | theme | action | pilot | due_on | commitment\n"
            "A1 | TER | Fixer les douze samedis | Trésorière | 01/03/2027 | E1"
        ),
        "presentations": (
            "body | status | held_on\n"
            f"{AG} | Prévue | 23/01/2027\n"
            f"{BOARD} | Tenue | 02/10/2026"
        ),
        "access": "category | channel\nToutes les parties prenantes | Affichage",
        "themes.Gouvernance.participants": "",
    }  # fmt: skip
    assessment = assess(dossier(plain), RULES, CONTEXT)
    assert {f.criterion for f in assessment.findings if f.answer not in QUIET} == {"P4.7"}
    assert assessment.complete
