"""Several programs at once: runs started together, files dropped while batches run."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ose_batch import console
from ose_batch.forms import package
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.examples import build
from tests.sweep import injections, invariants, sweeps, world
from tests.sweep.sweeps import Case, Stage

TOGETHER = 6
_CODES = {console.DONE, console.FOR_A_PERSON, 75}
_PAUSE = 0.01


def start_together(stage: Stage, room: Path, rank: int) -> list[Case]:
    """Six runs of one workspace at once: one does the work, the others do nothing or find nothing left to do."""
    workspace = world.copy(stage.seed, room / "espace")
    runs = injections.together(workspace, TOGETHER)
    found = [f"exit {run.code}: {run.errors[-300:]}" for run in runs if run.code not in _CODES]
    found += [trouble for run in runs for trouble in sweeps.lived_on(run)]
    if all(run.code == 75 for run in runs):
        found.append("nobody ran")
    found += invariants.after_recovery(workspace, stage.expected)
    verdict = " ".join(map(str, sorted(run.code for run in runs)))
    return [Case(f"round {rank}", verdict, tuple(found))]


def drop_while_running(files: int, batches: int) -> list[Case]:
    """Another process drops files while batches run one after the other; then one more run once it is done."""
    with TemporaryDirectory(dir=world.scratch(), prefix="ose-sweep-") as folder:
        workspace = workspaces.make(Path(folder, "espace"))
        contents = _contents(workspace, files)
        dropper = os.fork()
        if dropper == 0:
            code = 1
            try:
                _drop(workspace, contents, Path(folder))
                code = 0
            finally:
                os._exit(code)
        cases: list[Case] = []
        dropped = False
        while not dropped or len(cases) < batches:
            done, status = (dropper, 0) if dropped else os.waitpid(dropper, os.WNOHANG)
            dropped = done == dropper
            if dropped and status:
                raise AssertionError(f"the dropping process ended with {status}")
            cases.append(_batch(workspace))
        return [*cases, _batch(workspace), *_all_there(workspace, contents)]


def _batch(workspace: Workspace) -> Case:
    run = injections.plain(workspace)
    found = [f"exit {run.code}: {run.errors[-300:]}"] if run.code not in _CODES or run.errors else []
    return Case("batch", f"batch: exit {run.code}", (*found, *sweeps.lived_on(run)))


def dossiers(workspace: Workspace, count: int) -> Iterator[bytes]:
    """Versions of an incomplete dossier that differ by their bytes alone."""
    values = workspaces.example("maison-alouettes").values
    parts = package.unpack(build.dossier(values, workspace.rules()))
    for rank in range(count):
        yield package.pack({**parts, "docProps/rank.txt": str(rank).encode()})


def _contents(workspace: Workspace, count: int) -> dict[str, bytes]:
    """Name → distinct content: one in twenty a dossier, one in four an attachment, the others no workbook."""
    contents: dict[str, bytes] = {}
    versions = dossiers(workspace, -(-count // 20))
    for rank in range(count):
        if rank % 20 == 0:
            contents[f"dossier {rank}.xlsx"] = next(versions)
        elif rank % 4 == 1:
            contents[f"pièce {rank}.pdf"] = b"%%PDF-1.7 %d" % rank
        else:
            contents[f"liste {rank}.csv"] = b"nom;rang\nA;%d\n" % rank
    return contents


def _drop(workspace: Workspace, contents: dict[str, bytes], folder: Path) -> None:
    """Most at once, one in ten renamed into place, one in forty written in pieces as a slow copy does."""
    for rank, (name, content) in enumerate(contents.items()):
        target = workspace.inbox / name
        if rank % 10 == 3:
            ready = folder / name
            ready.write_bytes(content)
            shutil.move(ready, target)
        elif rank % 40 == 20:
            with target.open("wb", buffering=0) as file:
                for start in range(0, len(content), len(content) // 5 + 1):
                    file.write(content[start : start + len(content) // 5 + 1])
                    time.sleep(20 * _PAUSE)
        else:
            target.write_bytes(content)
        time.sleep(_PAUSE)


def _all_there(workspace: Workspace, contents: dict[str, bytes]) -> list[Case]:
    places = invariants.places(workspace)
    cases: list[Case] = []
    for name, content in contents.items():
        found = places.pop(hashlib.sha256(content).hexdigest(), [])
        kinds = sorted({"/".join(place.split("/")[:-1][: 1 if place.startswith("archive") else 2]) for place in found})
        done = len(found) == 1 and kinds[0] not in ("inbox", "inbox/en-cours")
        cases.append(
            Case(name, f"file: {' and '.join(kinds)}", () if done else (f"found {len(found)} times: {kinds}",))
        )
    return cases + [Case(str(found), "a part of a file", ("content that nobody dropped",)) for found in places.values()]
