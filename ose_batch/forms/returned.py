"""The workbook that goes back to its sender: its answers on the present form, what is to be completed shown in place.

Nothing of the sender's file is in it but what was understood, and the texts that were not, as they were typed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ose_batch import palette
from ose_batch.charter.rules import Rules
from ose_batch.forms.cells import USUAL_ERRORS
from ose_batch.forms.comments import annotate
from ose_batch.forms.declaration import Form, Sheet
from ose_batch.forms.front import Fault, Heading, Written, to_correct, understood
from ose_batch.forms.home import Room, Rooms, homes, moves, relocated, rooms
from ose_batch.forms.parts import Book, Position, Tab
from ose_batch.forms.prefill import entry_of, table_of, typed
from ose_batch.model import Answer, Assessment, CellRef, Dossier, Row, Trouble
from ose_batch.wording import fold
from ose_batch.wording import returned as say
from ose_batch.wording.reading import on_line

__all__ = ["Heading", "returned", "rooms_of"]

TONE = palette.ANSWER_TONES[Answer.TO_COMPLETE]


def returned(
    template: bytes, form: Form, rules: Rules, dossier: Dossier, assessment: Assessment, heading: Heading
) -> bytes:
    """The workbook (.xlsx) to send back; the same bytes for the same values.

    `template`: the blank form, its entries found through their hidden codes. `dossier`, `assessment`: as they were
    read, with the cells of the sender's file. Raises `ValueError` for a template that lacks a code of the form.
    """
    book, available = Book(template), rooms_of(template, form)
    home = homes(dossier, form, rules, available)
    tabs = {tab.name: tab for tab in book.tabs}
    entries = list(_entries(dossier, form, rules, available))
    for entry in entries:
        _write(tabs[entry.home.sheet], entry, rules)
    declared = rooms(form, rules)
    asked = [(item.label, _in_template(item.cell, form, declared, available)) for item in dossier.asked]
    told = {entry.home for entry in entries}
    faults = _in_order(_faults(dossier, assessment, home, available, asked, told), available)
    _show(book, tabs, faults, heading)
    shown = {fault.cell for fault in faults}
    unclear = [entry for entry in entries if entry.cell.trouble and entry.home not in shown]
    understood(book, dossier, home, _unplaced(dossier, form, rules, available), unclear, heading)
    to_correct(book, faults, heading)
    return book.packed()


# -------------------------------------------------------------------------------------------------------------- Answers


@lru_cache(maxsize=4)
def rooms_of(template: bytes, form: Form) -> Rooms:
    """Where each entry stands in a template, whatever staff changed in it. Raises `ValueError` for a code it lacks."""
    book = Book(template)
    return {sheet.key: _room(book, sheet) for sheet in form.sheets}


def _room(book: Book, sheet: Sheet) -> Room:
    fields = {field.key: entry_of(book, f"{sheet.key}.{field.key}") for field in sheet.fields}
    if not sheet.columns:
        return Room(next(iter(fields.values()))[0].name, {key: place for key, (_, place) in fields.items()}, {}, {})
    tab, columns, lines = table_of(book, sheet)
    return Room(tab.name, {key: place for key, (_, place) in fields.items()}, columns, lines)


def _entries(dossier: Dossier, form: Form, rules: Rules, available: Rooms) -> Iterator[Written]:
    """Whatever says something and has a place."""
    for sheet in form.sheets:
        room = available[sheet.key]
        for field in sheet.fields:
            if (cell := dossier.fields[f"{sheet.key}.{field.key}"]).text:
                yield Written(field.label, field, cell, CellRef(room.tab, *room.fields[field.key]))
    for move in moves(dossier, form, rules, available):
        if move.line is not None:
            room = available[move.sheet.key]
            for field in move.sheet.columns:
                cell = move.row[field.key]
                if cell.text and not (field.given and _said_already(move.row, room.lines[move.line])):
                    home = CellRef(room.tab, move.line, room.columns[field.key])
                    yield Written(on_line(move.row.name, field.label), field, cell, home)


def _unplaced(dossier: Dossier, form: Form, rules: Rules, available: Rooms) -> Iterator[tuple[Sheet, Row]]:
    for move in moves(dossier, form, rules, available):
        if move.line is None and any(move.row[column.key].text for column in move.sheet.columns if not column.given):
            yield move.sheet, move.row


def _said_already(row: Row, label: str) -> bool:
    """Whether the form says beforehand what the line is called."""
    return bool(label) and fold(label) == fold(row.name)


def _write(tab: Tab, entry: Written, rules: Rules) -> None:
    """What was understood as the form has it, what was not as it was typed.

    A formula without its result would pass for an answer: its cell stays empty, and what was there is told.
    """
    cell, position = entry.cell, (entry.home.row, entry.home.column)
    if cell.trouble is Trouble.ERROR:
        tab.put_error(position, cell.text if cell.text in USUAL_ERRORS else "#VALUE!")
    elif cell.trouble is not Trouble.NO_RESULT:
        value = typed(entry.label, entry.field, cell.value, rules)
        tab.put(position, cell.text if value is None else value)


# --------------------------------------------------------------------------------------------------------------- Faults


def _faults(
    dossier: Dossier,
    assessment: Assessment,
    home: Mapping[CellRef, CellRef],
    available: Rooms,
    asked: Iterable[tuple[str, CellRef]],
    told: Container[CellRef],
) -> Iterator[Fault]:
    tabs = _tabs(dossier, available)
    for before, after in zip(assessment.findings, relocated(assessment, home).findings, strict=True):
        if before.answer is Answer.TO_COMPLETE:
            for read, point in zip(before.points, after.points, strict=True):
                tab = point.cell.sheet if point.cell else tabs.get(read.cell.sheet, "") if read.cell else ""
                # A table as a whole is pointed at through a cell that may say something.
                seen = say.read(point.read) if point.read or (point.cell and point.cell not in told) else ""
                yield Fault(tab, point.cell, point.sentence, after.expected, after.advice, seen)
    for label, cell in asked:
        wanted, advice = say.NEW_QUESTION_EXPECTED, say.NEW_QUESTION_ADVICE
        yield Fault(cell.sheet, cell, say.new_question(label), wanted, advice, say.EMPTY)


def _tabs(dossier: Dossier, available: Rooms) -> dict[str, str]:
    """Sheet of the sender's file → the one of the form that it stands for."""
    cells = [(key.partition(".")[0], cell.ref) for key, cell in dossier.fields.items()]
    cells += [(key, table.anchor) for key, table in dossier.tables.items()]
    return {ref.sheet: available[key].tab for key, ref in cells}


