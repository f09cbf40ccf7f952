"""What staff record between sessions: recorded when it makes sense as things stand, listed with its cell when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ose_batch.model import Answer, Event, Person, Recognition, State
from ose_batch.register import movements as of_staff
from ose_batch.register import moves
from ose_batch.register.movements import Judged
from ose_batch.register.moves import Accepted, Known
from ose_batch.wording import movements as say
from tests.dossiers import RULES
from tests.entries import finding
from tests.registers import AUTUMN, NUMBER, SPRING, decision, known, movements

TODAY = date(2027, 9, 6)
PERIOD = Recognition(date(2026, 12, 10), date(2029, 12, 10))
GRANTED = known(State.VALIDATED, period=PERIOD, decision=decision(State.VALIDATED, AUTUMN.held_on))
INCOMPLETE = known(
    State.TO_COMPLETE,
    finding("P4.1", Answer.TO_COMPLETE, "Aucune action."),
    finding("P2.1", Answer.TO_COMPLETE, "Aucune partie prenante."),
    finding("P1.3", Answer.NOT_APPLICABLE),
)
ON_CONDITION = known(
    State.VALIDATED_ON_CONDITION, decision=decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.")
)
COMING = replace(SPRING, held_on=date(2027, 12, 9), deadline=date(2027, 11, 19), sent_on=date(2027, 11, 26))


def judge(text: str, *abouts: Known, today: date = TODAY, **others: Known) -> Judged:
    """`others`: by n° OSE, with `_` for its hyphen."""
    numbered = {about.number: about for about in abouts}
    numbered |= {number.replace("_", "-"): about for number, about in others.items()}
    return of_staff.judge(movements(text), numbered, moves.Bounds(today, (AUTUMN, SPRING, COMING), RULES))


def line(event: str, about: Known = GRANTED, **said: Any) -> Judged:
    """One line that lacks nothing but what `said` changes."""
    usual = {"number": NUMBER, "event": event, "happened_on": "2027-09-01", "author": "AB", "motive": "Un motif"}
    cells = usual | {key: str(value) for key, value in said.items()}
    return judge(" | ".join(cells) + "\n" + " | ".join(cells.values()), about, OTHER)


OTHER = replace(known(), organisation_id=2, dossier_id=2, number="D-2026-002")


def one(judged: Judged) -> Accepted:
    assert judged.listed == ()
    (accepted,) = judged.accepted
    return accepted


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


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


# -------------------------------------------------------------------------------------------------------- Of a dossier


def test_a_point_that_is_lifted_reads_complete_and_the_last_one_makes_the_dossier_ready() -> None:
    judged = judge(
        f"""
        number   | event      | happened_on | author | motive             | criterion
        {NUMBER} | Point levé | 2027-06-07  | AB     | Plan reçu à part   | P4.1 – Un plan d’actions
        {NUMBER} | Point levé | 2027-06-08  | AB     | Liste reçue à part | P2.1 – Des parties prenantes
        """,
        INCOMPLETE,
    )
    first, last = judged.accepted
    assert first.movement.criterion == "P4.1"
    assert first.known.state is State.TO_COMPLETE
    assert last.known.state is State.READY
    assert last.known.assessment.complete


def test_a_point_is_lifted_once() -> None:
    judged = judge(
        f"""
        number   | event      | happened_on | author | motive           | criterion
        {NUMBER} | Point levé | 2027-06-07  | AB     | Plan reçu à part | P4.1
        {NUMBER} | Point levé | 2027-06-08  | AB     | Encore           | P4.1
        """,
        INCOMPLETE,
    )
    assert "P4.1 est « Complet » dans le dossier D-2026-001" in plain(judged.listed[0])


def test_the_signed_charter_lifts_its_own_criterion() -> None:
    (criterion,) = [each.code for each in RULES.criteria if each.check == "charter_received"]
    about = known(State.READY, finding(criterion, Answer.TO_CHECK, reason="Charte signée non reçue."))
    accepted = one(line("Charte signée reçue", about, motive=""))
    assert accepted.movement.criterion == criterion
    (read,) = accepted.known.assessment.findings
    assert read.answer is Answer.COMPLETE
    assert plain(read.reason) == "Point levé par la CRESS le 01/09/2027."


def test_an_incomplete_dossier_is_presented_as_it_is() -> None:
    accepted = one(line("Présenté en l’état", INCOMPLETE))
    assert accepted.known.state is State.READY
    assert not accepted.known.assessment.complete


def test_a_dossier_is_enrolled_for_a_session_to_come() -> None:
    accepted = one(line("Inscription à une séance", known(), day=COMING.held_on, motive=""))
    assert (accepted.known.session_on, accepted.known.state) == (COMING.held_on, State.READY)


@pytest.mark.parametrize(
    ("about", "state"),
    [(known(State.WITHDRAWN), State.READY), (replace(INCOMPLETE, state=State.NO_FOLLOW_UP), State.TO_COMPLETE)],
)
def test_a_dossier_that_is_opened_again_is_where_its_reading_puts_it(about: Known, state: State) -> None:
    assert one(line("Réouverture", about, motive="")).known.state is state


def test_a_call_may_have_come_before_the_deposit() -> None:
    assert one(line("Note de suivi", known(), happened_on="2026-10-05")).known == replace(
        known(), recorded=frozenset({one(line("Note de suivi", known(), happened_on="2026-10-05")).movement})
    )


# ------------------------------------------------------------------------------------------------------ Of an identity


@pytest.mark.parametrize(
    ("decided_on", "lifted_on", "until"),
    [
        (date(2026, 12, 10), "2027-09-01", date(2029, 12, 10)),
        (date(2026, 12, 10), "2026-12-10", date(2029, 12, 10)),
        (date(2028, 2, 29), "2028-06-01", date(2031, 2, 28)),
    ],
)
def test_a_condition_lifted_grants_three_years_from_the_session_that_decided(
    decided_on: date, lifted_on: str, until: date
) -> None:
    about = replace(ON_CONDITION, decision=decision(State.VALIDATED_ON_CONDITION, decided_on, "Tenir l’AG."))
    text = f"number | event | happened_on | author\n{NUMBER} | Réserve levée | {lifted_on} | AB"
    accepted = one(judge(text, about, today=date(2028, 7, 3)))
    assert accepted.known.state is State.VALIDATED
    assert accepted.known.recognition == Recognition(decided_on, until)
    assert accepted.known.granted_by == about.dossier_id


def test_a_condition_that_is_not_lifted_brings_the_dossier_back() -> None:
    accepted = one(line("Réserve non levée", ON_CONDITION))
    assert (accepted.known.state, accepted.known.recognition) == (State.ADJOURNED, None)


@pytest.mark.parametrize(
    ("recorded_on", "removed_on", "is_heard"),
    [
        (date(2027, 6, 1), "2027-07-01", False),
        (date(2027, 6, 1), "2027-07-02", True),
        (date(2028, 1, 30), "2028-02-29", False),
        (date(2028, 1, 30), "2028-03-01", True),
    ],
)
def test_an_organisation_has_thirty_days_from_its_letter_to_present_its_observations(
    recorded_on: date, removed_on: str, is_heard: bool
) -> None:
    """Staff had made up their mind a month before: the letter leaves when it is recorded."""
    head = "number | event | happened_on | author | motive\n"
    planned = one(
        judge(f"{head}{NUMBER} | Retrait envisagé | 2027-05-03 | AB | Usage", GRANTED, today=recorded_on)
    ).known
    assert planned.recognition == replace(PERIOD, removal_planned_on=recorded_on)
    removal = f"{head}{NUMBER} | Retrait de l’identité | {removed_on} | AB | Usage"
    judged = judge(removal, planned, today=date(2028, 6, 5))
    assert len(judged.accepted) == is_heard
    if is_heard:
        assert one(judged).known.recognition == replace(planned.recognition, ended_on=date.fromisoformat(removed_on))


def test_a_retrait_that_was_dropped_needs_another_letter_before_it_can_be_done() -> None:
    planned = replace(GRANTED, recognition=replace(PERIOD, removal_planned_on=date(2027, 6, 1)))
    dropped = one(line("Retrait abandonné", planned, motive="")).known
    assert dropped.recognition == PERIOD
    (sentence,) = line("Retrait de l’identité", dropped).listed
    assert "n’a pas encore été prévenu" in sentence


def test_an_organisation_renounces_without_being_heard() -> None:
    accepted = one(line("Renonciation", motive=""))
    assert accepted.known.recognition == replace(PERIOD, ended_on=date(2027, 9, 1))


def test_a_prolongation_moves_the_last_day() -> None:
    accepted = one(line("Prolongation", day="2030-06-10", instance="Bureau"))
    assert accepted.known.recognition == replace(PERIOD, valid_until=date(2030, 6, 10))
    assert (accepted.movement.day, accepted.movement.instance) == (date(2030, 6, 10), "Bureau")


def test_what_is_recorded_late_counts_as_on_its_own_day() -> None:
    """The identity has expired since."""
    text = f"""
        number   | event                       | happened_on | author | motive | day        | instance
        {NUMBER} | Échange de mi-parcours tenu | 2028-06-01  | AB     |        |            |
        {NUMBER} | Prolongation                | 2029-12-10  | AB     | Séance reportée | 2030-06-10 | Comité
        """
    judged = judge(text, GRANTED, today=date(2030, 1, 7))
    assert judged.listed == ()
    assert judged.accepted[-1].known.recognition == replace(
        PERIOD, midterm_held_on=date(2028, 6, 1), valid_until=date(2030, 6, 10)
    )


# --------------------------------------------------------------------------------------------------- Of registrations


def test_a_part_of_the_contact_that_is_left_empty_stays() -> None:
    kept = Person("Dominique Exemple", "Direction", "d@exemple.fr", "0240000000")
    accepted = one(line("Coordonnées changées", replace(GRANTED, contact=kept), email="nouveau@exemple.fr"))
    assert accepted.known.contact == replace(kept, email="nouveau@exemple.fr")


def test_a_contact_that_is_already_so_is_known() -> None:
    kept = Person("Dominique Exemple", "Direction", "d@exemple.fr", "0240000000")
    judged = line("Coordonnées changées", replace(GRANTED, contact=kept), email="d@exemple.fr")
    assert (judged.accepted, judged.repeated, judged.listed) == ((), 1, ())


def merged(about: Known, other: Known, *more: str) -> Judged:
    lines = "\n".join(
        [
            "number | event | happened_on | author | other",
            f"{about.number} | Regroupement de deux fiches | 2027-09-01 | AB | {other.number}",
            *more,
        ]
    )
    return judge(lines, about, other)


def test_a_registration_joins_another_and_its_identity_comes_with_it() -> None:
    expired = Recognition(date(2023, 5, 1), date(2026, 5, 1))
    about = replace(known(), recognition=expired, granted_by=1)
    recognised = replace(OTHER, recognition=PERIOD, granted_by=2)
    for kept, joined in ((about, recognised), (recognised, about)):
        accepted = one(merged(kept, joined))
        assert accepted.joined == joined
        assert accepted.known.organisation_id == kept.organisation_id
        assert (accepted.known.recognition, accepted.known.granted_by) == (PERIOD, 2)


def test_two_registrations_join_once_in_one_workbook() -> None:
    other_way = f"{OTHER.number} | Regroupement de deux fiches | 2027-09-02 | AB | {NUMBER}"
    judged = merged(known(), OTHER, other_way)
    assert len(judged.accepted) == 1
    assert "sont déjà la même fiche" in judged.listed[0]


def test_what_follows_in_the_workbook_is_about_the_registration_that_is_kept() -> None:
    after = f"{OTHER.number} | Dossier retiré | 2027-09-02 | AB |"
    judged = merged(GRANTED, OTHER, after)
    last = judged.accepted[-1].known
    assert (last.dossier_id, last.organisation_id, last.state) == (2, 1, State.WITHDRAWN)
    assert (last.recognition, last.granted_by) == (PERIOD, 1)
