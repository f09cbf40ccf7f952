"""What goes back to an organisation about its dossier: its own workbook annotated, and the e-mail with what it carries.

The workbook is read again from the archive, as it was when it came; what is said of it is what the register holds.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.documents import answer, engagement, mail
from ose_batch.documents import letters as letters_folder
from ose_batch.files import publish
from ose_batch.forms import layout, read, returned
from ose_batch.making import Desk, Made, Unmade, printed
from ose_batch.model import FINGERPRINT, Answer, Dossier, Entry, Mail, Rejection, Session, Source
from ose_batch.register import originals, papers, parties, store
from ose_batch.register.papers import Due
from ose_batch.text import one_line
from ose_batch.wording import answer as names
from ose_batch.wording import mail as letters
from ose_batch.wording import refusals
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace

FORM = "xlsx/dossier-ose.xlsx"
FOLDER = answer.FOLDER
FOLDERS = (FOLDER, letters_folder.FOLDER)
"""Of the outbox, where staff may put files of their own beside ours."""
_OURS = re.compile(rf"({'|'.join(FOLDERS)})/D-[^/]+/[a-z0-9-]+-D-[0-9-]+\.(docx|xlsx|eml|txt)")


def fiche(desk: Desk, due: Due) -> Made:
    """Raises `Unmade`, `OSError`."""
    return printed(desk, answer.fiche(due.entry, desk.rules, due.issuer, sender(due).contact))


def workbook(desk: Desk, due: Due) -> Made:
    """The *classeur retourné*. Raises `Unmade`, `OSError`."""
    entry = due.entry
    path = f"{answer.folder(entry)}/dossier-ose-{entry.number}.xlsx"
    template = desk.form(FORM)
    heading = returned.Heading(
        number=entry.number,
        code=entry.code,
        fingerprint=entry.sha256[:FINGERPRINT],
        deposited_on=entry.deposited_on,
        deadline=entry.deadline,
        session_on=entry.session_on,
        issuer=due.issuer.name,
        contact=sender(due).contact,
    )
    dossier = _as_it_came(desk, entry, path)
    try:
        made = returned.returned(template, layout.DOSSIER, desk.rules, dossier, entry.assessment, heading)
    except ValueError as error:
        raise Unmade(say.form_unusable(FORM, str(error))) from error
    if isinstance(desk.scan(path, made), Rejection):
        raise Unmade(say.form_unusable(FORM, path))
    return Made(path, made, hashlib.sha256(template).hexdigest())


def draft(desk: Desk, due: Due) -> Made:
    """The e-mail as a draft (.eml)."""
    content = mail.eml(_draft(desk, due), sender(due))
    return Made(f"{answer.folder(due.entry)}/courriel-{due.entry.number}.eml", content)


def copy(desk: Desk, due: Due) -> Made:
    """The e-mail as a text (.txt), for mail programs that do not open drafts."""
    content = mail.text(_draft(desk, due), sender(due))
    return Made(f"{answer.folder(due.entry)}/courriel-{due.entry.number}.txt", content)


def charter(desk: Desk, due: Due) -> Made:
    """The *charte d'engagement* to sign. Raises `Unmade`, `OSError`."""
    return printed(desk, engagement.charter(due.entry, desk.rules, due.issuer, sender(due).contact))


def sender(due: Due) -> Mail:
    """How e-mails were to be written on the day it became due."""
    frozen = json.loads(due.mail)
    return Mail(**{**frozen, "signature": tuple(frozen["signature"])})


def _as_it_came(desk: Desk, entry: Entry, path: str) -> Dossier:
    content = originals.content(desk.workspace.archive, entry.sha256)
    if content is None:
        raise Unmade(say.original_gone(path, entry.sha256))
    grids = desk.scan(path, content)
    received = grids if isinstance(grids, Rejection) else read.understand(grids, desk.rules)
    if not isinstance(received, Dossier):
        raise Unmade(say.original_unread(path, entry.sha256))
    return received


