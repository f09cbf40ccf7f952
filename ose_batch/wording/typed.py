"""French words that people type where a date, a number or an answer of a list is asked."""

from __future__ import annotations

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
BEFORE_A_DAY = frozenset((*WEEKDAYS, *(day[:3] for day in WEEKDAYS), "au", "avant", "date", "le", "pour"))
"""Folded: `jeudi 31 décembre`, `avant le 31 décembre`."""
FIRST = "er"
"""`1er`."""

MEANT = (
    (
        ("Oui",),
        ("x", "✓", "✔", "✔\ufe0f", "☑", "☒", "✅", "o", "y", "yes", "vrai", "true", "ok", "d’accord", "1"),
    ),
    (
        ("Non",),
        ("n", "no", "faux", "false", "☐", "0"),
    ),
    (
        ("Sans objet", "Non concerné"),
        (
            *("-", "–", "—", "--", "/", "ø", "n/a", "nc", "s.o.", "ras", "néant", "aucun", "aucune", "sans objet"),
            *("non concerné", "non concernée", "non applicable", "pas concerné", "pas concernée", "pas d’objet"),
        ),
    ),
)
"""Labels → what else is typed for the one of them that a list has."""

BEFORE_A_NUMBER = ("n°", "no", "numéro", "engagement", "engagement n°", "engagement numéro", "niveau")
"""`engagement n° 1`, `niveau 3`."""
PEOPLE = frozenset(("salarie", "salaries", "salariee", "salariees", "personne", "personnes"))
BETWEEN = frozenset(("de", "a", "entre", "et", "-", "–", "/"))
"""`de 6 à 10`."""
MORE = frozenset(("plus", "+"))
OR_MORE = MORE | {"et", "ou", "de"}
"""`250 et plus`."""
PER_CENT = "pour cent"
