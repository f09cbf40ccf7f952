"""The life of a dossier and of an identity: states, what changes them, what staff and calendar record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ose_batch.model.cells import Cell

RENEWAL = "Renouvellement"
"""Type of a dossier that asks for a further period."""


class State(StrEnum):
    """Where a dossier stands (statut du dossier)."""

    TO_COMPLETE = "À compléter"
    READY = "Prêt pour le comité"
    PRESENTED = "Présenté"
    """Sent to the members with the others of its session."""
    VALIDATED = "Validé"
    VALIDATED_WITH_ADVICE = "Validé avec recommandations"
    VALIDATED_ON_CONDITION = "Validé sous réserve"
    ADJOURNED = "Ajourné"
    NOT_RETAINED = "Non retenu"
    WITHDRAWN = "Retiré"
    NO_FOLLOW_UP = "Sans suite"
    REPLACED = "Remplacé"
    """A newer version of the same dossier took its place."""


GRANTING = (State.VALIDATED, State.VALIDATED_WITH_ADVICE)
"""Decisions that give the identity at once; « sous réserve » gives it only when lifted."""


class Identity(StrEnum):
    """Identité visuelle."""

    NOT_GRANTED = "Non accordée"
    ACTIVE = "Active"
    SUSPENDED = "Suspendue"
    EXPIRED = "Expirée"
    WITHDRAWN = "Retirée"


STANDING = (Identity.ACTIVE, Identity.SUSPENDED)
"""An identity that has not ended."""


class Midterm(StrEnum):
    """Temps d'échanges at 18 months."""

    NONE = ""
    COMING = "À venir"
    TO_PLAN = "À planifier"
    LATE = "En retard"
    HELD = "Tenu"


class Renewal(StrEnum):
    NONE = ""
    TO_PREPARE = "À préparer"
    DEPOSITED = "Déposé"
    GRANTED = "Accordé"


class Event(StrEnum):
    """What happens to a dossier or to an identity. Those of `MOVEMENTS` are the choices of mouvements.xlsx."""

    # Of the batch
    RECEIVED = "Dépôt"
    REPLACED = "Version plus récente"
    SENT = "Envoi au comité"
    PROGRESS = "Point d’étape reçu"
    # Of the committee
    VALIDATED = "Décision : Validé"
    VALIDATED_WITH_ADVICE = "Décision : Validé avec recommandations"
    VALIDATED_ON_CONDITION = "Décision : Validé sous réserve"
    ADJOURNED = "Décision : Ajourné"
    NOT_RETAINED = "Décision : Non retenu"
    # Of the staff
    POINT_LIFTED = "Point levé"
    AS_IS = "Présenté en l’état"
    REMARK = "Commentaire pour le comité"
    FOLLOW_UP = "Note de suivi"
    CHARTER_RECEIVED = "Charte signée reçue"
    ENROLLED = "Inscription à une séance"
    WITHDRAWN = "Dossier retiré"
    NO_FOLLOW_UP = "Sans suite"
    REOPENED = "Réouverture"
    CONDITION_LIFTED = "Réserve levée"
    CONDITION_KEPT = "Réserve non levée"
    MIDTERM_HELD = "Échange de mi-parcours tenu"
    SUSPENDED = "Suspension"
    RESUMED = "Reprise"
    REMOVAL_PLANNED = "Retrait envisagé"
    """The organisation is told and has a month to present its observations (CRPA art. L122-1)."""
    REMOVAL_DROPPED = "Retrait abandonné"
    REMOVED = "Retrait de l’identité"
    RENOUNCED = "Renonciation"
    """Of the organisation itself: nothing has to be heard."""
    PROLONGED = "Prolongation"
    CONTACT_CHANGED = "Coordonnées changées"
    CONTACT_ERASED = "Effacement du contact"
    MERGED = "Regroupement de deux fiches"
    # Of the calendar
    MIDTERM_DUE = "Mi-parcours à planifier"
    MIDTERM_LATE = "Mi-parcours en retard"
    RENEWAL_DUE = "Relance de renouvellement"
    EXPIRED = "Fin de validité"