def _in_template(cell: CellRef, form: Form, declared: Rooms, available: Rooms) -> CellRef:
    """A cell of the form as it is declared, where the template has it."""
    sheet = next(sheet for sheet in form.sheets if sheet.tab == cell.sheet)
    asked, room = declared[sheet.key], available[sheet.key]
    for key, place in asked.fields.items():
        if place == (cell.row, cell.column):
            return CellRef(room.tab, *room.fields[key])
    column = next(key for key, column in asked.columns.items() if column == cell.column)
    line = dict(zip(asked.lines, room.lines, strict=False)).get(cell.row, next(iter(room.lines)))
    return CellRef(room.tab, line, room.columns[column])


def _in_order(faults: Iterable[Fault], available: Rooms) -> list[Fault]:
    """Sheets as in the form, then cells from top to bottom; what has no cell at the end of each."""
    rank = {room.tab: rank for rank, room in enumerate(available.values())}

    def place(fault: Fault) -> tuple[int, bool, int, int]:
        row, column = (fault.cell.row, fault.cell.column) if fault.cell else (0, 0)
        return rank.get(fault.tab, len(rank)), fault.cell is None, row, column

    return sorted(faults, key=place)


def _show(book: Book, tabs: Mapping[str, Tab], faults: Sequence[Fault], heading: Heading) -> None:
    """Colour each cell, and say on it all that is to be said of it."""
    said: dict[str, dict[Position, list[str]]] = {}
    for fault in faults:
        if fault.cell:
            notes = said.setdefault(fault.cell.sheet, {}).setdefault((fault.cell.row, fault.cell.column), [])
            notes.append(say.note(fault.sentence, fault.wanted, fault.advice))
    for name, notes_of in said.items():
        for position in notes_of:
            tabs[name].mark(position, TONE.ink, TONE.fill)
        notes_told = {position: say.notes(notes) for position, notes in notes_of.items()}
        annotate(book, tabs[name], notes_told, heading.issuer or say.AUTHOR)
