"""Erasing the personal data of an organisation: in the register first, then every file that came with them.

Cut short, it is finished by the next run: what the register says is to be removed is removed then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

from ose_batch import answers, files, retention, traces, views
from ose_batch.keeping import Shelf
from ose_batch.model import short_code
from ose_batch.register import backup, connection, erasure, originals, staff
from ose_batch.register.connection import transaction
from ose_batch.register.erasure import Personal
from ose_batch.settings import Settings
from ose_batch.wording import erasure as say
from ose_batch.workspace import Workspace


class Unknown(Exception):
    """No organisation has this number: the message says so, in French."""


@dataclass(frozen=True, slots=True)
class Planned:
    number: str
    personal: Personal


def plan(workspace: Workspace, number: str) -> Planned:
    """What would be erased. Under the lock. Raises `Unknown`, `OSError`, `sqlite3.Error`."""
    with closing(connection.open_register(workspace.database)) as db:
        known = staff.known(db, (number.upper(),))
        if number.upper() not in known:
            raise Unknown(say.unknown(number))
        return Planned(number.upper(), erasure.of_organisation(db, known[number.upper()].organisation_id))


def said_before(planned: Planned) -> str:
    personal = planned.personal
    if not personal.people and not personal.sent_names:
        return say.nothing_left(planned.number, personal.name)
    return say.before(planned.number, personal.name, len(personal.people), len(personal.files))


def carry_out(workspace: Workspace, planned: Planned, today: date) -> str:
    """What was done, and every file that still names them, with the reason. Raises `OSError`, `sqlite3.Error`."""
    settings, rules = workspace.settings(), workspace.rules()
    with closing(connection.open_register(workspace.database)) as db:
        with transaction(db):
            erasure.erase(db, planned.personal, today)
        finish(workspace, db)
        shelf = Shelf(workspace, db)
        views.write(shelf, settings, rules, today)
        drop_copies(shelf)
        retention.prune(workspace, db, today, rules.durations)  # what it remembers of files that are gone goes too
    return said_after(workspace, planned.number, planned.personal, settings, today)


def drop_copies(shelf: Shelf) -> None:
    """Of the register, made while it was open: they name whom it names no more."""
    for path in views.copies(shelf.db):
        shelf.drop(path)


def said_after(workspace: Workspace, number: str, personal: Personal, settings: Settings, today: date) -> str:
    left = traces.files(workspace.root, personal.people)
    kept = [(path.relative_to(workspace.root).as_posix(), _why(workspace, path, settings, today)) for path in left]
    return say.after(number, personal.name, today, kept)


def finish(workspace: Workspace, db: sqlite3.Connection) -> None:
    """Removes what the register says is to be: originals, their copies in the inbox, their names, documents."""
    asked = erasure.pending(db)
    if asked:
        _out_of_reports(workspace, [short_code(sha256) for sha256, _ in asked])
        db.execute("VACUUM")  # what was deleted stays in free pages until then
    copies = _copies(workspace, {sha256 for sha256, _ in asked}) if asked else {}
    for sha256, on in asked:
        originals.bury(workspace.archive, originals.Tombstone(sha256, on, say.MOTIVE))
        drafts = (workspace.outbox / answers.UNREAD).glob(f"courriel-{short_code(sha256)}.*")
        with suppress(PermissionError):  # open in a program: it goes at the next run
            for path in (*originals.of(workspace.archive, sha256), *copies.get(sha256, ()), *drafts):
                path.unlink(missing_ok=True)
            erasure.settle(db, sha256)
    for document_id, path in erasure.documents(db):
        with suppress(PermissionError):  # open in a program: it goes at the next run
            if path:
                (workspace.outbox / path).unlink(missing_ok=True)
            erasure.forget(db, document_id)
        if path:
            with suppress(OSError):  # not empty
                (workspace.outbox / path).parent.rmdir()


def replay(workspace: Workspace, db: sqlite3.Connection, today: date) -> tuple[str, ...]:
    """On a register that was brought back: what had been erased since is erased again. Gives whose."""
    buried = originals.scan(workspace.archive).tombstones
    organisations = [erasure.of_organisation(db, each) for each in erasure.of_files(db, buried)]
    for personal in organisations:
        with transaction(db):
            erasure.erase(db, personal, today)
    if organisations:
        finish(workspace, db)
    return tuple(personal.name for personal in organisations)


def _copies(workspace: Workspace, wanted: set[str]) -> dict[str, list[Path]]:
    """Files of the inbox that are the same bytes: sent twice, set aside, taken again."""
    found: dict[str, list[Path]] = {}
    for path in sorted(workspace.inbox.rglob("*")):
        if path.is_file() and (sha256 := originals.file_sha256(path)) in wanted:
            found.setdefault(sha256, []).append(path)
    return found


def _out_of_reports(workspace: Workspace, codes: Sequence[str]) -> None:
    """Comptes rendus and the log of the planned runs name files as they were sent: those become their code."""
    reports = sorted(workspace.reports.glob("compte-rendu-*.txt")) if workspace.reports.is_dir() else []
    for path in (*reports, *filter(Path.is_file, [workspace.run_log])):
        lines = path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
        said = [_anonymous(lines, rank, codes) for rank in range(len(lines))]
        if said != lines:
            files.publish(path, "\n".join(said).encode("utf-8", "surrogateescape"))


def _anonymous(lines: Sequence[str], rank: int, codes: Sequence[str]) -> str:
    """A file is named on a line of its own; its code is on one of those below it, set in further."""
    line = lines[rank]
    if not line.startswith("  ") or line.startswith("    "):
        return line
    for below in lines[rank + 1 :]:
        if not below.startswith("    "):
            return line
        if found := [code for code in codes if code in below]:
            return f"  [{found[0]}]"
    return line


def _why(workspace: Workspace, path: Path, settings: Settings, today: date) -> str:
    below: Sequence[tuple[Path, str]] = (
        (workspace.backups, _of_backup(workspace.backups, path, settings, today)),
        (workspace.database, say.REGISTER),
        (workspace.archive, say.ANOTHER),
        (workspace.outbox / views.REGISTER, say.VIEW),
        (workspace.refused, say.SET_ASIDE),
        (workspace.already_received, say.SET_ASIDE),
        (workspace.attachments, say.SET_ASIDE),
        (workspace.inbox, say.WAITING),
        (workspace.outbox, say.DOCUMENT),
    )
    return next((why for place, why in below if path == place or place in path.parents), say.OTHER)


def _of_backup(folder: Path, path: Path, settings: Settings, today: date) -> str:
    """A backup goes once enough later months have theirs."""
    own = backup.stamp(path.name)
    if own is None:
        return say.BRANCH
    later = {(each.day.year, each.day.month) for each in backup.listed(folder) if each > own}
    return say.backup(today + relativedelta(months=max(0, settings.backups.months - len(later)) + 1))
