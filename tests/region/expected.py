"""Where a script leads, recomputed run by run from plain dates: nothing of the program's code is used here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tests.region.committee import Committee
from tests.region.script import ADJOURNED, RESERVED, VALID, Decided, Deposit, Drop, Midway, Moved, Sitting
from tests.region.state import (
    AWAITING,
    INCOMPLETE,
    NO_FOLLOW_UP,
    OPEN_MIDTERM,
    PRESENTED,
    READY,
    REPLACED,
    STANDING,
    UNDECIDED,
    WITHDRAWN,
    Book,
    Dossier,
    Letter,
    Outcome,
    Recognition,
    long_date,
    short_date,
)

_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "Présenté en l’état": ((INCOMPLETE,), READY),
    "Dossier retiré": (AWAITING, WITHDRAWN),
    "Sans suite": (AWAITING, NO_FOLLOW_UP),
    "Réserve levée": ((RESERVED,), VALID),
    "Réserve non levée": ((RESERVED,), ADJOURNED),
}
"""Of a dossier: from which states, to which."""


class World(Committee):
    """The region as it stands after each run."""

    def run(self, today: date, declared: Sequence[Sitting], drops: Sequence[Drop]) -> Outcome:
        self._today, self._declared = today, sorted(declared, key=lambda one: one.held_on)
        self._lines, self._letters = [], []
        self._send()
        self._enroll()
        books = tuple(self._take(list(group)) for group in _by_file(drops))
        self._enroll()
        for one in list(self.recognitions):
            self._calendar(one)
        return Outcome(books, tuple(self._lines), tuple(self._letters))

    # -------------------------------------------------------------------------------------------------------- Files

    def _take(self, drops: list[Drop]) -> Book:
        first = drops[0]
        if isinstance(first, Deposit):
            self._deposit(first)
            return Book(((first, self.ose_numbers.get(first.organisation, "")),))
        if isinstance(first, Midway):
            period = self.recognition(first.organisation)
            number = self.ose_numbers.get(first.organisation, "")
            self._midway(first)
            return Book(((first, number if period else ""),))
        known = {drop.organisation: self.of(drop.organisation)[-1] for drop in drops}
        done = [self._decide(drop, known[drop.organisation]) for drop in drops if isinstance(drop, Decided)]
        moves = sorted((drop for drop in drops if isinstance(drop, Moved)), key=lambda drop: drop.happened_on)
        numbers = {organisation: dossier.number for organisation, dossier in known.items()}
        done += [self._move(drop, known[drop.organisation]) for drop in moves]
        self.refused += done.count(False)
        return Book(tuple((drop, numbers[drop.organisation]) for drop in drops))

    def _deposit(self, drop: Deposit) -> None:
        if (drop.organisation, drop.version) in self._received:
            return
        self._received.add((drop.organisation, drop.version))
        own = self.of(drop.organisation)
        earlier = next((one for one in reversed(own) if one.state in (*UNDECIDED, ADJOURNED)), None)
        sitting = self._next(self._today, earlier.session_on if earlier else None)
        rank = sum(one.deposited_on.year == self._today.year for one in self.dossiers) + 1
        number = f"D-{self._today.year}-{rank:03d}"
        for one in own:
            if one.state in UNDECIDED:
                one.state = REPLACED
                self._line("remplacé", one, f"par {number}")
        state = READY if drop.complete else INCOMPLETE
        new = Dossier(len(self.dossiers), number, drop.organisation, drop.kind, drop.complete, self._today, state)
        new.join(sitting)
        self.dossiers.append(new)
        self._line("reçu", new, state)

    def _midway(self, drop: Midway) -> None:
        period = self.recognition(drop.organisation)
        bears = self.invited.get(drop.organisation)  # one sent for the period before is no longer awaited
        stale = period is not None and bears not in (None, period.dossier.number)
        if period is None or stale or period.midterm(self._today) not in OPEN_MIDTERM:
            self.refused += 1
            return
        self._unwrite(period.dossier.number, ("point-etape",))
        self._line("Point d’étape reçu", period.dossier, f"au {short_date(self._today)}")
        self._letters.append(Letter(period.dossier.number, "point-etape", "Point d’étape reçu"))

    # --------------------------------------------------------------------------------------------------------- Staff

    def _move(self, drop: Moved, dossier: Dossier) -> bool:
        if drop.event in _IDENTITY_MOVES:
            return self._move_identity(drop)
        if drop.happened_on < dossier.deposited_on:
            return False
        beside = ""
        if drop.event == "Inscription à une séance":
            sitting = next((one for one in self._declared if one.held_on == drop.until), None)
            if (
                dossier.state not in (*UNDECIDED, PRESENTED, ADJOURNED)
                or sitting is None
                or sitting.held_on < self._today
            ):
                return False
            dossier.state = READY if dossier.state == PRESENTED else dossier.state
            dossier.join(sitting)
            beside = f", au {short_date(sitting.held_on)}"
        elif drop.event == "Réouverture":
            if dossier.state not in (WITHDRAWN, NO_FOLLOW_UP):
                return False
            dossier.state = READY if dossier.complete else INCOMPLETE
        else:
            before, after = _MOVES[drop.event]
            if dossier.state not in before:
                return False
            dossier.state = after
        if drop.event == "Réserve levée":
            on = dossier.decided_on
            until = on + relativedelta(years=3)
            self._grant(dossier, on)
            beside = f", jusqu’au {short_date(until)} inclus"
            self._attest(dossier, drop.event, on, until)
            self._letters.append(Letter(dossier.number, "courrier", drop.event, says=(long_date(until),)))
        elif drop.event == "Réserve non levée":
            self._letters.append(Letter(dossier.number, "courrier", drop.event))
        self._line(drop.event, dossier, dossier.state + beside)
        return True

    def _move_identity(self, drop: Moved) -> bool:
        period, on = self.recognition(drop.organisation), drop.happened_on
        if period is None or on < period.validated_on:
            return False
        says: tuple[str, ...] = ()
        beside = f"au {short_date(on)}"
        identity = period.identity(on)
        match drop.event:
            case "Échange de mi-parcours tenu" if period.midterm(on) in OPEN_MIDTERM:
                period.held_on = on
            case "Suspension" if identity == "Active":
                period.suspended_on = on
            case "Reprise" if identity == "Suspendue":
                period.suspended_on = None
            case "Renonciation" if identity in STANDING:
                period.ended_on = on
            case "Retrait envisagé" if identity in STANDING:
                period.planned_on = self._today  # the letter leaves now
                says = (long_date(self._today + timedelta(days=30)),)
            case "Retrait abandonné" if identity in STANDING and period.planned_on:
                says = (long_date(period.planned_on),)
                period.planned_on = None
            case "Retrait de l’identité" if identity in STANDING and _was_heard(period, on):
                period.ended_on = on
            case "Prolongation" if identity in STANDING and drop.until and drop.until > period.until:
                period.until = drop.until
                says = (long_date(drop.until),)
                beside = f"jusqu’au {short_date(drop.until)} inclus"
                self._attest(period.dossier, drop.event, period.validated_on, drop.until)
            case _:
                return False
        if drop.event in ("Renonciation", "Retrait de l’identité"):
            self.attestations.pop(period.dossier.number, None)
            self._unwrite(period.dossier.number, ("attestation",))
        self._line(drop.event, period.dossier, beside)
        if drop.event not in ("Échange de mi-parcours tenu",):
            self._letters.append(Letter(period.dossier.number, "courrier", drop.event, says=says))
        return True


_IDENTITY_MOVES = frozenset(
    {
        "Échange de mi-parcours tenu",
        "Suspension",
        "Reprise",
        "Renonciation",
        "Retrait envisagé",
        "Retrait abandonné",
        "Retrait de l’identité",
        "Prolongation",
    }
)


def _was_heard(period: Recognition, on: date) -> bool:
    """Thirty days to present observations, from the letter."""
    return period.planned_on is not None and on > period.planned_on + timedelta(days=30)


def _by_file(drops: Iterable[Drop]) -> Iterator[Sequence[Drop]]:
    """A deposit and a point d'étape are a file each; decisions on a session, or movements, of one day are one."""
    files: dict[tuple[object, ...], list[Drop]] = {}
    for rank, drop in enumerate(drops):
        match drop:
            case Decided():
                key: tuple[object, ...] = (drop.day, drop.sitting.held_on)
            case Moved():
                key = (drop.day,)
            case _:
                key = (drop.day, rank, "")
        files.setdefault(key, []).append(drop)
    return iter(files.values())
