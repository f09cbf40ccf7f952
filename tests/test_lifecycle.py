"""Tables of dates: what each state says on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.charter.rules import Durations
from ose_batch.model import Answer, Event, Identity, Midterm, Recognition, Renewal, Session, State
from ose_batch.register import lifecycle
from tests.entries import assessment, finding

DURATIONS = Durations(
    validity_years=3, midterm_months=18, midterm_plan_months=15, midterm_late_months=20, expiry_soon_months=6
)
PERIOD = Recognition(date(2026, 12, 10), date(2029, 12, 10))


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
    period = Recognition(validated_on, until)
    assert lifecycle.identity(period, until) is Identity.ACTIVE
    assert lifecycle.identity(period, date.fromordinal(until.toordinal() + 1)) is Identity.EXPIRED


@pytest.mark.parametrize(
    ("before", "from_expiry", "until"),
    [
        (None, True, date(2029, 12, 10)),
        (date(2027, 1, 15), False, date(2029, 12, 10)),
        (date(2027, 1, 15), True, date(2030, 1, 15)),
        (date(2026, 12, 10), True, date(2029, 12, 10)),
        (date(2026, 12, 9), True, date(2029, 12, 10)),
        (date(2028, 2, 29), True, date(2031, 2, 28)),
    ],
)
def test_a_renewal_loses_no_day_when_the_settings_say_so_and_it_came_in_time(
    before: date | None, from_expiry: bool, until: date
) -> None:
    durations = replace(DURATIONS, renewal_from_expiry=from_expiry)
    assert lifecycle.valid_until(date(2026, 12, 10), durations, before) == until


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
    assert DURATIONS.midterm_on(validated_on) == planned_on


def test_there_is_no_identity_before_a_first_validation() -> None:
    assert lifecycle.identity(None, date(2026, 1, 1)) is Identity.NOT_GRANTED


@pytest.mark.parametrize(
    ("changes", "today", "expected"),
    [
        ({"suspended_on": date(2027, 5, 1)}, date(2027, 6, 1), Identity.SUSPENDED),
        ({"suspended_on": date(2027, 5, 1)}, date(2029, 12, 11), Identity.EXPIRED),
        ({"removal_planned_on": date(2027, 5, 1)}, date(2027, 6, 1), Identity.ACTIVE),
        ({"ended_on": date(2027, 5, 1)}, date(2027, 6, 1), Identity.WITHDRAWN),
        ({"ended_on": date(2027, 5, 1), "suspended_on": date(2027, 4, 1)}, date(2031, 1, 1), Identity.WITHDRAWN),
    ],
)
def test_what_happened_to_an_identity_since(changes: dict[str, date], today: date, expected: Identity) -> None:
    period = replace(Recognition(date(2026, 12, 10), date(2029, 12, 10)), **changes)
    assert lifecycle.identity(period, today) is expected


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
    assert lifecycle.midterm(PERIOD, today, DURATIONS) is expected
    assert lifecycle.midterm(replace(PERIOD, suspended_on=date(2027, 1, 1)), today, DURATIONS) is expected
    assert lifecycle.midterm(replace(PERIOD, midterm_held_on=date(2028, 1, 1)), today, DURATIONS) is Midterm.HELD
    assert lifecycle.midterm(replace(PERIOD, ended_on=date(2027, 1, 1)), today, DURATIONS) is Midterm.NONE


def test_there_is_no_midterm_without_a_validation_nor_once_it_is_over() -> None:
    assert lifecycle.midterm(None, date(2028, 8, 10), DURATIONS) is Midterm.NONE
    assert lifecycle.midterm(PERIOD, date(2029, 12, 10), DURATIONS) is Midterm.LATE
    assert lifecycle.midterm(PERIOD, date(2029, 12, 11), DURATIONS) is Midterm.NONE


UNTIL = date(2029, 12, 10)
RENOUNCED = replace(PERIOD, ended_on=date(2028, 1, 1))


@pytest.mark.parametrize(
    ("period", "renewals", "pending", "today", "expected"),
    [
        (None, 0, False, date(2026, 1, 1), Renewal.NONE),
        (None, 0, True, date(2026, 1, 1), Renewal.DEPOSITED),
        (PERIOD, 0, False, date(2029, 6, 9), Renewal.NONE),
        (PERIOD, 0, False, date(2029, 6, 10), Renewal.TO_PREPARE),
        (PERIOD, 0, False, date(2030, 1, 1), Renewal.TO_PREPARE),
        (PERIOD, 0, True, date(2029, 6, 10), Renewal.DEPOSITED),
        (PERIOD, 1, False, date(2027, 1, 1), Renewal.GRANTED),
        (PERIOD, 1, False, date(2029, 6, 10), Renewal.TO_PREPARE),
        (PERIOD, 1, True, date(2029, 6, 10), Renewal.DEPOSITED),
        (RENOUNCED, 0, False, date(2029, 6, 10), Renewal.NONE),
        (RENOUNCED, 0, True, date(2029, 6, 10), Renewal.DEPOSITED),
    ],
)
def test_renewal(period: Recognition | None, renewals: int, pending: bool, today: date, expected: Renewal) -> None:
    assert lifecycle.renewal(period, renewals, pending, today, DURATIONS) is expected


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
        (date(2026, 11, 20), AUTUMN),
        (date(2026, 11, 21), SPRING),
        (date(2027, 5, 28), SPRING),
        (date(2027, 5, 29), None),
    ],
)
def test_a_dossier_goes_to_the_first_session_it_is_in_time_for(deposited_on: date, expected: Session | None) -> None:
    assert lifecycle.next_session([SPRING, AUTUMN], deposited_on) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 11, 27), AUTUMN), (date(2026, 11, 28), SPRING), (date(2027, 6, 3), SPRING), (date(2027, 6, 4), None)],
)
def test_in_time_or_not_a_session_that_was_sent_takes_no_more(today: date, expected: Session | None) -> None:
    assert lifecycle.next_session([SPRING, AUTUMN], date(2026, 9, 1), today) == expected


@pytest.mark.parametrize(
    ("deposited_on", "enrolled_on", "expected"),
    [
        (date(2026, 11, 27), AUTUMN.held_on, AUTUMN),
        (date(2026, 11, 28), AUTUMN.held_on, SPRING),
        (date(2026, 11, 2), SPRING.held_on, AUTUMN),
        (date(2026, 11, 27), SPRING.held_on, SPRING),
        (date(2026, 11, 27), date(2026, 3, 12), SPRING),
    ],
)
def test_a_newer_version_of_an_enrolled_dossier_is_taken_until_the_session_is_sent(
    deposited_on: date, enrolled_on: date, expected: Session
) -> None:
    assert lifecycle.next_session([SPRING, AUTUMN], deposited_on, enrolled_on=enrolled_on) == expected


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
    due = lifecycle.documents_at_receipt
    assert due(State.READY, repaired=False, signed=True) == ("note", *answer)
    assert due(State.READY, repaired=False, signed=False) == ("note", "charte", *answer)
    assert due(State.READY, repaired=True, signed=True) == ("note", *with_workbook)
    assert due(State.TO_COMPLETE, repaired=False, signed=False) == with_workbook


LETTER = ("courrier", "courriel-courrier", "courriel-courrier-texte")


@pytest.mark.parametrize(
    ("event", "state", "kinds"),
    [
        (Event.VALIDATED, State.VALIDATED, ("attestation", *LETTER)),
        (Event.VALIDATED_WITH_ADVICE, State.VALIDATED_WITH_ADVICE, ("attestation", *LETTER)),
        (Event.CONDITION_LIFTED, State.VALIDATED, ("attestation", *LETTER)),
        (Event.PROLONGED, State.VALIDATED, ("attestation", *LETTER)),
        (Event.VALIDATED_ON_CONDITION, State.VALIDATED_ON_CONDITION, LETTER),
        (Event.ADJOURNED, State.ADJOURNED, ("note", *LETTER)),
        (Event.NOT_RETAINED, State.NOT_RETAINED, LETTER),
        (Event.CONDITION_KEPT, State.ADJOURNED, ("note", *LETTER)),
        (Event.SUSPENDED, State.VALIDATED, LETTER),
        (Event.RESUMED, State.VALIDATED, LETTER),
        (Event.REMOVAL_PLANNED, State.VALIDATED, LETTER),
        (Event.REMOVAL_DROPPED, State.VALIDATED, LETTER),
        (Event.REMOVED, State.VALIDATED, LETTER),
        (Event.RENOUNCED, State.VALIDATED, LETTER),
        (Event.MIDTERM_DUE, State.VALIDATED, ("bilan", *LETTER)),
        (Event.RENEWAL_DUE, State.VALIDATED, ("classeur-renouvellement", *LETTER)),
        (Event.EXPIRED, State.VALIDATED, LETTER),
        (Event.PROGRESS, State.VALIDATED, ("point-etape",)),
        *(
            (event, state, ("note",))
            for event in (
                Event.POINT_LIFTED,
                Event.AS_IS,
                Event.REMARK,
                Event.REOPENED,
                Event.ENROLLED,
                Event.CHARTER_RECEIVED,
            )
            for state in (State.READY, State.ADJOURNED)
        ),
        *((event, State.TO_COMPLETE, ()) for event in (Event.POINT_LIFTED, Event.REMARK, Event.REOPENED)),
        (Event.CHARTER_RECEIVED, State.VALIDATED, ()),
        *(
            (event, State.READY, ())
            for event in (Event.FOLLOW_UP, Event.CONTACT_CHANGED, Event.MERGED, Event.SENT, Event.REPLACED)
        ),
        (Event.WITHDRAWN, State.WITHDRAWN, ()),
        (Event.NO_FOLLOW_UP, State.NO_FOLLOW_UP, ()),
        (Event.MIDTERM_HELD, State.VALIDATED, ()),
        (Event.MIDTERM_LATE, State.VALIDATED, ()),
    ],
)
def test_documents_that_become_due_after_an_event(event: Event, state: State, kinds: tuple[str, ...]) -> None:
    assert lifecycle.documents_after(event, state) == kinds


def test_every_state_is_open_or_settled() -> None:
    settled = {
        State.VALIDATED,
        State.VALIDATED_WITH_ADVICE,
        State.NOT_RETAINED,
        State.WITHDRAWN,
        State.NO_FOLLOW_UP,
        State.REPLACED,
    }
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
