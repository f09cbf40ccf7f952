"""`python -m tests.sweep WHAT…`: exit code 1 when a run broke a rule, 77 where nothing can run. `kills=200`: how many.

kills     one run stopped at each call, then a normal one
double    the run after a kill stopped too
faults    a call fails: no room left, input/output error, not allowed (so many of each)
sabotage  kills of runs whose order of effects is broken, in three ways: each has to be noticed
tmpfs     the outbox, then the register's folder, on a disk that is full
starts    rounds of six runs started together
drops     files dropped by another process while a hundred batches run
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable

from tests.sweep import crowd, injections, sabotage, small_disk, sweeps, world
from tests.sweep.sweeps import Case, Stage

_POINTS = {"kills": 1000, "double": 1000, "faults": 500, "sabotage": 40, "tmpfs": 100, "starts": 20, "drops": 2000}
_BATCHES = 100
_NOT_HERE = 77


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.sweep", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="+", metavar="WHAT")
    parser.add_argument("--points", type=int, help="how many, where WHAT does not say; files for drops")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worker", action="store_true", help="workbooks are read by a process of their own, as usual")
    parser.add_argument("--small", action="store_true", help="a workspace with less in it")
    options = parser.parse_args()
    asked = [(what, int(points or options.points or _POINTS[what])) for what, _, points in _split(options.what)]
    if any(_obstacle(what) for what, _ in asked):
        print(*(f"{what} cannot run here: {_obstacle(what)}" for what, _ in asked if _obstacle(what)), sep="\n")
        return _NOT_HERE
    if not options.worker:
        world.quicken()
    started, faultless = time.monotonic(), True
    with sweeps.stage(options.small) as stage:
        for what, points in asked:
            print(f"== {what}", flush=True)
            faultless &= _sweep(stage, what, points, options.jobs)
            print(f"{time.monotonic() - started:.0f} s")
    return int(not faultless)


def _split(asked: Iterable[str]) -> list[tuple[str, str, str]]:
    return [what.partition("=") for what in asked]


def _obstacle(what: str) -> str:
    if what in ("starts", "drops"):
        return ""
    return small_disk.obstacle() if what == "tmpfs" else injections.obstacle()


def _sweep(stage: Stage, what: str, points: int, jobs: int) -> bool:
    """Whether every run kept the rules; for sabotage, whether it was noticed."""
    match what:
        case "sabotage":
            noticed = [_noticed(stage, way, points, jobs) for way in sabotage.WAYS]
            return all(noticed)
        case "tmpfs":
            return _tell(sweeps.sweep(small_disk.fill, stage, small_disk.disks(stage, points), jobs))
        case "starts":
            return _tell(sweeps.sweep(crowd.start_together, stage, range(points), 1))
        case "drops":
            return _tell(crowd.drop_while_running(points, _BATCHES))
    calls = injections.calls(world.copy(stage.seed, stage.folder / "traced" / "espace"))
    effects = sum(call.effect for call in calls)
    print(f"A run makes {len(calls)} calls on its workspace, {effects} of them with an effect.", flush=True)
    match what:
        case "faults":
            return _tell(sweeps.sweep(sweeps.fail, stage, sweeps.fault_points(calls, points), jobs))
        case "double":
            firsts = sweeps.kill_points(calls, -(-points // sweeps.KILLS_AFTER_A_KILL))
            return _tell(sweeps.sweep(sweeps.kill_twice, stage, firsts, jobs))
        case _:
            return _tell(sweeps.sweep(sweeps.kill, stage, sweeps.kill_points(calls, points), jobs))


def _noticed(stage: Stage, way: Callable[[], None], points: int, jobs: int) -> bool:
    """Whether kills show, in the way expected, that the order is broken."""
    where, violation = sabotage.WAYS[way]
    print(way.__name__)
    cases = sweeps.sabotaged(stage, way, where, points, jobs)
    _tell(cases)
    noticed = sum(any(found.startswith(violation) for found in case.violations) for case in cases)
    print(f"{noticed} × {violation}")
    return noticed > 0


def _tell(cases: list[Case]) -> bool:
    """Whether there was no violation."""
    print(sweeps.table(cases), flush=True)
    return not any(case.violations for case in cases)


if __name__ == "__main__":
    sys.exit(main())
