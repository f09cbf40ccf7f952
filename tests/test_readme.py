"""What README.md says is run: its criterion works as it stands, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

from ose_batch import cli
from ose_batch.charter.assess import assess
from ose_batch.charter.loading import load
from ose_batch.forms.layout import COLUMN_KEYS, KEYS, LIST_NAMES
from ose_batch.model import Answer, Context
from tests.dossiers import CHARTER, dossier
from tests.workspaces import DEPOSIT

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_criterion_of_the_readme_works_as_it_stands() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    text = CHARTER.replace('[[principle]]\ncode = "P3"', f'{block}\n[[principle]]\ncode = "P3"')
    rules = load(text, KEYS, COLUMN_KEYS, LIST_NAMES)
    findings = {finding.criterion: finding for finding in assess(dossier(), rules, Context(DEPOSIT)).findings}
    assert findings["P2.7"].answer is Answer.TO_WEIGH


def test_every_command_of_the_readme_exists() -> None:
    commands = {word for word in re.findall(r"(?:\./ose|\bose\.cmd|`ose) ([a-z]+)", README) if word != "test"}
    assert commands == set(cli.cli.commands)


def test_every_picture_and_folder_of_the_readme_exists() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert len(pictures) == 5
    assert [path for path in pictures if not (ROOT / path).is_file()] == []
