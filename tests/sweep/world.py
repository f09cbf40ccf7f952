"""One workspace with a past and a mixed inbox, built once and copied for each run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

from ose_batch import batch, cli
from ose_batch.forms import scan, worker
from ose_batch.workspace import Workspace
from tests import kept, workspaces

TODAY = date(2026, 12, 14)
_AFTER_DEADLINE = date(2026, 12, 11)
_SPRING_SESSION = """
[[seance]]
date = 2027-03-10
instance = "Comité scientifique et éthique"
vague = "2027-1"
date_limite = 2027-02-20
date_envoi = 2027-03-01
"""
_FIRST_MTIME = 1_780_000_000


def small_seed(root: Path) -> Workspace:
    """One decision, one dossier to replace, a new one, its copy and a refused file: a third of the calls."""
    workspace = workspaces.make(root)
    workspace.settings_file.write_text(workspaces.SETTINGS + _SPRING_SESSION, encoding="utf-8")
    granted, faulty = (workspaces.example(name).values for name in ("aiguilles-vagabondes", "maison-alouettes"))
    workspaces.drop(workspace, "1 aiguilles.xlsx", granted)
    workspaces.drop(workspace, "2 alouettes.xlsx", faulty)
    _in_order(workspace.inbox)
    batch.traiter(workspace, workspaces.DEPOSIT)
    workspaces.drop(workspace, "1 halles.xlsx", workspaces.example("halles-du-loir").values)
    shutil.copy(workspace.inbox / "1 halles.xlsx", workspace.inbox / "2 halles (copie).xlsx")
    workspaces.drop(workspace, "3 alouettes v2.xlsx", {**faulty, "organisation.sector": "Accueil"})
    shutil.copy(workspaces.example("budget-tresorier").path, workspace.inbox / "4 budget.xlsx")
    lines = [{"number": "D-2026-001", "decision": "Validé"}, {"number": "D-2026-002", "decision": "Ajourné"}]
    workspaces.decide(workspace, workspace.rules(), lines)
    (workspace.inbox / "statuts.pdf").write_bytes(b"%PDF-1.7")
    _in_order(workspace.inbox)
    return workspace


def seed(root: Path) -> Workspace:
    """A workspace after two runs, with the inbox of the run to be swept. Same bytes and order each time.

    Three dossiers await their decision (two are granted, the third decision is not sure), an incomplete dossier and one
    whose note is out are replaced by newer versions. Names already taken wait in `refuses` and `pieces`.
    """
    workspace = workspaces.make(root)
    workspace.settings_file.write_text(workspaces.SETTINGS + _SPRING_SESSION, encoding="utf-8")
    granted, advised, unsure, faulty, noted, good = (
        workspaces.example(name).values
        for name in (
            "aiguilles-vagabondes",
            "quatre-marais",
            "union-habitat-jeunes",
            "maison-alouettes",
            "jardins-erdre",
            "halles-du-loir",
        )
    )
    known = workspaces.drop(workspace, "1 aiguilles.xlsx", granted).read_bytes()
    workspaces.drop(workspace, "2 marais.xlsx", advised)
    workspaces.drop(workspace, "3 habitat.xlsx", unsure)
    workspaces.drop(workspace, "4 alouettes.xlsx", faulty)
    (workspace.inbox / "liste.csv").write_text("nom;ville\nA;Nantes\n", encoding="utf-8")
    (workspace.inbox / "statuts.pdf").write_bytes(b"%PDF-1.7 first")
    _in_order(workspace.inbox)
    batch.traiter(workspace, workspaces.DEPOSIT)
    workspaces.drop(workspace, "jardins.xlsx", noted)
    _in_order(workspace.inbox)
    batch.traiter(workspace, _AFTER_DEADLINE)

    workspaces.drop(workspace, "1 halles.xlsx", good)
    shutil.copy(workspace.inbox / "1 halles.xlsx", workspace.inbox / "2 halles (copie).xlsx")
    (workspace.inbox / "3 aiguilles encore.xlsx").write_bytes(known)
    workspaces.drop(workspace, "4 alouettes v2.xlsx", {**faulty, "organisation.sector": "Accueil"})
    workspaces.drop(workspace, "5 jardins v2.xlsx", {**noted, "organisation.sector": "Maraîchage"})
    shutil.copy(workspaces.example("budget-tresorier").path, workspace.inbox / "6 budget.xlsx")
    lines = [
        {"number": "D-2026-001", "decision": "Validé"},
        {"number": "D-2026-002", "decision": "Validé avec recommandations", "conditions": "Poursuivre."},
        {"number": "D-2026-003", "decision": "Ajourné"},
    ]
    workspaces.decide(workspace, workspace.rules(), lines)
    (workspace.inbox / "liste.csv").write_text("nom;ville\nB;Angers\n", encoding="utf-8")
    (workspace.inbox / "statuts.pdf").write_bytes(b"%PDF-1.7 second")
    _in_order(workspace.inbox)
    return workspace


def _in_order(inbox: Path) -> None:
    """Dropped one after the other, in the order of their names."""
    for rank, path in enumerate(sorted(path for path in inbox.iterdir() if path.is_file())):
        os.utime(path, (_FIRST_MTIME + 60 * rank,) * 2)


def quicken() -> None:
    """From now on this process and its children wait for no file that grows, read workbooks themselves, and keep what
    they made of a content or of the charter: none of it changes a workspace."""
    cli._SETTLE = 0
    in_this_process = lru_cache(maxsize=None)(scan.scan)

    @contextmanager
    def reader(*_: object) -> Iterator[scan.Scan]:
        yield in_this_process

    worker.reader = reader
    kept.charters()


def copy(workspace: Workspace, root: Path) -> Workspace:
    """The same workspace elsewhere, times of files included; what stood there is removed."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(workspace.root, root, symlinks=True)
    return Workspace(root)


def scratch() -> Path | None:
    """Where the sweeps work: in memory where the system has such a folder, since each run flushes much to disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None
