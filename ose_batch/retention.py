"""What is not kept for ever: files set aside in the inbox (RGPD art. 5, limitation de la conservation)."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import date, timedelta

from ose_batch.charter.rules import Durations
from ose_batch.register import aside, originals
from ose_batch.workspace import Workspace


def prune(workspace: Workspace, db: sqlite3.Connection, today: date, durations: Durations) -> tuple[str, ...]:
    """Removes those set aside for longer than the charter says; gives their paths below the workspace.

    What came with a dossier, a signed charter perhaps, is for a person to file: À traiter names it.
    """
    folders = (workspace.refused, workspace.already_received, workspace.attachments)
    present = {
        path.relative_to(workspace.root).as_posix(): path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    removed = []
    hashes = {name: originals.file_sha256(path) for name, path in present.items()}
    for name, since in aside.since(db, hashes, today).items():
        is_old = since + timedelta(days=durations.set_aside_days) < today
        if is_old and workspace.attachments not in present[name].parents:
            with suppress(PermissionError):  # open in a program: it goes another week
                present[name].unlink()
                removed.append(name)
    if removed:
        aside.since(db, {name: sha256 for name, sha256 in hashes.items() if name not in removed}, today)
    return tuple(removed)
