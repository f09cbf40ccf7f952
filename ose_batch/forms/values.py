"""What a cell says: the raw value of a spreadsheet → value, text as a person sees it, trouble."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from ose_batch.charter.rules import Rules
from ose_batch.forms.declaration import Field
from ose_batch.model import Kind, Trouble, Value
from ose_batch.text import clean
from ose_batch.wording import fold, short_date

Raw = int | float | str | bool | date | datetime | time | timedelta
"""What python-calamine gives for a cell; an empty one is `""`."""

Understood = tuple[Value, str, Trouble | None]
"""Value, text and trouble of a `Cell`. An empty text is an empty cell: no value and no trouble."""

LONGEST_ANSWER = 200
"""Letters; no list holds a longer one."""

Converter = Callable[[Raw], Understood]

_DIGITS = re.compile(r"\d+")
_PHONE = re.compile(r"\+?[0-9]+")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def converter(field: Field, rules: Rules) -> Converter:
    """The function that understands the entries of a field; the same one for the same lists."""
    if field.kind is Kind.THEME:
        return _theme(tuple((theme.label, theme.code) for theme in rules.themes))
    if field.kind is Kind.CHOICE:
        return _choice(rules.lists[field.choices], strict=field.starred or field.given)
    if field.kind is Kind.SCALE:
        return _scale(rules.lists[field.choices])
    return _FREE[field.kind]


def plain(raw: Raw) -> str:
    """What a person sees of a value that has no list nor format: `2026`, `1234,5`, `10/12/2026`, `Oui`."""
    if isinstance(raw, str):
        return clean(raw)
    if isinstance(raw, bool):
        return "Oui" if raw else "Non"
    if isinstance(raw, int | float):
        return _number_text(raw)
    if isinstance(raw, datetime):
        return short_date(raw) if raw.time() == time() else f"{short_date(raw)} {raw:%H:%M}"
    if isinstance(raw, date):
        return short_date(raw)
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    minutes = round(raw.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _number_text(number: float) -> str:
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}".replace(".", ",")


def _text(raw: Raw) -> Understood:
    text = plain(raw)
    return text or None, text, None


def _digits(raw: Raw) -> Understood:
    """Digits without the spaces and dots one writes between them; any other text as it stands."""
    text = plain(raw)
    compact = _SPACE.sub("", text).replace(".", "")
    return (compact if _PHONE.fullmatch(compact) else text) or None, text, None


def _date(raw: Raw) -> Understood:
    """A date cell, or a text such as `31/12/2026`, `31.12.2026`, `2026-12-31`. A bare number is not a date."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw, short_date(raw), None
    text = plain(raw)
    day = _parse_day(text) if isinstance(raw, str) else None
    return day, text, Trouble.NOT_A_DATE if text and day is None else None


def _parse_day(text: str) -> date | None:
    if french := _FRENCH_DAY.fullmatch(text):
        day, month, year = map(int, french.groups())
    elif iso := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, iso.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(raw: Raw) -> Understood:
    text = plain(raw)
    value = _parse_number(raw, text)
    return value, text, Trouble.NOT_A_NUMBER if text and value is None else None


def _percent(raw: Raw) -> Understood:
    """A share: `0.4`, `40 %`; beyond 1 a number without its sign counts hundredths (`40` is 0.4)."""
    text = plain(raw)
    share = _parse_number(raw, text.removesuffix("%"))
    if share is not None and (share > 1 or text.endswith("%")):
        share /= 100
    if share is None or not 0 <= share <= 1:
        return None, text, Trouble.NOT_A_NUMBER if text else None
    return share, f"{_number_text(round(share * 100, 10))}\u00a0%", None


def _parse_number(raw: Raw, text: str) -> int | float | None:
    """`raw` itself, or the number that `text` writes in the French way (`1 234,5`)."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str) and _NUMBER.fullmatch(compact := _SPACE.sub("", text)):
        raw = float(compact.replace(",", "."))
    if not isinstance(raw, int | float) or not math.isfinite(raw):
        return None
    return int(raw) if float(raw).is_integer() else raw


def _key(text: str) -> str:
    """What two spellings of a label share. Digits stay apart: `15` is not `1-5`."""
    return f"{fold(text)}|{' '.join(_DIGITS.findall(text))}"


def _listed(values: Mapping[str, Value], *, strict: bool) -> Converter:
    """Understands the spellings in `values`; another text is in trouble if `strict`, else its own value."""
    keyed = {_key(label): value for label, value in values.items()}

    def understand(raw: Raw) -> Understood:
        if isinstance(raw, str) and raw in values:
            return values[raw], raw, None
        text = plain(raw)
        value = keyed.get(_key(text)) if len(text) <= LONGEST_ANSWER else None
        if value is not None or not text:
            return value, text, None
        return (None, text, Trouble.NOT_IN_LIST) if strict else (text, text, None)

    return understand


@cache
def _choice(labels: tuple[str, ...], *, strict: bool) -> Converter:
    return _listed({label: label for label in labels}, strict=strict)


@cache
def _scale(labels: tuple[str, ...]) -> Converter:
    """`3 – Forte`, or `3` alone, is 3."""
    numbers = {label: int(_DIGITS.findall(label)[0]) for label in labels}
    return _listed(numbers | {str(number): number for number in numbers.values()}, strict=True)


@cache
def _theme(themes: tuple[tuple[str, str], ...]) -> Converter:
    return _listed(dict(themes) | {code: code for _, code in themes}, strict=True)


_FREE: Mapping[Kind, Converter] = {
    Kind.TEXT: _text,
    Kind.DIGITS: _digits,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
}
