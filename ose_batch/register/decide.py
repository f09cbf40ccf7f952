"""From a decisions workbook to the decisions to record. What is not sure is listed, never guessed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ose_batch.charter.rules import Durations
from ose_batch.model import DECISIONS, GRANTING, CellRef, Decision, DecisionLine, Decisions, State
from ose_batch.register import lifecycle, transitions
from ose_batch.register.judging import Listed, dated
from ose_batch.register.transitions import When
from ose_batch.wording import decisions as say
from ose_batch.wording import judging

NEEDS_MOTIVE = frozenset({State.ADJOURNED, State.NOT_RETAINED})
RECOGNISING = (*GRANTING, State.VALIDATED_ON_CONDITION)
NEEDS_CONDITIONS = frozenset({State.VALIDATED_WITH_ADVICE, State.VALIDATED_ON_CONDITION})


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier that a decision may be about, or another one of its organisation."""

    id: int
    organisation_id: int
    state: State
    deposited_on: date
    decision: Decision | None
    """The last one recorded."""
    renewed_until: date | None = None
    """Last day of the recognition that it asks to renew."""
    is_followed: bool = False
    """Whether anything rests on the last decision: a later one, a prolongation, a suspension, an exchange."""


@dataclass(frozen=True, slots=True)
class Judged:
    accepted: Mapping[str, Decision]
    """N° de dossier → decision to record."""
    completed: Mapping[str, Decision]
    """Those that are recorded already, with a rapporteur or a déport that was not given then."""
    repeated: tuple[str, ...]
    """Numbers whose very decision is recorded already."""
    listed: tuple[str, ...]
    """Sentences on the lines that were left aside."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was at a session, as the decisions workbook says; empty when it does not."""

    held_on: date
    instance: str
    present: str
    excused: str
    recused: str


def numbers(received: Decisions) -> set[str]:
    """Every number that the workbook names, as the register writes them."""
    return {line.number.text.strip().upper() for line in received.lines}


def attendance(received: Decisions) -> Attendance | None:
    """Who was there, as far as the workbook says; none without a date that is understood."""
    held_on = dated(received.session_on)
    if held_on is None:
        return None
    return Attendance(
        held_on, received.instance.text, received.present.text, received.excused.text, received.recused.text
    )


def judge(
    received: Decisions,
    known: Mapping[str, Known],
    today: date,
    durations: Durations,
    days: Collection[date] | None = None,
) -> Judged:
    """`days`: on which sessions were held or are declared; any day is taken without them."""
    by_number: dict[str, list[DecisionLine]] = defaultdict(list)
    for line in received.lines:
        by_number[line.number.text.strip().upper()].append(line)
    held_on = dated(received.session_on)
    if days is not None and held_on and held_on not in days:
        return Judged({}, {}, (), (say.session_not_declared(received.session_on.ref, held_on, days),))
    accepted: dict[str, Decision] = {}
    completed: dict[str, Decision] = {}
    repeated: list[str] = []
    listed: list[str] = []
    for number, lines in by_number.items():
        try:
            decision = _one_decision(received, number, lines, known, today, durations)
            _is_the_only_one(decision, lines[0].number.ref, number, known, accepted)
        except Listed as sentence:
            listed.append(str(sentence))
            continue
        last = known[number].decision
        if last is None or not _is_recorded(decision, known[number]):
            accepted[number] = decision
        elif (more := _completed(last, decision)) != last:
            completed[number] = more
        else:
            repeated.append(number)
    return Judged(accepted, completed, tuple(repeated), tuple(listed))


def _one_decision(
    received: Decisions,
    number: str,
    lines: list[DecisionLine],
    known: Mapping[str, Known],
    today: date,
    durations: Durations,
) -> Decision:
    """Raises `Listed`."""
    where = lines[0].number.ref
    if number not in known:
        raise Listed(say.decision_unknown_dossier(where, number))
    dossier = known[number]
    read = [_decision(received, line, today, durations, dossier.renewed_until) for line in lines]
    decision = read[0]
    if any(other != decision for other in read):
        raise Listed(say.decision_contradictory(number, [line.decision.ref for line in lines]))
    if _is_recorded(decision, dossier):
        return decision
    if decision.decided_on < dossier.deposited_on:
        raise Listed(say.decision_before_deposit(where, number, decision.decided_on, dossier.deposited_on))
    if decision.correction:
        return _correction(decision, dossier, where, number)
    last = dossier.decision
    if last and decision.decided_on < last.decided_on:
        raise Listed(say.decision_before_last(where, number, decision.decided_on, last.decided_on))
    if last and decision.session_on == last.session_on:
        raise Listed(say.decision_to_correct(where, number, last.decision, last.decided_on))
    if dossier.state not in lifecycle.DECIDABLE:
        raise Listed(say.decision_not_awaited(where, number, dossier.state))
    return decision


