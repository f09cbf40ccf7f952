"""Drops drawn so far, and what dropping a file on a day leads to in both histories."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from tests.region.script import Drop, Sitting, declared


class Drawn:
    """Drops so far, and what a day of drop leads to in both histories."""

    def __init__(
        self, rng: random.Random, sittings: Sequence[Sitting], weekly: Sequence[date], monthly: Sequence[date]
    ) -> None:
        self.rng, self.sittings, self.weekly, self.monthly = rng, sittings, weekly, tuple(monthly)
        self.final = [one for one in sittings if one.undeclared_on == date.max]
        self.drops: list[Drop] = []

    def taken(self, day: date) -> tuple[date, ...]:
        """By the run of each history; a day after the last one leads nowhere."""
        return tuple(next((run for run in runs if run >= day), date.max) for runs in (self.weekly, self.monthly))

    def waves(self, day: date) -> set[str]:
        """That a dossier dropped on `day` will be of once its sessions are known, in each history."""
        runs = (self.weekly, self.monthly)
        return {self._wave(taken, history) for taken, history in zip(self.taken(day), runs, strict=True)}

    def _wave(self, deposited_on: date, runs: Sequence[date]) -> str:
        for today in (run for run in runs if run >= deposited_on):
            for one in declared(self.sittings, today):
                if one.sent_on >= today and one.deadline >= deposited_on:
                    return one.wave
        return ""

    def between(self, start: date, end: date) -> date:
        return start + timedelta(days=self.rng.randint(0, max(0, (end - start).days)))

    def for_wave(self, sitting: Sitting, start: date, end: date) -> date | None:
        """A day in these bounds on which a deposit is for that session in both histories."""
        days = [start + timedelta(days=rank) for rank in range((end - start).days + 1)]
        fitting = [day for day in days if self.waves(day) == {sitting.wave}]
        return self.rng.choice(fitting) if fitting else None

    def by(self, start: date, end: date) -> date | None:
        """A day in these bounds on which a file is taken by `end` in both histories."""
        days = (start + timedelta(days=rank) for rank in range((end - start).days + 1))
        fitting = [day for day in days if max(self.taken(day)) <= end]
        return self.rng.choice(fitting) if fitting else None

    def after(self, sitting: Sitting) -> Sitting | None:
        return next((one for one in self.final if one.held_on > sitting.held_on), None)

    def one_of(self, **weights: int) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]
