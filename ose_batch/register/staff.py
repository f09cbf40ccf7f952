"""What staff record between sessions, written to the register: one transaction a workbook."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.model import ON_IDENTITY, Event, Movement, Occasion, Person, Recognition, Session, State
from ose_batch.register import dossiers, erasure, frozen, lifecycle, moves, pages, papers, record, sittings, store
from ose_batch.register.connection import transaction
from ose_batch.register.erasure import Personal
from ose_batch.register.movements import REMEMBERED
from ose_batch.register.moves import Accepted, Known
from ose_batch.register.pages import Writer
from ose_batch.register.store import one_of
from ose_batch.wording import movements as say

ON_RECOGNITION = ON_IDENTITY | {Event.MIDTERM_HELD}
_OF_ORGANISATION = ON_RECOGNITION | {Event.MERGED}
"""Recorded once, whichever dossier of the organisation the line names."""


_OF_USE = (Event.SUSPENDED, Event.RESUMED, Event.REMOVAL_PLANNED, Event.REMOVAL_DROPPED)


def known(db: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, Known]:
    """What is known of each n° de dossier or n° OSE that the register has."""
    found = {}
    for number in numbers:
        row = db.execute(
            "SELECT id FROM dossier WHERE number = :number OR state <> :replaced AND organisation_id ="
            " (SELECT ifnull(merged_into, id) FROM organisation WHERE ose_number = :number) ORDER BY id DESC LIMIT 1",
            {"number": number, "replaced": State.REPLACED},
        ).fetchone()
        if row:
            found[number] = _known(db, row["id"])
    return found


def _known(db: sqlite3.Connection, dossier_id: int) -> Known:
    entry = dossiers.entry(db, dossier_id)
    granted = store.recognition(db, entry.organisation_id)
    referent = db.execute(
        "SELECT name, title, email, phone FROM contact WHERE dossier_id = ? AND role = 'referent'",
        (store.last_dossier(db, entry.organisation_id),),
    ).fetchone()
    newer, open_ones = db.execute(
        f"SELECT max(number), max(number) FILTER (WHERE state IN {one_of(lifecycle.OPEN)}) FROM dossier"
        " WHERE organisation_id = ? AND id > ?",
        (entry.organisation_id, dossier_id),
    ).fetchone()
    beside = db.execute(
        "SELECT session_on, number FROM dossier WHERE organisation_id = ? AND id <> ? AND state = ?",
        (entry.organisation_id, dossier_id, State.PRESENTED),
    )
    return Known(
        organisation_id=entry.organisation_id,
        dossier_id=entry.id,
        number=entry.number,
        state=entry.state,
        deposited_on=entry.deposited_on,
        session_on=entry.session_on,
        assessment=entry.assessment,
        decision=entry.decision,
        recognition=granted and granted[1],
        granted_by=granted and granted[0],
        recorded=frozenset(
            movement
            for dossier, movement in store.movements(db, entry.organisation_id)
            if dossier == dossier_id or movement.event in _OF_ORGANISATION
        ),
        newer=open_ones or "",
        followed_by=newer or "",
        beside=frozenset((date.fromisoformat(held_on), number) for held_on, number in beside),
        renewed_until=store.renewed_until(db, dossier_id),
        contact=Person(**dict(referent)) if referent else Person(),
    )


def record_all(
    db: sqlite3.Connection,
    sha256: str,
    accepted: Sequence[Accepted],
    sessions: Sequence[Session],
    rules: Rules,
    writer: Writer,
) -> tuple[tuple[str, Personal], ...]:
    """The movements of one workbook, in the order in which they were judged. Gives what is erased, by number."""
    by_day = {session.held_on: session for session in sessions}
    erased = []
    with transaction(db):
        pages.receipt(db, sha256, "movements", writer.today)
        for one in accepted:
            _record(db, sha256, one, by_day, rules, writer)
            if one.movement.event is Event.CONTACT_ERASED:
                personal = erasure.of_organisation(db, one.known.organisation_id)
                erasure.erase(db, personal, writer.today)
                erased.append((one.known.number, personal))
    return tuple(erased)


def _record(
    db: sqlite3.Connection,
    sha256: str,
    one: Accepted,
    sessions: Mapping[date, Session],
    rules: Rules,
    writer: Writer,
) -> None:
    movement, about = one.movement, one.known
    movement_id = _keep(db, sha256, movement, about, writer.today)
    before = store.recognition(db, about.organisation_id)
    if movement.event in REMEMBERED:
        db.execute("INSERT INTO applied VALUES (?, ?)", (about.dossier_id, movement_id))
    _dossier(db, movement, about, sessions)
    if movement.event is Event.CONDITION_LIFTED and about.recognition:
        period = about.recognition
        record.grant(db, about.organisation_id, about.dossier_id, period.validated_on, period.valid_until)
    elif about.recognition and about.granted_by is not None:
        _recognition(db, about.granted_by, about.recognition)
    if movement.event is Event.CONTACT_CHANGED:
        _contact(db, about)
    if one.joined:
        _merge(db, about, one.joined)
    dossier_id = _concerned(movement, about)
    said = _said(movement, about)
    pages.line(db, writer.today, movement.event, about.organisation_id, dossier_id, sha256, said, movement.author)
    if movement.event in (Event.REMOVED, Event.RENOUNCED):
        pages.void(db, dossier_id, ("attestation",))
    if movement.event is Event.PROLONGED:  # what told of the end it had is no longer true
        pages.void(db, dossier_id, lifecycle.LETTER, (Event.EXPIRED,))
    kinds = lifecycle.documents_after(movement.event, about.state)
    if about.state is State.READY and "note" in kinds and not _has_charter(db, dossier_id):
        kinds = (*kinds, "charte")
    if movement.event in _OF_USE and about.recognition and about.recognition.valid_until < writer.today:
        kinds = ()  # noted once the identity has ended: there is nothing left to use
    if kinds:
        announced_on = before[1].removal_planned_on if before else None
        has_charter = store.charter_received(db, dossier_id)
        occasion = replace(_occasion(movement, about, announced_on, rules, writer), has_charter=has_charter)
        pages.follow(db, writer, dossier_id, kinds, store.last_decision(db, dossier_id), occasion)


def _concerned(movement: Movement, about: Known) -> int:
    """What happens to an identity happens to the dossier that was granted it."""
    on_recognition = movement.event in ON_RECOGNITION
    return about.granted_by if on_recognition and about.granted_by is not None else about.dossier_id


def _keep(db: sqlite3.Connection, sha256: str, movement: Movement, about: Known, today: date) -> int:
    return pages.insert(
        db,
        "movement",
        organisation_id=about.organisation_id,
        dossier_id=_concerned(movement, about),
        event=movement.event,
        happened_on=movement.happened_on.isoformat(),
        recorded_on=today.isoformat(),
        author=movement.author,
        motive=movement.motive,
        criterion=movement.criterion,
        day=movement.day.isoformat() if movement.day else None,
        instance=movement.instance,
        other=movement.other,
        sha256=sha256,
    )


def _dossier(db: sqlite3.Connection, movement: Movement, about: Known, sessions: Mapping[date, Session]) -> None:
    db.execute(
        "UPDATE dossier SET state = ?, readings = ?, findings = ? WHERE id = ?",
        (
            about.state,
            frozen.dump(about.assessment.readings),
            frozen.dump_findings(about.assessment),
            about.dossier_id,
        ),
    )
    if movement.event is Event.ENROLLED and movement.day:
        session = sessions[movement.day]
        sittings.settle(db, about.dossier_id, session)
        if about.state is State.PRESENTED:
            sittings.present(db, about.number, session)


def _recognition(db: sqlite3.Connection, granted_by: int, period: Recognition) -> None:
    days = (period.valid_until, period.midterm_held_on, period.suspended_on, period.removal_planned_on, period.ended_on)
    db.execute(
        "UPDATE recognition SET valid_until = ?, midterm_held_on = ?, suspended_on = ?, removal_planned_on = ?,"
        " ended_on = ? WHERE dossier_id = ?",
        (*(day.isoformat() if day else None for day in days), granted_by),
    )


def _contact(db: sqlite3.Connection, about: Known) -> None:
    """Another person has given no consent yet."""
    person = about.contact
    db.execute(
        "INSERT INTO contact (organisation_id, dossier_id, role, name, title, email, phone, consent)"
        " VALUES (:organisation, :dossier, 'referent', :name, :title, :email, :phone, '')"
        " ON CONFLICT (dossier_id, role) DO UPDATE SET title = excluded.title, email = excluded.email,"
        " phone = excluded.phone, consent = iif(name = excluded.name, consent, ''), name = excluded.name",
        {
            "organisation": about.organisation_id,
            "dossier": store.last_dossier(db, about.organisation_id),
            "name": person.name,
            "title": person.title,
            "email": person.email,
            "phone": person.phone,
        },
    )


def _merge(db: sqlite3.Connection, kept: Known, joined: Known) -> None:
    """Dossiers, contacts and recognitions join the registration that is kept; its journal lines stay as they were.

    A n° OSE is kept for life: the one that is kept takes the other's when it has none.
    """
    ids = (kept.organisation_id, joined.organisation_id)
    for table in ("dossier", "contact", "recognition", "movement"):
        db.execute(f"UPDATE {table} SET organisation_id = ? WHERE organisation_id = ?", ids)
    db.execute("UPDATE organisation SET merged_into = ?1 WHERE id = ?2 OR merged_into = ?2", ids)
    numbers = dict(db.execute("SELECT id, ose_number FROM organisation WHERE id IN (?, ?)", ids).fetchall())
    if numbers[joined.organisation_id] and not numbers[kept.organisation_id]:
        db.execute("UPDATE organisation SET ose_number = NULL WHERE id = ?", (joined.organisation_id,))
        db.execute(
            "UPDATE organisation SET ose_number = ? WHERE id = ?",
            (numbers[joined.organisation_id], kept.organisation_id),
        )


def _said(movement: Movement, about: Known) -> str:
    """Where it led, for the journal: never the motive. `agreement` reads it again."""
    match movement.event:
        case Event.CONDITION_LIFTED if about.recognition:
            return f"{about.state}, {say.until(about.recognition.valid_until)}"
        case event if event in ON_RECOGNITION:
            return beside(movement)
        case _:
            return ", ".join(filter(None, (about.state, beside(movement))))


def beside(movement: Movement) -> str:
    """What the journal says of a movement itself."""
    match movement.event:
        case Event.PROLONGED if movement.day:
            return say.until(movement.day)
        case Event.ENROLLED if movement.day:
            return say.due_on(movement.day)
        case Event.MERGED:
            return say.joined_by(movement.other)
        case event if event in ON_RECOGNITION:
            return say.due_on(movement.happened_on)
        case _:
            return movement.criterion if movement.event is Event.POINT_LIFTED else ""


def _has_charter(db: sqlite3.Connection, dossier_id: int) -> bool:
    return store.charter_received(db, dossier_id) or "charte" in papers.kinds(db, dossier_id)


def _occasion(movement: Movement, about: Known, announced_on: date | None, rules: Rules, writer: Writer) -> Occasion:
    """`announced_on`: of a retrait that was announced before that movement."""
    period = about.recognition
    until = period.valid_until if period else None
    session = lifecycle.next_session(writer.sessions, writer.today)
    heard = movement.event in (Event.REMOVAL_PLANNED, Event.REMOVED)
    return Occasion(
        writer.today,
        valid_until=about.renewed_until if movement.event is Event.CONDITION_KEPT else until,
        session_on=session.held_on if session else None,
        deadline=session.deadline if session else None,
        answer_by=moves.last_day_to_answer(period, rules) if period and heard else None,
        announced_on=announced_on,
        is_suspended=period is not None and period.suspended_on is not None,
        motive=movement.motive,
        instance=movement.instance,
        event=movement.event,
        since=movement.happened_on,
    )
