"""The register's database: opened, brought to the present schema, looked at for damage."""

from __future__ import annotations

import re
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ose_batch.register.schema import MIGRATIONS

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNREAD_PAGE = re.compile(r"error code=([0-9]+)")
"""What `integrity_check` says of a page that it could not get."""


class NewerRegister(Exception):
    """The database was written by a later version of the program."""


def open_register(path: Path) -> sqlite3.Connection:
    """The database at `path`, made or brought to the present schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    # A dossier leaves the inbox once it is here: it has to be here still after a power cut.
    db.execute("PRAGMA synchronous = EXTRA")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        db.close()
        raise NewerRegister(path.name)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    db.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only let go
    db.execute("PRAGMA foreign_keys = ON")  # not before: a migration may remake a table that others refer to
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and the only writer while it lasts."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk may have ended it already
            db.execute("ROLLBACK")
        raise


def open_as_it_is(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """The database at `path` without bringing it to the present schema; `mode`: `ro` to read only, or `rw`.

    Raises `sqlite3.Error` when there is none, `NewerRegister`.
    """
    place = path.absolute().as_posix()
    slashes = "//" if place.startswith("/") else "///"  # `file:////server/share/…` is how SQLite takes a network path
    db = sqlite3.connect(f"file:{slashes}{urllib.parse.quote(place, safe='/:')}?mode={mode}", uri=True)
    try:
        db.row_factory = sqlite3.Row
        db.isolation_level = None
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise NewerRegister(path.name)
    except BaseException:
        db.close()
        raise
    return db


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, rather than the disk full or the share away."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def flaws(db: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong inside the database, in its own words; an unreadable one has a single flaw."""
    try:
        said = [line for (row,) in db.execute("PRAGMA integrity_check(20)") for line in str(row).splitlines()]
        found = [line for line in said if line != "ok" and not line.startswith("*** in database ")]
        orphans = db.execute("PRAGMA foreign_key_check").fetchmany(20)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return [str(error)]
    for line in found:
        if (unread := _UNREAD_PAGE.search(line)) and int(unread[1]) & 0xFF not in _DAMAGE:
            raise sqlite3.OperationalError(line)  # the disk, or memory: no word on the register itself
    return found + [f"{row['table']} {row['rowid']} → {row['parent']}" for row in orphans]
