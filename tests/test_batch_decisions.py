"""The batch and the committee: which session a dossier is on, and what becomes of the decisions that staff drop."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import openpyxl
import pytest

from ose_batch import batch
from ose_batch.forms import layout, prefill
from ose_batch.model import State
from ose_batch.register import connection, dossiers
from ose_batch.report import Fate
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.workspaces import (
    AFTER_SESSION,
    DECISIONS_WORKBOOK,
    DEPOSIT,
    FAULTY,
    SESSION_FOLDER,
    SMALL,
    SPRING_SESSION,
    UNION,
    fates,
    register,
    register_cells,
)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


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
        entry = dossiers.entry(db, 1)
    assert entry.decision is not None
    assert (entry.ose_number, entry.decision.valid_until) == ("OSE-0001", date(2029, 12, 10))
    text = text_of(next((workspace.outbox / "attestations").iterdir()).read_bytes())
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
    assert register(workspace)["decision"] == []


def test_lines_left_aside_come_back_with_their_reason_while_the_others_are_recorded(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
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


def test_a_decisions_workbook_that_staff_began_to_fill_is_never_overwritten(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    (workspace.inbox / DECISIONS_WORKBOOK).replace(workspaces.decisions_workbook(workspace))
    filled = workspaces.decisions_workbook(workspace).read_bytes()
    workspaces.drop(workspace, "b.xlsx", UNION)
    report = batch.traiter(workspace, DEPOSIT)
    assert workspaces.decisions_workbook(workspace).read_bytes() == filled
    assert [warning.split(" a été")[0] for warning in report.warnings] == [
        f"outbox/{SESSION_FOLDER}/{DECISIONS_WORKBOOK}"
    ]


def test_without_a_session_dossiers_wait_and_join_the_one_that_is_declared(workspace: Workspace) -> None:
    workspace.settings_file.write_text("", encoding="utf-8")
    workspaces.drop(workspace, "a.xlsx", SMALL)
    report = batch.traiter(workspace, DEPOSIT)
    assert "1 dossier n’est inscrit à aucune séance" in report.warnings[0]
    workspace.settings_file.write_text(workspaces.SETTINGS, encoding="utf-8")
    report = batch.traiter(workspace, DEPOSIT)
    assert f"{SESSION_FOLDER}/{DECISIONS_WORKBOOK}" in report.published
    assert report.warnings == ()


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


def test_a_workbook_handed_back_is_read_again_once_its_date_has_come(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
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