def _is_the_only_one(
    decision: Decision, where: CellRef, number: str, known: Mapping[str, Known], accepted: Mapping[str, Decision]
) -> None:
    """One session recognises an organisation once, whichever of its dossiers it had before it. Raises `Listed`."""
    if decision.decision not in RECOGNISING:
        return
    for other, each in known.items():
        taken = accepted.get(other, each.decision)
        if other == number or each.organisation_id != known[number].organisation_id or taken is None:
            continue
        if taken.decision in RECOGNISING and taken.session_on == decision.session_on:
            raise Listed(say.recognised_already(where, number, other, taken.decision))


def _completed(last: Decision, decision: Decision) -> Decision:
    """What the line leaves empty stays as it was."""
    return replace(last, rapporteur=decision.rapporteur or last.rapporteur, recused=decision.recused or last.recused)


def _correction(decision: Decision, dossier: Known, where: CellRef, number: str) -> Decision:
    """Of the last decision, as long as nothing was decided on top of it. Raises `Listed`."""
    if dossier.decision is None:
        raise Listed(say.nothing_to_correct(where, number))
    if decision.session_on != dossier.decision.session_on:
        raise Listed(say.of_another_session(where, number, decision.session_on, dossier.decision.session_on))
    if dossier.is_followed:
        raise Listed(say.too_late_to_correct(where, number))
    event = DECISIONS[decision.decision]
    if transitions.after(dossier.state, event, transitions.DOSSIER, When.CORRECTION) is None:
        raise Listed(say.decision_not_awaited(where, number, dossier.state))
    return decision


def _is_recorded(decision: Decision, dossier: Known) -> bool:
    """Whether the last one says the same, who reported on it and why it was corrected apart."""
    return dossier.decision is not None and _substance(decision) == _substance(dossier.decision)


def _substance(decision: Decision) -> Decision:
    return replace(decision, rapporteur="", recused="", correction="", valid_until=None)


def _decision(
    received: Decisions, line: DecisionLine, today: date, durations: Durations, renewed_until: date | None
) -> Decision:
    """One line, understood by itself. Raises `Listed`."""
    for cell in (received.session_on, line.decided_on, line.deadline, line.decision):
        if cell.trouble:
            raise Listed(judging.not_understood(cell.ref, cell.text))
    if not line.decision:
        raise Listed(say.decision_missing(line.decision.ref, line.number.text))
    decision = State(str(line.decision.value))
    session_on, decided_on = dated(received.session_on), dated(line.decided_on)
    if session_on is None:
        raise Listed(say.decision_without_date(received.session_on.ref, line.number.text))
    if not received.instance:
        raise Listed(say.decision_without_instance(received.instance.ref, line.number.text))
    decided_on = decided_on or session_on
    for cell, day in ((received.session_on, session_on), (line.decided_on, decided_on)):
        if day > today:
            raise Listed(say.decision_in_future(cell.ref, line.number.text, day))
    if decision in NEEDS_MOTIVE and not line.motive:
        raise Listed(say.decision_without_motive(line.motive.ref, line.number.text, decision))
    if decision in NEEDS_CONDITIONS and not line.conditions:
        raise Listed(say.decision_without_conditions(line.conditions.ref, line.number.text, decision))
    deadline = dated(line.deadline)
    if deadline and deadline < decided_on:
        raise Listed(say.deadline_before_decision(line.deadline.ref, line.number.text, deadline))
    return Decision(
        decision=decision,
        decided_on=decided_on,
        session_on=session_on,
        instance=received.instance.text,
        motive=line.motive.text,
        conditions=line.conditions.text,
        deadline=deadline,
        valid_until=lifecycle.valid_until(decided_on, durations, renewed_until) if decision in GRANTING else None,
        rapporteur=line.rapporteur.text,
        recused=line.recused.text,
        correction=line.correction.text,
    )
