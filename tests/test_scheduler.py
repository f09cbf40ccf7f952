"""The week: a simulated month with the library's clock replaced."""

from __future__ import annotations

import datetime as datetime_module
from contextlib import closing
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import schedule

from ose_batch import scheduler
from ose_batch.register import connection, record
from ose_batch.workspace import Workspace


class Clock:
    """A clock that each look at the schedule moves on by an hour, until the simulation ends."""

    def __init__(self, start: datetime, until: datetime) -> None:
        self.moment, self.until = start, until

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(hours=1)
        if self.moment >= self.until:
            raise KeyboardInterrupt

    def as_module(self) -> SimpleNamespace:
        """What the schedule library sees instead of the `datetime` module."""
        clock = self

        class Now(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return clock.moment

        return SimpleNamespace(**vars(datetime_module) | {"datetime": Now})


def month(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    start: datetime,
    until: datetime,
    failing: frozenset[date] = frozenset(),
) -> tuple[list[date], list[str]]:
    """Days on which a run succeeded, and the lines said."""
    clock = Clock(start, until)
    monkeypatch.setattr(schedule, "datetime", clock.as_module())
    days: list[date] = []
    said: list[str] = []

    def run(workspace: Workspace, today: date) -> int:
        if today in failing:
            raise OSError("le partage réseau a disparu")
        with closing(connection.open_register(workspace.database)) as db:
            record.run(db, today)
        days.append(today)
        return 0

    with pytest.raises(KeyboardInterrupt):
        scheduler.serve(workspace, scheduler.slot("lundi", "07:00"), said.append, run, clock.now, clock.sleep)
    return days, said


def test_a_month_with_a_failing_and_a_missed_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    third = frozenset({date(2026, 11, 16)})
    days, said = month(workspace, monkeypatch, datetime(2026, 11, 2, 6), datetime(2026, 11, 20, 12), third)
    # Never run before: at once, on Monday 2 at 6, then at 7; Monday 16 fails and the loop goes on.
    assert days == [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 9)]
    assert said[0] == (
        "02/11/2026 06:00  Aucun traitement réussi jusqu’ici. Prochain traitement\u00a0: lundi 2 novembre 2026 à 07:00."
    )
    assert "le partage réseau a disparu" in said[-1]
    # The computer was off on Monday 23: caught up on Tuesday, then every Monday again.
    days, said = month(workspace, monkeypatch, datetime(2026, 11, 24, 9), datetime(2026, 12, 8))
    assert days == [date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 7)]
    assert said[0].startswith("24/11/2026 09:00  Dernier traitement réussi\u00a0: 9 novembre 2026.")
    assert "Un traitement a été manqué\u00a0: il est lancé maintenant." in said[0]
    log = workspace.run_log.read_text(encoding="utf-8").splitlines()
    assert len(log) == 5 + 4
    # Nothing missed: started again on a Wednesday, it waits for Monday.
    days, _ = month(workspace, monkeypatch, datetime(2026, 12, 9, 9), datetime(2026, 12, 13))
    assert days == []


def test_a_log_that_cannot_be_written_never_stops_the_weeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    workspace.run_log.mkdir(parents=True)
    days, said = month(workspace, monkeypatch, datetime(2026, 11, 2, 8), datetime(2026, 11, 17))
    assert days == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    assert any("n’a pas pu" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 11, 23, 7, 0), datetime(2026, 11, 23, 7, 0)),
        (datetime(2026, 11, 23, 6, 59), datetime(2026, 11, 16, 7, 0)),
        (datetime(2026, 11, 29, 23, 0), datetime(2026, 11, 23, 7, 0)),
    ],
)
def test_the_last_slot_before_now(now: datetime, slot: datetime) -> None:
    assert scheduler.slot("Lundi", "07:00").last_before(now) == slot


@pytest.mark.parametrize(("day", "hour"), [("monday", "07:00"), ("lundi", "7h"), ("lundi", "24:00")])
def test_a_day_or_hour_not_understood_is_refused(day: str, hour: str) -> None:
    with pytest.raises(scheduler.NotASlot, match=r"jour|heure"):
        scheduler.slot(day, hour)
