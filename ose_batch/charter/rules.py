"""The charter as data: charter.toml → one frozen `Rules`. Everything a CRESS may change without touching code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from ose_batch.model import MOVEMENTS, Answer

DERIVED = ("themes", "movements", "criteria")
"""Lists that are not written in charter.toml: its themes, what staff record between sessions, its criteria."""
PRINCIPLES = ("P1", "P2", "P3", "P4", "P5", "P6", "ID")
"""Codes of the six principles, then of the identity, in the order of every reading."""


class Gravity(StrEnum):
    """What a criterion that is not met means for the dossier."""

    BLOCKING = "bloquant"
    TO_CHECK = "à vérifier"
    TO_WEIGH = "à apprécier"
    SAID = "signalé"
    """Said in the reason, never lowering the answer."""

    @property
    def answer(self) -> Answer:
        return {
            Gravity.BLOCKING: Answer.TO_COMPLETE,
            Gravity.TO_CHECK: Answer.TO_CHECK,
            Gravity.TO_WEIGH: Answer.TO_WEIGH,
            Gravity.SAID: Answer.COMPLETE,
        }[self]


class Requirement(StrEnum):
    REQUIRED = "requis"
    RECOMMENDED = "recommandé"
    FREE = "libre"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the first principle, and its name in the frameworks it maps onto."""

    code: str
    label: str
    requirement: Requirement
    ess_pratiques: str = ""
    guide_csess: str = ""
    iso_26000: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    """`P4.3`."""
    principle: str
    sentence: str
    """What is asked, as one says it to an organisation."""
    gravity: Gravity
    check: str
    """Name of a function in `checks.CHECKS`."""
    params: Mapping[str, Any]
    """Its keyword arguments."""
    answers: frozenset[Answer]
    """Every answer it can give."""
    met: str
    """The reason said when it is met."""
    unmet: str
    """The sentence said of each place where it is not met; may hold `{subject}` and `{read}`."""
    not_applicable: str
    """The reason said when there is nothing to check; empty when that cannot be."""
    expected: str
    advice: str


@dataclass(frozen=True, slots=True)
class Principle:
    code: str
    title: str
    text: str
    """The charter's own words (2018)."""
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Durations:
    validity_years: int
    midterm_months: int
    midterm_plan_months: int
    """From then on the exchange is « À planifier »."""
    midterm_late_months: int
    """From then on it is « En retard »."""
    expiry_soon_months: int
    """How long before expiry the register colours a row."""
    observations_days: int = 30
    """Left to an organisation to present its observations before a retrait."""
    reminder_days: tuple[int, ...] = (90, 45, 15)
    """Before the date limite de dépôt of the last session before expiry, the first reminder first."""
    reminder_months: tuple[int, ...] = (6, 3, 1)
    """Before expiry, when no such session is declared."""
    retention_years: int = 3
    """For which contacts are kept after the end of validity, or the last word from the organisation."""
    set_aside_days: int = 90
    """For which files set aside are kept."""
    renewal_from_expiry: bool = False
    """Whether a renewal granted in time runs from the end of the period before it, so that no day is lost."""

    def midterm_on(self, validated_on: date) -> date:
        """Day of the exchange on the commitments: 31 August 2026 + 18 months → 29 February 2028."""
        return _months_after(validated_on, self.midterm_months)

    def midterm_plan_on(self, validated_on: date) -> date:
        return _months_after(validated_on, self.midterm_plan_months)

    def midterm_late_on(self, validated_on: date) -> date:
        return _months_after(validated_on, self.midterm_late_months)


@lru_cache(maxsize=4096)
def _months_after(day: date, months: int) -> date:
    """Thousands of organisations share the day of a session."""
    return day + relativedelta(months=months)


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A paragraph of « Lisez-moi »."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    principles: tuple[Principle, ...]
    """P1 … P6 in order, then `ID` (identity)."""
    themes: tuple[Theme, ...]
    lists: Mapping[str, tuple[str, ...]]
    """List name → labels, with `commitment_numbers` and the `DERIVED` ones among them."""
    durations: Durations
    guide: tuple[GuideSection, ...]
    aliases: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """List name → other spellings, each with the label it stands for."""

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for principle in self.principles for criterion in principle.criteria)

    def theme_label(self, code: str) -> str:
        return next((theme.label for theme in self.themes if theme.code == code), code)

    def themes_of(self, requirement: Requirement) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.requirement is requirement)


def parse(data: Mapping[str, Any]) -> Rules:
    """`data` as `tomllib` reads charter.toml."""
    themes = tuple(Theme(**{**row, "requirement": Requirement(row["requirement"])}) for row in data["theme"])
    lists = {name: tuple(labels) for name, labels in data["lists"].items()}
    principles = tuple(_principle(row) for row in data["principle"])
    criteria = (criterion for principle in principles for criterion in principle.criteria)
    lists["themes"] = tuple(theme.label for theme in themes)
    lists["movements"] = MOVEMENTS
    lists["criteria"] = tuple(f"{criterion.code} – {criterion.sentence}" for criterion in criteria)
    return Rules(
        principles=principles,
        themes=themes,
        lists=lists,
        durations=_durations(data["durations"]),
        guide=tuple(GuideSection(row["title"], tuple(row["lines"])) for row in data["guide"]),
        aliases={name: tuple(spellings.items()) for name, spellings in data.get("aliases", {}).items()},
    )


def _durations(row: Mapping[str, Any]) -> Durations:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Durations(**values)


def _principle(row: Mapping[str, Any]) -> Principle:
    criteria = tuple(_criterion(row["code"], criterion) for criterion in row.get("criterion", ()))
    return Principle(row["code"], row["title"], row["text"], criteria)


def _criterion(principle: str, row: Mapping[str, Any]) -> Criterion:
    return Criterion(
        principle=principle,
        **{
            **row,
            "gravity": Gravity(row["gravity"]),
            "params": row.get("params", {}),
            "answers": frozenset(Answer(answer) for answer in row["answers"]),
            "not_applicable": row.get("not_applicable", ""),
        },
    )
