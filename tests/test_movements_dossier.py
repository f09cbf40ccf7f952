"""What a movement makes of a dossier, of its contact, of two registrations that are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import Answer, Person, Recognition, State
from ose_batch.register.movements import Judged
from ose_batch.register.moves import Known
from tests.dossiers import RULES
from tests.entries import finding
from tests.judged import COMING, GRANTED, INCOMPLETE, OTHER, PERIOD, judge, line, one, plain
from tests.registers import NUMBER, known

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
