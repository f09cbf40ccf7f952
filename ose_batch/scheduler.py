"""`planifier`: the batch once a week, for as long as the program is left open.

Each run is a process of its own: whatever happens in it, the next one takes place.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import schedule

from ose_batch.register import connection, store
from ose_batch.wording import commands as say
from ose_batch.workspace import Workspace

_WEEKDAYS = {
    "lundi": "monday",
    "mardi": "tuesday",
    "mercredi": "wednesday",
    "jeudi": "thursday",
    "vendredi": "friday",
    "samedi": "saturday",
    "dimanche": "sunday",
}


class NotASlot(ValueError):
    """Day or hour not understood: the message says what was read and expected."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When the week's run takes place."""

    weekday: str
    """In French."""
    hour: str
    """`07:00`."""

    def last_before(self, now: datetime) -> datetime:
        """The latest time this slot came, `now` included."""
        hours, minutes = map(int, self.hour.split(":"))
        back = (now.weekday() - list(_WEEKDAYS).index(self.weekday)) % 7
        slot = (now - timedelta(days=back)).replace(hour=hours, minute=minutes, second=0, microsecond=0)
        return slot if slot <= now else slot - timedelta(days=7)


def slot(weekday: str, hour: str) -> Slot:
    """Raises `NotASlot`."""
    if weekday.lower() not in _WEEKDAYS:
        raise NotASlot(say.not_a_weekday(weekday, _WEEKDAYS))
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", hour):
        raise NotASlot(say.not_an_hour(hour))
    return Slot(weekday.lower(), hour)


def serve(
    workspace: Workspace,
    weekly: Slot,
    echo: Callable[[str], object],
    run: Callable[[Workspace, date], int] | None = None,
    now: Callable[[], datetime] = datetime.now,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Runs until interrupted. `run` gives the exit code of one run; `sleep` waits between two looks at the clock."""
    run = run or in_a_process
    planner = schedule.Scheduler()

    def one_run() -> None:
        try:
            code = run(workspace, now().date())
        except Exception as error:  # a week's run may fail in any way; the next one must still take place
            _log(workspace, echo, now(), say.run_crashed(error))
        else:
            _log(workspace, echo, now(), say.run_ended(code))

    getattr(planner.every(), _WEEKDAYS[weekly.weekday]).at(weekly.hour).do(one_run)
    last = last_run(workspace)
    missed = last is None or last < weekly.last_before(now()).date()
    next_run = planner.next_run
    assert next_run is not None
    _log(workspace, echo, now(), say.planned(last, weekly.weekday, weekly.hour, next_run, missed))
    if missed:
        one_run()
    while True:
        planner.run_pending()
        sleep(30)


def in_a_process(workspace: Workspace, today: date) -> int:
    """One run of `traiter`; what it prints goes to the run log."""
    command = [
        sys.executable,
        "-m",
        "ose_batch",
        "traiter",
        "--espace",
        str(workspace.root),
        "--date",
        today.isoformat(),
    ]
    workspace.data.mkdir(parents=True, exist_ok=True)
    with workspace.run_log.open("ab") as log:
        return subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False).returncode


def last_run(workspace: Workspace) -> date | None:
    if not workspace.database.is_file():
        return None
    with closing(connection.open_as_it_is(workspace.database, "rw")) as db:
        return store.last_run(db)


def _log(workspace: Workspace, echo: Callable[[str], object], now: datetime, sentence: str) -> None:
    """On the screen and in the run log."""
    line = f"{now:%d/%m/%Y %H:%M}  {sentence}"
    echo(line)
    try:
        workspace.data.mkdir(parents=True, exist_ok=True)
        with workspace.run_log.open("a", encoding="utf-8") as log:
            log.write(line + "\n")
    except OSError as error:  # the share is gone today; the week after it may be back
        echo(say.run_crashed(error))
