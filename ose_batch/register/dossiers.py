"""Dossiers as the register holds them, read back: one, the one before it, those of a session, those to decide on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ose_batch.model import Decision, Entry, Event, Lift, Precedent, Remark, State
from ose_batch.register import frozen, lifecycle
from ose_batch.register.decide import Known
from ose_batch.register.intake import Party
from ose_batch.register.parties import same_organisation
from ose_batch.register.store import FOR_SESSION, RENEWED_UNTIL, day, one_of, recognition

_SETTLING = (Event.CONDITION_LIFTED, Event.CONDITION_KEPT)
_GIVEN_UP = (State.REPLACED, State.WITHDRAWN, State.NO_FOLLOW_UP)


def entry(
    db: sqlite3.Connection, dossier_id: int, decision_id: int | None = None, last_decision: int | None = None
) -> Entry:
    """A dossier with the decision given, or with its last one.

    `last_decision`: the last of the register when its document became due; those after it were not known.
    """
    row = db.execute(
        "SELECT dossier.*, organisation.ose_number FROM dossier JOIN organisation ON organisation.id = organisation_id"
        " WHERE dossier.id = ?",
        (dossier_id,),
    ).fetchone()
    decision = db.execute(
        "SELECT * FROM decision WHERE dossier_id = ? AND id = ifnull(?, id) ORDER BY id DESC LIMIT 1",
        (dossier_id, decision_id),
    ).fetchone()
    own = decision["id"] if decision and last_decision is None else decision_id
    said = db.execute(
        "SELECT event, happened_on, criterion, motive FROM applied JOIN movement ON movement.id = movement_id"
        " WHERE applied.dossier_id = ? ORDER BY movement.id",
        (dossier_id,),
    ).fetchall()
    as_is = db.execute(
        "SELECT motive FROM movement WHERE dossier_id = ? AND event = ? ORDER BY id DESC LIMIT 1",
        (dossier_id, Event.AS_IS),
    ).fetchone()
    return Entry(
        id=row["id"],
        number=row["number"],
        organisation_id=row["organisation_id"],
        ose_number=row["ose_number"] or "",
        state=State(row["state"]),
        wave=row["wave"],
        session_on=day(row["session_on"]),
        deposited_on=date.fromisoformat(row["deposited_on"]),
        sha256=row["sha256"],
        fields=frozen.load(row["fields"]),
        tables={key: tuple(lines) for key, lines in frozen.load(row["tables"]).items()},
        assessment=frozen.load_assessment(row["findings"], row["readings"]),
        decision=decision and _decision(decision),
        deadline=day(row["deadline_on"]),
        told=frozen.load_told(row["answer"]),
        lifts=tuple(
            Lift(each["criterion"], each["motive"], date.fromisoformat(each["happened_on"]))
            for each in said
            if each["criterion"]
        ),
        remarks=tuple(
            Remark(date.fromisoformat(each["happened_on"]), each["motive"])
            for each in said
            if each["event"] == Event.REMARK
        ),
        as_is=as_is["motive"] if as_is else "",
        precedents=_precedents(db, row["organisation_id"], own, last_decision),
    )


def _precedents(
    db: sqlite3.Connection, organisation_id: int, but: int | None, last: int | None
) -> tuple[Precedent, ...]:
    """The other decisions on the organisation's dossiers, up to `last`, without those that were corrected."""
    rows = db.execute(
        "SELECT number, decision, decided_on, decision.motive, conditions, movement.event, happened_on"
        " FROM decision JOIN dossier ON dossier.id = decision.dossier_id"
        " LEFT JOIN movement ON movement.id = (SELECT max(id) FROM movement AS settled"
        f"  WHERE settled.dossier_id = dossier.id AND settled.event IN {one_of(_SETTLING)}"
        f"  AND decision.decision = '{State.VALIDATED_ON_CONDITION}' AND settled.happened_on >= decided_on"
        "  AND settled.happened_on < ifnull((SELECT min(decided_on) FROM decision AS next"
        "   WHERE next.dossier_id = dossier.id AND next.id > decision.id), '9999'))"
        " WHERE dossier.organisation_id = :organisation AND decision.id IS NOT :but"
        " AND decision.id <= ifnull(:last, decision.id)"
        " AND '' = ifnull((SELECT correction FROM decision AS next WHERE next.dossier_id = decision.dossier_id"
        "  AND next.id > decision.id ORDER BY next.id LIMIT 1), '') ORDER BY decision.id",
        {"organisation": organisation_id, "but": but, "last": last},
    )
    return tuple(
        Precedent(
            row["number"],
            State(row["decision"]),
            date.fromisoformat(row["decided_on"]),
            row["motive"],
            row["conditions"],
            row["event"] == Event.CONDITION_LIFTED if row["event"] else None,
            day(row["happened_on"]),
        )
        for row in rows
    )


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(
        decision=State(row["decision"]),
        decided_on=date.fromisoformat(row["decided_on"]),
        session_on=date.fromisoformat(row["session_on"]),
        instance=row["instance"],
        motive=row["motive"],
        conditions=row["conditions"],
        deadline=day(row["deadline"]),
        valid_until=day(row["valid_until"]),
        rapporteur=row["rapporteur"],
        recused=row["recused"],
        correction=row["correction"],
    )


