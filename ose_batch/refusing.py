"""What is not taken: set aside with the reason beside it, left where it is, or known already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ose_batch import answers, files, inbox
from ose_batch.inbox import Claim
from ose_batch.making import Desk
from ose_batch.model import Rejection, Source
from ose_batch.register import dossiers, lifecycle, store
from ose_batch.register.erasure import Personal
from ose_batch.register.pages import Writer
from ose_batch.report import Fate, FileOutcome
from ose_batch.settings import Settings
from ose_batch.text import one_line
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run needs."""

    desk: Desk
    settings: Settings
    today: date
    erased: list[tuple[str, Personal]] = field(default_factory=list)
    """N° de dossier and what staff asked to erase with it: files and documents are still to be removed."""

    @property
    def writer(self) -> Writer:
        return Writer(self.settings.issuer, self.settings.mail, self.today, self.settings.sessions)


def left(name: str, told: tuple[str, str]) -> FileOutcome:
    sentence, advice = told
    return FileOutcome(one_line(name), Fate.LEFT, sentence, listed=(advice,))


def know_already(run: Run, claim: Claim, source: Source, receipt: store.Receipt) -> FileOutcome:
    """Either sent twice, or recorded by a run that was cut short before it could archive the original."""
    if inbox.is_archived(source, run.desk.workspace.archive):
        if entry := dossiers.of_file(run.desk.db, source.sha256):
            answers.about_known(run.desk.workspace, run.desk.db, source, entry, run.settings.mail, run.today)
        inbox.set_aside(claim.path, run.desk.workspace.already_received, claim.name)
    else:
        inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    sentence = say.already_received(receipt.received_on, receipt.numbers)
    name = one_line(claim.name)
    return FileOutcome(name, Fate.ALREADY_RECEIVED, sentence, receipt.numbers, sha256=source.sha256)


def decline(run: Run, claim: Claim, source: Source, rejection: Rejection) -> FileOutcome:
    """Of what an organisation may have sent: there is an e-mail about it."""
    session = lifecycle.next_session(run.settings.sessions, run.today)
    answers.about_refused(run.desk.workspace, source, rejection, session, run.settings.mail, run.today)
    return refuse(run, claim, source, rejection)


def refuse(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...] = ()) -> FileOutcome:
    hand_back(run, claim, source, rejection, listed)
    name, told = one_line(claim.name), (*listed, rejection.advice)
    return FileOutcome(name, Fate.REFUSED, rejection.reason, listed=told, sha256=source.sha256)


def hand_back(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...]) -> None:
    """Sets a file aside, once the sentence that says why is beside it; Windows line ends and mark, for Notepad."""
    place = inbox.free_place(run.desk.workspace.refused, claim.name)
    reason = tell.refusal(one_line(claim.name), source.sha256, rejection.reason, rejection.advice, listed)
    content = reason.replace("\n", "\r\n").encode("utf-8-sig")
    files.publish(place.with_name(place.name + tell.REASON_SUFFIX), content)
    claim.path.replace(place)
