"""What the charter says of a dossier: one finding a criterion, one reading a principle. It reads; it never decides."""

from functools import lru_cache

from ose_batch.charter.checks import CHECKS
from ose_batch.charter.outcome import Outcome, Place, Verdict
from ose_batch.charter.rules import Criterion, Rules
from ose_batch.model import Answer, Assessment, Cell, Context, Dossier, Finding, Point
from ose_batch.wording import charter as wording


def assess(dossier: Dossier, rules: Rules, context: Context) -> Assessment:
    findings = tuple(
        _finding(criterion, CHECKS[criterion.check](dossier, context, rules, **criterion.params))
        for criterion in rules.criteria
    )
    answers: dict[str, list[Answer]] = {principle.code: [] for principle in rules.principles}
    for finding in findings:
        answers[finding.principle].append(finding.answer)
    return Assessment(findings, {principle: Answer.worst(given) for principle, given in answers.items()})


def _finding(criterion: Criterion, outcome: Outcome) -> Finding:
    """A criterion that does not declare « Sans objet » is complete when there is nothing to look at."""
    if outcome.verdict is Verdict.UNMET:
        points = tuple(_point(criterion, place) for place in outcome.places)
        return Finding(
            criterion.code,
            criterion.principle,
            criterion.gravity.answer,
            wording.several(point.sentence for point in points),
            points,
            criterion.expected,
            criterion.advice,
        )
    if outcome.verdict is Verdict.NOT_APPLICABLE and Answer.NOT_APPLICABLE in criterion.answers:
        return _quiet(criterion.code, criterion.principle, Answer.NOT_APPLICABLE, criterion.not_applicable)
    return _quiet(criterion.code, criterion.principle, Answer.COMPLETE, criterion.met)


# The same in every dossier: immutable, they are made once.
_quiet = lru_cache(maxsize=1024)(Finding)


def _point(criterion: Criterion, place: Place) -> Point:
    cell, read, trouble = None, "", None
    if isinstance(place.where, Cell):
        cell, read, trouble = place.where.ref, place.where.text, place.where.trouble
    elif place.where:
        cell = place.where
    sentence = criterion.unmet.format(subject=place.subject, read=wording.quoted(read))
    if reason := wording.trouble(trouble, read) if trouble else place.reason:
        sentence = f"{sentence} {reason}"
    return Point(place.subject, cell, read, sentence)
