"""What registre.xlsx says to the staff, in French."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ose_batch.model import Event
from ose_batch.wording import french_date, more, plural, short_date
from ose_batch.wording.movements import until

YES = "Oui"
SEPARATOR = " · "

# ------------------------------------------------------------------------------------------------------------ Registre


def consents(contact: str | None, publication: str | None, given_on: date | None) -> str:
    """`Coordonnées : Oui · Publication : Non`, then the day on a line of its own."""
    answers = (("Coordonnées", contact), ("Publication", publication))
    given = SEPARATOR.join(f"{what} : {answer}" for what, answer in answers if answer)
    return "\n".join(part for part in (given, short_date(given_on) if given_on else "") if part)


def commitment(line: str, label: str) -> str:
    return f"{line} : {label}"


# ------------------------------------------------------------------------------------------------------------- Journal


def replaced_by(number: str) -> str:
    return f"par {number}"


def decided(decision: str, decided_on: date, valid_until: date | None) -> str:
    return f"{decision} le {short_date(decided_on)}" + (f", {until(valid_until)}" if valid_until else "")


def noted(detail: str, said: str) -> str:
    """With the text of a note de suivi."""
    return f"{detail} : {said}"


COMPLETED = "rapporteur ou déport"


def joined(wave: str) -> str:
    return f"Vague {wave}"


# ------------------------------------------------------------------------------------------------ À traiter, Échéances

# Title of the sheet, and what it says when it is empty.
TO_DO_WORDS = ("À traiter cette semaine", "Rien à traiter cette semaine.")
DEADLINES_WORDS = ("Échéances à venir", "Aucune échéance pour l’instant.")
HISTORY_WORDS = ("Historique", "Rien n’a encore été enregistré.")

_MOST_SENTENCES = 3
"""Said of one dossier in a cell that one reads at a glance."""


def situation(today: date) -> str:
    return f"Situation au {french_date(today)}"


def points_to_complete(sentences: Sequence[str]) -> str:
    return f"{plural(len(sentences), 'point')} à compléter : {_first(sentences)}"


def points_to_check(sentences: Sequence[str]) -> str:
    return _first(sentences)


def _first(sentences: Sequence[str]) -> str:
    rest = more(len(sentences) - _MOST_SENTENCES, "point")
    return " ".join([*sentences[:_MOST_SENTENCES], *([f"({rest})"] if rest else [])])


def ready_for(session_on: date | None) -> str:
    if session_on is None:
        return "Prêt pour le comité, mais aucune séance n’est déclarée dans ose.toml."
    return f"Prêt pour la séance du {short_date(session_on)}."


def decision_awaited(session_on: date) -> str:
    return f"La séance du {short_date(session_on)} est passée et aucune décision n’a été reçue."


def adjourned(session_on: date, motive: str) -> str:
    return f"Ajourné à la séance du {short_date(session_on)} : {motive}"


def condition_kept(decided_on: date, conditions: str) -> str:
    return f"Réserve du {short_date(decided_on)} non levée : {conditions}"


def midterm_planned(planned_on: date, progress_on: date | None) -> str:
    came = f" Point d’étape reçu le {short_date(progress_on)}." if progress_on else ""
    return f"Échange sur les engagements, à 18 mois : prévu le {short_date(planned_on)}, pas encore noté.{came}"


def letter_prepared(event: str, path: str) -> str:
    return f"{event} : courrier et courriel préparés, outbox/{path}"


def removal_planned(planned_on: date, answer_by: date) -> str:
    return (
        f"Retrait envisagé le {short_date(planned_on)} : observations possibles jusqu’au {short_date(answer_by)} "
        "inclus, puis notez le retrait ou son abandon."
    )


def suspended(since: date) -> str:
    return f"Identité suspendue depuis le {short_date(since)}."


def set_aside(path: str) -> str:
    return f"{path} : l’explication est à côté ; supprimez-le une fois réglé."


def to_file(path: str, since: date) -> str:
    return (
        f"{path} : là depuis le {short_date(since)}. Classez-la avec son dossier, hors de ce dossier, ou supprimez-la."
    )


def to_erase(number: str) -> str:
    return (
        f"La durée de conservation est passée : notez « {Event.CONTACT_ERASED} » pour {number} dans "
        f"mouvements.xlsx, ou lancez ose effacer {number}."
    )


def to_renew(until: date) -> str:
    return f"Identité valable jusqu’au {short_date(until)} inclus ; aucun renouvellement n’est en cours."


def to_prolong(until: date) -> str:
    return (
        f"Identité valable jusqu’au {short_date(until)} inclus ; le renouvellement déposé n’est pas encore décidé. "
        f"Pour qu’elle ne s’interrompe pas, une « {Event.PROLONGED} » peut être notée."
    )


def presented_at(held_on: date) -> str:
    return f"Envoyé aux membres pour la séance du {short_date(held_on)} : rien à faire avant elle."


RENEWAL_DEPOSITED = "Renouvellement déposé"
NO_RENEWAL = "Aucun renouvellement déposé"


def points_left(count: int) -> str:
    return f"{plural(count, 'point')} à compléter"


def deposited(on: date, limit: date) -> str:
    return f"Déposé le {short_date(on)}, après la date limite du {short_date(limit)}"


# --------------------------------------------------------------------------------------------------------- Statistiques

STATISTICS_TITLE = "Statistiques"
NO_STATISTICS = "Aucun dossier pour l’instant."

DOSSIERS = "Dossiers"
ORGANISATIONS = "Organisations"
ALL_DOSSIERS = "Tous les dossiers"
ACTIVE_ONES = "Identités actives"

BY_STATE = "Dossiers par statut"
BY_IDENTITY = "Organisations par identité visuelle"
BY_WAVE = "Dossiers par vague et par statut"
BY_READING = "Lecture des six principes"
BY_THEME = "Engagements publiables par thème"
BY_DEPARTMENT = "Dossiers par département"
BY_FORM = "Dossiers par forme juridique"

NOT_GIVEN = "Non renseigné"
OUTSIDE = "Hors région"
NO_WAVE = "Sans vague"
NO_THEME = "Sans thème"


def principle(code: str, title: str) -> str:
    """Identity is no principle of the charter: it goes without a number."""
    return title if code == "ID" else f"{code} {title}"
