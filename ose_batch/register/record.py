"""What is written to the register: one transaction a dossier or workbook, each change with its journal line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType

from ose_batch.model import DECISIONS, RENEWAL, Assessment, Decision, Event, Occasion, Session, State
from ose_batch.register import frozen, journal, lifecycle, pages, parties, sittings, store
from ose_batch.register.connection import transaction
from ose_batch.register.decide import Attendance
from ose_batch.register.intake import Contact, Submission
from ose_batch.register.movements import REMEMBERED
from ose_batch.register.pages import Writer
from ose_batch.register.store import day, one_of, renewed_until
from ose_batch.text import one_line
from ose_batch.wording import register as say


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a dossier did."""

    number: str
    state: State
    replaced: tuple[str, ...]
    """Numbers of the dossiers it took the place of."""


def dossier(
    db: sqlite3.Connection,
    submission: Submission,
    assessment: Assessment,
    session: Session | None,
    writer: Writer,
    after: int | None = None,
) -> Recorded:
    """A dossier, its organisation, contacts, documents due and journal lines, in one transaction.

    `after`: id of the dossier it takes the place of; what staff said of that one counts for it too.
    """
    today, source = writer.today, submission.source
    state = lifecycle.state_at_receipt(assessment)
    with transaction(db):
        pages.receipt(db, source.sha256, "dossier", today)
        db.execute("INSERT INTO sent_name VALUES (?, ?)", (source.sha256, one_line(source.name)))
        organisation_id = _record_organisation(db, submission)
        number = _next_number(db, today.year)
        replaced = _replace_older(db, organisation_id, number, today, source.sha256)
        dossier_id = pages.insert(
            db,
            "dossier",
            number=number,
            organisation_id=organisation_id,
            sha256=source.sha256,
            form_version=submission.form_version,
            kind=submission.kind,
            wave=session.wave if session else "",
            session_on=session.held_on.isoformat() if session else None,
            deadline_on=session.deadline.isoformat() if session else None,
            deposited_on=today.isoformat(),
            state=state,
            fields=frozen.dump(submission.fields),
            tables=frozen.dump(submission.tables),
            readings=frozen.dump(assessment.readings),
            findings=frozen.dump_findings(assessment),
            answer=frozen.dump(submission.told),
        )
        db.execute(
            "INSERT INTO applied SELECT ?, movement_id FROM applied JOIN movement ON movement.id = movement_id"
            f" WHERE applied.dossier_id = ? AND event IN {one_of(REMEMBERED)}",
            (dossier_id, after),
        )
        _record_contacts(db, organisation_id, dossier_id, submission.contacts)
        signed = store.charter_received(db, dossier_id)
        pages.documents(db, writer, dossier_id, lifecycle.documents_at_receipt(state, submission.repaired, signed))
        pages.line(db, today, journal.RECEIVED, organisation_id, dossier_id, source.sha256, state)
    return Recorded(number, state, replaced)


def decisions(
    db: sqlite3.Connection,
    sha256: str,
    decisions: Mapping[int, Decision],
    writer: Writer,
    attendance: Attendance | None = None,
    completed: Mapping[int, Decision] = MappingProxyType({}),
) -> None:
    """The decisions of one workbook, by dossier id: states, n° OSE, validity, documents due, in one transaction.

    `completed`: those of the register with what the workbook adds to them.
    """
    with transaction(db):
        pages.receipt(db, sha256, "decisions", writer.today)
        for dossier_id, decision in decisions.items():
            _record_decision(db, sha256, dossier_id, decision, writer)
        for dossier_id, decision in completed.items():
            _complete(db, sha256, dossier_id, decision, writer.today)
        if attendance:
            sittings.attended(db, attendance, writer.today)


