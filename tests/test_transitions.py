"""The life of a dossier, of an identity and of a mid-term: every pair of a state and an event, written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from ose_batch.model import MOVEMENTS, Answer, CellRef, Event, Identity, Midterm, Recognition, State
from ose_batch.register import movements as of_staff
from ose_batch.register import moves, transitions
from ose_batch.register.transitions import DOSSIER, IDENTITY, MIDTERM, Status, Transition, When
from tests.dossiers import RULES
from tests.entries import finding
from tests.registers import AUTUMN, NUMBER, decision, known, movements

_STATES = {
    "none": None,
    "C": State.TO_COMPLETE,
    "P": State.READY,
    "S": State.PRESENTED,
    "V": State.VALIDATED,
    "R": State.VALIDATED_WITH_ADVICE,
    "U": State.VALIDATED_ON_CONDITION,
    "A": State.ADJOURNED,
    "N": State.NOT_RETAINED,
    "W": State.WITHDRAWN,
    "F": State.NO_FOLLOW_UP,
    "X": State.REPLACED,
}
_IDENTITIES = {
    "N": Identity.NOT_GRANTED,
    "A": Identity.ACTIVE,
    "S": Identity.SUSPENDED,
    "E": Identity.EXPIRED,
    "W": Identity.WITHDRAWN,
}
_MIDTERMS = {
    "0": Midterm.NONE,
    "C": Midterm.COMING,
    "P": Midterm.TO_PLAN,
    "L": Midterm.LATE,
    "H": Midterm.HELD,
}

# A letter: the state that the event leads to; `.`: it cannot happen. `P/C`: when the dossier is complete, when it is
# not. `(V)`: only as a correction with its motive.
_DOSSIER = """
                        none C    P    S    V    R    U    A    N    W    F    X
RECEIVED                P/C  .    .    .    .    .    .    .    .    .    .    .
REPLACED                .    X    X    .    .    .    .    .    .    .    .    .
SENT                    .    .    S    .    .    .    .    S    .    .    .    .
PROGRESS                .    .    .    .    .    .    .    .    .    .    .    .
VALIDATED               .    .    V    V    (V)  (V)  (V)  V    (V)  .    .    .
VALIDATED_WITH_ADVICE   .    .    R    R    (R)  (R)  (R)  R    (R)  .    .    .
VALIDATED_ON_CONDITION  .    .    U    U    (U)  (U)  (U)  U    (U)  .    .    .
ADJOURNED               .    .    A    A    (A)  (A)  (A)  A    (A)  .    .    .
NOT_RETAINED            .    .    N    N    (N)  (N)  (N)  N    (N)  .    .    .
POINT_LIFTED            .    P/C  P    .    .    .    .    A    .    .    .    .
AS_IS                   .    P    .    .    .    .    .    .    .    .    .    .
REMARK                  .    C    P    .    .    .    .    A    .    .    .    .
FOLLOW_UP               .    C    P    S    V    R    U    A    N    W    F    X
CHARTER_RECEIVED        .    C    P    S    V    R    U    A    .    .    .    .
ENROLLED                .    C    P    P    .    .    .    A    .    .    .    .
WITHDRAWN               .    W    W    W    .    .    W    W    .    .    .    .
NO_FOLLOW_UP            .    F    F    F    .    .    F    F    .    .    .    .
REOPENED                .    .    .    .    .    .    .    .    .    P/C  P/C  .
CONDITION_LIFTED        .    .    .    .    .    .    V    .    .    .    .    .
CONDITION_KEPT          .    .    .    .    .    .    A    .    .    .    .    .
MIDTERM_HELD            .    .    .    .    .    .    .    .    .    .    .    .
SUSPENDED               .    .    .    .    .    .    .    .    .    .    .    .
RESUMED                 .    .    .    .    .    .    .    .    .    .    .    .
REMOVAL_PLANNED         .    .    .    .    .    .    .    .    .    .    .    .
REMOVAL_DROPPED         .    .    .    .    .    .    .    .    .    .    .    .
REMOVED                 .    .    .    .    .    .    .    .    .    .    .    .
RENOUNCED               .    .    .    .    .    .    .    .    .    .    .    .
PROLONGED               .    .    .    .    .    .    .    .    .    .    .    .
CONTACT_CHANGED         .    C    P    S    V    R    U    A    N    W    F    X
CONTACT_ERASED          .    C    P    S    V    R    U    A    N    W    F    X
MERGED                  .    C    P    S    V    R    U    A    N    W    F    X
MIDTERM_DUE             .    .    .    .    .    .    .    .    .    .    .    .
MIDTERM_LATE            .    .    .    .    .    .    .    .    .    .    .    .
RENEWAL_DUE             .    .    .    .    .    .    .    .    .    .    .    .
EXPIRED                 .    .    .    .    .    .    .    .    .    .    .    .
"""
_IDENTITY = """
                        N    A    S    E    W
