"""Tables of dates: what each state says on which day."""

from __future__ import annotations

from datetime import date

import pytest

from ose_batch.charter.rules import Durations
from ose_batch.model import Answer, Session, State
from ose_batch.register import lifecycle
from ose_batch.register.lifecycle import Identity, Midterm, Renewal
from tests.entries import assessment, finding

DURATIONS = Durations(
    validity_years=3, midterm_months=18, midterm_plan_months=15, midterm_late_months=20, expiry_soon_months=6
)


@pytest.mark.parametrize(
    ("validated_on", "until"),
    [
        (date(2026, 12, 10), date(2029, 12, 10)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2027, 2, 28), date(2030, 2, 28)),
        (date(2025, 3, 1), date(2028, 3, 1)),
    ],
)
def test_validity_ends_on_the_same_day_three_years_later_included(validated_on: date, until: date) -> None:
    assert lifecycle.valid_until(validated_on, DURATIONS) == until
    assert lifecycle.identity(until, until) is Identity.ACTIVE
    assert lifecycle.identity(until, date.fromordinal(until.toordinal() + 1)) is Identity.EXPIRED


@pytest.mark.parametrize(
    ("validated_on", "planned_on"),
    [
        (date(2026, 8, 31), date(2028, 2, 29)),
        (date(2025, 8, 31), date(2027, 2, 28)),
        (date(2026, 12, 10), date(2028, 6, 10)),
        (date(2028, 2, 29), date(2029, 8, 29)),
    ],
)
def test_midterm_is_eighteen_months_later_by_calendar(validated_on: date, planned_on: date) -> None:
    assert lifecycle.midterm_on(validated_on, DURATIONS) == planned_on


def test_there_is_no_identity_before_a_first_validation() -> None:
    assert lifecycle.identity(None, date(2026, 1, 1)) is Identity.NOT_GRANTED


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 10), Midterm.COMING),
        (date(2028, 3, 9), Midterm.COMING),
        (date(2028, 3, 10), Midterm.TO_PLAN),
        (date(2028, 8, 9), Midterm.TO_PLAN),
        (date(2028, 8, 10), Midterm.LATE),
    ],
)
def test_midterm_moves_by_date_alone(today: date, expected: Midterm) -> None:
    assert lifecycle.midterm(date(2026, 12, 10), today, DURATIONS) is expected


def test_there_is_no_midterm_without_a_validation() -> None:
    assert lifecycle.midterm(None, date(2028, 8, 10), DURATIONS) is Midterm.NONE


UNTIL = date(2029, 12, 10)


@pytest.mark.parametrize(
    ("until", "renewals", "pending", "today", "expected"),
    [
        (None, 0, False, date(2026, 1, 1), Renewal.NONE),
        (None, 0, True, date(2026, 1, 1), Renewal.DEPOSITED),
        (UNTIL, 0, False, date(2029, 6, 9), Renewal.NONE),
        (UNTIL, 0, False, date(2029, 6, 10), Renewal.TO_PREPARE),
        (UNTIL, 0, False, date(2030, 1, 1), Renewal.TO_PREPARE),
        (UNTIL, 0, True, date(2029, 6, 10), Renewal.DEPOSITED),
        (UNTIL, 1, False, date(2027, 1, 1), Renewal.GRANTED),
        (UNTIL, 1, False, date(2029, 6, 10), Renewal.TO_PREPARE),
        (UNTIL, 1, True, date(2029, 6, 10), Renewal.DEPOSITED),
    ],
)
def test_renewal(until: date | None, renewals: int, pending: bool, today: date, expected: Renewal) -> None:
    assert lifecycle.renewal(until, renewals, pending, today, DURATIONS) is expected


@pytest.mark.parametrize(
    ("today", "soon"),
    [
        (date(2029, 6, 9), False),
        (date(2029, 6, 10), True),
        (date(2029, 12, 10), True),
        (date(2029, 12, 11), False),
    ],
)
def test_expires_soon_within_six_months_and_not_once_it_has_expired(today: date, soon: bool) -> None:
    assert lifecycle.expires_soon(UNTIL, today, DURATIONS) is soon


AUTUMN = Session(date(2026, 12, 10), "Comité", "2026-2", date(2026, 11, 20), date(2026, 11, 27))
SPRING = Session(date(2027, 6, 17), "Comité", "2027-1", date(2027, 5, 28), date(2027, 6, 3))


@pytest.mark.parametrize(
    ("deposited_on", "expected"),
    [
        (date(2026, 9, 1), AUTUMN),
        (date(2026, 11, 27), AUTUMN),
        (date(2026, 11, 28), SPRING),
        (date(2027, 6, 3), SPRING),
        (date(2027, 6, 4), None),
    ],
)
def test_a_dossier_goes_to_the_first_session_not_sent_yet(deposited_on: date, expected: Session | None) -> None:
    assert lifecycle.next_session([SPRING, AUTUMN], deposited_on) == expected


def test_state_at_receipt_depends_on_what_is_to_complete_alone() -> None:
    weighed = assessment(finding("P1.1", Answer.TO_WEIGH), finding("P2.1", Answer.TO_CHECK))
    assert lifecycle.state_at_receipt(weighed) is State.READY
    assert lifecycle.state_at_receipt(assessment(finding("P1.1", Answer.TO_COMPLETE))) is State.TO_COMPLETE


def test_numbers() -> None:
    assert [lifecycle.dossier_number(2026, rank) for rank in (1, 14, 1000)] == [
        "D-2026-001",
        "D-2026-014",
        "D-2026-1000",
    ]
    assert [lifecycle.ose_number(rank) for rank in (1, 42, 12345)] == ["OSE-0001", "OSE-0042", "OSE-12345"]


def test_documents_that_become_due() -> None:
    answer = ("fiche-retour", "courriel", "courriel-texte")
    with_workbook = ("fiche-retour", "classeur-retourne", "courriel", "courriel-texte")
    assert lifecycle.documents_at_receipt(State.READY, repaired=False) == ("note", *answer)
    assert lifecycle.documents_at_receipt(State.READY, repaired=True) == ("note", *with_workbook)
    assert lifecycle.documents_at_receipt(State.TO_COMPLETE, repaired=False) == with_workbook
    after = {state: lifecycle.documents_after(state) for state in State}
    assert {state: kinds for state, kinds in after.items() if kinds} == {
        State.VALIDATED: ("attestation",),
        State.VALIDATED_WITH_ADVICE: ("attestation",),
    }


def test_every_state_is_open_or_settled() -> None:
    settled = {State.VALIDATED, State.VALIDATED_WITH_ADVICE, State.NOT_RETAINED, State.REPLACED}
    assert set(State) - settled == lifecycle.OPEN


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(("OSE-0001", True), ("OSE-9999", True), ("OSE-12345", True), ("OSE-123456", True)),
        *(("OSE-0000", False), ("OSE-001", False), ("OSE-01234", False), ("ose-0001", False), ("OSE-٠٠٠١", False)),
        *(("OSE-9223372036854775807", False), ("OSE-" + "1" * 5000, False), ("", False)),
    ],
)
def test_an_ose_number_is_written_in_one_way_and_leaves_room_for_others(text: str, is_one: bool) -> None:
    assert lifecycle.is_ose_number(text) is is_one
