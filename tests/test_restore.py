"""`restaurer` on real runs: damage done, a backup brought back, the undone taken again, and all is as it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from ose_batch import batch, cli, control, restore, undo
from ose_batch.register import backup, connection, journal, store
from ose_batch.report import Fate
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.test_schema import version_1
from tests.workspaces import AFTER_SESSION, DEPOSIT

pytestmark = pytest.mark.usefixtures("reader_at_hand")

WEEK_AFTER = date(2026, 11, 30)
TODAY = date(2027, 1, 5)
SMALL = workspaces.example("aiguilles-vagabondes").values
UNION = workspaces.example("union-habitat-jeunes").values
JARDINS = workspaces.example("jardins-erdre").values

Tables = dict[str, list[tuple[object, ...]]]


def tables(database: Path, *but: str) -> Tables:
    with closing(sqlite3.connect(database)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names if name not in but}


def register(workspace: Workspace) -> Tables:
    """What the register holds, runs apart."""
    return tables(workspace.database, "run")


def outbox(workspace: Workspace) -> dict[str, bytes]:
    """What stands in the outbox, reports and what was annulled apart."""
    found = workspaces.outbox(workspace)
    return {path: content for path, content in found.items() if not path.startswith(undo.ANNULLED)}


def archive(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.archive.rglob("*") if path.is_file()}


def waiting(folder: Path) -> list[str]:
    files = [path for path in folder.iterdir() if path.is_file()]
    return [path.name for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers; a week later a third and a newer version of the first; then the committee's decisions."""
    workspace = workspaces.make(tmp_path_factory.mktemp("lived") / "Espace d'été")
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "a2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    workspaces.drop(workspace, "c.xlsx", JARDINS)
    batch.traiter(workspace, WEEK_AFTER)
    lines = [
        {"number": "D-2026-002", "decision": "Validé"},
        {"number": "D-2026-003", "decision": "Validé avec recommandations", "conditions": "Poursuivre."},
    ]
    workspaces.decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    assert len([path for path in workspaces.outbox(workspace) if path.startswith("attestations/")]) == 2
    return workspace


@pytest.fixture
def workspace(lived: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(lived.root, tmp_path / "Espace d'été")))


def take_again(workspace: Workspace, day: date) -> None:
    """A person moves what waits for a later day back into the inbox, as the summary says."""
    again = workspace.inbox / undo.AGAIN
    for path in sorted((again / day.isoformat()).iterdir()):
        path.replace(workspace.inbox / path.name)
    shutil.rmtree(again)


def bring_back(workspace: Workspace, name: str) -> restore.Restored:
    return restore.carry_out(restore.plan(workspace, name), TODAY)


# ------------------------------------------------------------------------------------------------------ The whole case


