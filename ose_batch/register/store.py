"""The register's database: opened, and read back. What is written goes through `record`."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from ose_batch.model import Answer, Decision, Entry, Issuer, Previous, State
from ose_batch.register import frozen
from ose_batch.register.decide import Known
from ose_batch.register.intake import Party
from ose_batch.register.schema import MIGRATIONS

SUPERSEDED = "remplaces"
"""Folder of the outbox for documents of dossiers that were replaced."""

UNDECIDED = f"state IN ('{State.TO_COMPLETE}', '{State.READY}')"
WITHOUT_SESSION = f"session_on IS NULL AND {UNDECIDED}"


_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNREAD_PAGE = re.compile(r"error code=([0-9]+)")
"""What `integrity_check` says of a page that it could not get."""


class NewerRegister(Exception):
    """The database was written by a later version of the program."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file that the register already knows."""

    kind: str
    received_on: date
    numbers: tuple[str, ...]
    """The dossiers it was recorded under, or decided."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A dossier that awaits its decision, as the committee's workbook lists it."""

    number: str
    name: str
    kind: str
    readings: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Due:
    """A document that is due and not yet in the outbox."""

    id: int
    kind: str
    entry: Entry
    issuer: Issuer
    mail: str
    """The settings that letters are written with, as they were frozen; empty for another document."""


def open_register(path: Path) -> sqlite3.Connection:
    """The database at `path`, made or brought to the present schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    # A dossier leaves the inbox once it is here: it has to be here still after a power cut.
    db.execute("PRAGMA synchronous = EXTRA")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        db.close()
        raise NewerRegister(path.name)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and the only writer while it lasts."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk may have ended it already
            db.execute("ROLLBACK")
        raise


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(
        decision=State(row["decision"]),
        decided_on=date.fromisoformat(row["decided_on"]),
        session_on=date.fromisoformat(row["session_on"]),
        instance=row["instance"],
        motive=row["motive"],
        conditions=row["conditions"],
        deadline=_day(row["deadline"]),
        valid_until=_day(row["valid_until"]),
    )


def receipt(db: sqlite3.Connection, sha256: str) -> Receipt | None:
    row = db.execute("SELECT kind, received_on FROM received WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    numbers = db.execute(
        "SELECT number FROM dossier WHERE sha256 = :sha256 UNION SELECT number FROM dossier"
        " JOIN decision ON decision.dossier_id = dossier.id WHERE decision.sha256 = :sha256 ORDER BY number",
        {"sha256": sha256},
    )
    return Receipt(row["kind"], date.fromisoformat(row["received_on"]), tuple(number for (number,) in numbers))


def previous(db: sqlite3.Connection, party: Party, claimed_number: str) -> Previous | None:
    """What is known of the organisation that a new dossier is about, by n° OSE, SIREN or RNA."""
    row = same_organisation(db, party, claimed_number) or _same_number(db, party)
    if row is None:
        return None
    return Previous(row["ose_number"] or "", row["name"], row["siret"], row["perimeter"])


def earlier(db: sqlite3.Connection, party: Party, claimed_number: str, wave: str) -> Entry | None:
    """The dossier that a new one of this organisation takes the place of, or comes back after: the last one."""
    known = same_organisation(db, party, claimed_number)
    if known is None:
        return None
    row = db.execute(
        "SELECT id FROM dossier WHERE organisation_id = ?"
        " AND (state IN (?, ?) OR state = ? AND wave = ?) ORDER BY id DESC LIMIT 1",
        (known["id"], State.TO_COMPLETE, State.ADJOURNED, State.READY, wave),
    ).fetchone()
    return entry(db, row["id"]) if row else None


def of_file(db: sqlite3.Connection, sha256: str) -> Entry | None:
    """The dossier that a file was recorded under."""
    row = db.execute("SELECT id FROM dossier WHERE sha256 = ?", (sha256,)).fetchone()
    return entry(db, row["id"]) if row else None


def addresses(db: sqlite3.Connection, dossier_id: int) -> tuple[str, ...]:
    """Where to write to about a dossier: the référent's address."""
    rows = db.execute(
        "SELECT email FROM contact WHERE dossier_id = ? AND role = 'referent' AND email <> ''", (dossier_id,)
    )
    return tuple(row["email"] for row in rows)