def earlier(db: sqlite3.Connection, party: Party, claimed_number: str) -> Entry | None:
    """The dossier of this organisation that a new one continues: the last that was not given up, if still open."""
    known = same_organisation(db, party, claimed_number)
    if known is None:
        return None
    row = db.execute(
        f"SELECT id, state FROM dossier WHERE organisation_id = ? AND state NOT IN {one_of(_GIVEN_UP)}"
        " ORDER BY id DESC LIMIT 1",
        (known["id"],),
    ).fetchone()
    return entry(db, row["id"]) if row and row["state"] in lifecycle.OPEN else None


def renewed(db: sqlite3.Connection, party: Party, claimed_number: str) -> Entry | None:
    """The dossier that gave the organisation the recognition it asks to renew."""
    known = same_organisation(db, party, claimed_number)
    granted = recognition(db, known["id"]) if known else None
    return entry(db, granted[0]) if granted else None


def of_file(db: sqlite3.Connection, sha256: str) -> Entry | None:
    """The dossier that a file was recorded under."""
    row = db.execute("SELECT id FROM dossier WHERE sha256 = ?", (sha256,)).fetchone()
    return entry(db, row["id"]) if row else None


def ready(db: sqlite3.Connection, held_on: date) -> list[Entry]:
    """The dossiers that await a decision at a session, by number: those it was sent, or will be."""
    rows = db.execute(
        f"SELECT id FROM dossier WHERE session_on = :day AND state = '{State.PRESENTED}' OR"
        f" NOT EXISTS (SELECT 1 FROM session WHERE held_on = :day AND sent_on <> '') AND ({FOR_SESSION})"
        " ORDER BY number",
        {"day": held_on.isoformat()},
    )
    (last,) = db.execute("SELECT ifnull(max(id), 0) FROM decision").fetchone()
    return [replace(entry(db, row["id"], last_decision=last), decision=None) for row in rows.fetchall()]


def decidable(db: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, Known]:
    """N° de dossier → what a decision on it has to agree with; for the other dossiers of their organisations too."""
    rows = db.execute(
        f"SELECT dossier.id AS dossier, organisation_id, number, state, deposited_on, {RENEWED_UNTIL}, decision.*,"
        " EXISTS (SELECT 1 FROM decision AS other JOIN dossier AS newer ON newer.id = other.dossier_id"
        "  WHERE newer.organisation_id = dossier.organisation_id AND newer.id > dossier.id)"
        f" OR EXISTS (SELECT 1 FROM movement WHERE movement.dossier_id = dossier.id AND event = '{Event.PROLONGED}')"
        " OR EXISTS (SELECT 1 FROM recognition AS own WHERE own.dossier_id = dossier.id"
        "  AND (coalesce(ended_on, suspended_on, midterm_held_on) IS NOT NULL"
        "   OR EXISTS (SELECT 1 FROM progress WHERE recognition_id = own.id)))"
        " AS is_followed"
        " FROM dossier LEFT JOIN decision"
        " ON decision.id = (SELECT max(id) FROM decision WHERE dossier_id = dossier.id)"
        " WHERE organisation_id IN (SELECT organisation_id FROM dossier"
        "  WHERE number IN (SELECT value FROM json_each(?))) ORDER BY number",
        (json.dumps(sorted(numbers)),),
    )
    return {
        row["number"]: Known(
            row["dossier"],
            row["organisation_id"],
            State(row["state"]),
            date.fromisoformat(row["deposited_on"]),
            _decision(row) if row["id"] is not None else None,
            day(row["renewed_until"]),
            bool(row["is_followed"]),
        )
        for row in rows
    }
