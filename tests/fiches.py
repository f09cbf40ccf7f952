"""Fiches retour of entries built in memory, and the criteria these do not meet."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch.documents import answer, proof, word
from ose_batch.model import Answer, Asked, CellRef, Change, DocumentPlan, Entry, Finding, Point, Repair, Since, Told
from ose_batch.wording import answer as say
from tests import entries
from tests.dossiers import RULES
from tests.entries import ISSUER, MINIMAL, TYPICAL, long

ROOT = Path(__file__).parent.parent


SHIPPED = (ROOT / "templates/docx/fiche-retour.docx").read_bytes()
TEMPLATE = word.compile(SHIPPED, "fiche-retour.docx")
DEADLINE = date(2026, 11, 23)
PLAN = "P4 Plan d’actions"


def fiche(entry: Entry, contact: str = "") -> DocumentPlan:
    return answer.fiche(entry, RULES, ISSUER, contact)


def words(entry: Entry) -> dict[str, Any]:
    return dict(fiche(entry).words)


def made(entry: Entry) -> bytes:
    plan = fiche(entry, "ose@cress.exemple.fr, 02 00 00 00 00")
    content = word.render(TEMPLATE, plan)
    proof.prove(content, plan)
    return content


def missing(code: str, *places: tuple[str, str, int], answer: Answer = Answer.TO_COMPLETE) -> Finding:
    """A criterion of the charter not met at these places: subject, sheet, row."""
    criterion = next(one for one in RULES.criteria if one.code == code)
    points = tuple(
        Point(subject, CellRef(sheet, row, 6), "", criterion.unmet.format(subject=subject, read="«\u00a0x\u00a0»"))
        for subject, sheet, row in places
    )
    return Finding(code, criterion.principle, answer, "", points, criterion.expected, criterion.advice)


def found(entry: Entry, *findings: Finding) -> Entry:
    return replace(entry, assessment=entries.assessment(*findings), deadline=DEADLINE)


def flaws(count: int) -> Entry:
    return found(TYPICAL, missing("P4.4", *((f"A{rank} – Pilote", PLAN, 6 + rank) for rank in range(1, count + 1))))


def everything(*, capitals: bool = False, complete: bool = False) -> Entry:
    """Each blocking criterion not met at thirty places, every list long, every text long."""
    label = {"capitals": capitals}
    findings = [
        Finding(
            criterion.code,
            criterion.principle,
            Answer.TO_WEIGH if complete else criterion.gravity.answer,
            "",
            tuple(
                Point("", CellRef(say.SHEETS[(rank + place) % len(say.SHEETS)], place, 28), "", long(240, **label))
                for place in range(1, 31)
            ),
            long(200, **label),
            long(500, **label),
        )
        for rank, criterion in enumerate(RULES.criteria)
        if criterion.gravity.answer is Answer.TO_COMPLETE
    ]
    cell = CellRef(PLAN, 12, 5)
    return replace(
        found(entries.huge(capitals=capitals), *findings),
        told=Told(
            repairs=(Repair(long(100, **label), cell, long(3000, **label), long(3000, **label)),) * 40,
            asked=(Asked(long(200, **label), cell),) * 20,
            notes=(long(400, **label),) * 20,
            replaces="D-2026-001",
            since=Since(
                "D-2026-001",
                (Change(long(100, **label), long(3000, **label), long(3000, **label)),) * 60,
                dict.fromkeys(entries.PRINCIPLES, (Answer.COMPLETE, Answer.TO_COMPLETE)),
            ),
        ),
    )


SMALL = found(MINIMAL)
THREE = found(
    MINIMAL,
    missing("ID.1", ("Commune", "Organisation", 10)),
    missing("P2.2", ("ligne 8 – Influence", "P2 Parties prenantes", 8)),
    missing("P4.4", ("A2 – Échéance", PLAN, 8)),
)
AGAIN = replace(
    THREE,
    number="D-2026-014",
    told=Told(
        replaces="D-2026-001",
        repairs=(Repair("A1\u00a0: Échéance", CellRef(PLAN, 7, 6), "31.12.26", "31/12/2026"),),
        notes=("La feuille «\u00a0Engagements\u00a0» a été reconnue à ses intitulés.",),
        asked=(Asked("Tenez-vous une assemblée générale\u00a0?", CellRef("Organisation", 14, 3)),),
        since=Since(
            "D-2026-001",
            (
                Change("SIRET du siège", "99900001100018", "99900001100026"),
                Change("Sigle", "LHC", ""),
                Change("A3\u00a0: Pilote", "", "Direction"),
            ),
            {
                "P3": (Answer.TO_COMPLETE, Answer.TO_CHECK),
                "P5": (Answer.COMPLETE, Answer.TO_CHECK),
                "P6": (Answer.TO_COMPLETE, Answer.TO_WEIGH),
            },
        ),
    ),
)
EXTREMES = {
    "everything": everything(),
    "everything in capitals": everything(capitals=True),
    "complete, with much to say": everything(complete=True),
    "no place": entries.huge(),
    "no place, in capitals": entries.huge(capitals=True),
    "sixty points": flaws(60),
    "a point in each sheet": found(
        TYPICAL, *(missing("P4.4", (long(200), sheet, 9)) for sheet in (*say.SHEETS, *"ABCDEFGHIJ"))
    ),
    "a name without end": replace(SMALL, fields={"organisation.name": "W" * 32_000}),
    "empty": entries.entry({}, {}),
}
