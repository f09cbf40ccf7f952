"""What staff overrule: the criterion reads « Complet » with who says so, and its principle follows."""

from __future__ import annotations

from datetime import date

from ose_batch.model import Answer, Lift
from ose_batch.register import lifts
from tests.entries import assessment, finding

LIFT = Lift("P4.1", "Plan reçu à part", date(2026, 11, 30))
MISSING = finding("P4.1", Answer.TO_COMPLETE, "Aucune action.", reason="Le plan d’actions est vide.")


def test_a_lifted_criterion_reads_complete_with_its_motive_and_nothing_left_to_do() -> None:
    read = lifts.overruled(assessment(MISSING), [LIFT])
    (one,) = read.findings
    assert (one.criterion, one.answer, one.points, one.expected, one.advice) == ("P4.1", Answer.COMPLETE, (), "", "")
    assert one.reason.replace("\u00a0", " ") == "Point levé par la CRESS le 30/11/2026 : Plan reçu à part"
    assert read.readings["P4"] is Answer.COMPLETE
    assert read.complete


def test_without_a_motive_the_day_alone_is_said() -> None:
    (one,) = lifts.overruled(assessment(MISSING), [Lift("P4.1", "", date(2026, 11, 30))]).findings
    assert one.reason == "Point levé par la CRESS le 30/11/2026."


def test_the_principle_is_the_worst_of_what_is_left() -> None:
    read = lifts.overruled(assessment(MISSING, finding("P4.7", Answer.TO_WEIGH, "Aucun indicateur.")), [LIFT])
    assert read.readings["P4"] is Answer.TO_WEIGH


def test_other_criteria_and_principles_stay() -> None:
    other = finding("P2.1", Answer.TO_COMPLETE, "Aucune partie prenante.")
    read = lifts.overruled(assessment(MISSING, other), [LIFT])
    assert read.findings[1] == other
    assert read.readings["P2"] is Answer.TO_COMPLETE
    assert not read.complete


def test_what_is_complete_or_does_not_apply_is_left_as_it_reads() -> None:
    """A newer version may have put the point right."""
    for answer in (Answer.COMPLETE, Answer.NOT_APPLICABLE):
        read = assessment(finding("P4.1", answer, reason="Quatre actions."))
        assert lifts.overruled(read, [LIFT]) is read


def test_the_last_lift_of_a_criterion_counts_and_one_of_another_does_nothing() -> None:
    again = Lift("P4.1", "Plan signé", date(2026, 12, 1))
    (one,) = lifts.overruled(assessment(MISSING), [LIFT, again]).findings
    assert one.reason.endswith("Plan signé")
    assert lifts.overruled(assessment(MISSING), [Lift("P9.9", "", date(2026, 12, 1))]) == assessment(MISSING)
