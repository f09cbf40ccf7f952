"""The documents that the register says are due, made or void, and what the program keeps up to date: read back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ose_batch.model import (
    Entry,
    Issuer,
    Occasion,
    State,
)
from ose_batch.register import frozen
from ose_batch.register.dossiers import entry
from ose_batch.register.store import day

SUPERSEDED = "remplaces"
"""Folder of the outbox for documents that are void, or of dossiers that were replaced."""

VOID = "annule-"
"""Begins the name of what was sent out and no longer holds."""

_SENT_OUT = frozenset({"attestation", "courrier"})


@dataclass(frozen=True, slots=True)
class Due:
    """A document that is due and not yet in the outbox."""

    id: int
    kind: str
    entry: Entry
    issuer: Issuer
    mail: str
    """The settings that letters are written with, as they were frozen; empty for another document."""
    due_on: date
    occasion: Occasion | None
    """What a letter is about."""


def kinds(db: sqlite3.Connection, dossier_id: int) -> set[str]:
    """Of the documents that a dossier has, made or due."""
    return {kind for (kind,) in db.execute("SELECT kind FROM document WHERE dossier_id = ?", (dossier_id,))}


def undelivered(db: sqlite3.Connection) -> Iterator[Due]:
    """Documents that are due, oldest first, those an interrupted run left included.

    Each with its entry as it was when it became due: made again later, it comes out the same.
    """
    rows = db.execute("SELECT * FROM document WHERE path IS NULL ORDER BY id").fetchall()
    for row in rows:
        known = entry(db, row["dossier_id"], row["decision_id"], row["last_decision"])
        occasion = frozen.load_occasion(row["occasion"])
        as_due = replace(
            known,
            ose_number=row["ose_number"],
            wave=row["wave"],
            session_on=day(row["session_on"]),
            deadline=day(row["deadline_on"]),
            decision=known.decision if row["decision_id"] is not None else None,
        )
        issuer = Issuer(**json.loads(row["issuer"]))
        due_on = date.fromisoformat(row["due_on"])
        yield Due(row["id"], row["kind"], as_due, issuer, row["mail"], due_on, occasion)


def superseded(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Id, path, and where to put it away, of each document delivered that is void, or whose dossier was replaced.

    The place is each document's own: a second note of a dossier would take that of the first.
    """
    rows = db.execute(
        "SELECT document.id, path, document.kind, is_void FROM document JOIN dossier ON dossier.id = dossier_id"
        " WHERE (is_void OR state = ?) AND path NOT LIKE ? ORDER BY document.id",
        (State.REPLACED, f"{SUPERSEDED}/%"),
    )
    return [(row["id"], row["path"], _put_away(db, row)) for row in rows.fetchall()]


def _put_away(db: sqlite3.Connection, row: sqlite3.Row) -> str:
    void = VOID if row["is_void"] and row["kind"] in _SENT_OUT else ""
    name = f"{void}{row['path'].rpartition('/')[2]}"
    taken = db.execute("SELECT 1 FROM document WHERE path = ? AND id < ?", (f"{SUPERSEDED}/{name}", row["id"]))
    if taken.fetchone():
        stem, _, suffix = name.rpartition(".")
        name = f"{stem}-{row['id']}.{suffix}"
    return f"{SUPERSEDED}/{name}"


def view_hashes(db: sqlite3.Connection, path: str) -> set[str]:
    """What the program wrote at `path` of the outbox, or was about to: a file that differs was edited by a person."""
    row = db.execute("SELECT sha256, next_sha256 FROM view WHERE path = ?", (path,)).fetchone()
    return set(row) - {""} if row else set()


def views(db: sqlite3.Connection, start: str) -> list[str]:
    """The paths with this start where the program wrote what it keeps up to date, or was about to."""
    return [path for (path,) in db.execute("SELECT path FROM view WHERE path GLOB ? ORDER BY path", (f"{start}*",))]
