"""The commands as a person or another program meets them: output, exit code, what is never imported."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from ose_batch import cli, deliveries
from ose_batch.workspace import Workspace
from tests import workspaces

SMALL = workspaces.example("aiguilles-vagabondes")
FAULTY = workspaces.example("maison-alouettes")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [str(word) for word in words])


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspaces.make(tmp_path)


def test_help_imports_no_heavy_library() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ose_batch", "--help"], capture_output=True, text=True, check=True
    )
    imported = set(re.findall(r"\| +(\w+)$", run.stderr, flags=re.MULTILINE))
    assert "click" in imported
    assert imported.isdisjoint({"pandas", "openpyxl", "docx", "docxtpl", "xlsxwriter", "jinja2", "lxml", "numpy"})
    assert "traiter" in run.stdout


def test_traiter_prints_what_became_of_each_file(workspace: Workspace) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL.values)
    result = call("traiter", "--espace", workspace.root, "--date", "2026-11-23")
    assert result.exit_code == 0, result.output
    assert "D-2026-001 – Les Aiguilles vagabondes\u00a0: Prêt pour le comité" in result.output
    again = call("traiter", "--espace", workspace.root, "--date", "2026-11-23", "--json")
    assert again.exit_code == 0
    assert json.loads(again.output)["files"] == []


def test_traiter_ends_with_1_when_something_is_for_a_person(workspace: Workspace) -> None:
    workspaces.drop(workspace, "b.xlsx", FAULTY.values)
    result = call("traiter", "--espace", workspace.root, "--date", "2026-11-23", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["states"] == {"À compléter": 1}


@pytest.mark.parametrize(
    ("names", "code"),
    [(["a.xlsx"], 0), (["a.xlsx", "b.xlsx"], 1), (["b.xlsx", "c.xlsx"], 3)],
    ids=["complete", "something to complete", "not readable"],
)
def test_verifier_records_nothing_and_tells_by_its_exit_code(workspace: Workspace, names: list[str], code: int) -> None:
    workspaces.drop(workspace, "a.xlsx", SMALL.values)
    workspaces.drop(workspace, "b.xlsx", FAULTY.values)
    (workspace.inbox / "c.xlsx").write_text("Bonjour,\nle dossier suit.", encoding="utf-8")
    paths = [workspace.inbox / name for name in names]
    result = call("verifier", *paths, "--date", "2026-11-23", "--espace", workspace.root)
    assert result.exit_code == code, result.output
    assert all(path.name in result.output for path in paths)
    assert not workspace.database.exists()


def test_verifier_points_at_the_cell_in_words_and_in_json(workspace: Workspace) -> None:
    path = workspaces.drop(workspace, "b.xlsx", FAULTY.values)
    text = call("verifier", path, "--date", "2026-11-23").output
    assert "✗ P2" in text
    assert re.search(r"P5\.1 {2}P5 Présentations!\w+\d+", text)
    assert "« courant printemps »" in text.replace("\u00a0", " ")
    (checked,) = json.loads(call("verifier", path, "--date", "2026-11-23", "--json").output)
    unmet = {finding["criterion"] for finding in checked["findings"] if finding["answer"] == "À compléter"}
    assert unmet == {fault.criterion for fault in FAULTY.faults}
    assert all(
        finding["points"][0]["cell"] and finding["expected"] and finding["advice"]
        for finding in checked["findings"]
        if finding["answer"] == "À compléter"
    )


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("ose.toml", "[emetteur]\nsignature = 'x'", "« signature » n’existe pas"),
        ("charter.toml", "[durations\n", "charter.toml"),
        ("ose.toml", "# r\udce9glages", "ose.toml n’est pas enregistré en UTF-8"),
        ("charter.toml", "# \udce9", "charter.toml n’est pas enregistré en UTF-8"),
    ],
)
def test_a_wrong_setting_or_charter_is_said_without_a_traceback(
    workspace: Workspace, file: str, content: str, said: str
) -> None:
    (workspace.root / file).write_text(content, encoding="utf-8", errors="surrogateescape")
    result = call("traiter", "--espace", workspace.root)
    assert result.exit_code == 2
    assert said in result.output.replace("\u00a0", " ")


def test_a_machine_fault_is_told_from_a_bad_dossier(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "outbox")

    workspaces.drop(workspace, "a.xlsx", SMALL.values)
    monkeypatch.setattr(deliveries, "publish", full)
    result = call("traiter", "--espace", workspace.root, "--date", "2026-11-23")
    assert result.exit_code == 74
    assert "Aucun dossier n’est perdu" in result.output
    monkeypatch.undo()
    assert call("traiter", "--espace", workspace.root, "--date", "2026-11-23").exit_code == 0
    assert len(list((workspace.outbox / "notes").iterdir())) == 1


def test_two_runs_never_work_at_once(workspace: Workspace) -> None:
    with FileLock(workspace.lock):
        result = call("traiter", "--espace", workspace.root, "--date", "2026-11-23")
    assert result.exit_code == 75
    assert "déjà en cours" in result.output
    assert call("traiter", "--espace", workspace.root, "--date", "2026-11-23").exit_code == 0


def test_init_makes_a_workspace_and_leaves_what_is_there(tmp_path: Path) -> None:
    root = tmp_path / "OSE"
    assert call("init", root).exit_code == 0
    (root / "ose.toml").write_text("# à nous\n", encoding="utf-8")
    assert call("init", root).exit_code == 0
    assert (root / "ose.toml").read_text(encoding="utf-8") == "# à nous\n"
    assert (root / "dossier-ose.xlsx").stat().st_size > 10_000
    assert call("traiter", "--espace", root, "--date", "2026-11-23").exit_code in (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["traiterr"], "« traiterr » n’est pas une commande. Commandes possibles : controler, cycle, demo"),
        (["traiter", "--jour", "lundi"], "« --jour » n’existe pas. Voir « ose-batch traiter --help »."),
        (["verifier"], "ose-batch verifier : il manque quelque chose"),
        (["verifier", "absent.xlsx"], "« absent.xlsx » est introuvable ici."),
        (["traiter", "--espace", "absent"], "« absent » est introuvable ici."),
        (["traiter", "--date", "demain"], "« demain » n’est pas une date. Écrivez-la comme 2026-11-23"),
    ],
)
def test_a_command_not_understood_is_told_in_french(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ose-batch", *words])
    monkeypatch.setattr(cli, "speak_utf8", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err.replace("\u00a0", " ")


def test_planifier_refuses_a_day_that_is_none(workspace: Workspace) -> None:
    result = call("planifier", "--espace", workspace.root, "--jour", "lundy")
    assert result.exit_code == 2
    assert "lundi, mardi" in result.output


def test_modeles_writes_the_forms_of_the_workspace_s_own_charter(workspace: Workspace) -> None:
    result = call("modeles", "--espace", workspace.root)
    assert result.exit_code == 0, result.output
    assert {path.name for path in (workspace.root / "templates" / "xlsx").iterdir()} == {
        "dossier-ose.xlsx",
        "decisions-comite.xlsx",
        "bilan-18-mois.xlsx",
        "mouvements.xlsx",
    }


def test_the_installed_module_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ose_batch", "init", str(tmp_path / "OSE")]
    run = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=True)
    assert "Créé" in run.stdout.decode()
