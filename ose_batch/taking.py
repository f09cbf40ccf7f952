"""What becomes of one file of the inbox: read, understood, judged, recorded; or set aside with the reason beside it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ose_batch import answers, files, inbox
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.documents.comparison import compared
from ose_batch.forms import home, layout, read, returned
from ose_batch.inbox import Claim
from ose_batch.making import Desk
from ose_batch.model import (
    Assessment,
    Context,
    Decisions,
    Dossier,
    Entry,
    Event,
    Movements,
    Progress,
    Rejection,
    Since,
    Source,
    State,
    Told,
)
from ose_batch.register import (
    changes,
    decide,
    intake,
    lifecycle,
    lifts,
    midterms,
    movements,
    parties,
    record,
    sittings,
    staff,
    store,
    transitions,
)
from ose_batch.register.intake import Submission
from ose_batch.register.pages import Writer
from ose_batch.report import Fate, FileOutcome
from ose_batch.settings import Settings
from ose_batch.text import one_line
from ose_batch.wording import inbox as tell
from ose_batch.wording import midterms as of_midterm
from ose_batch.wording import movements as of_staff
from ose_batch.wording import run as say

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run needs."""

    desk: Desk
    settings: Settings
    today: date

    @property
    def writer(self) -> Writer:
        return Writer(self.settings.issuer, self.settings.mail, self.today, self.settings.sessions)


def left(name: str, told: tuple[str, str]) -> FileOutcome:
    sentence, advice = told
    return FileOutcome(one_line(name), Fate.LEFT, sentence, listed=(advice,))


def take(run: Run, claim: Claim, source: Source) -> FileOutcome:
    receipt = store.receipt(run.desk.db, source.sha256)
    if receipt and receipt.kind in ("dossier", "progress"):
        return _know_already(run, claim, source, receipt)
    grids = run.desk.scan(source.name, source.content)
    if isinstance(grids, Rejection):
        return _decline(run, claim, source, grids)
    received = _blameless(run, lambda: read.understand(grids, run.desk.rules))
    match received:
        case Rejection():
            return _decline(run, claim, source, received)
        case Decisions():
            return _take_decisions(run, claim, source, received)
        case Movements():
            return _take_movements(run, claim, source, received)
        case Progress():
            return _take_progress(run, claim, source, received)
        case Dossier():
            return _take_dossier(run, claim, source, received)


def _blameless(run: Run, think: Callable[[], Said]) -> Said | Rejection:
    """What `think` gives, or why this one file is set aside when it meets a defect of ours.

    `think` touches neither file nor database nor network: no fault of the machine can be taken for the dossier's.
    """
    try:
        return think()
    except Exception:
        with run.desk.workspace.reading_log.open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        return Rejection(*tell.DEFECT)


def _know_already(run: Run, claim: Claim, source: Source, receipt: store.Receipt) -> FileOutcome:
    """Either sent twice, or recorded by a run that was cut short before it could archive the original."""
    if inbox.is_archived(source, run.desk.workspace.archive):
        if entry := store.of_file(run.desk.db, source.sha256):
            answers.about_known(run.desk.workspace, run.desk.db, source, entry, run.settings.mail, run.today)
        inbox.set_aside(claim.path, run.desk.workspace.already_received, claim.name)
    else:
        inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    sentence = say.already_received(receipt.received_on, receipt.numbers)
    name = one_line(claim.name)
    return FileOutcome(name, Fate.ALREADY_RECEIVED, sentence, receipt.numbers, sha256=source.sha256)


