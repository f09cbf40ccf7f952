"""The committee’s part of a run: dossiers sent to it or awaiting its session, what it decides, what it grants."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from tests.region.days import Days
from tests.region.script import ADJOURNED, ADVISED, GRANTING, REFUSED, RESERVED, VALID, Decided, Sitting
from tests.region.state import PRESENTED, READY, UNDECIDED, Dossier, Letter, Recognition, long_date, short_date


class Committee(Days):
    """What leads to a session, and what comes of it."""

    def _send(self) -> None:
        for one in self._declared:
            if one.sent_on >= self._today or one.held_on in self.sent:
                continue
            presented = [each for each in self.dossiers if self._is_for(each, one)]
            for each in presented:
                each.state, each.session_on, each.deadline_on = PRESENTED, one.held_on, one.deadline
                self._line("Envoi au comité", each, f"au {short_date(one.sent_on)}")
            self.sent[one.held_on] = [each.number for each in presented]

    def _is_for(self, dossier: Dossier, sitting: Sitting) -> bool:
        """Those of the session; those put off by an earlier one, unless a newer dossier came."""
        if dossier.state == READY:
            return dossier.session_on == sitting.held_on
        newest = self.of(dossier.organisation)[-1] is dossier
        put_off = dossier.state == ADJOURNED and newest and dossier.decisions[-1].sitting.held_on < sitting.held_on
        return put_off and (dossier.session_on or date.min) <= sitting.held_on

    def _enroll(self) -> None:
        known = {one.held_on for one in self._declared}
        for one in self.dossiers:
            if one.state not in UNDECIDED:
                continue
            on = one.session_on
            if on is None or (on >= self._today and on not in known) or on in self.sent:
                sitting = self._next(one.deposited_on)
                if (sitting and sitting.held_on) != on:
                    one.join(sitting)
                    self._line("inscrit", one, f"Vague {one.wave}")

    def _decide(self, drop: Decided, dossier: Dossier) -> bool:
        on = drop.decided_on or drop.sitting.held_on
        last = dossier.decisions[-1] if dossier.decisions else None
        later = any(one.decisions for one in self.of(dossier.organisation) if one.rank > dossier.rank)
        if drop.correction:
            decided = (VALID, ADVISED, RESERVED, ADJOURNED, REFUSED)
            possible = last is not None and not later and dossier.state in decided
        else:
            awaited = dossier.state in (READY, PRESENTED, ADJOURNED)
            again = last and (on < dossier.decided_on or last.sitting.held_on == drop.sitting.held_on)
            possible = awaited and not again
        if on < dossier.deposited_on or not possible:
            return False
        dossier.decisions.append(drop)
        dossier.state = drop.decision
        if drop.correction:
            self.attestations.pop(dossier.number, None)
            self._unwrite(dossier.number, ("attestation", "courrier"), _OF_COMMITTEE)
        self._grant(dossier, on if drop.decision in GRANTING else None)
        said = f"{drop.decision} le {short_date(on)}"
        says: tuple[str, ...] = ()
        if drop.decision in GRANTING:
            until = on + relativedelta(years=3)
            said += f", jusqu’au {short_date(until)} inclus"
            says = (long_date(until), self.ose_numbers[dossier.organisation])
            self._attest(dossier, _decision(drop.decision), on, until)
        self._letters.append(Letter(dossier.number, "courrier", _decision(drop.decision), says=says))
        self._line("rectifié" if drop.correction else "décidé", dossier, said)
        return True

    def _grant(self, dossier: Dossier, validated_on: date | None) -> None:
        known = next((one for one in self.recognitions if one.dossier is dossier), None)
        if validated_on is None:
            self.recognitions = [one for one in self.recognitions if one is not known]
            return
        until = validated_on + relativedelta(years=3)
        if known:
            known.validated_on, known.until = validated_on, until
        else:
            self.recognitions.append(Recognition(dossier, validated_on, until))
        self.ose_numbers.setdefault(dossier.organisation, f"OSE-{len(self.ose_numbers) + 1:04d}")

    def _attest(self, dossier: Dossier, event: str, start: date, until: date) -> None:
        self.attestations[dossier.number] = True
        self._unwrite(dossier.number, ("attestation",))
        says = (long_date(start), long_date(until), self.ose_numbers[dossier.organisation])
        self._letters.append(Letter(dossier.number, "attestation", event, says=says))


def _decision(word: str) -> str:
    return f"Décision\u00a0: {word}"


_OF_COMMITTEE = (
    *(_decision(word) for word in (VALID, ADVISED, RESERVED, ADJOURNED, REFUSED)),
    "Réserve levée",
    "Réserve non levée",
)
"""What a correction takes back."""
