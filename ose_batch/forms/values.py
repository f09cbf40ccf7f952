"""What a cell says: the raw value of a spreadsheet → value, text as a person sees it, trouble, repair."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from ose_batch.charter.rules import Rules
from ose_batch.forms import dates, identifiers
from ose_batch.forms.choices import LONGEST_ANSWER, finder
from ose_batch.forms.declaration import Field
from ose_batch.model import Kind, Trouble, Value
from ose_batch.text import clean
from ose_batch.wording import fold, short_date, typed

Raw = int | float | str | bool | date | datetime | time | timedelta
"""What python-calamine gives for a cell; an empty one is `""`."""

Understood = tuple[Value, str, Trouble | None, str]
"""Value, text, trouble and repair of a `Cell`. An empty text is an empty cell: no value and no trouble.

What one does not see is no repair: spaces, the shape of an apostrophe or of a dash.
"""

Converter = Callable[[Raw], Understood]
Aliases = tuple[tuple[str, str], ...]

_LONGEST_NUMBER = 80
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_UNCLEAR = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""`1.234`: a little more than one, or than a thousand."""
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?P<mark>[ .,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)(?:(?!(?P=mark))[.,]([0-9]+))?")
_COUNTED = re.compile(r"([+-]?[0-9](?:[0-9 .,]*[0-9])?) ?([^\W\d_].*)")
_USUAL_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_USUAL_DAY = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_WORD = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE = str.maketrans("’–—‑", "'---")


def converter(field: Field, rules: Rules) -> Converter:
    """The function that understands the entries of a field; the same one for the same lists."""
    match field.kind:
        case Kind.THEME:
            themes = tuple((theme.label, theme.code) for theme in rules.themes)
            return _theme(themes, rules.aliases.get("themes", ()))
        case Kind.CHOICE:
            strict = field.starred or field.given
            return _choice(rules.lists[field.choices], rules.aliases.get(field.choices, ()), strict=strict)
        case Kind.SCALE:
            return _scale(rules.lists[field.choices], rules.aliases.get(field.choices, ()))
        case Kind.NUMBER:
            return _number(field.label)
    return _identifier(field.key, personal=field.personal) if field.key in _IDENTIFIERS else _FREE[field.kind]


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


def _alike(text: str, other: str) -> bool:
    """Whether one sees no difference."""
    one, two = ("".join(each.translate(_LOOK_ALIKE).split()) for each in (text, other))
    return one == two


# ----------------------------------------------------------------------------------------- Texts, digits that are texts


def _text(raw: Raw) -> Understood:
    text = plain(raw)
    return text or None, text, None, ""


def _digits(raw: Raw) -> Understood:
    text = plain(raw)
    return identifiers.compact(text) or None, text, None, ""


_IDENTIFIERS: Mapping[str, identifiers.Read] = {
    "siren": identifiers.siren,
    "siret": identifiers.siret,
    "rna": identifiers.rna,
    "postcode": identifiers.postcode,
    "referent_phone": identifiers.telephone,
}
"""By the key of the field."""


@cache
def _identifier(key: str, *, personal: bool) -> Converter:
    """A personal one is never in trouble, which findings would quote; it stays as typed."""

    def understand(raw: Raw) -> Understood:
        text = plain(raw)
        full = identifiers.in_full(text)
        if full is None:
            return (text, text, None, "") if personal else (None, text, Trouble.DIGITS_LOST, "")
        if key == "postcode" and not isinstance(raw, str) and len(text) == 4:
            full = f"0{text}"
        number, written = _IDENTIFIERS[key](full)
        return number or None, text, None, written or ("" if full == text else number)

    return understand


# ------------------------------------------------------------------------------------------------------ Dates, numbers


def _date(raw: Raw) -> Understood:
    """A date cell, or a text in which `dates` sees a day. A bare number is no date."""
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        return day, short_date(day), None, ""
    if not (text := plain(raw)):
        return None, "", None, ""
    named = dates.day(text)
    if isinstance(named, Trouble):
        return None, text, named, ""
    return named, text, None, "" if _USUAL_DAY.fullmatch(text) else short_date(named)


