"""`controler`: a workspace that lived says nothing; each tampering is named, where it is, and nothing else is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from ose_batch import batch, cli, control
from ose_batch.control import Anomaly
from ose_batch.register import backup, originals
from ose_batch.register.originals import Tombstone
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.tampering import (
    EVERY,
    FIRST,
    Tampering,
    document,
    document_changed,
    document_deleted,
    original,
    original_changed,
    original_deleted,
    place,
    state_forged,
    table_added,
    trigger_dropped,
)
from tests.workspaces import AFTER_SESSION, DEPOSIT, SMALL, UNION

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers, a newer version of the first, a committee; a run more, so that a backup holds all of it."""
    workspace = workspaces.make(tmp_path_factory.mktemp("lived"))
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "a2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    batch.traiter(workspace, date(2026, 11, 30))
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-002", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    batch.traiter(workspace, date(2026, 12, 21))
    return workspace


@pytest.fixture
def workspace(lived: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(lived.root, tmp_path / "espace")))


def found(workspace: Workspace) -> list[tuple[str, str, str]]:
    anomalies = control.check(workspace).anomalies
    return [(each.kind, each.where, each.sentence.replace("\u00a0", " ")) for each in anomalies]


# ------------------------------------------------------------------------------------------------------------- Healthy


def test_a_workspace_that_lived_says_nothing(workspace: Workspace) -> None:
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    checked = control.check(workspace)
    assert checked == control.Control(
        (), {"dossiers": 3, "decisions": 1, "lines": 7, "documents": 19, "originals": 4, "backups": 3}
    )
    said = control.as_text(checked).replace("\u00a0", " ")
    assert said == (
        "Rien à signaler : 3 dossiers, 1 décision, 7 lignes de journal, 19 documents, 4 originaux et 3 sauvegardes."
    )
    assert {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()} == before


def test_there_is_nothing_to_check_before_the_first_run(tmp_path: Path) -> None:
    assert control.as_text(control.check(workspaces.make(tmp_path))).startswith("Rien à contrôler")


def test_a_document_saved_beside_as_pdf_and_an_open_file_are_not_strangers(workspace: Workspace) -> None:
    attestation = document(workspace, "attestations/OSE-0001")
    attestation.with_suffix(".pdf").write_bytes(b"%PDF-1.7")
    attestation.with_name(f"~${attestation.name[2:]}").write_bytes(b"x")
    assert found(workspace) == []


def test_an_original_that_was_erased_with_its_tombstone_is_accepted(workspace: Workspace) -> None:
    path = original(workspace, FIRST)
    tombstone = Tombstone(path.stem, date(2026, 12, 20), "Demande d’effacement")
    written = originals.bury(workspace.archive, tombstone)
    assert found(workspace) == [
        ("original", place(workspace, path), "son effacement est inscrit, mais l’original est encore là.")
    ]
    path.unlink()
    assert found(workspace) == []
    assert originals.tombstone(written) == tombstone
    assert json.loads(written.read_text(encoding="utf-8")).keys() == {"sha256", "le", "motif"}


# ----------------------------------------------------------------------------------------------------------- Tampering


@pytest.mark.parametrize("tamper", EVERY)
def test_each_tampering_is_named(workspace: Workspace, tamper: Tampering) -> None:
    kind, where, sentence = tamper(workspace)
    named = found(workspace)
    assert [each for each in named if each[:2] == (kind, where) and sentence in each[2]], named
    assert not [each for each in named if "{" in each[2]]


@pytest.mark.parametrize("tamper", [document_changed, original_changed, state_forged, trigger_dropped, table_added])
def test_nothing_is_named_but_what_is_off(workspace: Workspace, tamper: Tampering) -> None:
    tamper(workspace)
    assert len(found(workspace)) == 1


def test_a_page_of_zeros_stops_one_check_and_not_the_others(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'dossier'").fetchone()
    with workspace.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    document_deleted(workspace)
    kinds = [(kind, where.partition("/")[0]) for kind, where, _ in found(workspace)]
    assert ("database", "ose.sqlite") in kinds
    assert ("document", "outbox") in kinds


# --------------------------------------------------------------------------------------------------------- The command


def call(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["controler", "--espace", str(workspace.root), *words])


def test_the_command_tells_by_its_exit_code_in_words_and_in_json(workspace: Workspace) -> None:
    assert call(workspace).exit_code == 0
    document_changed(workspace)
    original_deleted(workspace)
    spoken = call(workspace)
    assert spoken.exit_code == 1
    said = spoken.output.replace("\u00a0", " ")
    assert said.startswith("2 points à regarder, sur 3 dossiers, 1 décision,")
    assert "Documents (1)\n  outbox/attestations/OSE-0001" in said
    assert "  → Cherchez l’original dans une copie de donnees/archive" in said
    written = call(workspace, "--json")
    assert written.exit_code == 1
    answer = json.loads(written.output)
    assert [each["kind"] for each in answer["anomalies"]] == ["document", "original"]
    assert answer["counts"]["dossiers"] == 3


@pytest.mark.parametrize("content", [None, b"", b"ceci n'est pas une base" * 500])
def test_a_register_that_cannot_be_opened_at_all_is_said_with_what_to_do(
    workspace: Workspace, content: bytes | None
) -> None:
    workspace.database.unlink()
    if content is not None:
        workspace.database.write_bytes(content)
    result = call(workspace)
    assert result.exit_code == 74
    assert "ose-batch restaurer" in result.output
    assert "Traceback" not in result.output


def test_a_write_that_was_cut_short_is_told_from_damage(workspace: Workspace) -> None:
    """A hot journal: only a run may apply it."""
    database, hot = workspace.database, workspace.database.with_name("ose.sqlite-journal")
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE dossier SET wave = 'x'")
        db.execute("UPDATE contact SET name = 'x'")
        journal_bytes, half = hot.read_bytes(), database.read_bytes()
        db.execute("ROLLBACK")
    hot.write_bytes(journal_bytes)
    database.write_bytes(half)
    result = call(workspace)
    assert result.exit_code == 74
    assert "a été interrompu" in result.output
    batch.traiter(workspace, date(2026, 12, 28))
    assert call(workspace).exit_code == 0


def test_never_while_a_run_is_under_way(workspace: Workspace) -> None:
    with FileLock(workspace.lock):
        assert call(workspace).exit_code == 75


def test_a_run_refuses_to_go_on_with_a_damaged_register(workspace: Workspace) -> None:
    content = workspace.database.read_bytes()
    workspace.database.write_bytes(content[: len(content) // 2])
    result = CliRunner().invoke(cli.cli, ["traiter", "--espace", str(workspace.root), "--date", "2026-12-28"])
    assert result.exit_code == 74
    assert "ose-batch controler" in result.output
    assert isinstance(result.exception, SystemExit)
    assert backup.listed(workspace.backups)[-1].name == "ose-2026-12-21.sqlite"


def test_an_anomaly_has_a_place(workspace: Workspace) -> None:
    state_forged(workspace)
    assert control.check(workspace).anomalies == (
        Anomaly(
            "register",
            "D-2026-003",
            "le registre dit «\u00a0Validé\u00a0», le journal «\u00a0Présenté\u00a0».",
        ),
    )