def _take_dossier(run: Run, claim: Claim, source: Source, dossier: Dossier) -> FileOutcome:
    submission = intake.submission(dossier, source, layout.PERSONAL)
    db, party, claimed = run.desk.db, submission.party, submission.claimed_number
    context = Context(run.today, parties.previous(db, party, claimed))
    earlier = store.earlier(db, party, claimed)
    renewed = store.renewed(db, party, claimed) if submission.kind == lifecycle.RENEWAL else None
    enrolled_on = earlier.session_on if earlier else None
    session = lifecycle.next_session(run.settings.sessions, run.today, enrolled_on=enrolled_on)
    form = run.desk.form(answers.FORM)

    def thought() -> tuple[Assessment, Told]:
        assessment = lifts.overruled(assess(dossier, run.desk.rules, context), earlier.lifts if earlier else ())
        told = _since(earlier, renewed, submission, assessment, run.desk.rules)
        return assessment, _at_home(form, dossier, assessment, told, run.desk.rules)

    judged = _blameless(run, thought)
    if isinstance(judged, Rejection):
        return _decline(run, claim, source, judged)
    assessment, told = judged
    submission = replace(submission, told=told)
    recorded = record.dossier(db, submission, assessment, session, run.writer, earlier.id if earlier else None)
    inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    name = submission.party.name
    sentence = say.dossier_recorded(name, recorded.number, recorded.state, assessment.readings, recorded.replaced)
    numbers = (recorded.number,)
    return FileOutcome(
        one_line(claim.name), Fate.DOSSIER, sentence, numbers, recorded.state, dossier.notes, source.sha256
    )


def _since(
    earlier: Entry | None, renewed: Entry | None, submission: Submission, assessment: Assessment, rules: Rules
) -> Told:
    """With what the dossier says otherwise than the one before, and than the one it renews."""

    def since(before: Entry | None) -> Since:
        if before is None:
            return Since()
        then, now = (before.fields, before.tables), (submission.fields, submission.tables)
        moved = changes.moved(before.assessment.readings, assessment.readings)
        return Since(before.number, changes.changes(then, now, layout.LABELS, rules), moved)

    is_before_committee = earlier is not None and earlier.state in lifecycle.BEFORE_COMMITTEE
    was_seen = is_before_committee or (earlier is not None and earlier.state is State.ADJOURNED)
    return replace(
        submission.told,
        replaces="" if earlier is None or is_before_committee else earlier.number,
        since=since(earlier),
        renews=renewed.number if renewed else "",
        since_renewed=Since() if was_seen else since(renewed),
        compared=tuple(compared(renewed.tables, submission.tables).sentences()) if renewed else (),
    )


def _at_home(form: bytes, dossier: Dossier, assessment: Assessment, told: Told, rules: Rules) -> Told:
    """With the cells of the workbook that is returned, where they are not those of the file."""
    try:
        rooms = returned.rooms_of(form, layout.DOSSIER)
    except ValueError:  # said when the workbook is to be made
        return told
    homes = home.homes(dossier, layout.DOSSIER, rules, rooms)
    findings = home.relocated(assessment, homes).findings
    repairs = tuple(replace(repair, cell=homes.get(repair.cell, repair.cell)) for repair in told.repairs)
    return replace(told, repairs=repairs, returned=findings if findings != assessment.findings else ())


def _take_decisions(run: Run, claim: Claim, source: Source, received: Decisions) -> FileOutcome:
    if not received.lines:
        return _refuse(run, claim, source, Rejection(say.EMPTY_DECISIONS_REASON, say.EMPTY_DECISIONS_ADVICE))
    known = store.decidable(run.desk.db, decide.numbers(received))
    days = sittings.days(run.desk.db, run.settings.sessions)
    judged = decide.judge(received, known, run.today, run.desk.rules.durations, days)
    receipt = store.receipt(run.desk.db, source.sha256)
    if receipt and not judged.accepted and not judged.listed:
        return _know_already(run, claim, source, receipt)
    if not judged.accepted and not judged.completed and not judged.repeated:
        return _refuse(run, claim, source, Rejection(say.NO_DECISION_REASON, say.NO_DECISION_ADVICE), judged.listed)
    by_id, more_by_id = (
        {known[number].id: decision for number, decision in each.items()}
        for each in (judged.accepted, judged.completed)
    )
    record.decisions(run.desk.db, source.sha256, by_id, run.writer, decide.attendance(received), more_by_id)
    if judged.listed:  # the lines left aside have to be put right in a workbook at hand
        inbox.keep_original(source, run.desk.workspace.archive)
        _hand_back(run, claim, source, Rejection(say.LINES_LEFT_ASIDE_REASON, say.NO_DECISION_ADVICE), judged.listed)
    else:
        inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    sentence = say.decisions_recorded(judged.accepted, judged.completed, judged.repeated)
    numbers = tuple(judged.accepted)
    name = one_line(claim.name)
    return FileOutcome(name, Fate.DECISIONS, sentence, numbers, listed=judged.listed, sha256=source.sha256)


