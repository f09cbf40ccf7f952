"""One file that means harm, or looks as if it did, and what is to be made of it."""

from __future__ import annotations

from dataclasses import dataclass

Said = tuple[str, str]


@dataclass(frozen=True)
class Case:
    threat: str
    content: bytes
    said: Said | None
    """The refusal; `None` for a file that is read, what is in it being inert."""
    name: str = "dossier.xlsx"
    values: tuple[object, ...] = ("Bonjour",)
    """Of the first row, when the file is read."""
