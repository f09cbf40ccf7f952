"""What becomes of one file of the inbox: read, understood, judged, recorded."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ose_batch import answers, inbox, noting
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.documents import standing
from ose_batch.documents.comparison import compared
from ose_batch.forms import home, layout, read, returned
from ose_batch.inbox import Claim
from ose_batch.model import (
    RENEWAL,
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
from ose_batch.refusing import Run, decline, know_already
from ose_batch.register import (
    changes,
    dossiers,
    intake,
    lifecycle,
    lifts,
    midterms,
    parties,
    record,
    staff,
    store,
    transitions,
)
from ose_batch.register.intake import Submission
from ose_batch.report import Fate, FileOutcome
from ose_batch.text import one_line
from ose_batch.wording import inbox as tell
from ose_batch.wording import midterms as of_midterm
from ose_batch.wording import run as say

Said = TypeVar("Said")


def take(run: Run, claim: Claim, source: Source) -> FileOutcome:
    receipt = store.receipt(run.desk.db, source.sha256)
    if receipt and receipt.kind in ("dossier", "progress"):
        return know_already(run, claim, source, receipt)
    grids = run.desk.scan(source.name, source.content)
    if isinstance(grids, Rejection):
        return decline(run, claim, source, grids)
    received = _blameless(run, lambda: read.understand(grids, run.desk.rules))
    match received:
        case Rejection():
            return decline(run, claim, source, received)
        case Decisions():
            return noting.take_decisions(run, claim, source, received)
        case Movements():
            return noting.take_movements(run, claim, source, received)
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


def _take_dossier(run: Run, claim: Claim, source: Source, dossier: Dossier) -> FileOutcome:
    submission = intake.submission(dossier, source, layout.PERSONAL)
    db, party, claimed = run.desk.db, submission.party, submission.claimed_number
    context = Context(run.today, parties.previous(db, party, claimed))
    earlier = dossiers.earlier(db, party, claimed)
    renewed = dossiers.renewed(db, party, claimed) if submission.kind == RENEWAL else None
    said = midterms.last(db, renewed.id, run.today) if renewed else None
    enrolled_on = earlier.session_on if earlier else None
    session = lifecycle.next_session(run.settings.sessions, run.today, enrolled_on=enrolled_on)
    form = run.desk.form(answers.FORM)

    def thought() -> tuple[Assessment, Told]:
        assessment = lifts.overruled(assess(dossier, run.desk.rules, context), earlier.lifts if earlier else ())
        told = _since(earlier, renewed, said, submission, assessment, run.desk.rules)
        return assessment, _at_home(form, dossier, assessment, told, run.desk.rules)

    judged = _blameless(run, thought)
    if isinstance(judged, Rejection):
        return decline(run, claim, source, judged)
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


_OF_A_RENEWAL = ("organisation.dossier_kind", "organisation.ose_number", "commitments")
"""They differ in every renewal, or are compared apart."""


def _since(
    earlier: Entry | None,
    renewed: Entry | None,
    said: Progress | None,
    submission: Submission,
    assessment: Assessment,
    rules: Rules,
) -> Told:
    """With what the dossier says otherwise than the one before, and than the one it renews; `said`: at its mid-term."""

    def since(before: Entry | None, but: tuple[str, ...] = ()) -> Since:
        if before is None:
            return Since()
        then, now = (before.fields, before.tables), (submission.fields, submission.tables)
        labels = {key: label for key, label in layout.LABELS.items() if key not in but}
        moved = changes.moved(before.assessment.readings, assessment.readings)
        return Since(before.number, changes.changes(then, now, labels, rules), moved)

    held = standing.held(renewed, said) if renewed and said else ()
    is_before_committee = earlier is not None and earlier.state in lifecycle.BEFORE_COMMITTEE
    was_seen = is_before_committee or (earlier is not None and earlier.state is State.ADJOURNED)
    return replace(
        submission.told,
        replaces="" if earlier is None or is_before_committee else earlier.number,
        since=since(earlier),
        renews=renewed.number if renewed else "",
        since_renewed=Since() if was_seen else since(renewed, _OF_A_RENEWAL),
        compared=tuple(compared(renewed.tables, submission.tables, held).sentences()) if renewed else (),
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


def _take_progress(run: Run, claim: Claim, source: Source, received: Progress) -> FileOutcome:
    numbers = [received.fields[key].text.strip().upper() for key in ("midterm.ose_number", "midterm.number")]
    known = staff.known(run.desk.db, numbers)
    about = next((known[number] for number in numbers if number in known), None)
    if about is None:
        return decline(run, claim, source, Rejection(*of_midterm.unknown(numbers[0])))
    dossier = known.get(numbers[1])
    if dossier and (dossier.organisation_id, dossier.dossier_id) != (about.organisation_id, about.granted_by):
        return decline(run, claim, source, Rejection(*of_midterm.of_another(*numbers)))
    midterm = lifecycle.midterm(about.recognition, run.today, run.desk.rules.durations)
    if transitions.after(midterm, Event.PROGRESS, transitions.MIDTERM) is None:
        return decline(run, claim, source, Rejection(*of_midterm.not_awaited(about.number)))
    midterms.record(run.desk.db, source.sha256, received, about, run.writer)
    inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    name, sentence = one_line(claim.name), of_midterm.received(about.number)
    return FileOutcome(name, Fate.PROGRESS, sentence, (about.number,), listed=received.notes, sha256=source.sha256)
