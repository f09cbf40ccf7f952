"""Texts that fit their place on a page: how long they look, where to cut them, how many a page takes. Pure.

Lengths are counted in average letters of a proportional font; heights in lines of text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_BLANKS = re.compile(r"[\t-\r ]+")
_NARROW = bytes(range(256)).translate(None, b"ABCDEFGHIJKLMNOPQRSTUVWXYZmw@%&+=<>?" + bytes(range(0xC0, 0xDF)))
"""Letters of Latin-1 that are not wide. Those beyond Latin-1 (œ, —, …) become `?` and are taken for wide."""
_EXTRA = 0.45
"""What a wide letter takes beyond an average one."""
_MOST = 1 + _EXTRA

ROW_MARGIN = 0.35
"""What a table row takes beyond its lines."""


def flat(text: str) -> str:
    """On one line; no-break spaces stay."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def length(text: str) -> float:
    return len(text) + _EXTRA * len(text.encode("latin-1", "replace").translate(None, _NARROW))


def lines(text: str, width: float) -> int:
    """Lines that `text` takes in a column of `width`, words kept whole while they can be; at least one."""
    if len(text) * _MOST <= width:
        return 1
    count, used = 1, 0.0
    for word in text.split(" "):
        size = length(word)
        if used + size > width and used:
            count, used = count + 1, 0.0
        more = math.ceil(size / width) - 1 if size > width else 0
        count, used = count + more, used + size - more * width + 1
    return count


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Of a table row: `cells` are texts with the widths of their columns."""
    return ROW_MARGIN + max(lines(text, width) for text, width in cells)


def clip(text: str, limit: float) -> str:
    """`text`, cut after a word with « … » when it is longer than `limit`."""
    if len(text) * _MOST <= limit or (len(text) <= limit and length(text) <= limit):
        return text
    kept = text[: int(limit)]
    while (excess := length(kept) + length("…") - limit) > 0:
        kept = kept[: -math.ceil(excess / _MOST)]
    if text[len(kept)] != " " and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,;:.") + "…"
