"""Text that comes from outside, made harmless once, where it enters."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32_767
"""Characters: what a cell of Excel can hold."""

RNA = re.compile(r"W[0-9]{9}")
"""The number of an association in the national register, as it is kept."""

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u200b\u2060\ufeff"  # spaces that nobody sees
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing
    "\U000e0000-\U000e007f"  # tags: a text hidden in a text
    "\ud800-\udfff"  # halves of a pair, which no file can hold
    "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)  # fmt: skip


_SHORT = 1000
"""Characters: up to them, composing is quick whatever they are."""
_MOST_MARKS = 30
"""Marks on one letter, as Unicode's Stream-Safe Text Format has it: sorting thousands takes the square of the time."""


def clean(text: str) -> str:
    """Composed (NFC), lines ended by `\\n`, without edge spaces, invisible or direction-turning characters, at most
    `LONGEST` characters.
    """
    if not text.isprintable():
        text = _UNWANTED.sub("", _LINE_BREAK.sub("\n", text))
    text = text.strip()[:LONGEST]
    if len(text) > _SHORT and not text.isascii():
        text = _with_few_marks(text)
    return unicodedata.normalize("NFC", text).strip()[:LONGEST].rstrip()


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def one_line(name: str) -> str:
    """The name of a file as it can be shown: bytes that are no UTF-8 (halves of a pair, in Python) become `�`."""
    shown = "".join("�" if "\ud800" <= letter <= "\udfff" else letter for letter in name)
    return " ".join(clean(shown).split()) or "�"
