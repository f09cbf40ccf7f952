"""What the brief of progress (note de point d’étape) says beside its template, and how two dossiers compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ose_batch.wording import enumeration, french_date, more, percent, plural, short_date

TO_LAUNCH, UNDER_WAY, DONE = "À lancer", "En cours", "Réalisée"
POSTPONED, DROPPED, HELD = "report", "abandon", "tenu"
"""How states of actions and commitments begin, once folded, in the masculine as in the feminine."""
COUNTED = {
    TO_LAUNCH: "À lancer",
    UNDER_WAY: "En cours",
    DONE: "Réalisées",
    "Reportée": "Reportées",
    "Abandonnée": "Abandonnées",
}
"""Label of the list of states → what heads its count."""
PLANNED, ADDED, LATE = "Prévues", "Ajoutées", "En retard"
LINKED_TO_NONE = "Actions sans engagement"
NOTHING_STANDS_OUT = "Rien ne ressort en particulier : l’échange peut suivre les engagements un à un."


def title(number: str) -> str:
    return f"Point d’étape : {number}"


def commitments(count: int, states: Mapping[str, int]) -> str:
    """`3 engagements : en cours (2), tenu (1).`"""
    said = ", ".join(f"{state.lower()} ({number})" for state, number in states.items() if number)
    return f"{plural(count, 'engagement')}{f' : {said}' if said else ''}."


def state(said: str, known: str, unclear: str, progress: float | None, late: bool) -> str:
    """What stands in the column of states: as said now; otherwise as it was typed, or as it was known."""
    shown = said or (f"« {unclear} »" if unclear else f"Non dit (au dossier : {known.lower()})" if known else "Non dit")
    done = percent(progress) if progress is not None and said else ""
    return ", ".join(filter(None, (shown, done, LATE.lower() if late else "")))


def due(planned: date | None, now: date | None, brief: bool) -> str:
    """`30/06/2027 → 31/12/2027` when it changed; `→ 31/12/2027` in brief."""
    days = [short_date(day) for day in dict.fromkeys((planned, now)) if day]
    return f"→ {days[-1]}" if brief and len(days) > 1 else " → ".join(days)


def remark(done: str, left: str, motive: str) -> str:
    parts = (done, f"Reste à faire : {left}" if left else "", f"Motif : {motive}" if motive else "")
    return " · ".join(filter(None, parts))


def others(count: int, states: Mapping[str, int]) -> str:
    """The actions for which there is no room: `et 24 autres actions (réalisée : 20, en cours : 4)`."""
    detail = ", ".join(f"{state.lower()} : {number}" for state, number in states.items() if number)
    return f"{more(count, 'action')} ({detail})" if count > 0 else ""


# ------------------------------------------------------------------------------------------------- Points to talk about


def recommended(conditions: str) -> str:
    return f"Ce que le comité avait demandé ou recommandé : « {conditions} »"


def late(name: str, planned: date, state: str) -> str:
    return f"{name}, prévue pour le {french_date(planned)} : {state.lower()}."


def more_late(count: int) -> str:
    return f"{more(count, 'action')} dont la date est passée."


def given_up(name: str, state: str, motive: str) -> str:
    return f"{name}, {state.lower()} : {f'« {motive} »' if motive else 'le motif n’est pas indiqué.'}"


def more_given_up(count: int) -> str:
    return f"{plural(count, 'autre ligne reportée ou abandonnée', 'autres lignes reportées ou abandonnées')}."


def held_but_open(commitments: Sequence[str]) -> str:
    return f"Dits tenus, avec des actions à lancer ou en cours : {_some(commitments)}."


def with_actions(name: str, actions: Sequence[str]) -> str:
    return f"{name} ({', '.join(actions)})"


def moved(actions: Sequence[str]) -> str:
    return f"Échéances déplacées : {_some(actions)}."


def added(lines: Sequence[str]) -> str:
    return f"Ce qui s’est ajouté depuis le dossier : {_some(lines)}."


def unsaid(lines: Sequence[str]) -> str:
    return f"Où en {'est' if len(lines) == 1 else 'sont'} {_some(lines)} ? Le classeur ne le dit pas."


_NAMED = 8


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    if rest > 0:
        return f"{', '.join(names[:_NAMED])} {more(rest, 'ligne')}"
    return enumeration(names)


# ---------------------------------------------------------------------------------------- From one dossier to the next


def named(number: str, label: str) -> str:
    return f"{number} « {label.rstrip('.')} »"


def compared(
    kept: Sequence[str], done: Sequence[str], dropped: Sequence[str], new: Sequence[str], states: Mapping[str, int]
) -> list[str]:
    """A sentence for each kind of commitments there is, by their names, and one for the actions."""
    parts = (
        ("Engagements poursuivis", kept),
        ("Engagements dont toutes les actions sont réalisées", done),
        ("Engagements qui ne sont pas repris", dropped),
        ("Nouveaux engagements", new),
    )
    said = [f"{head} : {_some(names)}." for head, names in parts if names]
    actions = ", ".join(f"{state.lower()} : {count}" for state, count in states.items() if count)
    return [*said, f"Actions : {actions}."] if actions else said
