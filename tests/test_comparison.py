"""How two dossiers of an organisation compare: commitments followed, done, dropped, new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ose_batch.documents.comparison import Comparison, compared
from ose_batch.model import Entry
from tests.entries import TYPICAL


def committed(*labels: str, actions: Mapping[str, Sequence[str]] | None = None) -> Entry:
    """Commitments E1, E2…, and the states of the actions of each."""
    commitments = tuple(
        {"line": f"E{rank}", "number": f"E{rank}", "label": label}
        for rank, label in enumerate(labels, start=1)
        if label
    )
    lines = tuple(
        {"line": f"{name}-{rank}", "action": f"{name} {rank}", "commitment": name, "state": state}
        for name, states in (actions or {}).items()
        for rank, state in enumerate(states)
    )
    return replace(TYPICAL, tables={**TYPICAL.tables, "commitments": commitments, "actions": lines})


BEFORE = committed(
    "Ouvrir le jardin au quartier.",
    "Réduire notre empreinte.",
    "Former tous les bénévoles.",
    "Publier nos comptes.",
    actions={"E1": ["À lancer"], "E3": ["En cours"], "E4": ["Réalisée"]},
)


def test_commitments_are_followed_from_one_dossier_to_the_next() -> None:
    after = committed(
        "Ouvrir le jardin au quartier, chaque samedi.",
        "Accueillir des stagiaires de l’enseignement agricole.",
        "Former tous les bénévoles",
        actions={"E1": ["En cours", "À lancer"], "E2": ["À lancer"], "E3": ["Réalisée", "Réalisée"]},
    )
    assert compared(BEFORE.tables, after.tables) == Comparison(
        kept=(("E1", "Ouvrir le jardin au quartier, chaque samedi."),),
        done=(("E3", "Former tous les bénévoles"), ("E4", "Publier nos comptes.")),
        dropped=(("E2", "Réduire notre empreinte."),),
        new=(("E2", "Accueillir des stagiaires de l’enseignement agricole."),),
        states={"En cours": 1, "À lancer": 2, "Réalisée": 2},
    )


def test_a_commitment_that_changed_numbers_is_the_same() -> None:
    after = committed("Publier nos comptes.", "Ouvrir le jardin au quartier.")
    found = compared(BEFORE.tables, after.tables)
    assert found.kept == (("E2", "Ouvrir le jardin au quartier."), ("E1", "Publier nos comptes."))
    assert (found.new, len(found.dropped)) == ((), 2)


def test_nothing_is_compared_to_nothing() -> None:
    assert compared(committed().tables, committed().tables) == Comparison()
    assert compared(committed().tables, committed().tables).sentences() == []


def test_comparison_is_said_in_sentences() -> None:
    after = committed("Ouvrir le jardin au quartier.", actions={"E1": ["En cours"]})
    assert [line.replace("\u00a0", " ") for line in compared(BEFORE.tables, after.tables).sentences()] == [
        "Engagements poursuivis : E1 « Ouvrir le jardin au quartier ».",
        "Engagements dont toutes les actions sont réalisées : E4 « Publier nos comptes ».",
        "Engagements qui ne sont pas repris : E2 « Réduire notre empreinte » et E3 « Former tous les bénévoles ».",
        "Actions : en cours : 1.",
    ]
