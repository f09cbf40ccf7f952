"""What safety costs: reading with hash, guard and worker beside reading alone, in CPU, on the same dossiers.

    .venv/bin/python benchmarks/reading.py [--rounds 40] [--json]

*Alone* trusts the sender: python-calamine on the bytes as they came, error cells and formulas without a value looked
for in the XML, then what the cells are understood to say. *Guarded* is what `traiter` does. The two take turns on each
file; told is the median of each, and of the ratios of one turn, which a machine now quick, now slow leaves alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from python_calamine import CalamineWorkbook  # noqa: E402

from ose_batch.charter.rules import Rules  # noqa: E402
from ose_batch.forms import read, worker  # noqa: E402
from ose_batch.forms.cells import in_rows  # noqa: E402
from ose_batch.forms.recognise import Grid  # noqa: E402
from ose_batch.forms.scan import Scan  # noqa: E402
from ose_batch.model import Received, Rejection  # noqa: E402
from ose_batch.wording.forms import LISTS_TAB  # noqa: E402
from ose_batch.workspace import Workspace, packaged  # noqa: E402

WARM_UP = 3
FORMULA_ALONE = re.compile(rb'table:formula="[^"]*"(?! office:value-type=)')
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def doubtful(xml: bytes) -> bool:
    """Whether cells of .ods must be looked at for errors and formulas without a value."""
    return b'calcext:value-type="error"' in xml or bool(FORMULA_ALONE.search(xml))


def alone(content: bytes, rules: Rules) -> Received:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                in_rows(archive.read(name))
            elif name == "content.xml":
                doubtful(archive.read(name))
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names if name != LISTS_TAB]
        grids = [Grid(name, sheet.to_python(skip_empty_area=False), {}) for name, sheet in sheets]
    return read.understand(grids, rules)


def guarded(name: str, content: bytes, rules: Rules, scan: Scan) -> Received:
    hashlib.sha256(content).hexdigest()
    grids = scan(name, content)
    assert not isinstance(grids, Rejection), f"{name}: {grids}"
    return read.understand(grids, rules)


def cpu_of(pid: int) -> float:
    """Seconds of CPU of a process (Linux); in nanoseconds where the scheduler gives them, otherwise in ticks."""
    runtime = Path(f"/proc/{pid}/schedstat")
    if runtime.exists():
        return int(runtime.read_text().split()[0]) / 1e9
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / CLOCK_TICKS


def timed(act: Callable[[], object], other: int) -> float:
    """Milliseconds of CPU, here and in process `other`."""
    mine, its = time.process_time(), cpu_of(other)
    act()
    return ((time.process_time() - mine) + (cpu_of(other) - its)) * 1000


def measured(rounds: int) -> dict[str, tuple[float, float, float]]:
    """File → milliseconds alone, guarded, and their ratio; the last line is that of all files together."""
    rules = Workspace(ROOT).rules()
    files = {path.name: path.read_bytes() for path in sorted(packaged("examples").glob("*.*s*"))}
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in [*files, "all"]}
    with tempfile.TemporaryDirectory() as folder, worker.reader(Path(folder) / "lecture.log") as scan:
        scan("", next(iter(files.values())))
        reader = int(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()[-1])
        for turn in range(WARM_UP + rounds):
            pairs = {
                name: (
                    timed(partial(alone, content, rules), reader),
                    timed(partial(guarded, name, content, rules, scan), reader),
                )
                for name, content in files.items()
            }
            if turn >= WARM_UP:
                pairs["all"] = (sum(one for one, _ in pairs.values()), sum(two for _, two in pairs.values()))
                for name, pair in pairs.items():
                    turns[name].append(pair)
    return {
        name: (
            median(one for one, _ in pairs),
            median(two for _, two in pairs),
            median(two / one for one, two in pairs),
        )
        for name, pairs in turns.items()
    }


@click.command()
@click.option("--rounds", default=40, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(rounds: int, as_json: bool) -> None:
    """CPU of reading with hash, guard and worker, over that of reading alone (Linux)."""
    told = measured(rounds)
    if as_json:
        files = [{"file": name, "alone_ms": one, "guarded_ms": two, "ratio": r} for name, (one, two, r) in told.items()]
        click.echo(json.dumps(files, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'CPU, milliseconds':<60}{'alone':>8}{'guarded':>10}{'ratio':>8}")
    for name, (one, two, ratio) in told.items():
        click.echo(f"{name[:58]:<60}{one:>8.2f}{two:>10.2f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
