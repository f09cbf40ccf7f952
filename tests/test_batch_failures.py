"""What is no dossier's fault, or only one's: the others go on, and the next run completes."""

from __future__ import annotations

import errno
from pathlib import Path

import docx
import pytest

from ose_batch import batch, deliveries, inbox, taking, views
from ose_batch.charter.rules import Rules
from ose_batch.forms import read
from ose_batch.forms.recognise import Grid
from ose_batch.model import Dossier, Received, Source, State
from ose_batch.report import Fate
from ose_batch.workspace import Workspace, packaged
from tests import workspaces
from tests.workspaces import (
    AFTER_SESSION,
    DECISIONS_WORKBOOK,
    DEPOSIT,
    FAULTY,
    SESSION_FOLDER,
    SMALL,
    UNION,
    fates,
    register_cells,
)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


def test_a_register_open_in_excel_gets_a_dated_copy_beside_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = views.publish

    def locked(path: Path, content: bytes) -> None:
        if path.name == "registre.xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        publish(path, content)

    monkeypatch.setattr(views, "publish", locked)
    report = batch.traiter(workspace, DEPOSIT)
    assert "registre-2026-11-23.xlsx" in report.published
    assert "est ouvert dans un autre programme" in report.warnings[0]
    assert "registre.xlsx" not in workspaces.outbox(workspace)
    monkeypatch.undo()
    assert "registre.xlsx" in batch.traiter(workspace, DEPOSIT).published
    assert "registre-2026-11-23.xlsx" not in workspaces.outbox(workspace)


def test_a_broken_template_is_said_and_its_documents_come_once_it_is_mended(workspace: Workspace) -> None:
    own = workspace.root / "templates" / "docx" / "note.docx"
    own.parent.mkdir(parents=True)
    template = docx.Document(str(packaged("templates") / "docx" / "note.docx"))
    template.add_paragraph("{{ nimporte_quoi }}")
    template.save(str(own))
    workspaces.drop(workspace, "a.xlsx", SMALL)
    report = batch.traiter(workspace, DEPOSIT)
    assert report.states() == {State.READY: 1}
    assert [warning for warning in report.warnings if "nimporte_quoi" in warning]
    assert not (workspace.outbox / "notes").exists()
    own.unlink()
    assert batch.traiter(workspace, DEPOSIT).published == (
        "notes/D-2026-001-note-les-aiguilles-vagabondes.docx",
        f"{SESSION_FOLDER}/dossier-de-seance-2026-12-10.docx",
        f"{SESSION_FOLDER}/notes/01-D-2026-001-note-les-aiguilles-vagabondes.docx",
        f"{SESSION_FOLDER}/{DECISIONS_WORKBOOK}",
    )


def test_a_run_cut_short_after_recording_is_finished_by_the_next_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox, "archive", power_cut)
    with pytest.raises(KeyboardInterrupt):
        batch.traiter(workspace, DEPOSIT)
    monkeypatch.undo()
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"a.xlsx": Fate.ALREADY_RECEIVED}
    assert "notes/D-2026-001-note-les-aiguilles-vagabondes.docx" in report.published
    assert len([path for path in workspace.archive.rglob("*") if path.is_file()]) == 1
    assert not workspace.already_received.exists()


def test_a_defect_met_by_one_file_costs_that_file(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", FAULTY)
    understand = read.understand

    def stumble(grids: list[Grid], rules: Rules) -> Received:
        received = understand(grids, rules)
        if isinstance(received, Dossier) and received.value("organisation.name") == SMALL["organisation.name"]:
            raise IndexError("a defect of ours")
        return received

    monkeypatch.setattr(read, "understand", stumble)
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"a.xlsx": Fate.REFUSED, "b.xlsx": Fate.DOSSIER}
    assert "défaut du programme" in (workspace.refused / "a.xlsx - pourquoi.txt").read_text(encoding="utf-8-sig")
    assert "IndexError: a defect of ours" in workspace.reading_log.read_text(encoding="utf-8")


