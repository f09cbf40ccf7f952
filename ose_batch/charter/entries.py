"""Checks on any field, line or column, whatever the sheet. The docstring is the rule."""

from collections.abc import Collection, Mapping, Sequence

from ose_batch.charter.outcome import (
    ALWAYS,
    EVERY_LINE,
    MET,
    NOT_APPLICABLE,
    ColumnKey,
    FieldKey,
    Key,
    Label,
    Lines,
    Outcome,
    Place,
    SheetKey,
    TableKey,
    When,
    called,
    cells,
    dated,
    holds,
    lines_of,
    unmet,
    unmet_at,
    unmet_unless_hidden,
)
from ose_batch.charter.rules import Rules
from ose_batch.model import Cell, Context, Dossier
from ose_batch.wording import enumeration


def starred_filled(
    dossier: Dossier, context: Context, rules: Rules, *, sheet: SheetKey, skip: Collection[Key] = ()
) -> Outcome:
    """Every starred cell of the sheet says something, on the lines that were begun; `skip` is for other criteria."""
    if sheet in dossier.tables and not dossier.rows(sheet):
        return NOT_APPLICABLE
    return unmet_at(
        Place(f"{gap.row} – {gap.label}" if gap.row else gap.label, gap.cell)
        for gap in dossier.gaps
        if gap.sheet == sheet and f"{gap.sheet}.{gap.key}" not in skip
    )


def fields_say(
    dossier: Dossier, context: Context, rules: Rules, *, fields: Mapping[FieldKey, str], accepted: Collection[Label]
) -> Outcome:
    """Each field, given with the name a person knows it by, says one of the labels."""
    named = ((name, dossier.fields[key]) for key, name in fields.items())
    return unmet_at(Place(name, cell) for name, cell in named if cell.value not in accepted)


def field_avoids(
    dossier: Dossier, context: Context, rules: Rules, *, field: FieldKey, labels: Collection[Label], when: When = ALWAYS
) -> Outcome:
    """The field, when it says something, says none of these labels."""
    cell = dossier.fields[field]
    if not (cell and holds(dossier, when)):
        return NOT_APPLICABLE
    return unmet("", cell) if cell.value in labels else MET


def field_filled_when(
    dossier: Dossier,
    context: Context,
    rules: Rules,
    *,
    field: FieldKey,
    when: When = ALWAYS,
    refused: Collection[Label] = (),
) -> Outcome:
    """In such a dossier the field says something, and nothing that amounts to a refusal."""
    if not holds(dossier, when):
        return NOT_APPLICABLE
    cell = dossier.fields[field]
    return MET if cell and cell.value not in refused else unmet("", cell)


def not_empty(dossier: Dossier, context: Context, rules: Rules, *, table: TableKey) -> Outcome:
    """The table has at least one line."""
    return MET if dossier.rows(table) else unmet("", dossier.tables[table].anchor)


def counted(dossier: Dossier, context: Context, rules: Rules, *, table: TableKey) -> Outcome:
    """Tells how many lines the table has, as the subject of its only place."""
    count = len(dossier.rows(table))
    return unmet(str(count), None) if count else MET


def some_filled(dossier: Dossier, context: Context, rules: Rules, *, columns: Collection[ColumnKey]) -> Outcome:
    """At least one line of the table says something in one of the columns."""
    offered = [cell for key in columns for cell in cells(dossier, key)]
    if not offered:
        return NOT_APPLICABLE
    if any(cell.value is not None for cell in offered):
        return MET
    return unmet("", next((cell for cell in offered if cell.text), offered[0]))


def lines_filled(
    dossier: Dossier, context: Context, rules: Rules, *, column: ColumnKey, lines: Lines = EVERY_LINE
) -> Outcome:
    """Each of these lines says something in the column."""
    kept = lines_of(dossier, column, lines)
    if not kept:
        return NOT_APPLICABLE
    return unmet_at(Place(called(row), cell) for row, cell in kept if not cell)


def each_present(
    dossier: Dossier,
    context: Context,
    rules: Rules,
    *,
    column: ColumnKey,
    labels: Collection[Label],
    when: When = ALWAYS,
) -> Outcome:
    """Each of the labels is said by some line."""
    said = [cell.value for cell in cells(dossier, column)]
    if not (said and holds(dossier, when)):
        return NOT_APPLICABLE
    anchor = dossier.tables[column.partition(".")[0]].anchor
    missing = [Place(label, anchor) for label in labels if label not in said]
    return unmet_unless_hidden(missing, said.count(None))


def not_only(
    dossier: Dossier, context: Context, rules: Rules, *, column: ColumnKey, labels: Collection[Label]
) -> Outcome:
    """Some line says something else than these labels."""
    said = [cell for cell in cells(dossier, column) if cell]
    if not said:
        return NOT_APPLICABLE
    return unmet("", said[0]) if all(cell.value in labels for cell in said) else MET


def spread(dossier: Dossier, context: Context, rules: Rules, *, columns: Sequence[ColumnKey], at_least: int) -> Outcome:
    """From `at_least` lines on, they don't all give the same answers in these columns."""
    levels = zip(*([cell.value for cell in cells(dossier, key)] for key in columns), strict=True)
    full = [level for level in levels if None not in level]
    if len(full) < at_least:
        return NOT_APPLICABLE
    return unmet("", cells(dossier, columns[0])[0]) if len(set(full)) == 1 else MET


def not_repeated(
    dossier: Dossier, context: Context, rules: Rules, *, columns: Collection[ColumnKey], length: int, times: int
) -> Outcome:
    """No text of `length` characters or more stands on `times` lines or more."""
    found: dict[str, dict[str, Cell]] = {}
    for key in columns:
        for row, cell in lines_of(dossier, key):
            if len(cell.text) >= length:
                text = " ".join(cell.text.casefold().split())
                found.setdefault(text, {}).setdefault(row.name, cell)
    return unmet_at(
        Place(enumeration(lines), next(iter(lines.values()))) for lines in found.values() if len(lines) >= times
    )


def not_past(
    dossier: Dossier, context: Context, rules: Rules, *, column: ColumnKey, lines: Lines = EVERY_LINE
) -> Outcome:
    """No date on these lines is before the day of deposit."""
    found = dated(dossier, column, lines)
    if not found:
        return NOT_APPLICABLE
    return unmet_at(Place(called(row), cell) for row, cell, day in found if day < context.deposited_on)
