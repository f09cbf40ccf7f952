"""From a decisions workbook to the decisions to record. What is not sure is listed, never guessed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ose_batch.charter.rules import Durations
from ose_batch.model import Cell, Decision, DecisionLine, Decisions, State
from ose_batch.register import lifecycle
from ose_batch.wording import decisions as say

NEEDS_MOTIVE = frozenset({State.ADJOURNED, State.NOT_RETAINED})
NEEDS_CONDITIONS = frozenset({State.VALIDATED_WITH_ADVICE, State.VALIDATED_ON_CONDITION})


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier that a decision may be about."""

    id: int
    state: State
    deposited_on: date
    decision: Decision | None
    """The last one recorded."""


@dataclass(frozen=True, slots=True)
class Judged:
    accepted: Mapping[str, Decision]
    """N° de dossier → decision to record."""
    repeated: tuple[str, ...]
    """Numbers whose very decision is recorded already."""
    listed: tuple[str, ...]
    """Sentences on the lines that were left aside."""


class _Listed(Exception):
    """A line that cannot be recorded; its message is the sentence."""


def judge(received: Decisions, known: Mapping[str, Known], today: date, durations: Durations) -> Judged:
    by_number: dict[str, list[DecisionLine]] = defaultdict(list)
    for line in received.lines:
        by_number[line.number.text.strip().upper()].append(line)
    accepted: dict[str, Decision] = {}
    repeated: list[str] = []
    listed: list[str] = []
    for number, lines in by_number.items():
        try:
            decision = _one_decision(received, number, lines, known, today, durations)
        except _Listed as sentence:
            listed.append(str(sentence))
            continue
        if known[number].decision == decision:
            repeated.append(number)
        else:
            accepted[number] = decision
    return Judged(accepted, tuple(repeated), tuple(listed))


def _one_decision(
    received: Decisions,
    number: str,
    lines: list[DecisionLine],
    known: Mapping[str, Known],
    today: date,
    durations: Durations,
) -> Decision:
    """Raises `_Listed`."""
    where = lines[0].number.ref
    if number not in known:
        raise _Listed(say.decision_unknown_dossier(where, number))
    read = [_decision(received, line, today, durations) for line in lines]
    decision = read[0]
    if any(other != decision for other in read):
        raise _Listed(say.decision_contradictory(number, [line.decision.ref for line in lines]))
    dossier = known[number]
    if dossier.decision == decision:
        return decision
    if dossier.state not in lifecycle.DECIDABLE:
        raise _Listed(say.decision_not_awaited(where, number, dossier.state))
    if decision.decided_on < dossier.deposited_on:
        raise _Listed(say.decision_before_deposit(where, number, decision.decided_on, dossier.deposited_on))
    if dossier.decision and decision.decided_on < dossier.decision.decided_on:
        raise _Listed(say.decision_before_last(where, number, decision.decided_on, dossier.decision.decided_on))
    return decision


def _decision(received: Decisions, line: DecisionLine, today: date, durations: Durations) -> Decision:
    """One line, understood by itself. Raises `_Listed`."""
    for cell in (received.session_on, line.decided_on, line.deadline, line.decision):
        if cell.trouble:
            raise _Listed(say.decision_not_understood(cell.ref, cell.text))
    if not line.decision:
        raise _Listed(say.decision_missing(line.decision.ref, line.number.text))
    decision = State(str(line.decision.value))
    session_on, decided_on = _date(received.session_on), _date(line.decided_on)
    if session_on is None:
        raise _Listed(say.decision_without_date(received.session_on.ref, line.number.text))
    if not received.instance:
        raise _Listed(say.decision_without_instance(received.instance.ref, line.number.text))
    decided_on = decided_on or session_on
    if decided_on > today:
        dated = line.decided_on if line.decided_on else received.session_on
        raise _Listed(say.decision_in_future(dated.ref, line.number.text, decided_on))
    if decision in NEEDS_MOTIVE and not line.motive:
        raise _Listed(say.decision_without_motive(line.motive.ref, line.number.text, decision))
    if decision in NEEDS_CONDITIONS and not line.conditions:
        raise _Listed(say.decision_without_conditions(line.conditions.ref, line.number.text, decision))
    deadline = _date(line.deadline)
    if deadline and deadline < decided_on:
        raise _Listed(say.deadline_before_decision(line.deadline.ref, line.number.text, deadline))
    return Decision(
        decision=decision,
        decided_on=decided_on,
        session_on=session_on,
        instance=received.instance.text,
        motive=line.motive.text,
        conditions=line.conditions.text,
        deadline=deadline,
        valid_until=lifecycle.valid_until(decided_on, durations) if decision in lifecycle.GRANTING else None,
    )


def _date(cell: Cell) -> date | None:
    return cell.value if isinstance(cell.value, date) else None
