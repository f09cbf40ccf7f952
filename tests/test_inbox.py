"""What waits in the inbox, and where files go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ose_batch import inbox


def drop(folder: Path, name: str, age: int = 0, content: bytes = b"x") -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, ns=(10**18 - age * 10**9, 10**18 - age * 10**9))
    return path


def test_pending_files_come_oldest_first_then_by_name(tmp_path: Path) -> None:
    for name, age in (("b.xlsx", 1), ("a.xlsx", 1), ("c.xlsx", 5)):
        drop(tmp_path, name, age)
    assert [path.name for path in inbox.pending(tmp_path)] == ["c.xlsx", "a.xlsx", "b.xlsx"]


@pytest.mark.parametrize("name", ["~$dossier.xlsx", ".gitkeep", ".dossier.xlsx.tmp", "Thumbs.db", "desktop.ini"])
def test_lock_hidden_and_system_files_do_not_count(tmp_path: Path, name: str) -> None:
    drop(tmp_path, name)
    (tmp_path / "refuses").mkdir()
    assert inbox.pending(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "attachment"),
    [("statuts.PDF", True), ("photo.jpeg", True), ("dossier.xlsx", False), ("dossier.ods", False)],
)
def test_documents_and_pictures_are_attachments(name: str, attachment: bool) -> None:
    assert inbox.is_attachment(Path(name)) is attachment


def test_an_original_is_archived_under_its_hash(tmp_path: Path) -> None:
    path = drop(tmp_path, "Dossier d'Été.XLSX", content=b"abc")
    source = inbox.take(path)
    inbox.archive(path, source, tmp_path / "archive")
    kept = inbox.archived(source, tmp_path / "archive")
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert kept == tmp_path / "archive" / "ba" / f"{sha256}.xlsx"
    assert kept.read_bytes() == b"abc"
    assert not path.exists()


def test_setting_aside_never_overwrites(tmp_path: Path) -> None:
    kept = []
    for content in (b"1", b"2", b"3"):
        kept.append(inbox.set_aside(drop(tmp_path, "budget.xlsx", content=content), tmp_path / "refuses"))
    assert [path.name for path in kept] == ["budget.xlsx", "budget (2).xlsx", "budget (3).xlsx"]
    assert [path.read_bytes() for path in kept] == [b"1", b"2", b"3"]
