"""Letters to an organisation: what happened to its dossier or its identity → `DocumentPlan` and e-mail. Pure.

Their sentences stand in the templates, for staff to reword; here are the facts that they say, and which of them count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents.fit import clip, column, flat
from ose_batch.documents.plan import slug
from ose_batch.documents.values import ABSENT, Words, perimeter, text
from ose_batch.model import (
    DECISIONS,
    GRANTING,
    ON_IDENTITY,
    RENEWAL,
    Decision,
    DocumentPlan,
    Entry,
    Event,
    Issuer,
    Occasion,
)
from ose_batch.wording import letters as say
from ose_batch.wording.mail import Letter

FOLDER = "courriers"
"""Of the outbox."""
NAME_WIDTH, NAME_LINES = column(5738, 11.5), 8
BODY_WIDTH, SCOPE_LINES, CONTACT_LINES = column(9798, 10.5), 4, 3

_GRANTS = (*GRANTING, Event.CONDITION_LIFTED)
_RESERVE = (Event.CONDITION_LIFTED, Event.CONDITION_KEPT)


def folder(entry: Entry) -> str:
    """Of the outbox, for all letters about a dossier."""
    return f"{FOLDER}/{'-'.join(filter(None, (entry.number, slug(text(entry.fields, 'organisation.name')))))}"


# ------------------------------------------------------------------------------------------------------ The committee


def _of_committee(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str) -> DocumentPlan:
    """The decision recorded in `entry`, or with `occasion.event` what became of its réserve.

    `occasion`: `session_on` and `deadline` to aim at after an adjournment, `valid_until` of the recognition that a
    réserve levée grants, or that a renewal leaves as it is. Raises `ValueError` when no decision is recorded, or when
    the identity is granted without its number or last day.
    """
    decided = _decided(entry)
    event = occasion.event if occasion.event in _RESERVE else None
    outcome, on = event or decided.decision, occasion.on
    granted = outcome in _GRANTS
    until = occasion.valid_until or decided.valid_until if event else decided.valid_until
    if granted and not (until and entry.ose_number):
        raise ValueError(f"{entry.number} is granted the identity without its number or its last day")
    renewal = text(entry.fields, "organisation.dossier_kind") == RENEWAL
    before = occasion.valid_until if renewal and not granted else None
    words = {
        **_head(entry, issuer, contact, on),
        "outcome": slug(outcome),
        "granted": granted,
        "has_charter": occasion.has_charter,
        "renewal": renewal,
        "perimeter": clip(perimeter(entry), BODY_WIDTH, SCOPE_LINES) or ABSENT,
        "instance": flat(decided.instance),
        "session_on": _said(decided.session_on),
        "decided_on": _said(decided.decided_on),
        "since": _said(occasion.since or on),
        "motive": _lines(occasion.motive if event else decided.motive),
        "conditions": _lines(decided.conditions),
        "deadline": _said(decided.deadline),
        "correction": "" if event else _lines(decided.correction),
        "replaced_on": _said(None if event else occasion.corrects),
        "valid_until": _said(until if granted else None),
        "validity_years": rules.durations.validity_years,
        "midterm_months": rules.durations.midterm_months,
        "midterm_on": _said(rules.durations.midterm_on(decided.decided_on)),
        "use_conditions": _lines(issuer.conditions),
        "running_until": _said(before if before and before >= on else None),
        "ended_on": _said(before if before and before < on else None),
        "next_session": _said(occasion.session_on),
        "next_deadline": _said(occasion.deadline),
    }
    what = event.value if event else say.CORRECTED if decided.correction else say.DECISION
    return _letter("courrier-decision", what, entry, on, words, ("valid_until", "motive", "conditions"))


# --------------------------------------------------------------------------------------------------- The three years


def _midterm(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str) -> DocumentPlan:
    """The invitation to the *temps d'échanges*, dated from `occasion.on`. Raises `ValueError` without a decision."""
    decided = _decided(entry)
    around = rules.durations.midterm_on(decided.decided_on)
    words = {
        **_head(entry, issuer, contact, occasion.on),
        "validated_on": _said(decided.decided_on),
        "midterm_months": rules.durations.midterm_months,
        "midterm_on": _said(around),
        "late": occasion.on > around,
        "valid_until": _said(occasion.valid_until),
    }
    return _letter("courrier-mi-parcours", say.MIDTERM, entry, occasion.on, words, ("midterm_on",))


