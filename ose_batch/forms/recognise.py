"""Which of our forms a workbook is, and where each of its entries stands: by hidden codes, then by what one reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ose_batch.forms import labels, unread
from ose_batch.forms.declaration import CODE, FORM_CODE, VALUE_CODE, Form, Sheet
from ose_batch.forms.found import Found, Grid, Position
from ose_batch.forms.labels import Located, Texts
from ose_batch.forms.layout import FORMS
from ose_batch.forms.values import plain
from ose_batch.wording import fold
from ose_batch.wording import reading as say
from ose_batch.wording.forms import STAR

__all__ = ["Found", "Grid", "Recognised", "recognise"]


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
        return _by_labels_alone(coded)
    form = next((form for form in FORMS if form.kind == kind), None)
    if form is None:
        return None
    sheets: dict[str, Found] = {}
    copies: list[tuple[str, str]] = []
    for sheet in form.sheets:
        if candidates := [candidate for candidate in coded if sheet.key in candidate.keys]:
            kept, *others = sorted(candidates, key=lambda candidate: candidate.grid.name != sheet.tab)
            sheets[sheet.key] = _locate(sheet if version == form.version else _as_asked(sheet, version), kept)
            copies += [(kept.grid.name, other.grid.name) for other in others]
    if lost := [sheet for sheet in form.sheets if sheet.key not in sheets]:
        sheets |= _match(lost, [candidate for candidate in coded if not candidate.keys], form_known=True)
    if not sheets:
        return None
    beside = [candidate.grid for candidate in coded if not candidate.codes]
    return Recognised(form, version, sheets, (*_copied(copies), *_remarks(form, sheets, beside)))


def _by_labels_alone(coded: Sequence["_Coded"]) -> Recognised | None:
    """A file without any code is one of our forms when half of that form's sheets are in it."""
    found = [(form, _match(form.sheets, coded, form_known=False)) for form in FORMS]
    form, sheets = max(found, key=lambda candidate: len(candidate[1]) / len(candidate[0].sheets))
    if len(sheets) * 2 < len(form.sheets):
        return None
    return Recognised(form, "", sheets, tuple(_remarks(form, sheets, [candidate.grid for candidate in coded])))


# ------------------------------------------------------------------------------------------------------- what is said


def _copied(copies: Sequence[tuple[str, str]]) -> Iterable[str]:
    if pairs := list(dict.fromkeys(copies)):
        yield say.sheet_twice(*pairs)


def _remarks(form: Form, sheets: Mapping[str, Found], beside: Iterable[Grid]) -> Iterable[str]:
    """One sentence a cause. `beside`: grids that are perhaps none of the form's."""
    found = [(sheet, sheets[sheet.key]) for sheet in form.sheets if sheet.key in sheets]
    if missing := [sheet.tab for sheet in form.sheets if sheet.key not in sheets]:
        yield say.sheet_missing(*missing)
    if by_labels := list(dict.fromkeys(place.grid.name for _, place in found if place.by_labels)):
        yield say.recognised_by_labels(*by_labels)
    if near := [
        (place.grid.name, typed, form.keys()[f"{sheet.key}.{key}"].label)
        for sheet, place in found
        for key, typed in place.near.items()
    ]:
        yield say.labels_understood(near)
    used = {id(place.grid) for _, place in found}
    if tabs := unread.sheets(grid for grid in beside if id(grid) not in used):
        yield say.sheets_unread(tabs)
    if columns := [(place.grid.name, header) for sheet, place in found for header in unread.columns(sheet, place)]:
        yield say.columns_unread(columns)
    if lines := [(place.grid.name, label) for sheet, place in found for label in unread.lines(sheet, place)]:
        yield say.lines_unread(lines)


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
    def texts(self) -> Texts:
        """Made once: a grid may hold codes of all the sheets and have lost some of each."""
        return labels.texts(self.grid.rows)


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


def _as_asked(sheet: Sheet, version: str) -> Sheet:
    """Without what is asked since a later version of the form than that of the file: it is not lost."""
    if not version.isdecimal():
        return sheet
    fields = tuple(field for field in sheet.fields if field.since <= int(version))
    return replace(sheet, fields=fields, columns=tuple(head for head in sheet.columns if head.since <= int(version)))


def _locate(sheet: Sheet, coded: _Coded) -> Found:
    """By codes as far as they go, by labels for what they leave."""
    grid, codes = coded.grid, coded.codes
    rows = {field.key: codes[code][0] for field in sheet.fields if (code := f"{CODE}{sheet.key}.{field.key}") in codes}
    _, entries = codes.get(VALUE_CODE, (0, None))
    for key in _displaced(sheet, grid, rows, entries or 0):
        del rows[key]
    heads = {head.key: codes[code] for head in sheet.columns if (code := f"{CODE}{sheet.key}.{head.key}") in codes}
    columns = {key: column for key, (_, column) in heads.items()}
    lines = range(0)
    if heads:
        above = max(row for row, _ in heads.values())
        lines = range(above + 1, min((row for row, _ in codes.values() if row > above), default=len(grid.rows)))
    known = Located(rows, entries, columns, lines)
    complete = len(rows) == len(sheet.fields) and len(columns) == len(sheet.columns)
    if complete and (entries is not None or not rows):
        return _found(grid, known)
    lost = {question.key for question in sheet.fields + sheet.columns} - rows.keys() - columns.keys()
    return _found(grid, labels.locate(sheet, coded.texts, known, lost))


def _displaced(sheet: Sheet, grid: Grid, rows: Mapping[str, int], entries: int) -> set[str]:
    """Fields whose code stands beside the label of another: lines were moved without their hidden cells."""
    displaced: set[str] = set()
    for field in sheet.fields:
        before = grid.rows[rows[field.key]][:entries] if field.key in rows else [field.label]
        if field.label in before or field.label + STAR in before:
            continue  # as in the blank form: nothing to compare
        others = {fold(other.label) for other in sheet.fields if other is not field}
        said = {fold(value) for value in before if isinstance(value, str) and len(value) <= labels.LONGEST_LABEL}
        if fold(field.label) not in said and not others.isdisjoint(said):
            displaced.add(field.key)
    return displaced


def _found(grid: Grid, where: Located) -> Found:
    fields = {key: (row, where.entries) for key, row in where.fields.items()} if where.entries is not None else {}
    near = {key: plain(grid.rows[row][column]) for key, (row, column) in where.near.items()}
    return Found(grid, fields, where.columns, where.lines, by_labels=where.exact > 0, near=near)


# --------------------------------------------------------------------------------------------------------- by labels


def _match(sheets: Sequence[Sheet], left: Sequence[_Coded], *, form_known: bool) -> dict[str, Found]:
    """Each sheet with the grid that reads most like it: half of its labels are there or, in a form that is known, two
    of them under its name.
    """
    found: dict[str, Found] = {}
    for sheet in sheets:
        likeness = [(labels.read(sheet, candidate.texts), candidate.grid.name == sheet.tab) for candidate in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        if best is None or not likeness[best][0]:
            continue
        lost = {question.key for question in sheet.fields + sheet.columns}
        where = labels.locate(sheet, left[best].texts, Located(), lost)
        named = form_known and likeness[best][1] and where.found > 1
        if where.found * 2 >= len(lost) or named:
            found[sheet.key] = _found(left[best].grid, where)
            left = [*left[:best], *left[best + 1 :]]
    return found
