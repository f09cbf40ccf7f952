"""The inbox: what waits in it, and where each file goes once it has been dealt with.

A file is claimed by a rename before it is read, so that nobody saves over it meanwhile; it leaves by a rename too.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ose_batch.files import is_there, publish
from ose_batch.model import LARGEST_FILE, Source

ATTACHMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".tif"}
)
"""What comes with a dossier: kept and listed, never read."""

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_UNFINISHED = frozenset({".crdownload", ".part", ".partial", ".download", ".tmp"})
"""What browsers and mail programs call a file that they have not finished writing."""
_RECORDED = "a-ranger"
"""Folder, among the claims, of files that the register knows."""
_LONGEST_STEM, _LONGEST_CLAIM = 100, 40
"""Bytes, without the suffix. Windows takes 260 for a whole path: a rank, a reason, a folder have to fit beside."""
_PLAIN_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
# A link is not followed, and a pipe not waited on, even one put there since we looked.
_CAREFULLY = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something in the inbox, as it was when the run began."""

    path: Path
    is_file: bool
    """False for a folder, a link, a pipe: those are left where they are."""
    stamp: tuple[int, int, int]
    """Inode, size in bytes, time of the last change in nanoseconds: a file being written changes it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that this run has taken hold of."""

    path: Path
    """In the folder of claims."""
    name: str
    """In the inbox."""


class StillWritten(Exception):
    """The file changed while it was looked at: it is for the next run."""


def pending(inbox: Path, own: Collection[Path], settle: float = 0) -> list[Waiting]:
    """What waits, oldest first, so that of two versions the later one wins; hidden, lock and system files apart.

    `own`: the program's folders in the inbox. `settle`: seconds left to files that grow before `claim` looks again.
    """
    found = [_look(path) for path in inbox.iterdir() if not _is_system(path.name) and path not in own]
    waiting = sorted((each for each in found if each), key=lambda each: (each.stamp[2], each.path.name))
    if waiting and settle:
        time.sleep(settle)
    return waiting


def is_attachment(path: Path) -> bool:
    return path.suffix.lower() in ATTACHMENTS


def claim(waiting: Waiting, claims: Path) -> Claim:
    """Moves a file into the folder of claims.

    Raises `StillWritten`, `FileNotFoundError` when a person took it away, `PermissionError` when a program holds it.
    """
    path = waiting.path
    now = _look(path)
    if now is None:
        raise FileNotFoundError(path)
    if now != waiting or path.suffix.lower() in _UNFINISHED:
        raise StillWritten
    held = free_place(claims, path.name, _LONGEST_CLAIM)
    path.replace(held)
    return Claim(held, path.name)


def take(path: Path, name: str) -> Source:
    """Reads a file once, `LARGEST_FILE` bytes and one at most; `name` is what it is called.

    Raises `StillWritten`, `OSError`.
    """
    with os.fdopen(os.open(path, _CAREFULLY), "rb") as file:
        before = os.fstat(file.fileno())
        content = file.read(LARGEST_FILE + 1)
        if _stamp(os.fstat(file.fileno())) != _stamp(before):
            raise StillWritten
    return Source(name, hashlib.sha256(content).hexdigest(), content)


def archived(source: Source, folder: Path) -> Path:
    """Where an original is kept: `archive/ab/abcd….xlsx`, under the hash of its content."""
    return folder / source.sha256[:2] / f"{source.sha256}{_plain_suffix(source.name).lower()}"


def is_archived(source: Source, folder: Path) -> bool:
    """Under whatever suffix it came, or erased on demand, which leaves its tombstone there."""
    shelf = folder / source.sha256[:2]
    return is_there(shelf) and any(path.name.startswith(source.sha256) for path in shelf.iterdir())


def keep_original(source: Source, folder: Path) -> None:
    """The very bytes that were read and recorded, in the archive."""
    publish(archived(source, folder), source.content, scratch=folder)


def archive(claim: Claim, source: Source, folder: Path, inbox: Path) -> None:
    """The original leaves the inbox for the archive, once it is recorded.

    The rename says that only this is left to do: a run cut short after it is told apart from a file sent twice.
    """
    done = set_aside(claim.path, claim.path.parent / _RECORDED, claim.path.name)
    keep_original(source, folder)
    _let_go(done, source, inbox)


def recover(claims: Path, folder: Path, inbox: Path, is_known: Callable[[Source], bool]) -> list[str]:
    """What a run cut short had claimed: recorded files go to the archive, `folder`, the others wait again.

    Gives the names of those that a program holds: they stay where they are until the next run.
    """
    held = []
    for path in [*_files(claims / _RECORDED), *_files(claims)]:
        try:
            source = take(path, path.name)
            if path.parent.name == _RECORDED and is_known(source):
                keep_original(source, folder)
                _let_go(path, source, inbox)
            else:
                set_aside(path, inbox, path.name)
        except (StillWritten, PermissionError):
            held.append(path.name)
    return held


def set_aside(path: Path, folder: Path, name: str) -> Path:
    """Moves the file into `folder` under its name, or the next free one."""
    target = free_place(folder, name)
    path.replace(target)
    return target


def free_place(folder: Path, name: str, longest: int = _LONGEST_STEM) -> Path:
    """`name` in `folder`, shortened where too long, numbered where taken: nothing there is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = _plain_suffix(name)
    stem = name.removesuffix(suffix)
    while len(os.fsencode(stem)) > longest:
        stem = stem[:-1]
    target, rank = folder / f"{stem}{suffix}", 1
    while is_there(target):
        rank += 1
        target = folder / f"{stem} ({rank}){suffix}"
    return target


def _let_go(path: Path, source: Source, inbox: Path) -> None:
    """Removes a file whose bytes are in the archive; one that a program wrote to since waits as a newer version."""
    with suppress(StillWritten):  # as long as that lasts, it stays for the next run
        if take(path, source.name).sha256 == source.sha256:
            path.unlink()
        else:
            set_aside(path, inbox, path.name)


def _files(folder: Path) -> list[Path]:
    """Ordinary ones; Windows may leave its own beside them."""
    if not is_there(folder):
        return []
    return sorted(path for path in folder.iterdir() if not path.is_dir() and not _is_system(path.name))


def _plain_suffix(name: str) -> str:
    suffix = Path(name).suffix
    return suffix if _PLAIN_SUFFIX.fullmatch(suffix) else ""


def _look(path: Path) -> Waiting | None:
    """`None` when a person took it away in the meantime."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return Waiting(path, stat.S_ISREG(status.st_mode), _stamp(status))


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_system(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES
