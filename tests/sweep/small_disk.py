"""A really full disk: the outbox, or the folder of the register, on a small file system of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ose_batch import console
from tests.sweep import injections, invariants, sweeps, world
from tests.sweep.sweeps import Case, Stage

_PAGE = 4096
_AMPLE = "256m"


@dataclass(frozen=True, slots=True)
class Disk:
    folder: str
    """`outbox` or `donnees`, made a file system."""
    free: int
    """Bytes left on it before the run."""

    def __str__(self) -> str:
        return f"{self.folder} with {self.free // 1024} KiB free"


def obstacle() -> str:
    """Why no file system can be mounted here; empty when one can."""
    with TemporaryDirectory() as folder:
        try:
            with _mounted(Path(folder), "64k"):
                return ""
        except subprocess.CalledProcessError as error:
            return str(error.stderr).strip()
        except FileNotFoundError:
            return "mount is not on PATH"


def disks(stage: Stage, count: int) -> list[Disk]:
    """From a disk full from the start to one that has just too little room, for either folder."""
    found: list[Disk] = []
    for folder in ("outbox", "donnees"):
        used, needed = (_used(root / folder) for root in (stage.seed.root, stage.folder / "after"))
        room = needed - used + 64 * _PAGE  # temporaries, and the journal of a transaction
        steps = sweeps.evenly(range(0, room, _PAGE), count // 2)
        found += [Disk(folder, free) for free in steps]
    return found


def fill(stage: Stage, room: Path, disk: Disk) -> list[Case]:
    workspace = world.copy(stage.seed, room / "espace")
    folder = workspace.root / disk.folder
    kept = room / "kept"
    shutil.copytree(folder, kept)
    try:
        with _mounted(folder, str(_used(kept) + disk.free)):
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            run = injections.plain(workspace, stage.before)
            found = [f"before: {trouble}" for trouble in invariants.at_any_moment(workspace, stage.expected)]
            found += sweeps.said_in_one_sentence(run)
            if run.code not in (console.DONE, console.FOR_A_PERSON, console.MACHINE_FAULT):
                found.append(f"exit {run.code}: {run.errors[-300:]}")
            subprocess.run(["mount", "-o", f"remount,size={_AMPLE}", str(folder)], check=True)
            found += sweeps.recovered(stage, workspace)
    finally:
        shutil.rmtree(kept)
    return [Case(f"{disk} {run.errors[:200]}", f"{disk.folder}: exit {run.code}", tuple(found))]


def _used(folder: Path) -> int:
    """What the files of a folder take on a tmpfs, folders included."""
    sizes = [path.stat().st_size if path.is_file() else _PAGE for path in folder.rglob("*")]
    return sum(-(-size // _PAGE) * _PAGE for size in sizes) + _PAGE


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[None]:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
