"""What has to hold of a workspace at any moment, and what it must have become once a normal run went to its end.

Nothing here asks the batch: the register is read as SQL, the journal's chain is counted again.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ose_batch.workspace import Workspace

Tables = Mapping[str, list[tuple[Any, ...]]]
Tree = Mapping[str, str]
"""Path below the workspace → SHA-256."""
Register = sqlite3.Connection

_WORKBOOKS = {".docx", ".xlsx", ".xlsm"}
_REPLACED = "remplaces"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an uninterrupted run makes of the workspace, and what there was before it."""

    tables: Tables
    tree: Tree
    originals: Counter[str]
    """How many files of the inbox and the archive had each content."""
    known: frozenset[tuple[str, str]]
    """Name and content of every file before or after that run."""


def outcome(before: Workspace, after: Workspace) -> Outcome:
    with _register(after) as db:
        tables = _tables(db)
    seen = {**_tree(after.root)}, {**_tree(before.root)}
    return Outcome(tables, _kept(after), _originals(before), frozenset(pair for tree in seen for pair in tree.items()))


def at_any_moment(workspace: Workspace, expected: Outcome) -> list[str]:
    """Violations, each as `invariant: what was found`; right after a kill, too."""
    found = [f"original lost: {_place(sha256, expected)}" for sha256 in expected.originals - _originals(workspace)]
    found += _half_written(workspace, expected)
    with _register(workspace) as db:
        for check in (_sound, _chained, _delivered, _certified):
            found += check(db, workspace)
    return found


def after_recovery(workspace: Workspace, expected: Outcome) -> list[str]:
    """Violations once a normal run went to its end, those of any moment included."""
    found = at_any_moment(workspace, expected)
    with _register(workspace) as db:
        tables = _tables(db)
    for name in tables.keys() | expected.tables.keys():
        lines, wanted = tables.get(name, []), expected.tables.get(name, [])
        if lines != wanted:
            other = [line for line in lines if line not in wanted] + [line for line in wanted if line not in lines]
            found.append(f"table differs: {name}: {str(other[:2])[:200]}")
    tree = _kept(workspace)
    for path in sorted(tree.keys() | expected.tree.keys()):
        if path not in tree:
            found.append(f"file missing: {path}")
        elif path not in expected.tree:
            found.append(f"file too many: {path}")
        elif tree[path] != expected.tree[path]:
            found.append(f"file differs: {path}")
    return found


def places(workspace: Workspace) -> dict[str, list[str]]:
    """Content → where it lies in the inbox and the archive, reasons apart."""
    found: dict[str, list[str]] = {}
    for folder in (workspace.inbox, workspace.archive):
        for path, sha256 in _tree(folder).items():
            if not path.endswith("pourquoi.txt"):
                found.setdefault(sha256, []).append(f"{folder.name}/{path}")
    return found


def _tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def _kept(workspace: Workspace) -> dict[str, str]:
    """What must be the same however often a run was cut short: all but the register, logs, reports and backups."""
    apart = ("outbox/comptes-rendus/", "donnees/sauvegardes/")
    own = {workspace.database, workspace.lock, workspace.run_log, workspace.reading_log}
    files = _tree(workspace.root)
    return {
        path: sha256
        for path, sha256 in files.items()
        if _is_temporary(path) or (not path.startswith(apart) and workspace.root / path not in own)
    }


