"""Register entries of invented organisations, built in memory: what documents are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ose_batch.model import Answer, Assessment, Decision, Entry, Finding, Issuer, Point, State

HOSTILE_NAME = 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}'

ISSUER = Issuer(
    name="CRESS des Pays de la Loire",
    signatory="Camille Exemple",
    signatory_title="La présidence",
    town="Nantes",
    conditions=(
        "L’identité visuelle OSE est utilisée sans modification, par l’organisation et dans le périmètre nommés "
        "ci-dessus, pendant la durée de validité. Elle ne distingue pas un produit ou un service.\n"
        "Un temps d’échanges sur les engagements a lieu à dix-huit mois."
    ),
)

DECISION = Decision(
    decision=State.VALIDATED,
    decided_on=date(2026, 12, 10),
    session_on=date(2026, 12, 10),
    instance="Comité scientifique et éthique",
    motive="",
    conditions="",
    deadline=None,
    valid_until=date(2029, 12, 10),
)

PRINCIPLES = ("P1", "P2", "P3", "P4", "P5", "P6", "ID")
BOXES = {f"charter.p{number}": "Oui" for number in range(1, 7)}


def finding(criterion: str, answer: Answer, *sentences: str, reason: str = "") -> Finding:
    points = tuple(Point("", None, "", sentence) for sentence in sentences)
    return Finding(criterion, criterion.partition(".")[0], answer, reason, points)


def assessment(*findings: Finding) -> Assessment:
    answers = {code: [one.answer for one in findings if one.principle == code] for code in PRINCIPLES}
    return Assessment(findings, {code: Answer.worst([*own, Answer.COMPLETE]) for code, own in answers.items()})


def entry(fields: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]], *findings: Finding) -> Entry:
    keys = ("themes", "stakeholders", "practices", "commitments", "actions", "presentations", "access", "frameworks")
    return Entry(
        id=1,
        number="D-2026-001",
        organisation_id=1,
        ose_number="",
        state=State.READY,
        wave="2026-2",
        session_on=date(2026, 12, 10),
        deposited_on=date(2026, 11, 3),
        sha256="0" * 64,
        fields={key if "." in key else f"organisation.{key}": value for key, value in fields.items()},
        tables={key: tuple(tables.get(key, ())) for key in keys},
        assessment=assessment(*findings),
    )


def validated(one: Entry) -> Entry:
    return replace(one, state=State.VALIDATED, ose_number="OSE-0042", decision=DECISION)


REQUIRED = ("GOU", "CON", "SOC", "DIS", "EGA", "ENV", "ETH")

MINIMAL = entry(
    {
        "dossier_kind": "Candidature",
        "name": "Les Jardins d’Éole",
        "perimeter": "Toute l’organisation",
        "legal_form": "Association loi 1901",
        "postcode": "53000",
        "town": "Laval",
        "headcount": "0",
        "cse": "Non concerné",
        "rna": "W531000000",
        "volunteers": 3,
        **BOXES,
    },
    {
        "themes": [
            {"theme": code, "questioned": "Oui"} | ({"improvement": "Mieux accueillir."} if code == "GOU" else {})
            for code in REQUIRED
        ],
        "stakeholders": [
            {"name": "Bénévoles", "category": "Bénévoles", "side": "Interne", "importance": 4, "influence": 4},
            {
                "name": "Mairie",
                "category": "Collectivités territoriales",
                "side": "Externe",
                "importance": 3,
                "influence": 2,
            },
        ],
        "practices": [{"theme": code, "title": "Pas encore de pratique"} for code in REQUIRED[1:]]
        + [
            {
                "theme": "GOU",
                "title": "Décisions prises à trois, autour d’une table",
                "showcase": "Dite aux voisins du jardin",
            }
        ],
        "commitments": [
            {"number": "E1", "label": "Ouvrir le jardin à tout le quartier un samedi par mois.", "publishable": "Oui"}
        ],
        "actions": [
            {
                "number": "A1",
                "theme": "TER",
                "action": "Fixer les douze samedis d’ouverture",
                "pilot": "Trésorière",
                "due_on": date(2027, 3, 1),
                "commitment": "E1",
            }
        ],
        "presentations": [
            {"body": "Assemblée générale ou équivalent", "status": "Prévue", "held_on": date(2027, 1, 23)},
            {"body": "Organe d’administration (ou gérance)", "status": "Tenue", "held_on": date(2026, 10, 2)},
        ],
        "access": [{"category": "Toutes les parties prenantes", "channel": "Affichage"}],
    },
    finding(
        "P3.4",
        Answer.TO_WEIGH,
        "« Pas encore de pratique » sur six thèmes : la suite est à regarder dans le plan d’actions.",
    ),
    finding("P4.7", Answer.TO_WEIGH, reason="Aucune action n’a d’indicateur."),
)

_PRACTICES = (
    ("GOU", "Conseil coopératif ouvert à toutes les catégories d’associés", "Assemblée générale, rapport de gestion"),
    ("CON", "Réunion trimestrielle des usagers du lieu", "Affichage et lettre aux usagers"),
    ("SOC", "Accord d’entreprise sur le temps de travail", "Livret d’accueil"),
    ("SOC", "Plan de formation ouvert aux salariés en insertion", "Livret d’accueil"),
    ("DIS", "Recrutement sur tâches d’essai plutôt que sur CV", "Réseau d’insertion du territoire"),
    ("EGA", "Grille de salaires unique et publiée", "Espace partagé"),
    ("ENV", "Compostage, réemploi du mobilier, vélos de service", "Visites du lieu"),
    ("ETH", "Charte des achats responsables", "Page internet publique"),
    ("TER", "Groupement d’achat avec quatre associations du bourg", "Rapport d’activité"),
)
_ACTIONS = (
    (
        "GOU",
        "Former les nouveaux administrateurs à la coopération",
        "Direction",
        date(2027, 6, 30),
        "E1",
        "En cours",
        0.4,
    ),
    (
        "CON",
        "Créer un comité d’usagers et lui donner un budget",
        "Responsable du lieu",
        date(2027, 9, 30),
        "E1",
        "À lancer",
        None,
    ),
    (
        "SOC",
        "Négocier un accord sur la qualité de vie au travail",
        "Direction",
        date(2027, 12, 31),
        "E2",
        "À lancer",
        None,
    ),
    (
        "DIS",
        "Revoir les offres d’emploi avec un réseau spécialisé",
        "Chargée de recrutement",
        date(2027, 3, 31),
        "E2",
        "En cours",
        0.25,
    ),
    (
        "EGA",
        "Publier chaque année l’écart des rémunérations",
        "Responsable administrative",
        date(2028, 4, 30),
        "E2",
        "À lancer",
        None,
    ),
    (
        "ENV",
        "Réduire de 20 % les consommations d’énergie de l’atelier",
        "Encadrant technique",
        date(2028, 12, 31),
        "E3",
        "À lancer",
        None,
    ),
    (
        "ETH",
        "Évaluer les dix premiers fournisseurs avec la charte des achats",
        "Responsable des achats",
        date(2027, 10, 31),
        "E3",
        "À lancer",
        None,
    ),
)
_STAKEHOLDERS = (
    ("Salariés permanents", "Interne", 4, 4),
    ("Salariés en insertion", "Interne", 4, 3),
    ("CSE", "Interne", 4, 3),
    ("Associés usagers", "Interne", 4, 4),
    ("Conseil coopératif", "Interne", 4, 4),
    ("Région et département", "Externe", 3, 4),
    ("Commune de Saint-Herblain", "Externe", 3, 3),
    ("Clients du restaurant", "Externe", 3, 2),
    ("Fournisseurs locaux", "Externe", 2, 2),
    ("Voisinage", "Externe", 2, 1),
    ("Presse locale", "Externe", 1, 1),
)

TYPICAL = entry(
    {
        "dossier_kind": "Candidature",
        "name": "La Halle commune",
        "acronym": "LHC",
        "perimeter": "Établissements",
        "perimeter_detail": "Restaurant et atelier de réemploi, à Saint-Herblain",
        "legal_form": "SCIC",
        "postcode": "44800",
        "town": "Saint-Herblain",
        "headcount": "11-49",
        "cse": "Oui",
        "siren": "732829320",
        "siret": "73282932000074",
        "sector": "Restauration et réemploi",
        "purpose": (
            "Faire vivre un tiers-lieu coopératif où l’on mange, répare et apprend, en donnant du travail à des "
            "personnes qui en étaient éloignées."
        ),
        "fte": 17.5,
        "volunteers": 40,
        "members": 212,
        "charter.signed_on": date(2026, 11, 2),
        **BOXES,
    },
    {
        "themes": [
            {"theme": code, "questioned": "Oui", "improvement": "Mesurer et partager.", "self_rating": rating}
            for code, rating in zip((*REQUIRED, "TER"), (3, 3, 2, 2, 1, 2, 4, 3), strict=True)
        ]
        + [{"theme": "USA", "questioned": "Par un référentiel reconnu", "document": "Rapport LUCIE 2025, p. 12"}],
        "stakeholders": [
            {"name": name, "category": "Autre", "side": side, "importance": importance, "influence": influence}
            for name, side, importance, influence in _STAKEHOLDERS
        ],
        "practices": [{"theme": theme, "title": title, "showcase": how} for theme, title, how in _PRACTICES],
        "commitments": [
            {
                "number": "E1",
                "label": "Donner aux usagers une voix et un budget dans la vie de la Halle.",
                "publishable": "Oui",
            },
            {
                "number": "E2",
                "label": "Faire de l’emploi à la Halle un emploi de qualité, ouvert à toutes et à tous.",
                "publishable": "Oui",
            },
            {"number": "E3", "label": "Réduire notre empreinte et celle de nos achats.", "publishable": "Non"},
        ],
        "actions": [
            {
                "number": f"A{rank}",
                "theme": theme,
                "action": action,
                "pilot": pilot,
                "due_on": due,
                "commitment": commitment,
                "state": state,
            }
            | ({"progress": progress} if progress else {})
            for rank, (theme, action, pilot, due, commitment, state, progress) in enumerate(_ACTIONS, start=1)
        ],
        "presentations": [
            {"body": "Assemblée générale ou équivalent", "status": "Tenue", "held_on": date(2026, 6, 12)},
            {"body": "Organe d’administration (ou gérance)", "status": "Tenue", "held_on": date(2026, 5, 4)},
            {"body": "Salariés", "status": "Tenue", "held_on": date(2026, 5, 20)},
            {"body": "CSE", "status": "Prévue", "held_on": date(2027, 1, 14)},
        ],
        "access": [
            {"category": "Toutes les parties prenantes", "channel": "Page internet publique"},
            {"category": "Salariés", "channel": "Réunion ou événement"},
            {"category": "Clients", "channel": "Affichage"},
        ],
        "frameworks": [
            {
                "name": "LUCIE 26000",
                "level": "Niveau 3",
                "valid_until": date(2027, 12, 31),
                "themes": "Lien avec les usagers",
            },
            {"name": "Qualiopi", "valid_until": date(2025, 1, 31)},
        ],
    },
    finding("P4.6", Answer.TO_CHECK, "A4 : l’échéance est passée alors que l’action est à lancer."),
    finding("P4.7", Answer.TO_WEIGH, reason="Aucune action n’a d’indicateur."),
    finding("ID.9", Answer.TO_CHECK, "Qualiopi : la validité s’est terminée le 31 janvier 2025."),
)

_LONG = (
    "Nous avons réuni les salariés, les bénévoles et les administrateurs pour regarder ensemble ce qui se fait déjà et "
    "ce que nous voulons faire mieux ; "
)


def long(letters: int, *, capitals: bool = False) -> str:
    """A French text of exactly this length."""
    text = (_LONG * (letters // len(_LONG) + 1))[:letters]
    return text.upper() if capitals else text


def huge(*, capitals: bool = False) -> Entry:
    """Every text at its limit, every table full, everything to say."""
    label = {"capitals": capitals}
    sentences = [long(240, **label) + str(rank) for rank in range(9)]
    return entry(
        {
            "dossier_kind": "Renouvellement",
            "name": long(200, **label),
            "acronym": "A" * 30,
            "perimeter": "Établissements",
            "perimeter_detail": long(300, **label),
            "legal_form": "Association reconnue d’utilité publique",
            "postcode": "85000",
            "town": long(120, **label),
            "headcount": "250 et +",
            "siren": "732829320",
            "rna": "W851000000",
            "sector": long(200, **label),
            "purpose": long(300, **label),
            "fte": 1234.56,
            "volunteers": 12000,
            "members": 1234567,
            "charter.signed_on": date(2026, 11, 2),
            **BOXES,
        },
        {
            "themes": [
                {"theme": code, "questioned": "Par un référentiel reconnu", "improvement": "x", "self_rating": 4}
                for code in (*REQUIRED, "TER", "USA", "AUT")
            ],
            "stakeholders": [
                {
                    "name": long(80, **label),
                    "side": "Interne",
                    "importance": rank % 4 + 1,
                    "influence": rank // 4 % 4 + 1,
                }
                for rank in range(32)
            ]
            + [{"name": long(80, **label)}] * 5,
            "practices": [
                {"theme": code, "title": f"{rank} {long(200, **label)}", "showcase": f"{rank} {long(200, **label)}"}
                for rank, code in enumerate((*REQUIRED, "TER", "USA", "AUT") * 3)
            ],
            "commitments": [
                {"number": f"E{rank}", "label": long(300, **label), "publishable": "Oui"} for rank in range(1, 13)
            ],
            "actions": [
                {
                    "number": f"A{rank}",
                    "theme": "EGA",
                    "action": long(400, **label),
                    "pilot": long(80, **label),
                    "due_on": date(2027, 1, 1),
                    "commitment": "E12",
                    "state": "Abandonnée",
                    "progress": 1.0,
                }
                for rank in range(1, 61)
            ],
            "presentations": [
                {"body": body, "status": "Tenue", "held_on": date(2026, 5, 4)}
                for body in (
                    "Assemblée générale ou équivalent",
                    "Organe d’administration (ou gérance)",
                    "Salariés",
                    "CSE",
                )
            ],
            "access": [
                {"category": f"Catégorie {rank}", "channel": f"{rank} {long(80, **label)}"} for rank in range(20)
            ],
            "frameworks": [
                {"name": f"{rank} {long(60, **label)}", "level": long(60, **label), "themes": long(90, **label)}
                for rank in range(8)
            ],
        },
        *(finding(f"{code}.1", Answer.TO_COMPLETE, *sentences) for code in PRINCIPLES),
        *(finding(f"{code}.2", Answer.TO_CHECK, *sentences) for code in PRINCIPLES),
    )
