"""What the brief quotes of the organisation, of staff and of the committee, and what changed since the last time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ose_batch.model import Answer, Change, Lift, Precedent, Remark, Since, State, Told
from tests import entries
from tests.briefs import note, reading
from tests.dossiers import RULES
from tests.entries import TYPICAL

# -------------------------------------------------------------------------------------------------------- What is heard


def test_the_organisation_is_quoted_where_it_matters() -> None:
    themes = [
        {"theme": "GOU", "questioned": "Oui", "main_question": "Qui décide ?", "method": "Entretiens"},
        {"theme": "CON", "questioned": "Oui", "main_question": "Qui décide ?", "participants": "Bureau"},
        {"theme": "SOC", "questioned": "Oui", "main_question": "Qui manque ?"},
    ]
    parties = [
        {"name": "Presse", "importance": 1, "influence": 1, "expectations": "Des histoires"},
        {"name": "Équipe", "importance": 4, "influence": 3, "expectations": "Du temps"},
    ]
    presentations = [
        {"body": "Assemblée générale", "status": "Tenue", "debate": "Applaudi."},
        {"body": "CSE", "status": "Sans objet", "reason": "PV de carence."},
        {"body": "Salariés", "status": "Sans objet", "reason": "Aucun salarié."},
    ]
    tables: dict[str, Any] = {"themes": themes, "stakeholders": parties, "presentations": presentations}
    excuse = entries.finding("P5.6", Answer.TO_WEIGH, reason="Salariés : motif donné : « Aucun salarié ».")
    entry = entries.entry({}, tables, excuse)
    assert reading(entry, "P1")["fact"].endswith("Méthodes\u00a0: Entretiens · Participants\u00a0: Bureau")
    assert reading(entry, "P1")["quotes"] == [
        "Question principale (Gouvernance, Concertation)\u00a0: «\u00a0Qui décide ?\u00a0»",
        "Question principale (Politique sociale)\u00a0: «\u00a0Qui manque ?\u00a0»",
    ]
    assert reading(entry, "P2")["quotes"] == [
        "Équipe, attentes\u00a0: «\u00a0Du temps\u00a0»",
        "Presse, attentes\u00a0: «\u00a0Des histoires\u00a0»",
    ]
    assert reading(entry, "P5")["quotes"] == [
        "CSE, motif\u00a0: «\u00a0PV de carence.\u00a0»",
        "Assemblée générale, débat\u00a0: «\u00a0Applaudi.\u00a0»",
    ]


def test_a_quote_that_is_cut_says_so_and_is_closed() -> None:
    themes = [{"theme": "GOU", "questioned": "Oui", "main_question": "Où " * 300}]
    (quote,) = reading(entries.entry({}, {"themes": themes}), "P1")["quotes"]
    assert quote.startswith("Question principale (Gouvernance)\u00a0: «\u00a0Où Où")
    assert quote.endswith("Où…\u00a0»")


# ------------------------------------------------------------------------------------ What staff and the committee said

MOTIVE = "Vu sur place : la pratique est affichée."
LIFT = Lift("P3.3", MOTIVE, date(2026, 12, 3))


def test_a_point_that_staff_lifted_is_shown_under_its_principle() -> None:
    lifted = entries.finding("P3.3", Answer.COMPLETE, reason=f"Point levé par la CRESS le 3/12/2026 : {MOTIVE}")
    entry = replace(entries.entry({}, {}, lifted), lifts=(LIFT, Lift("P1.1", "Autre", date(2026, 12, 3))))
    asked = next(criterion.sentence for criterion in RULES.criteria if criterion.code == "P3.3").rstrip(".")
    assert reading(entry, "P3")["answer"] == "Complet"
    assert reading(entry, "P3")["points"] == [
        {"label": "Point levé", "text": f"«\u00a0{asked}\u00a0», par la CRESS le 03/12/2026\u00a0: {MOTIVE}"}
    ]
    assert not any(reading(entry, code)["points"] for code in entries.PRINCIPLES if code != "P3")


def test_a_lift_that_the_dossier_no_longer_needs_is_not_shown() -> None:
    met = entries.finding("P3.3", Answer.COMPLETE, reason="Une pratique est mise en valeur.")
    assert reading(replace(entries.entry({}, {}, met), lifts=(LIFT,)), "P3")["points"] == []


def test_presented_as_it_is_with_what_is_left_to_complete() -> None:
    findings = (
        entries.finding("P4.1", Answer.TO_COMPLETE, "A1 n’a pas de pilote.", "A2 n’a pas de pilote."),
        entries.finding("ID.2", Answer.TO_COMPLETE, reason="Aucun numéro."),
        entries.finding("P5.1", Answer.TO_CHECK, "Une date."),
    )
    entry = replace(entries.entry({}, {}, *findings), as_is="Le comité peut en parler.\nUrgent.")
    words = note(entry).words
    assert words["as_is"] == "Le comité peut en parler. Urgent."
    assert words["left_to_complete"] == "3 points restent à compléter (P4\u00a0: 2, Identité\u00a0: 1)."
    assert [point["text"] for point in reading(entry, "P4")["points"]] == [
        "A1 n’a pas de pilote.",
        "A2 n’a pas de pilote.",
    ]
    assert note(TYPICAL).words["as_is"] == note(TYPICAL).words["left_to_complete"] == ""


def test_remarks_are_dated_and_the_oldest_give_way() -> None:
    few = replace(TYPICAL, remarks=(Remark(date(2026, 11, 24), "Vu."), Remark(date(2026, 11, 30), "Revu.\nBien.")))
    assert note(few).words["remarks"] == [
        {"on": "24/11/2026", "text": "Vu."},
        {"on": "30/11/2026", "text": "Revu. Bien."},
    ]
    assert note(few).words["more_remarks"] == ""
    many = replace(
        entries.huge(), remarks=tuple(Remark(date(2026, 11, day), entries.long(600)) for day in range(1, 11))
    )
    shown = note(many).words["remarks"]
    assert shown[-1]["on"] == "10/11/2026"
    assert 0 < len(shown) < 10
    assert str(10 - len(shown)) in note(many).words["more_remarks"]


def test_earlier_decisions_stand_with_what_became_of_them() -> None:
    precedents = (
        Precedent("D-2023-004", State.ADJOURNED, date(2023, 6, 15), "Le plan n’a pas de pilote.", ""),
        Precedent(
            "D-2023-009", State.VALIDATED_ON_CONDITION, date(2023, 12, 14), "", "Suivre l’eau.", True, date(2024, 2, 5)
        ),
    )
    renewing = replace(
        TYPICAL,
        fields={
            **TYPICAL.fields,
            "organisation.dossier_kind": "Renouvellement",
            "organisation.follow_up": "Un compteur est posé.",
        },
        ose_number="OSE-0017",
        told=Told(renews="D-2023-009"),
    )
    words = note(replace(renewing, precedents=precedents)).words
    assert words["kind"] == "Renouvellement du dossier D-2023-009 · OSE-0017"
    assert [tuple(one.values()) for one in words["precedents"]] == [
        (
            "15/06/2023",
            "D-2023-004",
            "Ajourné",
            [{"label": "Motif\u00a0: ", "text": "Le plan n’a pas de pilote."}],
        ),
        (
            "14/12/2023",
            "D-2023-009",
            "Validé sous réserve, levée le 05/02/2024",
            [{"label": "Réserves ou recommandations\u00a0: ", "text": "Suivre l’eau."}],
        ),
    ]
    assert words["follow_up"] == "Suites données, selon l’organisation\u00a0: «\u00a0Un compteur est posé.\u00a0»"
    assert words["no_precedent"] == ""
    assert note(renewing).words["no_precedent"] == "Aucune décision antérieure n’est au registre."
    assert note(TYPICAL).words["no_precedent"] == note(TYPICAL).words["follow_up"] == ""


def test_a_number_that_the_register_does_not_know_is_the_organisation_s_word() -> None:
    fields = {**TYPICAL.fields, "organisation.dossier_kind": "Renouvellement", "organisation.ose_number": "OSE-0017"}
    kind = note(replace(TYPICAL, fields=fields)).words["kind"]
    assert kind == "Renouvellement · OSE-0017, selon l’organisation"


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (lambda since: Told(since=since("D-2026-002")), "Ce qui a changé depuis le dossier D-2026-002"),
        (
            lambda since: Told(
                since=Since("D-2026-002", (Change("Sigle", "", "V2"),)),
                renews="D-2023-009",
                since_renewed=since("D-2023-009"),
            ),
            "Ce qui a changé depuis le dossier D-2023-009, que celui-ci renouvelle",
        ),
        (
            lambda since: Told(since=since("D-2026-002"), renews="D-2023-009"),
            "Ce qui a changé depuis le dossier D-2026-002",
        ),
    ],
    ids=["a newer version", "a renewal", "a renewal that the members saw before"],
)
def test_what_changed_since_the_last_time(told: Callable[[Callable[[str], Since]], Told], title: str) -> None:
    assert note(replace(TYPICAL, told=told(Since))).words["changes"] == "Aucune réponse n’a changé."
    changes = (Change("ETP", "12", "17,5"), Change("P4 Plan d’actions", "", "Composter"), Change("Sigle", "LH", ""))
    moved = {"P2": (Answer.TO_COMPLETE, Answer.COMPLETE)}
    words = note(replace(TYPICAL, told=told(lambda number: Since(number, changes, moved)))).words
    assert words["changes_title"] == title
    assert words["changes"] == (
        "P2\u00a0: À compléter → Complet\u00a0; ETP\u00a0: 12 → 17,5\u00a0; P4 Plan d’actions\u00a0: Composter (ajouté)"
        "\u00a0; Sigle\u00a0: LH (retiré)"
    )
    assert note(TYPICAL).words["changes"] == ""


def test_many_changes_are_counted() -> None:
    told = Told(since=Since("D-2026-002", tuple(Change(f"A{rank}", "avant", "après") for rank in range(200))))
    *shown, more = note(replace(TYPICAL, told=told)).words["changes"].split("\u00a0; ")
    assert more == f"et {200 - len(shown)} autres changements"
