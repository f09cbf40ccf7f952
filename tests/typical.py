"""What a dossier of the usual length answers: that of La Halle commune, an invented cooperative."""

from __future__ import annotations

from datetime import date
from typing import Any

REQUIRED = ("GOU", "CON", "SOC", "DIS", "EGA", "ENV", "ETH")
"""Themes that every dossier answers."""
BOXES = {f"charter.p{number}": "Oui" for number in range(1, 7)}
"""The six principles, ticked."""

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
    ("GOU", "Former les nouveaux administrateurs à la coopération", "Direction", date(2027, 6, 30), "E1", 0.4),
    ("CON", "Créer un comité d’usagers et lui donner un budget", "Responsable du lieu", date(2027, 9, 30), "E1", 0),
    ("SOC", "Négocier un accord sur la qualité de vie au travail", "Direction", date(2027, 12, 31), "E2", 0),
    (
        "DIS",
        "Revoir les offres d’emploi avec un réseau spécialisé",
        "Chargée de recrutement",
        date(2027, 3, 31),
        "E2",
        0.25,
    ),
    ("EGA", "Publier chaque année l’écart des rémunérations", "Responsable administrative", date(2028, 4, 30), "E2", 0),
    (
        "ENV",
        "Réduire de 20 % les consommations d’énergie de l’atelier",
        "Encadrant technique",
        date(2028, 12, 31),
        "E3",
        0,
    ),
    (
        "ETH",
        "Évaluer les dix premiers fournisseurs avec la charte des achats",
        "Responsable des achats",
        date(2027, 10, 31),
        "E3",
        0,
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

FIELDS: dict[str, Any] = {
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
}
TABLES: dict[str, list[dict[str, Any]]] = {
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
            "state": "En cours" if progress else "À lancer",
        }
        | ({"progress": progress} if progress else {})
        for rank, (theme, action, pilot, due, commitment, progress) in enumerate(_ACTIONS, start=1)
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
}
