"""The benchmark: both pipelines say the same of the same dossiers, and a difference would be seen. No timing here."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from stdnum.fr import siren

from benchmarks import against_straightforward, derived
from benchmarks.against_straightforward import Outcome
from benchmarks.compared import FINDINGS, briefs, differences
from ose_batch.charter.assess import assess
from ose_batch.forms import read
from ose_batch.model import Context, Dossier, Source
from ose_batch.register import columns, intake
from ose_batch.workspace import Workspace, packaged

DOSSIERS = 4


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    folder = tmp_path_factory.mktemp("benchmark")
    return against_straightforward.run(DOSSIERS, 1, folder), folder


@pytest.fixture
def altered(ran: tuple[Outcome, Path], tmp_path: Path) -> tuple[Workspace, Workspace]:
    """Both workspaces, the straightforward one being a copy to tamper with."""
    _, folder = ran
    shutil.copytree(folder / "straightforward", tmp_path / "straightforward")
    return Workspace(folder / "ose_batch"), Workspace(tmp_path / "straightforward")


def test_derived_dossiers_are_distinct_and_read_as_their_example(tmp_path: Path) -> None:
    rules = Workspace(tmp_path).rules()
    (renewal,) = (base for base in derived.bases(packaged("examples"), rules) if "ose_number" in base.identity)
    derived.write([renewal], 3, tmp_path)
    parties, answers = set(), set()
    for path in tmp_path.iterdir():
        dossier = read.read(Source(path.name, "", path.read_bytes()), rules)
        assert isinstance(dossier, Dossier)
        party = intake.party(dossier)
        assert party.siret.startswith(party.siren)
        assert siren.is_valid(party.siren)
        parties.add((party.siren, party.siret, party.rna, party.name, dossier.value("organisation.ose_number")))
        findings = assess(dossier, rules, Context(date(2026, 11, 23))).findings
        answers.add(tuple(finding.answer for finding in findings))
    assert [len(set(column)) for column in zip(*parties, strict=True)] == [3] * 5
    assert len(answers) == 1


def print_outcome(outcome: Outcome, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """The command, having seen that."""
    monkeypatch.setattr(against_straightforward, "measure", lambda fresh, folder: None)
    monkeypatch.setattr(against_straightforward, "run", lambda dossiers, rounds, folder: outcome)
    return CliRunner().invoke(against_straightforward.main, arguments)


def test_both_pipelines_say_the_same(ran: tuple[Outcome, Path]) -> None:
    outcome, folder = ran
    assert outcome.differences == ()
    assert 0 < outcome.notes < DOSSIERS  # complete dossiers and others
    findings = json.loads((folder / "straightforward" / FINDINGS).read_text(encoding="utf-8"))
    assert len(findings) == DOSSIERS


def test_the_json_has_the_figures(ran: tuple[Outcome, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = ran
    result = print_outcome(outcome, monkeypatch, "--dossiers", str(DOSSIERS), "--json")
    said = json.loads(result.output)
    assert result.exit_code == 0
    assert (said["dossiers"], said["notes"], said["differences"]) == (DOSSIERS, outcome.notes, [])
    for pipeline in ("ose_batch", "straightforward"):
        assert said[pipeline]["cpu_s"] > 0
        assert said[pipeline]["wall_s"] > 0
    assert said["ratios"]["cpu_s"] == round(said["straightforward"]["cpu_s"] / said["ose_batch"]["cpu_s"], 1)


def test_a_difference_is_printed_and_fails(ran: tuple[Outcome, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = ran
    unlike = Outcome(DOSSIERS, outcome.notes, outcome.ose_batch, outcome.straightforward, ("D-2026-001, P1.1",))
    result = print_outcome(unlike, monkeypatch)
    assert result.exit_code == 1
    assert "1 difference" in result.output
    assert "D-2026-001, P1.1" in result.output


def test_one_other_answer_is_seen(altered: tuple[Workspace, Workspace]) -> None:
    path = altered[1].root / FINDINGS
    findings = json.loads(path.read_text(encoding="utf-8"))
    finding = findings["D-2026-002"][3]
    before, finding["answer"] = finding["answer"], "Autre"
    path.write_text(json.dumps(findings), encoding="utf-8")
    assert differences(*altered) == [f"D-2026-002, {finding['criterion']}: {before} / Autre"]


@pytest.mark.parametrize(
    ("text", "instead", "difference"),
    [
        ("Périmètre", "Contour", "['Périmètre'] / ['Contour']"),
        ("<w:drawing>.*</w:drawing>", "", "['<radar>'] / []"),
    ],
)
def test_one_other_thing_in_a_brief_is_seen(
    altered: tuple[Workspace, Workspace], text: str, instead: str, difference: str
) -> None:
    name, path = next(iter(briefs(altered[1].outbox).items()))
    with ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    document = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(text, instead, document, flags=re.DOTALL).encode()
    with ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    assert differences(*altered) == [f"{name}: {difference}"]


def test_one_other_cell_of_the_register_is_seen(altered: tuple[Workspace, Workspace]) -> None:
    path = altered[1].outbox / "registre.xlsx"
    workbook = load_workbook(path)
    sheet = workbook[columns.REGISTER]
    before, sheet["F3"].value = sheet["F3"].value, "Autre nom"
    workbook.save(path)
    assert differences(*altered) == [f"registre.xlsx, {columns.REGISTER}, line 3: {[(before, 'Autre nom')]}"]


def test_a_missing_decisions_workbook_is_seen(altered: tuple[Workspace, Workspace]) -> None:
    (workbook,) = altered[1].outbox.glob("seances/*/decisions-comite-*.xlsx")
    workbook.unlink()
    name = workbook.relative_to(altered[1].outbox).as_posix()
    assert any(difference.startswith(name) for difference in differences(*altered))
