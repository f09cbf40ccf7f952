"""`controler`: the register against its journal, its documents, its originals and its backups. Changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ose_batch.register import agreement, backup, connection, journal, lifecycle, originals, papers, store
from ose_batch.register.schema import MIGRATIONS
from ose_batch.wording import safety as say
from ose_batch.workspace import Workspace

ATTESTATIONS = "attestations"
DOCUMENTS = ("notes", ATTESTATIONS, papers.SUPERSEDED)
"""Folders of the outbox."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that is off."""

    kind: str
    """`database`, `journal`, `register`, `document`, `original`, `backup`."""
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Control:
    anomalies: tuple[Anomaly, ...]
    counts: dict[str, int]
    """Of `dossiers`, `decisions`, `lines`, `documents`, `originals`, `backups`, where damage does not prevent counting;
    empty where no run took place yet."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Subject:
    """What every check looks at."""

    workspace: Workspace
    db: sqlite3.Connection


def check(workspace: Workspace) -> Control:
    """For under the run's lock. Raises `DamagedRegister` when nothing can be read, `NewerRegister`, `OSError`."""
    if not workspace.database.is_file():
        if backup.listed(workspace.backups):
            raise backup.DamagedRegister(say.unreadable(workspace.database.name, say.ABSENT))
        return Control((), {})
    try:
        with closing(connection.open_as_it_is(workspace.database)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise backup.DamagedRegister(say.unreadable(workspace.database.name, say.EMPTY))
            anomalies = tuple(_anomalies(Subject(workspace, db)))
            return Control(anomalies, _counts(workspace, db))
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise backup.DamagedRegister(say.INTERRUPTED) from error
        if not connection.is_damage(error):
            raise
        raise backup.DamagedRegister(say.unreadable(workspace.database.name, str(error))) from error


def as_text(control: Control) -> str:
    if not control.counts:
        return say.NOTHING_YET
    if not control.anomalies:
        return say.nothing_off(control.counts)
    return say.off(((each.kind, each.where, each.sentence) for each in control.anomalies), control.counts)


def _anomalies(subject: Subject) -> Iterator[Anomaly]:
    """Of every check; one that a damaged database stops says so, and the others go on."""
    for each in CHECKS:
        try:
            yield from each(subject)
        except sqlite3.Error as error:
            yield Anomaly("database", subject.workspace.database.name, say.NOT_CHECKED.format(error))


def _counts(workspace: Workspace, db: sqlite3.Connection) -> dict[str, int]:
    queries = {
        "dossiers": "SELECT count(*) FROM dossier",
        "decisions": "SELECT count(*) FROM decision",
        "lines": "SELECT count(*) FROM journal",
        "documents": "SELECT count(path) FROM document",
        "originals": "SELECT count(*) FROM received",
    }
    counts = {"backups": len(backup.listed(workspace.backups))}
    for name, query in queries.items():
        with suppress(sqlite3.Error):  # said already by the checks
            counts[name] = int(db.execute(query).fetchone()[0])
    return counts


def _structure(subject: Subject) -> Iterator[Anomaly]:
    for flaw in connection.flaws(subject.db):
        yield Anomaly("database", subject.workspace.database.name, say.STRUCTURE.format(flaw))


def _schema(subject: Subject) -> Iterator[Anomaly]:
    """Tables, indexes and triggers, against those that the program makes."""
    (version,) = subject.db.execute("PRAGMA user_version").fetchone()
    with closing(sqlite3.connect(":memory:")) as fresh:
        for script in MIGRATIONS[:version]:
            fresh.executescript(script)
        expected = _objects(fresh)
    found = _objects(subject.db)
    for name in expected | found:
        if name not in found:
            yield Anomaly("database", name, say.OBJECT_MISSING)
        elif name not in expected:
            yield Anomaly("database", name, say.OBJECT_ADDED)
        elif found[name] != expected[name]:
            yield Anomaly("database", name, say.OBJECT_CHANGED)


def _objects(db: sqlite3.Connection) -> dict[str, str]:
    return dict(
        db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY rowid").fetchall()
    )


def _journal(subject: Subject) -> Iterator[Anomaly]:
    for number in journal.broken(subject.db):
        yield Anomaly("journal", say.line(number), say.LINE_BROKEN)


def _journal_cut(subject: Subject) -> Iterator[Anomaly]:
    """The journal still holds the line that was its last at the end of each run: the first run of which it does not."""
    columns = [row["name"] for row in subject.db.execute("PRAGMA table_info(run)")]
    if "journal_head" not in columns:
        return
    runs = subject.db.execute("SELECT today, journal_head FROM run WHERE journal_head <> '' ORDER BY id").fetchall()
    gone = {row["journal_head"] for row in runs}.difference(journal.hashes(subject.db))
    for row in runs:
        if row["journal_head"] in gone:
            yield Anomaly("journal", say.JOURNAL_END, say.run_head_gone(row["today"]))
            return


def _forged(subject: Subject) -> Iterator[Anomaly]:
    """Dossiers, states and decisions that are not what the journal says."""
    for number, sentence in agreement.differences(subject.db):
        yield Anomaly("register", number, sentence)


def _documents(subject: Subject) -> Iterator[Anomaly]:
    outbox = subject.workspace.outbox
    rows = subject.db.execute("SELECT path, sha256, kind FROM document WHERE path IS NOT NULL").fetchall()
    known = {row["path"] for row in rows}
    for path, sha256, kind in rows:
        if kind in lifecycle.DRAFTS:  # drafts: staff change them, send them, throw them away
            continue
        if not (outbox / path).is_file():
            yield Anomaly("document", f"outbox/{path}", say.FILE_MISSING)
        elif originals.file_sha256(outbox / path) != sha256:
            yield Anomaly("document", f"outbox/{path}", say.FILE_CHANGED)
    for path in strangers(outbox, known, DOCUMENTS):
        sentence = say.ATTESTATION_UNKNOWN if path.startswith(ATTESTATIONS) else say.FILE_UNKNOWN
        yield Anomaly("document", f"outbox/{path}", sentence)


def strangers(outbox: Path, known: Collection[str], folders: Collection[str]) -> list[str]:
    """Paths of documents that are not `known`; a known one saved beside in another format (PDF) is none."""
    stems = {path.rpartition(".")[0] for path in known}
    present = [
        path.relative_to(outbox).as_posix()
        for folder in folders
        for path in sorted((outbox / folder).rglob("*"))
        if path.is_file() and not originals.is_temporary(path.name)
    ]
    return [
        path
        for path in present
        if path not in known and (path.endswith(".docx") or path.rpartition(".")[0] not in stems)
    ]


def _originals(subject: Subject) -> Iterator[Anomaly]:
    """Each file received is in the archive as it came, or has its tombstone; nothing else is there."""
    archive = originals.scan(subject.workspace.archive)
    known = subject.db.execute("SELECT sha256, received_on FROM received").fetchall()
    missing = []
    for sha256, received_on in known:
        paths = archive.originals.get(sha256, [])
        for path in paths:
            if originals.file_sha256(path) != sha256:
                yield Anomaly("original", _place(subject, path), say.ORIGINAL_CHANGED)
            elif sha256 in archive.tombstones:
                yield Anomaly("original", _place(subject, path), say.ORIGINAL_NOT_ERASED)
        if not paths and sha256 not in archive.tombstones:
            missing.append((sha256, received_on))
    waiting = _hashes(subject.workspace.inbox) if missing else set()
    for sha256, received_on in missing:
        sentence = say.ORIGINAL_WAITING if sha256 in waiting else say.ORIGINAL_MISSING
        yield Anomaly("original", _named(subject, sha256), sentence.format(say.day(received_on)))
    unknown = archive.originals.keys() - {sha256 for sha256, _ in known}
    for path in [*archive.strangers, *(path for sha256 in sorted(unknown) for path in archive.originals[sha256])]:
        yield Anomaly("original", _place(subject, path), say.ORIGINAL_UNKNOWN)
    yield from _tombstones(subject, archive)


def _tombstones(subject: Subject, archive: originals.Archive) -> Iterator[Anomaly]:
    for path in archive.tombstones.values():
        try:
            originals.tombstone(path)
        except originals.Malformed:
            yield Anomaly("original", _place(subject, path), say.TOMBSTONE_MALFORMED)


def _hashes(folder: Path) -> set[str]:
    return {originals.file_sha256(path) for path in folder.rglob("*") if path.is_file()}


def _named(subject: Subject, sha256: str) -> str:
    """The dossiers that came by a file, or were decided by it."""
    receipt = store.receipt(subject.db, sha256)
    return " ".join([*(receipt.numbers if receipt else ()), sha256])


def _place(subject: Subject, path: Path) -> str:
    return path.relative_to(subject.workspace.root).as_posix()


def _backups(subject: Subject) -> Iterator[Anomaly]:
    """Each can be read, the latest through and through, and the register has gone on from each."""
    stamps = backup.listed(subject.workspace.backups)
    for stamp in stamps:
        path = subject.workspace.backups / stamp.name
        try:
            with closing(connection.open_as_it_is(path)) as db:
                flaws = connection.flaws(db) if stamp == stamps[-1] else []
                other = backup.standing(db)
        except (sqlite3.Error, ValueError, connection.NewerRegister) as error:
            yield Anomaly("backup", stamp.name, say.BACKUP_UNREADABLE.format(error))
            continue
        if flaws:
            yield Anomaly("backup", stamp.name, say.BACKUP_UNREADABLE.format(flaws[0]))
        elif not backup.reaches(subject.db, other):
            yield Anomaly("journal", stamp.name, say.backup_head_gone(other.line, other.day))


CHECKS: tuple[Callable[[Subject], Iterator[Anomaly]], ...] = (
    _structure,
    _schema,
    _journal,
    _journal_cut,
    _forged,
    _documents,
    _originals,
    _backups,
)
