"""Files that were set aside in the inbox, and since when: what their dates say may be the sender's."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date

from ose_batch.register.connection import transaction


def since(db: sqlite3.Connection, paths: Collection[str], today: date) -> dict[str, date]:
    """Of each that is there now, the day of the run that saw it first."""
    known = dict(db.execute("SELECT path, since FROM set_aside").fetchall())
    if known.keys() != set(paths):
        with transaction(db):
            db.executemany("DELETE FROM set_aside WHERE path = ?", [(path,) for path in known.keys() - set(paths)])
            new = sorted(set(paths) - known.keys())
            db.executemany("INSERT INTO set_aside VALUES (?, ?)", [(path, today.isoformat()) for path in new])
    return {path: date.fromisoformat(known.get(path, today.isoformat())) for path in paths}
