"""Register entries of invented organisations, built in memory: what documents are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ose_batch.model import Answer, Assessment, Decision, Entry, Finding, Issuer, Point, State
from tests import typical
from tests.typical import BOXES, REQUIRED

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

TYPICAL = entry(
    typical.FIELDS,
    typical.TABLES,
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
