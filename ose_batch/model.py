"""The values that travel from one room to the next: frozen, without behaviour beyond reading themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Value = str | int | float | bool | date | None
"""What a cell says once understood: `None` is an empty cell."""


class Kind(StrEnum):
    """How a field of a form is typed, validated and understood."""

    TEXT = "text"
    CHOICE = "choice"
    """One of the labels of a list."""
    SCALE = "scale"
    """A list whose labels start with a number (`3 – Forte`); the value is that number."""
    THEME = "theme"
    """A theme of the charter; the value is its code (`GOU`)."""
    DATE = "date"
    NUMBER = "number"
    PERCENT = "percent"
    """A share between 0 and 1."""
    DIGITS = "digits"
    """A number that is really a text (SIRET, postcode, telephone): leading zeros count."""


class Trouble(StrEnum):
    """Why a cell that is not empty has no usable value."""

    ERROR = "error"
    """A spreadsheet error, such as `#REF!`."""
    NO_RESULT = "no_result"
    """A formula saved without its result."""
    NOT_IN_LIST = "not_in_list"
    NOT_A_DATE = "not_a_date"
    DAY_MISSING = "day_missing"
    """A month or a year, such as `décembre 2026`."""
    YEAR_MISSING = "year_missing"
    NO_SUCH_DAY = "no_such_day"
    """`31/02/2026`, or the month before the day: `12/31/2026`."""
    NOT_A_NUMBER = "not_a_number"
    NOT_A_SHARE = "not_a_share"
    DIGITS_LOST = "digits_lost"
    """A spreadsheet rounded a number that is really a text: `1,23457E+13`."""


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where a value was read: sheet name as it stands in the file, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """`F12`."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a form, empty or not."""

    ref: CellRef
    value: Value = None
    text: str = ""
    """What a person sees in the cell, `""` when it is empty."""
    trouble: Trouble | None = None
    """Set when `text` could not be understood; `value` is then `None`."""
    repair: str = ""
    """How a person would have written it, when it was understood though written otherwise: `31/12/2026` of
    `31.12.26`."""

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; every declared column is present, empty or not."""

    name: str
    """How one names the line to a person: `A3`, `Gouvernance`, `ligne 12`."""
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Table:
    anchor: CellRef
    """The first cell of the first line that is free: where to write what is missing."""
    rows: tuple[Row, ...] = ()
    """Lines with at least one entry beside what the blank form already held, and every line of a fixed table."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A starred cell without a usable value, in a field or on a line that was begun."""

    sheet: str
    """Key of the sheet in the layout."""
    key: str
    """Key of the field or column in the layout."""
    label: str
    row: str
    """Name of the line; empty for a field."""
    cell: Cell


@dataclass(frozen=True, slots=True)
class Repair:
    """An entry that was understood otherwise than it was written."""

    label: str
    """`SIRET du siège`, `A2 : Échéance`."""
    cell: CellRef
    before: str
    after: str
    personal: bool = False
    """Whether it names or reaches a person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A starred question that the sender's version of the form did not have yet."""

    label: str
    cell: CellRef
    """In the present form."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a dossier says otherwise than the one it takes the place of; one side may be empty."""

    label: str
    """`SIRET du siège`, `A2 : Échéance`."""
    before: str
    after: str


LARGEST_FILE = 25 * 2**20
"""Bytes of a workbook; an ordinary one has fifty thousand."""


FINGERPRINT = 8
"""Digits of a SHA-256 that people are shown."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are mistaken for one another."""


def short_code(sha256: str) -> str:
    """How a file that was sent is called on all that is said of it: `K7M-4QX`, the same for the same bytes."""
    number = int(sha256[:15], 16)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was taken from the inbox."""

    name: str
    sha256: str
    content: bytes = field(repr=False)
    """Of a larger file than `LARGEST_FILE`, its start and one byte more than that."""

    @property
    def code(self) -> str:
        return short_code(self.sha256)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A filled `dossier-ose` workbook, understood."""

    version: str
    """Version of the form; empty when the file no longer says it."""
    fields: Mapping[str, Cell]
    """Every one-value field of the form by key, empty or not."""
    tables: Mapping[str, Table]
    """Every table of the form by sheet key."""
    gaps: tuple[Gap, ...] = ()
    troubled: tuple[Cell, ...] = ()
    """Every cell whose content could not be understood, starred or not."""
    notes: tuple[str, ...] = ()
    """What the reader has to say of the file as a whole: sheets recognised by their headers only, sheets missing."""
    repairs: tuple[Repair, ...] = ()
    asked: tuple[Asked, ...] = ()

    def value(self, key: str) -> Value:
        return self.fields[key].value

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables[table].rows


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of `decisions-comite` with a decision in it. Keys are those of the layout."""

    number: Cell
    """N° de dossier."""
    decision: Cell
    decided_on: Cell
    motive: Cell
    conditions: Cell
    """Réserves ou recommandations."""
    deadline: Cell
    """Échéance des réserves."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A `decisions-comite` workbook, understood."""

    session_on: Cell
    instance: Cell
    lines: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that cannot be taken: why, and what to do next, in French."""

    reason: str
    advice: str


Received = Dossier | Decisions | Rejection


class Answer(StrEnum):
    """What is said of a criterion, and of a principle through its worst criterion."""

    TO_COMPLETE = "À compléter"
    TO_WEIGH = "À apprécier par le comité"
    TO_CHECK = "À vérifier par la CRESS"
    COMPLETE = "Complet"
    NOT_APPLICABLE = "Sans objet"

    @staticmethod
    def worst(answers: Iterable[Answer]) -> Answer:
        """The first in the order above; without any, `NOT_APPLICABLE`."""
        return min(answers, key=list(Answer).index, default=Answer.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Point:
    """One place where a criterion is not met."""

    subject: str
    """What it is about, as a person names it: `A3`, `Gouvernance`, `Salariés`."""
    cell: CellRef | None
    read: str
    """What the cell says; empty when there is nothing."""
    sentence: str
    """What is wrong there, in French."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion answers for one dossier."""

    criterion: str
    principle: str
    answer: Answer
    reason: str
    points: tuple[Point, ...] = ()
    expected: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    findings: tuple[Finding, ...]
    """One a criterion, in the order of the charter file."""
    readings: Mapping[str, Answer]
    """Principle code → answer, in the order of the charter file."""

    @property
    def complete(self) -> bool:
        return Answer.TO_COMPLETE not in self.readings.values()


