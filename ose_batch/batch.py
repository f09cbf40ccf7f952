"""The weekly batch: the only place where the order of effects is written.

A file is claimed, read, assessed and recorded in one transaction; only then does it leave the inbox. Documents are
made afterwards from what the register holds, never from the file: a run cut short is finished by the next one.
"""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ose_batch import answers, deliveries, files, inbox, lock, views
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.forms import home, layout, read, returned, worker
from ose_batch.forms.scan import Scan
from ose_batch.inbox import Claim, Waiting
from ose_batch.making import Desk
from ose_batch.model import Assessment, Context, Decisions, Dossier, Entry, Rejection, Source, Told
from ose_batch.register import backup, changes, decide, intake, lifecycle, originals, record, store
from ose_batch.register.intake import Submission
from ose_batch.report import Fate, FileOutcome, Report
from ose_batch.settings import Settings
from ose_batch.text import one_line
from ose_batch.wording import inbox as tell
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace

Watch = Callable[[list[Waiting]], Iterable[Waiting]]
"""Wraps the files of a long run, to show how far it has come."""


Said = TypeVar("Said")


class EarlierThanLastRun(Exception):
    """The day of this run comes before that of the last one: the message says so, in French."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run needs."""

    workspace: Workspace
    settings: Settings
    rules: Rules
    db: sqlite3.Connection
    today: date
    scan: Scan


def traiter(
    workspace: Workspace, today: date, watch: Watch = iter, *, settle: float = 0, forced: bool = False
) -> Report:
    """One run. `settle`: seconds left to files that are being written; `forced`: even on a day before the last run's.

    Raises `Busy`, `EarlierThanLastRun`, `SettingsError`, `CharterError`, `NewerRegister`, `DamagedRegister`,
    `OSError`, `sqlite3.Error`: no file's fault, and nothing half-done.
    """
    settings, rules = workspace.settings(), workspace.rules()
    workspace.make_folders()
    with lock.alone(workspace.lock):
        files.clear(workspace.written_folders())
        backup.take(workspace.database, workspace.backups, today, settings.backups)
        with closing(store.open_register(workspace.database)) as db, worker.reader(workspace.reading_log) as scan:
            if not forced:
                _refuse_the_past(db, today)
            return _run(Run(workspace, settings, rules, db, today, scan), watch, settle)


def _run(run: Run, watch: Watch, settle: float) -> Report:
    workspace, db, today = run.workspace, run.db, run.today
    held = inbox.recover(workspace.claims, workspace.archive, workspace.inbox, lambda source: _is_known(run, source))
    taken = [_left(name, tell.LEFT_OPEN) for name in held]
    try:
        record.sessions(db, run.settings.sessions, today)
        waiting = inbox.pending(workspace.inbox, workspace.inbox_folders(), settle)
        taken.extend(_take_or_leave(run, each) for each in watch(waiting))
        documents, broken = deliveries.make(Desk(workspace, run.rules, db, run.scan))
        left = deliveries.put_away_superseded(workspace, db)
        made, warnings = views.write(workspace, run.settings, run.rules, db, today)
    except (OSError, sqlite3.Error):  # what became of these files would be said nowhere else
        if taken:
            with suppress(OSError, sqlite3.Error):  # the fault itself is told by whoever called
                _publish_report(run, Report(today, tuple(taken), (), (say.CUT_SHORT,), run.settings.unset))
        raise
    report = Report(today, tuple(taken), documents + made, broken + left + warnings, run.settings.unset)
    _publish_report(run, report)
    record.run(db, today)
    return report


def _publish_report(run: Run, report: Report) -> None:
    name = f"compte-rendu-{run.today.isoformat()}-{store.runs(run.db) + 1}.txt"
    place = inbox.free_place(run.workspace.reports, name)
    files.publish(place, say.run_report(report).encode("utf-8-sig"))


def _refuse_the_past(db: sqlite3.Connection, today: date) -> None:
    last = store.last_run(db)
    if last and today < last:
        raise EarlierThanLastRun(say.earlier_than_last_run(today, last))


