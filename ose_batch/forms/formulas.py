"""The few words that formulas of a workbook are written in. All return text, without the equals sign."""

from __future__ import annotations

EMPTY, FILLED = '""', '"<>"'
"""Conditions of `count`."""


def text(words: str) -> str:
    """A text in a formula; as a condition of `count`, being that text."""
    return '"' + words.replace('"', '""') + '"'


def is_not(words: str) -> str:
    """The condition of not being that text."""
    return text(f"<>{words}")


def count(*pairs: str) -> str:
    """How many lines meet every condition: `count(cells, FILLED, other_cells, EMPTY)`."""
    return f"COUNTIFS({','.join(pairs)})"


def blanks(cells: str) -> str:
    return f"COUNTBLANK({cells})"


def either(condition: str, then: str, otherwise: str) -> str:
    return f"IF({condition},{then},{otherwise})"


def total(*terms: str) -> str:
    return "+".join(terms)


def one_if_none(*counts: str) -> str:
    """1 when the counts are all zero."""
    return either(f"{total(*counts)}=0", "1", "0")
