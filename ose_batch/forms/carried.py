"""Forms that go to an organisation with what is known in them: each answer in its place, in a look of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from ose_batch import palette
from ose_batch.charter.rules import Rules
from ose_batch.forms import looks
from ose_batch.forms.declaration import Form
from ose_batch.forms.home import Move, Rooms, moves
from ose_batch.forms.looks import Look
from ose_batch.forms.parts import HIGHEST_ROW, USUAL_HEIGHT, Book, Tab
from ose_batch.forms.places import FIRST_COLUMN, HELP_ROW
from ose_batch.forms.prefill import typed
from ose_batch.forms.prepared import child
from ose_batch.forms.returned import rooms_of
from ose_batch.forms.sheets import Line as Drawn
from ose_batch.forms.sheets import Piece, add_in_front
from ose_batch.model import Cell, CellRef, Dossier, Row, Table, Value
from ose_batch.palette import Tone
from ose_batch.wording import fold
from ose_batch.wording.forms import GUIDE_TITLE

Line = Mapping[str, Value]
"""Column key → value, and `"line"` → the name of the line (`A3`)."""
Tables = Mapping[str, Sequence[Line]]

_FRONT_WIDTHS = (34, 84)
"""Characters of the two columns of the page in front; what it says runs across both."""
_TITLE = Look(18, palette.ACCENT, bold=True)
_WHOSE = Look(12, palette.INK, bold=True)
_BAND = Look(11, palette.WHITE, bold=True, ground=palette.ACCENT, middle=True)
_TEXT = Look(middle=True)
_STRUT = 1.25
"""Height of a line, a point of font size: what keeps a line as high as its empty cell on the right."""
_LEAST_HELP_WIDTH = 100
"""Characters that the help under the title of any sheet can run across."""


def roomy(template: bytes, form: Form, rules: Rules, tables: Tables, spare: int = 0) -> tuple[bytes, Form]:
    """The template, or one drawn anew where it has too few lines, with `spare` ones left over for new entries.

    What staff changed in a template is lost with it: better that than an answer.
    """
    rooms = rooms_of(template, form)
    wanted = {sheet.key: len(tables.get(sheet.key, ())) + spare for sheet in form.sheets if sheet.lines}
    short = {key: count for key, count in wanted.items() if count > len(rooms[key].lines)}
    if not short:
        return template, form
    from ose_batch.forms import blank

    larger = (replace(sheet, lines=short.get(sheet.key, sheet.lines)) for sheet in form.sheets)
    form = replace(form, sheets=tuple(larger))
    return blank.build(form, rules), form


class Carrier:
    """Writes answers into a form. Raises `ValueError` for a template that lacks a code, or a value of another kind."""

    def __init__(self, template: bytes, form: Form, rules: Rules, tone: Tone) -> None:
        self.book = Book(template)
        self.form, self.rules, self.tone = form, rules, tone
        self.rooms: Rooms = rooms_of(template, form)
        self._tabs = {tab.name: tab for tab in self.book.tabs}

    def tab(self, sheet: str) -> Tab:
        return self._tabs[self.rooms[sheet].tab]

    def fields(self, values: Mapping[str, Value]) -> None:
        """By full key; those that the form does not ask, or no more, are left out."""
        for sheet in self.form.sheets:
            for field in sheet.fields:
                key = f"{sheet.key}.{field.key}"
                if (value := typed(key, field, values.get(key), self.rules)) is not None:
                    self._put(sheet.key, self.rooms[sheet.key].fields[field.key], value)

    def tables(self, tables: Tables) -> dict[str, dict[str, int]]:
        """By sheet; a line goes where its name stands beforehand, or takes the next free one.

        Returns where each line of each table went, by its name. A line that a list of the form no longer has goes
        nowhere.
        """
        placed: dict[str, dict[str, int]] = {sheet.key: {} for sheet in self.form.sheets}
        for move in self._moves(tables):
            if move.line is not None:
                placed[move.sheet.key][move.row.name] = move.line
                self._line(move, move.line)
        return placed

    def open_up(self, sheet: str, fields: Iterable[str], points: float) -> None:
        """Make room for some sentences where these fields are answered."""
        tab = self.tab(sheet)
        strut = self.book.look(Look(points / _STRUT))
        for field in fields:
            row = _row(tab.cells[self.rooms[sheet].fields[field]])
            row.set("ht", f"{points:g}")
            row[-1].set("s", strut)

    def announce(self, sheets: Iterable[str], sentence: str) -> None:
        """Say it on these sheets, under what helps to fill them."""
        for tab in dict.fromkeys(self.tab(sheet) for sheet in sheets):
            position = HELP_ROW, FIRST_COLUMN
            if help := tab.text(position):
                tab.say(position, f"{help}\n{sentence}")
                row = _row(tab.cells[position])
                high = float(row.get("ht", USUAL_HEIGHT)) + looks.height(sentence, _LEAST_HELP_WIDTH)
                row.set("ht", f"{min(high, HIGHEST_ROW):g}")

    def _line(self, move: Move, line: int) -> None:
        room = self.rooms[move.sheet.key]
        for field in move.sheet.columns:
            position = line, room.columns[field.key]
            value = typed(f"{move.sheet.key}.{field.key}", field, move.row[field.key].value, self.rules)
            if value is None or (field.given and fold(str(value)) == fold(room.lines[line])):
                continue
            if field.given:  # as the form itself says such things
                self.tab(move.sheet.key).put(position, value)
            else:
                self._put(move.sheet.key, position, value)

    def _put(self, sheet: str, position: tuple[int, int], value: str | float) -> None:
        self.tab(sheet).put(position, value)
        self.tab(sheet).mark(position, palette.LINE, self.tone.fill)

    def _moves(self, tables: Tables) -> Iterator[Move]:
        rows = {sheet.key: _table(sheet.key, tables.get(sheet.key, ()), self.form) for sheet in self.form.sheets}
        return moves(Dossier("", {}, rows), self.form, self.rules, self.rooms)


def _row(cell: etree._Element) -> etree._Element:
    row = cell.getparent()
    assert row is not None, "a cell stands in a row"
    return row


def _table(key: str, lines: Sequence[Line], form: Form) -> Table:
    nowhere = CellRef("", 0, 0)
    columns = form.sheet(key).columns
    return Table(
        nowhere,
        tuple(
            Row(
                str(line.get("line") or line.get(columns[0].key) or ""),
                {column.key: Cell(nowhere, line.get(column.key)) for column in columns},
            )
            for line in lines
        ),
    )


def front(book: Book, name: str, whose: str, sections: Iterable[tuple[str, Sequence[str]]]) -> None:
    """A page before all others: whose workbook it is, then sentences under each heading.

    The reader knows it for a page of ours by its title, whatever it is called when it comes back.
    """
    head: list[Drawn] = [[Piece(GUIDE_TITLE, _TITLE)], [Piece(whose, _WHOSE)]]
    lines: list[Drawn] = []
    for heading, sentences in sections:
        if sentences:
            lines.append([Piece(heading, _BAND)])
            lines += [[Piece(f"•  {sentence}", _TEXT)] for sentence in sentences]
    add_in_front(book, name, _FRONT_WIDTHS, head, lines)
    child(child(book.tabs[0].root, "sheetPr"), "tabColor").set("rgb", f"FF{palette.INK}")
