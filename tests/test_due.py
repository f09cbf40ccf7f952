"""Tables of dates: what the calendar alone brings about, on which day, and whether it is written about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.charter.rules import Durations
from ose_batch.model import Event, Recognition, Session
from ose_batch.register import due
from ose_batch.register.due import Move, Standing

DURATIONS = Durations(
    validity_years=3, midterm_months=18, midterm_plan_months=15, midterm_late_months=20, expiry_soon_months=6
)
PERIOD = Recognition(date(2026, 12, 10), date(2029, 12, 10))
PLAN, LATE = date(2028, 3, 10), date(2028, 8, 10)
BY_MONTHS = [date(2029, 6, 10), date(2029, 9, 10), date(2029, 11, 10)]
OVER = date(2029, 12, 11)


def session(held_on: date) -> Session:
    return Session(held_on, "Comité", "", held_on - timedelta(days=20), held_on - timedelta(days=13))


def standing(**changes: date) -> Standing:
    """`PERIOD` with these days of its own, or of what came after it."""
    after = {key: changes.pop(key) for key in ("followed_on", "renewal_on") if key in changes}
    return Standing(replace(PERIOD, **changes), **after)


def moves(
    one: Standing, today: date, *sessions: Session, done: Iterable[tuple[str, int, str]] = ()
) -> tuple[Move, ...]:
    return due.moves(one, sessions, DURATIONS, today, frozenset(done))


def said(found: Iterable[Move]) -> list[str]:
    """`2028-03-10 Mi-parcours à planifier`, a reminder with its rank, `…` when nobody is written to."""
    return [
        " ".join(
            filter(
                None,
                (
                    str(move.step.due_on),
                    move.step.event,
                    str(move.step.rank or ""),
                    "" if move.answered else "…",
                ),
            )
        )
        for move in found
    ]


# ------------------------------------------------------------------------------------------------------- Mid-term


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2028, 3, 9), []),
        (PLAN, ["2028-03-10 Mi-parcours à planifier"]),
        (date(2028, 8, 9), ["2028-03-10 Mi-parcours à planifier"]),
        (LATE, ["2028-03-10 Mi-parcours à planifier", "2028-08-10 Mi-parcours en retard …"]),
    ],
)
def test_the_exchange_is_to_be_planned_then_late(today: date, expected: list[str]) -> None:
    assert said(moves(standing(), today)) == expected


@pytest.mark.parametrize(
    ("validated_on", "plan", "late"),
    [
        (date(2026, 11, 30), date(2028, 2, 29), date(2028, 7, 30)),
        (date(2025, 11, 30), date(2027, 2, 28), date(2027, 7, 30)),
        (date(2028, 2, 29), date(2029, 5, 29), date(2029, 10, 29)),
        (date(2027, 6, 30), date(2028, 9, 30), date(2029, 2, 28)),
        (date(2027, 8, 31), date(2028, 11, 30), date(2029, 4, 30)),
    ],
)
def test_months_end_on_their_last_day(validated_on: date, plan: date, late: date) -> None:
    one = Standing(Recognition(validated_on, date(2035, 1, 1)))
    assert [move.step.due_on for move in moves(one, date(2030, 1, 1))] == [plan, late]


@pytest.mark.parametrize(
    ("held_on", "expected"),
    [
        (date(2028, 3, 9), []),
        (PLAN, []),
        (date(2028, 3, 11), ["2028-03-10 Mi-parcours à planifier …"]),
        (LATE, ["2028-03-10 Mi-parcours à planifier …"]),
        (date(2028, 8, 11), ["2028-03-10 Mi-parcours à planifier …", "2028-08-10 Mi-parcours en retard …"]),
    ],
)
def test_once_held_there_is_nothing_to_plan_nor_to_write(held_on: date, expected: list[str]) -> None:
    assert said(moves(standing(midterm_held_on=held_on), date(2029, 1, 1))) == expected


@pytest.mark.parametrize("over", ["ended_on", "followed_on"])
def test_nothing_is_planned_of_an_identity_that_is_over(over: str) -> None:
    assert said(moves(standing(**{over: date(2028, 3, 10)}), date(2029, 1, 1))) == []
    after = said(moves(standing(**{over: date(2028, 3, 11)}), date(2029, 1, 1)))
    assert after == ["2028-03-10 Mi-parcours à planifier …"]


def test_the_exchange_of_a_suspended_identity_waits_for_its_end() -> None:
    suspended = standing(suspended_on=date(2027, 1, 4))
    assert said(moves(suspended, LATE)) == []
    steps = ["2028-03-10 Mi-parcours à planifier", "2028-08-10 Mi-parcours en retard …"]
    assert said(moves(standing(), LATE)) == steps  # resumed since
    ended = said(moves(suspended, OVER))
    assert ended[:2] == [f"{steps[0]} …", steps[1]]


def test_a_short_period_has_no_exchange_once_it_is_over() -> None:
    """A recognition that ends before its fifteenth month: the charter's durations may be changed."""
    short = Standing(Recognition(date(2026, 12, 10), date(2027, 12, 10)))
    assert {move.step.event for move in moves(short, date(2030, 1, 1))} == {Event.RENEWAL_DUE, Event.EXPIRED}


