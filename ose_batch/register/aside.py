"""Files that were set aside in the inbox, and since when: what their dates say may be the sender's."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from ose_batch.register.connection import transaction


def since(db: sqlite3.Connection, stamps: Mapping[str, str], today: date) -> dict[str, date]:
    """Of each that is there now, the day of the run that saw it first.

    `stamps`: path → what tells the file from another one that had its name.
    """
    known = {path: (stamp, day) for path, stamp, day in db.execute("SELECT path, stamp, since FROM set_aside")}
    gone = sorted(path for path, (stamp, _) in known.items() if stamps.get(path) != stamp)
    new = sorted(path for path, stamp in stamps.items() if known.get(path, ("", ""))[0] != stamp)
    if gone or new:
        with transaction(db):
            db.executemany("DELETE FROM set_aside WHERE path = ?", [(path,) for path in gone])
            rows = [(path, stamps[path], today.isoformat()) for path in new]
            db.executemany("INSERT INTO set_aside VALUES (?, ?, ?)", rows)
    return {path: today if path in new else date.fromisoformat(known[path][1]) for path in stamps}
