"""What staff record between sessions: what makes no sense is listed with its cell, what comes twice is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Event, State
from ose_batch.register import movements as of_staff
from ose_batch.register import moves
from ose_batch.register.movements import Judged
from ose_batch.wording import movements as say
from tests.dossiers import RULES
from tests.judged import GRANTED, INCOMPLETE, ON_CONDITION, OTHER, PERIOD, TODAY, judge, line, plain
from tests.registers import NUMBER, known, movements

# -------------------------------------------------------------------------------------------------------- Left aside


@pytest.mark.parametrize(
    ("judged", "sentence"),
    [
        (line("Suspension", number=""), "Mouvements!B8 : il manque le n° de dossier ou le n° OSE."),
        (line("Suspension", number="D-1999-001"), "« D-1999-001 » n’est ni un n° de dossier ni un n° OSE du registre."),
        (line("?Suspendre"), "Mouvements!C8 : « Suspendre » n’a pas été compris."),
        (line("Suspension", happened_on="?hier"), "Mouvements!D8 : « hier » n’a pas été compris."),
        (line(""), f"Mouvements!C8 : la ligne de {NUMBER} est commencée, mais le mouvement n’y est pas."),
        (line("", number=""), "Mouvements!C8 : la ligne est commencée, mais le mouvement n’y est pas."),
        (line("Suspension", happened_on=""), f"Mouvements!D8 : {NUMBER}, « Suspension » ; il manque la date."),
        (line("Suspension", happened_on="2027-09-07"), "est daté du 07/09/2027, qui n’est pas encore passé."),
        (line("Suspension", author=""), f"Mouvements!E8 : {NUMBER}, « Suspension » ; indiquez qui l’enregistre."),
        (line("Suspension", motive=""), f"Mouvements!F8 : {NUMBER}, « Suspension » ; écrivez le motif."),
        (line("Note de suivi", motive=""), f"{NUMBER}, « Note de suivi » ; écrivez le texte."),
        (line("Dossier retiré", known(), happened_on="2026-11-01"), f"{NUMBER} n’a été déposé que le 02/11/2026"),
        (line("Suspension", happened_on="2026-12-09"), f"l’identité de {NUMBER} n’a été accordée que le 10/12/2026"),
        (
            line("Réserve levée", ON_CONDITION, happened_on="2026-12-09"),
            "la réserve de D-2026-001 date du 10/12/2026 ; elle ne peut pas avoir été levée le 09/12/2026.",
        ),
        (
            line("Présenté en l’état", GRANTED),
            "« Présenté en l’état » n’est pas possible, le dossier D-2026-001 est « Validé » ; il faut qu’il soit "
            "« À compléter ». Rien n’a été changé.",
        ),
        (
            line("Reprise"),
            "« Reprise » n’est pas possible, l’identité visuelle de D-2026-001 est « Active » ; il faut qu’elle soit "
            "« Suspendue ».",
        ),
        (
            line("Échange de mi-parcours tenu", replace(GRANTED, recognition=replace(PERIOD, midterm_held_on=TODAY))),
            "le mi-parcours de D-2026-001 est « Tenu » ; il faut qu’il soit « À venir » ou « À planifier » ou "
            "« En retard ».",
        ),
        (line("Échange de mi-parcours tenu", known()), "D-2026-001 n’a pas de mi-parcours en cours"),
        (line("Point levé", INCOMPLETE), f"{NUMBER}, « Point levé » ; choisissez le point dans la liste."),
        (
            line("Point levé", INCOMPLETE, criterion="P1.3 – Les thèmes"),
            "P1.3 est « Sans objet » dans le dossier D-2026-001 ; il n’y a rien à lever.",
        ),
        (
            line("Point levé", INCOMPLETE, criterion="P9.9"),
            "P9.9 n’est pas un point du dossier D-2026-001 ; il n’y a rien à lever.",
        ),
        (
            line("Inscription à une séance", known()),
            f"{NUMBER}, indiquez la séance. Séances à venir : 09/12/2027.",
        ),
        (
            line("Inscription à une séance", known(), day="2027-06-17"),
            "la séance du 17/06/2027 n’est pas à venir dans ose.toml. Séances à venir : 09/12/2027.",
        ),
        (line("Retrait abandonné"), "aucun retrait n’est envisagé pour D-2026-001"),
        (line("Retrait de l’identité"), "n’a pas encore été prévenu. Enregistrez d’abord « Retrait envisagé »"),
        (
            line("Retrait de l’identité", replace(GRANTED, recognition=replace(PERIOD, removal_planned_on=TODAY))),
            "a été prévenu le 06/09/2027 et peut présenter ses observations jusqu’au 06/10/2027 inclus ; le retrait "
            "n’est possible qu’après.",
        ),
        (
            line("Prolongation", instance="Comité"),
            "indiquez jusqu’à quand ; l’identité est déjà valable jusqu’au 10/12/2029 inclus.",
        ),
        (line("Prolongation", instance="Comité", day="2029-12-10"), "10/12/2029 ne prolonge rien"),
        (line("Prolongation", day="2030-06-10"), "« Prolongation » ; indiquez l’instance qui l’a accordée."),
        (line("Coordonnées changées"), f"Mouvements!K8 : {NUMBER}"),
        (line("Coordonnées changées", email="écrivez-moi"), "« écrivez-moi » n’est pas une adresse de courriel."),
        (line("Regroupement de deux fiches", other="D-1999-001"), "Mouvements!J8 : « D-1999-001 » n’est ni un n°"),
        (line("Regroupement de deux fiches", other=NUMBER), f"{NUMBER} et {NUMBER} sont déjà la même fiche."),
        (
            judge(
                f"""number | event | happened_on | author | other
                {NUMBER} | Regroupement de deux fiches | 2027-09-01 | AB | D-2026-002""",
                GRANTED,
                replace(OTHER, recognition=PERIOD, granted_by=2),
            ),
            "D-2026-001 et D-2026-002 ont chacun une identité en cours.",
        ),
    ],
)
def test_what_makes_no_sense_is_listed_with_its_cell(judged: Judged, sentence: str) -> None:
    assert judged.accepted == ()
    assert judged.repeated == 0
    (said,) = judged.listed
    assert sentence in plain(said)


def test_without_any_session_to_come_one_has_to_be_declared() -> None:
    received = movements(
        f"""number | event | happened_on | author
        {NUMBER} | Inscription à une séance | 2027-09-01 | AB"""
    )
    (said,) = of_staff.judge(received, {NUMBER: known()}, moves.Bounds(TODAY, (), RULES)).listed
    assert plain(said).endswith("indiquez la séance. Déclarez-la d’abord.")


def test_one_doubtful_line_does_not_stop_the_others() -> None:
    judged = judge(
        f"""
        number     | event      | happened_on | author | motive
        D-1999-001 | Suspension | 2027-09-01  | AB     | Un motif
        {NUMBER}   | Suspension | 2027-09-01  | AB     | Un motif
        """,
        GRANTED,
    )
    assert len(judged.listed) == 1
    assert [accepted.movement.event for accepted in judged.accepted] == [Event.SUSPENDED]


def test_what_was_recorded_is_counted() -> None:
    assert say.recorded(1, 0) == "1 mouvement enregistré"
    assert say.recorded(3, 1) == "3 mouvements enregistrés, 1 déjà connu"
    assert say.recorded(0, 2) == "aucun mouvement nouveau, 2 déjà connus"


# ---------------------------------------------------------------------------------------- Order, repetition, numbers


def test_lines_count_in_order_of_date_whatever_their_order_in_the_workbook() -> None:
    judged = judge(
        f"""
        number   | event      | happened_on | author | motive
        {NUMBER} | Reprise    | 2027-08-02  | AB     |
        {NUMBER} | Suspension | 2027-06-07  | AB     | Sans nouvelles
        """,
        GRANTED,
    )
    suspended, resumed = judged.accepted
    assert suspended.known.recognition == replace(PERIOD, suspended_on=date(2027, 6, 7))
    assert resumed.known.recognition == PERIOD


def test_a_dossier_is_the_same_under_its_two_numbers() -> None:
    judged = judge(
        f"""
        number   | event      | happened_on | author | motive
        ose-0001 | Suspension | 2027-06-07  | AB     | Sans nouvelles
        {NUMBER} | Suspension | 2027-06-08  | AB     | Encore
        """,
        GRANTED,
        OSE_0001=GRANTED,
    )
    assert len(judged.accepted) == 1
    assert "est « Suspendue »" in plain(judged.listed[0])


def test_another_dossier_of_the_organisation_has_the_same_identity() -> None:
    renewal = replace(GRANTED, dossier_id=3, number="D-2027-001", state=State.READY, deposited_on=date(2027, 6, 1))
    judged = judge(
        f"""
        number     | event                | happened_on | author | motive
        {NUMBER}   | Renonciation         | 2027-06-07  | AB     |
        D-2027-001 | Suspension           | 2027-06-08  | AB     | Un motif
        """,
        GRANTED,
        renewal,
    )
    assert "est « Retirée »" in plain(judged.listed[0])


def test_the_same_line_again_is_known() -> None:
    text = f"""
        number   | event         | happened_on | author | motive
        {NUMBER} | Note de suivi | 2027-06-07  | AB     | Appel
        {NUMBER} | Note de suivi | 2027-06-07  | AB     | Appel
        {NUMBER} | Note de suivi | 2027-06-07  | AB     | Autre appel
        """
    judged = judge(text, GRANTED)
    assert (len(judged.accepted), judged.repeated, judged.listed) == (2, 1, ())
    again = judge(text, judged.accepted[-1].known)
    assert (again.accepted, again.repeated) == ((), 3)
