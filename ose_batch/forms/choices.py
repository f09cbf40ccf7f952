"""The answer of a list that a text means: by its label, its number, an earlier name, or with one letter amiss."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ose_batch.wording import fold, typed

LONGEST_ANSWER = 200
"""Letters of what is worth looking for; no list holds a longer one."""
SHORTEST_NEAR = 8
"""Letters of a spelling that is recognised with one of them amiss."""

Find = Callable[[str], str | None]
"""Its work grows with the square of the text: `LONGEST_ANSWER` is for the caller to keep."""

_DIGITS = re.compile(r"\d+")
_INCLUSIVE = re.compile(r"[·•]\w+|(?<=\w)[.(\-](?:e|es|s)\b\)?")
"""`salarié·e·s`, `salarié(e)s`."""
_PLURAL = re.compile(r"(?<=\w{3})[sx]\b")
_PARTS = re.compile(r" / | ou | et ")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_RANGE = re.compile(r"(\d+)(?:-(\d+)|( et \+))?")
_TOKENS = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")


@cache
def finder(labels: tuple[str, ...], aliases: tuple[tuple[str, str], ...] = ()) -> Find:
    """Gives the label a text means, or `None` when it means none of them or more than one.

    `aliases`: other spellings, each with the label it stands for.
    """
    known, ranges = _known(labels, aliases), _ranges(labels)

    @cache
    def near() -> Mapping[str, set[str]]:
        return _with_a_slip(known)

    def find(text: str) -> str | None:
        key = _key(text)
        found = known.get(key) or known.get(_key(_loose(text))) or _within(ranges, text)
        if found is None and len(key) >= SHORTEST_NEAR:
            meant = set[str]().union(*(near().get(slip, ()) for slip in _slips(key)))
            found = meant.pop() if len(meant) == 1 else None
        return found

    return find


def _key(text: str) -> str:
    """What two spellings share. Digits stay apart (`15` is not `1-5`), and a sign alone (`✓`) is itself."""
    word = fold(text.replace("+", " plus ")) or text.casefold()
    return f"{word}|{' '.join(_DIGITS.findall(text))}"


def _loose(text: str) -> str:
    """Without what tells the feminine and the plural apart."""
    return _PLURAL.sub("", _INCLUSIVE.sub("", text))


def _known(labels: Sequence[str], aliases: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Key → label; a spelling that may mean two labels is left out, and an earlier layer goes before a later one."""
    layers = ([(label, label) for label in labels], aliases, _words(labels), _numbers(labels), _shorter(labels))
    known: dict[str, str] = {}
    for layer in layers:
        meant: dict[str, set[str]] = defaultdict(set)
        for spelling, label in layer:
            meant[_key(spelling)].add(label)
            meant[_key(_loose(spelling))].add(label)
        known = {key: found.pop() for key, found in meant.items() if len(found) == 1} | known
    return known


def _words(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`x` is Oui; « néant » is Sans objet or Non concerné, when the list has only one of them."""
    for meanings, spellings in typed.MEANT:
        found = [label for label in labels if label in meanings]
        if len(found) == 1:
            yield from ((spelling, found[0]) for spelling in spellings)


def _numbers(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Where each label has a number of its own: `3`, `niveau 3` and `Forte` are `3 – Forte`."""
    numbers = [_DIGITS.findall(label) for label in labels]
    if all(len(found) == 1 for found in numbers) and len({int(number) for (number,) in numbers}) == len(labels):
        for label, (number,) in zip(labels, numbers, strict=True):
            yield from ((f"{word} {number}", label) for word in ("", *typed.BEFORE_A_NUMBER))
            if word := fold(_DIGITS.sub("", label)):
                yield word, label


def _shorter(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A part of `Usagers / personnes accompagnées`; a label without what it has in brackets."""
    for label in labels:
        bare = _IN_BRACKETS.sub("", label)
        for part in (bare, *_PARTS.split(label), *_PARTS.split(bare)):
            if len(fold(part)) > 2:
                yield part, label


def _with_a_slip(known: Mapping[str, str]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for key, label in known.items():
        if key.index("|") >= SHORTEST_NEAR:
            for slip in _slips(key):
                near[slip].add(label)
    return near


def _slips(key: str) -> set[str]:
    """The key and what is left of it without one letter: one too many, one too few, another one, two that changed
    places all meet there. The digits stay.
    """
    return {key} | {key[:place] + key[place + 1 :] for place in range(key.index("|"))}


class _Range(NamedTuple):
    low: int
    high: float
    label: str


def _ranges(labels: Sequence[str]) -> tuple[_Range, ...]:
    """`0`, `1-5`, `250 et +` as bounds, both included; nothing of a list that holds anything else."""
    found = [_RANGE.fullmatch(label) for label in labels]
    return tuple(
        _Range(int(match[1]), math.inf if match[3] else int(match[2] or match[1]), match[0]) for match in found if match
    ) * all(found)


def _within(ranges: Sequence[_Range], text: str) -> str | None:
    """The range of `8`, `8 salariés`, `de 6 à 10`, `250 ou plus`."""
    if not ranges:
        return None
    tokens = _TOKENS.findall(text)
    numbers = [int(token) for token in tokens if token.isdecimal()]
    words = {fold(token) or token for token in tokens if not token.isdecimal()} - typed.PEOPLE
    match numbers:
        case [number] if not words:
            meant = [each for each in ranges if each.low <= number <= each.high]
        case [number] if words & typed.MORE and words <= typed.OR_MORE:
            meant = [each for each in ranges if each.low == number and each.high == math.inf]
        case [low, high] if words <= typed.BETWEEN:
            meant = [each for each in ranges if (each.low, each.high) == (low, high)]
        case _:
            return None
    return meant[0].label if meant else None
