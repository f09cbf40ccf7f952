"""What changed between two dossiers of one organisation."""

from __future__ import annotations

from datetime import date

from ose_batch.forms.layout import LABELS
from ose_batch.model import Answer, Change
from ose_batch.register.changes import Fields, Tables, changes, moved
from tests.dossiers import RULES

NO_TABLES: Tables = {}


def told(before: tuple[Fields, Tables], after: tuple[Fields, Tables]) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in changes(before, after, LABELS, RULES)]


def test_the_same_dossier_has_no_change() -> None:
    one = ({"organisation.name": "Les Ateliers"}, {"actions": [{"line": "A1", "action": "Former"}]})
    assert told(one, one) == []


def test_fields_are_named_as_on_the_form() -> None:
    before = {"organisation.siret": "99900001100018", "organisation.fte": 2.5}
    after = {"organisation.fte": 3, "organisation.created_on": date(2019, 4, 1)}
    assert told((before, NO_TABLES), (after, NO_TABLES)) == [
        ("SIRET du siège", "99900001100018", ""),
        ("Date de création", "", "01/04/2019"),
        ("Équivalents temps plein (ETP)", "2,5", "3"),
    ]


def test_numbered_lines_are_compared_cell_by_cell() -> None:
    before = {"actions": [{"line": "A1", "theme": "GOU", "due_on": date(2027, 1, 1)}]}
    after = {"actions": [{"line": "A1", "theme": "ENV", "due_on": date(2027, 1, 1)}, {"line": "A2", "action": "Trier"}]}
    assert told(({}, before), ({}, after)) == [
        ("A1 : Thème", "Gouvernance", "Environnement"),
        ("P4 Plan d’actions", "", "A2"),
    ]


def test_a_line_inserted_above_moves_nothing() -> None:
    mairie, salaries = {"line": "ligne 7", "name": "Mairie"}, {"line": "ligne 8", "name": "Salariés"}
    moved_down = {"stakeholders": [{"line": "ligne 7", "name": "Médias"}, {**mairie, "line": "ligne 8"}, salaries]}
    assert told(({}, {"stakeholders": [mairie, salaries]}), ({}, moved_down)) == [
        ("P2 Parties prenantes", "", "Médias")
    ]


def test_lines_that_begin_alike_stay_apart() -> None:
    page = {"line": "ligne 7", "category": "Salariés", "channel": "Affichage"}
    both = {"access": [page, {**page, "line": "ligne 8", "channel": "Courrier"}]}
    assert changes(({}, both), ({}, {"access": [page]}), LABELS, RULES) == (
        Change("P6 Accessibilité", "Salariés (2)", ""),
    )


def test_principles_that_moved() -> None:
    before = {"P1": Answer.TO_COMPLETE, "P2": Answer.COMPLETE}
    assert moved(before, {"P1": Answer.COMPLETE, "P2": Answer.COMPLETE, "P3": Answer.TO_WEIGH}) == {
        "P1": (Answer.TO_COMPLETE, Answer.COMPLETE)
    }
