"""Runs of the real command in a child that strace stops, or whose system calls it makes fail.

The parent has imported everything and forks one child a run: a second of start-up is paid once. strace counts the calls
of the child's main thread, the only one that touches the workspace, and injects *at entry*: a call that is killed has
not taken effect, and the next one is killed after it has.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ose_batch import cli, console
from ose_batch.workspace import Workspace
from tests.sweep import world

EFFECTS = {
    *("openat", "close", "write", "pwrite64", "copy_file_range", "sendfile", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "utimensat"),
}
"""Calls that change a workspace; `openat` where it makes or empties a file, `close` where the file was written to."""
_LOOKS = {
    *("openat", "close", "read", "pread64", "lseek", "getdents64", "readlink", "fcntl", "flock"),
    *("stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat", "faccessat2"),
}
_TRACED = ",".join(f"?{name}" for name in sorted(EFFECTS | _LOOKS))
_LINE = re.compile(r"^(\w+)\((.*)$")
_SECONDS = 120
"""No run takes as long: one that does hangs."""
_SET_PTRACER, _ANYONE = 0x59616D61, -1
Before = Callable[[], None] | None
"""What a child changes in itself before the run."""
KILLED, HUNG = -9, -14
"""SIGKILL and SIGALRM, which Windows does not name."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call on a file of the workspace, as a run makes it."""

    name: str
    rank: int
    """Among the calls of that name, from 1."""
    path: str
    effect: bool

    @property
    def on_register(self) -> bool:
        """SQLite makes it."""
        return self.path.startswith("donnees/ose.sqlite")

    def __str__(self) -> str:
        return f"{self.name} no. {self.rank} on {self.path}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended."""

    code: int
    """Exit code; minus the signal that ended it."""
    output: str
    errors: str
    last: str
    """The last call of the kind injected, as strace saw it."""
    survivors: bool
    """Whether a process it started outlived it by more than a moment."""


class NotTraceable(Exception):
    """This machine does not let strace attach to a process."""


def obstacle() -> str:
    """Why nothing can be injected on this machine; empty when it can."""
    if not shutil.which("strace"):
        return "strace is not on PATH"
    child = _forked(lambda: 0)
    try:
        tracer = _attach(child, ["-e", "trace=none"])
    except NotTraceable as error:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return str(error)
    os.kill(child, signal.SIGCONT)
    _end(child, tracer)
    return ""


def plain(workspace: Workspace, before: Before = None) -> Run:
    """A run that nothing hinders."""
    return _run(workspace, None, before)


def killed(workspace: Workspace, call: Call, before: Before = None) -> Run:
    return _run(workspace, _inject(call, "signal=KILL", str(call.rank)), before)


def failing(workspace: Workspace, call: Call, error: str, lasting: bool, before: Before = None) -> Run:
    """`lasting`: that call and all later ones of its name fail."""
    return _run(workspace, _inject(call, f"error={error}", f"{call.rank}+" if lasting else str(call.rank)), before)


def calls(workspace: Workspace, before: Before = None) -> list[Call]:
    """What a run does to the files of its workspace, in order.

    As deep in folders as the workspace to be hindered: SQLite looks at each folder above it.
    """
    log = _log(workspace)
    done = _run(workspace, ["-s", "0", "-e", f"trace={_TRACED}"], before)
    if done.code not in (console.DONE, console.FOR_A_PERSON):
        raise AssertionError(f"the traced run ended with {done.code}: {done.errors}")
    ranks: Counter[str] = Counter()
    written: set[str] = set()
    found: list[Call] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        name, arguments = match.groups()
        ranks[name] += 1
        root = f"{workspace.root}/"
        if root not in arguments:
            continue
        path = re.split(r'[">]', arguments.partition(root)[2])[0]
        effect = name in EFFECTS
        if name == "openat":
            effect = "O_CREAT" in arguments or "O_TRUNC" in arguments
        elif name == "close":
            effect = path in written
        elif name in ("write", "pwrite64"):
            written.add(path)
        found.append(Call(name, ranks[name], path, effect))
    return found


def _inject(call: Call, what: str, when: str) -> list[str]:
    return ["-s", "0", "-e", f"trace={call.name}", "-e", f"inject={call.name}:{what}:when={when}"]


def _log(workspace: Workspace) -> Path:
    return workspace.root.with_name(f"{workspace.root.name}.strace")


def together(workspace: Workspace, count: int) -> list[Run]:
    """So many runs of one workspace, let go at the same moment."""
    waiting = [_begin(workspace, str(rank), None) for rank in range(count)]
    for child in waiting:
        os.kill(child, signal.SIGCONT)
    return [_finish(workspace, str(rank), child, None) for rank, child in enumerate(waiting)]


def _run(workspace: Workspace, tracing: list[str] | None, before: Before) -> Run:
    child = _begin(workspace, "", before)
    tracer = _attach(child, ["-y", "-o", str(_log(workspace)), *tracing]) if tracing else None
    os.kill(child, signal.SIGCONT)
    return _finish(workspace, "", child, tracer)


def _begin(workspace: Workspace, tag: str, before: Before) -> int:
    """A child about to run the command."""

    def command() -> int:
        for stream, path in zip((1, 2), _said(workspace, tag), strict=True):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        if before:
            before()
        sys.argv = ["ose-batch", "traiter", "--espace", str(workspace.root), "--date", world.TODAY.isoformat()]
        try:
            cli.main()
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        except BaseException:
            traceback.print_exc()
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
        return 0

    return _forked(command)


def _finish(workspace: Workspace, tag: str, child: int, tracer: subprocess.Popen[str] | None) -> Run:
    code = _end(child, tracer)
    last = ""
    if tracer:
        lines = _log(workspace).read_text(encoding="utf-8", errors="replace").splitlines()
        injected = [line for line in lines if "INJECTED" in line or line.endswith("= ?")]
        last = injected[0].replace(f"{workspace.root}/", "") if injected else ""
    output, errors = (path.read_text(encoding="utf-8", errors="replace") for path in _said(workspace, tag))
    return Run(code, output, errors, last, _outlived(child))


def _said(workspace: Workspace, tag: str) -> list[Path]:
    """Where a run's standard output and errors go, beside the workspace."""
    return [workspace.root.with_name(f"{workspace.root.name}{tag}.{stream}") for stream in ("out", "err")]


def _forked(command: Callable[[], int]) -> int:
    """A child that waits to be continued, then runs the command and ends with its exit code. A group of its own."""
    child = os.fork()
    if child == 0:
        _obey(command)
    os.waitpid(child, os.WUNTRACED)
    return child


def _obey(command: Callable[[], int]) -> NoReturn:
    code = 70
    try:
        os.setpgid(0, 0)
        signal.alarm(_SECONDS)
        # A kernel that lets only a parent trace its child (Yama) makes an exception on demand.
        ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_long(_ANYONE), 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = command()
    finally:
        os._exit(code)


def _attach(child: int, options: list[str]) -> subprocess.Popen[str]:
    tracer = subprocess.Popen(["strace", "-p", str(child), *options], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.wait()
        raise NotTraceable(said.strip())
    return tracer


def _end(child: int, tracer: subprocess.Popen[str] | None) -> int:
    if tracer:
        tracer.communicate()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _outlived(group: int) -> bool:
    """Processes of a run end with it, however it ends; those that do not are ended here."""
    for _ in range(500):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    os.killpg(group, signal.SIGKILL)
    return True
