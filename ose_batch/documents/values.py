"""What the lines of a register entry say, as documents print it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ose_batch import wording
from ose_batch.documents.fit import clip, flat, length
from ose_batch.model import Entry, Value
from ose_batch.wording import documents as say

Words = dict[str, Any]
Line = Mapping[str, Value]
"""The fields of an entry, or a line of one of its tables."""

YES = "Oui"
ABSENT = "—"
SEPARATOR = "\u00a0; "
_MARKS = 2.0
"""Room for « and »."""


def text(line: Line, key: str) -> str:
    """A value as a person reads it, on one line; empty when there is none."""
    value = line.get(key)
    if isinstance(value, str):
        return flat(value)
    if value is None:
        return ""
    if isinstance(value, date):
        return wording.short_date(value)
    return wording.number(value)


def quote(own: str, width: float, count: int = 1, before: str = "") -> str:
    """The organisation's own words between « and », after `before`, on `count` lines at most; empty without any."""
    if not own:
        return ""
    return before + say.quote(clip(own, width - (length(before) + _MARKS) / count, count))


def day(line: Line, key: str) -> date | None:
    value = line.get(key)
    return value if isinstance(value, date) else None


def perimeter(entry: Entry) -> str:
    parts = (text(entry.fields, "organisation.perimeter"), text(entry.fields, "organisation.perimeter_detail"))
    return wording.perimeter(*parts)
