"""Erasing the personal data of an organisation: nothing of them is left but what the command says, and why."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from ose_batch import batch, control, erase, restore
from ose_batch.cli import cli
from ose_batch.forms import layout, prefill
from ose_batch.register import originals
from ose_batch.wording.run import run_report
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.workspaces import AFTER_SESSION, DEPOSIT

SMALL = workspaces.example("aiguilles-vagabondes").values
OTHER = workspaces.example("union-habitat-jeunes").values
NAME, MAIL, PHONE = "Clémence Référente-d’Essai", "clemence.referente@exemple.fr", "02 40 11 22 33"
NEW_NAME, NEW_MAIL = "Ulysse Successeur", "ulysse@exemple.fr"
LATER = date(2027, 1, 18)

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A dossier in two versions, sent twice, decided, its référent changed; another organisation beside it."""
    workspace = workspaces.make(tmp_path_factory.mktemp("lived"))
    named = {
        **SMALL,
        "organisation.referent_name": NAME,
        "organisation.referent_email": MAIL,
        "organisation.referent_phone": PHONE,
    }
    first = workspaces.drop(workspace, f"OSE {NAME}.xlsx", {**named, "organisation.sector": "Textile"})
    kept = first.read_bytes()
    workspaces.drop(workspace, "autre.xlsx", OTHER)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "v2.xlsx", named)
    (workspace.inbox / "encore.xlsx").write_bytes(kept)
    batch.traiter(workspace, DEPOSIT + timedelta(days=1))
    moved = {
        "number": "D-2026-003",
        "event": "Coordonnées changées",
        "happened_on": DEPOSIT + timedelta(days=1),
        "author": "JM",
        "name": NEW_NAME,
        "email": NEW_MAIL,
    }
    called = {
        "number": "D-2026-003",
        "event": "Note de suivi",
        "happened_on": DEPOSIT + timedelta(days=1),
        "author": "JM",
        "motive": f"Appelé {NAME} au {PHONE}",
    }
    record(workspace, [moved, called, {**called, "number": "D-2026-002", "motive": "Rappeler en janvier"}])
    batch.traiter(workspace, DEPOSIT + timedelta(days=7))
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-003", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    return workspace


@pytest.fixture
def workspace(lived: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(lived.root, tmp_path / "espace")))


def record(workspace: Workspace, lines: list[dict[str, object]]) -> None:
    blank = workspace.template("xlsx/mouvements.xlsx").read_bytes()
    filled = prefill.fill(layout.MOVEMENTS, workspace.rules(), blank, {"movements": lines})
    (workspace.inbox / "mouvements.xlsx").write_bytes(filled)


def call(workspace: Workspace, *arguments: str, answer: str = "") -> Result:
    command = ["effacer", *arguments, "--espace", str(workspace.root), "--date", LATER.isoformat()]
    return CliRunner().invoke(cli, command, input=answer)


def naming(root: Path) -> set[str]:
    """Files that name them, found in another way than the program's: everything is opened, to the last page."""
    digits = re.sub(r"\D", "", PHONE)
    needles = [NAME, MAIL, NEW_NAME, NEW_MAIL, PHONE, digits, NAME.split()[1]]
    found = set()
    for path in root.rglob("*"):
        if path.is_file() and any(needle in text for text in opened(path.read_bytes()) for needle in needles):
            found.add(path.relative_to(root).as_posix())
    return found


def opened(content: bytes) -> list[str]:
    texts = [content.decode("utf-8", "ignore"), content.decode("utf-16-le", "ignore")]
    if content.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                texts += [
                    name,
                    *opened(archive.read(name)),
                    re.sub("<[^>]*>", "", archive.read(name).decode("utf-8", "ignore")),
                ]
    if b"X-Unsent: 1" in content:
        message = email.message_from_bytes(content, policy=email.policy.default)
        texts += [str(value) for value in message.values()]
        for part in message.walk():
            if not part.is_multipart():
                texts += opened(part.get_payload(decode=True))  # type: ignore[arg-type]
    return texts


def test_before_it_they_are_everywhere(workspace: Workspace) -> None:
    folders = {path.split("/")[0] + "/" + path.split("/")[1] for path in naming(workspace.root)}
    assert {"donnees/archive", "donnees/ose.sqlite", "outbox/reponses", "outbox/registre.xlsx"} <= folders
    assert "inbox/deja-recus" in folders


def test_nothing_of_them_is_left_but_what_is_said(workspace: Workspace) -> None:
    result = call(workspace, "OSE-0001", "--oui")
    assert result.exit_code == 0, result.output
    left = naming(workspace.root)
    said = {line.strip() for line in result.output.splitlines()}
    assert left <= said
    assert left
    assert all(path.startswith("donnees/sauvegardes/") for path in left)
    assert any(line.startswith("sauvegarde du registre\u00a0: elle vieillit") and "18/02/2029" in line for line in said)


