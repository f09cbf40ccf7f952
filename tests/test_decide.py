"""Decisions read from a workbook: recorded when sure, listed with their cell when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.charter.rules import Durations
from ose_batch.model import Cell, CellRef, Decision, DecisionLine, Decisions, State, Trouble, Value
from ose_batch.register import decide
from ose_batch.register.decide import Attendance, Known

DURATIONS = Durations(3, 18, 15, 20, 6)
TODAY = date(2026, 12, 14)
SESSION = date(2026, 12, 10)


def cell(value: Value, row: int = 1, column: int = 1, sheet: str = "Décisions", trouble: Trouble | None = None) -> Cell:
    return Cell(CellRef(sheet, row, column), None if trouble else value, "" if value is None else str(value), trouble)


def line(number: str, decision: str | None, row: int = 8, **others: Value) -> DecisionLine:
    columns = ("decided_on", "motive", "conditions", "deadline", "rapporteur", "recused", "correction")
    cells = {name: cell(others.get(name), row, rank) for rank, name in enumerate(columns, start=6)}
    return DecisionLine(number=cell(number, row, 2), decision=cell(decision, row, 5), **cells)


def workbook(
    *lines: DecisionLine, session_on: Value = SESSION, instance: Value = "Comité", **people: Value
) -> Decisions:
    who = (
        cell(people.get(key), row, 3, "Séance") for row, key in enumerate(("present", "excused", "recused"), start=7)
    )
    return Decisions(cell(session_on, 5, 3, "Séance"), cell(instance, 6, 3, "Séance"), *who, lines)


KNOWN = {
    "D-2026-001": Known(1, 1, State.READY, date(2026, 11, 23), None),
    "D-2026-002": Known(2, 2, State.TO_COMPLETE, date(2026, 11, 23), None),
}


def judge(received: Decisions, known: dict[str, Known] = KNOWN) -> decide.Judged:
    return decide.judge(received, known, TODAY, DURATIONS)


def test_a_validation_is_accepted_with_its_validity() -> None:
    judged = judge(workbook(line("d-2026-001 ", "Validé")))
    decision = judged.accepted["D-2026-001"]
    assert (decision.decision, decision.decided_on, decision.valid_until) == (
        State.VALIDATED,
        SESSION,
        date(2029, 12, 10),
    )
    assert judged.listed == ()


def test_a_validation_on_29_february_lasts_until_the_28th() -> None:
    received = workbook(line("D-2026-001", "Validé"), session_on=date(2028, 2, 29))
    judged = decide.judge(received, KNOWN, date(2028, 3, 6), DURATIONS)
    assert judged.accepted["D-2026-001"].valid_until == date(2031, 2, 28)


@pytest.mark.parametrize("decision", ["Validé sous réserve", "Ajourné", "Non retenu"])
def test_only_a_validation_gives_a_validity(decision: str) -> None:
    judged = judge(workbook(line("D-2026-001", decision, motive="Un motif", conditions="Une réserve")))
    assert judged.accepted["D-2026-001"].valid_until is None


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (
            workbook(line("D-2026-999", "Validé")),
            "Décisions!B8 : le n° de dossier « D-2026-999 » n’est pas au registre.",
        ),
        (workbook(line("", "Validé")), "Décisions!B8 : il n’y a pas de n° de dossier"),
        (workbook(line("D-2026-001", "Validé"), session_on=None), "Séance!C5 : il manque la date de la séance"),
        (workbook(line("D-2026-001", "Validé"), instance=None), "Séance!C6 : il manque l’instance validante"),
        (
            workbook(line("D-2026-001", "Validé"), line("D-2026-001", "Ajourné", 9, motive="Un motif")),
            "D-2026-001 : deux décisions différentes (Décisions!E8 et Décisions!E9)",
        ),
        (workbook(line("D-2026-001", None, motive="Un motif")), "Décisions!E8 : la ligne de D-2026-001 est commencée"),
        (workbook(line("D-2026-001", "Ajourné")), "Décisions!G8 : D-2026-001 est « Ajourné » ; il faut un motif."),
        (workbook(line("D-2026-001", "Validé sous réserve")), "Décisions!H8 : D-2026-001 est « Validé sous réserve »"),
        (
            workbook(line("D-2026-001", "Validé sous réserve", conditions="À lever", deadline=date(2026, 12, 1))),
            "l’échéance des réserves de D-2026-001, 01/12/2026, précède la décision",
        ),
        (
            workbook(line("D-2026-001", "Validé"), session_on=date(2027, 1, 5)),
            "Séance!C5 : la décision sur D-2026-001 est datée du 05/01/2027",
        ),
        (workbook(line("D-2026-002", "Validé")), "le dossier D-2026-002 est « À compléter »"),
        (workbook(line("D-2026-001", "Validé", decided_on=date(2027, 1, 5))), "qui n’est pas encore passé"),
        (workbook(line("D-2026-001", "Validé", decided_on=date(2026, 11, 1))), "avant son dépôt le 23/11/2026"),
        (
            workbook(replace(line("D-2026-001", None), decision=cell("Oui", 8, 5, trouble=Trouble.NOT_IN_LIST))),
            "Décisions!E8 : « Oui » n’a pas été compris.",
        ),
    ],
)
def test_what_is_not_sure_is_listed_with_its_cell(received: Decisions, said: str) -> None:
    judged = judge(received)
    assert judged.accepted == {}
    assert len(judged.listed) == 1
    assert said in judged.listed[0].replace("\u00a0", " ")


def test_one_doubtful_line_does_not_stop_the_others() -> None:
    judged = judge(workbook(line("D-2026-001", "Validé"), line("D-2026-002", "Validé", 9)))
    assert list(judged.accepted) == ["D-2026-001"]
    assert len(judged.listed) == 1


def test_the_same_decision_again_is_known_and_another_one_is_listed() -> None:
    first = judge(workbook(line("D-2026-001", "Validé"))).accepted["D-2026-001"]
    known = {"D-2026-001": Known(1, 1, State.VALIDATED, date(2026, 11, 23), first)}
    assert judge(workbook(line("D-2026-001", "Validé")), known).repeated == ("D-2026-001",)
    changed = judge(workbook(line("D-2026-001", "Ajourné", motive="Un motif")), known)
    assert (changed.accepted, changed.repeated) == ({}, ())
    assert "D-2026-001 est déjà « Validé » à cette séance, du 10/12/2026" in changed.listed[0].replace("\u00a0", " ")


def first(state: str = "Validé", **others: Value) -> Decision:
    return judge(workbook(line("D-2026-001", state, **others))).accepted["D-2026-001"]


def test_who_reported_and_who_withdrew_is_kept_and_makes_no_other_decision() -> None:
    named = workbook(line("D-2026-001", "Validé", rapporteur="Collège des réseaux", recused="Une membre"))
    decision = judge(named).accepted["D-2026-001"]
    assert (decision.rapporteur, decision.recused, decision.correction) == ("Collège des réseaux", "Une membre", "")
    known = {"D-2026-001": Known(1, 1, State.VALIDATED, date(2026, 11, 23), first())}
    judged = judge(named, known)
    assert judged.completed == {"D-2026-001": replace(first(), rapporteur="Collège des réseaux", recused="Une membre")}
    assert (judged.accepted, judged.repeated) == ({}, ())
    known = {"D-2026-001": replace(known["D-2026-001"], decision=judged.completed["D-2026-001"])}
    assert judge(named, known).repeated == ("D-2026-001",)
    assert judge(workbook(line("D-2026-001", "Validé")), known).repeated == ("D-2026-001",)


@pytest.mark.parametrize("others", ["Validé", "Validé avec recommandations", "Validé sous réserve"])
def test_one_session_recognises_an_organisation_once(others: str) -> None:
    twice = {f"D-2026-00{rank}": Known(rank, 1, State.PRESENTED, date(2026, 11, 23), None) for rank in (1, 2)}
    second = line("D-2026-002", others, 9, conditions="Une condition")
    judged = judge(workbook(line("D-2026-001", "Validé"), second), twice)
    assert list(judged.accepted) == ["D-2026-001"]
    assert "D-2026-002 et D-2026-001 sont de la même organisation" in judged.listed[0].replace("\u00a0", " ")
    known = twice | {"D-2026-001": replace(twice["D-2026-001"], state=State.VALIDATED, decision=first())}
    assert judge(workbook(second), known).accepted == {}
    refused = line("D-2026-002", "Non retenu", 9, motive="Remplacé")
    assert list(judge(workbook(refused), known).accepted) == ["D-2026-002"]


def test_a_session_to_come_decides_nothing_yet() -> None:
    judged = judge(workbook(line("D-2026-001", "Validé", decided_on=TODAY), session_on=date(2027, 6, 17)))
    assert judged.accepted == {}
    assert "datée du 17/06/2027, qui n’est pas encore passé" in judged.listed[0].replace("\u00a0", " ")


def test_a_motive_to_correct_left_on_the_line_of_another_session_is_asked_about() -> None:
    known = {"D-2026-001": Known(1, 1, State.PRESENTED, date(2026, 11, 23), first("Ajourné", motive="À revoir"))}
    received = workbook(line("D-2026-001", "Validé", correction="Erreur"), session_on=date(2027, 6, 17))
    judged = decide.judge(received, known, date(2027, 6, 21), DURATIONS)
    assert judged.accepted == {}
    assert "est de la séance du 10/12/2026 et ce classeur de celle du 17/06/2027" in judged.listed[0]


def test_a_decision_is_corrected_with_a_motive() -> None:
    known = {"D-2026-001": Known(1, 1, State.VALIDATED, date(2026, 11, 23), first())}
    received = workbook(line("D-2026-001", "Ajourné", motive="Plan à préciser", correction="Erreur de saisie"))
    decision = judge(received, known).accepted["D-2026-001"]
    assert (decision.decision, decision.correction, decision.valid_until) == (
        State.ADJOURNED,
        "Erreur de saisie",
        None,
    )
    done = {"D-2026-001": Known(1, 1, State.ADJOURNED, date(2026, 11, 23), decision)}
    assert judge(received, done).repeated == ("D-2026-001",)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Known(1, 1, State.READY, date(2026, 11, 23), None), "n’a pas encore de décision à rectifier"),
        (
            Known(1, 1, State.VALIDATED, date(2026, 11, 23), first(), is_followed=True),
            "l’organisation a eu une autre décision, une prolongation, une suspension",
        ),
        (Known(1, 1, State.WITHDRAWN, date(2026, 11, 23), first()), "le dossier D-2026-001 est « Retiré »"),
    ],
)
def test_a_correction_that_cannot_be_is_listed(known: Known, said: str) -> None:
    received = workbook(line("D-2026-001", "Ajourné", motive="Plan à préciser", correction="Erreur de saisie"))
    judged = judge(received, {"D-2026-001": known})
    assert judged.accepted == {}
    assert said in judged.listed[0].replace("\u00a0", " ")


def test_a_later_session_decides_again_what_was_adjourned() -> None:
    known = {"D-2026-001": Known(1, 1, State.PRESENTED, date(2026, 11, 23), first("Ajourné", motive="À revoir"))}
    received = workbook(line("D-2026-001", "Validé"), session_on=date(2027, 6, 17))
    judged = decide.judge(received, known, date(2027, 6, 21), DURATIONS)
    assert judged.accepted["D-2026-001"].valid_until == date(2030, 6, 17)


@pytest.mark.parametrize(
    ("renewed_until", "until"), [(None, date(2029, 12, 10)), (date(2027, 1, 15), date(2030, 1, 15))]
)
def test_no_day_is_lost_by_a_renewal_when_the_settings_say_so(renewed_until: date | None, until: date) -> None:
    known = {"D-2026-001": Known(1, 1, State.READY, date(2026, 11, 23), None, renewed_until)}
    durations = replace(DURATIONS, renewal_from_expiry=True)
    judged = decide.judge(workbook(line("D-2026-001", "Validé")), known, TODAY, durations)
    assert judged.accepted["D-2026-001"].valid_until == until


def test_who_was_there() -> None:
    people = {"present": "Collège des réseaux", "excused": "Une membre", "recused": "Un membre, sur D-2026-001"}
    assert decide.attendance(workbook(**people)) == Attendance(SESSION, "Comité", *people.values())
    assert decide.attendance(workbook(session_on=None, **people)) is None


def test_an_older_workbook_dropped_again_does_not_undo_a_newer_decision() -> None:
    older, newer = date(2026, 11, 30), SESSION
    first = judge(workbook(line("D-2026-001", "Ajourné", motive="À revoir."), session_on=newer)).accepted["D-2026-001"]
    known = {"D-2026-001": Known(1, 1, State.ADJOURNED, date(2026, 11, 23), first)}
    again = workbook(line("D-2026-001", "Ajourné", motive="Incomplet."), session_on=older)
    judged = judge(again, known)
    assert judged.accepted == {}
    assert "décision plus récente, du 10/12/2026" in judged.listed[0]
