"""What the register gives of a session: all that the members receive before it, what it decided afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from ose_batch.charter.rules import Durations
from ose_batch.model import Answer, Aside, Minutes, Session, SessionPack, SetAside, State, Upcoming
from ose_batch.register import dossiers, frozen, store
from ose_batch.register.rows import RECOGNITION
from ose_batch.wording import register as say


def pack(db: sqlite3.Connection, session: Session, declared: Sequence[Session], durations: Durations) -> SessionPack:
    after = min((one.held_on for one in declared if one.held_on > session.held_on), default=None)
    until = after or session.held_on + relativedelta(months=durations.expiry_soon_months)
    recognised = db.execute(_RECOGNISED, {"today": session.sent_on.isoformat(), "until": until.isoformat()}).fetchall()
    return SessionPack(
        session,
        tuple(dossiers.ready(db, session.held_on)),
        tuple(_aside(db, session)),
        tuple(_renewals(recognised, until)),
        tuple(_midterms(recognised, until, durations)),
    )


def sent(db: sqlite3.Connection) -> list[date]:
    """The sessions whose members were sent their dossiers."""
    return [date.fromisoformat(day) for (day,) in db.execute("SELECT held_on FROM session WHERE sent_on <> ''")]


def presented(db: sqlite3.Connection, held_on: date) -> list[tuple[str, str, State]]:
    """N° de dossier, name and state of each dossier that the members of a session hold, once it is sent."""
    rows = db.execute(
        "SELECT number, name, state FROM session, json_each(presented) JOIN dossier ON number = value"
        " JOIN organisation ON organisation.id = organisation_id WHERE held_on = ? ORDER BY json_each.id",
        (held_on.isoformat(),),
    )
    return [(row["number"], row["name"], State(row["state"])) for row in rows]


def minutes(db: sqlite3.Connection, session: Session) -> Minutes:
    """What is recorded of it so far."""
    day = session.held_on.isoformat()
    held = db.execute("SELECT * FROM session WHERE held_on = ?", (day,)).fetchone()
    decided = db.execute(
        "SELECT dossier.id, decision.id AS decision_id FROM decision JOIN dossier ON dossier.id = dossier_id"
        " WHERE decision.session_on = ? AND decision.id = (SELECT max(id) FROM decision AS last"
        " WHERE last.dossier_id = dossier.id AND last.session_on = decision.session_on) ORDER BY number",
        (day,),
    ).fetchall()
    undecided = db.execute(
        "SELECT id FROM dossier WHERE session_on = ? AND state = ? ORDER BY number", (day, State.PRESENTED)
    ).fetchall()
    return Minutes(
        session,
        present=held["present"] if held else "",
        excused=held["excused"] if held else "",
        recused=held["recused"] if held else "",
        decided=tuple(dossiers.entry(db, row["id"], row["decision_id"]) for row in decided),
        undecided=tuple(dossiers.entry(db, row["id"]) for row in undecided),
    )


def is_recent(db: sqlite3.Connection, session: Session) -> bool:
    """Whether a decision of it, or who was there, was recorded since the last run that went to its end."""
    last = store.last_run(db)
    (recorded,) = db.execute(
        "SELECT max(day) FROM (SELECT attended_on AS day FROM session WHERE held_on = :day UNION ALL"
        " SELECT received_on FROM received JOIN decision USING (sha256) WHERE session_on = :day)",
        {"day": session.held_on.isoformat()},
    ).fetchone()
    return last is None or (recorded is not None and recorded >= last.isoformat())


def _aside(db: sqlite3.Connection, session: Session) -> Iterator[SetAside]:
    """Of its vague, without being presented: incomplete, withdrawn, or deposited once it was too late."""
    rows = db.execute(_ASIDE, {"day": session.held_on.isoformat(), "limit": session.deadline.isoformat()})
    for row in rows.fetchall():
        state = State(row["state"])
        if state is State.TO_COMPLETE and row["is_its_own"]:
            sentences = frozen.load_sentences(row["findings"], Answer.TO_COMPLETE)
            yield SetAside(row["number"], row["name"], Aside.INCOMPLETE, say.points_left(len(sentences)))
        elif row["is_its_own"]:
            why = Aside.WITHDRAWN if state is State.WITHDRAWN else Aside.NO_FOLLOW_UP
            yield SetAside(row["number"], row["name"], why)
        else:
            deposited_on = date.fromisoformat(row["deposited_on"])
            yield SetAside(row["number"], row["name"], Aside.LATE, say.deposited(deposited_on, session.deadline))


def _renewals(recognised: Iterable[sqlite3.Row], until: date) -> Iterator[Upcoming]:
    for row in recognised:
        last_day = date.fromisoformat(row["valid_until"])
        if last_day <= until:
            detail = say.RENEWAL_DEPOSITED if row["pending"] else say.NO_RENEWAL
            yield Upcoming(row["name"], row["ose_number"], last_day, detail)


def _midterms(recognised: Iterable[sqlite3.Row], until: date, durations: Durations) -> Iterator[Upcoming]:
    for row in recognised:
        period = store.period(row)
        planned_on = durations.midterm_on(period.validated_on)
        if period.midterm_held_on is None and planned_on <= until:
            yield Upcoming(row["name"], row["ose_number"], planned_on)


_RECOGNISED = f"""{RECOGNITION}
SELECT granted.*, name, ose_number, pending.organisation_id IS NOT NULL AS pending
FROM granted
JOIN organisation ON organisation.id = granted.organisation_id
LEFT JOIN pending ON pending.organisation_id = granted.organisation_id
WHERE valid_until >= :today AND validated_on < :today AND ended_on IS NULL
ORDER BY valid_until, ose_number
"""
_ASIDE = f"""
SELECT number, name, state, deposited_on, findings, dossier.session_on IS :day AS is_its_own
FROM dossier JOIN organisation ON organisation.id = organisation_id
WHERE dossier.session_on = :day AND state IN ('{State.TO_COMPLETE}', '{State.WITHDRAWN}', '{State.NO_FOLLOW_UP}')
OR state IN ('{State.TO_COMPLETE}', '{State.READY}') AND deposited_on > :limit
   AND ifnull(dossier.session_on, '9999') > :day
ORDER BY number
"""
