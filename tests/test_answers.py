"""What goes back to an organisation, from the inbox to the outbox: its workbook, the fiche retour, the e-mails."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ose_batch import batch
from ose_batch.documents import answer as answer_module
from ose_batch.forms import home, layout, prefill, read
from ose_batch.model import DocumentPlan, Dossier, Entry, Source, State, short_code
from ose_batch.report import Fate, Report
from ose_batch.workspace import Workspace, packaged
from tests import workspaces
from tests.docx_text import text_of
from tests.workspaces import AFTER_SESSION, DEPOSIT

pytestmark = pytest.mark.usefixtures("reader_at_hand")

SMALL = workspaces.example("aiguilles-vagabondes").values
FAULTY = workspaces.example("maison-alouettes").values
VERSION_1 = Path(__file__).parent / "fixtures" / "dossier-ose-version-1.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspaces.make(tmp_path / "espace")


def answer(workspace: Workspace, number: str, name: str) -> Path:
    (path,) = (workspace.outbox / "reponses").glob(f"{number}-*/{name}")
    return path


def opened(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\u00a0", " ").replace("\r\n", "\n")


def attached(message: EmailMessage) -> dict[str | None, bytes]:
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def understood(workspace: Workspace, content: bytes) -> Dossier:
    received = read.read(Source("x.xlsx", "ab", content), workspace.rules())
    assert isinstance(received, Dossier)
    return received


def values(dossier: Dossier) -> dict[str, Any]:
    lines = {
        (table, row.name, column): cell.value
        for table, own in dossier.tables.items()
        for row in own.rows
        for column, cell in row.cells.items()
        if cell.value is not None
    }
    return {key: cell.value for key, cell in dossier.fields.items() if cell.value is not None} | lines


def sentences(report: Report) -> list[str]:
    return [file.sentence for file in report.files]


def test_an_incomplete_dossier_comes_back_with_all_that_is_to_be_done(workspace: Workspace) -> None:
    sent = workspaces.drop(workspace, "dossier ose (1).xlsx", FAULTY).read_bytes()
    report = batch.traiter(workspace, DEPOSIT)
    (file,) = report.files
    code = short_code(file.sha256)
    message = opened(answer(workspace, "D-2026-001", "*.eml"))
    fiche = answer(workspace, "D-2026-001", "*.docx").read_bytes()
    returned = answer(workspace, "D-2026-001", "*.xlsx").read_bytes()
    assert attached(message) == {"fiche-retour-D-2026-001.docx": fiche, "dossier-ose-D-2026-001.xlsx": returned}
    assert message["To"] == FAULTY["organisation.referent_email"]
    assert f"« dossier ose (1).xlsx », reçu le 23 novembre 2026 (code de réception {code}" in body(message)
    assert "au plus tard le 27 novembre 2026" in body(message)
    assert code in text_of(fiche)
    assert values(understood(workspace, returned)) == values(understood(workspace, sent))
    copied = answer(workspace, "D-2026-001", "*.txt").read_text("utf-8-sig").replace("\u00a0", " ")
    assert body(message).strip() in copied


def test_sent_back_as_it_is_the_returned_workbook_says_the_same_and_takes_its_place(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", FAULTY)
    first = batch.traiter(workspace, DEPOSIT)
    (workspace.inbox / "retour.xlsx").write_bytes(answer(workspace, "D-2026-001", "*.xlsx").read_bytes())
    again = batch.traiter(workspace, DEPOSIT)
    assert "remplace D-2026-001" in sentences(again)[0]
    assert sentences(again)[0].replace("D-2026-002", "D-2026-001").startswith(sentences(first)[0])
    assert "nous n’y voyons pas de changement" in text_of(answer(workspace, "D-2026-002", "*.docx").read_bytes())


def test_what_changed_since_the_last_one_is_told_to_the_organisation_and_to_the_committee(workspace: Workspace) -> None:
    workspaces.drop(workspace, "v1.xlsx", {**SMALL, "charter.p4": "Non"})
    assert batch.traiter(workspace, DEPOSIT).states() == {State.TO_COMPLETE: 1}
    workspaces.drop(workspace, "v2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    assert batch.traiter(workspace, DEPOSIT).states() == {State.READY: 1}
    fiche = text_of(answer(workspace, "D-2026-002", "*.docx").read_bytes()).replace("\u00a0", " ")
    note = text_of(next((workspace.outbox / "notes").glob("D-2026-002*")).read_bytes()).replace("\u00a0", " ")
    assert "D-2026-001" in fiche
    assert "Secteur d’activité : ajouté, « Couture »" in fiche
    assert "Ce qui a changé depuis le dossier D-2026-001" in note
    assert "Identité : À compléter → " in note
    assert "Secteur d’activité : Couture (ajouté)" in note
    assert "D-2026-001" in body(opened(answer(workspace, "D-2026-002", "*.eml")))


def test_a_dossier_on_the_earlier_form_comes_back_on_the_present_one(workspace: Workspace) -> None:
    earlier = prefill.fill(layout.DOSSIER, workspace.rules(), VERSION_1.read_bytes(), FAULTY)
    (workspace.inbox / "ancien.xlsx").write_bytes(earlier)
    batch.traiter(workspace, DEPOSIT)
    returned = answer(workspace, "D-2026-001", "*.xlsx").read_bytes()
    before, after = understood(workspace, earlier), understood(workspace, returned)
    assert (before.version, after.version) == ("1", layout.DOSSIER.version)
    assert values(after) == values(before)
    assert before.notes == ()


def test_what_was_repaired_comes_back_repaired_and_told_although_all_is_complete(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", {**SMALL, "charter.signed_on": "le 2 nov. 2026"})
    assert batch.traiter(workspace, DEPOSIT).states() == {State.READY: 1}
    book = openpyxl.load_workbook(answer(workspace, "D-2026-001", "*.xlsx"))
    assert book.sheetnames[:2] == ["À corriger", "Ce que nous avons compris"]
    told = [str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row if cell.value]
    assert any("le 2 nov. 2026" in text for text in told)
    fiche = text_of(answer(workspace, "D-2026-001", "*.docx").read_bytes())
    assert "le 2 nov. 2026" in fiche
    assert "02/11/2026" in fiche


def test_a_file_that_cannot_be_read_is_answered_with_the_form(workspace: Workspace) -> None:
    (workspace.inbox / "vide.xlsx").touch()
    (workspace.inbox / "notes.csv").write_text("a;b")
    (workspace.inbox / "~$dossier.xlsx").write_bytes(b"lock")
    report = batch.traiter(workspace, DEPOSIT)
    drafts = {path.name: opened(path) for path in (workspace.outbox / "reponses" / "fichiers").glob("*.eml")}
    assert set(drafts) == {f"courriel-{short_code(file.sha256)}.eml" for file in report.files}
    form = (packaged("templates") / "xlsx" / "dossier-ose.xlsx").read_bytes()
    for draft in drafts.values():
        assert draft["To"] is None
        assert attached(draft) == {"dossier-ose.xlsx": form}
    assert {"nous n’avons pas pu le lire" in body(draft) for draft in drafts.values()} == {True, False}


def test_a_dossier_sent_twice_is_answered_once_more_and_recorded_once(workspace: Workspace) -> None:
    content = workspaces.drop(workspace, "a.xlsx", SMALL).read_bytes()
    batch.traiter(workspace, DEPOSIT)
    (workspace.inbox / "encore.xlsx").write_bytes(content)
    batch.traiter(workspace, AFTER_SESSION)
    (draft,) = (workspace.outbox / "reponses" / "fichiers").glob("*.eml")
    assert "« encore.xlsx », reçu le 14 décembre 2026" in body(opened(draft))
    assert "déjà reçu le 23 novembre 2026, dossier D-2026-001" in body(opened(draft))


def test_a_form_that_staff_spoilt_keeps_the_workbook_back_and_the_rest_goes_on(workspace: Workspace) -> None:
    own = workspace.root / "templates" / "xlsx" / "dossier-ose.xlsx"
    own.parent.mkdir(parents=True)
    openpyxl.Workbook().save(own)
    workspaces.drop(workspace, "a.xlsx", FAULTY)
    report = batch.traiter(workspace, DEPOSIT)
    assert report.states() == {State.TO_COMPLETE: 1}
    assert [warning for warning in report.warnings if "dossier-ose.xlsx" in warning]
    assert [path.rpartition("/")[2] for path in report.published if path.startswith("reponses/")] == [
        "fiche-retour-D-2026-001.docx"
    ]
    own.unlink()
    assert len(batch.traiter(workspace, DEPOSIT).published) >= 3


def test_a_defect_met_by_one_document_costs_that_document(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fiche = answer_module.fiche

    def faulty(entry: Entry, *rest: Any) -> DocumentPlan:
        if entry.number == "D-2026-001":
            raise KeyError("a defect of ours")
        return fiche(entry, *rest)

    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", FAULTY)
    monkeypatch.setattr(answer_module, "fiche", faulty)
    report = batch.traiter(workspace, DEPOSIT)
    assert report.states() == {State.READY: 1, State.TO_COMPLETE: 1}
    assert any("fiche-retour" in warning and "D-2026-001" in warning for warning in report.warnings)
    assert "a defect of ours" in workspace.reading_log.read_text(encoding="utf-8")
    assert answer(workspace, "D-2026-002", "*.eml").is_file()
    monkeypatch.undo()
    batch.traiter(workspace, DEPOSIT)
    assert answer(workspace, "D-2026-001", "*.eml").is_file()


def test_a_defect_in_placing_the_answers_sets_that_file_aside(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = home.homes

    def faulty(dossier: Dossier, *rest: Any) -> Any:
        if dossier.value("organisation.name") == FAULTY["organisation.name"]:
            raise IndexError("a defect of ours")
        return homes(dossier, *rest)

    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", FAULTY)
    monkeypatch.setattr(home, "homes", faulty)
    report = batch.traiter(workspace, DEPOSIT)
    assert {file.name: file.fate for file in report.files} == {"a.xlsx": Fate.DOSSIER, "b.xlsx": Fate.REFUSED}
