"""What is known of the region, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from tests.region.script import RENEWAL, Sitting
from tests.region.state import AWAITING, PRESENTED, REPLACED, Dossier, Letter, Recognition


class Records:
    """Dossiers and recognitions as they stand, and what the run of the day adds."""

    def __init__(self) -> None:
        self.dossiers: list[Dossier] = []
        self.recognitions: list[Recognition] = []
        self.ose_numbers: dict[int, str] = {}
        self.sent: dict[date, list[str]] = {}
        """Session → the dossiers its members were sent."""
        self.attestations: dict[str, bool] = {}
        """N° de dossier → whether it has one that counts."""
        self.refused = 0
        self._received: set[tuple[int, int]] = set()
        self._lines: list[tuple[str, str, str]] = []
        self._letters: list[Letter] = []
        self.invited: dict[int, str] = {}
        """Organisation → n° de dossier that the last bilan sent to it bears."""
        self._today = date.min
        self._declared: Sequence[Sitting] = ()

    def of(self, organisation: int) -> list[Dossier]:
        return [one for one in self.dossiers if one.organisation == organisation]

    def recognition(self, organisation: int) -> Recognition | None:
        """The last one."""
        own = [one for one in self.recognitions if one.dossier.organisation == organisation]
        return max(own, key=lambda one: one.validated_on, default=None)

    def awaited(self, organisation: int) -> Dossier | None:
        """The dossier after the last recognition that still has to be examined, or lifted: the newest."""
        after = self.recognition(organisation)
        own = [one for one in self.of(organisation) if after is None or one.deposited_on > after.validated_on]
        own = [one for one in own if one.state != REPLACED]
        newest = own[-1] if own else None
        presented = [one for one in own if one.state == PRESENTED]
        if newest and newest.state in AWAITING:
            return newest
        return presented[-1] if presented else None

    def renewal(self, organisation: int, on: date) -> str:
        period, awaited = self.recognition(organisation), self.awaited(organisation)
        if awaited and (period or awaited.kind == RENEWAL):
            return "Déposé"
        if period and not period.ended_on and on >= period.until - relativedelta(months=6):
            return "À préparer"
        return "Accordé" if self.renewals(organisation) else ""

    def renewals(self, organisation: int) -> int:
        own = [one.dossier for one in self.recognitions if one.dossier.organisation == organisation]
        return sum(one.kind == RENEWAL for one in own)

    def _next(self, deposited_on: date, enrolled_on: date | None = None) -> Sitting | None:
        for one in self._declared:
            if one.sent_on >= self._today and (one.deadline >= deposited_on or one.held_on == enrolled_on):
                return one
        return None

    def _unwrite(self, number: str, kinds: Sequence[str], events: Sequence[str] = ()) -> None:
        """What this very run would have written, had nothing taken its place."""
        self._letters = [
            one
            for one in self._letters
            if one.number != number or one.kind not in kinds or (events and one.event not in events)
        ]

    def _line(self, event: str, dossier: Dossier, detail: str) -> None:
        self._lines.append((event, dossier.number, detail))