def damage(database: Path, how: str) -> None:
    content = bytearray(database.read_bytes())
    if how == "truncated":
        del content[len(content) // 2 :]
    elif how == "a page of zeros":
        content[3 * 4096 : 4 * 4096] = bytes(4096)
    elif how == "something else":
        content = bytearray(b"ceci n'est pas une base" * 500)
    elif how == "emptied":
        content = bytearray()
    if how == "deleted":
        database.unlink()
    else:
        database.write_bytes(content)


@pytest.mark.parametrize("how", ["truncated", "a page of zeros", "something else", "emptied", "deleted"])
def test_damage_is_noticed_the_backup_is_brought_back_and_the_undone_is_taken_again(
    workspace: Workspace, how: str
) -> None:
    before, documents, originals = register(workspace), outbox(workspace), archive(workspace)
    damage(workspace.database, how)
    broken = workspace.database.read_bytes() if workspace.database.exists() else None
    with pytest.raises(backup.DamagedRegister, match="ose-batch restaurer"):
        batch.traiter(workspace, TODAY)

    saved = workspace.backups / "ose-2026-12-14.sqlite"
    done = bring_back(workspace, "2026-12-14")
    assert tables(workspace.database) == tables(saved)
    assert (workspace.backups / done.aside).read_bytes() == broken if done.aside else broken is None
    assert done.put_back == {"inbox": 1}
    assert sorted(path for path in done.annulled if "attestations/" in path) == sorted(
        path for path in documents if path.startswith("attestations/")
    )
    assert archive(workspace) < originals

    batch.traiter(workspace, AFTER_SESSION)
    assert register(workspace) == before
    assert outbox(workspace) == documents
    assert archive(workspace) == originals
    assert control.check(workspace).anomalies == ()


def test_an_old_backup_says_what_it_undoes_and_the_days_are_lived_again(workspace: Workspace) -> None:
    before, documents, originals = register(workspace), outbox(workspace), archive(workspace)
    undoing = restore.plan(workspace, "ose-2026-11-30.sqlite")
    assert undoing.lines is not None
    assert [(line.event, line.number) for line in undoing.lines] == [
        ("remplacé", "D-2026-001"),
        ("reçu", "D-2026-003"),
        ("reçu", "D-2026-004"),
        ("Envoi au comité", "D-2026-002"),
        ("Envoi au comité", "D-2026-003"),
        ("décidé", "D-2026-002"),
        ("décidé", "D-2026-003"),
    ]
    done = restore.carry_out(undoing, TODAY)
    assert done.put_back == {"inbox": 2, "inbox/reprise/2026-12-14": 1}
    assert done.days == (WEEK_AFTER, AFTER_SESSION)
    assert done.backups_aside == ("annulee-ose-2026-12-14.sqlite",)
    left = {path[: path.index("/D-") + 11] for path in outbox(workspace) if path.startswith(("notes/", "reponses/"))}
    assert left == {"notes/D-2026-001", "notes/D-2026-002", "reponses/D-2026-001", "reponses/D-2026-002"}

    batch.traiter(workspace, WEEK_AFTER)
    take_again(workspace, AFTER_SESSION)
    batch.traiter(workspace, AFTER_SESSION)
    assert register(workspace) == before
    assert outbox(workspace) == documents
    assert archive(workspace) == originals
    assert control.check(workspace).anomalies == ()


ANSWERS = ("courriel-D-2026-001.eml", "courriel-D-2026-001.txt", "fiche-retour-D-2026-001.docx")


def test_a_note_that_what_is_undone_had_put_away_goes_back_to_its_place(workspace: Workspace) -> None:
    replaced = next(path for path in outbox(workspace) if path.startswith("remplaces/D-2026-001"))
    note = outbox(workspace)[replaced]
    done = bring_back(workspace, "2026-11-30")
    place = replaced.replace("remplaces/", "notes/")
    answers = [f"reponses/D-2026-001-les-aiguilles-vagabondes/{name}" for name in ANSWERS]
    charter = "courriers/D-2026-001-les-aiguilles-vagabondes/charte-d-engagement-D-2026-001.docx"
    assert (done.returned, done.due) == ((place, charter, *answers), 0)
    assert outbox(workspace)[place] == note


def test_a_document_that_is_gone_is_made_again_byte_for_byte(workspace: Workspace) -> None:
    path = next(path for path in outbox(workspace) if path.startswith("notes/D-2026-002"))
    note = outbox(workspace)[path]
    (workspace.outbox / path).unlink()
    done = bring_back(workspace, "2026-12-14")
    assert done.due == 1
    for decisions in workspace.inbox.glob("*.xlsx"):
        decisions.unlink()
    assert batch.traiter(workspace, AFTER_SESSION).published[0] == path
    assert outbox(workspace)[path] == note


def test_originals_come_back_in_the_order_of_the_journal(workspace: Workspace) -> None:
    names = "SELECT name FROM dossier JOIN sent_name USING (sha256) WHERE dossier.id > 2 ORDER BY dossier.id"
    with closing(sqlite3.connect(workspace.database)) as db:
        recorded = [name for (name,) in db.execute(names)]
    bring_back(workspace, "2026-11-30")
    assert waiting(workspace.inbox) == recorded


def test_an_original_whose_name_another_file_bears_is_named_after_its_content(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as db:
        last = "SELECT sha256, name FROM dossier JOIN sent_name USING (sha256) ORDER BY dossier.id DESC LIMIT 1"
        ((sha256, name),) = db.execute(last)
    (workspace.inbox / name).write_bytes(b"a newer version, perhaps")
    bring_back(workspace, "2026-11-30")
    assert (workspace.inbox / name).read_bytes() == b"a newer version, perhaps"
    assert f"{sha256[:12]}.xlsx" in waiting(workspace.inbox)


# ---------------------------------------------------------------------------------------------- Nothing is lost


def test_what_was_undone_can_be_redone_by_restoring_the_register_put_aside(workspace: Workspace) -> None:
    before, documents, originals = register(workspace), outbox(workspace), archive(workspace)
    done = bring_back(workspace, "2026-11-30")
    assert done.aside == "avant-restauration-2027-01-05.sqlite"
    bring_back(workspace, done.aside)
    take_again(workspace, AFTER_SESSION)
    report = batch.traiter(workspace, AFTER_SESSION)
    assert [file.fate for file in report.files] == [Fate.ALREADY_RECEIVED] * 3
    assert register(workspace) == before
    assert outbox(workspace) == documents
    assert archive(workspace) == originals


def test_a_note_that_a_person_wrote_in_is_put_aside_and_made_again(workspace: Workspace) -> None:
    path = next(path for path in outbox(workspace) if path.startswith("notes/D-2026-002"))
    (workspace.outbox / path).write_bytes(b"annotated")
    done = bring_back(workspace, "2026-12-14")
    assert path in done.annulled
    assert (workspace.outbox / undo.ANNULLED / Path(path).name).read_bytes() == b"annotated"
    assert path in batch.traiter(workspace, AFTER_SESSION).published


def test_a_decisions_workbook_that_a_person_is_filling_in_stays(workspace: Workspace) -> None:
    filling = workspaces.decisions_workbook(workspace)
    filling.write_bytes(filling.read_bytes() + b"\0")
    done = bring_back(workspace, "2026-11-30")
    assert filling.exists()
    assert workspaces.DECISIONS_WORKBOOK not in done.annulled


def test_an_altered_original_is_not_fed_to_the_register(workspace: Workspace) -> None:
    known = restore.plan(workspace, "2026-12-14").known
    (undone,) = [path for path in workspace.archive.rglob("*.xlsx") if path.stem not in known]
    undone.write_bytes(b"altered")
    done = bring_back(workspace, "2026-12-14")
    assert (done.altered, done.put_back) == ((undone.name,), {})
    assert undone.exists()


@pytest.mark.parametrize("stopped", ["_put_aside", "put_back", "tidy", "_put_branch_aside", "_exchange", "_let_go"])
def test_stopped_anywhere_there_is_a_register_and_doing_it_again_ends_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    old, originals = register(workspace), archive(workspace)
    with monkeypatch.context() as killed:
        killed.setattr(undo if hasattr(undo, stopped) else restore, stopped, stop)
        with pytest.raises(Killed):
            bring_back(workspace, "2026-12-14")
    saved = workspace.backups / "ose-2026-12-14.sqlite"
    now = register(workspace)
    assert now in (old, tables(saved, "run"))
    assert archive(workspace) == originals
    bring_back(workspace, "2026-12-14")
    assert register(workspace) == tables(saved, "run")
    batch.traiter(workspace, AFTER_SESSION)
    assert register(workspace) == old
    assert control.check(workspace).anomalies == ()


class Killed(BaseException):
    """Nothing in the program catches it."""


def stop(*_: object) -> None:
    raise Killed


def test_what_an_interrupted_write_left_is_not_applied_to_the_restored_register(workspace: Workspace) -> None:
    undoing = restore.plan(workspace, "2026-12-14")
    journal = workspace.database.with_name("ose.sqlite-journal")
    journal.write_bytes(b"left by a run cut short")
    done = restore.carry_out(undoing, TODAY)
    assert not journal.exists()
    assert (workspace.backups / f"{done.aside}-journal").read_bytes() == b"left by a run cut short"


# -------------------------------------------------------------------------------------------------------- The command


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
        assert len(store.decidable(db)) > 1
        assert list(journal.broken(db)) == []


def test_a_register_of_a_later_program_can_still_be_put_aside(workspace: Workspace) -> None:
    with closing(connection.open_as_it_is(workspace.database, "rw")) as db:
        db.execute("PRAGMA user_version = 99")
    assert call(workspace, "2026-12-14", "--oui").exit_code == 0
