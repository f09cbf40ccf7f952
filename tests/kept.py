"""What a process makes once of a charter.toml and keeps: a small run would spend a tenth of its time on it."""

from __future__ import annotations

from collections.abc import Collection

from ose_batch.charter import loading
from ose_batch.charter.rules import Rules


def charters() -> None:
    """From now on this process and its children load each text once."""
    load = loading.load
    kept: dict[tuple[object, ...], Rules] = {}

    def once(
        text: str,
        known_keys: Collection[str] = (),
        known_columns: Collection[str] = (),
        known_lists: Collection[str] = (),
    ) -> Rules:
        names = known_keys, known_columns, known_lists
        key = text, *map(frozenset, names)
        if key not in kept:
            kept[key] = load(text, *names)
        return kept[key]

    loading.load = once
