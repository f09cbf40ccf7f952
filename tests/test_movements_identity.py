"""What a movement makes of an identity: granted once a condition is lifted, withdrawn, renounced, prolonged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Recognition, State
from tests.judged import GRANTED, ON_CONDITION, PERIOD, judge, line, one
from tests.registers import NUMBER, decision


@pytest.mark.parametrize(
    ("decided_on", "lifted_on", "until"),
    [
        (date(2026, 12, 10), "2027-09-01", date(2029, 12, 10)),
        (date(2026, 12, 10), "2026-12-10", date(2029, 12, 10)),
        (date(2028, 2, 29), "2028-06-01", date(2031, 2, 28)),
    ],
)
def test_a_condition_lifted_grants_three_years_from_the_session_that_decided(
    decided_on: date, lifted_on: str, until: date
) -> None:
    about = replace(ON_CONDITION, decision=decision(State.VALIDATED_ON_CONDITION, decided_on, "Tenir l’AG."))
    text = f"number | event | happened_on | author\n{NUMBER} | Réserve levée | {lifted_on} | AB"
    accepted = one(judge(text, about, today=date(2028, 7, 3)))
    assert accepted.known.state is State.VALIDATED
    assert accepted.known.recognition == Recognition(decided_on, until)
    assert accepted.known.granted_by == about.dossier_id


def test_a_condition_that_is_not_lifted_brings_the_dossier_back() -> None:
    accepted = one(line("Réserve non levée", ON_CONDITION))
    assert (accepted.known.state, accepted.known.recognition) == (State.ADJOURNED, None)


@pytest.mark.parametrize(
    ("recorded_on", "removed_on", "is_heard"),
    [
        (date(2027, 6, 1), "2027-07-01", False),
        (date(2027, 6, 1), "2027-07-02", True),
        (date(2028, 1, 30), "2028-02-29", False),
        (date(2028, 1, 30), "2028-03-01", True),
    ],
)
def test_an_organisation_has_thirty_days_from_its_letter_to_present_its_observations(
    recorded_on: date, removed_on: str, is_heard: bool
) -> None:
    """Staff had made up their mind a month before: the letter leaves when it is recorded."""
    head = "number | event | happened_on | author | motive\n"
    planned = one(
        judge(f"{head}{NUMBER} | Retrait envisagé | 2027-05-03 | AB | Usage", GRANTED, today=recorded_on)
    ).known
    assert planned.recognition == replace(PERIOD, removal_planned_on=recorded_on)
    removal = f"{head}{NUMBER} | Retrait de l’identité | {removed_on} | AB | Usage"
    judged = judge(removal, planned, today=date(2028, 6, 5))
    assert len(judged.accepted) == is_heard
    if is_heard:
        assert one(judged).known.recognition == replace(planned.recognition, ended_on=date.fromisoformat(removed_on))


def test_a_retrait_that_was_dropped_needs_another_letter_before_it_can_be_done() -> None:
    planned = replace(GRANTED, recognition=replace(PERIOD, removal_planned_on=date(2027, 6, 1)))
    dropped = one(line("Retrait abandonné", planned, motive="")).known
    assert dropped.recognition == PERIOD
    (sentence,) = line("Retrait de l’identité", dropped).listed
    assert "n’a pas encore été prévenu" in sentence


def test_an_organisation_renounces_without_being_heard() -> None:
    accepted = one(line("Renonciation", motive=""))
    assert accepted.known.recognition == replace(PERIOD, ended_on=date(2027, 9, 1))


def test_a_prolongation_moves_the_last_day() -> None:
    accepted = one(line("Prolongation", day="2030-06-10", instance="Bureau"))
    assert accepted.known.recognition == replace(PERIOD, valid_until=date(2030, 6, 10))
    assert (accepted.movement.day, accepted.movement.instance) == (date(2030, 6, 10), "Bureau")


def test_what_is_recorded_late_counts_as_on_its_own_day() -> None:
    """The identity has expired since."""
    text = f"""
        number   | event                       | happened_on | author | motive | day        | instance
        {NUMBER} | Échange de mi-parcours tenu | 2028-06-01  | AB     |        |            |
        {NUMBER} | Prolongation                | 2029-12-10  | AB     | Séance reportée | 2030-06-10 | Comité
        """
    judged = judge(text, GRANTED, today=date(2030, 1, 7))
    assert judged.listed == ()
    assert judged.accepted[-1].known.recognition == replace(
        PERIOD, midterm_held_on=date(2028, 6, 1), valid_until=date(2030, 6, 10)
    )
