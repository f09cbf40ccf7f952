"""What is written to the register: one transaction a dossier or workbook, each change with its journal line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ose_batch.model import Assessment, Decision, Issuer, Mail, Session, State
from ose_batch.register import frozen, journal, lifecycle
from ose_batch.register.intake import Contact, Submission
from ose_batch.register.store import UNDECIDED, receipt, same_organisation, transaction
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
    issuer: Issuer,
    mail: Mail,
    today: date,
) -> Recorded:
    """A dossier, its organisation, contacts, documents due and journal lines, in one transaction."""
    state = lifecycle.state_at_receipt(assessment)
    wave = session.wave if session else ""
    with transaction(db):
        _record_receipt(db, submission.source.sha256, "dossier", today)
        db.execute("INSERT INTO sent_name VALUES (?, ?)", (submission.source.sha256, one_line(submission.source.name)))
        organisation_id = _record_organisation(db, submission)
        number = _next_number(db, today.year)
        replaced = _replace_older(db, organisation_id, wave, number, today, submission.source.sha256)
        dossier_id = _insert(
            db,
            "dossier",
            number=number,
            organisation_id=organisation_id,
            sha256=submission.source.sha256,
            form_version=submission.form_version,
            kind=submission.kind,
            wave=wave,
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
        _record_contacts(db, organisation_id, dossier_id, submission.contacts)
        for kind in lifecycle.documents_at_receipt(state, submission.repaired):
            _record_due(db, dossier_id, None, kind, issuer, today, mail)
        _journal(db, today, "reçu", organisation_id, dossier_id, submission.source.sha256, state)
    return Recorded(number, state, replaced)


def decisions(
    db: sqlite3.Connection, sha256: str, decisions: Mapping[int, Decision], issuer: Issuer, today: date
) -> None:
    """The decisions of one workbook, by dossier id: states, n° OSE, validity, documents due, in one transaction."""
    with transaction(db):
        if not receipt(db, sha256):  # a workbook comes back when lines of it were left aside
            _record_receipt(db, sha256, "decisions", today)
        for dossier_id, decision in decisions.items():
            _record_decision(db, sha256, dossier_id, decision, issuer, today)


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
    db.execute("UPDATE view SET sha256 = next_sha256, next_sha256 = '' WHERE path = ?", (path,))


def view_gone(db: sqlite3.Connection, path: str) -> None:
    db.execute("DELETE FROM view WHERE path = ?", (path,))


def run(db: sqlite3.Connection, today: date) -> int:
    """A run that went to its end, and where the journal then stood; gives its rank."""
    return _insert(db, "run", today=today.isoformat(), journal_head=journal.head(db))


def sessions(db: sqlite3.Connection, declared: Iterable[Session], today: date) -> None:
    """Dossiers without a session, or whose coming session is no longer declared on that day, join the next one."""
    declared = tuple(declared)
    days = json.dumps([session.held_on.isoformat() for session in declared])
    with transaction(db):
        waiting = db.execute(
            "SELECT id, organisation_id, deposited_on, session_on FROM dossier WHERE"
            f" {UNDECIDED} AND (session_on IS NULL OR session_on >= ?"
            " AND session_on NOT IN (SELECT value FROM json_each(?)))",
            (today.isoformat(), days),
        )
        for row in waiting.fetchall():
            session = lifecycle.next_session(declared, date.fromisoformat(row["deposited_on"]))
            held_on, wave = (session.held_on.isoformat(), session.wave) if session else (None, "")
            if held_on == row["session_on"]:
                continue
            deadline = session.deadline.isoformat() if session else None
            db.execute(
                "UPDATE dossier SET wave = ?, session_on = ?, deadline_on = ? WHERE id = ?",
                (wave, held_on, deadline, row["id"]),
            )
            _journal(db, today, "inscrit", row["organisation_id"], row["id"], "", say.joined(wave))


def _record_receipt(db: sqlite3.Connection, sha256: str, kind: str, today: date) -> None:
    db.execute("INSERT INTO received VALUES (?, ?, ?)", (sha256, kind, today.isoformat()))


def _record_organisation(db: sqlite3.Connection, submission: Submission) -> int:
    """What an organisation was known by stays known when a dossier does not say it."""
    party = submission.party
    columns = asdict(party) | {"perimeter_key": party.perimeter_key}
    known = same_organisation(db, party, submission.claimed_number)
    if known is None:
        return _insert(db, "organisation", **columns)
    columns = {name: value or known[name] for name, value in columns.items()}
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE organisation SET {assignments} WHERE id = :id", columns | {"id": known["id"]})
    return int(known["id"])


def _replace_older(
    db: sqlite3.Connection, organisation_id: int, wave: str, number: str, today: date, sha256: str
) -> tuple[str, ...]:
    older = db.execute(
        "SELECT id, number FROM dossier"
        " WHERE organisation_id = ? AND (state = ? OR state = ? AND wave = ?) ORDER BY id",
        (organisation_id, State.TO_COMPLETE, State.READY, wave),
    ).fetchall()
    for row in older:
        db.execute("UPDATE dossier SET state = ? WHERE id = ?", (State.REPLACED, row["id"]))
        db.execute("DELETE FROM document WHERE dossier_id = ? AND path IS NULL", (row["id"],))
        _journal(db, today, "remplacé", organisation_id, row["id"], sha256, say.replaced_by(number))
    return tuple(row["number"] for row in older)


def _record_contacts(
    db: sqlite3.Connection, organisation_id: int, dossier_id: int, contacts: tuple[Contact, ...]
) -> None:
    for contact in contacts:
        _insert(db, "contact", organisation_id=organisation_id, dossier_id=dossier_id, **asdict(contact))


def _record_decision(
    db: sqlite3.Connection, sha256: str, dossier_id: int, decision: Decision, issuer: Issuer, today: date
) -> None:
    (organisation_id,) = db.execute("SELECT organisation_id FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    decision_id = _insert(
        db,
        "decision",
        dossier_id=dossier_id,
        sha256=sha256,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(decision).items()},
    )
    db.execute("UPDATE dossier SET state = ? WHERE id = ?", (decision.decision, dossier_id))
    if decision.decision in lifecycle.GRANTING:
        _give_ose_number(db, organisation_id, dossier_id)
    for kind in lifecycle.documents_after(decision.decision):
        _record_due(db, dossier_id, decision_id, kind, issuer, today)
    said = say.decided(decision.decision, decision.decided_on)
    _journal(db, today, "décidé", organisation_id, dossier_id, sha256, said)


def _give_ose_number(db: sqlite3.Connection, organisation_id: int, dossier_id: int) -> None:
    """A n° OSE is kept for life; a renewal recognised before the register existed keeps the one it gives, if free."""
    (known,) = db.execute("SELECT ose_number FROM organisation WHERE id = ?", (organisation_id,)).fetchone()
    if known:
        return
    kind, fields = db.execute("SELECT kind, fields FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    claimed = json.loads(fields).get("organisation.ose_number", "") if kind == lifecycle.RENEWAL else ""
    number = str(claimed).upper()
    taken = db.execute("SELECT 1 FROM organisation WHERE ose_number = ?", (number,)).fetchone()
    if taken or not lifecycle.is_ose_number(number):
        (last,) = db.execute("SELECT max(CAST(substr(ose_number, 5) AS INTEGER)) FROM organisation").fetchone()
        number = lifecycle.ose_number((last or 0) + 1)
    db.execute("UPDATE organisation SET ose_number = ? WHERE id = ?", (number, organisation_id))


def _record_due(
    db: sqlite3.Connection,
    dossier_id: int,
    decision_id: int | None,
    kind: str,
    issuer: Issuer,
    today: date,
    mail: Mail | None = None,
) -> None:
    """With what may change before it is made, or made again: n° OSE, vague and session are those of today."""
    current = db.execute(
        "SELECT ifnull(ose_number, '') AS ose_number, wave, session_on, deadline_on FROM dossier"
        " JOIN organisation ON organisation.id = organisation_id WHERE dossier.id = ?",
        (dossier_id,),
    ).fetchone()
    _insert(
        db,
        "document",
        dossier_id=dossier_id,
        decision_id=decision_id,
        kind=kind,
        issuer=frozen.dump(issuer),
        due_on=today.isoformat(),
        mail=frozen.dump(mail) if mail and kind in lifecycle.ANSWERS else "",
        **dict(current),
    )


def _next_number(db: sqlite3.Connection, year: int) -> str:
    """After the last one given that year, found from the end of the table: one row is read, most often."""
    last = db.execute(
        "SELECT number FROM dossier NOT INDEXED WHERE number LIKE ? ORDER BY id DESC LIMIT 1", (f"D-{year}-%",)
    ).fetchone()
    return lifecycle.dossier_number(year, int(last["number"].rpartition("-")[2]) + 1 if last else 1)


def _journal(
    db: sqlite3.Connection, today: date, event: str, organisation_id: int, dossier_id: int, source: str, detail: str
) -> None:
    line = (today.isoformat(), event, "ose-batch", organisation_id, dossier_id, source, detail)
    db.execute(
        "INSERT INTO journal (happened_on, event, author, organisation_id, dossier_id, source_sha256, detail, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*line, journal.link(journal.head(db), line)),
    )


def _insert(db: sqlite3.Connection, table: str, **columns: Any) -> int:
    marks = ", ".join(f":{name}" for name in columns)
    cursor = db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", columns)
    assert cursor.lastrowid is not None
    return cursor.lastrowid
