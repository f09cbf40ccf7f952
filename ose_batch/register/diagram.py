"""The table of `transitions` as a diagram, in the language of Graphviz."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ose_batch.register.transitions import MACHINES, Status, Transition, When
from ose_batch.wording import movements as say

_LOOK = 'fontname="Carlito"'
_CROWD = 3
"""States from which the same events can come meet at a point, from as many on: else arrows hide the states."""


def dot() -> str:
    """Every state and every event that changes one, corrections apart: they lead from any decision to any other."""
    machines = "\n".join(_machine(rank, name, rows) for rank, (name, rows) in enumerate(MACHINES.items()))
    return (
        f'digraph "{say.CYCLE}" {{\n  graph [rankdir=LR, nodesep=0.3, ranksep=0.7, {_LOOK}]\n'
        f'  node [shape=box, style="rounded,filled", fillcolor="#EEF4F3", color="#2F5D62", {_LOOK}]\n'
        f'  edge [fontsize=11, color="#7A8B8C", {_LOOK}]\n{machines}\n}}\n'
    )


def _machine(rank: int, name: str, rows: Sequence[Transition]) -> str:
    changing = [row for row in rows if row.before != row.after and row.when is not When.CORRECTION]
    origins: dict[tuple[str, Status], list[Status | None]] = defaultdict(list)
    for row in changing:
        origins[_words(row), row.after].append(row.before)
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    hubs: dict[str, list[Status | None]] = {}
    for (words, after), befores in origins.items():
        if len(befores) >= _CROWD:
            hub = _quoted(rank, " ".join(str(before) for before in befores if before != after))
            hubs[hub] = [before for before in befores if before != after]
            labels[hub, _quoted(rank, after)].append(words)
        else:
            for before in befores:
                labels[_quoted(rank, before), _quoted(rank, after)].append(words)
    statuses = dict.fromkeys(status for row in rows for status in (row.before, row.after))
    joined = [(before, hub) for hub, befores in hubs.items() for before in befores]
    return "\n".join(
        [
            f"  subgraph cluster_{rank} {{",
            f'    label="{name}"',
            *(f"    {_quoted(rank, status)} {_shape(status)}" for status in statuses),
            *(f"    {hub} [shape=point]" for hub in hubs),
            *(f"    {_quoted(rank, before)} -> {hub} [dir=none]" for before, hub in joined),
            *(f'    {before} -> {after} [label="{_lines(words)}"]' for (before, after), words in labels.items()),
            "  }",
        ]
    )


def _words(row: Transition) -> str:
    return row.event.removeprefix(say.DECISION_START) + (f" ({row.when})" if row.when else "")


def _quoted(rank: int, status: str | None) -> str:
    return f'"{rank} {status or ""}"'


def _shape(status: Status | None) -> str:
    return f'[label="{status}"]' if status else "[shape=point]"


def _lines(words: Iterable[str]) -> str:
    return "\\n".join(words)
