"""Letters to an organisation between two dossiers: decisions, reminders, the exchange at 18 months, its identity.

Each is a Word letter and an e-mail that carries it with what goes along: attestation, workbook to complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from ose_batch.answers import sender
from ose_batch.documents import letters, mail, plan, progress
from ose_batch.forms import layout, midterm, renewal
from ose_batch.making import Desk, Made, Unmade, printed
from ose_batch.model import Event, Occasion
from ose_batch.register import lifecycle, midterms, parties
from ose_batch.register.papers import Due
from ose_batch.wording import run as say

FORM = f"xlsx/{layout.DOSSIER.filename}"
MIDTERM_FORM = f"xlsx/{layout.BILAN.filename}"


def attestation(desk: Desk, due: Due) -> Made:
    return printed(desk, plan.attestation(due.entry, desk.rules, due.issuer, due.occasion))


def letter(desk: Desk, due: Due) -> Made:
    return printed(desk, letters.letter(due.entry, _occasion(due), desk.rules, due.issuer, sender(due).contact))


def progress_note(desk: Desk, due: Due) -> Made:
    """The brief of progress, from the point d'étape that came in."""
    said = midterms.last(desk.db, due.entry.id, due.due_on)
    if said is None:
        raise Unmade(say.document_defect(due.kind, due.entry.number))
    until = _occasion(due).valid_until
    return printed(desk, progress.note(due.entry, said, due.due_on, desk.rules, due.issuer, until))


def midterm_workbook(desk: Desk, due: Due) -> Made:
    template = desk.form(MIDTERM_FORM)
    until, issuer, contact = _occasion(due).valid_until, due.issuer.name, sender(due).contact
    content = _filled(
        MIDTERM_FORM,
        lambda: midterm.prefilled(template, desk.rules, due.entry, valid_until=until, issuer=issuer, contact=contact),
    )
    return Made(_path(due, layout.BILAN.kind), content, hashlib.sha256(template).hexdigest())


def renewal_workbook(desk: Desk, due: Due) -> Made:
    template, said = desk.form(FORM), midterms.last(desk.db, due.entry.id, due.due_on)
    issuer, contact = due.issuer.name, sender(due).contact
    content = _filled(
        FORM,
        lambda: renewal.workbook(
            template, desk.rules, due.entry, said, occasion=due.occasion, issuer=issuer, contact=contact
        ),
    )
    return Made(_path(due, f"{layout.DOSSIER.kind}-renouvellement"), content, hashlib.sha256(template).hexdigest())


def draft(desk: Desk, due: Due) -> Made:
    """The e-mail as a draft (.eml)."""
    return Made(_beside(desk, due, ".eml"), mail.eml(_draft(desk, due), sender(due)))


def copy(desk: Desk, due: Due) -> Made:
    """The e-mail as a text (.txt), for mail programs that do not open drafts."""
    return Made(_beside(desk, due, ".txt"), mail.text(_draft(desk, due), sender(due)))


def _draft(desk: Desk, due: Due) -> mail.Draft:
    kinds = lifecycle.documents_after(_event(due), due.entry.state)
    carried = [desk.made(due, kind, CARRIED[kind]) for kind in kinds if kind in CARRIED]
    return mail.Draft(
        letters.e_mail(due.entry, _occasion(due), desk.rules),
        parties.organisation_addresses(desk.db, due.entry.organisation_id),
        due.due_on,
        due.entry.code,
        tuple(mail.Attachment(made.path.rpartition("/")[2], made.content) for made in carried),
    )


def _beside(desk: Desk, due: Due, suffix: str) -> str:
    """Beside its letter, under its name."""
    return desk.made(due, "courrier", letter).path.removesuffix(".docx") + suffix


def _occasion(due: Due) -> Occasion:
    assert due.occasion  # every letter is about one
    return due.occasion


def _event(due: Due) -> Event:
    event = _occasion(due).event
    assert event
    return event


def _filled(form: str, fill: Callable[[], bytes]) -> bytes:
    try:
        return fill()
    except ValueError as error:
        raise Unmade(say.form_unusable(form, str(error))) from error


def _path(due: Due, what: str) -> str:
    """With its day: a later one says what has become known since."""
    return f"{letters.folder(due.entry)}/{what}-{due.due_on.isoformat()}-{due.entry.number}.xlsx"


CARRIED: Mapping[str, Callable[[Desk, Due], Made]] = {
    "courrier": letter,
    "attestation": attestation,
    "bilan": midterm_workbook,
    "classeur-renouvellement": renewal_workbook,
}
"""What goes with an e-mail, most useful first."""
KINDS: Mapping[str, Callable[[Desk, Due], Made]] = {
    **CARRIED,
    "point-etape": progress_note,
    "courriel-courrier": draft,
    "courriel-courrier-texte": copy,
}
