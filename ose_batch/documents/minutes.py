"""The relevé de décisions: what a session decided, in full. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ose_batch import wording
from ose_batch.documents import session
from ose_batch.documents.fit import flat
from ose_batch.documents.values import ABSENT, Words, text
from ose_batch.model import DECISIONS, Decision, DocumentPlan, Entry, Issuer, Minutes, Session
from ose_batch.wording import session as say

_BETWEEN_NAMES = re.compile(r"[,;\r\n]+")


def minutes(record: Minutes, issuer: Issuer) -> DocumentPlan:
    """Dated from the session. Nothing of it is cut: it is the record."""
    held_on = record.session.held_on
    groups = {
        decision: own
        for decision in DECISIONS
        if (own := [entry for entry in record.decided if entry.decision and entry.decision.decision is decision])
    }
    counts = {decision: len(own) for decision, own in groups.items()}
    return DocumentPlan(
        kind="releve-de-decisions",
        filename=path(record.session),
        template="releve-de-decisions.docx",
        title=say.minutes_title(held_on),
        made_on=held_on,
        words={
            "issuer": issuer.name,
            "town": issuer.town,
            "signatory": issuer.signatory,
            "signatory_title": issuer.signatory_title,
            "held_on": wording.french_date(held_on),
            "instance": flat(record.session.instance),
            "wave": record.session.wave,
            "present": _people(record.present),
            "excused": _people(record.excused),
            "recused": _people(record.recused),
            "summary": say.summary(counts, len(record.undecided)),
            "groups": [
                {"title": say.group(decision, len(own)), "rows": [_row(entry, record) for entry in own]}
                for decision, own in groups.items()
            ],
            "undecided": [_dossier(entry) for entry in record.undecided],
        },
        expected=(
            wording.french_date(held_on),
            *(entry.number for entry in (*record.decided, *record.undecided)),
        ),
    )


def path(one: Session) -> str:
    """Below the outbox."""
    return f"{session.folder(one)}/releve-de-decisions-{one.held_on.isoformat()}.docx"


def _people(typed: str) -> str:
    """`A, B, C`: on one line, whatever separated them; what a comma separates may be a name and its function."""
    return ", ".join(name for part in _BETWEEN_NAMES.split(typed) if (name := flat(part)))


def _dossier(entry: Entry) -> Words:
    return {
        "number": entry.number,
        "ose_number": entry.ose_number,
        "name": text(entry.fields, "organisation.name") or ABSENT,
        "kind": text(entry.fields, "organisation.dossier_kind"),
    }


def _row(entry: Entry, record: Minutes) -> Words:
    assert entry.decision  # of a group
    facts = [{"label": label, "text": said} for label, said in _facts(entry.decision, record)]
    return _dossier(entry) | {"facts": facts}


def _facts(decision: Decision, record: Minutes) -> Iterator[tuple[str, str]]:
    """Labels and texts, those that are there."""
    if decision.correction:
        yield say.CORRECTION, flat(decision.correction)
    if decision.decided_on != record.session.held_on:
        yield say.DECIDED_ON, wording.french_date(decision.decided_on)
    if flat(decision.instance) != flat(record.session.instance):
        yield say.INSTANCE, flat(decision.instance)
    if decision.motive:
        yield say.MOTIVE, decision.motive.strip()
    if decision.conditions:
        yield say.conditions(decision.decision), decision.conditions.strip()
    if decision.deadline:
        yield say.deadline(decision.decision), wording.french_date(decision.deadline)
    if decision.valid_until:
        yield say.RECOGNITION, say.valid_until(decision.valid_until)
    if decision.rapporteur:
        yield say.RAPPORTEUR, flat(decision.rapporteur)
    if decision.recused:
        yield say.RECUSED, _people(decision.recused)
