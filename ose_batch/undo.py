"""The files around a register that is brought back: originals to take again, documents and views of what is undone."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from ose_batch import answers, control, files, inbox
from ose_batch.documents import session
from ose_batch.files import is_there
from ose_batch.register import backup, journal, originals
from ose_batch.workspace import AGAIN, Workspace

ANNULLED = "annules"
"""Folder of the outbox for documents of what was undone."""


Views = Mapping[str, tuple[str, ...]]
"""Path → hashes of what the program wrote there last."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """What bringing a backup back would do."""

    workspace: Workspace
    path: Path
    """The backup."""
    standing: backup.Standing
    lines: tuple[journal.Line, ...] | None
    """Of the journal, undone; `None` when the present register cannot be read."""
    known: frozenset[str]
    """Hashes of the files that the backup knows."""
    documents: Mapping[str, str]
    """Path → hash of those that the backup holds as delivered."""
    views: Views
    present_views: Views | None
    """Of the present register; `None` when it cannot be read."""
    names: Mapping[str, str]
    """Hash of each file → what it was called when it was sent, as far as the present register says it."""


def put_back(undoing: Undoing, today: date) -> tuple[dict[Path, Path], tuple[str, ...], tuple[date, ...]]:
    """Copies to the inbox the originals that the backup does not know, in the order in which they had been recorded.

    Gives original → copy, the originals whose content is not what it was, and the days, first one first.
    """
    undone = _undone_originals(undoing)
    days = tuple(sorted({day for _, day in undone if day}))
    back: dict[Path, Path] = {}
    altered: list[str] = []
    for original, day in undone:
        if originals.file_sha256(original) != _sha256(original):
            altered.append(original.name)
            continue
        copy = _place(undoing, original, undoing.workspace.root / folder(day, days), set(back.values()))
        files.publish(copy, original.read_bytes())
        moment = datetime.combine(day or today, time()).timestamp() + len(back)
        os.utime(copy, (moment, moment))  # the inbox goes by it: dossiers before the decisions on them
        back[original] = copy
    return back, tuple(altered), days


def _place(undoing: Undoing, original: Path, waiting: Path, taken: Collection[Path]) -> Path:
    """Under the name it was sent with; under that of its content beside it where another file bears it."""
    sha256 = _sha256(original)
    name = Path(undoing.names.get(sha256, original.suffix)).name
    place = waiting / name
    free = place not in taken and (not is_there(place) or originals.file_sha256(place) == sha256)
    return place if free and sha256 in undoing.names else waiting / f"{sha256[:12]}{original.suffix}"


def _undone_originals(undoing: Undoing) -> list[tuple[Path, date | None]]:
    """With the day each was recorded; those of which the journal says nothing come last, as they were archived."""
    recorded: dict[str, tuple[int, date]] = {}
    for rank, line in enumerate(undoing.lines or ()):
        recorded.setdefault(line.source_sha256, (rank, line.happened_on))
    order: list[tuple[tuple[int, int, str], Path, date | None]] = []
    for sha256, paths in originals.scan(undoing.workspace.archive).originals.items():
        if sha256 not in undoing.known:
            rank, day = recorded.get(sha256, (len(undoing.lines or ()), None))
            order += [((rank, path.stat().st_mtime_ns, path.name), path, day) for path in paths]
    return [(path, day) for _, path, day in sorted(order)]


def folder(day: date | None, days: tuple[date, ...]) -> str:
    """Where the originals of a day wait: what came later cannot be taken by the same run without changing its dates."""
    return f"inbox/{AGAIN}/{day.isoformat()}" if day in days[1:] and day else "inbox"


def tidy(undoing: Undoing) -> tuple[list[str], list[str]]:
    """Documents and views that are not what the backup holds are put aside; those it holds elsewhere go back there.

    Gives the paths of those put aside, and of those put back.
    """
    outbox, known = undoing.workspace.outbox, undoing.documents
    annulled = [path for path in known if _differs(outbox / path, known[path])] + _stale_views(undoing)
    held = {path: hashes[0] for path, hashes in undoing.views.items() if path.startswith(f"{session.FOLDER}/")}
    away: dict[str, list[str]] = {}
    for path, sha256 in (*known.items(), *held.items()):  # the copy of a note for its session has the same content
        if not (outbox / path).exists():
            away.setdefault(sha256, []).append(path)
    returned: list[str] = []
    for path in control.strangers(outbox, known, (*control.DOCUMENTS, ANNULLED, *answers.FOLDERS)):
        places = away.get(originals.file_sha256(outbox / path))
        if places:
            place = places.pop(0)
            (outbox / place).parent.mkdir(parents=True, exist_ok=True)
            (outbox / path).replace(outbox / place)
            returned.append(place)
        elif not path.startswith(tuple(f"{own}/" for own in (ANNULLED, *answers.FOLDERS))) or answers.is_ours(path):
            annulled.append(path)
    for path in annulled:
        inbox.set_aside(outbox / path, outbox / ANNULLED, Path(path).name)
    return annulled, returned


def _stale_views(undoing: Undoing) -> list[str]:
    """What the next run makes anew for each session. A workbook that a person is filling in stays: that run says so."""
    outbox, stale = undoing.workspace.outbox, []
    for path in sorted((outbox / session.FOLDER).rglob("*")):
        if path.is_file():
            name, sha256 = path.relative_to(outbox).as_posix(), originals.file_sha256(path)
            ours = undoing.present_views is None or sha256 in undoing.present_views.get(name, ())
            if ours and sha256 not in undoing.views.get(name, ()):
                stale.append(name)
    return stale


def _differs(path: Path, sha256: str) -> bool:
    return path.is_file() and originals.file_sha256(path) != sha256


def _sha256(original: Path) -> str:
    return original.name[:64]
