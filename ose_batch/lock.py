"""One run at a time in a workspace."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class Busy(Exception):
    """Another run is under way in this workspace."""


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """The system lets the lock go when the program ends, however it ends. Raises `Busy`."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
    except Timeout as error:
        raise Busy from error
    except NotImplementedError as error:  # a share that knows no locks
        raise OSError(errno.ENOLCK, "no locks", str(lock)) from error
    try:
        yield
    finally:
        held.release()
