"""What the dossier de séance and the relevé de décisions say beside their templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ose_batch.model import State
from ose_batch.wording import enumeration, french_date, plural

_BACK = {
    State.ADJOURNED: "Ajourné",
    State.NOT_RETAINED: "Non retenu",
    State.VALIDATED_ON_CONDITION: "Validé sous réserve",
}
_DECIDED = {
    State.VALIDATED: ("validé", "validés"),
    State.VALIDATED_WITH_ADVICE: ("validé avec recommandations", "validés avec recommandations"),
    State.VALIDATED_ON_CONDITION: ("validé sous réserve", "validés sous réserve"),
    State.ADJOURNED: ("ajourné", "ajournés"),
    State.NOT_RETAINED: ("non retenu", "non retenus"),
}
_CONDITIONS = {
    State.VALIDATED_WITH_ADVICE: ("Recommandations", "Échéance des recommandations"),
    State.VALIDATED_ON_CONDITION: ("Réserves", "Échéance des réserves"),
}
_OTHER_CONDITIONS = ("Réserves ou recommandations", "Échéance")
AS_IS = "Présenté en l’état"


def dossier_title(held_on: date) -> str:
    return f"Dossier de séance du {french_date(held_on)}"


def minutes_title(held_on: date) -> str:
    return f"Relevé de décisions de la séance du {french_date(held_on)}"


def presented(kinds: Mapping[str, int]) -> str:
    """`3 dossiers : 2 candidatures et 1 renouvellement`; their number alone when one has no kind, or there is none."""
    count = plural(sum(kinds.values()), "dossier")
    if "" in kinds or not kinds:
        return count
    return f"{count}\u00a0: {enumeration(plural(number, kind.lower()) for kind, number in kinds.items())}"


def examined_before(decision: State, decided_on: date) -> str:
    """`Ajourné le 18 juin 2026`: why a dossier comes back; empty for a decision that asks for nothing more."""
    return f"{_BACK[decision]} le {french_date(decided_on)}" if decision in _BACK else ""


def summary(counts: Mapping[State, int], undecided: int) -> str:
    """`5 décisions : 3 validés, 1 ajourné et 1 non retenu ; 2 dossiers restent sans décision enregistrée.`"""
    parts = []
    if counts:
        said = enumeration(plural(number, *_DECIDED[decision]) for decision, number in counts.items())
        parts.append(f"{plural(sum(counts.values()), 'décision')}\u00a0: {said}")
    if undecided:
        parts.append(f"{plural(undecided, 'dossier reste', 'dossiers restent')} sans décision enregistrée")
    return "\u00a0; ".join(parts or ["Aucune décision n’est enregistrée"]) + "."


def group(decision: State, count: int) -> str:
    """`Dossiers validés avec recommandations`."""
    one, many = _DECIDED[decision]
    return f"Dossiers {many}" if count > 1 else f"Dossier {one}"


def conditions(decision: State) -> str:
    return _CONDITIONS.get(decision, _OTHER_CONDITIONS)[0]


def deadline(decision: State) -> str:
    return _CONDITIONS.get(decision, _OTHER_CONDITIONS)[1]


MOTIVE = "Motif"
RECOGNITION = "Reconnaissance"
DECIDED_ON = "Date de la décision"
INSTANCE = "Instance"
RAPPORTEUR = "Rapporteur"
RECUSED = "Déport"
CORRECTION = "Rectifie la décision enregistrée auparavant, pour ce motif"


def valid_until(day: date) -> str:
    return f"valable jusqu’au {french_date(day)} inclus"
