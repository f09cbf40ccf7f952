"""What the fiche retour says to the organisation: where its dossier stands, what is to be done, what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ose_batch.model import Answer
from ose_batch.wording import enumeration, french_date, more, plural

SHEETS = (
    "Organisation",
    "P1 Questionnement",
    "P2 Parties prenantes",
    "P3 Pratiques",
    "Engagements",
    "P4 Plan d’actions",
    "P5 Présentations",
    "P6 Accessibilité",
    "Référentiels",
    "Charte et signature",
)
"""In the order of the form."""

READINGS = {
    Answer.TO_COMPLETE: "À compléter",
    Answer.TO_WEIGH: "Le comité lira vos réponses",
    Answer.TO_CHECK: "Complet",
    Answer.COMPLETE: "Complet",
    Answer.NOT_APPLICABLE: "Sans objet",
}
"""What is to be checked is the CRESS's to check: the organisation has given all that is asked."""

UNRECOGNISED = "Autre"
"""Label of a framework that bears no name to thank for."""

_FRAMEWORKS_NAMED = 2


def title(number: str) -> str:
    return f"Fiche retour : {number}"


def principle(code: str, name: str) -> tuple[str, str]:
    """Label and name of a principle; the identity has no label."""
    return (f"Principe {code[1:]} :" if code.startswith("P") else "", name)


def opening(again: bool) -> str:
    return (
        "Merci pour ce nouvel envoi : nous l’avons relu en entier."
        if again
        else "Merci pour votre dossier : nous l’avons lu en entier."
    )


def complete(session_on: date | None, wave: str) -> str:
    if session_on is None:
        return (
            "Votre dossier est complet : il sera présenté au comité ; la date de la prochaine séance vous sera "
            "communiquée."
        )
    return f"Votre dossier est complet : il sera présenté au comité le {_session(session_on, wave)}."


def to_complete(points: int, session_on: date | None, wave: str, deadline: date | None) -> str:
    """`deadline`: last day to send it back; `None` when it is past or not known."""
    head = f"Il reste {plural(points, 'point')} à compléter dans le classeur joint, à nous renvoyer"
    if session_on is None:
        return f"{head} dès que vous le pourrez : la date de la prochaine séance vous sera communiquée."
    session = _session(session_on, wave)
    if deadline is None:
        return f"{head} dès que vous le pourrez : ce sera pour la séance du {session}, ou pour la suivante."
    return f"{head} au plus tard le {french_date(deadline)} pour la séance du {session}."


def _session(session_on: date, wave: str) -> str:
    return f"{french_date(session_on)}{f' (vague {wave})' if wave else ''}"


def thanks(frameworks: Sequence[str]) -> str:
    """`frameworks`: those that give a document; without a name, it is « reconnue »."""
    others = len(frameworks) - _FRAMEWORKS_NAMED
    if others > 0:
        names = f"vos démarches {', '.join(frameworks[:_FRAMEWORKS_NAMED])} {more(others, 'démarche')}"
    else:
        whose = "vos démarches" if len(frameworks) > 1 else "votre démarche"
        names = f"{whose} {enumeration(frameworks) or 'reconnue'}"
    return f"Merci d’avoir indiqué le document et la page de {names} : rien n’était à recopier."


def sheet(name: str) -> str:
    """What heads the points of a sheet; those that stand in none have no name."""
    return f"Feuille « {name} »" if name else "Dans l’ensemble du classeur"


def points(count: int) -> str:
    return plural(count, "point")


def more_here(count: int) -> str:
    """The points that one row leaves out."""
    return more(count, "point")


def more_points(count: int) -> str:
    """The points of the rows left out."""
    left = more(count, "point")
    return left and f"{left}, {'tous ' if count > 1 else ''}dans la feuille « À corriger » du classeur joint"


def more_lines(count: int) -> str:
    return f"et {plural(count, 'autre')}" if count > 0 else ""


def more_understood(count: int) -> str:
    left = more_lines(count)
    return left and f"{left}, dans le classeur joint"


def at(label: str, sheet: str, cell: str) -> str:
    """A question with its place: `SIRET du siège (feuille « Organisation », case C20)`."""
    return f"{label} (feuille « {sheet} », case {cell})"


def repair(label: str, before: str, after: str) -> str:
    return f"{label} : « {before} », lu « {after} »"


def change(label: str, before: str, after: str) -> str:
    if not before:
        return f"{label} : ajouté, « {after} »"
    if not after:
        return f"{label} : retiré, « {before} »"
    return f"{label} : « {before} » devient « {after} »"


def moved(label: str, before: str, after: str) -> str:
    return f"{label} : de « {before} » à « {after} »"


def since(number: str, replaced: bool, changed: bool) -> str:
    """`replaced`: the dossier before is followed no more; otherwise the committee has it."""
    seen = "voici ce qui a changé." if changed else "nous n’y voyons pas de changement."
    if replaced:
        return f"Cet envoi prend la place du dossier {number} ; {seen}"
    return f"Le dossier {number} suit son cours devant le comité. Depuis celui-là, {seen}"


def steps_to_complete(by: date | None) -> list[str]:
    until = f" au plus tard le {french_date(by)}" if by else ""
    return [
        "Ouvrez le classeur joint, qui garde toutes vos réponses : sa feuille « À corriger » mène à chaque case.",
        f"Complétez-le, enregistrez-le au format .xlsx et renvoyez-le-nous{until}.",
        "Nous le relirons en entier, et vous recevrez une nouvelle fiche.",
    ]


def steps_when_complete(validity_years: int, midterm_months: int) -> list[str]:
    return [
        "Nous vous envoyons la charte à signer, si ce n’est déjà fait.",
        "Le comité lit votre dossier, l’apprécie et décide ; nous vous dirons sa décision après la séance.",
        f"S’il le valide, l’identité visuelle OSE est à vous pour {plural(validity_years, 'an')}, avec un temps "
        f"d’échanges à {midterm_months} mois.",
    ]


def contact(issuer: str, reach: str, code: str) -> str:
    """After « Une question ? ». `reach`: where to write or call; may be empty."""
    whom = ", ".join(filter(None, (issuer, reach)))
    return f"{whom}. Merci de rappeler le code de réception {code}, qui désigne cet envoi."
