"""The weekly batch: the only place where the order of effects is written.

A file is read, assessed and recorded in one transaction; only then does it leave the inbox. Documents are made
afterwards from what the register holds, never from the file: a run cut short is finished by the next one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from ose_batch import inbox, views
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.documents import plan, word
from ose_batch.files import publish
from ose_batch.forms import layout, read
from ose_batch.model import Context, Decisions, Dossier, Rejection, Source
from ose_batch.register import decide, intake, lifecycle, record, store
from ose_batch.report import Fate, FileOutcome, Report
from ose_batch.settings import Settings
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace

Watch = Callable[[list[Path]], Iterable[Path]]
"""Wraps the files of a long run, to show how far it has come."""


class Busy(Exception):
    """Another run is under way in this workspace."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run needs."""

    workspace: Workspace
    settings: Settings
    rules: Rules
    db: sqlite3.Connection
    today: date


def traiter(workspace: Workspace, today: date, watch: Watch = iter) -> Report:
    """One run. Raises `Busy`, `SettingsError`, `CharterError`, `NewerRegister`, `OSError`, `sqlite3.Error`: no file's
    fault."""
    settings, rules = workspace.settings(), workspace.rules()
    workspace.make_folders()
    with _alone(workspace), closing(store.open_register(workspace.database)) as db:
        run = Run(workspace, settings, rules, db, today)
        record.sessions(db, settings.sessions, today)
        files = tuple(_take_or_leave(run, path) for path in watch(inbox.pending(workspace.inbox)))
        documents, broken = _make_documents(run)
        left = _put_away_superseded(run)
        made, warnings = views.write(run.workspace, settings, rules, db, today)
        report = Report(today, files, documents + made, broken + left + warnings, settings.unset)
        rank = record.run(db, today)
    name = f"compte-rendu-{today.isoformat()}-{rank}.txt"
    publish(workspace.reports / name, say.run_report(report).encode("utf-8-sig"))
    return report


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """One run at a time. The system lets the lock go when the program ends, however it ends. Raises `Busy`."""
    try:
        with FileLock(workspace.lock, timeout=0):
            yield
    except Timeout as error:
        raise Busy from error


def _take_or_leave(run: Run, path: Path) -> FileOutcome:
    """A file that Excel holds open cannot be moved on Windows: it waits, the others do not."""
    try:
        return _take(run, path)
    except PermissionError as error:
        if error.filename != str(path):
            raise
        return FileOutcome(path.name, Fate.LEFT, say.LEFT_OPEN, listed=(say.LEFT_OPEN_ADVICE,))


def _take(run: Run, path: Path) -> FileOutcome:
    if inbox.is_attachment(path):
        kept = inbox.set_aside(path, run.workspace.attachments)
        return FileOutcome(kept.name, Fate.ATTACHMENT, say.ATTACHMENT_KEPT)
    source = inbox.take(path)
    receipt = store.receipt(run.db, source.sha256)
    if receipt and receipt.kind == "dossier":
        return _know_already(run, path, source, receipt)
    received = read.read(source, run.rules)
    match received:
        case Rejection():
            return _refuse(run, path, received)
        case Decisions():
            return _take_decisions(run, path, source, received)
        case Dossier():
            return _take_dossier(run, path, source, received)


def _know_already(run: Run, path: Path, source: Source, receipt: store.Receipt) -> FileOutcome:
    """Either sent twice, or recorded by a run that was cut short before it could archive the original."""
    if inbox.archived(source, run.workspace.archive).exists():
        inbox.set_aside(path, run.workspace.already_received)
    else:
        inbox.archive(path, source, run.workspace.archive)
    sentence = say.already_received(receipt.received_on, receipt.numbers)
    return FileOutcome(source.name, Fate.ALREADY_RECEIVED, sentence, receipt.numbers)


def _take_dossier(run: Run, path: Path, source: Source, dossier: Dossier) -> FileOutcome:
    submission = intake.submission(dossier, source, layout.PERSONAL)
    previous = store.previous(run.db, submission.party, submission.claimed_number)
    assessment = assess(dossier, run.rules, Context(run.today, previous))
    session = lifecycle.next_session(run.settings.sessions, run.today)
    recorded = record.dossier(run.db, submission, assessment, session, run.settings.issuer, run.today)
    inbox.archive(path, source, run.workspace.archive)
    name = submission.party.name
    sentence = say.dossier_recorded(name, recorded.number, recorded.state, assessment.readings, recorded.replaced)
    return FileOutcome(source.name, Fate.DOSSIER, sentence, (recorded.number,), recorded.state, dossier.notes)


