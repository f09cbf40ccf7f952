"""What became of the commitments from one dossier to the one that renews it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ose_batch import wording
from ose_batch.documents.standing import name_of
from ose_batch.documents.values import Line, text
from ose_batch.wording import progress as say

ALIKE = 0.6
"""Share of letters in common from which a commitment that kept its number is the same, said otherwise."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the commitments from one dossier to the one that renews it: number (`E1`) and label of each."""

    kept: tuple[tuple[str, str], ...] = ()
    """As they are called in the newer one."""
    done: tuple[tuple[str, str], ...] = ()
    """All their actions are Réalisée."""
    dropped: tuple[tuple[str, str], ...] = ()
    new: tuple[tuple[str, str], ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    """State → how many actions of the newer one; without state, the empty text."""

    def sentences(self) -> list[str]:
        """One for each kind there is, and one for the actions."""

        def named(own: Sequence[tuple[str, str]]) -> list[str]:
            return [say.named(number, label) for number, label in own]

        stated = {state: count for state, count in self.states.items() if state}
        return say.compared(named(self.kept), named(self.done), named(self.dropped), named(self.new), stated)


Tables = Mapping[str, Sequence[Line]]


def compared(before: Tables, after: Tables, held: Collection[str] = ()) -> Comparison:
    """Of two dossiers. A commitment is the same under the same words, or under its number with much of its words.

    `held`: names of those of `before` that the point d'étape said were held.
    """
    olds, news = before["commitments"], list(after["commitments"])
    kept: list[Line] = []
    done: list[Line] = []
    dropped: list[Line] = []
    for old in olds:
        same = next((new for new in news if _label(new) == _label(old)), None)
        same = same or next((new for new in news if _is_reworded(old, new, olds)), None)
        if same is not None:
            news.remove(same)
        shown, holder = (same, after) if same is not None else (old, before)
        if _is_done(shown, holder) or (same is None and name_of(old) in held):
            done.append(shown)
        else:
            (kept if same is not None else dropped).append(shown)
    states = Counter(text(line, "state") for line in after["actions"])
    return Comparison(
        kept=tuple(map(_pair, kept)),
        done=tuple(map(_pair, done)),
        dropped=tuple(map(_pair, dropped)),
        new=tuple(map(_pair, news)),
        states=dict(states),
    )


def _is_reworded(old: Line, new: Line, olds: Sequence[Line]) -> bool:
    if name_of(old) != name_of(new) or any(_label(other) == _label(new) for other in olds):
        return False
    return SequenceMatcher(None, _label(old), _label(new), autojunk=False).ratio() >= ALIKE


def _is_done(commitment: Line, tables: Tables) -> bool:
    own = [line for line in tables["actions"] if text(line, "commitment") == name_of(commitment)]
    return bool(own) and all(text(line, "state") == say.DONE for line in own)


def _label(line: Line) -> str:
    return wording.fold(text(line, "label"))


def _pair(line: Line) -> tuple[str, str]:
    return name_of(line), text(line, "label")
