"""The weekly batch: the only place where the order of effects is written.

A file is claimed, read, assessed and recorded in one transaction; only then does it leave the inbox. Documents are
made afterwards from what the register holds, never from the file: a run cut short is finished by the next one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import date

from ose_batch import deliveries, erase, files, inbox, lock, refusing, retention, seances, taking, views
from ose_batch.forms import worker
from ose_batch.inbox import Waiting
from ose_batch.keeping import Shelf
from ose_batch.making import Desk
from ose_batch.model import Source
from ose_batch.refusing import Run
from ose_batch.register import agenda, backup, connection, originals, record, sittings, steps, store
from ose_batch.register.agenda import Calendar
from ose_batch.report import Fate, FileOutcome, Report, ToDo
from ose_batch.text import one_line
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say
from ose_batch.workspace import AGAIN, Workspace

Watch = Callable[[list[Waiting]], Iterable[Waiting]]
"""Wraps the files of a long run, to show how far it has come."""


class EarlierThanLastRun(Exception):
    """The day of this run comes before that of the last one: the message says so, in French."""


def traiter(
    workspace: Workspace, today: date, watch: Watch = iter, *, settle: float = 0, forced: bool = False
) -> Report:
    """One run. `settle`: seconds left to files that are being written; `forced`: even on a day before the last run's.

    Raises `Busy`, `EarlierThanLastRun`, `SettingsError`, `CharterError`, `NewerRegister`, `DamagedRegister`,
    `OSError`, `sqlite3.Error`: no file's fault, and nothing half-done.
    """
    settings, rules = workspace.settings(), workspace.rules()
    workspace.make_folders()
    with lock.alone(workspace.lock):
        files.clear(workspace.written_folders())
        backup.take(workspace.database, workspace.backups, today, settings.backups)
        with closing(connection.open_register(workspace.database)) as db, worker.reader(workspace.reading_log) as scan:
            if not forced:
                _refuse_the_past(db, today)
            return _run(Run(Desk(workspace, rules, db, scan), settings, today), watch, settle)


def _run(run: Run, watch: Watch, settle: float) -> Report:
    workspace, db, today, sessions = run.desk.workspace, run.desk.db, run.today, run.settings.sessions
    held = inbox.recover(workspace.claims, workspace.archive, workspace.inbox, lambda source: _is_known(run, source))
    taken = [refusing.left(name, tell.LEFT_OPEN) for name in held]
    try:
        erase.finish(workspace, db)
        sittings.send(db, sessions, today)
        sittings.enroll(db, sessions, run.writer)
        waiting = inbox.pending(workspace.inbox, workspace.inbox_folders(), settle)
        taken.extend(_take_or_leave(run, each) for each in watch(waiting))
        sittings.enroll(db, sessions, run.writer)  # what staff opened again
        steps.record(db, sessions, run.desk.rules.durations, run.writer)
        left = deliveries.put_away_superseded(workspace, db)
        documents, broken = deliveries.make(run.desk)
        erase.finish(workspace, db)
        pruned = retention.prune(workspace, db, today, run.desk.rules.durations)
        shelf = Shelf(workspace, db)
        seances.write(run.desk, shelf, sessions, run.settings.issuer, today)
        views.write(shelf, run.settings, run.desk.rules, today)
        if run.erased:
            erase.drop_copies(shelf)
        erased = [erase.said_after(workspace, *one, run.settings, today) for one in run.erased]
    except (OSError, sqlite3.Error):  # what became of these files would be said nowhere else
        if taken:
            with suppress(OSError, sqlite3.Error):  # the fault itself is told by whoever called
                _publish_report(run, Report(today, tuple(taken), (), (say.CUT_SHORT,), run.settings.unset))
        raise
    warnings = (*broken, *left, *shelf.warnings)
    report = Report(
        today,
        tuple(taken),
        (*documents, *shelf.made),
        warnings,
        run.settings.unset,
        to_do=_to_do(run),
        erased=tuple(erased),
        removed=pruned,
    )
    _publish_report(run, report)
    record.run(db, today)
    return report


def _to_do(run: Run) -> tuple[ToDo, ...]:
    calendar = Calendar(run.today, {one.held_on: one for one in run.settings.sessions}, run.desk.rules.durations)
    return tuple(ToDo(*line) for line in agenda.tasks(run.desk.db, calendar))


def _publish_report(run: Run, report: Report) -> None:
    name = f"compte-rendu-{run.today.isoformat()}-{store.runs(run.desk.db) + 1}.txt"
    place = inbox.free_place(run.desk.workspace.reports, name)
    files.publish(place, say.run_report(report).encode("utf-8-sig"))


def _refuse_the_past(db: sqlite3.Connection, today: date) -> None:
    last = store.last_run(db)
    if last and today < last:
        raise EarlierThanLastRun(say.earlier_than_last_run(today, last))


def _is_known(run: Run, source: Source) -> bool:
    return store.receipt(run.desk.db, source.sha256) is not None


def _take_or_leave(run: Run, waiting: Waiting) -> FileOutcome:
    """Whatever prevents this file from being read is no fault of the dossier: it waits, the others do not."""
    name = waiting.path.name
    if not waiting.is_file:
        return refusing.left(name, tell.PUT_BACK if name == AGAIN else tell.NOT_A_FILE)
    try:
        claim = inbox.claim(waiting, run.desk.workspace.claims)
    except inbox.StillWritten:
        return refusing.left(name, tell.STILL_WRITTEN)
    except FileNotFoundError:
        return refusing.left(name, tell.GONE)
    except PermissionError:
        return refusing.left(name, tell.LEFT_OPEN)
    try:
        if inbox.is_attachment(claim.path):
            sha256 = originals.file_sha256(claim.path)
            kept = inbox.set_aside(claim.path, run.desk.workspace.attachments, claim.name)
            return FileOutcome(one_line(kept.name), Fate.ATTACHMENT, tell.ATTACHMENT_KEPT, sha256=sha256)
        source = inbox.take(claim.path, claim.name)
    except (inbox.StillWritten, OSError) as trouble:
        inbox.set_aside(claim.path, run.desk.workspace.inbox, claim.name)
        unread = isinstance(trouble, OSError)
        return refusing.left(name, tell.MACHINE_COULD_NOT_READ if unread else tell.STILL_WRITTEN)
    return taking.take(run, claim, source)
