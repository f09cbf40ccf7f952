"""Where the questions of a sheet stand by what one reads there: by their labels, then by what resembles them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from ose_batch.forms.declaration import CODE, Field, Sheet
from ose_batch.forms.found import Position
from ose_batch.forms.values import Raw, plain
from ose_batch.wording import fold
from ose_batch.wording.reading import LINKING_WORDS

Rows = Sequence[Sequence[Raw]]

LONGEST_LABEL = 150
"""Characters; longer texts are never looked at as labels."""
MOST_COMPARED = 100
"""Texts of a sheet in which a lost label is looked for: comparing takes the product of their lengths."""
_NEAR, _SHORTENED, _CLEAR = 0.85, 0.8, 0.05
"""Least likeness of a label with a slip in it; that of one cut short; by how much no other may come as near."""
_TELLING = 6
"""Letters of a label that says enough for others to be added to it (`Commune du siège`); `Date` does not."""

_ADDED = 3
"""Words: with more, it is a sentence."""

_LINKING = frozenset(LINKING_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"(?:^|(?<=..))[sx]$")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Folded, without the mark of the plural: `Bénévole(s)` says what `BENEVOLES` says."""
    return tuple(filter(None, (_PLURAL.sub("", fold(word)) for word in _WORD.findall(text))))


def key(text: str) -> str:
    """What two spellings of one label share."""
    return "".join(words(text))


@dataclass(frozen=True, slots=True)
class Texts:
    """A grid, and where each text of it stands, by its key, from top to bottom."""

    rows: Rows
    where: Mapping[str, Sequence[Position]]


def texts(rows: Rows) -> Texts:
    where: dict[str, list[Position]] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value and len(value) <= LONGEST_LABEL:
                where.setdefault(key(value), []).append((number, column))
    return Texts(rows, where)


@dataclass(frozen=True, slots=True)
class Located:
    """Where the questions of a sheet stand; also what the codes already say of it, before labels are read."""

    fields: Mapping[str, int] = field(default_factory=dict)
    """Line of each field."""
    entries: int | None = None
    """Column where fields are answered."""
    columns: Mapping[str, int] = field(default_factory=dict)
    lines: range = range(0)
    exact: int = 0
    """Questions found by their labels."""
    near: Mapping[str, Position] = field(default_factory=dict)
    """Question → where the text stands that was taken for its label."""

    @property
    def found(self) -> int:
        return len(self.fields) + len(self.columns)


def read(sheet: Sheet, texts: Texts) -> int:
    """How many of the sheet's labels are among the texts."""
    return sum(key(question.label) in texts.where for question in sheet.fields + sheet.columns)


def locate(sheet: Sheet, read: Texts, known: Located, lost: Collection[str]) -> Located:
    """`known`, and what labels say of the `lost` fields and columns."""
    return _table(sheet, read, known, lost) if sheet.columns else _form(sheet, read, known, lost)


def _form(sheet: Sheet, read: Texts, known: Located, lost: Collection[str]) -> Located:
    """Labels are in the column that holds most of them, answers on their right."""
    seen = [(field.key, position) for field in sheet.fields for position in read.where.get(key(field.label), ())]
    if not (votes := Counter(column for _, (_, column) in seen).most_common(1)):
        return known
    column = votes[0][0]
    labelled = {name: row for name, (row, at) in reversed(seen) if at == column}
    exact = {name: row for name, row in labelled.items() if name in lost and row not in known.fields.values()}
    taken = {*known.fields.values(), *labelled.values()}
    others = ((row, column) for row in range(len(read.rows)) if row not in taken)
    near = _nearest(read, others, sheet.fields, {name for name in lost if name not in exact})
    entries = known.entries
    if entries is None:
        entries = _entry_column(sheet, read.rows, labelled.values(), column)
    fields = {**known.fields, **exact, **{name: row for name, (row, _) in near.items()}}
    return Located(fields, entries, exact=len(exact), near=near)


def _table(sheet: Sheet, read: Texts, known: Located, lost: Collection[str]) -> Located:
    """Columns under the line with most of their headers; fields, whose labels are right above them, below."""
    header, last, heads = _headers(sheet, read)
    taken = {*known.columns.values(), *heads.values()}
    exact = {name: at for name, at in heads.items() if name in lost and at not in known.columns.values()}
    others = [(header, at) for at in range(len(read.rows[header])) if at not in taken] if heads else []
    missed = {column.key for column in sheet.columns if column.key in lost and column.key not in exact}
    near = _nearest(read, others, sheet.columns, missed)
    columns = {**known.columns, **exact, **{name: at for name, (_, at) in near.items()}}
    labels, slips = _field_labels(sheet, read, header, lost)
    below = {name: row + 1 for name, (row, _) in {**labels, **slips}.items()}
    fields, entries = {**known.fields, **below}, known.entries
    if entries is None and fields:
        entries = _first_text(read.rows, min(fields.values()))
    lines = _lines(read.rows, last, known.lines, fields.values()) if columns else range(0)
    return Located(fields, entries, columns, lines, exact=len(exact) + len(labels), near={**near, **slips})


