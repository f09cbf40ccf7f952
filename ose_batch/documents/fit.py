"""Texts that fit their place on a page: how wide they are, how many lines they take, where to cut them. Pure.

Widths are in ems of Calibri, heights in lines of text.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

_BLANKS = re.compile(r"[\t-\r ]+")

_HUNDREDTHS = {
    25: " \u00a0'ijl,.Iìíîï·ÌÍÎÏ",
    31: "()-:;[]`f{}",
    35: "!Jrt¡°²³",
    40: '"/\\szª¨?',
    46: "FLSckvxy|ºçýÿ",
    51: "#$*+0123456789<=>ETYZ^_aeg~«»ÈÉÊËÝàáâãäåèéêë",
    53: "CKPXbdhnopquÇßðñòóôõöøùúûü",
    58: "ABRVµÀÁÂÃÄÅ",
    63: "DGHÐ",
    67: "NOQUÑÒÓÔÕÖØÙÚÛÜ",
    72: "%&w",
    86: "mMÆæ",
    91: "@W",
}
"""Width of the letters of Latin-1; all others, mostly ’ … and œ, count as `?`."""
_WIDTHS = bytearray(b"\x40" * 256)
for _width, _letters in _HUNDREDTHS.items():
    for _code in _letters.encode("latin-1"):
        _WIDTHS[_code] = _width
_NARROWEST, _WIDEST = min(_HUNDREDTHS) / 100, max(_HUNDREDTHS) / 100
_ELLIPSIS = 0.69
_RAGGED = 1.7
"""What a line loses to the word that did not fit, on average and with some to spare."""

ROW_MARGIN = 0.35
"""What a table row takes beyond its lines."""


def column(twips: int, points: float = 9.0) -> float:
    """Room for text in a table column `twips` wide, in a font of `points`."""
    return 0.98 * (twips - 160) / 20 / points


def flat(text: str) -> str:
    """On one line; no-break spaces stay."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def length(text: str) -> float:
    return sum(_widths(text)) / 100


def _widths(text: str) -> bytes:
    return text.encode("latin-1", "replace").translate(_WIDTHS)


def lines(text: str, width: float) -> int:
    """Lines that `text` takes in a column of `width`; at least one."""
    if len(text) * _WIDEST <= width:
        return 1
    return max(1, math.ceil((length(text) - _RAGGED) / (width - _RAGGED)))


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Of a table row: `cells` are texts with the widths of their columns."""
    return ROW_MARGIN + max(lines(text, width) for text, width in cells)


def fitting(texts: Sequence[str], separator: str, width: float, count: int) -> int:
    """How many of `texts`, from the first on, stand one after the other on `count` lines; one at least."""
    kept = len(texts)
    while kept > 1 and lines(separator.join(texts[:kept]), width) > count:
        kept -= 1
    return kept


def clip(text: str, width: float, count: int = 1) -> str:
    """`text`, cut after a word with « … » when it takes more than `count` lines of `width`."""
    room = _RAGGED + count * (width - _RAGGED)
    if len(text) * _WIDEST <= room:
        return text
    ends = list(accumulate(_widths(text[: int(room / _NARROWEST) + 1])))
    if len(ends) == len(text) and ends[-1] <= 100 * room:
        return text
    kept = text[: bisect_right(ends, 100 * (room - _ELLIPSIS))]
    if text[len(kept)] != " " and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip("\u00a0 ,;:.") + "…"
