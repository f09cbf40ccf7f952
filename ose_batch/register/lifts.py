"""What staff overrule in a reading (*points levés*): the charter reads, a person decides. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ose_batch.model import Answer, Assessment, Finding, Lift
from ose_batch.wording import movements as say


def overruled(assessment: Assessment, lifts: Iterable[Lift]) -> Assessment:
    """Each criterion that was lifted reads « Complet », with who says so and why; a principle follows its criteria."""
    lifted = {lift.criterion: lift for lift in lifts}
    findings = tuple(_lifted(finding, lifted.get(finding.criterion)) for finding in assessment.findings)
    if findings == assessment.findings:
        return assessment
    readings = {
        principle: Answer.worst(finding.answer for finding in findings if finding.principle == principle)
        for principle in assessment.readings
    }
    return Assessment(findings, readings)


def _lifted(finding: Finding, lift: Lift | None) -> Finding:
    if lift is None or finding.answer in (Answer.COMPLETE, Answer.NOT_APPLICABLE):
        return finding
    reason = say.lifted(lift.lifted_on, lift.motive)
    return replace(finding, answer=Answer.COMPLETE, reason=reason, points=(), expected="", advice="")
