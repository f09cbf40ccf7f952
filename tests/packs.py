"""A session of invented dossiers, what the committee decided of them, and the documents made of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch.documents import bound, minutes, plan, proof, session, word
from ose_batch.model import (
    Aside,
    Decision,
    DocumentPlan,
    Entry,
    Minutes,
    Precedent,
    Session,
    SessionPack,
    SetAside,
    State,
    Upcoming,
)
from tests import entries
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL

ROOT = Path(__file__).parent.parent
KINDS = ("dossier-de-seance", "note", "releve-de-decisions")
SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in KINDS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}

HELD_ON = date(2026, 12, 10)
SITTING = Session(HELD_ON, "Comité scientifique et éthique", "2026-2", date(2026, 11, 20), date(2026, 11, 27))
ADJOURNED = Precedent("D-2026-004", State.ADJOURNED, date(2026, 6, 18), "Plan à préciser.", "")
RESERVED = Precedent("D-2025-031", State.VALIDATED_ON_CONDITION, date(2025, 12, 11), "", "Tenir l’AG.")
GRANTED = Precedent("D-2023-002", State.VALIDATED, date(2023, 12, 14), "", "")


def numbered(rank: int, one: Entry, name: str = "", kind: str = "", **changes: Any) -> Entry:
    fields = dict(one.fields)
    if name:
        fields["organisation.name"] = name
    if kind:
        fields["organisation.dossier_kind"] = kind
    return replace(one, number=f"D-2026-{rank:03}", fields=fields, **changes)


VARIED = (
    numbered(1, MINIMAL),
    numbered(2, entries.huge()),
    numbered(3, TYPICAL, HOSTILE_NAME, precedents=(GRANTED, ADJOURNED)),
    numbered(4, TYPICAL, "Vélos et bricoles", as_is="Calendrier.", precedents=(RESERVED,)),
    numbered(5, TYPICAL, "L’Hermine bleue", "Renouvellement", ose_number="OSE-0012", precedents=(ADJOURNED, GRANTED)),
)
ASIDE = (
    SetAside("D-2026-040", "Maison des Alouettes", Aside.INCOMPLETE, "Il manque l’échéance de A3."),
    SetAside("D-2026-041", HOSTILE_NAME, Aside.LATE, "Déposé le 24/11/2026"),
    SetAside("D-2026-042", "", Aside.WITHDRAWN),
)
RENEWALS = (Upcoming("Scic Énergie du bocage", "OSE-0011", date(2027, 5, 1), "Dossier non déposé"),)
MIDTERMS = (Upcoming("Tous dehors", "OSE-0021", date(2027, 1, 10)),)
PACK = SessionPack(SITTING, VARIED, ASIDE, RENEWALS, MIDTERMS)
EMPTY = SessionPack(SITTING, ())


def crowd(count: int) -> SessionPack:
    """`VARIED`, then typical and minimal ones."""
    others = (numbered(rank, TYPICAL if rank % 3 else MINIMAL, f"Organisation {rank}") for rank in range(6, count + 1))
    return replace(PACK, presented=(*VARIED, *others)[:count])


def notes(pack: SessionPack, template: word.Template = TEMPLATES["note"]) -> list[bytes]:
    return [word.render(template, plan.note(entry, RULES, ISSUER)) for entry in pack.presented]


def front(pack: SessionPack) -> DocumentPlan:
    return session.front(pack, RULES, ISSUER)


def bound_up(pack: SessionPack) -> bytes:
    return bound.dossier(pack, front(pack), TEMPLATES["dossier-de-seance"], notes(pack))


def decision(state: State, **changes: Any) -> Decision:
    until = date(2029, 12, 10) if state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE) else None
    return replace(Decision(state, HELD_ON, HELD_ON, SITTING.instance, "", "", None, until), **changes)


DECIDED = (
    replace(VARIED[0], ose_number="OSE-0042", decision=decision(State.VALIDATED, rapporteur="Camille Exemple")),
    replace(
        VARIED[2],
        ose_number="OSE-0043",
        decision=decision(
            State.VALIDATED_WITH_ADVICE,
            conditions="Associer les usagers au suivi du plan,\net dire comment à dix-huit mois.",
            deadline=date(2028, 6, 10),
        ),
    ),
    replace(
        VARIED[4],
        decision=decision(
            State.VALIDATED_ON_CONDITION,
            conditions="Tenir l’assemblée générale.",
            deadline=date(2027, 3, 31),
            recused="Dominique Modèle\nAlix Essai",
        ),
    ),
    replace(
        VARIED[3],
        decision=decision(State.ADJOURNED, motive="Plan d’actions à préciser.", correction="Erreur de saisie."),
    ),
    numbered(
        6,
        MINIMAL,
        "Fabrique d’indépendants",
        decision=decision(
            State.NOT_RETAINED, motive="Hors charte.", decided_on=date(2026, 12, 14), instance="Bureau de la CRESS"
        ),
    ),
)
RECORD = Minutes(
    SITTING,
    "Camille Exemple (présidente), Dominique Modèle\nAlix Essai ; Claude Témoin",
    "Sacha Exemple",
    "Dominique Modèle",
    DECIDED,
    (numbered(7, TYPICAL),),
)
BARE = Minutes(SITTING, "", "", "", ())


def written(record: Minutes) -> bytes:
    planned = minutes.minutes(record, ISSUER)
    content = word.render(TEMPLATES["releve-de-decisions"], planned)
    proof.prove(content, planned)
    return content


def rows(planned: DocumentPlan, key: str) -> list[dict[str, Any]]:
    return [row for chunk in planned.words[key] for row in chunk["rows"]]
