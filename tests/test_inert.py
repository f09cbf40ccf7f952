"""What organisations write comes out of the whole batch letter for letter, and does nothing anywhere."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from ose_batch import batch
from ose_batch.model import State
from ose_batch.text import clean
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.workspaces import AFTER_SESSION, DEPOSIT

SMALL = workspaces.example("aiguilles-vagabondes").values
SNIPPETS = (
    *("=1+1", "=cmd|'/c calc'!A0", "+33 2 40", "-5 %", "@SUM(A1)", "\t=2+2", "=HYPERLINK(\"http://a.exemple\";\"ici\")"),
    *("<b>&amp;</b>", "]]>", "<!--", "<?xml?>", "&#0;", "&lt;", "' OR 1=1 --", '"', "''", "%s %n", "\\", "../../etc"),
    *("{{ 7*7 }}", "{% for %}", "{# #}", "${x}", "{0}", "_x000D_", "_x0041_", "http://a.exemple", "file://serveur/x"),
    *("DDEAUTO c:\\x", "{ INCLUDETEXT }", "@import", "N/A", "null", "00123", "1e5", "TRUE", "02/11/2026", "12,5"),
    *("Œuvre à l’été", "日本語", "العربية", "👩‍🌾", "e\u0301", "a\u0308\u0323", "ﬁ", "½", "\u00a0", "\u202e", "\u200b"),
    *("\n", "\r\n", "\t", "\x0b", "\x1b[31m", "\x00", "\ud800", "\ufffe", "\U0001f468\u200d\U0001f469"),
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("reader_at_hand")
PLACES = 25
"""Texts of one dossier."""


def wild_text(chance: random.Random, mark: str) -> str:
    pieces = [
        chance.choice(SNIPPETS) if chance.random() < 0.7 else chr(chance.randrange(0x20, 0x3000))
        for _ in range(chance.randrange(1, 5))
    ]
    return f"{chance.choice(pieces)}{mark}{''.join(pieces)}"


def writable(text: str) -> str:
    """As a workbook can hold it: XML has neither control characters nor halves of a pair; Excel escapes them."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))


def dossier(chance: random.Random, rank: int) -> dict[str, Any]:
    """A complete dossier with `PLACES` texts, each with its mark (`¤12-3¤`)."""
    texts = (writable(wild_text(chance, f"¤{rank}-{place}¤")) for place in range(PLACES))

    def some(count: int) -> Iterator[str]:
        return (next(texts) for _ in range(count))

    values = {key: list(value) if isinstance(value, list) else value for key, value in SMALL.items()}
    names = dict(zip(("name", "perimeter_detail", "town", "sector", "public_email"), some(5), strict=True))
    values |= {f"organisation.{key}": text for key, text in names.items()}
    values["organisation.perimeter"] = "Établissements"
    values["organisation.rna"] = f"W44{rank:07d}"
    for table, column, count in (
        ("stakeholders", "name", 4),
        ("practices", "title", 4),
        ("actions", "action", 3),
        ("actions", "pilot", 3),
        ("commitments", "label", 3),
        ("themes", "improvement", 3),
    ):
        lines = [dict(line) for line in values[table]]
        for line, text in zip((lines * count)[:count], some(count), strict=True):
            line[column] = text
        values[table] = lines
    return values


def spoken(values: dict[str, Any]) -> set[str]:
    """Every text of a dossier, as it has to come out."""
    tables = (line.values() for value in values.values() if isinstance(value, list) for line in value)
    found = [*values.values(), *(text for line in tables for text in line)]
    return {clean(text) for text in found if isinstance(text, str) and "¤" in text}


def run(workspace: Workspace, count: int, seed: int) -> dict[str, set[str]]:
    """N° de dossier → texts."""
    chance = random.Random(seed)
    sent = {}
    for rank in range(1, count + 1):
        values = dossier(chance, rank)
        path = workspaces.drop(workspace, f"{rank:04}.xlsx", values)
        path.touch()
        sent[path.name] = spoken(values)
    report = batch.traiter(workspace, DEPOSIT)
    numbers = {file.numbers[0]: sent[file.name] for file in report.files if file.numbers}
    assert report.states() == {State.READY: count}, report.files[0]
    decided = [{"number": number, "decision": "Validé"} for number in numbers]
    workspaces.decide(workspace, workspace.rules(), decided)
    batch.traiter(workspace, AFTER_SESSION)
    return numbers


def marked(lines: Iterator[str] | list[str]) -> list[str]:
    return [line for line in lines if "¤" in line]


@pytest.mark.parametrize(
    "count", [pytest.param(6, id="150 texts"), pytest.param(200, id="5000 texts", marks=pytest.mark.slow)]
)
def test_texts_come_out_as_they_came_in_and_do_nothing(tmp_path: Path, count: int) -> None:
    workspace = workspaces.make(tmp_path / "espace")
    sent = run(workspace, count, seed=20261123)
    everything = set().union(*sent.values())
    assert len(everything) > count * 20

    documents = list(workspace.outbox.rglob("*.docx"))
    assert len(documents) == 6 * count + 2  # of each, its note twice; dossier de séance and relevé
    for path in documents:
        _inert_document(path)
    for path in workspace.outbox.rglob("*.xlsx"):
        _inert_workbook(path)
    for number, texts in sent.items():
        note = next((workspace.outbox / "notes").glob(f"{number}-*")).read_bytes()
        _says_whole(text_of(note), texts)
    _register_says(workspace, everything, count)


def _inert_document(path: Path) -> None:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not [name for name in parts if "vba" in name or "embeddings" in name or "externalLinks" in name]
    for name, part in parts.items():
        assert 'TargetMode="External"' not in part, name
        fields = re.findall(r"<w:(?:instrText|fldSimple)[^>]*>[^<]*|w:instr=\"[^\"]*\"", part)
        assert not [field for field in fields if "¤" in field or "DDE" in field or "INCLUDE" in field], name


def _inert_workbook(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    with ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "externalLinks" in name]


def _says_whole(said: str, texts: set[str]) -> None:
    """Each text that a document shows is there whole, or shortened with its sign."""
    flat = " ".join(said.split())
    shown = set(re.findall("¤[0-9]+-[0-9]+¤", flat))
    assert shown
    for text in texts:
        mark = re.search("¤[0-9]+-[0-9]+¤", text)
        assert mark is not None
        if mark[0] in shown:
            whole = " ".join(text.split())
            start = whole[: whole.index(mark[0]) + len(mark[0])]
            assert whole in flat or (f"{start}" in flat and "…" in flat), (whole, flat)


def _register_says(workspace: Workspace, texts: set[str], count: int) -> None:
    sheet = openpyxl.load_workbook(workspace.outbox / "registre.xlsx")["Registre"]
    lines = list(sheet.iter_rows(values_only=True))
    header = [str(label) for label in lines[0]]
    assert len(lines) == count + 1
    for label in ("Dénomination", "Contact générique"):
        column = header.index(label)
        cells = {unescape(str(line[column])) for line in lines[1:]}
        assert cells <= texts, cells - texts
