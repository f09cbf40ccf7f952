"""What the sheets of registre.xlsx show: names of the sheets, columns with their French labels, colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ose_batch.charter.rules import Rules
from ose_batch.model import Answer, Identity, Midterm, Renewal, State
from ose_batch.palette import ANSWER_TONES, Tone

REGISTER = "Registre"
TO_DO = "À traiter"
DEADLINES = "Échéances"
HISTORY = "Historique"
STATISTICS = "Statistiques"


class Style(StrEnum):
    """How a column reads."""

    TEXT = "text"
    LONG = "long"
    """Cut where the row ends."""
    MACHINE = "machine"
    """For programs, cut where the column ends."""
    CODE = "code"
    """Short, centred: numbers that are texts, n° de dossier."""
    DATE = "date"
    NUMBER = "number"
    STATUS = "status"
    """Coloured by `TONES`."""


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    width: float
    """In characters."""
    style: Style = Style.TEXT


class Task(StrEnum):
    """What is to be done, on the sheet À traiter and on Échéances."""

    SEND = "Envoyer le courrier"
    ANSWER = "Répondre à l’organisation"
    CHECK = "Vérifier"
    RECORD_DECISION = "Enregistrer la décision"
    PRESENT = "Présenter au comité"
    PRESENT_AGAIN = "Présenter de nouveau"
    LIFT_CONDITION = "Lever les réserves"
    PLAN_MIDTERM = "Planifier le mi-parcours"
    RENEW = "Préparer le renouvellement"
    REMOVE = "Décider du retrait"
    RESUME = "Lever la suspension, ou retirer"
    LOOK = "Regarder le fichier mis de côté"
    FILE = "Classer la pièce jointe"
    ERASE = "Effacer le contact"


class Due(StrEnum):
    """What comes to its date, on the sheet Échéances."""

    MIDTERM = "Échange de mi-parcours"
    CONDITION = "Échéance des réserves"
    EXPIRY = "Fin de validité"


_RED = ANSWER_TONES[Answer.TO_COMPLETE]
_AMBER = ANSWER_TONES[Answer.TO_WEIGH]
_BLUE = ANSWER_TONES[Answer.TO_CHECK]
_GREEN = ANSWER_TONES[Answer.COMPLETE]
_GREY = ANSWER_TONES[Answer.NOT_APPLICABLE]


class Mark(StrEnum):
    """How a date stands out."""

    LATE = "late"
    SOON = "soon"


MARKS: Mapping[Mark, Tone] = {Mark.LATE: _RED, Mark.SOON: _AMBER}

TONES: Mapping[str, Tone] = {
    Answer.TO_WEIGH: _AMBER,
    Answer.TO_CHECK: _BLUE,
    Answer.COMPLETE: _GREEN,
    Answer.NOT_APPLICABLE: _GREY,
    State.TO_COMPLETE: _RED,
    State.READY: _BLUE,
    State.PRESENTED: _BLUE,
    State.VALIDATED: _GREEN,
    State.VALIDATED_WITH_ADVICE: _GREEN,
    State.VALIDATED_ON_CONDITION: _AMBER,
    State.ADJOURNED: _AMBER,
    State.NOT_RETAINED: _GREY,
    State.WITHDRAWN: _GREY,
    State.NO_FOLLOW_UP: _GREY,
    Identity.NOT_GRANTED: _GREY,
    Identity.ACTIVE: _GREEN,
    Identity.SUSPENDED: _AMBER,
    Identity.EXPIRED: _RED,
    Identity.WITHDRAWN: _RED,
    Midterm.COMING: _GREY,
    Midterm.TO_PLAN: _AMBER,
    Midterm.LATE: _RED,
    Midterm.HELD: _GREEN,
    Renewal.TO_PREPARE: _AMBER,
    Renewal.DEPOSITED: _BLUE,
    Renewal.GRANTED: _GREEN,
    Task.ANSWER: _RED,
    Task.CHECK: _BLUE,
    Task.RECORD_DECISION: _RED,
    Task.PRESENT: _GREEN,
    Task.PRESENT_AGAIN: _AMBER,
    Task.LIFT_CONDITION: _AMBER,
    Task.PLAN_MIDTERM: _AMBER,
    Task.RENEW: _AMBER,
    Task.SEND: _BLUE,
    Task.REMOVE: _RED,
    Task.RESUME: _AMBER,
    Task.LOOK: _AMBER,
    Task.ERASE: _GREY,
    Due.MIDTERM: _BLUE,
    Due.CONDITION: _AMBER,
    Due.EXPIRY: _GREY,
}

IDENTIFYING = 6
"""How many columns of the register stay in sight."""


def reading_key(principle: str) -> str:
    return f"reading_{principle}"


def register_columns(rules: Rules) -> tuple[Column, ...]:
    readings = (
        Column(reading_key(principle.code), f"{principle.code} (lecture)", 13, Style.STATUS)
        for principle in rules.principles
        if principle.code != "ID"
    )
    return (
        Column("ose_number", "N° OSE", 10, Style.CODE),
        Column("number", "N° de dossier", 12, Style.CODE),
        Column("siren", "SIREN", 11, Style.CODE),
        Column("rna", "RNA", 12, Style.CODE),
        Column("siret", "SIRET", 16, Style.CODE),
        Column("name", "Dénomination", 32),
        Column("perimeter", "Périmètre", 22, Style.LONG),
        Column("legal_form", "Forme", 22),
        Column("department", "Département", 12, Style.CODE),
        Column("wave", "Vague", 13, Style.CODE),
        Column("kind", "Type", 15),
        Column("state", "Statut du dossier", 18, Style.STATUS),
        Column("identity", "Identité visuelle", 13, Style.STATUS),
        Column("midterm", "Mi-parcours", 13, Style.STATUS),
        Column("renewal", "Renouvellement", 15, Style.STATUS),
        Column("deposited_on", "Déposé le", 11, Style.DATE),
        Column("instance", "Instance validante", 20),
        Column("session_on", "Séance du", 11, Style.DATE),
        Column("decision", "Décision", 18, Style.STATUS),
        Column("conditions", "Réserves ou recommandations", 36, Style.LONG),
        Column("deadline", "Échéance des réserves", 11, Style.DATE),
        Column("validated_on", "Validé le", 11, Style.DATE),
        Column("midterm_on", "Mi-parcours prévu le", 11, Style.DATE),
        Column("midterm_held_on", "Mi-parcours tenu le", 11, Style.DATE),
        Column("valid_until", "Expire le", 11, Style.DATE),
        Column("days_left", "Jours restants", 9, Style.NUMBER),
        Column("renewals", "Renouvellements", 15, Style.NUMBER),
        *readings,
        Column("commitments", "Nb d’engagements", 13, Style.NUMBER),
        Column("publishable", "Engagements publiables", 50, Style.LONG),
        Column("public_email", "Contact générique", 28),
        Column("referent", "Référent (effaçable)", 22),
        Column("consents", "Consentements et dates", 36),
        Column("reminder_on", "Dernière relance préparée le", 16, Style.DATE),
        Column("sha256", "Empreinte du fichier", 18, Style.MACHINE),
        Column("form_version", "Version du modèle", 9, Style.CODE),
    )


TO_DO_COLUMNS = (
    Column("task", "Quoi", 25, Style.STATUS),
    Column("name", "Qui", 36),
    Column("number", "N° de dossier", 13, Style.CODE),
    Column("why", "Pourquoi", 78),
    Column("due_on", "Pour quand", 12, Style.DATE),
)

DEADLINE_COLUMNS = (
    Column("due_on", "Date", 12, Style.DATE),
    Column("days", "Dans (jours)", 10, Style.NUMBER),
    Column("due", "Échéance", 24, Style.STATUS),
    Column("name", "Qui", 40),
    Column("ose_number", "N° OSE", 11, Style.CODE),
    Column("number", "N° de dossier", 13, Style.CODE),
    Column("detail", "Précision", 50),
)

HISTORY_COLUMNS = (
    Column("happened_on", "Date", 12, Style.DATE),
    Column("event", "Événement", 14),
    Column("number", "N° de dossier", 13, Style.CODE),
    Column("ose_number", "N° OSE", 11, Style.CODE),
    Column("name", "Dénomination", 40),
    Column("detail", "Détail", 60),
)