# ------------------------------------------------------------------------------------------------------ Reminders

JUNE, NOVEMBER, DECEMBER = session(date(2029, 6, 14)), session(date(2029, 11, 15)), session(date(2029, 12, 13))


def reminded(one: Standing, *sessions: Session) -> list[date]:
    return [step.due_on for step in due.reminders(one.recognition, sessions, DURATIONS)]


@pytest.mark.parametrize(
    ("sessions", "counted_from"),
    [
        ([NOVEMBER], NOVEMBER),
        ([JUNE, NOVEMBER], NOVEMBER),
        ([NOVEMBER, JUNE, DECEMBER], NOVEMBER),
        ([JUNE], JUNE),
        ([session(date(2029, 12, 10))], session(date(2029, 12, 10))),
    ],
)
def test_reminders_count_back_from_the_deposit_limit_of_the_last_session_before_expiry(
    sessions: list[Session], counted_from: Session
) -> None:
    days = [counted_from.deadline - timedelta(days=before) for before in (90, 45, 15)]
    assert reminded(standing(), *sessions) == days


@pytest.mark.parametrize("sessions", [[], [DECEMBER], [session(date(2028, 12, 10))], [session(date(2026, 12, 10))]])
def test_without_such_a_session_they_count_back_from_expiry(sessions: list[Session]) -> None:
    """None declared, one that comes too late, one so old that others will be declared."""
    assert reminded(standing(), *sessions) == BY_MONTHS


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (date(2029, 8, 31), [date(2029, 2, 28), date(2029, 5, 31), date(2029, 7, 31)]),
        (date(2028, 8, 31), [date(2028, 2, 29), date(2028, 5, 31), date(2028, 7, 31)]),
        (date(2031, 2, 28), [date(2030, 8, 28), date(2030, 11, 28), date(2031, 1, 28)]),
    ],
)
def test_months_before_expiry_end_on_their_last_day(until: date, days: list[date]) -> None:
    assert reminded(standing(valid_until=until)) == days


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2029, 6, 9), []),
        (date(2029, 6, 10), ["2029-06-10 Relance de renouvellement 1"]),
        (date(2029, 9, 10), ["2029-06-10 Relance de renouvellement 1 …", "2029-09-10 Relance de renouvellement 2"]),
        (
            date(2029, 12, 10),
            [
                "2029-06-10 Relance de renouvellement 1 …",
                "2029-09-10 Relance de renouvellement 2 …",
                "2029-11-10 Relance de renouvellement 3",
            ],
        ),
        (
            OVER,
            [
                "2029-06-10 Relance de renouvellement 1 …",
                "2029-09-10 Relance de renouvellement 2 …",
                "2029-11-10 Relance de renouvellement 3 …",
                "2029-12-11 Fin de validité",
            ],
        ),
    ],
)
def test_after_months_without_a_run_only_the_last_reminder_is_prepared(today: date, expected: list[str]) -> None:
    assert said(moves(standing(midterm_held_on=PLAN), today)) == expected


def test_the_next_reminder_is_prepared_when_the_one_before_is_done() -> None:
    one = standing(midterm_held_on=PLAN)
    done = [move.step.key for move in moves(one, date(2029, 6, 11))]
    assert said(moves(one, date(2029, 9, 11), done=done)) == ["2029-09-10 Relance de renouvellement 2"]


def test_a_session_declared_meanwhile_has_reminders_of_its_own() -> None:
    one = standing(midterm_held_on=PLAN)
    done = [move.step.key for move in moves(one, date(2029, 6, 11))]
    later = moves(one, date(2029, 9, 17), NOVEMBER, done=done)
    assert said(later) == ["2029-07-28 Relance de renouvellement 1 …", "2029-09-11 Relance de renouvellement 2"]


def test_an_organisation_reminded_of_one_session_is_reminded_of_a_later_one_declared_since() -> None:
    """All three were spent on the session of June, and there is one more before the end."""
    one = standing(midterm_held_on=PLAN)
    done = [move.step.key for move in moves(one, date(2029, 6, 4), JUNE)]
    assert len(done) == 3
    found = said(moves(one, date(2029, 10, 15), JUNE, NOVEMBER, done=done))
    assert found == [
        "2029-07-28 Relance de renouvellement 1 …",
        "2029-09-11 Relance de renouvellement 2 …",
        "2029-10-11 Relance de renouvellement 3",
    ]
    assert said(moves(one, date(2029, 10, 15), JUNE, done=done)) == []


def test_a_renewal_that_is_there_is_not_asked_for() -> None:
    """Nor once it is refused: what came due while it waited is not told afterwards."""
    waiting = moves(standing(midterm_held_on=PLAN, renewal_on=date(2029, 6, 4)), date(2029, 9, 24))
    assert said(waiting) == ["2029-06-10 Relance de renouvellement 1 …", "2029-09-10 Relance de renouvellement 2 …"]
    refused = standing(midterm_held_on=PLAN)
    done = [move.step.key for move in waiting]
    assert said(moves(refused, date(2029, 11, 5), done=done)) == []
    assert said(moves(refused, date(2029, 11, 12), done=done)) == ["2029-11-10 Relance de renouvellement 3"]


