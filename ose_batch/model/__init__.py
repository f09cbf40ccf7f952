"""The values that travel from one room to the next: frozen, without behaviour beyond reading themselves."""

from ose_batch.model.cells import Asked, Cell, CellRef, Change, Gap, Kind, Repair, Row, Table, Trouble, Value
from ose_batch.model.reading import Answer, Assessment, Context, Finding, Point, Previous
from ose_batch.model.received import (
    FINGERPRINT,
    LARGEST_FILE,
    DecisionLine,
    Decisions,
    Dossier,
    Received,
    Rejection,
    Source,
    short_code,
)
from ose_batch.model.recorded import Decision, Entry, Session, State, Told
from ose_batch.model.written import DocumentPlan, Issuer, Mail

__all__ = [
    "FINGERPRINT",
    "LARGEST_FILE",
    "Answer",
    "Asked",
    "Assessment",
    "Cell",
    "CellRef",
    "Change",
    "Context",
    "Decision",
    "DecisionLine",
    "Decisions",
    "DocumentPlan",
    "Dossier",
    "Entry",
    "Finding",
    "Gap",
    "Issuer",
    "Kind",
    "Mail",
    "Point",
    "Previous",
    "Received",
    "Rejection",
    "Repair",
    "Row",
    "Session",
    "Source",
    "State",
    "Table",
    "Told",
    "Trouble",
    "Value",
    "short_code",
]
