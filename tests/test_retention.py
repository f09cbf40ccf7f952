"""Files set aside in the inbox are kept as long as the charter says, each from its own day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ose_batch import batch
from ose_batch.workspace import Workspace
from tests import workspaces

MONDAY = date(2026, 11, 23)
KEPT = timedelta(days=90)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspaces.make(tmp_path / "espace")


def refuse(workspace: Workspace, day: date, content: bytes) -> None:
    (workspace.inbox / "liste.csv").write_bytes(content)
    batch.traiter(workspace, day)


def test_they_go_once_their_time_is_over_and_the_report_says_so(workspace: Workspace) -> None:
    refuse(workspace, MONDAY, b"nom;ville\n")
    assert batch.traiter(workspace, MONDAY + KEPT).removed == ()
    gone = batch.traiter(workspace, MONDAY + KEPT + timedelta(days=1)).removed
    assert gone == ("inbox/refuses/liste.csv", "inbox/refuses/liste.csv - pourquoi.txt")
    assert list(workspace.refused.iterdir()) == []


def test_another_file_under_the_same_name_has_its_own_time(workspace: Workspace) -> None:
    refuse(workspace, MONDAY, b"nom;ville\n")
    for path in list(workspace.refused.iterdir()):
        path.unlink()
    later = MONDAY + KEPT + timedelta(days=1)
    refuse(workspace, later, b"nom;ville;code\n")
    assert (workspace.refused / "liste.csv").is_file()
    assert batch.traiter(workspace, later + KEPT).removed == ()
    assert len(batch.traiter(workspace, later + KEPT + timedelta(days=1)).removed) == 2


def test_what_came_with_a_dossier_stays_and_is_named_once_it_has_been_there_long(workspace: Workspace) -> None:
    (workspace.inbox / "charte-signee.pdf").write_bytes(b"%PDF-1.4 charte")
    batch.traiter(workspace, MONDAY)
    late = MONDAY + KEPT + timedelta(days=1)
    early, then = (batch.traiter(workspace, day) for day in (MONDAY + KEPT, late))
    assert [each.task for each in (*early.to_do, *then.to_do)] == ["Classer la pièce jointe"]
    assert then.removed == ()
    assert [path.name for path in workspace.attachments.iterdir()] == ["charte-signee.pdf"]


def test_what_was_just_removed_is_not_to_be_looked_at(workspace: Workspace) -> None:
    refuse(workspace, MONDAY, b"nom;ville\n")
    report = batch.traiter(workspace, MONDAY + KEPT + timedelta(days=1))
    assert (len(report.removed), report.to_do) == (2, ())
