"""What comes with the days alone: exchanges to plan, reminders, ends of validity.

From the domain: three years from the session, exchange at 18 months (to plan at 15, late at 20), reminders 90, 45 and
15 days before the date limite of the last session before expiry, 6, 3 and 1 months before it without any; a step counts
on its own day and once; of reminders that came due together the last is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tests.region.records import Records
from tests.region.script import ADJOURNED, DAY, RESERVED, Sitting
from tests.region.state import INCOMPLETE, PRESENTED, Dossier, Key, Letter, Recognition, long_date, short_date


class Days(Records):
    """The calendar's part of a run."""

    def _calendar(self, one: Recognition) -> None:
        followed_on = min(
            (
                other.validated_on
                for other in self.recognitions
                if other.dossier.organisation == one.dossier.organisation and other.validated_on > one.validated_on
            ),
            default=None,
        )
        awaited = None if followed_on else self.awaited(one.dossier.organisation)
        due = [step for step in self._due(one, followed_on, awaited) if step[0] <= self._today]
        new = sorted((step for step in due if step[1] not in one.steps), key=lambda step: step[0])
        last_rank = max((key[1] for _, key in new), default=0)
        for on, key in new:
            event, rank, until = key
            active = one.identity(self._today) == "Active"
            told = {
                "Relance de renouvellement": active and awaited is None and rank == last_rank,
                "Mi-parcours à planifier": active and one.held_on is None,
                "Fin de validité": True,
            }.get(event, False)
            told = told and followed_on is None
            one.steps[key] = on, self._today, told
            word = f"relance {rank} du {short_date(on)}, {'préparée' if told else 'non préparée'}"
            self._line(event, one.dossier, word if rank else f"au {short_date(on)}")
            if told:
                self._write(one, event, rank, until, awaited)

    def _due(self, one: Recognition, followed_on: date | None, awaited: Dossier | None) -> Iterator[tuple[date, Key]]:
        over_on = min(day for day in (followed_on, one.ended_on, one.until + DAY) if day)
        for event, months in (("Mi-parcours à planifier", 15), ("Mi-parcours en retard", 20)):
            if one.identity(self._today) == "Suspendue":
                continue
            on = one.validated_on + relativedelta(months=months)
            if on < over_on and (one.held_on is None or on < one.held_on):
                yield on, (event, 0, None)
        over = ("Fin de validité", 0, one.until) in one.steps
        if not (followed_on or over) and one.identity(self._today) in ("Active", "Expirée"):
            last = self._last_before(one)
            for rank, on in enumerate(self._reminders(one), start=1):
                yield on, ("Relance de renouvellement", rank, last.held_on if last else one.until)
        if not one.ended_on and not (followed_on and followed_on <= one.until + DAY):
            yield one.until + DAY, ("Fin de validité", 0, one.until)

    def _reminders(self, one: Recognition) -> list[date]:
        last = self._last_before(one)
        if last:
            return [last.deadline - timedelta(days=days) for days in (90, 45, 15)]
        return [one.until - relativedelta(months=months) for months in (6, 3, 1)]

    def _last_before(self, one: Recognition) -> Sitting | None:
        """Of the sessions of the last twelve months before the end, after the validation."""
        opens = max(one.until - relativedelta(months=12), one.validated_on)
        fitting = [each for each in self._declared if opens < each.held_on <= one.until]
        return fitting[-1] if fitting else None

    def _write(self, one: Recognition, event: str, rank: int, until: date | None, awaited: Dossier | None) -> None:
        number = one.dossier.number
        says: list[str] = []
        never: list[str] = []
        match event:
            case "Mi-parcours à planifier":
                self._letters.append(Letter(number, "bilan", event))
                self.invited[one.dossier.organisation] = number
                says.append(long_date(one.validated_on + relativedelta(months=18)))
            case "Relance de renouvellement":
                self._letters.append(Letter(number, "classeur-renouvellement", event, rank))
                says.append(long_date(one.until))
                session = self._last_before(one)
                if session and session.deadline >= self._today:
                    says.append(long_date(session.deadline))
            case _:
                says.append(long_date(one.until))
                if awaited is None or awaited.deposited_on > one.until:
                    never += ["sera examiné", "était inscrite"]
                elif examined_on := self._was_examined_on(awaited):
                    says.append(f"était inscrite à la séance du {long_date(examined_on)}")
                    never.append("sera examiné")
                elif awaited.state == INCOMPLETE:
                    says.append("reste à compléter")
                    never.append("sera examiné")
                elif examined_on := self._examined_on(awaited):
                    says.append(f"sera examiné le {long_date(examined_on)}")
        self._letters.append(Letter(number, "courrier", event, rank, tuple(says), tuple(never)))

    def _was_examined_on(self, awaited: Dossier) -> date | None:
        """The session after which only the outcome of a renewal has to be told."""
        past = awaited.session_on is not None and awaited.session_on < self._today
        return awaited.session_on if awaited.state == RESERVED or (awaited.state == PRESENTED and past) else None

    def _examined_on(self, awaited: Dossier) -> date | None:
        """Its own session; the next one when it was put off, or when its own went by without it."""
        if awaited.state != ADJOURNED and awaited.session_on and awaited.session_on >= self._today:
            return awaited.session_on
        following = self._next(awaited.deposited_on)
        return following.held_on if following else None
