"""The two sheets in front of a workbook that goes back: what is to be completed, and what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ose_batch import palette
from ose_batch.forms.declaration import Field, Sheet
from ose_batch.forms.looks import Look
from ose_batch.forms.parts import Book
from ose_batch.forms.sheets import Line, Piece, add_in_front
from ose_batch.model import Answer, Cell, CellRef, Dossier, Row
from ose_batch.wording import returned as say

TO_CORRECT_WIDTHS = (7, 30, 52, 54, 30)
UNDERSTOOD_WIDTHS = (34, 38, 50, 50)
"""Characters of each column."""

_TITLE = Look(18, palette.ACCENT, bold=True)
_TEXT = Look()
_HELP = Look(11, palette.MUTED)
_HEADER = Look(11, palette.INK, bold=True, ground=palette.ACCENT_LIGHT, frame=palette.LINE, middle=True)
_BAND = Look(11, palette.WHITE, bold=True, ground=palette.ACCENT, middle=True)
_CELL = Look(frame=palette.LINE)
_LINK = Look(ink=palette.ACCENT, frame=palette.LINE, underlined=True)
_TICK = Look(16, palette.ACCENT, ground=palette.ENTRY, frame=palette.LINE, middle=True, centred=True, open=True)
_DONE = Look(12, palette.ANSWER_TONES[Answer.COMPLETE].ink, bold=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """What one has to know of the dossier, and of what comes next."""

    number: str
    """N° de dossier."""
    code: str
    """Code de réception."""
    fingerprint: str
    """First letters of the SHA-256."""
    deposited_on: date
    deadline: date | None
    """Last day to send it back."""
    session_on: date | None
    issuer: str
    contact: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to complete."""

    tab: str
    """Sheet of the form; empty when it is about the whole of the dossier."""
    cell: CellRef | None
    """In the workbook returned; `None` where it has no place in it."""
    sentence: str
    wanted: str
    advice: str
    read: str
    """As it is shown."""


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the dossier, and its place in the workbook returned."""

    label: str
    """`SIRET du siège`, `A2 : Échéance`."""
    field: Field
    cell: Cell
    home: CellRef


def to_correct(book: Book, faults: Sequence[Fault], heading: Heading) -> None:
    lines: list[Line] = []
    band = None
    for fault in faults:
        if fault.tab != band:
            band = fault.tab
            lines.append([Piece(band or say.WHOLE, _BAND)])
        lines.append(
            [
                Piece(say.UNTICKED, _TICK, tick=True),
                _linked(fault.cell, fault.tab or say.WHOLE),
                Piece(fault.sentence, _CELL),
                Piece(say.expected(fault.wanted, fault.advice), _CELL),
                Piece(fault.read, _CELL),
            ]
        )
    head = [
        [Piece(say.title(heading.number), _TITLE)],
        [Piece(say.to_do(len(faults), heading.deadline, heading.session_on), _TEXT)],
        *_about(heading),
    ]
    _add(book, say.TO_CORRECT_TAB, TO_CORRECT_WIDTHS, head, say.TO_CORRECT_HEADERS, lines, say.NOTHING_TO_CORRECT)


def understood(
    book: Book,
    dossier: Dossier,
    home: Mapping[CellRef, CellRef],
    unplaced: Iterable[tuple[Sheet, Row]],
    unclear: Iterable[Written],
    heading: Heading,
) -> None:
    """`unplaced`: lines for which the form has no room. `unclear`: entries not understood, that need not be."""
    left = [
        _told(Piece(say.where(sheet.tab, row.name), _CELL), column.label, say.whole(row[column.key].text), say.NO_PLACE)
        for sheet, row in unplaced
        for column in sheet.columns
        if row[column.key].text
    ]
    repairs = [
        _told(
            _linked(home.get(repair.cell), say.NO_PLACE), repair.label, say.read(repair.before), say.read(repair.after)
        )
        for repair in dossier.repairs
    ]
    doubts = [
        _told(_linked(entry.home, ""), entry.label, say.whole(entry.cell.text), say.NOT_UNDERSTOOD) for entry in unclear
    ]
    lines = [
        *_section(say.UNPLACED, say.UNPLACED_HELP, left),
        *_section(say.REPAIRS, say.REPAIRS_HELP, repairs),
        *_section(say.UNCLEAR, say.UNCLEAR_HELP, doubts),
        *_section(say.NOTES, "", [[Piece(note, _TEXT)] for note in dossier.notes]),
    ]
    head = [[Piece(say.understood_title(heading.number), _TITLE)], *_about(heading)]
    _add(book, say.UNDERSTOOD_TAB, UNDERSTOOD_WIDTHS, head, say.UNDERSTOOD_HEADERS, lines, say.NOTHING_TO_TELL)


def _add(
    book: Book,
    name: str,
    widths: Sequence[float],
    head: Sequence[Line],
    headers: Sequence[str],
    lines: Sequence[Line],
    otherwise: str,
) -> None:
    """`otherwise`: what is said without any line."""
    if lines:
        add_in_front(book, name, widths, [*head, [Piece(header, _HEADER) for header in headers]], lines)
    else:
        add_in_front(book, name, widths, head, [[Piece(otherwise, _DONE)]])


def _about(heading: Heading) -> Iterator[Line]:
    yield [Piece(say.receipt(heading.code, heading.fingerprint, heading.deposited_on), _HELP)]
    if contact := say.contact(heading.issuer, heading.contact):
        yield [Piece(contact, _HELP)]


def _told(where: Piece, *texts: str) -> Line:
    return [where, *(Piece(text, _CELL) for text in texts)]


def _linked(cell: CellRef | None, otherwise: str) -> Piece:
    return Piece(say.where(cell.sheet, cell.address), _LINK, cell) if cell else Piece(otherwise, _CELL)


def _section(title: str, help: str, lines: Sequence[Line]) -> Iterator[Line]:
    if lines:
        yield [Piece(title, _BAND)]
        if help:
            yield [Piece(help, _HELP)]
        yield from lines
