"""What the staff note in a workbook: the decisions of a session, the movements between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ose_batch import inbox
from ose_batch.inbox import Claim
from ose_batch.model import Decisions, Movements, Rejection, Source
from ose_batch.refusing import Run, hand_back, know_already, refuse
from ose_batch.register import decide, dossiers, movements, moves, record, sittings, staff, store
from ose_batch.report import Fate, FileOutcome
from ose_batch.text import one_line
from ose_batch.wording import judging
from ose_batch.wording import movements as of_staff
from ose_batch.wording import run as say


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a workbook of the staff brings: decisions, or movements."""

    fate: Fate
    numbers: tuple[str, ...]
    """Dossiers of the lines to record."""
    repeated: int
    """Lines that are recorded already."""
    listed: tuple[str, ...]
    """Sentences on the lines that were left aside."""
    sentence: str
    nothing: str
    """Why it is refused when no line can be recorded."""


def take_decisions(run: Run, claim: Claim, source: Source, received: Decisions) -> FileOutcome:
    if not received.lines:
        return refuse(run, claim, source, Rejection(say.EMPTY_DECISIONS_REASON, say.EMPTY_DECISIONS_ADVICE))
    db = run.desk.db
    known = dossiers.decidable(db, decide.numbers(received))
    judged = decide.judge(
        received, known, run.today, run.desk.rules.durations, sittings.days(db, run.settings.sessions)
    )
    new, more = (
        {known[number].id: decision for number, decision in each.items()}
        for each in (judged.accepted, judged.completed)
    )
    noted = _Noted(
        Fate.DECISIONS,
        (*judged.accepted, *judged.completed),
        len(judged.repeated),
        judged.listed,
        say.decisions_recorded(judged.accepted, judged.completed, judged.repeated),
        say.NO_DECISION_REASON,
    )
    return _take(
        run,
        claim,
        source,
        noted,
        lambda: record.decisions(db, source.sha256, new, run.writer, decide.attendance(received), more),
    )


def take_movements(run: Run, claim: Claim, source: Source, received: Movements) -> FileOutcome:
    if not received.lines:
        return refuse(run, claim, source, Rejection(of_staff.EMPTY_REASON, of_staff.EMPTY_ADVICE))
    db, sessions, rules = run.desk.db, run.settings.sessions, run.desk.rules
    known = staff.known(db, movements.numbers(received))
    judged = movements.judge(received, known, moves.Bounds(run.today, sessions, rules))
    noted = _Noted(
        Fate.MOVEMENTS,
        tuple(dict.fromkeys(one.known.number for one in judged.accepted)),
        judged.repeated,
        judged.listed,
        of_staff.recorded(len(judged.accepted), judged.repeated),
        of_staff.NONE_REASON,
    )
    return _take(
        run,
        claim,
        source,
        noted,
        lambda: run.erased.extend(staff.record_all(db, source.sha256, judged.accepted, sessions, rules, run.writer)),
    )


def _take(run: Run, claim: Claim, source: Source, noted: _Noted, keep: Callable[[], None]) -> FileOutcome:
    """`keep` writes to the register what there is to record."""
    receipt = store.receipt(run.desk.db, source.sha256)
    if receipt and not noted.numbers and not noted.listed:
        return know_already(run, claim, source, receipt)
    if not noted.numbers and not noted.repeated:
        return refuse(run, claim, source, Rejection(noted.nothing, judging.ADVICE), noted.listed)
    keep()
    if noted.listed:  # the lines left aside have to be put right in a workbook at hand
        inbox.keep_original(source, run.desk.workspace.archive)
        hand_back(run, claim, source, Rejection(judging.LEFT_ASIDE, judging.ADVICE), noted.listed)
    else:
        inbox.archive(claim, source, run.desk.workspace.archive, run.desk.workspace.inbox)
    name = one_line(claim.name)
    return FileOutcome(name, noted.fate, noted.sentence, noted.numbers, listed=noted.listed, sha256=source.sha256)