@cache
def _number(label: str) -> Converter:
    """Understands `12 ETP` where the label says what is counted; `environ 12` is for the person to make certain."""
    units = {_singular(word) for word in (*_WORD.findall(label), *typed.PEOPLE) if len(word) > 2}

    def understand(raw: Raw) -> Understood:
        text = plain(raw)
        value = _value(raw, text)
        if value is None and isinstance(raw, str) and len(text) <= _LONGEST_NUMBER:
            counted = _COUNTED.fullmatch(" ".join(text.split()))
            if counted and {_singular(word) for word in _WORD.findall(counted[2])} <= units:
                value = _parsed(counted[1])
        if value is None:
            return None, text, Trouble.NOT_A_NUMBER if text else None, ""
        usual = not isinstance(raw, str) or _USUAL_NUMBER.fullmatch("".join(text.split()))
        return value, text, None, "" if usual else _number_text(value)

    return understand


def _singular(word: str) -> str:
    return fold(word).rstrip("s")


def _percent(raw: Raw) -> Understood:
    """A share: `0.4`, `40 %`; beyond 1 a number without its sign counts hundredths (`40` is 0.4).

    `1` is the whole: the cells of the form show the number 1 as 100 %.
    """
    text = plain(raw)
    bare = text.removesuffix("%").removesuffix(typed.PER_CENT)
    share = _value(raw, bare)
    if share is not None and (share > 1 or bare != text):
        share /= 100
    if share is None or not 0 <= share <= 1:
        return None, text, Trouble.NOT_A_SHARE if text else None, ""
    shown = f"{_number_text(round(share * 100, 10))}\u00a0%"
    if not isinstance(raw, str) and raw == share:
        return share, shown, None, ""
    return share, text, None, "" if _alike(text, shown) else shown


def _value(raw: Raw, text: str) -> int | float | None:
    """`raw` itself when it is a number, or the one that `text` writes."""
    if isinstance(raw, str):
        return _parsed(" ".join(text.split()))
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        return None
    return int(raw) if float(raw).is_integer() else raw


def _parsed(text: str) -> int | float | None:
    """The number written `1 234,5`, `1.234,5`, `1,234.5` or `1234.5`, its spaces single ones."""
    if len(text) > _LONGEST_NUMBER or _UNCLEAR.fullmatch(text):
        return None
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
    elif grouped := _GROUPED.fullmatch(text):
        number = float(f"{grouped[1].replace(grouped['mark'], '')}.{grouped[3] or '0'}")
    else:
        return None
    return int(number) if number.is_integer() else number


# --------------------------------------------------------------------------------------------------------------- Lists


@cache
def _choice(labels: tuple[str, ...], aliases: Aliases, *, strict: bool) -> Converter:
    return _listed({label: label for label in labels}, aliases, strict=strict)


@cache
def _scale(labels: tuple[str, ...], aliases: Aliases) -> Converter:
    """`3 – Forte` is 3."""
    return _listed({label: int(re.findall(r"\d+", label)[0]) for label in labels}, aliases, strict=True)


@cache
def _theme(themes: tuple[tuple[str, str], ...], aliases: Aliases) -> Converter:
    """`Gouvernance` is `GOU`, which may be typed too."""
    codes = tuple((code, label) for label, code in themes)
    return _listed(dict(themes), aliases + codes, strict=True)


def _listed(values: Mapping[str, Value], aliases: Aliases, *, strict: bool) -> Converter:
    """`values`: label → value. A text that means none of the labels is in trouble if `strict`, else its own value."""
    exact: dict[Raw, Understood] = {label: (value, label, None, "") for label, value in values.items()}
    find = finder(tuple(values), aliases)

    def meant(text: str, label: str | None) -> Understood:
        if label is None:
            return (None, text, Trouble.NOT_IN_LIST, "") if strict and text else (text or None, text, None, "")
        return values[label], text, None, "" if _alike(text, label) else label

    # The same spellings come back in every dossier.
    @lru_cache(maxsize=256)
    def typed_so(text: str) -> Understood:
        return meant(text, find(text))

    def understand(raw: Raw) -> Understood:
        if known := exact.get(raw):
            return known
        if isinstance(raw, date):  # what spreadsheets make of 6-10
            return meant(plain(raw), find(f"{raw.day}-{raw.month}") or find(f"{raw.month}-{raw.day}"))
        text = plain(raw)
        return typed_so(text) if len(text) <= LONGEST_ANSWER else meant(text, None)

    return understand


_FREE: Mapping[Kind, Converter] = {Kind.TEXT: _text, Kind.DIGITS: _digits, Kind.DATE: _date, Kind.PERCENT: _percent}
