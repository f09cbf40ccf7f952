"""charter.toml: what the packaged one holds, and what is said of each mistake that one can make in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from ose_batch.charter.loading import CharterError, load
from ose_batch.charter.rules import PRINCIPLES, Gravity, Requirement, parse
from ose_batch.forms.layout import COLUMN_KEYS, KEYS, LIST_NAMES
from ose_batch.model import Answer
from tests.dossiers import CHARTER

LOOSE = re.compile(r" [;:?!»]|« |[a-zé]'[a-zéh]")
"""Plain spaces where French has no-break ones, straight apostrophes."""
MISTAKES = (
    (
        "an unknown block",
        "[durations]",
        "[duree]\nannees = 3\n\n[durations]",
        " : la clé « duree » n’est pas connue ; il faut « durations », « theme », « lists », « aliases »,"
        " « guide » ou « principle ».",
    ),
    (
        "a block that is no block",
        "[durations]",
        "[[durations]]",
        "clé « durations » : nous lisons une liste, il faut un tableau de lignes clé = valeur, qui ne soit pas vide.",
    ),
    (
        "a missing duration",
        "validity_years = 3\n",
        "",
        "durées : la clé « validity_years » manque ; ajoutez-la.",
    ),
    (
        "a duration in letters",
        "validity_years = 3",
        'validity_years = "trois"',
        "durées, clé « validity_years » : nous lisons « trois », il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "a duration of nothing",
        "midterm_months = 18",
        "midterm_months = 0",
        "durées, clé « midterm_months » : nous lisons 0, il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "an empty list",
        'yes_no = ["Oui", "Non"]',
        "yes_no = []",
        "listes, clé « yes_no » : nous lisons une liste vide, il faut une liste entre crochets, qui ne soit pas vide.",
    ),
    (
        "a list that is a text",
        'yes_no = ["Oui", "Non"]',
        'yes_no = "Oui"',
        "listes, clé « yes_no » : nous lisons « Oui », il faut une liste entre crochets, qui ne soit pas vide.",
    ),
    (
        "a label twice",
        'yes_no = ["Oui", "Non"]',
        'yes_no = ["Oui", "Oui"]',
        "listes, clé « yes_no » : nous lisons « Oui », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a label that is a number",
        'departments = ["44",',
        "departments = [44,",
        "listes, clé « departments » : nous lisons 44, il faut un texte entre guillemets, qui ne soit pas vide.",
    ),
    (
        "another name of no answer",
        '"Première demande" = "Candidature"',
        '"Première demande" = "Demande"',
        "autres noms, clé « dossier_kinds.Première demande » : nous lisons « Demande », il faut « Candidature » ou"
        " « Renouvellement ».",
    ),
    (
        "other names for no list",
        "[aliases.dossier_kinds]",
        '[aliases.sides]\n"Dedans" = "Interne"\n\n[aliases.kinds]',
        "autres noms : la clé « kinds » n’est pas connue ; il faut un nom qui convienne ici, peut-être"
        " « dossier_kinds ».",
    ),
    (
        "a list of themes",
        "yes_no = [",
        'themes = ["Autre"]\nyes_no = [',
        "listes, clé « themes » : nous lisons une liste, il faut laisser ce nom : le programme "
        "fait cette liste lui-même.",
    ),
    (
        "a decision nobody takes",
        '"Ajourné", "Non retenu"]',
        '"Refusé"]',
        "listes, clé « decisions » : nous lisons « Refusé », il faut « Validé », « Validé avec "
        "recommandations », « Validé sous réserve », « Ajourné » ou « Non retenu ».",
    ),
    (
        "a list the forms offer",
        'sides = ["Interne", "Externe"]\n',
        "",
        "listes : la clé « sides » manque ; ajoutez-la.",
    ),
    (
        "a guide without lines",
        'title = "Ce qu’est ce classeur"\nlines',
        'title = "Ce qu’est ce classeur"\ntexte',
        "Lisez-moi, bloc n° 1 : la clé « lines » manque ; ajoutez-la.",
    ),
    (
        "a requirement",
        'requirement = "requis"',
        'requirement = "obligatoire"',
        "thème GOU, clé « requirement » : nous lisons « obligatoire », il faut « requis », « recommandé »"
        " ou « libre ».",
    ),
    (
        "a theme without code",
        'code = "CON"\n',
        "",
        "thème n° 2 : la clé « code » manque ; ajoutez-la.",
    ),
    (
        "a theme code twice",
        'code = "CON"',
        'code = "GOU"',
        "thème GOU, clé « code » : nous lisons « GOU », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a theme label twice",
        'label = "Concertation"',
        'label = "Gouvernance"',
        "thème CON, clé « label » : nous lisons « Gouvernance », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a principle missing",
        'code = "P6"\ntitle',
        'code = "P7"\ntitle',
        "clé « principle » : nous lisons « P1, P2, P3, P4, P5, P7, ID », il faut ces principes, dans cet "
        "ordre : P1, P2, P3, P4, P5, P6, ID.",
    ),
    (
        "a principle without title",
        'title = "Accessibilité de la démarche"\n',
        "",
        "principe P6 : la clé « title » manque ; ajoutez-la.",
    ),
    (
        "a criterion without code",
        'code = "P4.3"\n',
        "",
        "critère n° 3 (P4) : la clé « code » manque ; ajoutez-la.",
    ),
    (
        "a criterion under another principle",
        'code = "P4.3"',
        'code = "P3.9"',
        "critère P3.9, clé « code » : nous lisons « P3.9 », il faut un code qui commence par « P4. ».",
    ),
    (
        "a criterion code twice",
        'code = "P4.3"',
        'code = "P4.2"',
        "critère P4.2, clé « code » : nous lisons « P4.2 », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a missing key",
        'met = "Chaque engagement a une action qui le fait avancer."\n',
        "",
        "critère P4.3 : la clé « met » manque ; ajoutez-la.",
    ),
    (
        "an unknown key",
        'check = "commitments_followed"',
        'check = "commitments_followed"\npoids = 2',
        "critère P4.3 : la clé « poids » n’est pas connue ; il faut « code », « sentence », « gravity », "
        "« check », « params », « answers », « met », « unmet », « not_applicable », « expected » ou « "
        "advice ».",
    ),
    (
        "an empty sentence",
        'sentence = "Chaque engagement a une action qui le fait avancer."',
        'sentence = " "',
        "critère P4.3, clé « sentence » : nous lisons un texte vide, il faut un texte entre guillemets, "
        "qui ne soit pas vide.",
    ),
    (
        "a gravity",
        'gravity = "à vérifier"\ncheck = "charter_received"',
        'gravity = "grave"\ncheck = "charter_received"',
        "critère ID.9, clé « gravity » : nous lisons « grave », il faut « bloquant », « à vérifier », « à"
        " apprécier » ou « signalé ».",
    ),
    (
        "a check",
        'check = "commitments_followed"',
        'check = "commitment_followed"',
        "critère P4.3, clé « check » : nous lisons « commitment_followed », il faut un nom qui convienne "
        "ici, peut-être « commitments_followed », « commitments_known » ou « some_filled ».",
    ),
    (
        "an answer",
        'answers = ["À vérifier par la CRESS", "Complet"]\nmet = "La charte signée est reçue."',
        'answers = ["À vérifier", "Complet"]\nmet = "La charte signée est reçue."',
        "critère ID.9, clé « answers » : nous lisons « À vérifier », il faut « À compléter », « À "
        "apprécier par le comité », « À vérifier par la CRESS », « Complet » ou « Sans objet ».",
    ),
    (
        "answers of another gravity",
        'answers = ["À vérifier par la CRESS", "Complet"]\nmet = "La charte signée est reçue."',
        'answers = ["À compléter", "Complet"]\nmet = "La charte signée est reçue."',
        "critère ID.9, clé « answers » : nous lisons « À compléter, Complet », il faut pour la gravité « "
        "à vérifier » : « Complet » et « À vérifier par la CRESS », avec « Sans objet » au besoin.",
    ),
    (
        "a sentence never announced",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "La charte signée n’est pas encore reçue."\nnot_applicable = "Rien à signer."',
        "critère ID.9, clé « not_applicable » : nous lisons « Rien à signer », il faut annoncer aussi « "
        "Sans objet » dans « answers », ou retirer cette phrase.",
    ),
    (
        "a sentence announced and missing",
        'not_applicable = "La forme juridique n’est pas encore indiquée."\n',
        "",
        "critère ID.8 : la clé « not_applicable » manque ; il faut la phrase à dire, puisque « answers » "
        "annonce « Sans objet ».",
    ),
    (
        "a placeholder",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "{lieu} reste à signer."',
        "critère ID.9, clé « unmet » : nous lisons « {lieu} reste à signer », il faut {subject} ou "
        "{read}, et aucune autre accolade.",
    ),
    (
        "a brace alone",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "La charte {signée n’est pas encore reçue."',
        "critère ID.9, clé « unmet » : nous lisons « La charte {signée n’est pas encore reçue », il faut"
        " {subject} ou {read}, et aucune autre accolade.",
    ),
    (
        "a placeholder where there is none",
        'met = "La charte signée est reçue."',
        'met = "{subject} est reçue."',
        "critère ID.9, clé « met » : nous lisons « {subject} est reçue », il faut une phrase sans accolade.",
    ),
    (
        "a parameter missing",
        'params = { table = "actions" }\n',
        "",
        "critère P4.1, params : la clé « table » manque ; ajoutez-la.",
    ),
    (
        "a parameter unknown",
        'params = { table = "actions" }',
        'params = { table = "actions", at_least = 2 }',
        "critère P4.1, params : la clé « at_least » n’est pas connue ; il faut « table ».",
    ),
    (
        "a parameter of another kind",
        '"actions.due_on", years = 3',
        '"actions.due_on", years = "trois"',
        "critère P4.8, params, clé « years » : nous lisons « trois », il faut un nombre entier positif, "
        "sans guillemets.",
    ),
    (
        "a number that is true",
        '"actions.due_on", years = 3',
        '"actions.due_on", years = true',
        "critère P4.8, params, clé « years » : nous lisons true, il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "a list for one",
        'column = "actions.due_on", years',
        'column = ["actions.due_on"], years',
        "critère P4.8, params, clé « column » : nous lisons une liste, il faut un texte entre guillemets,"
        " qui ne soit pas vide.",
    ),
    (
        "one for a list",
        'columns = ["actions.indicator"]',
        'columns = "actions.indicator"',
        "critère P4.7, params, clé « columns » : nous lisons « actions.indicator », il faut une liste "
        "entre crochets, qui ne soit pas vide.",
    ),
    (
        "a table for a list",
        'columns = ["actions.indicator"]',
        'columns = { actions = "indicator" }',
        "critère P4.7, params, clé « columns » : nous lisons un tableau, il faut une liste entre crochets, qui ne soit "
        "pas vide.",
    ),
    (
        "a condition that is a text",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = "organisation.cse"',
        "critère P5.4, params, clé « when » : nous lisons « organisation.cse », il faut un tableau de "
        "lignes clé = valeur, qui ne soit pas vide.",
    ),
    (
        "a column that does not exist",
        'columns = ["actions.indicator"]',
        'columns = ["actions.indicateur"]',
        "critère P4.7, params, clé « columns » : nous lisons « actions.indicateur », il faut un nom qui "
        "convienne ici, peut-être « actions.indicator », « actions.initial » ou « actions.state ».",
    ),
    (
        "a field where a column is needed",
        'columns = ["actions.indicator"]',
        'columns = ["organisation.name"]',
        "critère P4.7, params, clé « columns » : nous lisons « organisation.name », il faut un nom qui "
        "convienne ici, peut-être « actions.number », « actions.theme » ou « actions.state ».",
    ),
    (
        "a column where a field is needed",
        'field = "organisation.ess_proof"',
        'field = "actions.pilot"',
        "critère ID.7, params, clé « field » : nous lisons « actions.pilot », il faut un nom qui "
        "convienne ici, peut-être « organisation.postcode », « organisation.siret » ou « "
        "organisation.perimeter ».",
    ),
    (
        "a field of a condition",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = { "organisation.comite" = ["Oui"] }',
        "critère P5.4, params, clé « when » : nous lisons « organisation.comite », il faut un nom qui "
        "convienne ici, peut-être « organisation.fte », « organisation.cse » ou « organisation.name ».",
    ),
    (
        "a label of a condition",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = { "organisation.cse" = ["oui"] }',
        "critère P5.4, params, clé « when.organisation.cse » : nous lisons « oui », il faut un nom qui "
        "convienne ici, peut-être « Oui » ou « Courriel ».",
    ),
    (
        "a field that is skipped",
        'skip = ["practices.showcase"]',
        'skip = ["practices.mise_en_valeur"]',
        "critère P3.4, params, clé « skip » : nous lisons « practices.mise_en_valeur », il faut un nom "
        "qui convienne ici, peut-être « practices.title », « practices.since » ou « practices.publishable"
        " ».",
    ),
    (
        "a table",
        'params = { table = "actions" }',
        'params = { table = "plan" }',
        "critère P4.1, params, clé « table » : nous lisons « plan », il faut « themes », « stakeholders "
        "», « practices », « commitments », « actions », « presentations », « access » ou « frameworks ».",
    ),
    (
        "a sheet",
        'params = { sheet = "organisation" }',
        'params = { sheet = "organization" }',
        "critère ID.1, params, clé « sheet » : nous lisons « organization », il faut « organisation », « "
        "themes », « stakeholders », « practices », « commitments », « actions », « presentations », « "
        "access », « frameworks » ou « charter ».",
    ),
    (
        "a list",
        'departments = "departments" }',
        'departments = "département" }',
        "critère ID.6, params, clé « departments » : nous lisons « département », il faut un nom qui "
        "convienne ici, peut-être « departments ».",
    ),
    (
        "a requirement of a check",
        'requirement = "recommandé", all',
        'requirement = "recommande", all',
        "critère P1.6, params, clé « requirement » : nous lisons « recommande », il faut « requis », « "
        "recommandé » ou « libre ».",
    ),
    (
        "a named field",
        '"charter.p2" = "Principe 2"',
        '"charter.p2" = 2',
        "critère ID.3, params, clé « fields.charter.p2 » : nous lisons 2, il faut un texte entre "
        "guillemets, qui ne soit pas vide.",
    ),
)


def refused(text: str) -> str:
    with pytest.raises(CharterError) as error:
        load(text, KEYS, COLUMN_KEYS, LIST_NAMES)
    return str(error.value)


def test_the_packaged_charter_is_accepted() -> None:
    rules = load(CHARTER, KEYS, COLUMN_KEYS, LIST_NAMES)
    assert rules == parse(tomllib.loads(CHARTER))
    assert tuple(principle.code for principle in rules.principles) == PRINCIPLES
    assert [theme.code for theme in rules.themes_of(Requirement.REQUIRED)] == [
        "GOU",
        "CON",
        "SOC",
        "DIS",
        "EGA",
        "ENV",
        "ETH",
    ]
    assert rules.theme_label("ETH") == "Éthique"
    assert rules.lists["themes"][-1] == "Autre thème"


def test_criteria_are_numbered_without_a_hole() -> None:
    for principle in load(CHARTER).principles:
        numbers = [int(criterion.code.removeprefix(f"{principle.code}.")) for criterion in principle.criteria]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_gravity_serves() -> None:
    assert {criterion.gravity for criterion in load(CHARTER).criteria} == set(Gravity)
    assert [gravity.answer for gravity in Gravity] == [
        Answer.TO_COMPLETE,
        Answer.TO_CHECK,
        Answer.TO_WEIGH,
        Answer.COMPLETE,
    ]


def test_without_the_forms_any_name_is_taken() -> None:
    assert load(CHARTER.replace('"actions.indicator"', '"plan.indicateur"')).criteria


def test_a_file_saved_by_windows_is_read_alike() -> None:
    assert load("\ufeff" + CHARTER.replace("\n", "\r\n"), KEYS, COLUMN_KEYS, LIST_NAMES) == load(CHARTER)


@pytest.mark.parametrize(("old", "new", "message"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_said_where_it_is(old: str, new: str, message: str) -> None:
    assert old in CHARTER
    said = refused(CHARTER.replace(old, new, 1))
    assert said.replace("\u00a0", " ").removeprefix("charter.toml").removeprefix(", ") == message
    assert not LOOSE.search(said)


@pytest.mark.parametrize(
    ("text", "line", "read"),
    [
        ('code = "P1"\ntitle = "Charte', 2, 'title = "Charte'),
        ("[durations]\nvalidité = 3", 2, "validité = 3"),
        ("a = 1\na = 2\nb = 3", 2, "a = 2"),
        ('[lists]\nsides = ["Interne",\n\n', 2, 'sides = ["Interne",'),
    ],
)
def test_a_syntax_error_is_said_by_its_line(text: str, line: int, read: str) -> None:
    said = refused(text)
    assert said.startswith(f"charter.toml, ligne {line}\u00a0: nous n’arrivons pas à comprendre «\u00a0{read}\u00a0».")


def test_blocks_are_blocks() -> None:
    text = 'theme = "GOU"\ndurations = {}\nlists = {}\nguide = []\nprinciple = []'
    assert refused(text).endswith(
        "nous lisons «\u00a0GOU\u00a0», il faut un ou plusieurs blocs entre doubles crochets."
    )


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def test_the_packaged_charter_is_typeset_in_french() -> None:
    assert [text for text in texts(tomllib.loads(CHARTER)) if LOOSE.search(text)] == []
