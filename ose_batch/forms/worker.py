"""`scan` in a process of its own: what a file does to the parser costs that file, and nothing else.

The process starts with the first workbook, serves them all, and is made anew when one stops it.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from ose_batch.forms import scan as scanning
from ose_batch.forms.recognise import Grid
from ose_batch.forms.scan import Scan
from ose_batch.model import Rejection
from ose_batch.wording import inbox as say

SECONDS = 5.0
"""For one workbook; an ordinary one takes a hundredth of one."""
MEMORY = 1 << 30
"""Bytes of address space, where the system can hold a process to it (Linux)."""
_TRIES = 2
"""A process may also be stopped by a machine short of memory: once is no proof against the file."""


@contextmanager
def reader(log: Path, seconds: float = SECONDS, scan: Scan = scanning.scan) -> Iterator[Scan]:
    """`scan` with limits of time and memory. `log`: the file that keeps what the process prints, of this run alone.

    Raises `OSError` when the process cannot be started.
    """
    from pebble import ProcessExpired, ProcessPool

    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    # `spawn` everywhere: a copy of this process would hold its lock and its database open.
    pool = ProcessPool(max_workers=1, context=get_context("spawn"), initializer=_confine, initargs=(str(log),))

    def confined(name: str, content: bytes) -> list[Grid] | Rejection:
        for _ in range(_TRIES):
            try:
                return pool.schedule(_scan, args=(scan, name, content), timeout=seconds).result()
            except TooLong:
                fault = say.TOO_LONG_TO_READ
            except ProcessExpired:
                fault = say.STOPS_THE_READER
            except BrokenProcessPool as error:
                raise OSError(errno.ECHILD, "no process to read with") from error
        return Rejection(*fault)

    try:
        yield confined
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _scan(scan: Scan, name: str, content: bytes) -> list[Grid] | Rejection:
    """In the process: nothing but this file can be at fault, since nothing else is touched. A panic of a library in
    Rust is no `Exception`.
    """
    try:
        return scan(name, content)
    except MemoryError:
        return Rejection(*say.TOO_MUCH_MEMORY)
    except BaseException:
        traceback.print_exc()
        return Rejection(*say.DEFECT)


def _confine(log: str) -> None:
    """In the process, before the first workbook."""
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    gc.freeze()  # what was imported is there to stay: no use in looking through it again and again
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