@pytest.mark.parametrize("change", ["suspended_on", "ended_on"])
def test_an_identity_that_is_suspended_or_over_is_not_reminded(change: str) -> None:
    one = standing(midterm_held_on=PLAN, **{change: date(2029, 5, 2)})
    assert said(moves(one, date(2029, 12, 10))) == []


def test_after_a_reprise_the_last_reminder_that_came_due_meanwhile_is_prepared() -> None:
    """A reprise leaves no trace in the recognition."""
    found = said(moves(standing(midterm_held_on=PLAN), date(2029, 9, 24)))
    assert found == ["2029-06-10 Relance de renouvellement 1 …", "2029-09-10 Relance de renouvellement 2"]


# ------------------------------------------------------------------------------------------------------------ End


@pytest.mark.parametrize(("today", "expected"), [(date(2029, 12, 10), []), (OVER, [OVER]), (date(2031, 1, 1), [OVER])])
def test_an_identity_ends_the_day_after_its_last_day(today: date, expected: list[date]) -> None:
    ends = [move.step.due_on for move in moves(standing(), today) if move.step.event is Event.EXPIRED]
    assert ends == expected


@pytest.mark.parametrize(
    ("changes", "ends", "written_to"),
    [
        ({"renewal_on": date(2029, 12, 10)}, True, True),
        ({"suspended_on": date(2029, 5, 2)}, True, True),
        ({"ended_on": date(2029, 5, 2)}, False, False),
        ({"followed_on": date(2029, 12, 10)}, False, False),
        ({"followed_on": OVER}, False, False),
        ({"followed_on": date(2029, 12, 12)}, True, False),
    ],
)
def test_whether_it_ends_and_whether_the_organisation_is_told(
    changes: dict[str, date], ends: bool, written_to: bool
) -> None:
    found = [move for move in moves(standing(**changes), date(2030, 6, 3)) if move.step.event is Event.EXPIRED]
    assert (bool(found), any(move.answered for move in found)) == (ends, written_to)


def test_a_prolongation_brings_new_reminders_and_another_end() -> None:
    before = moves(standing(midterm_held_on=PLAN), OVER)
    longer = standing(midterm_held_on=PLAN, valid_until=date(2030, 6, 10))
    assert said(moves(longer, OVER, done=[move.step.key for move in before])) == [
        "2029-12-10 Relance de renouvellement 1"
    ]
    assert said(moves(longer, date(2030, 6, 11), done=[move.step.key for move in before]))[-1] == (
        "2030-06-11 Fin de validité"
    )


# ------------------------------------------------------------------------------------------------ Whenever it runs

DAYS = st.dates(date(2026, 12, 10), date(2031, 6, 30))
STANDINGS = st.builds(
    Standing,
    st.builds(
        Recognition,
        st.just(date(2026, 12, 10)),
        st.sampled_from([date(2029, 12, 10), date(2030, 2, 28), date(2029, 8, 31)]),
        midterm_held_on=st.none() | DAYS,
        suspended_on=st.none() | DAYS,
        ended_on=st.none() | DAYS,
    ),
    followed_on=st.none() | DAYS,
    renewal_on=st.none() | DAYS,
)
SESSIONS = st.lists(st.dates(date(2027, 1, 1), date(2031, 1, 1)).map(session), max_size=4)
LAST_RUN = date(2031, 7, 7)
WEEKLY = [LAST_RUN - timedelta(weeks=rank) for rank in range(245, -1, -1)]


def lived(one: Standing, sessions: Iterable[Session], runs: Iterable[date]) -> list[Move]:
    """What run after run records."""
    recorded: list[Move] = []
    for today in runs:
        recorded += due.moves(one, tuple(sessions), DURATIONS, today, {move.step.key for move in recorded})
    return recorded


@given(STANDINGS, SESSIONS, st.sets(st.sampled_from(WEEKLY), max_size=12))
def test_every_step_happens_once_on_its_own_day_however_seldom_it_runs(
    one: Standing, sessions: list[Session], runs: set[date]
) -> None:
    weekly, seldom = lived(one, sessions, WEEKLY), lived(one, sessions, sorted({*runs, LAST_RUN}))
    assert {move.step for move in weekly} == {move.step for move in seldom}
    for recorded in (weekly, seldom):
        keys = [move.step.key for move in recorded]
        assert len(keys) == len(set(keys))
    written_to = {move.step for move in seldom if move.answered}
    assert written_to <= {move.step for move in weekly if move.answered}


@given(STANDINGS, SESSIONS, DAYS)
def test_steps_come_in_order_and_never_before_their_day(one: Standing, sessions: list[Session], today: date) -> None:
    found = due.moves(one, sessions, DURATIONS, today, ())
    days = [move.step.due_on for move in found]
    assert days == sorted(days)
    assert all(day <= today for day in days)
    assert len([move for move in found if move.answered and move.step.event is Event.RENEWAL_DUE]) <= 1