def _take_decisions(run: Run, path: Path, source: Source, received: Decisions) -> FileOutcome:
    if not received.lines:
        return _refuse(run, path, Rejection(say.EMPTY_DECISIONS_REASON, say.EMPTY_DECISIONS_ADVICE))
    known = store.decidable(run.db)
    judged = decide.judge(received, known, run.today, run.rules.durations)
    receipt = store.receipt(run.db, source.sha256)
    if receipt and not judged.accepted and not judged.listed:
        return _know_already(run, path, source, receipt)
    if not judged.accepted and not judged.repeated:
        return _refuse(run, path, Rejection(say.NO_DECISION_REASON, say.NO_DECISION_ADVICE), judged.listed)
    by_id = {known[number].id: decision for number, decision in judged.accepted.items()}
    record.decisions(run.db, source.sha256, by_id, run.settings.issuer, run.today)
    if judged.listed:  # the lines left aside have to be put right in a workbook at hand
        copy = inbox.free_place(run.workspace.refused, path.name)
        publish(copy, source.content)
        _explain(copy, path.name, Rejection(say.LINES_LEFT_ASIDE_REASON, say.NO_DECISION_ADVICE), judged.listed)
    inbox.archive(path, source, run.workspace.archive)
    sentence = say.decisions_recorded(judged.accepted, judged.repeated)
    return FileOutcome(source.name, Fate.DECISIONS, sentence, tuple(judged.accepted), listed=judged.listed)


def _refuse(run: Run, path: Path, rejection: Rejection, listed: tuple[str, ...] = ()) -> FileOutcome:
    kept = inbox.set_aside(path, run.workspace.refused)
    _explain(kept, path.name, rejection, listed)
    return FileOutcome(path.name, Fate.REFUSED, rejection.reason, listed=(*listed, rejection.advice))


def _explain(kept: Path, name: str, rejection: Rejection, listed: tuple[str, ...]) -> None:
    """Leaves beside a file that was set aside the sentence that says why; Windows line ends and mark, for Notepad."""
    reason = say.refusal(name, rejection.reason, rejection.advice, listed)
    kept.with_name(kept.name + say.REASON_SUFFIX).write_text(reason, encoding="utf-8-sig", newline="\r\n")


def _make_documents(run: Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths published, and sentences on the templates that could not be used."""
    templates: dict[str, tuple[word.Template, str]] = {}
    published: list[str] = []
    broken: dict[str, str] = {}
    for due in store.undelivered(run.db):
        document = plan.PLANS[due.kind](due.entry, run.rules, due.issuer)
        if document.template in broken:
            continue
        try:
            if document.template not in templates:
                content = run.workspace.template(f"docx/{document.template}").read_bytes()
                templates[document.template] = (
                    word.compile(content, document.template),
                    hashlib.sha256(content).hexdigest(),
                )
            template, template_sha256 = templates[document.template]
            made = word.render(template, document)
        except word.TemplateError as error:
            broken[document.template] = str(error)
            continue
        publish(run.workspace.outbox / document.filename, made)
        record.delivery(run.db, due.id, document.filename, hashlib.sha256(made).hexdigest(), template_sha256)
        published.append(document.filename)
    return tuple(published), tuple(broken.values())


def _put_away_superseded(run: Run) -> tuple[str, ...]:
    """Documents of a dossier that a newer one replaced leave the folder that people work from. Gives those left."""
    left: list[str] = []
    for document_id, path in store.superseded(run.db):
        old = run.workspace.outbox / path
        target = f"{store.SUPERSEDED}/{Path(path).name}"
        if old.exists():
            (run.workspace.outbox / target).parent.mkdir(parents=True, exist_ok=True)
            try:
                old.replace(run.workspace.outbox / target)
            except PermissionError:
                left.append(say.open_elsewhere_kept(f"outbox/{path}"))
                continue
        record.move(run.db, document_id, target)
    return tuple(left)
