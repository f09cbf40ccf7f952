"""The batch on real files: what a person drops, what a person finds."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from ose_batch import batch, deliveries, inbox, taking, views
from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, prefill, read
from ose_batch.forms.recognise import Grid
from ose_batch.model import Dossier, Received, Source, State, short_code
from ose_batch.register import connection, store
from ose_batch.report import Fate, Report
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace, packaged
from tests import workspaces
from tests.workspaces import AFTER_SESSION, DECISIONS_WORKBOOK, DEPOSIT, SESSION_FOLDER

pytestmark = pytest.mark.usefixtures("reader_at_hand")

NAME = 'Dupont & Fils <SARL> "l\'Étoile" {{ 7*7 }}'
SMALL = workspaces.example("aiguilles-vagabondes").values
FAULTY = workspaces.example("maison-alouettes").values


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspaces.make(tmp_path / "Espace de l'été")


def rows(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every table of the register but the runs."""
    with closing(sqlite3.connect(workspace.database)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names if name != "run"}


def fates(report: Report) -> dict[str, Fate]:
    return {file.name: file.fate for file in report.files}


def words(path: Path) -> str:
    document = docx.Document(str(path))
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def register_cells(workspace: Workspace) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(workspace.outbox / "registre.xlsx")["Registre"]
    lines = list(sheet.iter_rows(values_only=True))
    header = next(rank for rank, line in enumerate(lines) if "N° de dossier" in line)
    return [dict(zip(map(str, lines[header]), line, strict=True)) for line in lines[header + 1 :] if any(line)]


ANSWERS = (("courriel", "eml"), ("courriel", "txt"), ("fiche-retour", "docx"))


def test_a_mixed_inbox_and_the_same_run_again(workspace: Workspace) -> None:
    workspaces.drop(workspace, "Les Aiguilles.xlsx", SMALL)
    shutil.copy(workspace.inbox / "Les Aiguilles.xlsx", workspace.inbox / "Les Aiguilles (copie).xlsx")
    workspaces.drop(workspace, "alouettes.xlsx", FAULTY)
    (workspace.inbox / "statuts.pdf").write_bytes(b"%PDF-1.7")
    (workspace.inbox / "vide.xlsx").touch()
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {
        "Les Aiguilles.xlsx": Fate.DOSSIER,
        "Les Aiguilles (copie).xlsx": Fate.ALREADY_RECEIVED,
        "alouettes.xlsx": Fate.DOSSIER,
        "statuts.pdf": Fate.ATTACHMENT,
        "vide.xlsx": Fate.REFUSED,
    }
    assert report.states() == {State.READY: 1, State.TO_COMPLETE: 1}
    assert inbox.pending(workspace.inbox, workspace.inbox_folders()) == []
    why = (workspace.refused / "vide.xlsx - pourquoi.txt").read_text(encoding="utf-8-sig")
    assert why.startswith("vide.xlsx\nCode de réception ")
    assert "vide" in why.splitlines()[3]
    faulty = "reponses/D-2026-002-la-maison-des-alouettes"
    small = "reponses/D-2026-001-les-aiguilles-vagabondes"
    empty = short_code(hashlib.sha256().hexdigest())
    twice = short_code(
        hashlib.sha256((workspace.already_received / "Les Aiguilles (copie).xlsx").read_bytes()).hexdigest()
    )
    assert sorted(workspaces.outbox(workspace)) == sorted(
        [
            f"{SESSION_FOLDER}/{DECISIONS_WORKBOOK}",
            f"{SESSION_FOLDER}/dossier-de-seance-2026-12-10.docx",
            f"{SESSION_FOLDER}/notes/01-D-2026-001-note-les-aiguilles-vagabondes.docx",
            "courriers/D-2026-001-les-aiguilles-vagabondes/charte-d-engagement-D-2026-001.docx",
            "mouvements.xlsx",
            "notes/D-2026-001-note-les-aiguilles-vagabondes.docx",
            "registre.xlsx",
            *(f"{small}/{name}-D-2026-001.{kind}" for name, kind in ANSWERS),
            *(f"{faulty}/{name}-D-2026-002.{kind}" for name, kind in (*ANSWERS, ("dossier-ose", "xlsx"))),
            *(f"reponses/fichiers/courriel-{code}.{kind}" for code in (empty, twice) for kind in ("eml", "txt")),
        ]
    )
    archived = [path for path in workspace.archive.rglob("*") if path.is_file()]
    assert len(archived) == 2

    before, tables = workspaces.outbox(workspace), rows(workspace)
    again = batch.traiter(workspace, DEPOSIT)
    assert (again.files, again.published) == ((), ())
    assert workspaces.outbox(workspace) == before
    assert rows(workspace) == tables


