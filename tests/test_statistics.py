"""What Statistiques counts, against the same counts made one by one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from ose_batch.model import Identity, State
from ose_batch.register import dossiers, lifecycle, statistics, store
from tests.dossiers import RULES
from tests.registers import memory, receive, submission
from tests.varied import NOW, varied


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(memory()) as connection:
        varied(connection)
        yield connection


Counts = dict[str, dict[tuple[str, str], int]]


def counted(db: sqlite3.Connection) -> Counts:
    """Title → (category, series) → number."""
    return {
        figure.title: {
            (label, series): number
            for label, numbers in figure.lines
            for series, number in zip(figure.series, numbers, strict=True)
            if number
        }
        for figure in statistics.count(db, RULES, NOW)
    }


def kept(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT dossier.*, legal_form, department FROM dossier JOIN organisation ON organisation.id = organisation_id"
        " WHERE state <> 'Remplacé'"
    ).fetchall()


def test_dossiers_are_counted_by_state_form_department_and_wave(db: sqlite3.Connection) -> None:
    read, rows = counted(db), kept(db)
    places = {"35": "Hors région", "": "Non renseigné"}
    assert read["Dossiers par statut"] == Counter((row["state"], "Dossiers") for row in rows)
    assert read["Dossiers par forme juridique"] == Counter(
        (row["legal_form"] or "Non renseigné", "Dossiers") for row in rows
    )
    assert read["Dossiers par département"] == Counter(
        (places.get(row["department"], row["department"]), "Dossiers") for row in rows
    )
    assert read["Dossiers par vague et par statut"] == Counter(
        (row["wave"] or "Sans vague", row["state"]) for row in rows
    )


def test_readings_are_counted_by_principle(db: sqlite3.Connection) -> None:
    titles = {principle.code: principle.title for principle in RULES.principles}
    names = {code: title if code == "ID" else f"{code} {title}" for code, title in titles.items()}
    entries = [dossiers.entry(db, row["id"]) for row in kept(db)]
    assert counted(db)["Lecture des six principes"] == Counter(
        (names[principle], str(answer)) for one in entries for principle, answer in one.assessment.readings.items()
    )


def test_organisations_are_counted_once_whatever_their_dossiers(db: sqlite3.Connection) -> None:
    periods = {
        organisation: store.recognition(db, organisation)
        for (organisation,) in db.execute("SELECT id FROM organisation")
    }
    names = [str(lifecycle.identity(granted and granted[1], NOW)) for granted in periods.values()]
    assert counted(db)["Organisations par identité visuelle"] == Counter((name, "Organisations") for name in names)
    assert set(names) == set(Identity)


def test_publishable_commitments_are_counted_by_theme(db: sqlite3.Connection) -> None:
    """Those of the active identity of one organisation, and of the grant of another that was renewed since."""
    assert counted(db)["Engagements publiables par thème"] == {
        ("Politique sociale", "Tous les dossiers"): 2,
        ("Politique sociale", "Identités actives"): 1,
        ("Sans thème", "Tous les dossiers"): 2,
        ("Sans thème", "Identités actives"): 1,
    }


def test_categories_follow_the_years_the_charter_or_the_numbers(db: sqlite3.Connection) -> None:
    labels = {figure.title: [label for label, _ in figure.lines] for figure in statistics.count(db, RULES, NOW)}
    waves = ["2025-2", "2026-2", "2028-1", "2028-2", "2029-2", "Sans vague"]
    assert labels["Dossiers par vague et par statut"] == waves
    assert labels["Dossiers par statut"] == [state for state in State if state is not State.REPLACED]
    assert labels["Dossiers par forme juridique"][0] == "Association loi 1901"
    assert labels["Dossiers par département"] == ["44", "49", "72", "Hors région", "Non renseigné"]
    assert [label.split()[0] for label in labels["Lecture des six principes"]] == [
        *(f"P{rank}" for rank in range(1, 7)),
        "Identité",
    ]


def test_a_figure_that_has_nothing_to_count_is_left_out() -> None:
    with closing(memory()) as db:
        assert statistics.count(db, RULES, NOW) == []
        receive(db, date(2029, 6, 4), submission(1))
        assert "Engagements publiables par thème" not in counted(db)
        assert counted(db)["Dossiers par statut"] == {("Prêt pour le comité", "Dossiers"): 1}
