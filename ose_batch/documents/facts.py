"""What a dossier holds under each principle, counted and not judged, and the organisation's own words on it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from ose_batch import wording
from ose_batch.charter.rules import Rules
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
"""By principle: a sentence; one that a CRESS added has none."""


def questioned_how(entry: Entry) -> str:
    themes = entry.tables["themes"]
    own = [list(dict.fromkeys(text(line, key) for line in themes if key in line)) for key in ("method", "participants")]
    return " · ".join(filter(None, (questioning(entry), say.questioned_how(*own))))


def followed(entry: Entry) -> str:
    """The plan with how it is followed: indicators, states of its actions."""
    actions = entry.tables["actions"]
    states = dict.fromkeys(text(line, "state") for line in actions if "state" in line)
    counts = {state: sum(text(line, "state") == state for line in actions) for state in states}
    return " · ".join([plan(entry), *say.followed(sum("indicator" in line for line in actions), counts)])


def reached(entry: Entry) -> str:
    """Who finds the démarche where: what `access` counts, one by one."""
    return SEPARATOR.join(
        say.reached(text(line, "category"), text(line, "channel"), text(line, "place"))
        for line in entry.tables["access"]
        if "category" in line and "channel" in line
    )


IN_FULL = FACTS | {"P1": questioned_how, "P4": followed, "P6": reached}
"""By principle, for those who decide."""


Quote = tuple[str, str]
"""Of what the organisation speaks, and its own words."""


def questions(entry: Entry, rules: Rules) -> Iterator[Quote]:
    """Themes that follow each other with the same question are said together."""
    asked = [line for line in entry.tables["themes"] if "main_question" in line]
    for question, lines in groupby(asked, key=lambda line: text(line, "main_question")):
        yield say.main_question([rules.theme_label(text(line, "theme")) for line in lines]), question


def expectations(entry: Entry, _: Rules) -> Iterator[Quote]:
    """Those of the most important stakeholders first."""
    lines = [line for line in entry.tables["stakeholders"] if "expectations" in line]
    for line in sorted(lines, key=lambda line: -_level(line, "importance") - _level(line, "influence")):
        yield say.expectations(text(line, "name")), text(line, "expectations")


def heard(entry: Entry, _: Rules) -> Iterator[Quote]:
    """Reasons that no finding quotes, then what was said at each presentation."""
    quoted = " ".join(finding.reason for finding in entry.assessment.findings if finding.principle == "P5")
    lines = entry.tables["presentations"]
    for line in lines:
        if "reason" in line and text(line, "reason").rstrip(".") not in quoted:
            yield say.presentation_reason(text(line, "body")), text(line, "reason")
    for line in lines:
        if "debate" in line:
            yield say.debate(text(line, "body")), text(line, "debate")


QUOTES: dict[str, Callable[[Entry, Rules], Iterator[Quote]]] = {"P1": questions, "P2": expectations, "P5": heard}
"""By principle, what matters most first; some have none."""


def _level(line: Line, key: str) -> float:
    level = line.get(key)
    return level if isinstance(level, int | float) else 0
