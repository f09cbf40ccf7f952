"""Which of our forms a workbook is, and where each of its entries stands: by hidden codes, then by what one reads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ose_batch.forms.cells import Marks
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Form, Sheet
from ose_batch.forms.layout import FORMS
from ose_batch.forms.values import Raw, plain
from ose_batch.wording import fold
from ose_batch.wording import reading as say

Position = tuple[int, int]
"""Row and column of a grid, counted from 0."""

LONGEST_LABEL = 150
"""Characters; longer texts are never looked at as labels."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as read, from A1 on; every row has the same length."""

    name: str
    rows: Sequence[Sequence[Raw]]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Found:
    """Where the entries of a declared sheet stand in a file. Rows and columns are counted from 0."""

    grid: Grid
    fields: Mapping[str, Position]
    columns: Mapping[str, int]
    lines: range
    """Lines of the table, used or not."""
    by_labels: bool = False
    """Whether codes were lost, labels standing in for them."""


@dataclass(frozen=True, slots=True)
class Recognised:
    form: Form
    version: str
    """Empty when the file does not say it."""
    sheets: Mapping[str, Found]
    """By key of the layout; a sheet that is nowhere in the file is absent."""
    notes: tuple[str, ...]


def recognise(grids: Sequence[Grid]) -> Recognised | None:
    """`None` for a workbook that is none of our forms."""
    coded = [_Coded(grid, codes := _codes(grid), _sheet_keys(codes)) for grid in grids]
    kind, version = _declared(coded)
    if not kind:
        return _by_labels_alone(grids)
    form = next((form for form in FORMS if form.kind == kind), None)
    if form is None:
        return None
    sheets: dict[str, Found] = {}
    notes: list[str] = []
    for sheet in form.sheets:
        candidates = [candidate for candidate in coded if sheet.key in candidate.keys]
        if candidates:
            candidates.sort(key=lambda candidate: candidate.grid.name != sheet.tab)
            kept, *copies = candidates
            sheets[sheet.key] = _locate(sheet, kept)
            notes += [say.sheet_twice(kept.grid.name, copy.grid.name) for copy in copies]
    if lost := [sheet for sheet in form.sheets if sheet.key not in sheets]:
        sheets |= _match(lost, [candidate.labelled for candidate in coded if not candidate.keys])
    return Recognised(form, version, sheets, (*notes, *_remarks(form, sheets))) if sheets else None


def _by_labels_alone(grids: Sequence[Grid]) -> Recognised | None:
    """A file without any code is one of our forms when half of that form's sheets are in it."""
    labelled = [_labelled(grid) for grid in grids]
    found = [(form, _match(form.sheets, labelled)) for form in FORMS]
    form, sheets = max(found, key=lambda candidate: len(candidate[1]) / len(candidate[0].sheets))
    if len(sheets) * 2 < len(form.sheets):
        return None
    return Recognised(form, "", sheets, tuple(_remarks(form, sheets)))


def _remarks(form: Form, sheets: Mapping[str, Found]) -> Iterable[str]:
    for sheet in form.sheets:
        found = sheets.get(sheet.key)
        if found is None:
            yield say.sheet_missing(sheet.tab)
        elif found.by_labels:
            yield say.recognised_by_labels(found.grid.name)


# ---------------------------------------------------------------------------------------------------------- by codes

Codes = Mapping[str, Position]
"""Each code of a grid and where it stands first."""


@dataclass(frozen=True)
class _Coded:
    grid: Grid
    codes: Codes
    keys: frozenset[str]
    """Keys of the sheets that the codes belong to."""

    @cached_property
    def labelled(self) -> "_Labelled":
        """Made once: a grid may hold codes of all the sheets and have lost some of each."""
        return _labelled(self.grid)


@cache
def _known_codes() -> frozenset[str]:
    keys = {key for form in FORMS for key in (*form.keys(), *(sheet.key for sheet in form.sheets))}
    return frozenset({FORM_CODE, VALUE_CODE, *(CODE + key for key in keys)})


def _codes(grid: Grid) -> Codes:
    known, found = _known_codes(), dict[str, Position]()
    for number, row in enumerate(grid.rows):
        if not known.isdisjoint(row):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith(CODE):
                    found.setdefault(value, (number, column))
    return found


def _sheet_keys(codes: Codes) -> frozenset[str]:
    return frozenset(code.removeprefix(CODE).partition(".")[0] for code in codes.keys() - {FORM_CODE, VALUE_CODE})


def _declared(coded: Sequence[_Coded]) -> tuple[str, str]:
    """Kind of form and version, as the hidden sheet says or, failing that, the kind that the codes belong to."""
    for candidate in coded:
        if FORM_CODE in candidate.codes:
            row, column = candidate.codes[FORM_CODE]
            said = (plain(value) for value in candidate.grid.rows[row][column + 1 :] if value != "")
            return next(said, ""), next(said, "")
    keys = frozenset[str]().union(*(candidate.keys for candidate in coded))
    return next((form.kind for form in FORMS if any(sheet.key in keys for sheet in form.sheets)), ""), ""