MOVEMENTS = (
    Event.POINT_LIFTED,
    Event.AS_IS,
    Event.REMARK,
    Event.FOLLOW_UP,
    Event.CHARTER_RECEIVED,
    Event.ENROLLED,
    Event.WITHDRAWN,
    Event.NO_FOLLOW_UP,
    Event.REOPENED,
    Event.CONDITION_LIFTED,
    Event.CONDITION_KEPT,
    Event.MIDTERM_HELD,
    Event.SUSPENDED,
    Event.RESUMED,
    Event.REMOVAL_PLANNED,
    Event.REMOVAL_DROPPED,
    Event.REMOVED,
    Event.RENOUNCED,
    Event.PROLONGED,
    Event.CONTACT_CHANGED,
    Event.CONTACT_ERASED,
    Event.MERGED,
)
"""What staff record between sessions, in the order in which it is offered."""
ON_IDENTITY = frozenset(
    {
        Event.SUSPENDED,
        Event.RESUMED,
        Event.REMOVAL_PLANNED,
        Event.REMOVAL_DROPPED,
        Event.REMOVED,
        Event.RENOUNCED,
        Event.PROLONGED,
    }
)
"""The movements that change what an organisation may use: it is written to about each."""
DECISIONS = {
    State.VALIDATED: Event.VALIDATED,
    State.VALIDATED_WITH_ADVICE: Event.VALIDATED_WITH_ADVICE,
    State.VALIDATED_ON_CONDITION: Event.VALIDATED_ON_CONDITION,
    State.ADJOURNED: Event.ADJOURNED,
    State.NOT_RETAINED: Event.NOT_RETAINED,
}
"""The five decisions of the committee, each an event that leads to its state."""


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One line of `mouvements` with something in it. Keys are those of the layout."""

    number: Cell
    """N° de dossier or n° OSE."""
    event: Cell
    happened_on: Cell
    author: Cell
    motive: Cell
    criterion: Cell
    """Of a point that is lifted."""
    day: Cell
    """The session it is enrolled for, the new last day of validity."""
    instance: Cell
    """Who granted a prolongation."""
    other: Cell
    """N° of the registration that joins this one."""
    name: Cell
    title: Cell
    email: Cell
    phone: Cell


@dataclass(frozen=True, slots=True)
class Movements:
    """A `mouvements` workbook, understood."""

    lines: tuple[MovementLine, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The référent as staff were told: a part left empty stays as it is."""

    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """What staff recorded, once judged sound."""

    event: Event
    happened_on: date
    author: str
    motive: str = ""
    """The remark itself, of a commentaire or a note de suivi."""
    criterion: str = ""
    """Code of the criterion lifted."""
    day: date | None = None
    instance: str = ""
    other: str = ""
    person: Person | None = None
    """Kept in the contacts alone."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A point of the reading that staff overruled (*point levé*); it counts for the versions that follow too."""

    criterion: str
    motive: str
    lifted_on: date


@dataclass(frozen=True, slots=True)
class Remark:
    """Commentaire pour le comité: printed in the note."""

    said_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """A period of the identity: what granted it and what happened to it since."""

    validated_on: date
    valid_until: date
    """Last day, included."""
    midterm_held_on: date | None = None
    suspended_on: date | None = None
    removal_planned_on: date | None = None
    ended_on: date | None = None
    """Of a retrait or a renonciation."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is about, beside its dossier, as it was on the day it became due."""

    on: date
    """The day it became due, which the letter bears."""
    rank: int = 0
    """Of a reminder: 1, 2, 3."""
    valid_until: date | None = None
    session_on: date | None = None
    """The session that the organisation should aim at, or that will examine its renewal."""
    deadline: date | None = None
    """Date limite de dépôt of that session."""
    answer_by: date | None = None
    """Until when observations may be presented."""
    announced_on: date | None = None
    """Day of the letter that announced a retrait."""
    is_suspended: bool = False
    """Whether the identity is suspended, and stays so."""
    has_charter: bool = False
    """Whether the signed charter is there already."""
    motive: str = ""
    instance: str = ""
    event: Event | None = None
    """The move itself."""
    renewal_on: date | None = None
    """Deposit of the renewal that awaits its outcome."""
    is_incomplete: bool = False
    """Whether that renewal is still to complete."""
    examined_on: date | None = None
    """Session that has examined it: the outcome alone is still to be told."""
    since: date | None = None
    """Day of what staff recorded, when the letter is of a later one."""
    corrects: date | None = None
    """Day of the decision that this one takes the place of."""