def _is_known(run: Run, source: Source) -> bool:
    return store.receipt(run.db, source.sha256) is not None


def _take_or_leave(run: Run, waiting: Waiting) -> FileOutcome:
    """Whatever prevents this file from being read is no fault of the dossier: it waits, the others do not."""
    name = waiting.path.name
    if not waiting.is_file:
        return _left(name, tell.NOT_A_FILE)
    try:
        claim = inbox.claim(waiting, run.workspace.claims)
    except inbox.StillWritten:
        return _left(name, tell.STILL_WRITTEN)
    except FileNotFoundError:
        return _left(name, tell.GONE)
    except PermissionError:
        return _left(name, tell.LEFT_OPEN)
    try:
        if inbox.is_attachment(claim.path):
            sha256 = originals.file_sha256(claim.path)
            kept = inbox.set_aside(claim.path, run.workspace.attachments, claim.name)
            return FileOutcome(one_line(kept.name), Fate.ATTACHMENT, tell.ATTACHMENT_KEPT, sha256=sha256)
        source = inbox.take(claim.path, claim.name)
    except (inbox.StillWritten, OSError) as trouble:
        inbox.set_aside(claim.path, run.workspace.inbox, claim.name)
        unread = isinstance(trouble, OSError)
        return _left(name, tell.MACHINE_COULD_NOT_READ if unread else tell.STILL_WRITTEN)
    return _take(run, claim, source)


def _left(name: str, told: tuple[str, str]) -> FileOutcome:
    sentence, advice = told
    return FileOutcome(one_line(name), Fate.LEFT, sentence, listed=(advice,))


def _take(run: Run, claim: Claim, source: Source) -> FileOutcome:
    receipt = store.receipt(run.db, source.sha256)
    if receipt and receipt.kind == "dossier":
        return _know_already(run, claim, source, receipt)
    grids = run.scan(source.name, source.content)
    if isinstance(grids, Rejection):
        return _decline(run, claim, source, grids)
    received = _blameless(run, lambda: read.understand(grids, run.rules))
    match received:
        case Rejection():
            return _decline(run, claim, source, received)
        case Decisions():
            return _take_decisions(run, claim, source, received)
        case Dossier():
            return _take_dossier(run, claim, source, received)


def _blameless(run: Run, think: Callable[[], Said]) -> Said | Rejection:
    """What `think` gives, or why this one file is set aside when it meets a defect of ours.

    `think` touches neither file nor database nor network: no fault of the machine can be taken for the dossier's.
    """
    try:
        return think()
    except Exception:
        with run.workspace.reading_log.open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        return Rejection(*tell.DEFECT)


def _know_already(run: Run, claim: Claim, source: Source, receipt: store.Receipt) -> FileOutcome:
    """Either sent twice, or recorded by a run that was cut short before it could archive the original."""
    if inbox.is_archived(source, run.workspace.archive):
        if entry := store.of_file(run.db, source.sha256):
            answers.about_known(run.workspace, run.db, source, entry, run.settings.mail, run.today)
        inbox.set_aside(claim.path, run.workspace.already_received, claim.name)
    else:
        inbox.archive(claim, source, run.workspace.archive, run.workspace.inbox)
    sentence = say.already_received(receipt.received_on, receipt.numbers)
    name = one_line(claim.name)
    return FileOutcome(name, Fate.ALREADY_RECEIVED, sentence, receipt.numbers, sha256=source.sha256)


