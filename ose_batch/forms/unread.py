"""What a file holds beside the answers to the form: named, so that nobody believes it was read."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ose_batch.forms.declaration import CODE, Sheet
from ose_batch.forms.found import Found, Grid
from ose_batch.forms.layout import FORMS, LIST_NAMES
from ose_batch.forms.places import letter
from ose_batch.forms.values import Raw, plain
from ose_batch.text import clean
from ose_batch.wording import fold
from ose_batch.wording.forms import CONTROL_TAB, GUIDE_TAB, GUIDE_TITLE, LISTS_TAB
from ose_batch.wording.returned import TO_CORRECT_TAB, UNDERSTOOD_TAB

_TABS = frozenset({GUIDE_TAB, LISTS_TAB, CONTROL_TAB, TO_CORRECT_TAB, UNDERSTOOD_TAB})
_MARKS = frozenset({GUIDE_TITLE, *LIST_NAMES, *(form.kind for form in FORMS)})
"""What the first cells of those sheets say."""
_HEADER_WITHIN = 4
"""Lines above a table."""


def sheets(grids: Iterable[Grid]) -> list[str]:
    """Of the grids in which no answers were looked for, those with something that the form did not put there."""
    return [grid.name for grid in grids if not _of_the_form(grid) and any(map(says, _cells(grid.rows)))]


def says(value: Raw) -> bool:
    """Whether a person sees something there; codes are hidden."""
    return not isinstance(value, str) or (not value.startswith(CODE) and bool(value) and bool(clean(value)))


def _cells(rows: Iterable[Sequence[Raw]]) -> Iterable[Raw]:
    return (value for row in rows for value in row if value != "")


def _of_the_form(grid: Grid) -> bool:
    """« Lisez-moi », the lists and the control sheet, whatever they are called now, and what is added to a workbook
    that is returned.
    """
    return grid.name in _TABS or not _MARKS.isdisjoint(value for row in grid.rows[:3] for value in row[:3])


def columns(sheet: Sheet, found: Found) -> list[str]:
    """Headers, or letters, of the columns that hold something beside the answers and the form's own texts."""
    width = len(found.grid.rows[0]) if found.grid.rows else 0
    if sheet.columns:
        if width <= 1 + len(sheet.columns) and len(found.columns) == len(sheet.columns):
            return []  # the column of codes is all there is besides
        known = set(found.columns.values())
        lines = [found.grid.rows[number] for number in found.lines]
        others = [
            column for column in range(width) if column not in known and any(says(line[column]) for line in lines)
        ]
    else:
        others = _beside_fields(sheet, found, width)
    return [_header(found, column) for column in others]


def _beside_fields(sheet: Sheet, found: Found, width: int) -> list[int]:
    entries = next((column for _, column in found.fields.values()), 0)
    if entries <= 2 and width <= entries + 2:
        return []  # codes and labels before, helps after
    rows = [found.grid.rows[row] for row, _ in found.fields.values()]
    filled = Counter(column for row in rows for column, value in enumerate(row) if says(value))
    helps = {fold(field.help) for field in sheet.fields if field.help}
    label = max((column for column in filled if column < entries), key=lambda column: filled[column], default=entries)
    return [
        column
        for column in sorted(filled.keys() - {entries, label})
        if not any(isinstance(row[column], str) and fold(plain(row[column])) in helps for row in rows)
        and any(says(row[column]) and row[column] != "*" for row in rows)
    ]


def _header(found: Found, column: int) -> str:
    start = found.lines.start if found.columns else min((row for row, _ in found.fields.values()), default=0)
    above = (found.grid.rows[row][column] for row in range(start - 1, max(start - 1 - _HEADER_WITHIN, -1), -1))
    return next((plain(value) for value in above if says(value)), letter(column + 1))


def lines(sheet: Sheet, found: Found) -> list[str]:
    """Labels of the lines of a form that were added to it and have an answer."""
    if sheet.columns or not found.fields:
        return []
    known = {row for row, _ in found.fields.values()}
    entries = next(iter(found.fields.values()))[1]
    answered = ((number, row) for number, row in enumerate(found.grid.rows) if row[entries] != "")
    added = [row for number, row in answered if number not in known and says(row[entries])]
    return [next((plain(value) for value in row[:entries] if says(value)), plain(row[entries])) for row in added]
