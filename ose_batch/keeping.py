"""What the program keeps up to date in the outbox, and never over what a person changed in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from ose_batch.files import is_there, publish
from ose_batch.register import papers, record, store
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Shelf:
    workspace: Workspace
    db: sqlite3.Connection
    made: list[str] = field(default_factory=list)
    """Paths below the outbox that changed."""
    warnings: list[str] = field(default_factory=list)
    """Sentences on what needs a person."""

    def keep(self, path: str, content: bytes, is_sound: Callable[[bytes], bool] = lambda _: True) -> None:
        """Writes what changed, unless a person changed what stands there. Raises `OSError`, `sqlite3.Error`."""
        target = self.workspace.outbox / path
        held, known, new = self.held(target), papers.view_hashes(self.db, path), sha256(content)
        if held == new:
            if known != {held}:
                record.view_due(self.db, path, new)
            record.view_written(self.db, path)  # were a run cut short just after writing it
            return
        if held and held not in known and not store.receipt(self.db, held):
            self.warnings.append(say.edited_by_hand(path))
            return
        if not is_sound(content):
            self.warnings.append(say.view_unsound(path))
            return
        record.view_due(self.db, path, new)
        try:
            publish(target, content, scratch=self.workspace.outbox)
        except PermissionError:
            self.warnings.append(say.open_elsewhere_kept(path))
            return
        record.view_written(self.db, path)
        self.made.append(path)

    def drop(self, path: str) -> None:
        """What has served goes, unless a person changed it or has it open."""
        target = self.workspace.outbox / path
        held = self.held(target)
        with suppress(PermissionError):  # open in its turn: it goes another week
            if held in papers.view_hashes(self.db, path):
                target.unlink()
                held = None
        if held is None:
            record.view_gone(self.db, path)
            with suppress(OSError):  # not empty
                for folder in takewhile(lambda each: each != self.workspace.outbox, target.parents):
                    folder.rmdir()

    def held(self, target: Path) -> str | None:
        """The hash of what stands there, whoever wrote it."""
        return sha256(target.read_bytes()) if is_there(target) else None


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
