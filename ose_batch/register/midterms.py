"""The point d'étape at 18 months: what an organisation says of its commitments, kept beside its recognition."""

from __future__ import annotations

import sqlite3
from datetime import date

from ose_batch.model import Event, Occasion, Progress
from ose_batch.register import frozen, lifecycle, pages, store
from ose_batch.register.connection import transaction
from ose_batch.register.moves import Known
from ose_batch.register.pages import Writer
from ose_batch.wording import movements as say


def record(db: sqlite3.Connection, sha256: str, progress: Progress, about: Known, writer: Writer) -> None:
    """`about` has a recognition. A newer point d'étape takes the place of the older one."""
    dossier_id, period = about.granted_by, about.recognition
    assert dossier_id is not None
    assert period is not None
    (recognition_id,) = db.execute("SELECT id FROM recognition WHERE dossier_id = ?", (dossier_id,)).fetchone()
    kinds = lifecycle.documents_after(Event.PROGRESS, about.state)
    with transaction(db):
        pages.receipt(db, sha256, "progress", writer.today)
        pages.insert(
            db,
            "progress",
            recognition_id=recognition_id,
            received_on=writer.today.isoformat(),
            fields=frozen.dump(progress.fields),
            tables=frozen.dump(progress.tables),
            sha256=sha256,
        )
        pages.void(db, dossier_id, kinds)
        decision_id = store.last_decision(db, dossier_id)
        occasion = Occasion(writer.today, valid_until=period.valid_until, event=Event.PROGRESS)
        pages.documents(db, writer, dossier_id, kinds, decision_id, occasion)
        said = say.due_on(writer.today)
        pages.line(db, writer.today, Event.PROGRESS, about.organisation_id, dossier_id, sha256, said)


def last(db: sqlite3.Connection, dossier_id: int, by: date) -> Progress | None:
    """The last one of the recognition that a dossier was granted, received on `by` at the latest."""
    row = db.execute(
        "SELECT fields, tables FROM progress JOIN recognition ON recognition.id = recognition_id"
        " WHERE dossier_id = ? AND received_on <= ? ORDER BY progress.id DESC LIMIT 1",
        (dossier_id, by.isoformat()),
    ).fetchone()
    return frozen.load_progress(row["fields"], row["tables"]) if row else None
