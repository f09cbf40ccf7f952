"""What the register holds, read back. What is written goes through `record`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ose_batch.model import (
    RENEWAL,
    Decision,
    Entry,
    Event,
    Lift,
    Movement,
    Precedent,
    Recognition,
    Remark,
    State,
)
from ose_batch.register import frozen, lifecycle
from ose_batch.register.decide import Known
from ose_batch.register.intake import Party
from ose_batch.register.parties import same_organisation

_GIVEN_UP = (State.REPLACED, State.WITHDRAWN, State.NO_FOLLOW_UP)
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


def of_file(db: sqlite3.Connection, sha256: str) -> Entry | None:
    """The dossier that a file was recorded under."""
    row = db.execute("SELECT id FROM dossier WHERE sha256 = ?", (sha256,)).fetchone()
    return entry(db, row["id"]) if row else None


def sent_name(db: sqlite3.Connection, sha256: str) -> str:
    """What the file was called when it was sent; it may name a person, and is erased with the contacts."""
    row = db.execute("SELECT name FROM sent_name WHERE sha256 = ?", (sha256,)).fetchone()
    return str(row["name"]) if row else ""


def sent_names(db: sqlite3.Connection) -> dict[str, str]:
    """Of all files; none in a register of a schema that did not keep them."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sent_name'").fetchone():
        return {}
    return dict(db.execute("SELECT sha256, name FROM sent_name").fetchall())


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


def count_without_session(db: sqlite3.Connection) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM dossier WHERE {WITHOUT_SESSION}").fetchone()
    return int(count)


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
        "SELECT number, decision, decided_on, motive, conditions FROM decision JOIN dossier ON dossier.id = dossier_id"
        " WHERE organisation_id = :organisation AND decision.id IS NOT :but"
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
        )
        for row in rows
    )


def last_run(db: sqlite3.Connection) -> date | None:
    """The day of the last run that went to its end."""
    (last,) = db.execute("SELECT max(today) FROM run").fetchone()
    return day(last)


def runs(db: sqlite3.Connection) -> int:
    """The rank of the last run."""
    (rank,) = db.execute("SELECT ifnull(max(id), 0) FROM run").fetchone()
    return int(rank)
