"""Which organisation a dossier is about, and where to write to it."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict

from ose_batch.model import (
    Previous,
)
from ose_batch.register.intake import Party


def previous(db: sqlite3.Connection, party: Party, claimed_number: str) -> Previous | None:
    """What is known of the organisation that a new dossier is about, by n° OSE, SIREN or RNA."""
    row = same_organisation(db, party, claimed_number) or _same_number(db, party)
    if row is None:
        return None
    return Previous(row["ose_number"] or "", row["name"], row["siret"], row["perimeter"])


def addresses(db: sqlite3.Connection, dossier_id: int) -> tuple[str, ...]:
    """Where to write to about a dossier: the référent's address."""
    rows = db.execute(
        "SELECT email FROM contact WHERE dossier_id = ? AND role = 'referent' AND email <> ''", (dossier_id,)
    )
    return tuple(row["email"] for row in rows)


def organisation_addresses(db: sqlite3.Connection, organisation_id: int) -> tuple[str, ...]:
    """Where to write to an organisation: its référent's address, as last known."""
    row = db.execute(
        "SELECT email FROM contact WHERE organisation_id = ? AND role = 'referent' AND email <> ''"
        " ORDER BY dossier_id DESC LIMIT 1",
        (organisation_id,),
    ).fetchone()
    return (row["email"],) if row else ()


def same_organisation(db: sqlite3.Connection, party: Party, claimed_number: str) -> sqlite3.Row | None:
    """An organisation is known by its number and périmètre; a renewal also by its n° OSE, if the number agrees.

    The RNA counts where a SIREN is missing: two organisations with a SIREN each are two.
    """
    rows = [row for row in _alike(db, party) if party.siren in ("", row["siren"]) or not row["siren"]]
    known = [(row, _kept(db, row)) for row in rows]
    same = [kept for row, kept in known if row["perimeter_key"] == party.perimeter_key]
    same += [
        kept for row, kept in known if claimed_number and claimed_number in (row["ose_number"], kept["ose_number"])
    ]
    return same[0] if same else None


def is_joined(db: sqlite3.Connection, party: Party, organisation_id: int) -> bool:
    """Whether the party is a registration that joined this one, and is found by its own number."""
    rows = (row for row in _alike(db, party) if row["perimeter_key"] == party.perimeter_key)
    return any(row["merged_into"] == organisation_id for row in rows)


def _same_number(db: sqlite3.Connection, party: Party) -> sqlite3.Row | None:
    return next((_kept(db, row) for row in _alike(db, party)), None)


def _alike(db: sqlite3.Connection, party: Party) -> list[sqlite3.Row]:
    """The registrations that have the party's number, those that joined another among them."""
    return db.execute(f"SELECT * FROM organisation WHERE {_NUMBER_AGREES} ORDER BY id", asdict(party)).fetchall()


def _kept(db: sqlite3.Connection, row: sqlite3.Row) -> sqlite3.Row:
    """The registration that this one joined, or itself."""
    into = row["merged_into"]
    return db.execute("SELECT * FROM organisation WHERE id = ?", (into,)).fetchone() if into else row


_NUMBER_AGREES = "((siren <> '' AND siren = :siren) OR (rna <> '' AND rna = :rna))"