def _locate(sheet: Sheet, coded: _Coded) -> Found:
    """By codes as far as they go, by labels for what they leave."""
    grid, codes = coded.grid, coded.codes
    rows = {field.key: codes[code][0] for field in sheet.fields if (code := f"{CODE}{sheet.key}.{field.key}") in codes}
    _, entries = codes.get(VALUE_CODE, (0, None))
    fields = {key: (row, entries) for key, row in rows.items()} if entries is not None else {}
    heads = {head.key: codes[code] for head in sheet.columns if (code := f"{CODE}{sheet.key}.{head.key}") in codes}
    columns = {key: column for key, (_, column) in heads.items()}
    lines = range(0)
    if heads:
        above = max(row for row, _ in heads.values())
        lines = range(above + 1, min((row for row, _ in codes.values() if row > above), default=len(grid.rows)))
    if len(fields) == len(sheet.fields) and len(columns) == len(sheet.columns):
        return Found(grid, fields, columns, lines)
    read = _read_labels(sheet, coded.labelled)
    if read.fields.keys() <= fields.keys() and read.columns.keys() <= columns.keys():
        return Found(grid, fields, columns, lines)
    return Found(grid, {**read.fields, **fields}, {**read.columns, **columns}, lines or read.lines, by_labels=True)


# --------------------------------------------------------------------------------------------------------- by labels


@dataclass(frozen=True, slots=True)
class _Labelled:
    grid: Grid
    labels: Mapping[str, Sequence[Position]]
    """Where each text of the grid stands, by its folded form, from top to bottom."""


def _labelled(grid: Grid) -> _Labelled:
    labels: dict[str, list[Position]] = {}
    for number, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value and len(value) <= LONGEST_LABEL:
                labels.setdefault(fold(value), []).append((number, column))
    return _Labelled(grid, labels)


def _match(sheets: Sequence[Sheet], left: Sequence[_Labelled]) -> dict[str, Found]:
    """Each sheet with the grid that reads most like it, at least half of its labels being there."""
    found: dict[str, Found] = {}
    for sheet in sheets:
        best = max((_read_labels(sheet, labelled) for labelled in left), key=_labels_read, default=None)
        if best and _labels_read(best) * 2 >= len(sheet.columns) + len(sheet.fields):
            found[sheet.key] = best
            left = [labelled for labelled in left if labelled.grid is not best.grid]
    return found


def _labels_read(found: Found) -> int:
    return len(found.fields) + len(found.columns)


def _read_labels(sheet: Sheet, labelled: _Labelled) -> Found:
    """Columns under the row with most of their headers, fields beside (below a table: under) their labels."""
    grid = labelled.grid
    columns, header = _headers(sheet, labelled)
    where = _field_labels(sheet, labelled)
    end = min((row for row, _ in where.values() if row > header), default=len(grid.rows))
    if sheet.columns:
        fields = {key: (row + 1, _first_text(grid, row + 1, column)) for key, (row, column) in where.items()}
    else:
        entries = _entry_column(sheet, grid, where)
        fields = {key: (row, entries) for key, (row, _) in where.items()}
    # The line of the lost codes is empty.
    start = next((row for row in range(header + 1, end) if any(value != "" for value in grid.rows[row])), header + 1)
    return Found(grid, fields, columns, range(start, end) if columns else range(0), by_labels=True)


def _headers(sheet: Sheet, labelled: _Labelled) -> tuple[Mapping[str, int], int]:
    """Column of each header, and the line they stand on: the one with most of them."""
    lines: dict[int, dict[str, int]] = {}
    for head in sheet.columns:
        for row, column in labelled.labels.get(fold(head.label), ()):
            lines.setdefault(row, {}).setdefault(head.key, column)
    row = max(lines, key=lambda row: len(lines[row]), default=-1)
    return lines.get(row, {}), row


def _field_labels(sheet: Sheet, labelled: _Labelled) -> Mapping[str, Position]:
    """Where each field's label stands, in the column that holds most of them."""
    seen = [(field.key, position) for field in sheet.fields for position in labelled.labels.get(fold(field.label), ())]
    votes = Counter(column for _, (_, column) in seen).most_common(1)
    return {key: position for key, position in reversed(seen) if votes and position[1] == votes[0][0]}


def _entry_column(sheet: Sheet, grid: Grid, where: Mapping[str, Position]) -> int:
    """The column that most often holds the first text to the right of a label: neither a star nor a help."""
    asides = {"", *(fold(field.help) for field in sheet.fields)}
    votes = Counter[int]()
    for row, column in where.values():
        beside = range(column + 1, len(grid.rows[row]))
        votes.update([next((at for at in beside if fold(plain(grid.rows[row][at])) not in asides), column + 1)])
    return votes.most_common(1)[0][0] if votes else 0


def _first_text(grid: Grid, row: int, default: int) -> int:
    line = grid.rows[row] if row < len(grid.rows) else ()
    return next((column for column, value in enumerate(line) if value != ""), default)
