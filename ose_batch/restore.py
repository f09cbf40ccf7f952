"""`restaurer`: brings a backup of the register back, with the files around it as that register knows them.

Nothing is destroyed: the register of before is kept, originals wait in the inbox again, documents are put aside.
Stopped anywhere, it leaves the old register or the new one, never none.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from ose_batch import erase, undo
from ose_batch.files import is_there
from ose_batch.register import backup, connection, journal, originals, store
from ose_batch.wording import erasure as of_erasure
from ose_batch.wording import safety as say
from ose_batch.workspace import Workspace

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may have left beside a database."""


class NoSuchBackup(Exception):
    """The message says what was read and which there are."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    undoing: undo.Undoing
    aside: str
    """Name of the copy of the register of before, empty where there was none."""
    put_back: Mapping[str, int]
    """Folder of the inbox → originals."""
    altered: tuple[str, ...]
    """Originals left in the archive, for they are not what they were."""
    annulled: tuple[str, ...]
    """Paths below the outbox: put aside; then put back where the backup has them."""
    returned: tuple[str, ...]
    due: int
    """Documents that the next run has to make again."""
    backups_aside: tuple[str, ...]
    days: tuple[date, ...]
    """On which what was undone had been received, where the journal could say."""
    erased: tuple[str, ...] = ()
    """Organisations whose personal data, erased since that backup, were erased from it too."""


def available(workspace: Workspace) -> dict[str, str]:
    """The backups and registers put aside, by name → how far they go, in French."""
    folder = workspace.backups
    paths = [folder / stamp.name for stamp in backup.listed(folder)]
    paths += sorted(path for path in folder.glob("*-*.sqlite") if path not in paths)
    return {path.name: _described(path) for path in paths}


def plan(workspace: Workspace, name: str) -> undo.Undoing:
    """For under the run's lock; changes nothing. Raises `NoSuchBackup`, `DamagedRegister`, `NewerRegister`."""
    path = _found(workspace, name)
    try:
        with backup.opened(path) as db:
            if any(journal.broken(db)):
                raise backup.DamagedRegister(path.name, say.CHAIN_BROKEN)
            reached = frozenset(journal.hashes(db))
            lines, present_views, names = _present(workspace.database, reached)
            return undo.Undoing(
                workspace=workspace,
                path=path,
                standing=backup.standing(db),
                lines=lines,
                known=frozenset(sha256 for (sha256,) in db.execute("SELECT sha256 FROM received")),
                documents=dict(db.execute("SELECT path, sha256 FROM document WHERE path IS NOT NULL").fetchall()),
                views=_views(db),
                present_views=present_views,
                names=names,
            )
    except backup.DamagedRegister as error:
        raise backup.DamagedRegister(say.backup_unusable(path.name, error.flaw), error.flaw) from error


def describe(standing: backup.Standing) -> str:
    return say.backup(standing.dossiers, standing.decisions, standing.day)


def said_before(undoing: undo.Undoing) -> str:
    lines = undoing.lines
    told = None if lines is None else [(line.happened_on, line.event, line.number) for line in lines]
    erased = originals.scan(undoing.workspace.archive).tombstones
    gone = [(line.happened_on, line.event, line.number) for line in lines or () if line.source_sha256 in erased]
    return say.undoes(undoing.path.name, describe(undoing.standing), told, gone)


def said_after(done: Restored) -> str:
    later = {day: undo.folder(day, done.days) for day in done.days[1:]}
    summary = say.restored(
        done.undoing.path.name,
        done.aside,
        done.put_back,
        done.altered,
        done.annulled,
        done.returned,
        done.due,
        done.backups_aside,
    )
    erased = [of_erasure.replayed(done.erased)] if done.erased else []
    next_runs = say.next_runs(done.days[0] if done.days else None, later, bool(done.put_back))
    return "\n".join([summary, *erased, "", next_runs])


def carry_out(undoing: undo.Undoing, today: date) -> Restored:
    """Under the same lock as `plan`. Raises `OSError`, `sqlite3.Error`.

    Before the registers are exchanged only what the old one can do without: copies, documents put aside. After it, the
    originals that wait in the inbox leave the archive.
    """
    workspace = undoing.workspace
    backup.clear(workspace.data, workspace.backups)
    aside = _put_aside(workspace, today)
    back, altered, days = undo.put_back(undoing, today)
    annulled, returned = undo.tidy(undoing)
    backups_aside = tuple(_put_branch_aside(undoing))
    due, erased = _exchange(undoing, today)
    _let_go(back)
    counted = Counter(copy.parent.relative_to(workspace.root).as_posix() for copy in back.values())
    return Restored(
        undoing, aside, counted, altered, tuple(annulled), tuple(returned), due, backups_aside, days, erased
    )