def sent_name(db: sqlite3.Connection, sha256: str) -> str:
    """What the file was called when it was sent; it may name a person, and is erased with the contacts."""
    row = db.execute("SELECT name FROM sent_name WHERE sha256 = ?", (sha256,)).fetchone()
    return str(row["name"]) if row else ""


def sent_names(db: sqlite3.Connection) -> dict[str, str]:
    """Of all files; none in a register of a schema that did not keep them."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sent_name'").fetchone():
        return {}
    return dict(db.execute("SELECT sha256, name FROM sent_name").fetchall())


def kinds(db: sqlite3.Connection, dossier_id: int) -> set[str]:
    """Of the documents that a dossier has, made or due."""
    return {kind for (kind,) in db.execute("SELECT kind FROM document WHERE dossier_id = ?", (dossier_id,))}


def ready(db: sqlite3.Connection, session_on: date, adjourned: bool) -> list[Ready]:
    """The dossiers that await a decision at a session, by number; `adjourned`: with those an earlier one put off."""
    rows = db.execute(
        "SELECT number, name, kind, readings FROM dossier JOIN organisation ON organisation.id = organisation_id"
        " WHERE session_on = :day AND state = :ready OR :adjourned AND state = :put_off AND NOT EXISTS"
        " (SELECT 1 FROM dossier AS newer WHERE newer.organisation_id = dossier.organisation_id"
        " AND newer.id > dossier.id) ORDER BY number",
        {
            "day": session_on.isoformat(),
            "ready": State.READY,
            "put_off": State.ADJOURNED,
            "adjourned": adjourned,
        },
    )
    return [Ready(row["number"], row["name"], row["kind"], frozen.load_readings(row["readings"])) for row in rows]


def decidable(db: sqlite3.Connection) -> dict[str, Known]:
    """N° de dossier → what a decision on it has to agree with, for every dossier of the register."""
    rows = db.execute(
        "SELECT dossier.id AS dossier, number, state, deposited_on, decision.* FROM dossier LEFT JOIN decision"
        " ON decision.id = (SELECT max(id) FROM decision WHERE dossier_id = dossier.id)"
    )
    return {
        row["number"]: Known(
            row["dossier"],
            State(row["state"]),
            date.fromisoformat(row["deposited_on"]),
            _decision(row) if row["id"] is not None else None,
        )
        for row in rows
    }


def count_without_session(db: sqlite3.Connection) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM dossier WHERE {WITHOUT_SESSION}").fetchone()
    return int(count)


def entry(db: sqlite3.Connection, dossier_id: int, decision_id: int | None = None) -> Entry:
    """A dossier with the decision given, or with its last one."""
    row = db.execute(
        "SELECT dossier.*, organisation.ose_number FROM dossier JOIN organisation ON organisation.id = organisation_id"
        " WHERE dossier.id = ?",
        (dossier_id,),
    ).fetchone()
    decision = db.execute(
        "SELECT * FROM decision WHERE dossier_id = ? AND id = ifnull(?, id) ORDER BY id DESC LIMIT 1",
        (dossier_id, decision_id),
    ).fetchone()
    return Entry(
        id=row["id"],
        number=row["number"],
        organisation_id=row["organisation_id"],
        ose_number=row["ose_number"] or "",
        state=State(row["state"]),
        wave=row["wave"],
        session_on=_day(row["session_on"]),
        deposited_on=date.fromisoformat(row["deposited_on"]),
        sha256=row["sha256"],
        fields=frozen.load(row["fields"]),
        tables={key: tuple(lines) for key, lines in frozen.load(row["tables"]).items()},
        assessment=frozen.load_assessment(row["findings"], row["readings"]),
        decision=decision and _decision(decision),
        deadline=_day(row["deadline_on"]),
        told=frozen.load_told(row["answer"]),
    )


def undelivered(db: sqlite3.Connection) -> Iterator[Due]:
    """Documents that are due, oldest first, those an interrupted run left included.

    Each with its entry as it was when it became due: made again later, it comes out the same.
    """
    rows = db.execute("SELECT * FROM document WHERE path IS NULL ORDER BY id").fetchall()
    for row in rows:
        known = entry(db, row["dossier_id"], row["decision_id"])
        as_due = replace(
            known,
            ose_number=row["ose_number"],
            wave=row["wave"],
            session_on=_day(row["session_on"]),
            deadline=_day(row["deadline_on"]),
            decision=known.decision if row["decision_id"] is not None else None,
        )
        yield Due(row["id"], row["kind"], as_due, Issuer(**json.loads(row["issuer"])), row["mail"])


def superseded(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Id and path of the documents delivered for dossiers that a newer one has replaced."""
    rows = db.execute(
        "SELECT document.id, path FROM document JOIN dossier ON dossier.id = dossier_id"
        " WHERE state = ? AND path NOT LIKE ? ORDER BY document.id",
        (State.REPLACED, f"{SUPERSEDED}/%"),
    )
    return [(row["id"], row["path"]) for row in rows]