def _take_dossier(run: Run, claim: Claim, source: Source, dossier: Dossier) -> FileOutcome:
    submission = intake.submission(dossier, source, layout.PERSONAL)
    context = Context(run.today, store.previous(run.db, submission.party, submission.claimed_number))
    settings = run.settings
    session = lifecycle.next_session(settings.sessions, run.today)
    earlier = store.earlier(run.db, submission.party, submission.claimed_number, session.wave if session else "")
    form = run.workspace.template(answers.FORM).read_bytes()

    def thought() -> tuple[Assessment, Told]:
        assessment = assess(dossier, run.rules, context)
        told = _since(earlier, submission, assessment, run.rules)
        return assessment, _at_home(form, dossier, assessment, told, run.rules)

    judged = _blameless(run, thought)
    if isinstance(judged, Rejection):
        return _decline(run, claim, source, judged)
    assessment, told = judged
    submission = replace(submission, told=told)
    recorded = record.dossier(run.db, submission, assessment, session, settings.issuer, settings.mail, run.today)
    inbox.archive(claim, source, run.workspace.archive, run.workspace.inbox)
    name = submission.party.name
    sentence = say.dossier_recorded(name, recorded.number, recorded.state, assessment.readings, recorded.replaced)
    numbers = (recorded.number,)
    return FileOutcome(
        one_line(claim.name), Fate.DOSSIER, sentence, numbers, recorded.state, dossier.notes, source.sha256
    )


def _since(earlier: Entry | None, submission: Submission, assessment: Assessment, rules: Rules) -> Told:
    """With what the dossier says otherwise than the one it takes the place of."""
    if earlier is None:
        return submission.told
    before, after = (earlier.fields, earlier.tables), (submission.fields, submission.tables)
    return replace(
        submission.told,
        replaces=earlier.number,
        changes=changes.changes(before, after, layout.LABELS, rules),
        moved=changes.moved(earlier.assessment.readings, assessment.readings),
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
    known = store.decidable(run.db)
    judged = decide.judge(received, known, run.today, run.rules.durations)
    receipt = store.receipt(run.db, source.sha256)
    if receipt and not judged.accepted and not judged.listed:
        return _know_already(run, claim, source, receipt)
    if not judged.accepted and not judged.repeated:
        return _refuse(run, claim, source, Rejection(say.NO_DECISION_REASON, say.NO_DECISION_ADVICE), judged.listed)
    by_id = {known[number].id: decision for number, decision in judged.accepted.items()}
    record.decisions(run.db, source.sha256, by_id, run.settings.issuer, run.today)
    if judged.listed:  # the lines left aside have to be put right in a workbook at hand
        inbox.keep_original(source, run.workspace.archive)
        _hand_back(run, claim, source, Rejection(say.LINES_LEFT_ASIDE_REASON, say.NO_DECISION_ADVICE), judged.listed)
    else:
        inbox.archive(claim, source, run.workspace.archive, run.workspace.inbox)
    sentence = say.decisions_recorded(judged.accepted, judged.repeated)
    numbers = tuple(judged.accepted)
    name = one_line(claim.name)
    return FileOutcome(name, Fate.DECISIONS, sentence, numbers, listed=judged.listed, sha256=source.sha256)


def _decline(run: Run, claim: Claim, source: Source, rejection: Rejection) -> FileOutcome:
    """Of what an organisation may have sent: there is an e-mail about it."""
    session = lifecycle.next_session(run.settings.sessions, run.today)
    answers.about_refused(run.workspace, source, rejection, session, run.settings.mail, run.today)
    return _refuse(run, claim, source, rejection)


def _refuse(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...] = ()) -> FileOutcome:
    _hand_back(run, claim, source, rejection, listed)
    name, told = one_line(claim.name), (*listed, rejection.advice)
    return FileOutcome(name, Fate.REFUSED, rejection.reason, listed=told, sha256=source.sha256)


def _hand_back(run: Run, claim: Claim, source: Source, rejection: Rejection, listed: tuple[str, ...]) -> None:
    """Sets a file aside, once the sentence that says why is beside it; Windows line ends and mark, for Notepad."""
    place = inbox.free_place(run.workspace.refused, claim.name)
    reason = tell.refusal(one_line(claim.name), source.sha256, rejection.reason, rejection.advice, listed)
    content = reason.replace("\n", "\r\n").encode("utf-8-sig")
    files.publish(place.with_name(place.name + tell.REASON_SUFFIX), content)
    claim.path.replace(place)
