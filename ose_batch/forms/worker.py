"""`scan` in a process of its own: what a file does to the parser costs that file, and nothing else.

The process starts with the first workbook, serves them all, and is made anew when one stops it. The pool of a library
(pebble) takes twice the overhead for a file, and ended the run on a busy machine when its process was slow to start.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
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
_START = 60.0
"""Seconds that a busy machine may take to start it."""

# `spawn` everywhere: a copy of this process would hold its lock and its database open.
_CONTEXT = get_context("spawn")


@contextmanager
def reader(log: Path, seconds: float = SECONDS, scan: Scan = scanning.scan) -> Iterator[Scan]:
    """`scan` with limits of time and memory. `log`: the file that keeps what the process prints, of this run alone.

    Raises `OSError` when the process cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    process = _Process(log, scan)

    def confined(name: str, content: bytes) -> list[Grid] | Rejection:
        for _ in range(_TRIES):
            try:
                return process.ask(name, content, seconds)
            except TimeoutError:
                fault = say.TOO_LONG_TO_READ
            except EOFError:
                fault = say.STOPS_THE_READER
            process.stop()
        return Rejection(*fault)

    try:
        yield confined
    finally:
        process.stop()


class _Process:
    """The process and the pipe to it: started when something is asked, and again after a stop."""

    def __init__(self, log: Path, scan: Scan) -> None:
        self._log, self._scan = log, scan
        self._running: tuple[SpawnProcess, Connection] | None = None

    def ask(self, name: str, content: bytes, seconds: float) -> list[Grid] | Rejection:
        """Raises `TimeoutError`, `EOFError` when the process ended, `OSError` when it cannot be started."""
        _, pipe = self._running = self._running or self._started()
        try:
            pipe.send((name, content))
            answered = pipe.poll(seconds)
            said: list[Grid] | Rejection = pipe.recv() if answered else []
        except OSError as error:  # of the pipe: the process ended before or while it answered
            raise EOFError from error
        if not answered:
            raise TimeoutError
        return said

    def stop(self) -> None:
        if self._running:
            process, pipe = self._running
            self._running = None
            process.kill()
            process.join()
            pipe.close()

    def _started(self) -> tuple[SpawnProcess, Connection]:
        pipe, its_end = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(its_end, str(self._log), self._scan), daemon=True)
        process.start()
        its_end.close()
        try:
            ready = pipe.poll(_START) and pipe.recv()
        except (EOFError, OSError):
            ready = False
        if not ready:
            process.kill()
            raise OSError(errno.ECHILD, "no process to read with")
        return process, pipe


def _serve(pipe: Connection, log: str, scan: Scan) -> None:
    """In the process: answers until the program ends, however it ends."""
    _confine(log)
    pipe.send(True)
    while True:
        try:
            name, content = pipe.recv()
        except EOFError:
            return
        pipe.send(_scan(scan, name, content))


def _scan(scan: Scan, name: str, content: bytes) -> list[Grid] | Rejection:
    """Nothing but this file can be at fault, since nothing else is touched. A panic of a library in Rust is no
    `Exception`.
    """
    try:
        return scan(name, content)
    except MemoryError:
        return Rejection(*say.TOO_MUCH_MEMORY)
    except BaseException:
        traceback.print_exc()
        return Rejection(*say.DEFECT)


def _confine(log: str) -> None:
    """Before the first workbook."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which stops this process
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    gc.freeze()  # what was imported is there to stay: no use in looking through it again and again
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