def test_a_defect_of_the_assessment_too(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    workspaces.drop(workspace, "a.xlsx", SMALL)
    monkeypatch.setattr(taking, "assess", stumble)
    assert fates(batch.traiter(workspace, DEPOSIT)) == {"a.xlsx": Fate.REFUSED}


def test_a_file_that_the_machine_cannot_read_waits_and_the_others_do_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", FAULTY)
    take = inbox.take

    def failing(path: Path, name: str) -> Source:
        if name == "a.xlsx":
            raise OSError(errno.EIO, "Input/output error", str(path))
        return take(path, name)

    monkeypatch.setattr(inbox, "take", failing)
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"a.xlsx": Fate.LEFT, "b.xlsx": Fate.DOSSIER}
    assert report.needs_person
    monkeypatch.undo()
    assert fates(batch.traiter(workspace, DEPOSIT)) == {"a.xlsx": Fate.DOSSIER}


def test_a_run_dated_before_the_last_one_is_refused_unless_forced(workspace: Workspace) -> None:
    batch.traiter(workspace, AFTER_SESSION)
    workspaces.drop(workspace, "a.xlsx", SMALL)
    with pytest.raises(batch.EarlierThanLastRun, match="14/12/2026"):
        batch.traiter(workspace, DEPOSIT)
    assert [path.name for path in workspace.inbox.iterdir()] == ["a.xlsx"]
    assert fates(batch.traiter(workspace, DEPOSIT, forced=True)) == {"a.xlsx": Fate.DOSSIER}


def test_a_template_that_no_longer_names_the_dossier_gives_no_document(workspace: Workspace) -> None:
    own = workspace.root / "templates" / "docx" / "attestation.docx"
    own.parent.mkdir(parents=True)
    template = docx.Document()
    template.add_paragraph("Attestation pour {{ name }}, jusqu’au {{ valid_until }}")
    template.save(str(own))
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    report = batch.traiter(workspace, AFTER_SESSION)
    assert [warning for warning in report.warnings if "OSE-0001" in warning and "attestation.docx" in warning]
    assert not (workspace.outbox / "attestations").exists()
    own.unlink()
    assert [path for path in batch.traiter(workspace, AFTER_SESSION).published if path.startswith("attestations/")]


def test_a_document_open_in_word_waits_and_the_others_do_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
    publish = deliveries.publish

    def locked(path: Path, content: bytes, **where: Path) -> None:
        if "D-2026-001" in path.name:
            raise PermissionError(13, "in use", str(path))
        publish(path, content, **where)

    monkeypatch.setattr(deliveries, "publish", locked)
    report = batch.traiter(workspace, DEPOSIT)
    assert [warning for warning in report.warnings if "notes/D-2026-001" in warning]
    assert [path for path in report.published if path.startswith("notes/")] == [
        "notes/D-2026-002-note-union-habitat-jeunes-des-marais-et-du.docx"
    ]
    monkeypatch.undo()
    assert [path for path in batch.traiter(workspace, DEPOSIT).published if "D-2026-001" in path]


def test_what_became_of_the_files_is_kept_when_the_machine_then_fails(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    workspaces.drop(workspace, "a.xlsx", SMALL)
    (workspace.inbox / "vide.xlsx").touch()
    monkeypatch.setattr(deliveries, "make", full)
    with pytest.raises(OSError, match="No space"):
        batch.traiter(workspace, DEPOSIT)
    (kept,) = workspace.reports.iterdir()
    said = kept.read_text(encoding="utf-8-sig")
    assert "D-2026-001 – Les Aiguilles vagabondes" in said
    assert "Le fichier est vide." in said
    assert "a été interrompu" in said


def test_what_a_run_cut_short_left_half_written_is_cleared(workspace: Workspace) -> None:
    left = [workspace.outbox / ".registre.xlsx.tmp", workspace.archive / ".abc.xlsx.tmp", workspace.data / ".vue-x.tmp"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    left[2].unlink()
    (left[2] / "sheet").mkdir(parents=True)
    batch.traiter(workspace, DEPOSIT)
    assert [path for path in left if path.exists()] == []


def test_a_file_open_in_excel_waits_and_the_others_do_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", FAULTY)
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if self.name == "a.xlsx":
            raise PermissionError(13, "in use", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"a.xlsx": Fate.LEFT, "b.xlsx": Fate.DOSSIER}
    monkeypatch.undo()
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"a.xlsx": Fate.DOSSIER}
    assert [line["N° de dossier"] for line in register_cells(workspace)] == ["D-2026-001", "D-2026-002"]