def test_the_decision_and_the_documents_of_the_committee_stay(workspace: Workspace) -> None:
    kept = {
        path: content
        for path, content in workspaces.outbox(workspace).items()
        if path.startswith(("notes/", "attestations/"))
    }
    call(workspace, "OSE-0001", "--oui")
    assert {path: content for path, content in workspaces.outbox(workspace).items() if path in kept} == kept
    with closing(sqlite3.connect(workspace.database)) as db:
        assert db.execute("SELECT decision FROM decision").fetchall() == [("Validé",)]
        assert db.execute("SELECT event FROM journal ORDER BY id DESC LIMIT 1").fetchone() == ("Contact effacé",)
        others = db.execute("SELECT count(*) FROM contact").fetchone()[0]
    assert others > 0
    assert len(originals.scan(workspace.archive).tombstones) == 3
    assert control.check(workspace).anomalies == ()


def test_the_runs_go_on_and_the_same_bytes_are_still_known(workspace: Workspace) -> None:
    again = (workspace.already_received / "encore.xlsx").read_bytes()
    call(workspace, "OSE-0001", "--oui")
    assert batch.traiter(workspace, LATER).needs_person is False
    (workspace.inbox / "encore.xlsx").write_bytes(again)
    report = batch.traiter(workspace, LATER)
    assert report.files[0].sentence.startswith("déjà reçu")
    assert control.check(workspace).anomalies == ()


def test_bringing_back_an_older_register_erases_again_first(workspace: Workspace) -> None:
    call(workspace, "OSE-0001", "--oui")
    undoing = restore.plan(workspace, "ose-2026-12-14.sqlite")
    done = restore.carry_out(undoing, LATER)
    assert "Effacements refaits sur cette sauvegarde" in restore.said_after(done)
    left = naming(workspace.root)
    assert all(path.startswith("donnees/sauvegardes/") for path in left)
    shutil.rmtree(workspace.backups)
    assert naming(workspace.root) == set()


def test_staff_erase_by_their_workbook_too(workspace: Workspace) -> None:
    asked = {"number": "OSE-0001", "event": "Effacement du contact", "happened_on": LATER, "author": "JM"}
    record(workspace, [{**asked, "motive": f"Demande de {NEW_NAME}"}])
    report = batch.traiter(workspace, LATER)
    (said,) = report.erased
    assert "données personnelles effacées le 18/01/2027" in said
    left = naming(workspace.root)
    assert left
    assert all(path.startswith("donnees/sauvegardes/") for path in left)
    assert all(f"  {path}\n" in said for path in left)
    assert said in "\n".join(run_report(report).split("\n"))
    with closing(sqlite3.connect(workspace.database)) as db:
        events = [event for (event,) in db.execute("SELECT event FROM journal ORDER BY id DESC LIMIT 2")]
    assert events == ["Contact effacé", "Effacement du contact"]
    assert control.check(workspace).anomalies == ()
    assert batch.traiter(workspace, LATER).erased == ()


def test_before_an_older_register_is_brought_back_it_says_what_no_file_can_bring_again(workspace: Workspace) -> None:
    """The workbook of mouvements that named a person was erased, with what it said of another organisation."""
    assert "effacé (RGPD)" not in restore.said_before(restore.plan(workspace, "ose-2026-11-24.sqlite"))
    call(workspace, "OSE-0001", "--oui")
    said = restore.said_before(restore.plan(workspace, "ose-2026-11-24.sqlite"))
    gone = said.partition("Ne pourra pas être repris, le fichier ayant été effacé (RGPD)")[2]
    assert "  30/11/2026  Note de suivi  D-2026-002" in gone


def test_the_log_of_planned_runs_names_their_files_no_more(workspace: Workspace) -> None:
    report = next(path for path in sorted(workspace.reports.iterdir()) if NAME.split()[1] in path.read_text("utf-8"))
    workspace.run_log.write_text("lundi\n" + report.read_text("utf-8-sig"), encoding="utf-8")
    call(workspace, "OSE-0001", "--oui")
    assert all(path.startswith("donnees/sauvegardes/") for path in naming(workspace.root))
    assert workspace.run_log.read_text("utf-8").startswith("lundi\n")


def test_cut_short_it_is_finished_by_the_next_run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erase, "finish", power_cut)
        assert call(workspace, "OSE-0001", "--oui").exit_code != 0
    batch.traiter(workspace, LATER)
    assert not [path for path in naming(workspace.root) if path.startswith(("donnees/archive", "outbox", "inbox"))]


def test_it_asks_first_and_refuses_a_number_that_is_none(workspace: Workspace) -> None:
    before = naming(workspace.root)
    refused = call(workspace, "OSE-0001", answer="n\n")
    assert (refused.exit_code, naming(workspace.root)) == (1, before)
    assert "Seront effacés" in refused.output
    unknown = call(workspace, "OSE-0099", "--oui")
    assert (unknown.exit_code, "ni un n° de dossier ni un n° OSE" in unknown.output) == (2, True)
