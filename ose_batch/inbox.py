"""The inbox: what waits in it, and where each file goes once it has been dealt with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ose_batch.model import Source

ATTACHMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".tif"}
)
"""What comes with a dossier: kept and listed, never read."""

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


def pending(inbox: Path) -> list[Path]:
    """Ordinary files, oldest first, so that of two versions the later one wins; hidden, lock and system files apart."""
    files = [path for path in inbox.iterdir() if path.is_file() and not _is_system(path.name)]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def is_attachment(path: Path) -> bool:
    return path.suffix.lower() in ATTACHMENTS


def take(path: Path) -> Source:
    content = path.read_bytes()
    return Source(path.name, hashlib.sha256(content).hexdigest(), content)


def archived(source: Source, folder: Path) -> Path:
    """Where an original is kept: `archive/ab/abcd….xlsx`, under the hash of its content."""
    return folder / source.sha256[:2] / f"{source.sha256}{Path(source.name).suffix.lower()}"


def archive(path: Path, source: Source, folder: Path) -> None:
    """The original leaves the inbox for the archive."""
    target = archived(source, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def set_aside(path: Path, folder: Path) -> Path:
    """Moves the file into `folder` under its own name, or the next free one."""
    target = free_place(folder, path.name)
    path.replace(target)
    return target


def free_place(folder: Path, name: str) -> Path:
    """`name` in `folder`, numbered where that is taken: nothing there is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    target, rank = folder / name, 1
    while target.exists():
        rank += 1
        target = folder / f"{Path(name).stem} ({rank}){Path(name).suffix}"
    return target


def _is_system(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES
