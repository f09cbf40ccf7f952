"""What registre.xlsx shows, row by row, as the database gives it: never a query a row, never all in memory."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ose_batch.charter.rules import Durations, Rules
from ose_batch.model import RENEWAL, STANDING, Event, Recognition, State
from ose_batch.register import lifecycle
from ose_batch.register.columns import Mark, reading_key, register_columns
from ose_batch.register.store import FOLLOWED, one_of
from ose_batch.wording import register as say

MOST_ROWS = 1_000_000
"""Of the journal, the last ones: a sheet has 1,048,576 rows."""


class Marked(NamedTuple):
    """A date that stands out."""

    value: date
    mark: Mark


Shown = str | int | date | None | Marked
"""What a cell of the view holds."""


RECOGNITION = f"""
WITH granted AS (
    SELECT recognition.id, recognition.organisation_id, dossier_id, number, max(validated_on) AS validated_on,
           valid_until, midterm_held_on, suspended_on, removal_planned_on, ended_on,
           sum(kind = '{RENEWAL}') AS renewals
    FROM recognition JOIN dossier ON dossier.id = dossier_id
    GROUP BY recognition.organisation_id
), pending AS (
    SELECT DISTINCT organisation_id
    FROM dossier LEFT JOIN granted USING (organisation_id)
    WHERE state IN {one_of(lifecycle.OPEN)} AND NOT {FOLLOWED}
    AND CASE WHEN validated_on IS NULL THEN kind = '{RENEWAL}' ELSE deposited_on > validated_on END
)
"""
"""Per organisation: its last recognition, how many renewals were granted, and whether one awaits its outcome.

The columns of `granted` are those of the row that has the greatest `validated_on`, as SQLite promises beside `max`.
"""

_REGISTER = f"""
{RECOGNITION}
SELECT organisation.ose_number, dossier.number, siren, rna, siret, name, perimeter, legal_form, department, wave, kind,
       state, deposited_on, ifnull(decision.session_on, dossier.session_on) AS session_on, readings, commitments,
       json_extract(fields, '$."organisation.public_email"') AS public_email,
       json_extract(fields, '$."organisation.publication_consent"') AS publication,
       json_extract(fields, '$."organisation.consent_on".date') AS consent_on,
       dossier.sha256, form_version, decision, instance, conditions, deadline, referent, contact_consent,
       own.validated_on, own.valid_until, own.midterm_held_on, own.suspended_on, own.removal_planned_on, own.ended_on,
       renewals, ifnull(own.id = granted.id, granted.id IS NULL) AS is_present,
       pending.organisation_id IS NOT NULL AS pending,
       (SELECT max(recorded_on) FROM step WHERE recognition_id = own.id AND own.id = granted.id AND answered
        AND event = '{Event.RENEWAL_DUE}') AS reminder_on
FROM dossier
JOIN organisation ON organisation.id = dossier.organisation_id
LEFT JOIN decision ON decision.id = (SELECT max(id) FROM decision WHERE dossier_id = dossier.id)
LEFT JOIN (SELECT dossier_id, name AS referent, consent AS contact_consent FROM contact WHERE role = 'referent')
    AS person ON person.dossier_id = dossier.id
LEFT JOIN granted ON granted.organisation_id = dossier.organisation_id
LEFT JOIN recognition AS own ON own.dossier_id = dossier.id
LEFT JOIN pending ON pending.organisation_id = dossier.organisation_id
WHERE state <> '{State.REPLACED}'
ORDER BY dossier.id
"""

_NOTES = f"SELECT dossier_id, sha256, motive FROM movement WHERE event = '{Event.FOLLOW_UP}' ORDER BY id"
_HISTORY = f"""
SELECT happened_on, event, number, ose_number, name, detail, journal.dossier_id, source_sha256
FROM journal
LEFT JOIN dossier ON dossier.id = journal.dossier_id
LEFT JOIN organisation ON organisation.id = journal.organisation_id
ORDER BY journal.id DESC LIMIT {MOST_ROWS}
"""


@lru_cache(maxsize=4096)
def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def register(db: sqlite3.Connection, rules: Rules, today: date) -> Iterator[tuple[Shown, ...]]:
    """A row a dossier that was not replaced, in the order of receipt, by `register_columns`.

    The states of an identity stand on one row of its organisation, that of the dossier it was last granted to.
    """
    keys = [column.key for column in register_columns(rules)]
    recognition = _recognition_on(today, rules.durations)
    for row in db.execute(_REGISTER):
        values: dict[str, Shown] = dict(row)
        values |= _readings(row["readings"])
        values |= _commitments(row["commitments"])
        days, states = tuple(row[key] for key in _PERIOD), (row["renewals"] or 0, bool(row["pending"]))
        values |= recognition(days, states if row["is_present"] else None)
        values["reminder_on"] = day(row["reminder_on"])
        values["deposited_on"] = day(row["deposited_on"])
        values["session_on"] = day(row["session_on"])
        deadline = day(row["deadline"])
        awaited = deadline and row["state"] == State.VALIDATED_ON_CONDITION
        values["deadline"] = marked(deadline, today, rules.durations) if deadline and awaited else deadline
        values["consents"] = say.consents(row["contact_consent"], row["publication"], day(row["consent_on"]))
        yield tuple(values.get(key) for key in keys)


def history(db: sqlite3.Connection) -> Iterator[tuple[Shown, ...]]:
    """The journal, last line first; with the text of the notes de suivi, which it does not hold."""
    noted: dict[tuple[int, str], list[str]] = defaultdict(list)
    for dossier, sha256, motive in db.execute(_NOTES):
        noted[dossier, sha256].append(motive)
    for happened_on, event, *rest, detail, dossier, sha256 in db.execute(_HISTORY):
        said = noted[dossier, sha256].pop() if event == Event.FOLLOW_UP and noted.get((dossier, sha256)) else ""
        yield (day(happened_on), event, *rest, say.noted(detail, said) if said else detail)


_PERIOD = ("validated_on", "valid_until", "midterm_held_on", "suspended_on", "removal_planned_on", "ended_on")


def _recognition_on(
    today: date, durations: Durations
) -> Callable[[tuple[str | None, ...], tuple[int, bool] | None], Mapping[str, Shown]]:
    """What the dates of a recognition say today. They are few, thousands of organisations share a session's.

    The second argument: how many renewals, and whether one awaits its outcome; none of a former recognition.
    """

    @lru_cache(maxsize=4096)
    def facts(days: tuple[str | None, ...], states: tuple[int, bool] | None) -> Mapping[str, Shown]:
        validated_on, valid_until, *others = map(day, days)
        period = Recognition(validated_on, valid_until, *others) if validated_on and valid_until else None
        dates: Mapping[str, Shown] = {
            "validated_on": validated_on,
            "midterm_on": validated_on and durations.midterm_on(validated_on),
            "midterm_held_on": period.midterm_held_on if period else None,
            "valid_until": valid_until,
            "renewals": None,
        }
        if states is None:
            return dates
        renewals, pending = states
        identity = lifecycle.identity(period, today)
        return {
            **dates,
            "identity": identity,
            "midterm": lifecycle.midterm(period, today, durations),
            "renewal": lifecycle.renewal(period, renewals, pending, today, durations),
            "valid_until": valid_until and marked(valid_until, today, durations),
            "days_left": (valid_until - today).days if valid_until and identity in STANDING else None,
            "renewals": renewals if validated_on else None,
        }

    return facts


def marked(until: date, today: date, durations: Durations) -> date | Marked:
    """Colours a last day that is past or near."""
    if until < today:
        return Marked(until, Mark.LATE)
    return Marked(until, Mark.SOON) if lifecycle.expires_soon(until, today, durations) else until


@lru_cache(maxsize=4096)
def _readings(readings: str) -> Mapping[str, Shown]:
    return {reading_key(principle): answer for principle, answer in json.loads(readings).items()}


def _commitments(commitments: str) -> Mapping[str, Shown]:
    lines = [line for line in json.loads(commitments) if line.get("label")]
    publishable = [say.commitment(line["line"], line["label"]) for line in lines if line.get("publishable") == say.YES]
    return {"commitments": len(lines), "publishable": say.SEPARATOR.join(publishable)}