def _found(workspace: Workspace, name: str) -> Path:
    folder = workspace.backups
    for path in (folder / name, folder / f"{name}.sqlite", folder / f"ose-{name}.sqlite", Path(name)):
        if path.is_file():
            return path
    raise NoSuchBackup(say.no_such_backup(name, available(workspace)))


def _described(path: Path) -> str:
    try:
        with closing(connection.open_as_it_is(path)) as db:
            return describe(backup.standing(db))
    except (sqlite3.Error, ValueError, connection.NewerRegister):
        return say.UNREADABLE


def _present(
    database: Path, reached: frozenset[str]
) -> tuple[tuple[journal.Line, ...] | None, undo.Views | None, Mapping[str, str]]:
    """Lines of the present journal that the backup does not have, the present views, `None` where unreadable; names."""
    if not database.is_file():
        return None, None, {}
    try:
        # `rw`: what a run cut short began is first undone by SQLite
        with closing(connection.open_as_it_is(database, "rw")) as db:
            lines = tuple(line for line in journal.lines(db) if line.hash not in reached)
            return lines, _views(db), store.sent_names(db)
    except (sqlite3.Error, ValueError, connection.NewerRegister):
        return None, None, {}


def _views(db: sqlite3.Connection) -> undo.Views:
    return {path: tuple(hashes) for path, *hashes in db.execute("SELECT * FROM view")}


def _put_aside(workspace: Workspace, today: date) -> str:
    """A copy of the present register, as it is, beside the backups; gives its name."""
    if not workspace.database.is_file():
        return ""
    workspace.backups.mkdir(parents=True, exist_ok=True)
    name = _free_name(workspace.backups, f"avant-restauration-{today.isoformat()}", ".sqlite")
    for suffix in (*_BESIDE, ""):
        source = workspace.database.with_name(workspace.database.name + suffix)
        if source.is_file():
            _copy(source, workspace.backups / (name + suffix))
    return name


def _put_branch_aside(undoing: undo.Undoing) -> Iterator[str]:
    """Backups of what is undone are no longer backups of this register: they take another name; gives those."""
    folder = undoing.workspace.backups
    with closing(connection.open_as_it_is(undoing.path)) as db:
        for stamp in backup.listed(folder):
            with suppress(sqlite3.Error, ValueError, connection.NewerRegister):  # `controler` names the unreadable ones
                with closing(connection.open_as_it_is(folder / stamp.name)) as other:
                    ahead = not backup.reaches(db, backup.standing(other))
                if ahead:
                    name = _free_name(folder, f"annulee-{Path(stamp.name).stem}", ".sqlite")
                    (folder / stamp.name).replace(folder / name)
                    yield name


def _exchange(undoing: undo.Undoing, today: date) -> tuple[int, tuple[str, ...]]:
    """Puts the backup's copy in the register's place; gives how many documents it has to make again, and whose data
    were erased from it."""
    database, outbox = undoing.workspace.database, undoing.workspace.outbox
    temporary = database.with_name(f".{database.name}.tmp")
    shutil.copyfile(undoing.path, temporary)
    lost = [path for path in undoing.documents if not (outbox / path).is_file()]
    with closing(connection.open_as_it_is(temporary, "rw")) as db:
        db.execute("PRAGMA journal_mode = MEMORY")  # nothing beside a temporary
        with connection.transaction(db):
            db.executemany("UPDATE document SET path = NULL WHERE path = ?", [(path,) for path in lost])
    erased = _erase_again(undoing.workspace, temporary, today)
    for suffix in _BESIDE:  # of the old register: SQLite would apply them to the new one
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    backup.settle(temporary, database)
    return len(lost), erased


def _erase_again(workspace: Workspace, database: Path, today: date) -> tuple[str, ...]:
    """What was erased since that backup is erased before the backup takes the register's place; gives whose."""
    if not originals.scan(workspace.archive).tombstones:
        return ()
    with closing(connection.open_register(database)) as db:
        return erase.replay(workspace, db, today)


def _let_go(back: Iterable[Path]) -> None:
    for original in back:
        original.unlink()


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    shutil.copyfile(source, temporary)
    backup.settle(temporary, target)


def _free_name(folder: Path, stem: str, suffix: str) -> str:
    names: Iterable[str] = (f"{stem}{'' if rank == 1 else f'-{rank}'}{suffix}" for rank in count(1))
    return next(name for name in names if not is_there(folder / name))
