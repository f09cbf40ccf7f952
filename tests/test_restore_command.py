"""`restaurer` as a person meets it: what it lists, asks, says and refuses."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from ose_batch import batch, cli
from ose_batch.register import connection, journal
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.restoring import TODAY, bring_back, damage
from tests.test_schema import version_1

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture
def workspace(three_runs: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(three_runs.root, tmp_path / "Espace d'été")))


def call(workspace: Workspace, *words: str, answer: str | None = None) -> Result:
    arguments = ["restaurer", *words, "--espace", str(workspace.root), "--date", TODAY.isoformat()]
    return CliRunner().invoke(cli.cli, arguments, input=answer)


def said(result: Result) -> str:
    return result.output.replace("\u00a0", " ")


def test_the_command_lists_the_backups(workspace: Workspace) -> None:
    (workspace.backups / "ose-2026-12-07.sqlite").write_bytes(b"?")
    result = call(workspace)
    assert result.exit_code == 0
    assert "ose-2026-11-30.sqlite  2 dossiers, 0 décision, dernière ligne du journal le 23/11/2026" in said(result)
    assert "ose-2026-12-07.sqlite  abîmée, ne peut pas servir" in said(result)
    assert "ose-2026-12-14.sqlite  4 dossiers, 0 décision, dernière ligne du journal le 30/11/2026" in said(result)


def test_the_command_says_there_is_no_backup_yet(tmp_path: Path) -> None:
    result = call(workspaces.make(tmp_path))
    assert (result.exit_code, "pas encore de sauvegarde" in said(result)) == (0, True)


def test_the_command_asks_then_says_what_it_did_and_what_to_do_next(workspace: Workspace) -> None:
    result = call(workspace, "2026-11-30", answer="oui\n")
    assert result.exit_code == 0, result.output
    for words in (
        "Elle annule 7 lignes du journal :\n  30/11/2026  remplacé  D-2026-001",
        "Restaurer cette sauvegarde ? [o/N]",
        "ose-2026-11-30.sqlite est en place.",
        "Le registre d’avant est gardé : donnees/sauvegardes/avant-restauration-2027-01-05.sqlite.",
        "Remis dans inbox : 2 originaux.",
        "Remis dans inbox/reprise/2026-12-14 : 1 original.",
        "  1. ose-batch traiter --date 2026-11-30\n"
        "  2. déplacez dans inbox ce que contient inbox/reprise/2026-12-14, puis ose-batch traiter --date 2026-12-14",
    ):
        assert words in said(result)
    assert "Aiguilles" not in said(result).replace("aiguilles-vagabondes", "")


@pytest.mark.parametrize("answer", ["\n", "n\n", "N\n", "x\n"])
def test_anything_but_yes_changes_nothing(workspace: Workspace, answer: str) -> None:
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    result = call(workspace, "2026-11-30", answer=answer)
    assert result.exit_code == 1
    assert "Rien n’a été changé." in said(result)
    assert {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()} == before


def test_an_unreadable_register_is_said_to_be_so(workspace: Workspace) -> None:
    damage(workspace.database, "truncated")
    result = call(workspace, "2026-12-14", "--oui")
    assert result.exit_code == 0, result.output
    assert "Le registre actuel ne peut pas être lu" in said(result)
    assert "Lancez maintenant ose-batch traiter : les originaux remis dans inbox seront repris" in said(result)


def test_a_backup_that_is_damaged_or_forged_or_none_is_refused(workspace: Workspace) -> None:
    before = workspace.database.read_bytes()
    path = workspace.backups / "ose-2026-12-14.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER journal_never_changes")
        db.execute("UPDATE journal SET happened_on = '2026-11-22' WHERE id = 1")
    forged = call(workspace, "2026-12-14", "--oui")
    assert (forged.exit_code, "son journal a été modifié" in said(forged)) == (74, True)
    damage(path, "truncated")
    damaged = call(workspace, "2026-12-14", "--oui")
    assert (damaged.exit_code, "rien n’a été changé" in said(damaged)) == (74, True)
    none = call(workspace, "2026-12-15", "--oui")
    assert (none.exit_code, "Sauvegardes possibles : ose-2026-11-30.sqlite" in said(none)) == (2, True)
    assert workspace.database.read_bytes() == before


def test_never_while_a_run_is_under_way(workspace: Workspace) -> None:
    with FileLock(workspace.lock):
        assert call(workspace, "2026-12-14", "--oui").exit_code == 75


def test_a_backup_of_an_earlier_version_is_brought_back_and_goes_on(workspace: Workspace) -> None:
    old = workspace.backups / "ose-2026-10-12.sqlite"
    version_1(old)
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("DELETE FROM document")  # that dossier is too bare for a note
    done = bring_back(workspace, "2026-10-12")
    assert sum(done.put_back.values()) == 5
    batch.traiter(workspace, date(2026, 10, 12))
    with closing(connection.open_register(workspace.database)) as db:
        (count,) = db.execute("SELECT count(*) FROM dossier").fetchone()
        assert count > 1
        assert list(journal.broken(db)) == []


def test_a_register_of_a_later_program_can_still_be_put_aside(workspace: Workspace) -> None:
    with closing(connection.open_as_it_is(workspace.database, "rw")) as db:
        db.execute("PRAGMA user_version = 99")
    assert call(workspace, "2026-12-14", "--oui").exit_code == 0