VALIDATED               A    A    A    A    A
VALIDATED_WITH_ADVICE   A    A    A    A    A
CONDITION_LIFTED        A    A    A    A    A
SUSPENDED               .    S    .    .    .
RESUMED                 .    .    A    .    .
REMOVAL_PLANNED         .    A    S    .    .
REMOVAL_DROPPED         .    A    S    .    .
REMOVED                 .    W    W    .    .
RENOUNCED               .    W    W    .    .
PROLONGED               .    A    S    .    .
RENEWAL_DUE             .    A    S    .    .
EXPIRED                 .    E    E    .    .
"""
_MIDTERM = """
                        0    C    P    L    H
VALIDATED               C    C    C    C    C
VALIDATED_WITH_ADVICE   C    C    C    C    C
CONDITION_LIFTED        C    C    C    C    C
MIDTERM_DUE             .    P    .    .    .
MIDTERM_LATE            .    .    L    .    .
PROGRESS                .    C    P    L    .
MIDTERM_HELD            .    H    H    H    .
"""

_Pairs = dict[tuple[Status | None, Event], str]


def written(table: str, statuses: Mapping[str, Status | None]) -> _Pairs:
    """Every pair of a status and an event; those of events that have no line cannot happen."""
    header, *lines = table.strip("\n").splitlines()
    pairs: _Pairs = dict.fromkeys(((status, event) for status in statuses.values() for event in Event), ".")
    for line in lines:
        name, *cells = line.split()
        for letter, cell in zip(header.split(), cells, strict=True):
            pairs[statuses[letter], Event[name]] = cell
    return pairs


def outcomes(cell: str, statuses: Mapping[str, Status | None]) -> tuple[Status | None, ...]:
    """Given nothing, a complete dossier, an incomplete one, a correction."""
    refused, letters = None, cell.strip("()").split("/")
    if cell == ".":
        return (refused,) * 4
    if cell.startswith("("):
        return (refused, refused, refused, statuses[letters[0]])
    if len(letters) == 2:
        return (refused, statuses[letters[0]], statuses[letters[1]], refused)
    return (statuses[cell],) * 4


GIVEN = ((), (When.COMPLETE,), (When.INCOMPLETE,), (When.CORRECTION,))
_MACHINES = [(DOSSIER, _DOSSIER, _STATES), (IDENTITY, _IDENTITY, _IDENTITIES), (MIDTERM, _MIDTERM, _MIDTERMS)]


@pytest.mark.parametrize(("machine", "table", "statuses"), _MACHINES, ids=["dossier", "identity", "midterm"])
def test_what_each_event_leads_to_from_each_state(
    machine: Sequence[Transition], table: str, statuses: Mapping[str, Status | None]
) -> None:
    for (status, event), cell in written(table, statuses).items():
        found = tuple(transitions.after(status, event, machine, *given) for given in GIVEN)
        assert found == outcomes(cell, statuses), (status, event)


def test_a_session_already_sent_presents_at_once_what_is_ready_for_it() -> None:
    ready = {State.READY, State.PRESENTED, State.ADJOURNED}
    for status in State:
        for event in Event:
            reached = transitions.after(status, event, DOSSIER, When.SENT)
            if event is Event.ENROLLED and status in ready:
                assert reached is State.PRESENTED
            else:
                assert reached == transitions.after(status, event, DOSSIER)


def test_every_state_and_every_event_is_in_the_table() -> None:
    assert set(_STATES.values()) == {None, *State}
    assert set(_IDENTITIES.values()) == set(Identity)
    assert set(_MIDTERMS.values()) == set(Midterm)
    assert [line.split()[0] for line in _DOSSIER.strip("\n").splitlines()[1:]] == [event.name for event in Event]


def test_every_event_of_staff_has_a_row() -> None:
    machines = transitions.MACHINES.values()
    for event in MOVEMENTS:
        assert any(transitions.concerns(event, machine) for machine in machines), event


def test_no_two_rows_answer_the_same_question() -> None:
    for machine in transitions.MACHINES.values():
        asked = [(row.before, row.event, row.when) for row in machine]
        assert len(asked) == len(set(asked))


def test_where_an_event_may_happen_leaves_corrections_out() -> None:
    assert transitions.possible_from(Event.VALIDATED, DOSSIER) == (State.READY, State.PRESENTED, State.ADJOURNED)
    assert transitions.possible_from(Event.RECEIVED, DOSSIER) == ()
    assert transitions.possible_from(Event.MIDTERM_HELD, MIDTERM) == (Midterm.COMING, Midterm.TO_PLAN, Midterm.LATE)


# ---------------------------------------------------------------------------------------------- As staff record them

TODAY = date(2028, 7, 3)
PERIOD = Recognition(date(2026, 12, 10), date(2029, 12, 10))
IN_MAY = date(2027, 5, 3)
_AS = {
    Identity.NOT_GRANTED: (None, TODAY),
    Identity.ACTIVE: (PERIOD, TODAY),
    Identity.SUSPENDED: (replace(PERIOD, suspended_on=IN_MAY), TODAY),
    Identity.EXPIRED: (PERIOD, date(2030, 1, 7)),
    Identity.WITHDRAWN: (replace(PERIOD, ended_on=IN_MAY), TODAY),
    Midterm.NONE: (None, TODAY),
    Midterm.COMING: (PERIOD, date(2027, 5, 3)),
    Midterm.TO_PLAN: (PERIOD, TODAY),
    Midterm.LATE: (PERIOD, date(2028, 9, 4)),
    Midterm.HELD: (replace(PERIOD, midterm_held_on=IN_MAY), TODAY),
}
"""How each status comes about: a recognition, the day it is looked at."""


def judged(about: moves.Known, event: Event, on: date) -> of_staff.Judged:
    """A line that lacks nothing."""
    line = f"""
    number | event | happened_on | author | motive | criterion | day | instance | other | name
    {NUMBER} | {event} | {on} | AB | Un motif | P4.1 – Un plan | {_day(event)} | Comité | D-2026-002 | Dominique
    """
    other = replace(known(), organisation_id=2, dossier_id=2, number="D-2026-002")
    bounds = moves.Bounds(on, [replace(AUTUMN, held_on=SESSION, sent_on=SESSION)], RULES)
    return of_staff.judge(movements(line), {NUMBER: about, "D-2026-002": other}, bounds)


SESSION = date(2031, 6, 12)


def _day(event: Event) -> date | str:
    return {Event.ENROLLED: SESSION, Event.PROLONGED: date(2030, 6, 10)}.get(event, "")


def test_staff_may_record_what_the_table_of_a_dossier_allows_and_nothing_else() -> None:
    for (state, event), cell in written(_DOSSIER, _STATES).items():
        if state is None or event not in MOVEMENTS or not transitions.concerns(event, DOSSIER):
            continue
        for answer, which in ((Answer.COMPLETE, 1), (Answer.TO_COMPLETE, 2)):
            lifted = finding("P4.1", Answer.TO_COMPLETE if event is Event.POINT_LIFTED else answer)
            about = known(
                State(state), lifted, finding("P2.1", answer), decision=decision(State.ADJOURNED, AUTUMN.held_on)
            )
            found = judged(about, event, TODAY)
            wanted = outcomes(cell, _STATES)[which]
            assert [one.known.state for one in found.accepted] == ([wanted] if wanted else []), (state, event, answer)
            if not wanted:
                (sentence,) = found.listed
                assert f"« {event} » n’est pas possible, le dossier {NUMBER} est « {state} »" in plain(sentence)


@pytest.mark.parametrize(
    ("machine", "table", "statuses", "whose"),
    [(IDENTITY, _IDENTITY, _IDENTITIES, "l’identité visuelle"), (MIDTERM, _MIDTERM, _MIDTERMS, "mi-parcours")],
    ids=["identity", "midterm"],
)
def test_staff_may_record_what_the_table_of_an_identity_allows_and_nothing_else(
    machine: Sequence[Transition], table: str, statuses: Mapping[str, Status | None], whose: str
) -> None:
    for (status, event), cell in written(table, statuses).items():
        if event not in MOVEMENTS or not transitions.concerns(event, machine) or event is Event.CONDITION_LIFTED:
            continue
        assert status is not None
        period, on = _AS[status]
        if event in (Event.REMOVAL_DROPPED, Event.REMOVED) and period:
            period = replace(period, removal_planned_on=IN_MAY)
        found = judged(known(State.VALIDATED, period=period), event, on)
        if cell != ".":
            assert (len(found.accepted), found.listed) == (1, ()), (status, event)
        else:
            (sentence,) = found.listed
            assert f"« {event} » n’est pas possible, " in plain(sentence)
            assert whose in sentence
            assert (f"« {status} »" if status else "n’a pas de mi-parcours en cours") in plain(sentence)


def plain(sentence: str) -> str:
    assert sentence.startswith(f"{CellRef('Mouvements', 8, 2).sheet}!")
    return sentence.replace("\u00a0", " ")
