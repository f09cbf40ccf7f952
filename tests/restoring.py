"""A backup brought back into a workspace that lived through three runs, and what then stands there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from ose_batch import restore, undo
from ose_batch.workspace import AGAIN, Workspace
from tests import workspaces

TODAY = date(2027, 1, 5)


def damage(database: Path, how: str) -> None:
    content = bytearray(database.read_bytes())
    if how == "truncated":
        del content[len(content) // 2 :]
    elif how == "a page of zeros":
        content[3 * 4096 : 4 * 4096] = bytes(4096)
    elif how == "something else":
        content = bytearray(b"ceci n'est pas une base" * 500)
    elif how == "emptied":
        content = bytearray()
    if how == "deleted":
        database.unlink()
    else:
        database.write_bytes(content)


def outbox(workspace: Workspace) -> dict[str, bytes]:
    """What stands in the outbox, reports and what was annulled apart."""
    found = workspaces.outbox(workspace)
    return {path: content for path, content in found.items() if not path.startswith(undo.ANNULLED)}


def archive(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.archive.rglob("*") if path.is_file()}


def waiting(folder: Path) -> list[str]:
    files = [path for path in folder.iterdir() if path.is_file()]
    return [path.name for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def take_again(workspace: Workspace, day: date) -> None:
    """A person moves what waits for a later day back into the inbox, as the summary says."""
    again = workspace.inbox / AGAIN
    for path in sorted((again / day.isoformat()).iterdir()):
        path.replace(workspace.inbox / path.name)
    shutil.rmtree(again)


def bring_back(workspace: Workspace, name: str) -> restore.Restored:
    return restore.carry_out(restore.plan(workspace, name), TODAY)
