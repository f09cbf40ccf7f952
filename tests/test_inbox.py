"""What waits in the inbox, and where files go."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ose_batch import inbox
from ose_batch.inbox import Claim
from ose_batch.model import Source

SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An inbox."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def drop(folder: Path, name: str, age: int = 0, content: bytes = b"x") -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, ns=(10**18 - age * 10**9, 10**18 - age * 10**9))
    return path


def names(folder: Path) -> list[str]:
    return [waiting.path.name for waiting in inbox.pending(folder, ())]


def claimed(folder: Path, name: str, content: bytes = b"x") -> Claim:
    drop(folder, name, content=content)
    waiting = next(each for each in inbox.pending(folder, ()) if each.path.name == name)
    return inbox.claim(waiting, folder / "en-cours")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ------------------------------------------------------------------------------------------------------------ waiting


def test_pending_files_come_oldest_first_then_by_name(folder: Path) -> None:
    for name, age in (("b.xlsx", 1), ("a.xlsx", 1), ("c.xlsx", 5)):
        drop(folder, name, age)
    assert names(folder) == ["c.xlsx", "a.xlsx", "b.xlsx"]


@pytest.mark.parametrize("name", ["~$dossier.xlsx", ".gitkeep", ".dossier.xlsx.tmp", "Thumbs.db", "desktop.ini"])
def test_lock_hidden_and_system_files_do_not_count(folder: Path, name: str) -> None:
    drop(folder, name)
    assert names(folder) == []


def test_the_program_s_folders_do_not_wait_and_those_of_a_person_do(folder: Path) -> None:
    own = folder / "refuses"
    for path in (own, folder / "Dossiers reçus"):
        path.mkdir()
    (waiting,) = inbox.pending(folder, (own,))
    assert (waiting.path.name, waiting.is_file) == ("Dossiers reçus", False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the folders of this system")
def test_links_and_pipes_are_neither_followed_nor_waited_on(folder: Path) -> None:
    (folder / "lien.xlsx").symlink_to(drop(folder.parent, "ailleurs.xlsx"))
    (folder / "mort.xlsx").symlink_to(folder.parent / "rien.xlsx")
    os.mkfifo(folder / "tuyau.xlsx")
    waiting = inbox.pending(folder, ())
    assert [(each.path.name, each.is_file) for each in sorted(waiting, key=lambda each: each.path.name)] == [
        ("lien.xlsx", False),
        ("mort.xlsx", False),
        ("tuyau.xlsx", False),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the folders of this system")
def test_what_took_the_place_of_a_file_is_not_read_either(folder: Path) -> None:
    (folder / "lien.xlsx").symlink_to(drop(folder.parent, "ailleurs.xlsx"))
    with pytest.raises(OSError, match="lien"):
        inbox.take(folder / "lien.xlsx", "lien.xlsx")
    os.mkfifo(folder / "tuyau.xlsx")
    assert inbox.take(folder / "tuyau.xlsx", "tuyau.xlsx").content == b""


@pytest.mark.parametrize(
    ("name", "attachment"),
    [("statuts.PDF", True), ("photo.jpeg", True), ("dossier.xlsx", False), ("dossier.ods", False)],
)
def test_documents_and_pictures_are_attachments(name: str, attachment: bool) -> None:
    assert inbox.is_attachment(Path(name)) is attachment


# ----------------------------------------------------------------------------------------------------------- claiming


def test_a_claimed_file_has_left_the_inbox_and_keeps_its_name(folder: Path) -> None:
    claim = claimed(folder, "Dossier d'Été.xlsx")
    assert claim == Claim(folder / "en-cours" / "Dossier d'Été.xlsx", "Dossier d'Été.xlsx")
    assert contents(folder) == {"en-cours/Dossier d'Été.xlsx": b"x"}


def test_a_file_still_being_written_is_not_claimed(folder: Path) -> None:
    path = drop(folder, "a.xlsx")
    (waiting,) = inbox.pending(folder, ())
    path.write_bytes(b"xy")
    with pytest.raises(inbox.StillWritten):
        inbox.claim(waiting, folder / "en-cours")
    assert contents(folder) == {"a.xlsx": b"xy"}


@pytest.mark.parametrize("name", ["dossier.xlsx.crdownload", "dossier.xlsx.part", "Sans titre.download"])
def test_a_download_under_way_is_not_claimed(folder: Path, name: str) -> None:
    drop(folder, name)
    (waiting,) = inbox.pending(folder, ())
    with pytest.raises(inbox.StillWritten):
        inbox.claim(waiting, folder / "en-cours")


def test_a_file_taken_away_meanwhile_is_said_to_be(folder: Path) -> None:
    drop(folder, "a.xlsx")
    (waiting,) = inbox.pending(folder, ())
    waiting.path.unlink()
    with pytest.raises(FileNotFoundError):
        inbox.claim(waiting, folder / "en-cours")


def test_a_name_that_is_no_utf8_survives(folder: Path) -> None:
    name = os.fsdecode(b"d\xe9claration.xlsx")
    claim = claimed(folder, name)
    source = inbox.take(claim.path, claim.name)
    assert source.name == name
    assert os.fsencode(inbox.set_aside(claim.path, folder / "refuses", claim.name).name) == b"d\xe9claration.xlsx"


def test_no_more_is_read_than_a_workbook_may_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "LARGEST_FILE", 10)
    assert inbox.take(drop(folder, "a.xlsx", content=b"x" * 50), "a.xlsx").content == b"x" * 11


# ------------------------------------------------------------------------------------------------- leaving, recovering


def test_an_original_is_archived_under_its_hash(folder: Path, tmp_path: Path) -> None:
    claim = claimed(folder, "Dossier d'Été.XLSX", b"abc")
    inbox.archive(claim, inbox.take(claim.path, claim.name), tmp_path / "archive", folder)
    assert contents(tmp_path) == {f"archive/ba/{SHA_OF_ABC}.xlsx": b"abc"}


def test_what_was_saved_after_the_reading_is_not_filed_under_the_old_hash(folder: Path, tmp_path: Path) -> None:
    claim = claimed(folder, "a.xlsx", b"abc")
    source = inbox.take(claim.path, claim.name)
    claim.path.write_bytes(b"saved meanwhile")
    inbox.archive(claim, source, tmp_path / "archive", folder)
    assert contents(tmp_path) == {f"archive/ba/{SHA_OF_ABC}.xlsx": b"abc", "inbox/a.xlsx": b"saved meanwhile"}


@pytest.mark.parametrize("suffix", ["", ".x" + "y" * 30, ".é", os.fsdecode(b".\xff")])
def test_an_odd_suffix_stays_out_of_the_archive(suffix: str) -> None:
    assert inbox.archived(Source(f"a{suffix}", SHA_OF_ABC, b""), Path("archive")).name == SHA_OF_ABC


def test_a_claim_that_was_not_recorded_waits_again(folder: Path, tmp_path: Path) -> None:
    claimed(folder, "a.xlsx")
    drop(folder, "a.xlsx", content=b"a newer one")
    inbox.recover(folder / "en-cours", tmp_path / "archive", folder, lambda source: True)
    assert contents(tmp_path) == {"inbox/a.xlsx": b"a newer one", "inbox/a (2).xlsx": b"x"}


def test_a_recorded_claim_goes_to_the_archive(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claimed(folder, "a.xlsx", b"abc")

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox, "keep_original", power_cut)
    with pytest.raises(KeyboardInterrupt):
        inbox.archive(claim, inbox.take(claim.path, claim.name), tmp_path / "archive", folder)
    monkeypatch.undo()
    inbox.recover(folder / "en-cours", tmp_path / "archive", folder, lambda source: source.sha256 == SHA_OF_ABC)
    assert contents(tmp_path) == {f"archive/ba/{SHA_OF_ABC}.xlsx": b"abc"}


def test_a_claim_that_a_program_holds_waits_in_its_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed(folder, "a.xlsx", b"abc")
    claimed(folder, "b.xlsx", b"def")
    (folder / "en-cours" / "Thumbs.db").write_bytes(b"Windows")
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if self.name == "a.xlsx":
            raise PermissionError(13, "in use", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    assert inbox.recover(folder / "en-cours", folder / "archive", folder, lambda source: False) == ["a.xlsx"]
    assert contents(folder) == {"b.xlsx": b"def", "en-cours/Thumbs.db": b"Windows", "en-cours/a.xlsx": b"abc"}


def test_a_recorded_claim_that_is_still_written_to_stays_for_the_next_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claimed(folder, "a.xlsx", b"abc")
    source = inbox.take(claim.path, claim.name)

    def written(*_: object) -> None:
        raise inbox.StillWritten

    monkeypatch.setattr(inbox, "take", written)
    inbox.archive(claim, source, tmp_path / "archive", folder)
    assert inbox.recover(folder / "en-cours", tmp_path / "archive", folder, lambda source: True) == ["a.xlsx"]
    monkeypatch.undo()
    assert inbox.recover(folder / "en-cours", tmp_path / "archive", folder, lambda source: True) == []
    assert contents(tmp_path) == {f"archive/ba/{SHA_OF_ABC}.xlsx": b"abc"}


def test_an_original_is_in_the_archive_whatever_its_suffix(folder: Path, tmp_path: Path) -> None:
    source = Source("a.xlsm", SHA_OF_ABC, b"abc")
    assert not inbox.is_archived(source, tmp_path)
    inbox.keep_original(Source("a.xlsx", SHA_OF_ABC, b"abc"), tmp_path)
    assert inbox.is_archived(source, tmp_path)


def test_an_archive_that_does_not_answer_is_not_one_without_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("a.xlsx", SHA_OF_ABC, b"abc")
    inbox.keep_original(source, tmp_path)

    def failing(self: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", failing)
    with pytest.raises(PermissionError):
        inbox.is_archived(source, tmp_path)


def test_setting_aside_never_overwrites(folder: Path) -> None:
    kept = []
    for content in (b"1", b"2", b"3"):
        path = drop(folder, "budget.xlsx", content=content)
        kept.append(inbox.set_aside(path, folder / "refuses", path.name))
    assert [path.name for path in kept] == ["budget.xlsx", "budget (2).xlsx", "budget (3).xlsx"]
    assert [path.read_bytes() for path in kept] == [b"1", b"2", b"3"]


def test_a_disk_that_does_not_answer_is_no_free_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "refuses").mkdir()
    drop(folder / "refuses", "budget.xlsx", content=b"kept")
    lstat = Path.lstat

    def failing(self: Path) -> os.stat_result:
        if self.parent.name == "refuses":
            raise OSError(errno.EIO, "Input/output error", str(self))
        return lstat(self)

    monkeypatch.setattr(Path, "lstat", failing)
    with pytest.raises(OSError, match="Input/output error"):
        inbox.set_aside(drop(folder, "budget.xlsx", content=b"other"), folder / "refuses", "budget.xlsx")
    monkeypatch.undo()
    assert contents(folder) == {"budget.xlsx": b"other", "refuses/budget.xlsx": b"kept"}


@pytest.mark.parametrize("name", ["é" * 120 + ".xlsx", "x" * 255, "a." + "b" * 253])
def test_a_very_long_name_is_shortened_for_what_stands_beside_it(folder: Path, name: str) -> None:
    kept = inbox.set_aside(drop(folder, name), folder / "refuses", name)
    assert len(os.fsencode(kept.name)) < 120
    assert name.startswith(kept.stem)


def test_a_claim_has_a_short_name_and_remembers_the_long_one(folder: Path) -> None:
    claim = claimed(folder, "x" * 150 + ".xlsx")
    assert claim.path.name == "x" * 40 + ".xlsx"
    assert claim.name == "x" * 150 + ".xlsx"
