"""What the register holds, read back. What is written goes through `record`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ose_batch.model import (
    RENEWAL,
    Event,
    Movement,
    Recognition,
    State,
)

RENEWED_UNTIL = f"""
iif(dossier.kind = '{RENEWAL}',
    (SELECT iif(ended_on IS NULL, valid_until, NULL) FROM recognition
     WHERE recognition.organisation_id = dossier.organisation_id AND recognition.dossier_id <> dossier.id
     ORDER BY validated_on DESC, recognition.id DESC LIMIT 1), NULL) AS renewed_until"""
UNDECIDED = f"state IN ('{State.TO_COMPLETE}', '{State.READY}')"
WITHOUT_SESSION = f"session_on IS NULL AND {UNDECIDED}"
HAS_NEWER = """
EXISTS (SELECT 1 FROM dossier AS newer
        WHERE newer.organisation_id = dossier.organisation_id AND newer.id > dossier.id)"""
"""Of `dossier`: its organisation sent another one since."""
FOLLOWED = f"(state = '{State.ADJOURNED}' AND {HAS_NEWER})"
"""Put off, and no session takes it up again: a newer one came, whatever became of that one."""
FOR_SESSION = f"""
session_on = :day AND state = '{State.READY}'
OR state = '{State.ADJOURNED}' AND ifnull(session_on, '') <= :day
   AND (SELECT max(session_on) FROM decision WHERE dossier_id = dossier.id) < :day AND NOT {HAS_NEWER}
"""
"""Of `dossier`: what a session that is not sent yet will examine, with those that an earlier one put off."""


def one_of(words: Iterable[str]) -> str:
    """The right side of a SQL `IN`."""
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file that the register already knows."""

    kind: str
    received_on: date
    numbers: tuple[str, ...]
    """The dossiers it was recorded under, or decided."""


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def receipt(db: sqlite3.Connection, sha256: str) -> Receipt | None:
    row = db.execute("SELECT kind, received_on FROM received WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    numbers = db.execute(
        "SELECT number FROM dossier WHERE sha256 = :sha256 UNION SELECT number FROM dossier"
        " JOIN decision ON decision.dossier_id = dossier.id WHERE decision.sha256 = :sha256 UNION"
        " SELECT number FROM dossier JOIN movement ON movement.dossier_id = dossier.id"
        " WHERE movement.sha256 = :sha256 ORDER BY number",
        {"sha256": sha256},
    )
    return Receipt(row["kind"], date.fromisoformat(row["received_on"]), tuple(number for (number,) in numbers))


def renewed_until(db: sqlite3.Connection, dossier_id: int) -> date | None:
    """Last day of the recognition that a renewal asks to renew; none of one that was given up."""
    (until,) = db.execute(f"SELECT {RENEWED_UNTIL} FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    return day(until)


def recognition(db: sqlite3.Connection, organisation_id: int) -> tuple[int, Recognition] | None:
    """The last one of an organisation, with the dossier that was granted it."""
    row = db.execute(
        "SELECT * FROM recognition WHERE organisation_id = ? ORDER BY validated_on DESC, id DESC LIMIT 1",
        (organisation_id,),
    ).fetchone()
    return (row["dossier_id"], period(row)) if row else None


def period(row: sqlite3.Row) -> Recognition:
    """Of a row that has the columns of `recognition`."""
    return Recognition(
        validated_on=date.fromisoformat(row["validated_on"]),
        valid_until=date.fromisoformat(row["valid_until"]),
        midterm_held_on=day(row["midterm_held_on"]),
        suspended_on=day(row["suspended_on"]),
        removal_planned_on=day(row["removal_planned_on"]),
        ended_on=day(row["ended_on"]),
    )


def movements(db: sqlite3.Connection, organisation_id: int) -> list[tuple[int, Movement]]:
    """What staff recorded of an organisation, contacts apart, each with the id of its dossier."""
    rows = db.execute(
        "SELECT * FROM movement WHERE dossier_id IN (SELECT id FROM dossier WHERE organisation_id = ?) ORDER BY id",
        (organisation_id,),
    )
    return [(row["dossier_id"], movement(row)) for row in rows]


def movement(row: sqlite3.Row) -> Movement:
    """Of a row that has the columns of `movement`."""
    return Movement(
        Event(row["event"]),
        date.fromisoformat(row["happened_on"]),
        row["author"],
        row["motive"],
        row["criterion"],
        day(row["day"]),
        row["instance"],
        row["other"],
    )


def state(db: sqlite3.Connection, dossier_id: int) -> State:
    (found,) = db.execute("SELECT state FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
    return State(found)


def charter_received(db: sqlite3.Connection, dossier_id: int) -> bool:
    """Whether staff recorded « charte signée reçue », of it or of a version before it."""
    found = db.execute(
        "SELECT 1 FROM applied JOIN movement ON movement.id = movement_id WHERE applied.dossier_id = ? AND event = ?",
        (dossier_id, Event.CHARTER_RECEIVED),
    ).fetchone()
    return found is not None


def last_dossier(db: sqlite3.Connection, organisation_id: int) -> int:
    """Of an organisation: letters go to its contact."""
    (found,) = db.execute("SELECT max(id) FROM dossier WHERE organisation_id = ?", (organisation_id,)).fetchone()
    return int(found)


def last_decision(db: sqlite3.Connection, dossier_id: int) -> int | None:
    (found,) = db.execute("SELECT max(id) FROM decision WHERE dossier_id = ?", (dossier_id,)).fetchone()
    return None if found is None else int(found)


def sent_name(db: sqlite3.Connection, sha256: str) -> str:
    """What the file was called when it was sent; it may name a person, and is erased with the contacts."""
    row = db.execute("SELECT name FROM sent_name WHERE sha256 = ?", (sha256,)).fetchone()
    return str(row["name"]) if row else ""


def sent_names(db: sqlite3.Connection) -> dict[str, str]:
    """Of all files; none in a register of a schema that did not keep them."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sent_name'").fetchone():
        return {}
    return dict(db.execute("SELECT sha256, name FROM sent_name").fetchall())


def count_without_session(db: sqlite3.Connection) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM dossier WHERE {WITHOUT_SESSION}").fetchone()
    return int(count)


def last_run(db: sqlite3.Connection) -> date | None:
    """The day of the last run that went to its end."""
    (last,) = db.execute("SELECT max(today) FROM run").fetchone()
    return day(last)


def runs(db: sqlite3.Connection) -> int:
    """The rank of the last run."""
    (rank,) = db.execute("SELECT ifnull(max(id), 0) FROM run").fetchone()
    return int(rank)
