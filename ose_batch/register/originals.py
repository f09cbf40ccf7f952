"""The archive of the files received: `archive/ab/abcd….xlsx`, each under the hash of its content.

Where an original was erased (RGPD), a tombstone stands in its place: `archive/ab/abcd….efface.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ose_batch.files import publish

TOMBSTONE = ".efface.json"

_ORIGINAL = re.compile(r"([0-9a-f]{64})(?:\.[a-z0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an original that was erased."""

    sha256: str
    erased_on: date
    motive: str


class Malformed(ValueError):
    """A file named as a tombstone that does not say what one has to say."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What stands in the folder, by hash; nothing is opened to know it."""

    originals: dict[str, list[Path]]
    tombstones: dict[str, Path]
    strangers: list[Path]
    """Neither of them, by their names."""


def scan(folder: Path) -> Archive:
    archive = Archive({}, {}, [])
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent, name)
            digest = name.removesuffix(TOMBSTONE)
            original = _ORIGINAL.fullmatch(name)
            if is_temporary(name):
                continue
            if path.parent != folder / name[:2] or not (original or digest != name):
                archive.strangers.append(path)
            elif original:
                archive.originals.setdefault(original[1], []).append(path)
            else:
                archive.tombstones[digest] = path
    return archive


def is_temporary(name: str) -> bool:
    """What a run that was cut short, Office or the system leaves."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def content(folder: Path, sha256: str) -> bytes | None:
    """The original, as it came; `None` when it was erased, or is not there as it came."""
    for path in of(folder, sha256):
        if hashlib.sha256(held := path.read_bytes()).hexdigest() == sha256:
            return held
    return None


def of(folder: Path, sha256: str) -> list[Path]:
    """Where the original stands, whatever its suffix."""
    return [path for path in sorted((folder / sha256[:2]).glob(f"{sha256}*")) if not path.name.endswith(TOMBSTONE)]


def file_sha256(path: Path) -> str:
    """Whatever the size, in little memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bury(folder: Path, tombstone: Tombstone) -> Path:
    """Writes the tombstone where the original stood; the original is the caller's to remove, afterwards."""
    path = folder / tombstone.sha256[:2] / f"{tombstone.sha256}{TOMBSTONE}"
    said = {"sha256": tombstone.sha256, "le": tombstone.erased_on.isoformat(), "motif": tombstone.motive}
    publish(path, json.dumps(said, ensure_ascii=False, indent=2).encode())
    return path


def tombstone(path: Path) -> Tombstone:
    """Raises `Malformed`, also when its hash is not the one in its name."""
    try:
        said = json.loads(path.read_bytes())
        read = Tombstone(said["sha256"], date.fromisoformat(said["le"]), said["motif"])
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed(path.name) from error
    if read.sha256 != path.name.removesuffix(TOMBSTONE) or not isinstance(read.motive, str) or not read.motive.strip():
        raise Malformed(path.name)
    return read
