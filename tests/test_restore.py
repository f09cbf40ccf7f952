"""`restaurer` on real runs: damage done, a backup brought back, the undone taken again, and all is as it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ose_batch import batch, control, restore, undo
from ose_batch.register import backup
from ose_batch.report import Fate
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.restoring import TODAY, archive, bring_back, damage, outbox, take_again, waiting
from tests.workspaces import AFTER_SESSION, WEEK_AFTER, register, tables

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture
def workspace(three_runs: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(three_runs.root, tmp_path / "Espace d'été")))


# ------------------------------------------------------------------------------------------------------ The whole case


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
