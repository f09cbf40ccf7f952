"""What a dossier says otherwise than the one it takes the place of: field by field, line by line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.model import Answer, Change, Value
from ose_batch.wording import fold, number, short_date
from ose_batch.wording import reading as say

Fields = Mapping[str, Value]
"""Full key → value, without empty ones."""
Line = Mapping[str, Value]
"""Column key → value, without empty ones, and `"line"` → the name of the line."""
Tables = Mapping[str, Sequence[Line]]


def changes(
    before: tuple[Fields, Tables], after: tuple[Fields, Tables], labels: Mapping[str, str], rules: Rules
) -> tuple[Change, ...]:
    """A line that appears or goes is a change of its table.

    `labels`: what a person calls each field and column (by full key) and each table, in the order of the form.
    """
    found = [
        Change(label, _shown(key, before[0].get(key), rules), _shown(key, after[0].get(key), rules))
        for key, label in labels.items()
        if before[0].get(key) != after[0].get(key)
    ]
    for table in labels:
        found += _lines_changed(table, before[1].get(table, ()), after[1].get(table, ()), labels, rules)
    return tuple(found)


def moved(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> dict[str, tuple[Answer, Answer]]:
    """Principle → what was read of it before and after, where they differ."""
    return {code: (before[code], answer) for code, answer in after.items() if before.get(code, answer) is not answer}


def _lines_changed(
    table: str, before: Sequence[Line], after: Sequence[Line], labels: Mapping[str, str], rules: Rules
) -> Iterator[Change]:
    old, new = _named(table, before, rules), _named(table, after, rules)
    for name in old | new:
        if name not in new:
            yield Change(labels[table], name, "")
        elif name not in old:
            yield Change(labels[table], "", name)
        else:
            for key in dict.fromkeys([*old[name], *new[name]]):
                one, other = old[name].get(key), new[name].get(key)
                if key != "line" and one != other:
                    full = f"{table}.{key}"
                    label = say.on_line(name, labels[full])
                    yield Change(label, _shown(full, one, rules), _shown(full, other, rules))


def _named(table: str, lines: Sequence[Line], rules: Rules) -> dict[str, Line]:
    """By what tells a line from the others: its number or given label, otherwise what it is first about.

    Lines move when one is inserted: their rank says nothing.
    """
    named: dict[str, Line] = {}
    taken: Counter[str] = Counter()
    for line in lines:
        name = str(line["line"])
        if say.is_line_name(name):
            key, value = next(((key, value) for key, value in line.items() if key != "line"), ("", name))
            name = _shown(f"{table}.{key}", value, rules)
        taken[fold(name)] += 1
        rank = taken[fold(name)]
        named[name if rank == 1 else f"{name} ({rank})"] = line
    return named


def _shown(key: str, value: Value, rules: Rules) -> str:
    match value:
        case None:
            return ""
        case date():
            return short_date(value)
        case str() if key.endswith(".theme"):
            return rules.theme_label(value)
        case int() | float():
            return number(value)
    return str(value)
