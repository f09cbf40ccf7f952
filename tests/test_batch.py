"""The batch on real files: what a person drops, what a person finds."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from ose_batch import batch, inbox
from ose_batch.model import State, short_code
from ose_batch.report import Fate
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say
from ose_batch.workspace import AGAIN, Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.entries import HOSTILE_NAME
from tests.workspaces import (
    AFTER_SESSION,
    DECISIONS_WORKBOOK,
    DEPOSIT,
    FAULTY,
    SESSION_FOLDER,
    SMALL,
    fates,
    register,
    register_cells,
)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


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

    before, tables = workspaces.outbox(workspace), register(workspace)
    again = batch.traiter(workspace, DEPOSIT)
    assert (again.files, again.published) == ((), ())
    assert workspaces.outbox(workspace) == before
    assert register(workspace) == tables


def test_a_name_comes_out_letter_for_letter_and_is_never_a_formula_or_a_path(workspace: Workspace) -> None:
    actions = [{**SMALL["actions"][0], "action": "=1+1"}, *SMALL["actions"][1:]]
    values = {**SMALL, "organisation.name": HOSTILE_NAME, "organisation.acronym": "../../D&F", "actions": actions}
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
    assert HOSTILE_NAME in text_of(note[0].read_bytes())
    assert "=1+1" in text_of(note[0].read_bytes())
    assert HOSTILE_NAME in text_of(attestation[0].read_bytes())
    (line,) = register_cells(workspace)
    assert (line["Dénomination"], line["N° OSE"]) == (HOSTILE_NAME, "OSE-0001")
    assert line["Réserves ou recommandations"] == "=2+2"


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


def test_personal_data_stays_in_the_contacts(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", {**SMALL, "organisation.referent_email": "introuvable@exemple.org"})
    batch.traiter(workspace, DEPOSIT)
    holding = [name for name, lines in register(workspace).items() if "introuvable@exemple.org" in repr(lines)]
    assert holding == ["contact"]
    assert "introuvable" not in text_of(next((workspace.outbox / "notes").iterdir()).read_bytes())


def test_what_a_restoration_put_back_for_later_days_is_not_taken_for_a_mistake(workspace: Workspace) -> None:
    (workspace.inbox / AGAIN).mkdir()
    (left,) = batch.traiter(workspace, DEPOSIT).files
    assert (left.fate, left.sentence) == (Fate.LEFT, tell.PUT_BACK[0])