def test_a_name_comes_out_letter_for_letter_and_is_never_a_formula_or_a_path(workspace: Workspace) -> None:
    actions = [{**SMALL["actions"][0], "action": "=1+1"}, *SMALL["actions"][1:]]
    values = {**SMALL, "organisation.name": NAME, "organisation.acronym": "../../D&F", "actions": actions}
    workspaces.drop(workspace, "Dupont.xlsx", values)
    report = batch.traiter(workspace, DEPOSIT)
    assert report.states() == {State.READY: 1}
    decision = {"number": "D-2026-001", "decision": "Validé avec recommandations", "conditions": "=2+2"}
    workspaces.decide(workspace, workspace.rules(), [decision])
    batch.traiter(workspace, AFTER_SESSION)
    note, attestation = (
        sorted((workspace.outbox / "notes").iterdir()),
        sorted((workspace.outbox / "attestations").iterdir()),
    )
    assert [path.name for path in note] == ["D-2026-001-note-dupont-fils-sarl-l-etoile-7-7.docx"]
    assert [path.name for path in attestation] == ["OSE-0001-attestation-D-2026-001-dupont-fils-sarl-l-etoile-7-7.docx"]
    assert NAME in words(note[0])
    assert "=1+1" in words(note[0])
    assert NAME in words(attestation[0])
    (line,) = register_cells(workspace)
    assert (line["Dénomination"], line["N° OSE"]) == (NAME, "OSE-0001")
    assert line["Réserves ou recommandations"] == "=2+2"


