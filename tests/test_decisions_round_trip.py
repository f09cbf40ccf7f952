"""The decisions workbook as staff fill it in LibreOffice: part of it, twice, wrongly, then a decision corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ose_batch import batch, control
from ose_batch.forms import layout, prefill
from ose_batch.report import FileOutcome
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.workspaces import AFTER_SESSION, DEPOSIT

Convert = Callable[[Path, str, Path], Path]
NAMES = ("aiguilles-vagabondes", "quatre-marais", "union-habitat-jeunes", "halles-du-loir")
LATER = date(2027, 1, 11)

pytestmark = [pytest.mark.soffice, pytest.mark.usefixtures("reader_at_hand")]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = workspaces.make(tmp_path / "espace")
    for rank, name in enumerate(NAMES):
        workspaces.drop(workspace, f"{rank}.xlsx", workspaces.example(name).values)
    batch.traiter(workspace, DEPOSIT)
    return workspace


def decide(
    workspace: Workspace, convert: Convert, day: date, lines: list[dict[str, Any]], **session: Any
) -> FileOutcome:
    """The session's workbook filled in, saved by LibreOffice, dropped and taken by a run."""
    blank = workspaces.decisions_workbook(workspace).read_bytes()
    values = {f"session.{key}": value for key, value in session.items()} | {"decisions": lines}
    filled = workspace.root / "decisions.xlsx"
    filled.write_bytes(prefill.fill(layout.DECISIONS, workspace.rules(), blank, values))
    saved = convert(filled, "ods", workspace.root / "enregistre")
    saved.replace(workspace.inbox / f"decisions-{day.isoformat()}.ods")
    filled.unlink()
    (outcome,) = batch.traiter(workspace, day).files
    return outcome


def recorded(workspace: Workspace) -> Iterator[tuple[str, ...]]:
    with closing(sqlite3.connect(workspace.database)) as db:
        yield from db.execute(
            "SELECT number, decision, ifnull(valid_until, ''), correction FROM decision"
            " JOIN dossier ON dossier.id = dossier_id ORDER BY decision.id"
        )


def plain(outcome: FileOutcome) -> list[str]:
    return [sentence.replace("\u00a0", " ") for sentence in outcome.listed]


def test_partial_unknown_contradictory_then_corrected(workspace: Workspace, soffice_convert: Convert) -> None:
    first = decide(
        workspace,
        soffice_convert,
        AFTER_SESSION,
        [
            {"number": "D-2026-001", "decision": "Validé", "rapporteur": "Membre A"},
            {"number": "D-2026-002", "decision": "Ajourné", "motive": "Plan à préciser."},
            {"number": "D-2026-002", "decision": "Validé"},
            {"number": "D-2026-003", "decision": "Non retenu"},
            {"number": "D-2026-999", "decision": "Validé"},
        ],
        present="Membre A, Membre B",
        excused="Membre C",
    )
    assert first.sentence == "1 décision enregistrée"
    listed = plain(first)
    assert "D-2026-002 : deux décisions différentes" in listed[0]
    assert "« Non retenu » ; il faut un motif" in listed[1]
    assert "« D-2026-999 » n’est pas au registre" in listed[2]
    assert list(recorded(workspace)) == [("D-2026-001", "Validé", "2029-12-10", "")]

    second = decide(
        workspace,
        soffice_convert,
        LATER,
        [
            {"number": "D-2026-001", "decision": "Ajourné", "motive": "Séance sans quorum."},
            {"number": "D-2026-002", "decision": "Ajourné", "motive": "Plan à préciser."},
            {"number": "D-2026-003", "decision": "Validé sous réserve", "conditions": "Signer.", "deadline": LATER},
        ],
    )
    assert second.sentence == "2 décisions enregistrées"
    (unexplained,) = plain(second)
    assert "D-2026-001 est déjà « Validé » à cette séance" in unexplained
    assert "écrivez le motif de la rectification" in unexplained

    third = decide(
        workspace,
        soffice_convert,
        LATER,
        [
            {
                "number": "D-2026-001",
                "decision": "Validé avec recommandations",
                "conditions": "Associer les bénévoles.",
                "correction": "Recommandation omise.",
            },
            {"number": "D-2026-002", "decision": "Ajourné", "motive": "Plan à préciser."},
        ],
    )
    assert (third.sentence, third.listed) == ("1 décision enregistrée, 1 déjà connue", ())
    assert list(recorded(workspace)) == [
        ("D-2026-001", "Validé", "2029-12-10", ""),
        ("D-2026-002", "Ajourné", "", ""),
        ("D-2026-003", "Validé sous réserve", "", ""),
        ("D-2026-001", "Validé avec recommandations", "2029-12-10", "Recommandation omise."),
    ]
    outbox = workspaces.outbox(workspace)
    attestations = [path for path in outbox if "attestation-D-2026-001" in path]
    assert sorted(path.partition("/")[0] for path in attestations) == ["attestations", "remplaces"]
    assert any("decision-rectifiee" in path for path in outbox)
    assert "Membre C" in text_of(outbox["seances/2026-12-10/releve-de-decisions-2026-12-10.docx"])

    fourth = decide(
        workspace,
        soffice_convert,
        LATER,
        [{"number": "D-2026-002", "decision": "Ajourné", "motive": "Plan à préciser."}],
        recused="Membre D",
    )
    assert (fourth.sentence, fourth.listed) == ("aucune décision nouvelle, 1 déjà connue", ())
    minutes = text_of(workspaces.outbox(workspace)["seances/2026-12-10/releve-de-decisions-2026-12-10.docx"])
    assert "Membre C" in minutes
    assert "Membre D" in minutes
    assert control.check(workspace).anomalies == ()
