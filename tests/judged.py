"""Lines of movements judged on dossiers as they stand, without a register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ose_batch.model import Answer, Recognition, State
from ose_batch.register import movements as of_staff
from ose_batch.register import moves
from ose_batch.register.movements import Judged
from ose_batch.register.moves import Accepted, Known
from tests.dossiers import RULES
from tests.entries import finding
from tests.registers import AUTUMN, NUMBER, SPRING, decision, known, movements

TODAY = date(2027, 9, 6)
PERIOD = Recognition(date(2026, 12, 10), date(2029, 12, 10))
GRANTED = known(State.VALIDATED, period=PERIOD, decision=decision(State.VALIDATED, AUTUMN.held_on))
INCOMPLETE = known(
    State.TO_COMPLETE,
    finding("P4.1", Answer.TO_COMPLETE, "Aucune action."),
    finding("P2.1", Answer.TO_COMPLETE, "Aucune partie prenante."),
    finding("P1.3", Answer.NOT_APPLICABLE),
)
ON_CONDITION = known(
    State.VALIDATED_ON_CONDITION, decision=decision(State.VALIDATED_ON_CONDITION, AUTUMN.held_on, "Tenir l’AG.")
)
COMING = replace(SPRING, held_on=date(2027, 12, 9), deadline=date(2027, 11, 19), sent_on=date(2027, 11, 26))


def judge(text: str, *abouts: Known, today: date = TODAY, **others: Known) -> Judged:
    """`others`: by n° OSE, with `_` for its hyphen."""
    numbered = {about.number: about for about in abouts}
    numbered |= {number.replace("_", "-"): about for number, about in others.items()}
    return of_staff.judge(movements(text), numbered, moves.Bounds(today, (AUTUMN, SPRING, COMING), RULES))


def line(event: str, about: Known = GRANTED, **said: Any) -> Judged:
    """One line that lacks nothing but what `said` changes."""
    usual = {"number": NUMBER, "event": event, "happened_on": "2027-09-01", "author": "AB", "motive": "Un motif"}
    cells = usual | {key: str(value) for key, value in said.items()}
    return judge(" | ".join(cells) + "\n" + " | ".join(cells.values()), about, OTHER)


OTHER = replace(known(), organisation_id=2, dossier_id=2, number="D-2026-002")


def one(judged: Judged) -> Accepted:
    assert judged.listed == ()
    (accepted,) = judged.accepted
    return accepted


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
