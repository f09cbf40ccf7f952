"""Writing a file so that it is there whole or not at all, and stays there when the power goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TEMPORARY = ".*.tmp"
"""Names of what is written before it is published, left there when the program was stopped."""


def publish(path: Path, content: bytes, scratch: Path | None = None) -> None:
    """A temporary in `scratch` (by default beside the target), flushed to disk, then renamed over the target.

    Raises `OSError` with nothing half-written; `PermissionError` also when the target is open in Excel, on Windows.
    """
    if not is_there(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        sync(path.parent.parent)
    temporary = (scratch or path.parent) / f".{path.name}.tmp"
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):  # the disk that failed may fail again: `clear` has another go at the next run
            temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(folder: Path) -> None:
    """Has the names of a folder on disk. Windows cannot, and does not need it."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_there(path: Path) -> bool:
    """Whether something has this name. A disk that does not answer is no proof that nothing has: raises `OSError`."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def clear(folders: Iterable[Path]) -> None:
    """Removes the temporaries that a run cut short left in these folders."""
    for folder in folders:
        for temporary in folder.glob(_TEMPORARY):
            shutil.rmtree(temporary) if temporary.is_dir() else temporary.unlink()
