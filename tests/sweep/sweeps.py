"""The sweeps over one run: a kill at each call, a second kill in the run after it, a call that fails."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from ose_batch import batch, console
from ose_batch.workspace import Workspace
from tests.sweep import injections, invariants, world
from tests.sweep.injections import Call, Run

T = TypeVar("T")
P = TypeVar("P")

KILLS_AFTER_A_KILL = 10
"""A double sweep stops the run at one call, then the next run at each of so many."""

_DATA_CALLS = {"read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "close", "getdents64"}
_NAME_CALLS = {"openat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "link", "linkat"}
_ROOM_CALLS = {"write", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "rename", "mkdir", "link", "linkat"}
FAILING = {
    "ENOSPC": _ROOM_CALLS,
    "EIO": _DATA_CALLS | _NAME_CALLS | {"newfstatat", "stat", "fstat", "lstat", "statx"},
    "EACCES": _NAME_CALLS | {"chmod", "utimensat", "newfstatat", "stat", "getdents64"},
}
"""Error → the calls that can meet it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The workspace to sweep, and what an uninterrupted run makes of it."""

    folder: Path
    seed: Workspace
    expected: invariants.Outcome
    before: injections.Before = None
    """What each run changes in itself first."""


@dataclass(frozen=True, slots=True)
class Fault:
    call: Call
    error: str
    lasting: bool

    def __str__(self) -> str:
        return f"{self.error}{' from then on' if self.lasting else ''} at {self.call}"


@dataclass(frozen=True, slots=True)
class Case:
    """One interrupted run and what followed."""

    point: str
    verdict: str
    """What the interruption did: killed, exit code …; the cases are counted by it."""
    violations: tuple[str, ...] = ()


@contextmanager
def stage(small: bool = False) -> Iterator[Stage]:
    with TemporaryDirectory(dir=world.scratch(), prefix="ose-sweep-") as name:
        folder = Path(name)
        seed = (world.small_seed if small else world.seed)(folder / "seed")
        batch.traiter(world.copy(seed, folder / "after"), world.TODAY)  # all is imported, and what may be kept is
        gc.freeze()
        gc.disable()  # a collection would copy the pages that the children share
        after = world.copy(seed, folder / "after")
        run = injections.plain(after)
        if run.code not in (console.DONE, console.FOR_A_PERSON):
            raise AssertionError(f"the uninterrupted run ended with {run.code}: {run.errors}")
        expected = invariants.outcome(seed, after)
        yield Stage(folder, seed, expected)


def kill_points(calls: Sequence[Call], count: int) -> list[Call]:
    """Effects on files come first, up to half of the points, then those of SQLite, then calls that only look."""
    files = [call for call in calls if call.effect and not call.on_register]
    register = [call for call in calls if call.effect and call.on_register]
    looks = [call for call in calls if not call.effect]
    points = evenly(files, max(count // 2, count - len(register)))
    points += evenly(register, count - len(points))
    return points + evenly(looks, count - len(points))


def fault_points(calls: Sequence[Call], count: int) -> list[Fault]:
    """As many of each error."""
    points: list[Fault] = []
    for error, names in FAILING.items():
        able = [call for call in calls if call.name in names]
        faults = [Fault(call, error, lasting) for call in able for lasting in _durations(call)]
        points += evenly(faults, count)
    return points


def _durations(call: Call) -> tuple[bool, ...]:
    """A disk stays full or broken; calls that also serve the rest of the machine fail once."""
    return (False, True) if call.name in ("pwrite64", "fsync", "fdatasync", "rename", "mkdir", "pread64") else (False,)


def evenly(items: Sequence[T], count: int) -> list[T]:
    if count <= 0:
        return []
    step = max(1.0, len(items) / count)
    return [items[int(rank * step)] for rank in range(min(count, len(items)))]


def kill(stage: Stage, room: Path, call: Call) -> list[Case]:
    workspace = world.copy(stage.seed, room / "espace")
    run = injections.killed(workspace, call, stage.before)
    return [_killed(stage, workspace, run, str(call))]


def kill_twice(stage: Stage, room: Path, call: Call) -> list[Case]:
    stopped = world.copy(stage.seed, room / "stopped")
    if injections.killed(stopped, call, stage.before).code != injections.KILLED:
        return [Case(str(call), "not killed")]
    calls = injections.calls(world.copy(stopped, room / "espace"), stage.before)
    cases = []
    for second in kill_points(calls, KILLS_AFTER_A_KILL):
        workspace = world.copy(stopped, room / "espace")
        run = injections.killed(workspace, second, stage.before)
        cases.append(_killed(stage, workspace, run, f"{call}, then {second}"))
    return cases


def _killed(stage: Stage, workspace: Workspace, run: Run, point: str) -> Case:
    if run.code != injections.KILLED:
        return Case(point, f"not killed (exit {run.code})")
    found = [f"before: {trouble}" for trouble in invariants.at_any_moment(workspace, stage.expected)]
    return Case(point, "killed", tuple(found + lived_on(run) + recovered(stage, workspace)))


def sabotaged(stage: Stage, way: Callable[[], None], where: str, count: int, jobs: int) -> list[Case]:
    """Kills of runs whose order of effects is broken, just after calls that begin with `where` (`rename outbox/`).

    Left alone, such a run is faultless: only a kill can show it.
    """
    stage = replace(stage, before=way)
    alone = world.copy(stage.seed, stage.folder / "traced" / "espace")
    calls = [call for call in injections.calls(alone, way) if call.effect]
    found = invariants.after_recovery(alone, stage.expected)
    if found:
        raise AssertionError(f"{way.__name__} shows without a kill: {found}")
    near = [call for before, call in pairwise(calls) if f"{before.name} {before.path}".startswith(where)]
    return sweep(kill, stage, evenly(near, count), jobs)


def fail(stage: Stage, room: Path, fault: Fault) -> list[Case]:
    workspace = world.copy(stage.seed, room / "espace")
    run = injections.failing(workspace, fault.call, fault.error, fault.lasting, stage.before)
    verdict = f"{fault.error}: exit {run.code}"
    found = [f"before: {trouble}" for trouble in invariants.at_any_moment(workspace, stage.expected)]
    found += [f"refused: {path}" for path in _wrongly_refused(stage, workspace)]
    found += lived_on(run)
    found += said_in_one_sentence(run)
    if run.code != console.MACHINE_FAULT:
        verdict += f" ({fault.call.name} {fault.call.path})"
    if run.code == console.FOR_A_PERSON and (left := _waiting(workspace)):
        verdict = f"{fault.error}: exit 1, a file waits"
        stage = replace(stage, expected=_had_it_waited(stage, left, room / "waited"))
    found += recovered(stage, workspace)
    return [Case(f"{fault} [{run.last}] {run.errors.strip()[:200]}", verdict, tuple(found))]


def _waiting(workspace: Workspace) -> frozenset[str]:
    """Files that a run left in the inbox, or among its claims."""
    folders = (folder for folder in (workspace.inbox, workspace.claims) if folder.is_dir())
    return frozenset(path.name for folder in folders for path in folder.iterdir() if path.is_file())


def _had_it_waited(stage: Stage, left: frozenset[str], room: Path) -> invariants.Outcome:
    """What two uninterrupted runs make of the inbox when these files come after the first: their numbers follow."""
    if left not in _OUTCOMES:
        workspace = world.copy(stage.seed, room / "espace")
        aside = room / "aside"
        aside.mkdir(parents=True, exist_ok=True)
        for name in left:
            (workspace.inbox / name).replace(aside / name)
        injections.plain(workspace, stage.before)
        for name in left:
            (aside / name).replace(workspace.inbox / name)
        injections.plain(workspace, stage.before)
        _OUTCOMES[left] = invariants.outcome(stage.seed, workspace)
    return _OUTCOMES[left]


_OUTCOMES: dict[frozenset[str], invariants.Outcome] = {}
"""By the files that waited."""


def _wrongly_refused(stage: Stage, workspace: Workspace) -> list[str]:
    wanted = {path for path, _ in stage.expected.known}
    paths = (path.relative_to(workspace.root).as_posix() for path in workspace.refused.rglob("*") if path.is_file())
    return [path for path in paths if path not in wanted]


def said_in_one_sentence(run: Run) -> list[str]:
    """A fault of the machine is told in a sentence, with its exit code, and no traceback."""
    found = [f"traceback: {run.errors.splitlines()[-1]}"] if "Traceback" in run.errors else []
    if run.code == console.MACHINE_FAULT and len(run.errors.splitlines()) != 1:
        found.append(f"not one sentence: {run.errors!r}")
    return found


def recovered(stage: Stage, workspace: Workspace) -> list[str]:
    run = injections.plain(workspace, stage.before)
    found = [f"after: {trouble}" for trouble in lived_on(run)]
    if run.code not in (console.DONE, console.FOR_A_PERSON):
        return [*found, f"after: the next run ended with {run.code}: {run.errors.strip()[-300:]}"]
    return found + [f"after: {trouble}" for trouble in invariants.after_recovery(workspace, stage.expected)]


def lived_on(run: Run) -> list[str]:
    return ["a process outlived the run"] * run.survivors + ["the run hung"] * (run.code == injections.HUNG)


def sweep(do: Callable[[Stage, Path, P], list[Case]], stage: Stage, points: Sequence[P], jobs: int) -> list[Case]:
    """Every point, on several processes: each forks its own runs and has a folder of its own."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        slices = [pool.submit(_slice, do, stage, points[job::jobs], job) for job in range(jobs)]
        return [case for done in slices for case in done.result()]


