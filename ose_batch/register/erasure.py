"""Personal data of an organisation, erased from the register (RGPD art. 17): contacts and what may name them.

What the committee decided, and the hash and date of each file, stay.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ose_batch.model import Event
from ose_batch.register import lifecycle, pages, store
from ose_batch.register.store import one_of
from ose_batch.wording import erasure as say

_NAMING = (Event.FOLLOW_UP, Event.CONTACT_ERASED)
"""Movements in the words of which staff may have named somebody."""
PERSONAL = lifecycle.DRAFTS | {"classeur-retourne"}
"""Kinds of documents that hold an address or what the organisation typed in its workbook."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What the register holds of the people of an organisation."""

    organisation_id: int
    name: str
    people: tuple[str, ...]
    """Names, addresses, telephones: what must not be found any more."""
    sent_names: tuple[str, ...]
    """What their files were called."""
    files: tuple[str, ...]
    """Hashes of the files that came with their data in them."""


def of_organisation(db: sqlite3.Connection, organisation_id: int) -> Personal:
    whose = {"organisation": organisation_id}
    (name,) = db.execute("SELECT name FROM organisation WHERE id = :organisation", whose).fetchone()
    contacts = db.execute("SELECT name, email, phone FROM contact WHERE organisation_id = :organisation", whose)
    people = dict.fromkeys(each for row in contacts for each in row if each)
    files = [sha256 for (sha256,) in db.execute(_FILES, whose)]
    sent = [found for sha256 in files if (found := store.sent_name(db, sha256))]
    return Personal(organisation_id, name, tuple(people), tuple(dict.fromkeys(sent)), tuple(files))


def erase(db: sqlite3.Connection, personal: Personal, today: date) -> None:
    """Within a transaction; files and documents are removed afterwards, by whoever reads `pending` and `documents`."""
    whose = {"organisation": personal.organisation_id}
    db.execute("DELETE FROM contact WHERE organisation_id = :organisation", whose)
    db.execute(
        f"UPDATE movement SET motive = '' WHERE organisation_id = :organisation AND event IN {one_of(_NAMING)}", whose
    )
    db.execute(
        f"UPDATE document SET is_erased = 1 WHERE kind IN {one_of(PERSONAL)} AND dossier_id IN"
        " (SELECT id FROM dossier WHERE organisation_id = :organisation)",
        whose,
    )
    for sha256 in personal.files:
        db.execute("DELETE FROM sent_name WHERE sha256 = ?", (sha256,))
        db.execute("INSERT OR IGNORE INTO erasure (sha256, asked_on) VALUES (?, ?)", (sha256, today.isoformat()))
    last = db.execute("SELECT max(id) FROM dossier WHERE organisation_id = :organisation", whose).fetchone()[0]
    pages.line(db, today, say.EVENT, personal.organisation_id, last, "", say.files(len(personal.files)))


def pending(db: sqlite3.Connection) -> list[tuple[str, date]]:
    """Files still to be removed from the archive, each with the day on which that was asked."""
    rows = db.execute("SELECT sha256, asked_on FROM erasure WHERE NOT is_done ORDER BY sha256")
    return [(sha256, date.fromisoformat(asked_on)) for sha256, asked_on in rows.fetchall()]


def settle(db: sqlite3.Connection, sha256: str) -> None:
    db.execute("UPDATE erasure SET is_done = 1 WHERE sha256 = ?", (sha256,))


def documents(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Id and path, empty when not made yet, of the documents still to be removed."""
    rows = db.execute("SELECT id, ifnull(path, '') FROM document WHERE is_erased ORDER BY id")
    return [(row[0], row[1]) for row in rows.fetchall()]


def forget(db: sqlite3.Connection, document_id: int) -> None:
    db.execute("DELETE FROM document WHERE id = ?", (document_id,))


def of_files(db: sqlite3.Connection, files: Collection[str]) -> list[int]:
    """Organisations of which a file was erased though the register holds their contacts: an older one was restored."""
    rows = db.execute(
        "SELECT DISTINCT contact.organisation_id FROM contact JOIN dossier ON dossier.id = dossier_id"
        " WHERE dossier.sha256 IN (SELECT value FROM json_each(?))"
        " AND dossier.sha256 NOT IN (SELECT sha256 FROM erasure) ORDER BY 1",
        (json.dumps(sorted(files)),),
    )
    return [organisation_id for (organisation_id,) in rows.fetchall()]


_FILES = f"""
SELECT sha256 FROM dossier WHERE organisation_id = :organisation
UNION
SELECT progress.sha256 FROM progress JOIN recognition ON recognition.id = recognition_id
WHERE recognition.organisation_id = :organisation
UNION
SELECT sha256 FROM movement WHERE organisation_id = :organisation
AND event IN ('{Event.CONTACT_CHANGED}', '{Event.CONTACT_ERASED}', '{Event.FOLLOW_UP}')
"""