def test_decisions_give_number_validity_and_attestation(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(
        workspace,
        workspace.rules(),
        [{"number": "D-2026-001", "decision": "Validé avec recommandations", "conditions": "Poursuivre."}],
    )
    report = batch.traiter(workspace, AFTER_SESSION)
    assert [file.sentence for file in report.files] == ["1 décision enregistrée"]
    with closing(connection.open_register(workspace.database)) as db:
        entry = store.entry(db, 1)
    assert entry.decision is not None
    assert (entry.ose_number, entry.decision.valid_until) == ("OSE-0001", date(2029, 12, 10))
    text = words(next((workspace.outbox / "attestations").iterdir()))
    assert "10 décembre 2026" in text
    assert "10 décembre 2029" in text
    assert "Comité scientifique et éthique" in text


def test_a_decision_that_is_not_sure_sends_the_workbook_back(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Ajourné"}])
    report = batch.traiter(workspace, AFTER_SESSION)
    assert fates(report) == {DECISIONS_WORKBOOK: Fate.REFUSED}
    why = (workspace.refused / f"{DECISIONS_WORKBOOK} - pourquoi.txt").read_text(encoding="utf-8-sig")
    assert "il faut un motif" in why
    assert rows(workspace)["decision"] == []


def test_lines_left_aside_come_back_with_their_reason_while_the_others_are_recorded(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", workspaces.example("union-habitat-jeunes").values)
    batch.traiter(workspace, DEPOSIT)
    lines = [{"number": "D-2026-001", "decision": "Validé"}, {"number": "D-2026-002", "decision": "Ajourné"}]
    workspaces.decide(workspace, workspace.rules(), lines)
    report = batch.traiter(workspace, AFTER_SESSION)
    assert report.files[0].sentence == "1 décision enregistrée"
    assert "D-2026-002 est « Ajourné »" in report.files[0].listed[0].replace("\u00a0", " ")
    mended = workspace.refused / DECISIONS_WORKBOOK
    assert (workspace.refused / f"{DECISIONS_WORKBOOK} - pourquoi.txt").is_file()
    lines[1]["motive"] = "À revoir."
    mended.write_bytes(prefill.fill(layout.DECISIONS, workspace.rules(), mended.read_bytes(), {"decisions": lines}))
    mended.replace(workspace.inbox / "decisions corrigées.xlsx")
    report = batch.traiter(workspace, AFTER_SESSION)
    assert report.files[0].sentence == "1 décision enregistrée, 1 déjà connue"


def test_a_newer_version_takes_the_place_of_the_older_one(workspace: Workspace) -> None:
    workspaces.drop(workspace, "v1.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "v2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    report = batch.traiter(workspace, DEPOSIT)
    assert ", remplace D-2026-001" in report.files[0].sentence
    names = [name for name in workspaces.outbox(workspace) if name.endswith(".docx")]
    assert names == [
        "courriers/D-2026-002-les-aiguilles-vagabondes/charte-d-engagement-D-2026-002.docx",
        "notes/D-2026-002-note-les-aiguilles-vagabondes.docx",
        "remplaces/D-2026-001-note-les-aiguilles-vagabondes.docx",
        "remplaces/charte-d-engagement-D-2026-001.docx",
        "remplaces/fiche-retour-D-2026-001.docx",
        "reponses/D-2026-002-les-aiguilles-vagabondes/fiche-retour-D-2026-002.docx",
        f"{SESSION_FOLDER}/dossier-de-seance-2026-12-10.docx",
        f"{SESSION_FOLDER}/notes/01-D-2026-002-note-les-aiguilles-vagabondes.docx",
    ]
    assert not (workspace.outbox / "reponses" / "D-2026-001-les-aiguilles-vagabondes").exists()
    assert [line["N° de dossier"] for line in register_cells(workspace)] == ["D-2026-002"]


def test_a_decisions_workbook_that_staff_began_to_fill_is_never_overwritten(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    (workspace.inbox / DECISIONS_WORKBOOK).replace(workspaces.decisions_workbook(workspace))
    filled = (workspaces.decisions_workbook(workspace)).read_bytes()
    workspaces.drop(workspace, "b.xlsx", workspaces.example("union-habitat-jeunes").values)
    report = batch.traiter(workspace, DEPOSIT)
    assert (workspaces.decisions_workbook(workspace)).read_bytes() == filled
    assert [warning.split(" a été")[0] for warning in report.warnings] == [
        f"outbox/{SESSION_FOLDER}/{DECISIONS_WORKBOOK}"
    ]


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


def test_without_a_session_dossiers_wait_and_join_the_one_that_is_declared(workspace: Workspace) -> None:
    workspace.settings_file.write_text("", encoding="utf-8")
    workspaces.drop(workspace, "a.xlsx", SMALL)
    report = batch.traiter(workspace, DEPOSIT)
    assert "1 dossier n’est inscrit à aucune séance" in report.warnings[0]
    workspace.settings_file.write_text(workspaces.SETTINGS, encoding="utf-8")
    report = batch.traiter(workspace, DEPOSIT)
    assert f"{SESSION_FOLDER}/{DECISIONS_WORKBOOK}" in report.published
    assert report.warnings == ()


SPRING_SESSION = """
[[seance]]
date = 2027-03-10
instance = "Comité scientifique et éthique"
vague = "2027-1"
date_limite = 2027-02-20
date_envoi = 2027-03-01
"""


def test_dossiers_follow_a_session_that_is_postponed(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspace.settings_file.write_text(workspaces.SETTINGS.replace("2026-12-10", "2026-12-17"), encoding="utf-8")
    report = batch.traiter(workspace, DEPOSIT)
    assert "seances/2026-12-17/decisions-comite-2026-12-17.xlsx" in report.published
    assert [line["Séance du"].date() for line in register_cells(workspace)] == [date(2026, 12, 17)]  # type: ignore[attr-defined]


def test_an_adjourned_dossier_is_on_the_next_session_s_workbook_until_a_newer_one_comes(workspace: Workspace) -> None:
    workspace.settings_file.write_text(workspaces.SETTINGS + SPRING_SESSION, encoding="utf-8")
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    adjourned = {"number": "D-2026-001", "decision": "Ajourné", "motive": "À revoir."}
    workspaces.decide(workspace, workspace.rules(), [adjourned])
    report = batch.traiter(workspace, AFTER_SESSION)
    assert report.warnings == ()
    assert "seances/2027-03-10/decisions-comite-2027-03-10.xlsx" in report.published
    sheet = openpyxl.load_workbook(workspace.outbox / "seances/2027-03-10/decisions-comite-2027-03-10.xlsx")[
        "Décisions"
    ]
    assert "D-2026-001" in [cell.value for row in sheet.iter_rows() for cell in row]
    workspaces.drop(workspace, "b.xlsx", {**SMALL, "organisation.sector": "Couture"})
    batch.traiter(workspace, date(2027, 1, 4))
    sheet = openpyxl.load_workbook(workspace.outbox / "seances/2027-03-10/decisions-comite-2027-03-10.xlsx")[
        "Décisions"
    ]
    listed = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("D-20")]
    assert listed == ["D-2027-001"]


def test_an_incomplete_dossier_is_replaced_even_in_the_next_wave(workspace: Workspace) -> None:
    workspace.settings_file.write_text(workspaces.SETTINGS + SPRING_SESSION, encoding="utf-8")
    workspaces.drop(workspace, "a.xlsx", FAULTY)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "b.xlsx", {**FAULTY, "organisation.sector": "Accueil"})
    report = batch.traiter(workspace, date(2027, 1, 4))
    assert "remplace D-2026-001" in report.files[0].sentence


# ------------------------------------------------------------------------------ what is no dossier's fault, or only its


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


def test_what_is_not_a_file_is_said_and_stays(workspace: Workspace) -> None:
    (workspace.inbox / "Dossiers de mars").mkdir()
    (workspace.inbox / "raccourci.xlsx").symlink_to(workspace.settings_file)
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"Dossiers de mars": Fate.LEFT, "raccourci.xlsx": Fate.LEFT}
    assert {file.sentence for file in report.files} == {tell.NOT_A_FILE[0]}
    assert workspace.settings_file.read_text(encoding="utf-8") == workspaces.SETTINGS


def test_a_name_that_is_no_utf8_or_too_long_is_dealt_with_as_any_other(workspace: Workspace) -> None:
    path = workspaces.drop(workspace, "a.xlsx", SMALL)
    path.replace(workspace.inbox / os.fsdecode(b"r\xe9ponse\n.xlsx"))
    (workspace.inbox / ("é" * 120 + ".csv")).write_bytes(b"a;b")
    report = batch.traiter(workspace, DEPOSIT)
    assert fates(report) == {"r�ponse .xlsx": Fate.DOSSIER, "é" * 120 + ".csv": Fate.REFUSED}
    assert sorted(path.suffix for path in workspace.refused.iterdir()) == [".csv", ".txt"]
    assert "r�ponse" in say.run_report(report)


def test_a_run_dated_before_the_last_one_is_refused_unless_forced(workspace: Workspace) -> None:
    batch.traiter(workspace, AFTER_SESSION)
    workspaces.drop(workspace, "a.xlsx", SMALL)
    with pytest.raises(batch.EarlierThanLastRun, match="14/12/2026"):
        batch.traiter(workspace, DEPOSIT)
    assert [path.name for path in workspace.inbox.iterdir()] == ["a.xlsx"]
    assert fates(batch.traiter(workspace, DEPOSIT, forced=True)) == {"a.xlsx": Fate.DOSSIER}


def test_every_document_comes_out_the_same_from_the_register(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    first = workspaces.outbox(workspace)
    shutil.rmtree(workspace.outbox / "notes")
    shutil.rmtree(workspace.outbox / "attestations")
    shutil.rmtree(workspace.outbox / "reponses")
    shutil.rmtree(workspace.outbox / "courriers")
    with closing(sqlite3.connect(workspace.database)) as db, db:
        db.execute("UPDATE document SET path = NULL, sha256 = NULL")
    batch.traiter(workspace, date(2027, 6, 1))
    again = workspaces.outbox(workspace)
    documents = [name for name in first if name.endswith((".docx", ".eml", ".txt")) and "/" in name]
    documents = [name for name in documents if not name.startswith(("comptes-rendus", "seances"))]
    assert len(documents) == 9
    assert {name: again[name] for name in documents} == {name: first[name] for name in documents}


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
    workspaces.drop(workspace, "b.xlsx", workspaces.example("union-habitat-jeunes").values)
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


def test_a_renewal_has_an_attestation_of_its_own(workspace: Workspace) -> None:
    spring = workspaces.SETTINGS + SPRING_SESSION
    workspace.settings_file.write_text(spring, encoding="utf-8")
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    renewal = {**SMALL, "organisation.dossier_kind": "Renouvellement", "organisation.ose_number": "OSE-0001"}
    renewal["presentations"] = [
        {**line, "status": "Tenue", "held_on": date(2026, 12, 1)} if "Assemblée" in str(line.get("body")) else line
        for line in renewal["presentations"]
    ]
    workspaces.drop(workspace, "b.xlsx", renewal)
    report = batch.traiter(workspace, date(2027, 1, 4))
    assert report.states() == {State.READY: 1}, report.files
    pending = (workspace.outbox / "seances/2027-03-10/decisions-comite-2027-03-10.xlsx").read_bytes()
    decided = {"number": "D-2027-001", "decision": "Validé"}
    filled = prefill.fill(layout.DECISIONS, workspace.rules(), pending, {"decisions": [decided]})
    (workspace.inbox / "decisions.xlsx").write_bytes(filled)
    batch.traiter(workspace, date(2027, 3, 15))
    assert sorted(path.name[:32] for path in (workspace.outbox / "attestations").iterdir()) == [
        "OSE-0001-attestation-D-2026-001-",
        "OSE-0001-attestation-D-2027-001-",
    ]


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


def test_a_workbook_handed_back_is_read_again_once_its_date_has_come(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", workspaces.example("union-habitat-jeunes").values)
    batch.traiter(workspace, DEPOSIT)
    lines = [
        {"number": "D-2026-001", "decision": "Validé"},
        {"number": "D-2026-002", "decision": "Validé", "decided_on": date(2026, 12, 20)},
    ]
    workspaces.decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    (workspace.refused / DECISIONS_WORKBOOK).replace(workspace.inbox / DECISIONS_WORKBOOK)
    report = batch.traiter(workspace, date(2026, 12, 21))
    assert report.files[0].sentence == "1 décision enregistrée, 1 déjà connue"
    assert len(list((workspace.outbox / "attestations").iterdir())) == 2


def test_only_a_renewal_brings_its_own_ose_number(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", {**SMALL, "organisation.ose_number": "OSE-9000"})
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    assert [line["N° OSE"] for line in register_cells(workspace)] == ["OSE-0001"]


def test_personal_data_stays_in_the_contacts(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", {**SMALL, "organisation.referent_email": "introuvable@exemple.org"})
    batch.traiter(workspace, DEPOSIT)
    holding = [name for name, lines in rows(workspace).items() if "introuvable@exemple.org" in repr(lines)]
    assert holding == ["contact"]
    assert "introuvable" not in words(next((workspace.outbox / "notes").iterdir()))
