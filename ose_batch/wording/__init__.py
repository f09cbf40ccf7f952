"""French words that several rooms say: dates, numbers, lists, and the comparison of texts typed by people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_NOT_WORD = re.compile(r"[^0-9a-z]+")


_REMEMBERED = 200
"""Letters: labels and answers come back; longer texts do not, and would fill the memory."""
_COMPARED = 5000


def fold(text: str) -> str:
    """What two spellings of one label share: letters and digits, without case, accent, space or punctuation.

    `"Égalité  réelle "` and `"egalite reelle"` fold alike; `"œ"` counts as `"oe"`. What follows the first `_COMPARED`
    characters does not count.
    """
    return _fold_label(text) if len(text) <= _REMEMBERED else _fold(text[:_COMPARED])


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return _NOT_WORD.sub("", plain.casefold())


_fold_label = lru_cache(maxsize=8192)(_fold)


def french_date(day: date) -> str:
    """`1er mars 2027`, `10 décembre 2026`."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """`10/12/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def plural(count: int, singular: str, many: str = "") -> str:
    """`1 dossier`, `3 dossiers`; in French zero is singular."""
    return f"{count} {singular if abs(count) < 2 else many or singular + 's'}"


def enumeration(items: Iterable[str]) -> str:
    """`a, b et c`."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} et {last}" if head else last


def more(count: int, singular: str, many: str = "") -> str:
    """`et 48 autres actions`; empty when there is none."""
    others = plural(count, f"autre {singular}", f"autres {many or singular + 's'}")
    return f"et {others}" if count > 0 else ""


def perimeter(name: str, detail: str) -> str:
    return " : ".join(filter(None, (name, detail)))


def number(value: float) -> str:
    """`1 234,5`."""
    return f"{value:,.12g}".translate({ord(","): " ", ord("."): ","})


def percent(part: float) -> str:
    """`40 %`, of 0.4."""
    return f"{part * 100:.0f} %"