def _is_temporary(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith(".") or name.endswith((".tmp", "-journal", "-wal", "-shm"))


def _originals(workspace: Workspace) -> Counter[str]:
    """Contents in the inbox, whatever became of them, and in the archive; temporaries and our own words apart."""
    folders = (workspace.inbox, workspace.archive)
    return Counter(
        sha256
        for folder in folders
        for path, sha256 in _tree(folder).items()
        if not _is_temporary(path) and not path.endswith("pourquoi.txt")
    )


def _place(sha256: str, expected: Outcome) -> str:
    return ", ".join(sorted(path for path, content in expected.known if content == sha256)) or sha256


def _half_written(workspace: Workspace, expected: Outcome) -> Iterator[str]:
    """A file under its final name is whole: it is one that was there, or one that an uninterrupted run makes."""
    for path, sha256 in _tree(workspace.root).items():
        if _is_temporary(path):
            continue
        file = workspace.root / path
        if file.suffix in _WORKBOOKS and path.startswith("outbox/") and not _opens(file.read_bytes()):
            yield f"half written: {path}"
        elif path.startswith("donnees/archive/") and file.stem != sha256:
            yield f"half written: {path} has another hash"
        elif path.startswith("donnees/sauvegardes/") and file.suffix == ".sqlite":
            with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as backup:
                yield from (f"backup of no use: {path}: {trouble}" for trouble in _sound(backup, workspace))
        elif path.endswith("pourquoi.txt") and (path, sha256) not in expected.known:
            yield f"reason half written: {path}"
        elif path.startswith("outbox/comptes-rendus/") and file.stat().st_size == 0:
            yield f"half written: {path}"


def _opens(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.testzip() is None
    except zipfile.BadZipFile:
        return False


@contextmanager
def _register(workspace: Workspace) -> Iterator[Register]:
    """A copy with its journal: to open the register itself would roll back what the next run has to."""
    with tempfile.TemporaryDirectory(dir=workspace.root.parent) as folder:
        for path in workspace.data.glob(f"{workspace.database.name}*"):
            shutil.copy(path, folder)
        with closing(sqlite3.connect(Path(folder, workspace.database.name))) as db:
            db.row_factory = sqlite3.Row
            yield db


def _tables(db: Register) -> dict[str, list[tuple[Any, ...]]]:
    names = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name}")] for name in names if name != "run"}


def _sound(db: Register, _: Workspace) -> list[str]:
    integrity = [row[0] for row in db.execute("PRAGMA integrity_check")]
    orphans = db.execute("PRAGMA foreign_key_check").fetchall()
    return [f"database broken: {integrity[:3]}"] * (integrity != ["ok"]) + [f"foreign keys: {len(orphans)}"] * bool(
        orphans
    )


def _chained(db: Register, _: Workspace) -> list[str]:
    before = ""
    for row in db.execute("SELECT * FROM journal ORDER BY id"):
        *line, chained = tuple(row)[1:]
        text = json.dumps([before, *line], ensure_ascii=False)
        before = hashlib.sha256(text.encode()).hexdigest()
        if before != chained:
            return [f"journal broken at line {row['id']}"]
    return []


def _delivered(db: Register, workspace: Workspace) -> Iterator[str]:
    """A document that the register says is out is out, with the bytes recorded.

    That of a replaced dossier may have been put away already: the file moves, then its row.
    """
    rows = db.execute("SELECT path, document.sha256, state FROM document JOIN dossier ON dossier.id = dossier_id")
    for path, sha256, state in rows.fetchall():
        if path is None:
            continue
        places = [workspace.outbox / path]
        if state == "Remplacé":
            places.append(workspace.outbox / _REPLACED / Path(path).name)
        if not any(place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == sha256 for place in places):
            yield f"document delivered but not there: {path}"


def _certified(db: Register, workspace: Workspace) -> Iterator[str]:
    """No attestation stands in the outbox without the decision that grants it and the row that says it is due."""
    granted = {
        row["ose_number"]
        for row in db.execute(
            "SELECT organisation.ose_number FROM document JOIN decision ON decision.id = decision_id"
            " JOIN dossier ON dossier.id = document.dossier_id JOIN organisation ON organisation.id = organisation_id"
            " WHERE organisation.ose_number IS NOT NULL"
        )
    }
    for path in workspace.outbox.rglob("*-attestation-*.docx"):
        if not _is_temporary(path.name) and path.name.partition("-attestation-")[0] not in granted:
            yield f"certificate without its row: {path.relative_to(workspace.outbox)}"