def _reminder(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str) -> DocumentPlan:
    """A *relance de renouvellement*: first, last or between by `occasion.rank`."""
    session, until = occasion.session_on, occasion.valid_until
    own = {
        "rank": occasion.rank,
        "final": _is_final(occasion, rules),
        "in_time": session is not None and until is not None and session <= until,
    }
    what = say.reminder_name(occasion.rank)
    return _end("courrier-renouvellement", what, entry, occasion, issuer, contact, own)


def _is_final(occasion: Occasion, rules: Rules) -> bool:
    """Whether no reminder comes after this one."""
    return occasion.rank >= len(rules.durations.reminder_days)


def _expiry(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str) -> DocumentPlan:
    """The identity ended; when a renewal is there (`occasion.renewal_on`), « sera examiné le … » or was examined."""
    own = {
        "awaited": occasion.renewal_on is not None,
        "renewal_on": _said(occasion.renewal_on),
        "examined_on": _said(occasion.examined_on),
        "incomplete": occasion.is_incomplete,
    }
    return _end("courrier-fin-de-validite", _end_name(occasion), entry, occasion, issuer, contact, own)


def _end_name(occasion: Occasion) -> str:
    if occasion.renewal_on is None:
        return say.EXPIRY
    return say.EXAMINED if occasion.examined_on else say.INCOMPLETE if occasion.is_incomplete else say.AWAITED


def _end(
    template: str, what: str, entry: Entry, occasion: Occasion, issuer: Issuer, contact: str, own: Words
) -> DocumentPlan:
    """Of the end of a recognition, coming or past, and of the session that examines its renewal."""
    until, session = occasion.valid_until, occasion.session_on
    if until is None:
        raise ValueError(f"{entry.number}: no last day of validity")
    words = {
        **_head(entry, issuer, contact, occasion.on),
        "valid_until": _said(until),
        "session_on": _said(session),
        "deadline": _said(occasion.deadline),
        **own,
    }
    return _letter(template, what, entry, occasion.on, words, ("valid_until",))


def _identity(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str) -> DocumentPlan:
    """Of `ON_IDENTITY`: a retrait envisagé needs `answer_by`, a prolongation `valid_until`."""
    event = occasion.event
    assert event in ON_IDENTITY
    if event is Event.REMOVAL_PLANNED and not occasion.answer_by:
        raise ValueError(f"{entry.number}: no day until when observations may be presented")
    if event is Event.PROLONGED and not occasion.valid_until:
        raise ValueError(f"{entry.number}: no day until when the identity is prolonged")
    words = {
        **_head(entry, issuer, contact, occasion.on),
        "outcome": slug(event),
        "since": _said(occasion.since or occasion.on),
        "motive": _lines(occasion.motive),
        "valid_until": _said(occasion.valid_until),
        "answer_by": _said(occasion.answer_by),
        "announced_on": _said(occasion.announced_on),
        "is_suspended": occasion.is_suspended,
        "observation_days": (occasion.answer_by - occasion.on).days if occasion.answer_by else 0,
        "instance": flat(occasion.instance),
    }
    fact = _IDENTITY_FACTS.get(event, "since")
    return _letter("courrier-identite", event.value, entry, occasion.on, words, (fact, "motive"))


_IDENTITY_FACTS = {
    Event.REMOVAL_PLANNED: "answer_by",
    Event.REMOVAL_DROPPED: "announced_on",
    Event.PROLONGED: "valid_until",
}


