"""What the register says is due goes to the outbox; what it says is replaced leaves the folders people work from."""

from __future__ import annotations

import hashlib
import sqlite3
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress

from ose_batch import answers, correspondence
from ose_batch.documents import plan
from ose_batch.files import is_there, publish
from ose_batch.making import Desk, Made, Unmade, printed
from ose_batch.register import papers, record
from ose_batch.register.papers import Due
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace


def _note(desk: Desk, due: Due) -> Made:
    return printed(desk, plan.note(due.entry, desk.rules, due.issuer))


KINDS: Mapping[str, Callable[[Desk, Due], Made]] = {"note": _note, **answers.ANSWERS, **correspondence.KINDS}


def make(desk: Desk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths published, and sentences on what could not be: a template at fault, a document open in a program."""
    published: list[str] = []
    broken: dict[str, None] = {}
    for due in papers.undelivered(desk.db):
        try:
            made = desk.made(due, due.kind, KINDS[due.kind])
        except Unmade as reason:
            broken[str(reason)] = None
            continue
        except (OSError, sqlite3.Error):
            raise
        except Exception:  # a defect of ours, met by this document: due still, and the others go on
            with desk.workspace.reading_log.open("a", encoding="utf-8") as log:
                traceback.print_exc(file=log)
            broken[say.document_defect(due.kind, due.entry.number)] = None
            continue
        try:
            publish(desk.workspace.outbox / made.path, made.content, scratch=desk.workspace.outbox)
        except PermissionError:  # open in Word: due still, at the next run
            broken[say.open_elsewhere_kept(made.path)] = None
            continue
        sha256 = hashlib.sha256(made.content).hexdigest()
        record.delivery(desk.db, due.id, made.path, sha256, made.template_sha256)
        published.append(made.path)
    return tuple(published), tuple(broken)


def put_away_superseded(workspace: Workspace, db: sqlite3.Connection) -> tuple[str, ...]:
    """Documents of dossiers that a newer one replaced. Gives a sentence for each that is held open."""
    left: list[str] = []
    for document_id, path, target in papers.superseded(db):
        old = workspace.outbox / path
        if is_there(old):
            (workspace.outbox / target).parent.mkdir(parents=True, exist_ok=True)
            try:
                old.replace(workspace.outbox / target)
            except PermissionError:
                left.append(say.open_elsewhere_kept(path))
                continue
        record.move(db, document_id, target)
        if answers.is_ours(path):
            with suppress(OSError):  # not empty yet
                old.parent.rmdir()
    return tuple(left)
