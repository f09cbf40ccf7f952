"""The blank workbooks: what they say is missing, in whatever spreadsheet they are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ose_batch.charter.rules import Requirement
from ose_batch.forms import completeness, guide, prefill
from ose_batch.forms.declaration import Form
from ose_batch.forms.dossier import CHARTER, ORGANISATION
from ose_batch.forms.layout import DECISIONS, DOSSIER
from ose_batch.forms.places import places
from ose_batch.wording import forms as say
from tests.blanks import Convert, built, opened, texts
from tests.dossiers import RULES
from tests.examples.build import examples


def formulas(form: Form) -> Iterator[str]:
    workbook = opened(form)
    for tab in workbook:
        yield from (cell.value for cell in texts(tab) if cell.data_type == "f")
        for rules in tab.conditional_formatting:
            yield from (formula for rule in rules.rules for formula in rule.formula)


def test_formulas_are_plain_enough_to_survive_any_spreadsheet() -> None:
    found = list(formulas(DOSSIER))
    functions = {name for formula in found for name in re.findall(r"([A-Z]+)\(", formula)}
    assert functions == {"COUNTIFS", "COUNTBLANK", "IF"}
    assert max(len(formula) for formula in found) <= 8192
    assert max(len(text) for formula in found for text in re.findall(r'"([^"]*)"', formula)) <= 255
    assert list(formulas(DECISIONS)) == []


def test_every_bloquant_check_is_counted_as_it_is_filled() -> None:
    bloquant = {criterion.check for criterion in RULES.criteria if criterion.gravity.value == "bloquant"}
    assert bloquant == completeness.NEEDS.keys()


def test_every_sheet_of_the_dossier_says_what_it_lacks() -> None:
    counted = completeness.needs(places(DOSSIER, RULES), RULES)
    assert [key for key, needs in counted.items() if not needs] == []
    for needs in counted.values():
        assert needs[0].said == say.MISSING_CELLS
        assert len({need.said for need in needs}) == len(needs)


EMPTY_FORM = {
    "Organisation": "Il reste 13 cases indispensables à remplir.",
    "P1 Questionnement": "Il reste 7 cases indispensables à remplir.",
    "P2 Parties prenantes": "Il reste 5 cases indispensables à remplir.",
    "P3 Pratiques": "Il manque une ligne pour 7 thèmes.",
    "Engagements": "Il reste 1 case indispensable à remplir.",
    "P4 Plan d’actions": "Il reste 5 cases indispensables à remplir.",
    "P5 Présentations": "Il reste 4 cases indispensables à remplir.",
    "P6 Accessibilité": "Il reste 2 cases indispensables à remplir.",
    "Référentiels": "Feuille facultative.",
    "Charte et signature": "Il reste 10 cases indispensables à remplir.",
}
COMPLETE = dict.fromkeys(EMPTY_FORM, "Feuille complète.") | {"Référentiels": "Feuille facultative."}
SMALL_ASSOCIATION = next(example.values for example in examples() if example.name == "aiguilles-vagabondes")

REQUIRED = [theme.code for theme in RULES.themes_of(Requirement.REQUIRED)]
BEGUN = {
    "organisation.headcount": "6-10",
    "organisation.cse": "Oui",
    "organisation.legal_form": "SCOP",
    "organisation.rna": "W531987042",
    "themes": [
        {"theme": "GOU", "questioned": "Oui", "improvement": "Écrire qui fait quoi"},
        {"theme": "CON", "questioned": "Non"},
        {"theme": "SOC", "questioned": "Sans objet", "reason": "Aucun salarié"},
        {"theme": "DIS", "questioned": "Par un référentiel reconnu", "document": "Rapport, p. 3"},
        {"theme": "TER", "questioned": "Non"},
    ],
    "frameworks": [{"name": "LUCIE 26000", "themes": "Éthique, Environnement"}, {"level": "Confirmé"}],
    "stakeholders": [{"name": "Équipe", "category": "Salariés", "side": "Interne", "importance": 4, "influence": 3}],
    "practices": [{"theme": "GOU", "title": "Réunions ouvertes"}, {"title": "Pas encore de pratique"}],
    "commitments": [{"label": "Ouvrir le conseil"}, {"label": "Réduire nos trajets"}, {"theme": "ENV"}],
    "actions": [
        {"theme": "GOU", "action": "Élire", "pilot": "Présidence", "due_on": date(2027, 6, 30), "commitment": "E1"},
        {"action": "Acheter", "pilot": "Trésorerie", "due_on": "au printemps", "commitment": "E7"},
    ],
    "presentations": [
        {"body": "Assemblée générale ou équivalent", "status": "Tenue", "held_on": date(2026, 6, 12)},
        {"body": "Organe d’administration (ou gérance)", "status": "Prévue"},
        {"body": "CSE", "status": "Sans objet"},
        {"body": "Bénévoles", "status": "Tenue"},
    ],
    "access": [{"category": "Clients", "channel": "Affichage"}],
    **{f"charter.{field.key}": "Oui" for field in CHARTER.fields if field.choices},
    "charter.p3": "Non",
    "charter.signatory_name": "Alix Modèle",
    "charter.signatory_title": "Gérante",
    "charter.signed_on": date(2026, 11, 2),
}
BEGUN_FORM = {
    "Organisation": "Il reste 10 cases indispensables à remplir.",
    # CON without reason, EGA unanswered; ENV and ETH are covered by a framework, TER is only recommended.
    "P1 Questionnement": "Il reste 2 cases indispensables à remplir.",
    "P2 Parties prenantes": "Aucune partie prenante n’est notée « Externe ».",
    # The line without theme.
    "P3 Pratiques": "Il reste 1 case indispensable à remplir.",
    # The line with a theme and nothing else.
    "Engagements": "Il reste 1 case indispensable à remplir.",
    "P4 Plan d’actions": "Il reste 1 case indispensable à remplir.",
    # The date of the board, statut and date of the employees, the reason of the CSE.
    "P5 Présentations": "Il reste 4 cases indispensables à remplir.",
    "P6 Accessibilité": "Il manque un support pour 1 catégorie de la feuille P2.",
    "Référentiels": "Il reste 1 case indispensable à remplir.",
    "Charte et signature": "1 réponse est Non : la charte demande Oui partout.",
}
FURTHER = BEGUN | {
    **{f"organisation.{field.key}": "x" for field in ORGANISATION.fields if field.starred},
    "organisation.legal_form": "SCOP",
    "practices": [{"theme": "GOU", "title": "Réunions ouvertes"}],
    "commitments": BEGUN["commitments"][:2],
    "actions": BEGUN["actions"][:1],
    "access": BEGUN["access"] + [{"category": "Toutes les parties prenantes", "channel": "Site"}],
}
FURTHER_FORM = BEGUN_FORM | {
    "Organisation": "Il manque un numéro : SIREN, SIRET ou RNA (plus bas).",
    # EGA without an answer, ENV and ETH without a line nor a proof.
    "P3 Pratiques": "Il manque une ligne pour 3 thèmes.",
    "Engagements": "Feuille complète.",
    "P4 Plan d’actions": "Il manque une action pour 1 engagement.",
    "P6 Accessibilité": "Feuille complète.",
}


def filled(values: prefill.Values, error_in: str = "") -> bytes:
    """The dossier form with these values, saved by openpyxl; an error in the cell of one key."""
    workbook = load_workbook(BytesIO(prefill.fill(DOSSIER, RULES, built(DOSSIER), values)))
    if error_in:
        sheet, _, key = error_in.partition(".")
        cell = workbook[DOSSIER.sheet(sheet).tab][places(DOSSIER, RULES)[sheet].cell(key).partition("!")[2]]
        cell.value, cell.data_type = "#REF!", "e"
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def lines(path: Path) -> tuple[str, dict[str, str]]:
    """What a workbook that was worked out says of itself: overall, and of each sheet."""
    workbook = load_workbook(path, data_only=True)
    tab = workbook[say.GUIDE_TAB]
    rows = range(guide.FIRST_ROW + 1, guide.FIRST_ROW + 1 + len(DOSSIER.sheets))
    said = {tab.cell(row, guide.TAB_COLUMN).value: tab.cell(row, guide.STATE_COLUMN).value for row in rows}
    assert said == {sheet.tab: workbook[sheet.tab]["B3"].value for sheet in DOSSIER.sheets}
    return tab.cell(guide.FIRST_ROW, guide.STATE_COLUMN).value, said


@pytest.mark.soffice
@pytest.mark.parametrize(
    ("values", "error_in", "overall", "said"),
    [
        pytest.param({}, "", "Il reste 9 feuilles à compléter.", EMPTY_FORM, id="empty"),
        pytest.param(FURTHER, "", "Il reste 8 feuilles à compléter.", FURTHER_FORM, id="further"),
        pytest.param(SMALL_ASSOCIATION, "organisation.town", say.ALL_COMPLETE, COMPLETE, id="complete-with-an-error"),
    ],
)
def test_a_form_says_what_it_lacks(
    values: prefill.Values, error_in: str, overall: str, said: dict[str, str], soffice_convert: Convert, tmp_path: Path
) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(filled(values, error_in))
    assert lines(soffice_convert(path, "xlsx", tmp_path / "out")) == (overall, said)


@pytest.mark.soffice
def test_a_form_kept_as_ods_goes_on_saying_it(soffice_convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(filled(BEGUN))
    back = soffice_convert(soffice_convert(path, "ods", tmp_path), "xlsx", tmp_path / "out")
    assert lines(back) == ("Il reste 10 feuilles à compléter.", BEGUN_FORM)
    workbook, original = load_workbook(back), opened(DOSSIER)
    for name in workbook.sheetnames:
        kept, declared = (
            {(rule.type, str(rule.errorStyle)) for rule in book[name].data_validations.dataValidation if rule.type}
            for book in (workbook, original)
        )
        assert kept == declared, name
        assert workbook[name].protection.sheet == original[name].protection.sheet
