"""What is said of the lines of a decisions workbook that are not recorded, each with its cell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ose_batch.model import CellRef, State
from ose_batch.wording import enumeration, short_date


def decision_unknown_dossier(where: CellRef, number: str) -> str:
    read = f"le n° de dossier « {number} » n’est pas" if number else "il n’y a pas de n° de dossier"
    return f"{where} : {read} {'au registre. ' if number else ': '}Reprenez le numéro inscrit dans le registre."


def decision_contradictory(number: str, places: Iterable[CellRef]) -> str:
    cells = enumeration(str(place) for place in places)
    return f"{number} : deux décisions différentes ({cells}). Gardez-en une seule et redéposez le classeur."


def decision_not_awaited(where: CellRef, number: str, state: State) -> str:
    return f"{where} : le dossier {number} est « {state} », il n’attend pas de décision. Rien n’a été changé."


def decision_before_deposit(where: CellRef, number: str, decided_on: date, deposited_on: date) -> str:
    return (
        f"{where} : {number} aurait été décidé le {short_date(decided_on)}, avant son dépôt le "
        f"{short_date(deposited_on)}. Vérifiez la date."
    )


def decision_before_last(where: CellRef, number: str, decided_on: date, last: date) -> str:
    return (
        f"{where} : {number} a déjà une décision plus récente, du {short_date(last)} ; celle du "
        f"{short_date(decided_on)} n’a pas été enregistrée. Supprimez cette ligne, ou corrigez la date."
    )


def decision_missing(where: CellRef, number: str) -> str:
    line = f"la ligne de {number}" if number else "la ligne"
    return (
        f"{where} : {line} est commencée mais la décision n’y est pas. Choisissez-la dans la liste, ou videz la ligne."
    )


def decision_without_date(where: CellRef, number: str) -> str:
    return f"{where} : il manque la date de la séance ; la décision sur {number} n’a pas été enregistrée."


def decision_without_instance(where: CellRef, number: str) -> str:
    return f"{where} : il manque l’instance validante ; la décision sur {number} n’a pas été enregistrée."


def decision_in_future(where: CellRef, number: str, decided_on: date) -> str:
    return (
        f"{where} : la décision sur {number} est datée du {short_date(decided_on)}, qui n’est pas encore passé. "
        "Corrigez la date, ou redéposez le classeur ce jour-là."
    )


def deadline_before_decision(where: CellRef, number: str, deadline: date) -> str:
    return (
        f"{where} : l’échéance des réserves de {number}, {short_date(deadline)}, précède la décision. "
        "Corrigez l’une ou l’autre date."
    )


def decision_without_motive(where: CellRef, number: str, decision: State) -> str:
    return f"{where} : {number} est « {decision} » ; il faut un motif."


def decision_without_conditions(where: CellRef, number: str, decision: State) -> str:
    what = "la réserve" if decision is State.VALIDATED_ON_CONDITION else "la recommandation"
    return f"{where} : {number} est « {decision} » ; écrivez {what}."


def decision_to_correct(where: CellRef, number: str, decision: State, decided_on: date) -> str:
    return (
        f"{where} : {number} est déjà « {decision} » à cette séance, du {short_date(decided_on)}. Pour rectifier cette "
        "décision, écrivez le motif de la rectification sur la ligne ; sinon, supprimez la ligne."
    )


def session_not_declared(where: CellRef, read: date, days: Iterable[date]) -> str:
    known = enumeration(short_date(day) for day in sorted(days))
    return (
        f"{where} : aucune séance n’est connue le {short_date(read)}. "
        + (f"Séances connues : {known}. " if known else "")
        + "Corrigez la date, ou déclarez la séance dans ose.toml."
    )


def recognised_already(where: CellRef, number: str, other: str, decision: State) -> str:
    return (
        f"{where} : {number} et {other} sont de la même organisation, et {other} est « {decision} » à cette séance. "
        f"Gardez une seule des deux décisions ; notez l’autre dossier « Sans suite » dans mouvements.xlsx."
    )


def of_another_session(where: CellRef, number: str, read: date, last: date) -> str:
    return (
        f"{where} : le motif de la rectification est rempli, mais la décision sur {number} est de la séance du "
        f"{short_date(last)} et ce classeur de celle du {short_date(read)}. Pour une nouvelle décision, videz ce "
        f"motif ; pour rectifier, reprenez le classeur du {short_date(last)}."
    )


def nothing_to_correct(where: CellRef, number: str) -> str:
    return f"{where} : {number} n’a pas encore de décision à rectifier. Videz le motif de la rectification."


def too_late_to_correct(where: CellRef, number: str) -> str:
    return (
        f"{where} : depuis la décision sur {number}, l’organisation a eu une autre décision, une "
        "prolongation, une suspension, un retrait ou un échange ; elle ne peut plus être rectifiée."
    )