def _take_movements(run: Run, claim: Claim, source: Source, received: Movements) -> FileOutcome:
    if not received.lines:
        return _refuse(run, claim, source, Rejection(of_staff.EMPTY_REASON, of_staff.EMPTY_ADVICE))
    db, sessions, rules = run.desk.db, run.settings.sessions, run.desk.rules
    known = staff.known(db, movements.numbers(received))
    judged = movements.judge(received, known, movements.Bounds(run.today, sessions, rules))
    receipt = store.receipt(db, source.sha256)
    if receipt and not judged.accepted and not judged.listed:
        return _know_already(run, claim, source, receipt)
    if not judged.accepted and not judged.repeated:
        return _refuse(run, claim, source, Rejection(of_staff.NONE_REASON, of_staff.ADVICE), judged.listed)
    staff.record_all(db, source.sha256, judged.accepted, sessions, rules, run.writer)
    if judged.listed:
        inbox.keep_original(source, run.desk.workspace.archive)
        _hand_back(run, claim, source, Rejection(of_staff.LEFT_ASIDE_REASON, of_staff.ADVICE), judged.listed)
    else:
        inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    sentence = of_staff.recorded(len(judged.accepted), judged.repeated)
    numbers = tuple(dict.fromkeys(one.known.number for one in judged.accepted))
    name = one_line(claim.name)
    return FileOutcome(name, Fate.MOVEMENTS, sentence, numbers, listed=judged.listed, sha256=source.sha256)


def _take_progress(run: Run, claim: Claim, source: Source, received: Progress) -> FileOutcome:
    numbers = [received.fields[key].text.strip().upper() for key in ("midterm.ose_number", "midterm.number")]
    known = staff.known(run.desk.db, numbers)
    about = next((known[number] for number in numbers if number in known), None)
    if about is None:
        return _decline(run, claim, source, Rejection(*of_midterm.unknown(numbers[0])))
    dossier = known.get(numbers[1])
    if dossier and (dossier.organisation_id, dossier.dossier_id) != (about.organisation_id, about.granted_by):
        return _decline(run, claim, source, Rejection(*of_midterm.of_another(*numbers)))
    midterm = lifecycle.midterm(about.recognition, run.today, run.desk.rules.durations)
    if transitions.after(midterm, Event.PROGRESS, transitions.MIDTERM) is None:
        return _decline(run, claim, source, Rejection(*of_midterm.not_awaited(about.number)))
    midterms.record(run.desk.db, source.sha256, received, about, run.writer)
    inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    name, sentence = one_line(claim.name), of_midterm.received(about.number)
    return FileOutcome(name, Fate.PROGRESS, sentence, (about.number,), listed=received.notes, sha256=source.sha256)


def _decline(run: Run, claim: Claim, source: Source, rejection: Rejection) -> FileOutcome:
    """Of what an organisation may have sent: there is an e-mail about it."""
    session = lifecycle.next_session(run.settings.sessions, run.today)
    answers.about_refused(run.desk.workspace, source, rejection, session, run.settings.mail, run.today)
    return _refuse(run, claim, source, rejection)


def _refuse(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...] = ()) -> FileOutcome:
    _hand_back(run, claim, source, rejection, listed)
    name, told = one_line(claim.name), (*listed, rejection.advice)
    return FileOutcome(name, Fate.REFUSED, rejection.reason, listed=told, sha256=source.sha256)


def _hand_back(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...]) -> None:
    """Sets a file aside, once the sentence that says why is beside it; Windows line ends and mark, for Notepad."""
    place = inbox.free_place(run.desk.workspace.refused, claim.name)
    reason = tell.refusal(one_line(claim.name), source.sha256, rejection.reason, rejection.advice, listed)
    content = reason.replace("\n", "\r\n").encode("utf-8-sig")
    files.publish(place.with_name(place.name + tell.REASON_SUFFIX), content)
    claim.path.replace(place)