def _slice(do: Callable[[Stage, Path, P], list[Case]], stage: Stage, points: Sequence[P], job: int) -> list[Case]:
    processors = sorted(os.sched_getaffinity(0))
    # strace and the run take turns at every call: on one processor, none has to be woken up.
    os.sched_setaffinity(0, {processors[job % len(processors)]})
    cases: list[Case] = []
    with TemporaryDirectory(dir=stage.folder) as room:
        for rank, point in enumerate(points):
            if rank % 50 == 49:
                print(f"{rank} of {len(points)}", file=sys.stderr, flush=True)
            for case in do(stage, Path(room), point):
                cases.append(case)
                if case.violations:
                    print(case.point, *case.violations, sep="\n  ", file=sys.stderr, flush=True)
    return cases


def table(cases: Sequence[Case]) -> str:
    """Cases by verdict, then violations by kind with the first points of each."""
    lines = [f"{count:6}  {verdict}" for verdict, count in sorted(Counter(case.verdict for case in cases).items())]
    kinds: dict[str, list[str]] = {}
    for case in cases:
        for violation in case.violations:
            kind = ":".join(violation.split(":")[:3])
            kinds.setdefault(kind, []).append(f"{case.point}\n           {violation[:400]}")
    troubled = sum(bool(case.violations) for case in cases)
    lines.append(f"{len(cases):6}  cases, {troubled} with a violation")
    for kind, points in sorted(kinds.items(), key=lambda item: -len(item[1])):
        lines.append(f"  {len(points):4} × {kind}")
        lines += [f"         {point}" for point in points[:3]]
    return "\n".join(lines)