@dataclass(frozen=True, slots=True)
class Previous:
    """What the register already knows of the organisation when a new dossier of it is read."""

    ose_number: str
    name: str
    siret: str
    perimeter: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the dossier itself."""

    deposited_on: date
    previous: Previous | None = None
    charter_received: bool = False
    """Whether staff recorded « charte signée reçue »."""


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting of the committee (*séance*)."""

    held_on: date
    instance: str
    wave: str
    """Vague."""
    deadline: date
    """Date limite de dépôt."""
    sent_on: date
    """Date d'envoi des dossiers aux membres."""


class State(StrEnum):
    """Where a dossier stands (statut du dossier)."""

    TO_COMPLETE = "À compléter"
    READY = "Prêt pour le comité"
    VALIDATED = "Validé"
    VALIDATED_WITH_ADVICE = "Validé avec recommandations"
    VALIDATED_ON_CONDITION = "Validé sous réserve"
    ADJOURNED = "Ajourné"
    NOT_RETAINED = "Non retenu"
    REPLACED = "Remplacé"
    """A newer version of the same dossier took its place."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs what is printed, as the settings said on the day it became due."""

    name: str
    signatory: str
    signatory_title: str
    town: str
    conditions: str
    """Conditions of use of the identity, printed on the attestation."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the committee as it was recorded."""

    decision: State
    decided_on: date
    session_on: date
    instance: str
    motive: str
    conditions: str
    deadline: date | None
    valid_until: date | None
    """Last day of validity, included; `None` unless the decision grants the identity."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the organisation is told beside the findings."""

    repairs: tuple[Repair, ...] = ()
    """Without those on personal fields."""
    asked: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader had to say of the file."""
    replaces: str = ""
    """Number of the dossier it takes the place of, empty for a first one."""
    changes: tuple[Change, ...] = ()
    """Since that one, without personal fields."""
    moved: Mapping[str, tuple[Answer, Answer]] = field(default_factory=dict)
    """Principle → what was read of it in that one, and now, where they differ."""
    returned: tuple[Finding, ...] = ()
    """The findings with their cells in the workbook that is returned, where those are not the cells of the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier as the register holds it: all that its documents are made from, contacts excepted."""

    id: int
    number: str
    """`D-2026-001`."""
    organisation_id: int
    ose_number: str
    """`OSE-0042`, empty before the first validation."""
    state: State
    wave: str
    session_on: date | None
    deposited_on: date
    sha256: str
    fields: Mapping[str, Value]
    """Field key → value, without personal fields and without empty ones."""
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]
    """Table key → lines, each column key → value without empty ones, and `"line"` → the name of the line (`A3`)."""
    assessment: Assessment
    decision: Decision | None = None
    deadline: date | None = None
    """Date limite de dépôt of its session."""
    told: Told = field(default_factory=Told)

    @property
    def code(self) -> str:
        return short_code(self.sha256)

    @property
    def at_home(self) -> Assessment:
        """What was found, with the cells of the workbook that is returned."""
        return Assessment(self.told.returned, self.assessment.readings) if self.told.returned else self.assessment


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document before it is a file: which template, which words."""

    kind: str
    """`note`, `attestation`."""
    filename: str
    """Path below the outbox, ASCII, `/` between folders."""
    template: str
    """Name of the file in templates/docx."""
    title: str
    made_on: date
    """The date its core properties and zip entries carry: a document depends on its entry, never on the clock."""
    words: Mapping[str, Any]
    """What the template's tags see."""
    expected: tuple[str, ...] = ()
    """Texts without which the document is not published, whatever was done to its template."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How the drafts of e-mails are written, as the settings say."""

    sender: str
    """The address they leave from; empty when not set: the mail program puts its own."""
    sender_name: str
    reply_to: str
    """Where answers go; empty for the sender's address."""
    signature: tuple[str, ...]
    """Its lines."""
    contact: str
    """Whom to ask, on one line."""
    largest: int
    """Bytes that the attachments of one e-mail may take, as they travel."""
