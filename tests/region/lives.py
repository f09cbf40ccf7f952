"""What happens in the region, drawn from a seed: who drops what in the inbox, which sessions are declared and held.

The same drops make two histories: `weekly` runs, and `monthly` ones among the same days. Days are drawn so that a file
serves the same session in both; what else depends on the day of a run is for `expected` to say.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tests.region.drawn import Drawn
from tests.region.script import (
    ADJOURNED,
    ADVISED,
    CANDIDATE,
    DAY,
    GRANTING,
    REFUSED,
    RENEWAL,
    RESERVED,
    START,
    VALID,
    Decided,
    Deposit,
    Drop,
    Midway,
    Moved,
    Script,
    Sitting,
    declared,
    draw_sittings,
    monthly_runs,
    weekly_runs,
)


def script(organisations: int, years: int, seed: int, every: int = 1) -> Script:
    """`every`: so many weeks between two runs of the weekly history."""
    rng = random.Random(seed)
    sittings = draw_sittings(rng, years)
    weekly = weekly_runs(sittings, years, every)
    drawn = Drawn(rng, sittings, weekly, monthly_runs(weekly))
    for organisation in range(1, organisations + 1):
        _Life(drawn, organisation).live(years)
    last = weekly[-1]
    drops = sorted((drop for drop in drawn.drops if drop.day <= last), key=lambda drop: (drop.day, drop.organisation))
    return Script(organisations, sittings, weekly, drawn.monthly, tuple(drops))


class _Life:
    """One organisation, from its first dossier on."""

    def __init__(self, drawn: Drawn, organisation: int) -> None:
        self.drawn, self.organisation, self.version = drawn, organisation, 0

    def live(self, years: int) -> None:
        first = self.drawn.rng.choice([one for one in self.drawn.final if not one.missed][: max(2, years)])
        start = first.deadline - timedelta(days=self.drawn.rng.choice((150, 150, 190)))
        self.apply(first, max(start, date(START, 1, 5)), CANDIDATE)

    # ------------------------------------------------------------------------------------------------ A dossier

    def apply(self, sitting: Sitting, start: date, kind: str) -> None:
        """Deposits for a session, in one way or another, then what the committee makes of it."""
        end = min(sitting.deadline, sitting.declared_on + timedelta(days=400)) - timedelta(days=3)
        day = self.drawn.for_wave(sitting, start, end) if start <= end else None
        if day is None:
            return
        way = self.drawn.one_of(ready=52, newer=8, completed=12, late=8, as_is=6, never=5, again=5, withdrawn=2)
        self.deposit(day, kind, complete=way not in ("completed", "late", "as_is", "never"))
        taken = max(self.drawn.taken(day))
        match way:
            case "newer":
                self.resubmit(sitting, taken + DAY, sitting.deadline - timedelta(days=2), kind)
            case "completed":
                if not self.resubmit(sitting, taken + DAY, sitting.deadline - timedelta(days=2), kind):
                    self.as_is(sitting, taken)
            case "late":  # after the date limite, before the date d'envoi: the session of the first version takes it
                if not self.resubmit(sitting, sitting.deadline + DAY, sitting.sent_on, kind):
                    self.as_is(sitting, taken)
            case "as_is":
                self.as_is(sitting, taken)
            case "again":
                self.drop(replace(self.drawn.drops[-1], day=taken + timedelta(days=9)))
            case "withdrawn":
                self.move(taken + timedelta(days=12), "Dossier retiré")
                return
            case "never":
                self.give_up(sitting, kind)
                return
        self.decide(sitting, kind)

    def resubmit(self, sitting: Sitting, start: date, end: date, kind: str) -> bool:
        """Another, complete version, in time for the same session."""
        day = self.drawn.by(start, end)
        fits = (
            day and sitting.declared_on <= day and sitting in declared(self.drawn.sittings, max(self.drawn.taken(day)))
        )
        if day and fits:
            self.deposit(day, kind, complete=True)
            return True
        return False

    def as_is(self, sitting: Sitting, taken: date) -> None:
        """« Présenté en l’état », before the dossiers are sent where that is possible."""
        day = self.drawn.by(taken + DAY, sitting.sent_on) or taken + DAY
        self.move(day, "Présenté en l’état", happened_on=max(taken, day - timedelta(days=4)))

    def give_up(self, sitting: Sitting, kind: str) -> None:
        """Never completed: from session to session, then closed; sometimes opened again, and completed."""
        closed_on = sitting.held_on + timedelta(days=self.drawn.rng.randint(40, 200))
        self.move(closed_on, "Sans suite")
        after = next((one for one in self.drawn.final if one.deadline > closed_on + timedelta(days=150)), None)
        if after and self.drawn.rng.random() < 0.5:
            self.move(closed_on + timedelta(days=70), "Réouverture")
            self.apply(after, closed_on + timedelta(days=110), kind)

    def decide(self, sitting: Sitting, kind: str) -> None:
        held_on = sitting.held_on
        told_on = held_on + timedelta(days=self.drawn.rng.randint(1, 30))
        if sitting.missed:
            after = self.drawn.after(sitting)
            if after:
                if self.drawn.rng.random() < 0.7:
                    day = held_on + timedelta(days=self.drawn.rng.randint(20, 70))
                    self.move(day, "Inscription à une séance", until=after.held_on)
                self.decide(after, kind)
            return
        decision = self.drawn.one_of(valid=50, advised=15, reserved=14, adjourned=13, refused=8)
        words = {"valid": VALID, "advised": ADVISED, "reserved": RESERVED, "adjourned": ADJOURNED, "refused": REFUSED}
        final = words[decision]
        if self.drawn.rng.random() < 0.08:  # a mistake first, put right later
            mistaken = self.drawn.rng.choice([word for word in words.values() if word != final])
            self.drop(Decided(told_on, self.organisation, sitting, mistaken))
            told_on += timedelta(days=self.drawn.rng.randint(5, 25))
            self.drop(Decided(told_on, self.organisation, sitting, final, correction="Erreur de saisie"))
            decided_on = held_on
        else:
            decided_on = held_on + DAY if self.drawn.rng.random() < 0.1 else held_on
            self.drop(Decided(told_on, self.organisation, sitting, final, decided_on if decided_on > held_on else None))
        self.follow(sitting, kind, final, decided_on, told_on)

    def follow(self, sitting: Sitting, kind: str, decision: str, decided_on: date, told_on: date) -> None:
        if decision in GRANTING:
            self.recognised(decided_on, told_on)
        elif decision == RESERVED:
            lifted_on = told_on + timedelta(days=self.drawn.rng.randint(35, 200))
            way = self.drawn.one_of(lifted=70, kept=20, waiting=10)
            if way == "lifted":
                self.move(lifted_on, "Réserve levée")
                self.recognised(decided_on, lifted_on)
            elif way == "kept":
                self.move(lifted_on, "Réserve non levée")
                self.come_back(sitting, kind, lifted_on)
        elif decision == ADJOURNED:
            self.come_back(sitting, kind, told_on)
        elif self.drawn.rng.random() < 0.4:
            self.begin_again(told_on, CANDIDATE)

    def come_back(self, sitting: Sitting, kind: str, known_on: date) -> None:
        """The same dossier at the next session, a newer one, or none."""
        ready_by = known_on + timedelta(days=70)
        after = next(
            (one for one in self.drawn.final if one.sent_on > ready_by and one.held_on > sitting.held_on), None
        )
        way = self.drawn.one_of(same=45, newer=40, withdrawn=15)
        if after is None or way == "withdrawn":
            self.move(known_on + timedelta(days=45), "Dossier retiré")
        elif way == "same":
            self.decide(after, kind)
        else:
            self.apply(after, known_on + timedelta(days=40), kind)

    def begin_again(self, known_on: date, kind: str) -> None:
        later = [one for one in self.drawn.final if one.deadline > known_on + timedelta(days=200) and not one.missed]
        if later:
            self.apply(later[0], known_on + timedelta(days=45), kind)

    # ------------------------------------------------------------------------------------------- A recognition

    def recognised(self, validated_on: date, known_on: date) -> None:
        """Three years, with what happens meanwhile, then a renewal or none. `known_on`: when it was recorded."""
        rng = self.drawn.rng
        until = validated_on + relativedelta(years=3)
        over_on = self.leaves(validated_on, known_on)
        quiet_until = over_on or date.max
        self.midway(validated_on, known_on, quiet_until)
        if rng.random() < 0.15:
            start = self.drawn.between(
                max(known_on + timedelta(days=40), validated_on + timedelta(days=150)),
                validated_on + timedelta(days=700),
            )
            end = start + timedelta(days=rng.randint(45, 240))
            if start + timedelta(days=20) < quiet_until:
                self.move(start, "Suspension", delay=10)
                if rng.random() < 0.7 and end + timedelta(days=20) < quiet_until:
                    self.move(end, "Reprise", delay=10)
        if over_on:
            if rng.random() < 0.4:
                self.begin_again(over_on + timedelta(days=60), CANDIDATE)
            return
        if rng.random() < 0.15:
            asked_on = until - timedelta(days=rng.randint(20, 120))
            longer = until + timedelta(days=rng.randint(60, 230))
            self.move(asked_on, "Prolongation", until=longer, delay=rng.choice((3, 3, 3, 140)))
            until = longer
        self.renew(validated_on, until)

    def leaves(self, validated_on: date, known_on: date) -> date | None:
        """Withdrawn or renounced before its end; when."""
        way = self.drawn.one_of(stays=88, removed=6, renounced=6)
        start = max(known_on + timedelta(days=40), validated_on + timedelta(days=120))
        on = self.drawn.between(start, validated_on + timedelta(days=800))
        if way == "renounced":
            self.move(on, "Renonciation")
            return on
        if way == "removed":
            self.move(on, "Retrait envisagé")
            self.move(on + timedelta(days=15), "Retrait de l’identité")  # too early to be recorded
            if self.drawn.rng.random() < 0.5:
                self.move(on + timedelta(days=80), "Retrait de l’identité")
                return on + timedelta(days=80)
            self.move(on + timedelta(days=60), "Retrait abandonné")
            self.move(on + timedelta(days=80), "Retrait de l’identité")  # announced no more
        return None

    def midway(self, validated_on: date, known_on: date, quiet_until: date) -> None:
        after = {"early": (10, 14), "due": (15, 19), "late": (20, 28)}
        way = self.drawn.one_of(early=12, due=40, late=18, never=30)
        start, end = after.get(way, (13, 24))
        day = self.drawn.between(validated_on + relativedelta(months=start), validated_on + relativedelta(months=end))
        if day <= known_on + timedelta(days=40) or day + timedelta(days=60) >= quiet_until:
            return
        if self.drawn.rng.random() < 0.45:
            self.drop(Midway(day - timedelta(days=6), self.organisation))
        if way != "never":
            self.move(day, "Échange de mi-parcours tenu", delay=12)

    def renew(self, validated_on: date, until: date) -> None:
        before = [one for one in self.drawn.final if validated_on + timedelta(days=365) < one.held_on <= until]
        after = [one for one in self.drawn.final if one.held_on > until + timedelta(days=10)]
        way = self.drawn.one_of(in_time=50, early=8, after=15, late=14, never=13)
        if way == "in_time" and before:
            self.apply(before[-1], before[-1].deadline - timedelta(days=120), RENEWAL)
        elif way == "early" and len(before) > 1:
            self.apply(before[-2], before[-2].deadline - timedelta(days=120), RENEWAL)
        elif way == "after" and after and before:  # in time, but examined after the end only
            self.apply(after[0], max(before[-1].deadline + DAY, until - timedelta(days=150)), RENEWAL)
        elif way == "late":
            later = [one for one in after if one.deadline > until + timedelta(days=45)]
            if later:
                self.apply(later[0], until + timedelta(days=5), RENEWAL)

    # --------------------------------------------------------------------------------------------------- Drops

    def deposit(self, day: date, kind: str, *, complete: bool) -> None:
        self.version += 1
        self.drop(Deposit(day, self.organisation, kind, complete, self.version))

    def move(
        self, day: date, event: str, happened_on: date | None = None, until: date | None = None, delay: int = 0
    ) -> None:
        """Recorded up to `delay` days after it happened."""
        recorded_on = day + timedelta(days=self.drawn.rng.randint(0, delay))
        self.drop(Moved(recorded_on, self.organisation, event, happened_on or day, until))

    def drop(self, one: Drop) -> None:
        self.drawn.drops.append(one)