def last_run(db: sqlite3.Connection) -> date | None:
    """The day of the last run that went to its end."""
    (day,) = db.execute("SELECT max(today) FROM run").fetchone()
    return _day(day)


def runs(db: sqlite3.Connection) -> int:
    """The rank of the last run."""
    (rank,) = db.execute("SELECT ifnull(max(id), 0) FROM run").fetchone()
    return int(rank)


def view_hashes(db: sqlite3.Connection, path: str) -> set[str]:
    """What the program wrote at `path` of the outbox, or was about to: a file that differs was edited by a person."""
    row = db.execute("SELECT sha256, next_sha256 FROM view WHERE path = ?", (path,)).fetchone()
    return set(row) - {""} if row else set()


def view_copies(db: sqlite3.Connection) -> list[str]:
    """The dated copies of the register that the program wrote, or was about to."""
    return [path for (path,) in db.execute("SELECT path FROM view WHERE path LIKE 'registre-%' ORDER BY path")]


def same_organisation(db: sqlite3.Connection, party: Party, claimed_number: str) -> sqlite3.Row | None:
    """An organisation is known by its number and périmètre; a renewal also by its n° OSE, if the number agrees.

    The RNA counts where a SIREN is missing: two organisations with a SIREN each are two.
    """
    rows = db.execute(f"SELECT * FROM organisation WHERE {_NUMBER_AGREES} ORDER BY id", asdict(party)).fetchall()
    rows = [row for row in rows if party.siren in ("", row["siren"]) or not row["siren"]]
    same = [row for row in rows if row["perimeter_key"] == party.perimeter_key]
    same += [row for row in rows if row["ose_number"] and row["ose_number"] == claimed_number]
    return same[0] if same else None


def _same_number(db: sqlite3.Connection, party: Party) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        f"SELECT * FROM organisation WHERE {_NUMBER_AGREES} ORDER BY id LIMIT 1", asdict(party)
    ).fetchone()
    return row


def open_as_it_is(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """The database at `path` without bringing it to the present schema; `mode`: `ro` to read only, or `rw`.

    Raises `sqlite3.Error` when there is none, `NewerRegister`.
    """
    place = path.absolute().as_posix()
    slashes = "//" if place.startswith("/") else "///"  # `file:////server/share/…` is how SQLite takes a network path
    db = sqlite3.connect(f"file:{slashes}{urllib.parse.quote(place, safe='/:')}?mode={mode}", uri=True)
    try:
        db.row_factory = sqlite3.Row
        db.isolation_level = None
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise NewerRegister(path.name)
    except BaseException:
        db.close()
        raise
    return db


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, rather than the disk full or the share away."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def flaws(db: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong inside the database, in its own words; an unreadable one has a single flaw."""
    try:
        said = [line for (row,) in db.execute("PRAGMA integrity_check(20)") for line in str(row).splitlines()]
        found = [line for line in said if line != "ok" and not line.startswith("*** in database ")]
        orphans = db.execute("PRAGMA foreign_key_check").fetchmany(20)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return [str(error)]
    for line in found:
        if (unread := _UNREAD_PAGE.search(line)) and int(unread[1]) & 0xFF not in _DAMAGE:
            raise sqlite3.OperationalError(line)  # the disk, or memory: no word on the register itself
    return found + [f"{row['table']} {row['rowid']} → {row['parent']}" for row in orphans]


_NUMBER_AGREES = "((siren <> '' AND siren = :siren) OR (rna <> '' AND rna = :rna))"
