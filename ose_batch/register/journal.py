"""The journal's chain: each line's hash covers its content and the line before, so that none can be changed unseen."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

RECEIVED, REPLACED, DECIDED, CORRECTED, COMPLETED = "reçu", "remplacé", "décidé", "rectifié", "complété"
ENROLLED = "inscrit"
"""Events of the batch and of the committee; those of staff and calendar are named as in `model.Event`."""

_CONTENT = "happened_on, event, author, organisation_id, dossier_id, source_sha256, detail"


@dataclass(frozen=True, slots=True)
class Line:
    """What may be said of a line: no personal data."""

    happened_on: date
    event: str
    number: str
    """N° de dossier."""
    source_sha256: str
    """The file it came from; empty when from none."""
    hash: str


def link(before: str, content: Sequence[object]) -> str:
    """The hash of a line: `before` is that of the line before, empty at the start; `content` all that the line says."""
    chained = json.dumps([before, *content], ensure_ascii=False)
    return hashlib.sha256(chained.encode()).hexdigest()


def head(db: sqlite3.Connection) -> str:
    """The hash of the last line, empty before the first."""
    row = db.execute("SELECT hash FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def hashes(db: sqlite3.Connection) -> Iterator[str]:
    return (str(row[0]) for row in db.execute("SELECT hash FROM journal ORDER BY id"))


def broken(db: sqlite3.Connection) -> Iterator[int]:
    """Numbers of the lines that were changed, or that do not follow the line before them."""
    before, expected = "", 1
    for number, digest, *content in db.execute(f"SELECT id, hash, {_CONTENT} FROM journal ORDER BY id"):
        if number != expected or digest != link(before, content):
            yield number
        before, expected = digest, number + 1


def lines(db: sqlite3.Connection) -> Iterator[Line]:
    """In order."""
    rows = db.execute(
        "SELECT happened_on, event, ifnull(number, ''), source_sha256, hash FROM journal"
        " LEFT JOIN dossier ON dossier.id = journal.dossier_id ORDER BY journal.id"
    )
    for happened_on, *rest in rows:
        yield Line(date.fromisoformat(happened_on), *rest)
