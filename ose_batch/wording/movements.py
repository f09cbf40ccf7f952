"""What is said of the lines of a mouvements workbook that are not recorded, and of what staff overruled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ose_batch.model import Answer, CellRef, Event
from ose_batch.wording import enumeration, plural, short_date

# ------------------------------------------------------------------------------------------------------------- Recorded


def lifted(on: date, motive: str) -> str:
    """The reason of a criterion that staff lifted."""
    return f"Point levé par la CRESS le {short_date(on)}" + (f" : {motive}" if motive else ".")


def recorded(accepted: int, repeated: int) -> str:
    words = (
        plural(accepted, "mouvement enregistré", "mouvements enregistrés") if accepted else "aucun mouvement nouveau"
    )
    return words + (f", {plural(repeated, 'déjà connu', 'déjà connus')}" if repeated else "")


EMPTY_REASON = "Ce classeur de mouvements ne contient encore aucun mouvement."
EMPTY_ADVICE = "Choisissez un mouvement dans la colonne Mouvement, enregistrez, puis redéposez le classeur."
NONE_REASON = "Aucun mouvement n’a pu être enregistré de ce classeur."

# ------------------------------------------------------------------------------------------------------ Left aside


def unknown_number(where: CellRef, number: str) -> str:
    if not number:
        return f"{where} : il manque le n° de dossier ou le n° OSE. Reprenez-le du registre."
    return f"{where} : « {number} » n’est ni un n° de dossier ni un n° OSE du registre. Reprenez-le du registre."


def event_missing(where: CellRef, number: str) -> str:
    line = f"la ligne de {number}" if number else "la ligne"
    return f"{where} : {line} est commencée, mais le mouvement n’y est pas. Choisissez-le dans la liste."


def date_missing(where: CellRef, number: str, event: Event) -> str:
    return f"{where} : {number}, « {event} » ; il manque la date."


def in_future(where: CellRef, number: str, event: Event, on: date) -> str:
    return (
        f"{where} : {number}, « {event} » est daté du {short_date(on)}, qui n’est pas encore passé. Corrigez la date, "
        "ou redéposez le classeur ce jour-là."
    )


def author_missing(where: CellRef, number: str, event: Event) -> str:
    return f"{where} : {number}, « {event} » ; indiquez qui l’enregistre."


def motive_missing(where: CellRef, number: str, event: Event) -> str:
    what = "le texte" if event in (Event.REMARK, Event.FOLLOW_UP) else "le motif"
    return f"{where} : {number}, « {event} » ; écrivez {what}."


def before_deposit(where: CellRef, number: str, on: date, deposited_on: date) -> str:
    return (
        f"{where} : {number} n’a été déposé que le {short_date(deposited_on)} ; le mouvement est daté du "
        f"{short_date(on)}. Vérifiez la date."
    )


def before_validation(where: CellRef, number: str, on: date, validated_on: date) -> str:
    return (
        f"{where} : l’identité de {number} n’a été accordée que le {short_date(validated_on)} ; le mouvement est daté "
        f"du {short_date(on)}. Vérifiez la date."
    )


def before_suspension(where: CellRef, number: str, on: date, suspended_on: date) -> str:
    return (
        f"{where} : {number} n’a été suspendu que le {short_date(suspended_on)} ; la reprise est datée du "
        f"{short_date(on)}. Vérifiez la date."
    )


def before_decision(where: CellRef, number: str, on: date, decided_on: date) -> str:
    return (
        f"{where} : la réserve de {number} date du {short_date(decided_on)} ; elle ne peut pas avoir été levée le "
        f"{short_date(on)}. Vérifiez la date."
    )


def dossier_refused(where: CellRef, number: str, event: Event, state: str, allowed: Iterable[str]) -> str:
    return _refused(where, event, f"le dossier {number} est « {state} »", "qu’il soit", allowed)


def identity_refused(where: CellRef, number: str, event: Event, state: str, allowed: Iterable[str]) -> str:
    return _refused(where, event, f"l’identité visuelle de {number} est « {state} »", "qu’elle soit", allowed)


def midterm_refused(where: CellRef, number: str, event: Event, state: str, allowed: Iterable[str]) -> str:
    stands = f"le mi-parcours de {number} est « {state} »" if state else f"{number} n’a pas de mi-parcours en cours"
    return _refused(where, event, stands, "qu’il soit", allowed)


def _refused(where: CellRef, event: Event, stands: str, needed: str, allowed: Iterable[str]) -> str:
    states = " ou ".join(f"« {state} »" for state in allowed)
    return f"{where} : « {event} » n’est pas possible, {stands} ; il faut {needed} {states}. Rien n’a été changé."


def criterion_missing(where: CellRef, number: str) -> str:
    return f"{where} : {number}, « {Event.POINT_LIFTED} » ; choisissez le point dans la liste."


def nothing_to_lift(where: CellRef, number: str, criterion: str, answer: Answer | None) -> str:
    stands = f"est « {answer} » dans le dossier {number}" if answer else f"n’est pas un point du dossier {number}"
    return f"{where} : {criterion} {stands} ; il n’y a rien à lever."


def session_unknown(where: CellRef, number: str, read: date | None, days: Iterable[date]) -> str:
    what = f"la séance du {short_date(read)} n’est pas à venir dans ose.toml" if read else "indiquez la séance"
    coming = enumeration(short_date(day) for day in days)
    return f"{where} : {number}, {what}. " + (f"Séances à venir : {coming}." if coming else "Déclarez-la d’abord.")


def not_heard(where: CellRef, number: str, planned_on: date | None, answer_by: date | None) -> str:
    if planned_on is None or answer_by is None:
        return (
            f"{where} : {number} n’a pas encore été prévenu. Enregistrez d’abord « {Event.REMOVAL_PLANNED} » : "
            "l’organisation peut alors présenter ses observations."
        )
    return (
        f"{where} : {number} a été prévenu le {short_date(planned_on)} et peut présenter ses observations jusqu’au "
        f"{short_date(answer_by)} inclus ; le retrait n’est possible qu’après."
    )


def nothing_announced(where: CellRef, number: str) -> str:
    return f"{where} : aucun retrait n’est envisagé pour {number} ; il n’y a rien à abandonner."


def not_longer(where: CellRef, number: str, read: date | None, until: date) -> str:
    what = f"{short_date(read)} ne prolonge rien" if read else "indiquez jusqu’à quand"
    return f"{where} : {number}, {what} ; l’identité est déjà valable jusqu’au {short_date(until)} inclus."


def not_a_prolongation(where: CellRef, number: str, read: date, latest: date) -> str:
    return (
        f"{where} : {number}, une prolongation va d’aujourd’hui au {short_date(latest)} au plus ; nous lisons "
        f"{short_date(read)}."
    )


def newer_is_open(where: CellRef, number: str, newer: str) -> str:
    return f"{where} : l’organisation a un dossier plus récent en cours, {newer} ; {number} ne peut pas être rouvert."


def followed(where: CellRef, number: str, newer: str) -> str:
    return f"{where} : {number} a été suivi d’un dossier plus récent, {newer} ; c’est celui-là qui peut être inscrit."


def presented_beside(where: CellRef, number: str, other: str, held_on: date) -> str:
    return (
        f"{where} : la séance du {short_date(held_on)} a déjà reçu {other}, de la même organisation ; {number} ne peut "
        f"pas y être inscrit aussi. Si {number} doit le remplacer, notez d’abord {other} « Sans suite »."
    )


def instance_missing(where: CellRef, number: str) -> str:
    return f"{where} : {number}, « {Event.PROLONGED} » ; indiquez l’instance qui l’a accordée."


def contact_missing(where: CellRef, number: str) -> str:
    return f"{where} : {number}, « {Event.CONTACT_CHANGED} » ; écrivez au moins ce qui change (nom, courriel…)."


def not_an_address(where: CellRef, read: str) -> str:
    return f"{where} : « {read} » n’est pas une adresse de courriel."


def same_organisation(where: CellRef, number: str, other: str) -> str:
    return f"{where} : {number} et {other} sont déjà la même fiche."


def both_active(where: CellRef, number: str, other: str) -> str:
    return (
        f"{where} : {number} et {other} ont chacun une identité en cours. Enregistrez d’abord la renonciation de "
        "l’une, puis regroupez les fiches."
    )


# --------------------------------------------------------------------------------------------------------- Journal


def until(day: date) -> str:
    return f"jusqu’au {short_date(day)} inclus"


def joined_by(number: str) -> str:
    return f"rejoint par {number}"


def due_on(day: date) -> str:
    return f"au {short_date(day)}"


def reminder(rank: int, day: date, prepared: bool) -> str:
    return f"relance {rank} du {short_date(day)}, {'préparée' if prepared else 'non préparée'}"


# --------------------------------------------------------------------------------------------------------- Diagram

CYCLE = "La vie d’un dossier et de l’identité visuelle"
DECISION_START = "Décision : "
