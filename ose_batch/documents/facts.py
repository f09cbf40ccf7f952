"""What a dossier holds under each principle, counted and not judged: a sentence each, for the brief. Pure."""

from __future__ import annotations

from collections.abc import Callable

from ose_batch import wording
from ose_batch.documents.values import SEPARATOR, YES, Line, day, text
from ose_batch.model import Entry
from ose_batch.wording import documents as say

BY_FRAMEWORK = "Par un référentiel reconnu"
INSIDE = "Interne"
NO_PRACTICE = wording.fold("Pas encore de pratique")


def questioning(entry: Entry) -> str:
    themes = entry.tables["themes"]
    answers = [line.get("questioned") for line in themes]
    by_framework = answers.count(BY_FRAMEWORK)
    improvements = sum("improvement" in line for line in themes)
    return say.questioning_fact(answers.count(YES) + by_framework, by_framework, improvements)


def stakeholders(entry: Entry) -> str:
    sides = [line.get("side") for line in entry.tables["stakeholders"]]
    return say.stakeholders_fact(len(sides), sides.count(INSIDE))


def practices(entry: Entry) -> str:
    existing = [line for line in entry.tables["practices"] if is_practice(line)]
    themes = {line.get("theme") for line in existing}
    return say.practices_fact(len(existing), len(themes), sum("showcase" in line for line in existing))


def plan(entry: Entry) -> str:
    actions = entry.tables["actions"]
    dues = [due for line in actions if (due := day(line, "due_on"))]
    return say.plan_fact(len(actions), len(entry.tables["commitments"]), max(dues, default=None))


def presentations(entry: Entry) -> str:
    return SEPARATOR.join(
        say.presentation_fact(text(line, "body"), text(line, "status"), day(line, "held_on"))
        for line in entry.tables["presentations"]
        if "status" in line
    )


def access(entry: Entry) -> str:
    lines = entry.tables["access"]
    channels = dict.fromkeys(text(line, "channel") for line in lines if "channel" in line)
    return say.access_fact(list(channels), len({line.get("category") for line in lines}))


def identity(entry: Entry) -> str:
    boxes = [key for key in entry.fields if key.startswith("charter.p") and entry.fields[key] == YES]
    return say.identity_fact(len(boxes), day(entry.fields, "charter.signed_on"))


def is_practice(line: Line) -> bool:
    """« Pas encore de pratique » is an answer, not a practice."""
    return "title" in line and not wording.fold(text(line, "title")).startswith(NO_PRACTICE)


FACTS: dict[str, Callable[[Entry], str]] = {
    "P1": questioning,
    "P2": stakeholders,
    "P3": practices,
    "P4": plan,
    "P5": presentations,
    "P6": access,
    "ID": identity,
}
"""By principle; one that a CRESS added has none."""
