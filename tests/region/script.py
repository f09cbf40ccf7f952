"""What a script is made of: drops in the inbox, sessions as they are declared and held, days of runs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

START = 2027
CANDIDATE, RENEWAL = "Candidature", "Renouvellement"
VALID, ADVISED, RESERVED = "Validé", "Validé avec recommandations", "Validé sous réserve"
ADJOURNED, REFUSED = "Ajourné", "Non retenu"
GRANTING = (VALID, ADVISED)
DAY = timedelta(days=1)

LATE_YEAR, POSTPONED_YEAR, MISSED_YEAR, GAP_YEAR = START + 2, START + 3, START + 4, START + 5
"""Sessions declared in April only; the autumn one put off to January; the spring one not held; no run for 4 months."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of the committee as ose.toml declares it."""

    held_on: date
    deadline: date
    sent_on: date
    wave: str
    declared_on: date
    undeclared_on: date = date.max
    """When it was put off: another one takes its place."""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Deposit:
    day: date
    organisation: int
    kind: str
    complete: bool
    version: int
    """The same file has the same version."""


@dataclass(frozen=True, slots=True)
class Decided:
    day: date
    organisation: int
    sitting: Sitting
    decision: str
    decided_on: date | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    day: date
    organisation: int
    event: str
    happened_on: date
    until: date | None = None
    """The session it is enrolled for, or the new last day."""


@dataclass(frozen=True, slots=True)
class Midway:
    """A point d'étape."""

    day: date
    organisation: int


Drop = Deposit | Decided | Moved | Midway


@dataclass(frozen=True, slots=True)
class Script:
    organisations: int
    sittings: tuple[Sitting, ...]
    weekly: tuple[date, ...]
    monthly: tuple[date, ...]
    drops: tuple[Drop, ...]
    """In the order in which they were made."""

    def declared(self, today: date) -> tuple[Sitting, ...]:
        return declared(self.sittings, today)


def declared(sittings: Iterable[Sitting], today: date) -> tuple[Sitting, ...]:
    return tuple(one for one in sittings if one.declared_on <= today < one.undeclared_on)


def draw_sittings(rng: random.Random, years: int) -> tuple[Sitting, ...]:
    """Two a year, in June and December."""
    found = []
    for year in range(START, START + years + 2):
        known_on = date(year, 4, 20) if year == LATE_YEAR else date(year - 1, 10, 1)
        for half, month in enumerate((6, 12), start=1):
            one = Sitting(
                held_on=date(year, month, 13 + rng.randrange(9)),
                deadline=date(year, month - 1, 25),
                sent_on=date(year, month, 9),
                wave=f"{year}-{half}",
                declared_on=known_on,
                missed=(year, half) == (MISSED_YEAR, 1),
            )
            if (year, half) != (POSTPONED_YEAR, 2):
                found.append(one)
                continue
            put_off_on, after = date(year, 11, 10), date(year + 1, 1, 20)
            found.append(replace(one, undeclared_on=put_off_on))
            limit, sent_on = date(year, 12, 20), date(year + 1, 1, 9)
            found.append(replace(one, held_on=after, deadline=limit, sent_on=sent_on, declared_on=put_off_on))
    return tuple(found)


def weekly_runs(sittings: Sequence[Sitting], years: int, every: int) -> tuple[date, ...]:
    """Mondays, and Thursdays around a session; not in mid-August, at Christmas, nor for four months of one year."""
    first, end = date(START, 1, 4), date(START + years, 1, 1)
    mondays = [first + timedelta(weeks=every * rank) for rank in range(53 * years)]
    around = [(one.deadline - timedelta(days=7), one.held_on + timedelta(days=14)) for one in sittings]
    thursdays = (monday + timedelta(days=3) for monday in mondays)
    busy = [day for day in thursdays if every == 1 and any(start <= day <= over for start, over in around)]
    return tuple(day for day in sorted([*mondays, *busy]) if day < end and not _closed(day))


def _closed(day: date) -> bool:
    holidays = (date(day.year, 8, 5), date(day.year, 8, 18)), (date(day.year, 12, 23), date(day.year, 12, 31))
    gap = date(GAP_YEAR, 4, 20), date(GAP_YEAR, 8, 20)
    return any(start <= day <= end for start, end in (*holidays, gap))


def monthly_runs(weekly: Sequence[date]) -> tuple[date, ...]:
    """The first run of each month, and the very last."""
    months: dict[tuple[int, int], date] = {}
    for day in weekly:
        months.setdefault((day.year, day.month), day)
    return tuple(sorted({*months.values(), weekly[-1]}))