_BY_EVENT: Mapping[Event, Callable[[Entry, Occasion, Rules, Issuer, str], DocumentPlan]] = {
    **dict.fromkeys((*DECISIONS.values(), *_RESERVE), _of_committee),
    **dict.fromkeys(ON_IDENTITY, _identity),
    Event.MIDTERM_DUE: _midterm,
    Event.RENEWAL_DUE: _reminder,
    Event.EXPIRED: _expiry,
}


def letter(entry: Entry, occasion: Occasion, rules: Rules, issuer: Issuer, contact: str = "") -> DocumentPlan:
    """What tells of `occasion.event`, dated from `occasion.on`. Raises `ValueError` when nothing does, or lacks a fact.

    `contact`: whom to ask, on one line.
    """
    if occasion.event is None or occasion.event not in _BY_EVENT:
        raise ValueError(f"{entry.number}: no letter tells of {occasion.event}")
    return _BY_EVENT[occasion.event](entry, _ahead(occasion), rules, issuer, contact)


def e_mail(entry: Entry, occasion: Occasion, rules: Rules) -> Letter:
    """What carries that letter. Raises `ValueError` as it does."""
    occasion = _ahead(occasion)
    match occasion.event:
        case Event.CONDITION_LIFTED | Event.CONDITION_KEPT as event:
            return say.condition(entry.number, entry.ose_number, event, occasion)
        case event if event in DECISIONS.values():
            return say.decision(entry.number, entry.ose_number, _decided(entry), occasion)
        case Event.MIDTERM_DUE:
            around = rules.durations.midterm_on(_decided(entry).decided_on)
            return say.midterm(entry.ose_number, rules.durations.midterm_months, around)
        case Event.RENEWAL_DUE:
            return say.reminder(entry.ose_number, occasion, _is_final(occasion, rules))
        case Event.EXPIRED:
            return say.expiry(entry.ose_number, occasion)
        case _:
            return say.identity(entry.ose_number, occasion)


# ---------------------------------------------------------------------------------------------- What all letters say


def _letter(template: str, what: str, entry: Entry, on: date, words: Words, facts: Sequence[str]) -> DocumentPlan:
    """`facts`: the words without which it is not published, those that are empty apart."""
    return DocumentPlan(
        kind=template,
        filename=filename(entry, f"{what} {on.isoformat()}"),
        template=f"{template}.docx",
        title=say.title(what, entry.number),
        made_on=on,
        words=words,
        expected=(entry.number, words["name"], *(words[fact] for fact in facts if words[fact])),
    )


def filename(entry: Entry, what: str) -> str:
    return f"{folder(entry)}/{slug(what)}-{entry.number}.docx"


def _head(entry: Entry, issuer: Issuer, contact: str, on: date) -> Words:
    return {
        "issuer": issuer.name,
        "town": issuer.town,
        "signatory": issuer.signatory,
        "signatory_title": issuer.signatory_title,
        "contact": whom(issuer, contact),
        "date": _said(on),
        "number": entry.number,
        "ose_number": entry.ose_number,
        "name": clip(text(entry.fields, "organisation.name"), NAME_WIDTH, NAME_LINES) or ABSENT,
    }


def whom(issuer: Issuer, contact: str) -> str:
    return clip(", ".join(filter(None, (issuer.name, flat(contact)))), BODY_WIDTH, CONTACT_LINES)


def _ahead(occasion: Occasion) -> Occasion:
    """Without a session or a deadline that are past."""
    session = occasion.session_on if (occasion.session_on or date.min) >= occasion.on else None
    deadline = occasion.deadline if session and (occasion.deadline or date.min) >= occasion.on else None
    return replace(occasion, session_on=session, deadline=deadline)


def _decided(entry: Entry) -> Decision:
    if entry.decision is None:
        raise ValueError(f"{entry.number} has no recorded decision")
    return entry.decision


def _said(day: date | None) -> str:
    return wording.french_date(day) if day else ""


def _lines(words: str) -> str:
    """What somebody wrote, whole, without its empty lines."""
    return "\n".join(filter(None, map(flat, words.split("\n"))))
