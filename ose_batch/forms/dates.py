"""A day as people write it: `31.12.26`, `jeudi 31 déc. 2026`, `2026-12-31 08:00`. The month never comes first."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from ose_batch.model import Trouble
from ose_batch.wording import MONTHS
from ose_batch.wording.typed import BEFORE_A_DAY, FIRST

LONGEST_DAY = 60
"""Letters; nobody writes a day with more."""
PIVOT = 80
"""Years of two digits from here on are of the last century."""
_NEAR = 0.9
"""How alike a month is to one written with a slip of the keyboard (difflib)."""

_WRITTEN = re.compile(r"[0-9a-z\s/.,-]*")
_WORDS = re.compile(r"[0-9]+|[a-z]+")
_HOUR = re.compile(
    r"(?<=[0-9])(?:t|,?\s+(?:a\s+)?)[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?|\s?h\s?(?:[0-9]{2})?)"
    r"(?:z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def day(text: str) -> date | Trouble:
    """The day that `text` names, or why it names none."""
    return _day(text) if len(text) <= LONGEST_DAY else Trouble.NOT_A_DATE


@lru_cache(maxsize=1024)
def _day(text: str) -> date | Trouble:
    written = _HOUR.sub("", _unaccented(text))
    if not _WRITTEN.fullmatch(written):
        return Trouble.NOT_A_DATE
    words = _WORDS.findall(written)
    while len(words) > 1 and words[0] in BEFORE_A_DAY:
        del words[0]
    if words[:2] == ["1", FIRST]:
        del words[1]
    if (named := _named(words)) is None:
        return _missing(words)
    try:
        return date(*named)
    except ValueError:
        return Trouble.NO_SUCH_DAY


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_MONTHS = tuple(map(_unaccented, MONTHS))


def _named(words: Sequence[str]) -> tuple[int, int, int] | None:
    """Year, month and day, whether or not the calendar has them."""
    if len(words) != 3:
        return None
    first, middle, last = words
    if len(first) == 4:
        first, last = last, first
    month = int(middle) if middle.isdecimal() and len(middle) < 3 else _month(middle)
    if month is None or not (first.isdecimal() and len(first) < 3 and last.isdecimal()):
        return None
    if len(last) == 2:
        return int(last) + (1900 if int(last) >= PIVOT else 2000), month, int(first)
    return (int(last), month, int(first)) if len(last) == 4 and last >= "1000" else None


def _missing(words: Sequence[str]) -> Trouble:
    """What `décembre 2026`, `T1 2027`, `12/26`, `déc. 26` and `31/12`, `26 déc.` lack to be days."""
    numbers = [word for word in words if word.isdecimal()]
    years = [number for number in numbers if _YEAR.fullmatch(number)]
    others = [int(number) for number in numbers if number not in years]
    with_month = any(_month(word) for word in words)
    if years and len(others) <= 1 and all(1 <= other <= 12 for other in others):
        return Trouble.DAY_MISSING
    if not years and (with_month or len(words) == 2):
        match others:
            case [] if with_month:
                return Trouble.DAY_MISSING
            case [_] if with_month and words[-1] in numbers:
                return Trouble.DAY_MISSING
            case [first, last] if 1 <= first <= 12 < last < 100:
                return Trouble.DAY_MISSING
            case [first, *last] if 1 <= first <= 31 and all(1 <= other <= 12 for other in last):
                return Trouble.YEAR_MISSING
    return Trouble.NOT_A_DATE


@lru_cache(maxsize=256)
def _month(word: str) -> int | None:
    """`1` to `12`, of a month in full, shortened to three letters or more, or with one slip."""
    if len(word) < 3 or not word.isalpha():
        return None
    found = [month for month in _MONTHS if month.startswith(word)] or get_close_matches(word, _MONTHS, 2, _NEAR)
    return _MONTHS.index(found[0]) + 1 if len(found) == 1 else None