def _draft(desk: Desk, due: Due) -> mail.Draft:
    entry = due.entry
    sent = _of_dossier(entry, store.sent_name(desk.db, entry.sha256), entry.deposited_on)
    kinds = papers.kinds(desk.db, entry.id)
    if entry.assessment.complete:
        letter = letters.received_complete(sent, entry.told.replaces, "charte" in kinds)
    else:
        letter = letters.to_complete(sent, _points(entry, desk.rules), entry.told.replaces)
    with_it = [desk.made(due, kind, make) for kind, make in CARRIED.items() if kind in kinds]
    attachments = tuple(mail.Attachment(made.path.rpartition("/")[2], made.content) for made in with_it)
    return mail.Draft(letter, parties.addresses(desk.db, entry.id), entry.deposited_on, entry.code, attachments)


def _of_dossier(entry: Entry, name: str, received_on: date) -> letters.Sent:
    return letters.Sent(
        name=name,
        received_on=received_on,
        code=entry.code,
        fingerprint=entry.sha256,
        number=entry.number,
        session_on=entry.session_on,
        wave=entry.wave,
        deadline=entry.deadline,
    )


def _points(entry: Entry, rules: Rules) -> Mapping[str, int]:
    """Principle by its name → how many points of it are to be completed."""
    counts = Counter[str]()
    titles = {principle.code: principle.title for principle in rules.principles}
    for finding in entry.assessment.findings:
        if finding.answer is Answer.TO_COMPLETE:
            label, title = names.principle(finding.principle, titles.get(finding.principle, ""))
            counts[" ".join(filter(None, (label, title)))] += len(finding.points) or 1
    return counts


CARRIED: Mapping[str, Callable[[Desk, Due], Made]] = {
    "fiche-retour": fiche,
    "classeur-retourne": workbook,
    "charte": charter,
}
"""What the e-mail carries, most useful first."""
ANSWERS: Mapping[str, Callable[[Desk, Due], Made]] = {**CARRIED, "courriel": draft, "courriel-texte": copy}


def is_ours(path: str) -> bool:
    """Whether a path of the outbox is that of an answer: staff may keep papers of their own beside them."""
    return _OURS.fullmatch(path) is not None


# ------------------------------------------------------------------------------------- Files without a dossier

UNREAD = f"{FOLDER}/fichiers"
"""Folder of the outbox for e-mails about files that were refused, or that the register knows already."""


def about_refused(
    workspace: Workspace, source: Source, rejection: Rejection, session: Session | None, sender: Mail, today: date
) -> None:
    """The e-mail about a file that could not be taken, with the form to fill in. Raises `OSError`."""
    sent = _sent(source, today, session)
    letter = refusals.answer(rejection.reason, rejection.advice, sent)
    if letter:
        form = mail.Attachment(FORM.rpartition("/")[2], workspace.template(FORM).read_bytes())
        _publish(workspace, mail.Draft(letter, (), today, source.code, (form,)), sender)


def about_known(
    workspace: Workspace, db: sqlite3.Connection, source: Source, entry: Entry, sender: Mail, today: date
) -> None:
    """The e-mail about a dossier sent again as it was. Raises `OSError`."""
    sent = _of_dossier(entry, one_line(source.name), today)
    letter = letters.already_received(sent, entry.deposited_on, entry.state)
    _publish(workspace, mail.Draft(letter, parties.addresses(db, entry.id), today, entry.code), sender)


def _sent(source: Source, today: date, session: Session | None) -> letters.Sent:
    name = one_line(source.name)
    if session is None:
        return letters.Sent(name, today, source.code, source.sha256)
    return letters.Sent(
        name,
        today,
        source.code,
        source.sha256,
        session_on=session.held_on,
        wave=session.wave,
        deadline=session.deadline,
    )


def _publish(workspace: Workspace, draft: mail.Draft, sender: Mail) -> None:
    for suffix, make in ((".eml", mail.eml), (".txt", mail.text)):
        place = workspace.outbox / f"{UNREAD}/courriel-{draft.code}{suffix}"
        publish(place, make(draft, sender), scratch=workspace.outbox)
