"""What becomes of a mutant: refused, or read as the independent reader reads it; how fast, in how much memory."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock

from ose_batch.forms.recognise import Grid
from ose_batch.forms.scan import scan
from ose_batch.model import Rejection, Trouble
from ose_batch.wording.forms import LISTS_TAB
from tests import independent
from tests.independent.cells import Mistake
from tests.mutants.damage import mutant

SLOWEST = 10.0
"""Seconds for one file."""
CRASHED = "the reader raised an exception"
LARGEST = 2**30
"""Bytes of memory for one process."""


@dataclass(frozen=True)
class Verdict:
    name: str
    said: str
    """`read`, or the reason of the refusal."""
    seconds: float
    peak: int
    """Bytes, of the process so far."""
    disagreement: str = ""


def judge(name: str, content: bytes) -> Verdict:
    start = time.perf_counter()
    try:
        found = scan("dossier.xlsx", content)
    except Exception as error:
        return Verdict(name, CRASHED, time.perf_counter() - start, 0, f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    peak = peak_memory()
    if isinstance(found, Rejection):
        return Verdict(name, found.reason, seconds, peak)
    return Verdict(name, "read", seconds, peak, disagreement(found, content))


def peak_memory() -> int:
    """Bytes, 0 where the platform does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def disagreement(grids: Sequence[Grid], content: bytes) -> str:
    """How what was read differs from what the independent reader finds in the same bytes; empty when it does not."""
    try:
        expected = independent.read(content, without=LISTS_TAB)
    except Exception as error:
        return f"read, though the independent reader refuses: {type(error).__name__} {error}"
    if [grid.name for grid in grids] != list(expected):
        return f"sheets {[grid.name for grid in grids]}, expected {list(expected)}"
    for grid in grids:
        read = cells(grid)
        cells_expected = {at: plain for at, value in expected[grid.name].items() if (plain := comparable(value)) != ""}
        for at in sorted(read.keys() | cells_expected.keys()):
            if read.get(at) != cells_expected.get(at):
                return f"{grid.name} {at}: {read.get(at)!r}, expected {cells_expected.get(at)!r}"
    return ""


def cells(grid: Grid) -> dict[tuple[int, int], object]:
    found = {
        (row, column): plain
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if (plain := comparable(value)) != ""
    }
    return found | {at: f"error {text}" for at, (trouble, text) in grid.marks.items() if trouble is Trouble.ERROR}


def comparable(value: object) -> object:
    """Without what readers are free to do: spaces at the edges and in a row, line ends, a time as a duration."""
    if isinstance(value, Mistake):
        return f"error {value.text}"
    if isinstance(value, str):
        if found := re.fullmatch(r"PT([0-9]+)H([0-9]+)M([0-9.]+)S", value):
            return comparable(timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=float(found[3])))
        return re.sub("[ \t]*\n[ \t]*", "\n", re.sub(" +", " ", value.replace("\r\n", "\n").replace("\r", "\n"))).strip(
            " \n\t"
        )
    if isinstance(value, timedelta):
        return round(value.total_seconds(), 2)
    if isinstance(value, clock):
        return round(
            timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            ).total_seconds(),
            2,
        )
    if isinstance(value, datetime):
        return str(value.replace(microsecond=value.microsecond // 1000 * 1000))
    return value


def sweep(numbers: Iterable[int], processes: int = 2) -> tuple[list[Verdict], list[str]]:
    """The verdicts, and the failures: what crashed or hung its process."""
    verdicts: list[Verdict] = []
    failures: list[str] = []
    numbers = list(numbers)
    chunks = [numbers[at : at + 50] for at in range(0, len(numbers), 50)]
    with ProcessPoolExecutor(processes) as pool:
        for chunk, task in [(chunk, pool.submit(judge_all, chunk)) for chunk in chunks]:
            try:
                verdicts += task.result(timeout=len(chunk) * SLOWEST * processes)
            except (TimeoutError, BrokenProcessPool) as error:
                failures.append(f"{type(error).__name__} in {chunk[0]}–{chunk[-1]}")
    return verdicts, failures


def judge_all(numbers: Sequence[int]) -> list[Verdict]:
    return [judge(f"{number} {name}", content) for number in numbers for name, content in [mutant(number)]]
