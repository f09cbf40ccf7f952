"""`python -m tests.region --organisations 60 --years 7`: exit code 1 when the program and the script disagree.

The same script is played with weekly runs and with monthly ones, each against its own recomputation after every run.
Both end in the same states, of dossiers and of identities, with the same dates. What may differ: a deposit is dated of
the run that took it, a step is recorded by the run that comes after it, and of reminders that came due between two runs
only the last is prepared, none once the renewal is there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.region import lives
from tests.region.play import Region
from tests.region.script import Script
from tests.region.shown import Seen
from tests.sweep import world

_SHOWN = 40


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.region", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=60)
    parser.add_argument("--years", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="weeks between two runs of the weekly history")
    parser.add_argument("--history", choices=("weekly", "monthly"), help="that one alone")
    options = parser.parse_args()
    world.quicken()
    drawn = lives.script(options.organisations, options.years, options.seed, options.every)
    histories = {"weekly": drawn.weekly, "monthly": drawn.monthly}
    seen = {name: _played(drawn, name, runs) for name, runs in histories.items() if options.history in (None, name)}
    print(_table(seen))
    other = _ends_otherwise(*seen.values()) if len(seen) > 1 else []
    print(*other, sep="\n")
    checks, wrong = (sum(one.checks for one in seen.values()), sum(len(one.disagreements) for one in seen.values()))
    print(f"{checks} checks, {wrong} disagreements, {len(other)} organisations that end otherwise")
    return int(bool(wrong or other))


def _played(drawn: Script, name: str, runs: Sequence[date]) -> Seen:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=world.scratch()) as folder:
        region = Region(Path(folder), drawn)
        seen = region.play(runs)
    print(f"== {name}: {time.monotonic() - started:.0f} s, {seen.checks} checks")
    print(*seen.disagreements[:_SHOWN], sep="\n")
    if len(seen.disagreements) > _SHOWN:
        print(f"… {len(seen.disagreements) - _SHOWN} more")
    sys.stdout.flush()
    return seen


def _table(seen: dict[str, Seen]) -> str:
    """A line a kind of event, a column a history."""
    lines = {what: [one.counts[what] for one in seen.values()] for one in seen.values() for what in sorted(one.counts)}
    lines = {"runs": [one.runs for one in seen.values()], "files": [one.files for one in seen.values()], **lines}
    header = "".join(f"{name:>9}" for name in seen)
    return "\n".join([header, *("".join(f"{count:9}" for count in row) + f"  {what}" for what, row in lines.items())])


def _ends_otherwise(one: Seen, other: Seen) -> list[str]:
    return [f"{rank}: {end}, {other.ends[rank]}" for rank, end in one.ends.items() if end != other.ends[rank]]


if __name__ == "__main__":
    sys.exit(main())
