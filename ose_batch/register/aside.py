"""Files that were set aside in the inbox, and since when: what their dates say may be the sender's."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from ose_batch.register.connection import transaction


def since(db: sqlite3.Connection, hashes: Mapping[str, str], today: date) -> dict[str, date]:
    """Of each that is there now, the day of the run that saw it first.

    `hashes`: path → hash of the content, which tells the file from another one that had its name.
    """
    known = {path: (sha256, day) for path, sha256, day in db.execute("SELECT path, sha256, since FROM set_aside")}
    gone = sorted(path for path, (sha256, _) in known.items() if hashes.get(path) != sha256)
    new = sorted(path for path, sha256 in hashes.items() if known.get(path, ("", ""))[0] != sha256)
    if gone or new:
        with transaction(db):
            db.executemany("DELETE FROM set_aside WHERE path = ?", [(path,) for path in gone])
            rows = [(path, hashes[path], today.isoformat()) for path in new]
            db.executemany("INSERT INTO set_aside VALUES (?, ?, ?)", rows)
    return {path: today if path in new else date.fromisoformat(known[path][1]) for path in hashes}
