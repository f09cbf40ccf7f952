"""Backups of the register: one at the start of a run, checked before it counts, fewer and fewer as they grow old."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ose_batch import files
from ose_batch.register import connection
from ose_batch.settings import Keep
from ose_batch.wording import safety as say

LATEST = 5
"""Backups that are kept whatever their date."""

_NAME = re.compile(r"ose-(\d{4}-\d\d-\d\d)(?:-([1-9]\d*))?\.sqlite")


class DamagedRegister(Exception):
    """The register, or a backup of it, cannot be relied on: the message says why and what to do, in French."""

    def __init__(self, message: str, flaw: str = "") -> None:
        super().__init__(message)
        self.flaw = flaw


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """Which backup: of what day, and the how manieth of that day."""

    day: date
    rank: int = 1

    @property
    def name(self) -> str:
        """`ose-2026-11-23.sqlite`, `ose-2026-11-23-2.sqlite`."""
        return f"ose-{self.day.isoformat()}{f'-{self.rank}' if self.rank > 1 else ''}.sqlite"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a register has come. Two that stand alike hold the same."""

    dossiers: int
    decisions: int
    delivered: int
    """Documents in the outbox."""
    line: int
    """Number of the journal's last line, 0 before the first; then its hash and day."""
    head: str
    day: date | None


def take(database: Path, folder: Path, today: date, keep: Keep) -> Path | None:
    """A checked copy of the register in `folder`; `None` where there is no dossier yet, or nothing new to copy.

    For the start of a run, under its lock, before the register is opened: it may bring an old one to a new schema.
    Raises `DamagedRegister`, also when the register no longer holds what its last backup does, `NewerRegister`,
    `OSError`, `sqlite3.Error`.
    """
    clear(database.parent, folder)
    stamps = listed(folder)
    if not database.is_file() and not stamps:
        return None
    with opened(database, "rw") as db:
        now = standing(db)
        last = _last(folder, stamps)
        if last and not reaches(db, last):
            raise DamagedRegister(say.gone_back(last.day))
        if not now.dossiers or now == last:
            return None
        rank = max((stamp.rank for stamp in stamps if stamp.day == today), default=0) + 1
        made = _copy(db, folder / Stamp(today, rank).name)
    for stamp in surplus([*stamps, Stamp(today, rank)], keep):
        (folder / stamp.name).unlink(missing_ok=True)
    return made


def clear(*folders: Path) -> None:
    """Removes what a run cut short left half-made, beside the register and among the backups."""
    files.clear(folders)
    for folder in folders:
        for beside in folder.glob(".*.tmp-journal"):  # SQLite's, of a copy that it was making
            beside.unlink(missing_ok=True)


def listed(folder: Path) -> list[Stamp]:
    """The backups of a folder, oldest first."""
    found = (stamp(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(filter(None, found))


def stamp(name: str) -> Stamp | None:
    """Of the backup that has this name; `None` when none of ours has."""
    read = _NAME.fullmatch(name)
    try:
        return Stamp(date.fromisoformat(read[1]), int(read[2] or 1)) if read else None
    except ValueError:  # a date that is none
        return None


def surplus(stamps: Collection[Stamp], keep: Keep) -> set[Stamp]:
    """Those that need not be kept.

    Kept are the latest ones, the last of each of the latest weeks (Monday to Sunday) that have one, and of each of the
    latest months that have one.
    """
    newest_first = sorted(stamps, reverse=True)
    kept = set(newest_first[:LATEST])
    kept |= _last_of_each(newest_first, lambda stamp: stamp.day.isocalendar()[:2], keep.weeks)
    kept |= _last_of_each(newest_first, lambda stamp: (stamp.day.year, stamp.day.month), keep.months)
    return set(stamps) - kept


def _last_of_each(newest_first: list[Stamp], period: Callable[[Stamp], tuple[int, int]], count: int) -> set[Stamp]:
    lasts: dict[tuple[int, int], Stamp] = {}
    for stamp in newest_first:
        lasts.setdefault(period(stamp), stamp)
    return set(list(lasts.values())[:count])


@contextmanager
def opened(database: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    """A database that was found sound, as it is. Raises `DamagedRegister`, `NewerRegister`, `sqlite3.Error`."""
    if not database.is_file():
        raise DamagedRegister(say.missing(database.name))
    try:
        db = connection.open_as_it_is(database, mode)
    except sqlite3.Error as error:
        if not connection.is_damage(error):
            raise
        raise DamagedRegister(say.damaged(database.name, str(error)), str(error)) from error
    with closing(db):
        flaws = connection.flaws(db)
        if not flaws and not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
            flaws = [say.EMPTY]
        if flaws:
            raise DamagedRegister(say.damaged(database.name, flaws[0]), flaws[0])
        yield db


def standing(db: sqlite3.Connection) -> Standing:
    dossiers, decisions, delivered = db.execute(
        "SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM decision), (SELECT count(path) FROM document)"
    ).fetchone()
    last = db.execute("SELECT id, hash, happened_on FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    line, head, day = last or (0, "", None)
    return Standing(dossiers, decisions, delivered, line, head, date.fromisoformat(day) if day else None)


def reaches(db: sqlite3.Connection, other: Standing) -> bool:
    """Whether the journal holds the line with which the other register's ends."""
    row = db.execute("SELECT hash FROM journal WHERE id = ?", (other.line,)).fetchone()
    return not other.line or (row is not None and row["hash"] == other.head)


def _last(folder: Path, stamps: list[Stamp]) -> Standing | None:
    """Of the latest backup that can be read: `controler` names those that cannot."""
    for stamp in reversed(stamps):
        with suppress(sqlite3.Error), closing(connection.open_as_it_is(folder / stamp.name)) as db:
            return standing(db)
    return None


def _copy(db: sqlite3.Connection, path: Path) -> Path:
    """Made beside, checked, on disk, and only then under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        db.execute("VACUUM INTO ?", (str(temporary),))
        with opened(temporary) as copy:
            if standing(copy) != standing(db):
                raise DamagedRegister(say.damaged(path.name, say.INCOMPLETE))
        settle(temporary, path)
    except BaseException:
        with suppress(OSError):  # the next run has another go at it
            clear(path.parent)
        raise
    return path


def settle(temporary: Path, path: Path) -> None:
    """Has the content of `temporary` on disk, then gives it its name."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    files.sync(path.parent)
