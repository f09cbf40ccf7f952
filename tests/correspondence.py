"""Letters on every occasion an organisation may be written to, and the charter it signs: planned, made, read."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch.documents import engagement, letters, mail, plan, proof, word
from ose_batch.documents.mail import Attachment, Draft
from ose_batch.model import DECISIONS, Decision, DocumentPlan, Entry, Event, Occasion, State
from ose_batch.wording.mail import Letter
from tests import entries
from tests.docx_text import text_of
from tests.dossiers import RULES
from tests.drafts import SENDER
from tests.entries import DECISION, ISSUER, TYPICAL, long, validated

ROOT = Path(__file__).parent.parent
KINDS = (
    "courrier-decision",
    "courrier-mi-parcours",
    "courrier-renouvellement",
    "courrier-fin-de-validite",
    "courrier-identite",
    "charte-engagement",
)
SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in KINDS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}
CONTACT = "l’équipe OSE, 02 61 91 00 00, ose@cress.example"

MOTIVE = "Le plan d’actions ne dit pas encore qui pilote chaque action."
CONDITIONS = "Préciser le pilote de chaque action.\n\nPrésenter la démarche aux salariés avant l’été."
UNTIL, SESSION, LIMIT = date(2029, 12, 10), date(2027, 6, 17), date(2027, 6, 3)
DECIDED_ON = DECISION.decided_on
BEFORE, LAST_DAY = date(2029, 12, 6), date(2029, 11, 27)
"""The last session before the end of validity, and its date limite de dépôt."""
SAID = "L’identité figure sur un produit, ce que l’attestation ne prévoit pas."
RECOGNISED = validated(TYPICAL)
GRANTED = "peut utiliser l’identité visuelle OSE jusqu’au 10 décembre 2029 inclus"


def decided(state: State, entry: Entry = TYPICAL, **other: Any) -> Entry:
    granted = state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE)
    decision = replace(DECISION, decision=state, valid_until=UNTIL if granted else None, **other)
    return replace(entry, state=state, ose_number="OSE-0042" if granted else "", decision=decision)


def decision_of(entry: Entry) -> Decision:
    assert entry.decision
    return entry.decision


def told(state: State, **other: Any) -> Occasion:
    return Occasion(DECIDED_ON, event=DECISIONS[state], **other)


def renewing(entry: Entry) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.dossier_kind": "Renouvellement"})


def named(entry: Entry, name: str) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.name": name})


ON_CONDITION = decided(State.VALIDATED_ON_CONDITION, conditions=CONDITIONS, deadline=date(2027, 3, 31))
WITH_ADVICE = decided(State.VALIDATED_WITH_ADVICE, conditions=CONDITIONS)
ADJOURNED = decided(State.ADJOURNED, motive=MOTIVE)
NOT_RETAINED = decided(State.NOT_RETAINED, motive=MOTIVE)
CORRECTED = decided(State.NOT_RETAINED, motive=MOTIVE, correction="Erreur de ligne dans le relevé de la séance.")
LIFTED = Occasion(date(2027, 2, 8), valid_until=UNTIL, event=Event.CONDITION_LIFTED, since=date(2027, 2, 1))
KEPT = Occasion(
    date(2027, 4, 5),
    session_on=SESSION,
    deadline=LIMIT,
    motive="Le pilote de deux actions manque encore.",
    event=Event.CONDITION_KEPT,
)
INVITED = Occasion(date(2028, 3, 10), valid_until=UNTIL, event=Event.MIDTERM_DUE)
REMINDED = {
    1: Occasion(date(2029, 8, 29), 1, UNTIL, BEFORE, LAST_DAY, event=Event.RENEWAL_DUE),
    2: Occasion(date(2029, 9, 10), 2, UNTIL, event=Event.RENEWAL_DUE),
    3: Occasion(date(2029, 11, 12), 3, UNTIL, BEFORE, LAST_DAY, event=Event.RENEWAL_DUE),
}
EXPIRED = Occasion(date(2029, 12, 11), 0, UNTIL, date(2030, 6, 13), date(2030, 5, 30), event=Event.EXPIRED)
EXAMINED = replace(EXPIRED, session_on=None, deadline=None, renewal_on=date(2029, 9, 24), examined_on=date(2029, 12, 6))
AWAITED = replace(EXPIRED, session_on=date(2030, 1, 17), deadline=date(2029, 12, 20), renewal_on=date(2029, 12, 3))
MOVES = {
    Event.SUSPENDED: Occasion(date(2028, 5, 2), valid_until=UNTIL, motive=SAID, since=date(2028, 4, 28)),
    Event.RESUMED: Occasion(date(2028, 6, 1), valid_until=UNTIL),
    Event.REMOVAL_PLANNED: Occasion(date(2028, 7, 3), valid_until=UNTIL, answer_by=date(2028, 8, 2), motive=SAID),
    Event.REMOVAL_DROPPED: Occasion(
        date(2028, 8, 14), valid_until=UNTIL, announced_on=date(2028, 7, 3), since=date(2028, 8, 9)
    ),
    Event.REMOVED: Occasion(date(2028, 9, 4), valid_until=UNTIL, answer_by=date(2028, 8, 2), motive=SAID),
    Event.RENOUNCED: Occasion(date(2028, 9, 4), valid_until=UNTIL),
    Event.PROLONGED: Occasion(
        date(2029, 11, 5), valid_until=date(2030, 6, 30), instance="Bureau de la CRESS", motive="Séance reportée."
    ),
}
MOVES = {event: replace(occasion, event=event) for event, occasion in MOVES.items()}
AIMED = {"session_on": SESSION, "deadline": LIMIT}

CASES: dict[str, tuple[Entry, Occasion]] = {
    "decision-valide": (RECOGNISED, told(State.VALIDATED)),
    "decision-avec-recommandations": (WITH_ADVICE, told(State.VALIDATED_WITH_ADVICE)),
    "decision-sous-reserve": (ON_CONDITION, told(State.VALIDATED_ON_CONDITION)),
    "decision-ajourne": (ADJOURNED, told(State.ADJOURNED, **AIMED)),
    "decision-non-retenu": (NOT_RETAINED, told(State.NOT_RETAINED)),
    "decision-rectifiee": (CORRECTED, told(State.NOT_RETAINED, corrects=DECIDED_ON)),
    "reserve-levee": (replace(ON_CONDITION, ose_number="OSE-0042"), LIFTED),
    "reserve-non-levee": (ON_CONDITION, KEPT),
    "mi-parcours": (RECOGNISED, INVITED),
    **{f"renouvellement-{rank}": (RECOGNISED, occasion) for rank, occasion in REMINDED.items()},
    "fin-de-validite": (RECOGNISED, EXPIRED),
    "renouvellement-a-examiner": (RECOGNISED, AWAITED),
    "renouvellement-examine": (RECOGNISED, EXAMINED),
    "renouvellement-a-completer": (RECOGNISED, replace(AWAITED, session_on=None, deadline=None, is_incomplete=True)),
    **{plan.slug(event): (RECOGNISED, occasion) for event, occasion in MOVES.items()},
}


def letter(entry: Entry, occasion: Occasion) -> DocumentPlan:
    return letters.letter(entry, occasion, RULES, ISSUER, CONTACT)


def charter(entry: Entry) -> DocumentPlan:
    return engagement.charter(entry, RULES, ISSUER, CONTACT)


def planned(case: str, **fields: str) -> DocumentPlan:
    """`fields`: of the organisation, otherwise than in the case."""
    entry, occasion = CASES[case]
    other = {f"organisation.{key}": value for key, value in fields.items()}
    return letter(replace(entry, fields={**entry.fields, **other}), occasion)


def made(document: DocumentPlan) -> bytes:
    content = word.render(TEMPLATES[document.kind], document)
    proof.prove(content, document)
    return content


def said(document: DocumentPlan) -> str:
    return text_of(made(document)).replace("\u00a0", " ")


def copied(carried: Letter) -> str:
    draft = Draft(carried, ("a@jardins.example",), DECIDED_ON, "K7M-4QX", (Attachment("courrier.docx", b"?"),))
    return mail.text(draft, SENDER).decode("utf-8-sig").replace("\r\n", "\n")


def full_charter(letters_each: int, count: int, *, capitals: bool = False) -> Entry:
    """Of names and commitments as long as they may be."""
    entry = named(entries.huge(capitals=capitals), long(300, capitals=capitals))
    statement = {"commitments.statement": long(letters_each, capitals=capitals)} if letters_each else {}
    lines = (entry.tables["commitments"] * 4)[:count]
    return replace(entry, fields={**entry.fields, **statement}, tables={**entry.tables, "commitments": lines})
