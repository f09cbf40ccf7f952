"""The rows that every change of the register brings: its journal line, the documents due because of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ose_batch.model import Issuer, Mail, Occasion, Session
from ose_batch.register import frozen, journal
from ose_batch.register.lifecycle import LETTER

AUTHOR = "ose-batch"
REISSUED = frozenset({"note", "attestation"})
OF_THE_DOSSIER = frozenset({"note", "charte"})


@dataclass(frozen=True, slots=True)
class Writer:
    """Who signs what becomes due in this run, and how its e-mails are written."""

    issuer: Issuer
    mail: Mail
    today: date
    sessions: tuple[Session, ...] = ()
    """As declared."""


def insert(db: sqlite3.Connection, table: str, **columns: Any) -> int:
    marks = ", ".join(f":{name}" for name in columns)
    cursor = db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", columns)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def receipt(db: sqlite3.Connection, sha256: str, kind: str, today: date) -> None:
    """A workbook of the staff comes back when lines of it were left aside: it is received once."""
    db.execute("INSERT OR IGNORE INTO received VALUES (?, ?, ?)", (sha256, kind, today.isoformat()))


def line(
    db: sqlite3.Connection,
    today: date,
    event: str,
    organisation_id: int,
    dossier_id: int,
    source: str,
    detail: str,
    author: str = AUTHOR,
) -> None:
    """Of the journal: no motive, no contact; they may name a person, and a line is never erased."""
    said = (today.isoformat(), event, author, organisation_id, dossier_id, source, detail)
    db.execute(
        "INSERT INTO journal (happened_on, event, author, organisation_id, dossier_id, source_sha256, detail, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*said, journal.link(journal.head(db), said)),
    )


def documents(
    db: sqlite3.Connection,
    writer: Writer,
    dossier_id: int,
    kinds: Iterable[str],
    decision_id: int | None = None,
    occasion: Occasion | None = None,
) -> None:
    """With what may change before they are made, or made again: n° OSE, vague and session are those of today."""
    current = db.execute(
        "SELECT ifnull(ose_number, '') AS ose_number, wave, session_on, deadline_on,"
        " (SELECT ifnull(max(id), 0) FROM decision) AS last_decision"
        " FROM dossier JOIN organisation ON organisation.id = organisation_id WHERE dossier.id = ?",
        (dossier_id,),
    ).fetchone()
    for kind in kinds:
        if occasion and occasion.event and kind in LETTER:  # of two alike on one day, the last one counts
            _void_today(db, writer.today, dossier_id, kind, occasion.event)
        insert(
            db,
            "document",
            dossier_id=dossier_id,
            decision_id=decision_id,
            kind=kind,
            issuer=frozen.dump(writer.issuer),
            mail=frozen.dump(writer.mail),
            occasion=frozen.dump(occasion) if occasion else "",
            due_on=writer.today.isoformat(),
            **dict(current),
        )


def follow(
    db: sqlite3.Connection,
    writer: Writer,
    dossier_id: int,
    kinds: Sequence[str],
    decision_id: int | None,
    occasion: Occasion,
) -> None:
    """After an event: what the committee reads says where the dossier now stands, the rest tells of the event itself.

    A note or an attestation takes the place of the one before it.
    """
    void(db, dossier_id, [kind for kind in kinds if kind in REISSUED])
    documents(db, writer, dossier_id, [kind for kind in kinds if kind in OF_THE_DOSSIER])
    documents(db, writer, dossier_id, [kind for kind in kinds if kind not in OF_THE_DOSSIER], decision_id, occasion)


def void(db: sqlite3.Connection, dossier_id: int, kinds: Iterable[str], events: Iterable[str] = ()) -> None:
    """What was made of these kinds is void, what was still due is not made; of letters, those about these events."""
    about = json.dumps(list(events))
    for kind in kinds:
        where = (
            "dossier_id = :dossier AND kind = :kind AND (:about = '[]' OR occasion = '' OR"
            " json_extract(occasion, '$.event') IN (SELECT value FROM json_each(:about)))"
        )
        named = {"dossier": dossier_id, "kind": kind, "about": about}
        db.execute(f"DELETE FROM document WHERE path IS NULL AND {where}", named)
        db.execute(f"UPDATE document SET is_void = 1 WHERE {where}", named)


def _void_today(db: sqlite3.Connection, today: date, dossier_id: int, kind: str, event: str) -> None:
    where = "dossier_id = ? AND kind = ? AND due_on = ? AND json_extract(nullif(occasion, ''), '$.event') = ?"
    named = (dossier_id, kind, today.isoformat(), event)
    db.execute(f"DELETE FROM document WHERE path IS NULL AND {where}", named)
    db.execute(f"UPDATE document SET is_void = 1 WHERE {where}", named)
