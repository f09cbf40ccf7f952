"""Which documents, and with which words: a register entry → `DocumentPlan`. Pure: neither Word nor clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ose_batch import wording
from ose_batch.charter.rules import Rules
from ose_batch.documents import first_page, second_page
from ose_batch.documents.fit import clip, column, flat, lines
from ose_batch.documents.values import perimeter, text
from ose_batch.model import DocumentPlan, Entry, Event, Issuer, Occasion
from ose_batch.wording import documents as say

NAME_IN_FILE = 40
"""Letters of an organisation's name in the name of a file."""
ATTESTED_NAME_WIDTH, ATTESTED_PLACE_WIDTH, ATTESTED_SCOPE_WIDTH = (
    column(8900, 22.5),
    column(4000, 11),
    column(6600, 10.5),
)
ROOMY_LINES = 5
"""Of name, which count double, and périmètre: up to them the attestation has room to breathe; beyond, less."""
ROOMY_CONDITIONS = 450
"""Letters."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def note(entry: Entry, rules: Rules, issuer: Issuer) -> DocumentPlan:
    """The committee's brief (*note au comité*), two pages, dated from the deposit."""
    first, left = first_page.words(entry, rules)
    words = {
        "issuer": issuer.name,
        "number": entry.number,
        "code": entry.code,
        "wave": entry.wave,
        "session": wording.french_date(entry.session_on) if entry.session_on else "",
        "deposited_on": wording.french_date(entry.deposited_on),
        **first,
        **second_page.words(entry, rules, left),
        "decisions": list(rules.lists["decisions"]),
    }
    return DocumentPlan(
        kind="note",
        filename=_filename("notes", f"{entry.number}-note", words["name"]),
        template="note.docx",
        title=say.note_title(entry.number),
        made_on=entry.deposited_on,
        words=words,
        expected=(entry.number, words["name"]),
    )


def attestation(entry: Entry, rules: Rules, issuer: Issuer, occasion: Occasion | None = None) -> DocumentPlan:
    """The *attestation de reconnaissance*, one page, dated from the decision that grants the identity.

    `occasion`: the réserve that was lifted, or the prolongation, which gives the last day; it is dated from it, as is
    that of a decision that was corrected. Raises `ValueError` when no recorded decision grants it: nothing is attested
    that was not decided.
    """
    decision = entry.decision
    gives = occasion if occasion and occasion.event in _GIVES_VALIDITY else None
    until = gives.valid_until if gives else decision.valid_until if decision else None
    if decision is None or until is None or not entry.ose_number:
        raise ValueError(f"{entry.number} has no recorded decision that grants the identity")
    made_on = occasion.on if occasion and (gives or decision.correction) else decision.decided_on
    name, scope = text(entry.fields, "organisation.name"), perimeter(entry)
    words = {
        "issuer": issuer.name,
        "town": issuer.town,
        "signatory": issuer.signatory,
        "signatory_title": issuer.signatory_title,
        "conditions": issuer.conditions,
        "ose_number": entry.ose_number,
        "number": entry.number,
        "name": name,
        "legal_form": text(entry.fields, "organisation.legal_form"),
        "place": clip(text(entry.fields, "organisation.town"), ATTESTED_PLACE_WIDTH),
        "perimeter": scope,
        "valid_from": wording.french_date(decision.decided_on),
        "valid_until": wording.french_date(until),
        "instance": flat(decision.instance),
        "session": wording.french_date(decision.session_on),
        "decided_on": wording.french_date(decision.decided_on),
        "later": _later(gives) if gives else "",
        "made_on": wording.french_date(made_on),
        "principles": [principle.title for principle in rules.principles if principle.code != "ID"],
        "roomy": 2 * lines(name, ATTESTED_NAME_WIDTH) + lines(scope, ATTESTED_SCOPE_WIDTH) <= ROOMY_LINES
        and len(issuer.conditions) <= ROOMY_CONDITIONS,
    }
    return DocumentPlan(
        kind="attestation",
        filename=_filename("attestations", f"{entry.ose_number}-attestation-{entry.number}", name),
        template="attestation.docx",
        title=say.attestation_title(entry.ose_number),
        made_on=made_on,
        words=words,
        expected=(entry.ose_number, name, wording.french_date(until)),
    )


_GIVES_VALIDITY = frozenset({Event.CONDITION_LIFTED, Event.PROLONGED})
"""Their last day of validity is not the one that the committee's decision gave."""


def _later(occasion: Occasion) -> str:
    on = occasion.since or occasion.on
    if occasion.event is Event.CONDITION_LIFTED:
        return say.condition_lifted(on)
    return clip(say.prolonged(flat(occasion.instance), on), ATTESTED_PLACE_WIDTH, 2)


PLANS: dict[str, Callable[[Entry, Rules, Issuer], DocumentPlan]] = {"note": note, "attestation": attestation}


def slug(name: str) -> str:
    """`Les Jardins d’Éole` → `les-jardins-d-eole`: ASCII, short, empty when nothing is left."""
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    whole = _NOT_SLUG.sub("-", plain.lower()).strip("-")
    if len(whole) <= NAME_IN_FILE:
        return whole
    return whole[: NAME_IN_FILE + 1].rpartition("-")[0] or whole[:NAME_IN_FILE]


def _filename(folder: str, stem: str, name: str) -> str:
    return f"{folder}/{'-'.join(filter(None, (stem, slug(name))))}.docx"
