"""Checks on the themes: questioned (P1), practised (P3). The docstring is the rule.

A framework in force, on the sheet `frameworks`, speaks for the themes it covers: nobody retypes what it holds.
"""

from collections.abc import Collection
from datetime import date

from ose_batch.charter.outcome import (
    MET,
    NOT_APPLICABLE,
    Label,
    Outcome,
    Place,
    unmet,
    unmet_at,
    unmet_unless_hidden,
)
from ose_batch.charter.rules import Requirement, Rules, Theme
from ose_batch.model import Context, Dossier, Row
from ose_batch.wording import fold
from ose_batch.wording.charter import enumerated


def themes_answered(
    dossier: Dossier, context: Context, rules: Rules, *, requirement: Requirement, all_themes: Collection[str]
) -> Outcome:
    """Each theme of that requirement has an answer of its own or a framework in force that covers it."""
    lines = _lines(dossier)
    silent = [
        theme
        for theme in rules.themes_of(Requirement(requirement))
        if theme.code not in lines or not lines[theme.code]["questioned"]
    ]
    covered = _frameworks(dossier, context, rules, all_themes) if silent else {}
    anchor = dossier.tables["themes"].anchor
    return unmet_at(
        Place(theme.label, lines[theme.code]["questioned"] if theme.code in lines else anchor)
        for theme in silent
        if not covered[theme.code]
    )


def refusals_explained(dossier: Dossier, context: Context, rules: Rules, *, refusals: Collection[Label]) -> Outcome:
    """A required theme that is answered by a refusal has a reason."""
    refused = _refused(dossier, rules, refusals)
    if not refused:
        return NOT_APPLICABLE
    return unmet_at(Place(theme.label, row["reason"]) for theme, row in refused if not row["reason"])


def no_refusal(dossier: Dossier, context: Context, rules: Rules, *, refusals: Collection[Label]) -> Outcome:
    """No required theme is answered by a refusal with its reason; without one, `refusals_explained` speaks."""
    refused = _refused(dossier, rules, refusals)
    return unmet_at(Place(theme.label, row["reason"]) for theme, row in refused if row["reason"])


def themes_practised(
    dossier: Dossier,
    context: Context,
    rules: Rules,
    *,
    asked: Label,
    by_framework: Label,
    all_themes: Collection[str],
) -> Outcome:
    """Each required theme that was questioned has a line of practice, or the document and page of its framework."""
    lines, practices = _lines(dossier), dossier.tables["practices"]
    covered = _frameworks(dossier, context, rules, all_themes)
    practised = [row["theme"].value for row in practices.rows]
    questioned, missing = False, []
    for theme in rules.themes_of(Requirement.REQUIRED):
        row = lines.get(theme.code)
        answer = row["questioned"].value if row else None
        frameworks = covered[theme.code] + (covered[""] if answer == by_framework else [])
        if answer not in (asked, by_framework) and not (answer is None and frameworks):
            continue
        questioned = True
        proofs = [framework["proof"] for framework in frameworks]
        if row and (answer == by_framework or frameworks):
            proofs.append(row["document"])
        if theme.code not in practised and not any(proofs):
            missing.append(Place(theme.label, practices.anchor))
    return unmet_unless_hidden(missing, practised.count(None)) if questioned else NOT_APPLICABLE


def practice_showcased(dossier: Dossier, context: Context, rules: Rules, *, none_yet: str) -> Outcome:
    """At least one practice is showcased; lines that say there is none yet have nothing to show."""
    practices = [row for row in dossier.rows("practices") if not _says(row, none_yet)]
    if not practices:
        return NOT_APPLICABLE
    return MET if any(row["showcase"] for row in practices) else unmet("", practices[0]["showcase"])


def practice_exists(dossier: Dossier, context: Context, rules: Rules, *, none_yet: str) -> Outcome:
    """No theme on the sheet of practices is said to have none yet."""
    rows = dossier.rows("practices")
    if not rows:
        return NOT_APPLICABLE
    practised = {row["theme"].value for row in rows if not _says(row, none_yet)}
    return unmet_at(
        Place(rules.theme_label(str(row["theme"].value)) if row["theme"] else row.name, row["title"])
        for row in rows
        if _says(row, none_yet) and row["theme"].value not in practised
    )


def improvements_taken_up(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """Each theme with a way to improve has an action on that theme."""
    improved = {code: row for code, row in _lines(dossier).items() if row["improvement"]}
    acted = {row["theme"].value for row in dossier.rows("actions")}
    if not (improved and acted):
        return NOT_APPLICABLE
    return unmet_at(
        Place(rules.theme_label(code), row["improvement"]) for code, row in improved.items() if code not in acted
    )


def _lines(dossier: Dossier) -> dict[str, Row]:
    """Theme code → its line of the questionnaire."""
    lines = ((row.cells["theme"].value, row) for row in dossier.rows("themes"))
    return {code: row for code, row in lines if isinstance(code, str)}


def _refused(dossier: Dossier, rules: Rules, refusals: Collection[Label]) -> list[tuple[Theme, Row]]:
    lines = _lines(dossier)
    required = rules.themes_of(Requirement.REQUIRED)
    return [
        (theme, lines[theme.code])
        for theme in required
        if theme.code in lines and lines[theme.code]["questioned"].value in refusals
    ]


def _frameworks(dossier: Dossier, context: Context, rules: Rules, all_themes: Collection[str]) -> dict[str, list[Row]]:
    """Theme code → frameworks in force on the day of deposit that cover it; under `""`, those that name no theme.

    A theme may be named by its code, its label, or its name in a framework it maps onto.
    """
    everything = {fold(name) for name in all_themes}
    covered: dict[str, list[Row]] = {"": [], **{theme.code: [] for theme in rules.themes}}
    for row in dossier.rows("frameworks"):
        until = row["valid_until"].value
        if isinstance(until, date) and until < context.deposited_on:
            continue
        said = {fold(name) for name in enumerated(row["themes"].text)} - {""}
        if not said:
            covered[""].append(row)
        for theme in rules.themes:
            names = {fold(name) for name in (theme.code, theme.label, theme.ess_pratiques, theme.iso_26000)}
            if not said.isdisjoint(everything | names):
                covered[theme.code].append(row)
    return covered


def _says(row: Row, none_yet: str) -> bool:
    """People go on after the words: « Pas encore de pratique sur ce thème »."""
    return fold(row.cells["title"].text).startswith(fold(none_yet))
