"""The `seance` command: who is presented, who is not and why, before the date d'envoi and after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ose_batch import batch, seances
from ose_batch.forms import layout, prefill
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.workspaces import AFTER_SESSION, DEPOSIT, FAULTY, SESSION_FOLDER, SMALL, SPRING_SESSION, UNION

HELD_ON = date(2026, 12, 10)
SENT = date(2026, 12, 2)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers that are ready and one that is not; the tests follow one another."""
    workspace = workspaces.make(tmp_path_factory.mktemp("seances"))
    for name, values in (("a.xlsx", SMALL), ("b.xlsx", UNION), ("c.xlsx", FAULTY)):
        workspaces.drop(workspace, name, values)
    batch.traiter(workspace, DEPOSIT)
    return workspace


def prepared(workspace: Workspace, today: date) -> str:
    return seances.prepare(workspace, HELD_ON, today).replace("\u00a0", " ")


def test_a_session_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(seances.NotDeclared, match="10/12/2026"):
        seances.prepare(workspaces.make(tmp_path), date(2026, 12, 11), DEPOSIT)


def test_before_the_date_d_envoi_it_says_who_is_in_who_is_not_and_makes_what_is_missing(workspace: Workspace) -> None:
    (missing,) = (workspace.outbox / SESSION_FOLDER / "notes").glob("01-*.docx")
    missing.unlink()
    said = prepared(workspace, date(2026, 12, 1))
    assert "Séance du 10 décembre 2026, Comité scientifique et éthique (vague 2026-2)\n\nPrésentés (2)\n" in said
    assert "Laissés de côté (1)\n  D-2026-003 – La Maison des Alouettes : Incomplet" in said
    assert "ne change plus" not in said
    assert missing.is_file()


def test_once_sent_it_says_what_became_of_each_even_when_all_is_decided(workspace: Workspace) -> None:
    said = prepared(workspace, SENT)  # no run since
    assert "Dossier envoyé aux membres le 01/12/2026 : il ne change plus.\n\nPrésentés (2)\n" in said
    batch.traiter(workspace, SENT)
    assert prepared(workspace, SENT).count(" : Présenté") == 2
    lines = [{"number": f"D-2026-00{rank}", "decision": "Validé"} for rank in (1, 2)]
    workspaces.decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    said = prepared(workspace, AFTER_SESSION)
    assert "Présentés (2)\n" in said
    assert said.count(" : Validé") == 2


def test_a_session_that_lost_its_dossiers_or_its_day_leaves_nothing_to_send(tmp_path: Path) -> None:
    workspace = workspaces.make(tmp_path)
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    folder = workspace.outbox / SESSION_FOLDER
    assert len(list(folder.rglob("*.*"))) == 3  # dossier de séance, one note, decisions
    settings = workspace.settings_file.read_text(encoding="utf-8")
    workspace.settings_file.write_text(settings.replace("2026-12-10", "2026-12-17"), encoding="utf-8")
    batch.traiter(workspace, DEPOSIT)
    assert not folder.exists()
    moved = workspace.outbox / "seances/2026-12-17"
    assert len(list(moved.rglob("*.*"))) == 3
    workspace.settings_file.write_text(settings.partition("[[seance]]")[0] + SPRING_SESSION, encoding="utf-8")
    batch.traiter(workspace, DEPOSIT)
    assert [path.name for path in (workspace.outbox / "seances").iterdir()] == ["2027-03-10"]


def test_preparing_one_session_leaves_the_others_and_says_what_the_run_says(tmp_path: Path) -> None:
    workspace = workspaces.make(tmp_path)
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(SPRING_SESSION)
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    enrolled = {"number": "D-2026-001", "event": "Inscription à une séance", "day": date(2027, 3, 10)}
    blank = workspace.template("xlsx/mouvements.xlsx").read_bytes()
    line = {**enrolled, "happened_on": DEPOSIT, "author": "JM"}
    filled = prefill.fill(layout.MOVEMENTS, workspace.rules(), blank, {"movements": [line]})
    (workspace.inbox / "mouvements.xlsx").write_bytes(filled)
    workspaces.drop(workspace, "b.xlsx", UNION)
    batch.traiter(workspace, DEPOSIT)
    before = workspaces.outbox(workspace)
    assert {path.split("/")[1] for path in before if path.startswith("seances/")} == {"2026-12-10", "2027-03-10"}
    assert "Écrit dans outbox" not in prepared(workspace, DEPOSIT)
    assert workspaces.outbox(workspace) == before
