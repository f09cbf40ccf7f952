"""What changes in a dossier in which nothing is to be said, and what is then said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ose_batch.model import Answer, Context, Previous
from tests.dossiers import RULES

COMPLETE, MISSING, WEIGH, CHECK, NOTHING = (
    Answer.COMPLETE,
    Answer.TO_COMPLETE,
    Answer.TO_WEIGH,
    Answer.TO_CHECK,
    Answer.NOT_APPLICABLE,
)


CONTEXT = Context(date(2026, 11, 23), charter_received=True)
KNOWN = replace(
    CONTEXT, previous=Previous("OSE-0042", "Les Ateliers du Layon", "99900001100018", "Toute l’organisation")
)

AG, BOARD, STAFF = "Assemblée générale ou équivalent", "Organe d’administration (ou gérance)", "Salariés"
EQUALITY = "Égalité réelle entre les femmes et les hommes"
LONG = "Nous en parlons chaque année lors du séminaire de rentrée, avec toute l’équipe et les bénévoles."
NO_STAFF = {"organisation.headcount": "0", "presentations.Salariés": None, "stakeholders.1": None}
NO_NUMBER = {"organisation.siren": "", "organisation.siret": ""}
BY_FRAMEWORK = {"themes.Éthique.questioned": "Par un référentiel reconnu", "practices.7": None}
ESTABLISHMENTS = {"organisation.perimeter": "Établissements", "organisation.perimeter_detail": "Angers, Cholet"}
RENEWAL = {"organisation.dossier_kind": "Renouvellement"}
NOT_A_PRACTICE = {f"practices.{line}.title": "Pas encore de pratique" for line in range(1, 8)}
NOT_QUESTIONED = {
    f"themes.{theme.label}.{column}": entry
    for theme in RULES.themes
    for column, entry in (("questioned", "Sans objet"), ("reason", "Trop petits pour cela."))
}


@dataclass(frozen=True)
class Case:
    criterion: str
    answer: Answer
    changes: Mapping[str, str | None]
    at: tuple[str, ...]
    """Subjects of its points."""
    also: tuple[str, ...]
    """Other criteria that have something to ask of the same dossier, for a cause of their own."""
    context: Context


def case(
    criterion: str,
    answer: Answer,
    changes: Mapping[str, str | None] | None = None,
    *at: str,
    also: tuple[str, ...] = (),
    context: Context = CONTEXT,
) -> Case:
    return Case(criterion, answer, changes or {}, at, also, context)