def _headers(sheet: Sheet, read: Texts) -> tuple[int, int, Mapping[str, int]]:
    """The line that holds most headers, the last that holds any, and the column of each. Cells that were merged with
    those above or below have their header beside that line.
    """
    lines: dict[int, dict[str, int]] = {}
    for head in sheet.columns:
        for row, column in read.where.get(key(head.label), ()):
            lines.setdefault(row, {}).setdefault(head.key, column)
    header = last = max(lines, key=lambda row: len(lines[row]), default=-1)
    heads = dict(lines.get(header, {}))
    for beside in (header - 1, header + 1):
        for name, column in lines.get(beside, {}).items():
            if name not in heads and column not in heads.values():
                heads[name], last = column, max(last, beside)
    return header, last, heads


def _field_labels(
    sheet: Sheet, read: Texts, header: int, lost: Collection[str]
) -> tuple[dict[str, Position], dict[str, Position]]:
    """Where the labels of the lost fields below a table stand, and those with a slip in them."""
    asked = [field for field in sheet.fields if field.key in lost]
    seen = {field.key: [at for at in read.where.get(key(field.label), ()) if at[0] > header] for field in asked}
    labels = {name: places[0] for name, places in seen.items() if places}
    if not (missed := {name for name, places in seen.items() if not places}):
        return labels, {}
    # Answers stand there, too: one that is no more than alike is not taken for a label.
    others = (at for places in read.where.values() for at in places if at[0] > header)
    return labels, _nearest(read, others, sheet.fields, missed, shortened=False)


def _lines(rows: Rows, header: int, known: range, fields: Iterable[int]) -> range:
    """`known`, or from the first line that holds something, that of the lost codes being empty; to the first label
    below.
    """
    start, end = known.start, known.stop
    if not known:
        below = range(header + 1, len(rows))
        start, end = next((row for row in below if any(value != "" for value in rows[row])), header + 1), len(rows)
    return range(start, min([end, *(row - 1 for row in fields if row > start)]))


def _entry_column(sheet: Sheet, rows: Rows, labelled: Iterable[int], column: int) -> int:
    """The column that most often holds the first text to the right of a label: neither a star nor a help."""
    asides = {"", *(fold(field.help) for field in sheet.fields)}
    votes = Counter[int]()
    for row in labelled:
        beside = range(column + 1, len(rows[row]))
        votes.update([next((at for at in beside if fold(plain(rows[row][at])) not in asides), column + 1)])
    return votes.most_common(1)[0][0]


def _first_text(rows: Rows, row: int) -> int:
    """Of a line under a label: the column of its answer or, failing that, of the label."""
    for line in (*rows[row : row + 1], *rows[row - 1 : row]):
        for column, value in enumerate(line):
            if value != "" and not (isinstance(value, str) and value.startswith(CODE)):
                return column
    return 0


# ------------------------------------------------------------------------------------------------------------- likeness


def _nearest(
    read: Texts, places: Iterable[Position], asked: Sequence[Field], lost: Collection[str], *, shortened: bool = True
) -> dict[str, Position]:
    """Lost questions that one text alone resembles, no other question of the sheet coming as near to it."""
    found: dict[str, list[tuple[float, Position]]] = {}
    cells = ((at, read.rows[at[0]][at[1]]) for at in places) if lost else ()
    typed = ((at, value) for at, value in cells if isinstance(value, str) and 0 < len(value) <= LONGEST_LABEL)
    for at, value in islice(typed, MOST_COMPARED):
        if meant := _meant(value, asked, lost, shortened):
            found.setdefault(meant[1], []).append((meant[0], at))
    best = {name: sorted(alike, reverse=True)[:2] for name, alike in found.items()}
    return {name: alike[0][1] for name, alike in best.items() if len(alike) < 2 or alike[1][0] < alike[0][0] - _CLEAR}


def _meant(typed: str, asked: Sequence[Field], lost: Collection[str], shortened: bool) -> tuple[float, str] | None:
    """The lost question that `typed` resembles, and how much."""

    def likeness(field: Field) -> float:
        return _likeness(typed, field.label, shortened)

    best, name = max((likeness(field), field.key) for field in asked if field.key in lost)
    if best and all(likeness(field) < best - _CLEAR for field in asked if field.key != name):
        return best, name
    return None


def _likeness(typed: str, label: str, shortened: bool) -> float:
    """1 for the same words in another order, from `_NEAR` on for a slip, `_SHORTENED` for an abbreviation or for
    words added, else 0.
    """
    said, asked = _telling(typed), _telling(label)
    if said == asked:
        return 1.0
    if _abbreviates(said, asked) or _completes(said, asked):
        return _SHORTENED if shortened else 0.0
    compared = SequenceMatcher(None, key(typed), key(label), autojunk=False)
    if compared.real_quick_ratio() < _NEAR or compared.quick_ratio() < _NEAR:
        return 0.0
    return ratio if (ratio := compared.ratio()) >= _NEAR else 0.0


@lru_cache(maxsize=4096)
def _telling(text: str) -> frozenset[str]:
    return frozenset(words(text)) - _LINKING


def _abbreviates(said: frozenset[str], asked: frozenset[str]) -> bool:
    """`Catég.`, `Int. ou ext.`, `CSE`: words of the label or their beginnings, one in four at least."""
    begun = (any(word == start or (len(start) > 2 and word.startswith(start)) for word in asked) for start in said)
    return len(said) * 4 >= len(asked) and any(len(start) > 2 for start in said) and all(begun)


def _completes(said: frozenset[str], asked: frozenset[str]) -> bool:
    return asked < said and len(said) <= len(asked) + _ADDED and sum(map(len, asked)) >= _TELLING