def _complete(db: sqlite3.Connection, sha256: str, dossier_id: int, decision: Decision, today: date) -> None:
    db.execute(
        "UPDATE decision SET rapporteur = ?, recused = ?"
        " WHERE id = (SELECT max(id) FROM decision WHERE dossier_id = ?)",
        (decision.rapporteur, decision.recused, dossier_id),
    )
    (organisation_id,) = db.execute("SELECT organisation_id FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    pages.line(db, today, journal.COMPLETED, organisation_id, dossier_id, sha256, say.COMPLETED)


def delivery(db: sqlite3.Connection, document_id: int, path: str, sha256: str, template_sha256: str) -> None:
    db.execute(
        "UPDATE document SET path = ?, sha256 = ?, template_sha256 = ? WHERE id = ?",
        (path, sha256, template_sha256, document_id),
    )


def move(db: sqlite3.Connection, document_id: int, path: str) -> None:
    db.execute("UPDATE document SET path = ? WHERE id = ?", (path, document_id))


def view_due(db: sqlite3.Connection, path: str, sha256: str) -> None:
    """Before the file is written: were the run cut short, it would still be known for ours."""
    db.execute(
        "INSERT INTO view (path, sha256, next_sha256) VALUES (?, '', ?)"
        " ON CONFLICT DO UPDATE SET next_sha256 = excluded.next_sha256",
        (path, sha256),
    )


def view_written(db: sqlite3.Connection, path: str) -> None:
    db.execute("UPDATE view SET sha256 = next_sha256, next_sha256 = '' WHERE path = ? AND next_sha256 <> ''", (path,))


def view_gone(db: sqlite3.Connection, path: str) -> None:
    db.execute("DELETE FROM view WHERE path = ?", (path,))


def run(db: sqlite3.Connection, today: date) -> None:
    """A run that went to its end, and where the journal then stood."""
    pages.insert(db, "run", today=today.isoformat(), journal_head=journal.head(db))


_KNOWN_BY = ("siren", "rna", "perimeter", "perimeter_key")
"""Columns that a registration stays known by, when the dossier comes from one that joined it."""


def _record_organisation(db: sqlite3.Connection, submission: Submission) -> int:
    """What an organisation was known by stays known when a dossier does not say it."""
    party = submission.party
    columns = asdict(party) | {"perimeter_key": party.perimeter_key}
    known = parties.same_organisation(db, party, submission.claimed_number)
    if known is None:
        return pages.insert(db, "organisation", **columns)
    kept = _KNOWN_BY if parties.is_joined(db, party, known["id"]) else ()
    columns = {
        name: (known[name] or value) if name in kept else (value or known[name]) for name, value in columns.items()
    }
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE organisation SET {assignments} WHERE id = :id", columns | {"id": known["id"]})
    return int(known["id"])


def _replace_older(
    db: sqlite3.Connection, organisation_id: int, number: str, today: date, sha256: str
) -> tuple[str, ...]:
    """One that was sent to the members stays: the newer one waits for the next session."""
    older = db.execute(
        "SELECT id, number FROM dossier WHERE organisation_id = ? AND state IN (?, ?) ORDER BY id",
        (organisation_id, State.TO_COMPLETE, State.READY),
    ).fetchall()
    for row in older:
        db.execute("UPDATE dossier SET state = ? WHERE id = ?", (State.REPLACED, row["id"]))
        db.execute("DELETE FROM document WHERE dossier_id = ? AND path IS NULL", (row["id"],))
        pages.line(db, today, journal.REPLACED, organisation_id, row["id"], sha256, say.replaced_by(number))
    return tuple(row["number"] for row in older)


def _record_contacts(
    db: sqlite3.Connection, organisation_id: int, dossier_id: int, contacts: tuple[Contact, ...]
) -> None:
    for contact in contacts:
        pages.insert(db, "contact", organisation_id=organisation_id, dossier_id=dossier_id, **asdict(contact))


_OF_COMMITTEE = (*DECISIONS.values(), Event.CONDITION_LIFTED, Event.CONDITION_KEPT)
"""What a correction takes back."""


def _record_decision(db: sqlite3.Connection, sha256: str, dossier_id: int, decision: Decision, writer: Writer) -> None:
    (organisation_id,) = db.execute("SELECT organisation_id FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    event = DECISIONS[decision.decision]
    occasion = _occasion(db, dossier_id, decision, writer)
    decision_id = pages.insert(
        db,
        "decision",
        dossier_id=dossier_id,
        sha256=sha256,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(decision).items()},
    )
    db.execute("UPDATE dossier SET state = ? WHERE id = ?", (decision.decision, dossier_id))
    if decision.correction:
        pages.void(db, dossier_id, ("attestation", *lifecycle.LETTER), _OF_COMMITTEE)
    grant(db, organisation_id, dossier_id, decision.decided_on, decision.valid_until)
    kinds = lifecycle.documents_after(event, decision.decision)
    pages.follow(db, writer, dossier_id, kinds, decision_id, occasion)
    said = say.decided(decision.decision, decision.decided_on, decision.valid_until)
    word = journal.CORRECTED if decision.correction else journal.DECIDED
    pages.line(db, writer.today, word, organisation_id, dossier_id, sha256, said)


def _occasion(db: sqlite3.Connection, dossier_id: int, decision: Decision, writer: Writer) -> Occasion:
    """Before the decision is recorded."""
    session = lifecycle.next_session(writer.sessions, writer.today)
    corrected = db.execute(
        "SELECT decided_on FROM decision WHERE dossier_id = ? ORDER BY id DESC LIMIT 1", (dossier_id,)
    ).fetchone()
    return Occasion(
        writer.today,
        valid_until=renewed_until(db, dossier_id),
        session_on=session.held_on if session else None,
        deadline=session.deadline if session else None,
        has_charter=store.charter_received(db, dossier_id),
        motive=decision.motive,
        event=DECISIONS[decision.decision],
        corrects=day(corrected["decided_on"]) if corrected and decision.correction else None,
    )


def grant(
    db: sqlite3.Connection, organisation_id: int, dossier_id: int, validated_on: date, until: date | None
) -> None:
    """The recognition that a dossier was granted: made, changed by a correction, or taken back without `until`."""
    if until is None:
        db.execute("DELETE FROM recognition WHERE dossier_id = ?", (dossier_id,))
        return
    db.execute(
        "INSERT INTO recognition (organisation_id, dossier_id, validated_on, valid_until) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (dossier_id) DO UPDATE SET validated_on = excluded.validated_on,"
        " valid_until = excluded.valid_until",
        (organisation_id, dossier_id, validated_on.isoformat(), until.isoformat()),
    )
    _give_ose_number(db, organisation_id, dossier_id)


def _give_ose_number(db: sqlite3.Connection, organisation_id: int, dossier_id: int) -> None:
    """A n° OSE is kept for life; a renewal recognised before the register existed keeps the one it gives, if free."""
    (known,) = db.execute("SELECT ose_number FROM organisation WHERE id = ?", (organisation_id,)).fetchone()
    if known:
        return
    kind, fields = db.execute("SELECT kind, fields FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    claimed = json.loads(fields).get("organisation.ose_number", "") if kind == RENEWAL else ""
    number = str(claimed).upper()
    taken = db.execute("SELECT 1 FROM organisation WHERE ose_number = ?", (number,)).fetchone()
    if taken or not lifecycle.is_ose_number(number):
        (last,) = db.execute("SELECT max(CAST(substr(ose_number, 5) AS INTEGER)) FROM organisation").fetchone()
        number = lifecycle.ose_number((last or 0) + 1)
    db.execute("UPDATE organisation SET ose_number = ? WHERE id = ?", (number, organisation_id))


def _next_number(db: sqlite3.Connection, year: int) -> str:
    """After the last one given that year, found from the end of the table: one row is read, most often."""
    last = db.execute(
        "SELECT number FROM dossier NOT INDEXED WHERE number LIKE ? ORDER BY id DESC LIMIT 1", (f"D-{year}-%",)
    ).fetchone()
    return lifecycle.dossier_number(year, int(last["number"].rpartition("-")[2]) + 1 if last else 1)
