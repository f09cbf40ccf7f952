"""What is written by e-mail to an organisation about the file that it sent, case by case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ose_batch.model import State
from ose_batch.text import one_line
from ose_batch.wording import french_date, plural
from ose_batch.wording import receipt as receipts


@dataclass(frozen=True, slots=True)
class Letter:
    """What is proper to a case; greeting, attachments, contact and signature come around it."""

    subject: str
    paragraphs: tuple[str | tuple[str, ...], ...]
    """A tuple is a list of bullets."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The file that a letter answers, and the séance its dossier is for, when one is known."""

    name: str
    """As it was sent."""
    received_on: date
    code: str
    """Code de réception."""
    fingerprint: str
    """SHA-256."""
    number: str = ""
    """N° de dossier; empty when none was recorded."""
    session_on: date | None = None
    wave: str = ""
    deadline: date | None = None
    """Date limite de dépôt."""


GREETING = "Bonjour,"
CLOSING = "Bien cordialement,"
_RULE = "-" * 72
_THANKS = "Merci pour votre dossier OSE (organisation sociétalement engagée) : il est bien arrivé, et"
_CODE_MEANS = (
    "Le code de réception désigne ce fichier dans tous nos échanges : indiquez-le si vous nous écrivez. L’empreinte, "
    "calculée sur son contenu, permet de vérifier qu’il s’agit bien de lui."
)
_NOT_A_JUDGEMENT = (
    "Cette lecture dit seulement que tout ce qui est demandé s’y trouve : c’est le comité qui en prend connaissance et "
    "qui décide."
)
_ONCE_READ = "Votre dossier sera enregistré dès que nous aurons pu le lire."
_ONCE_FILLED = "Votre dossier sera enregistré dès que nous aurons reçu le formulaire rempli."
_ORDINARY_ATTACHMENT = (
    "S’il s’agit d’un document qui accompagne votre dossier, indiquez simplement dans le formulaire son titre et la "
    "page à lire, sans rien recopier."
)


_CHARTER = (
    "La charte d’engagement est jointe, au nom de votre organisation : faites-la signer par la personne qui peut "
    "l’engager, et renvoyez-la-nous, sur papier ou numérisée."
)


def received_complete(sent: Sent, replaces: str = "", charter: bool = False) -> Letter:
    """`replaces`: n° of the dossier that this one takes the place of; `charter`: whether the one to sign goes along."""
    return Letter(
        f"Votre dossier OSE {sent.number} est complet ({_code(sent)})",
        (
            f"{_THANKS} il est complet.",
            _receipt(sent, receipts.recorded(sent.number, complete=True)),
            *_replacement(replaces),
            *((_CHARTER,) if charter else ()),
            f"{_coming(sent)} D’ici là, vous n’avez rien {'d’autre ' if charter else ''}à faire."
            f"{_may_still_change(sent)}",
            _NOT_A_JUDGEMENT,
            _CODE_MEANS,
        ),
    )


def to_complete(sent: Sent, points: Mapping[str, int], replaces: str = "") -> Letter:
    """`points`: principle by its full name (« Principe 2 : … ») → number of points to complete, in order."""
    count = sum(points.values())
    return Letter(
        f"Votre dossier OSE {sent.number} : {plural(count, 'point')} à compléter ({_code(sent)})",
        (
            f"{_THANKS} nous l’avons lu avec attention. Il reste {plural(count, 'point')} à compléter :",
            tuple(f"{name} ({plural(many, 'point')})" for name, many in points.items()),
            _receipt(sent, receipts.recorded(sent.number, complete=False)),
            *_replacement(replaces),
            "Votre classeur vous revient annoté, avec vos réponses : sa première feuille, « À corriger », mène à "
            "chaque case. La fiche retour en donne l’essentiel aux personnes qui décident chez vous.",
            f"Pour la suite : complétez ce classeur, enregistrez-le, puis renvoyez-le-nous {_send_back_by(sent)}",
            _CODE_MEANS,
        ),
    )


def already_received(sent: Sent, first_on: date, state: State) -> Letter:
    """The same bytes as on `first_on`; `state`: where their dossier stands."""
    return Letter(
        f"Votre dossier OSE {sent.number} : nous l’avions déjà ({_code(sent)})",
        (
            "Merci de votre envoi. Ce fichier est exactement celui que nous avions reçu le "
            f"{french_date(first_on)} : il est bien chez nous, et vous n’avez pas à le renvoyer.",
            _receipt(sent, receipts.already_received(first_on, sent.number)),
            _where_it_stands(sent, state),
            "Si vous pensiez envoyer une version plus récente, c’est sans doute un autre fichier : regardez son nom et "
            "la date de son enregistrement, puis envoyez-le-nous.",
            _CODE_MEANS,
        ),
    )


def unreadable(reason: str, advice: str, sent: Sent) -> Letter:
    """`reason`, `advice`: as told to the organisation (see `wording.refusals`)."""
    return Letter(
        f"Votre envoi pour OSE : nous n’avons pas pu lire le fichier ({_code(sent)})",
        (
            f"Merci de votre envoi. Il est bien arrivé, mais nous n’avons pas pu le lire. {reason}",
            _receipt(sent, receipts.UNREADABLE),
            f"Pour la suite : {advice}",
            f"{_ONCE_READ}{_expected_by(sent)}",
            _CODE_MEANS,
        ),
    )


def wrong_document(reason: str, advice: str, sent: Sent) -> Letter:
    """`reason`, `advice`: as told to the organisation (see `wording.refusals`)."""
    return Letter(
        f"Votre envoi pour OSE : il nous manque le formulaire ({_code(sent)})",
        (
            "Merci de votre envoi. Il est bien arrivé, mais ce n’est pas le formulaire dans lequel se remplit un "
            f"dossier OSE. {reason}",
            _receipt(sent, receipts.NOT_THE_FORM),
            f"Pour la suite : {advice}",
            _ORDINARY_ATTACHMENT,
            f"{_ONCE_FILLED}{_expected_by(sent)}",
            _CODE_MEANS,
        ),
    )


# ------------------------------------------------------------------------------------- around the letter


def attached(count: int) -> str:
    return "Pièce jointe :" if count == 1 else "Pièces jointes :"


def too_heavy(name: str, size: int) -> str:
    """`size`: bytes."""
    megabytes = f"{size / 1_000_000:.1f}".replace(".", ",")
    return f"{name} ({megabytes} Mo) – trop lourd pour un courriel : à transmettre autrement"


def ask(contact: str) -> str:
    return f"Une question ? Nous vous répondrons volontiers : {contact}"


def copied(to: str, subject: str, body: str, names: Collection[str]) -> str:
    """The e-mail as a text to copy, for mail programs that do not open drafts."""
    head = f"À : {to or '(adresse à compléter)'}\nObjet : {subject}"
    return f"{head}\n{_RULE}\n{body}{_RULE}\nPièces à joindre : {', '.join(names) or 'aucune'}\n"


# ---------------------------------------------------------------------------------------------- sentences


def _code(sent: Sent) -> str:
    return f"code de réception {sent.code}"


def _receipt(sent: Sent, became: str) -> str:
    return receipts.receipt(sent.code, sent.fingerprint, sent.name, sent.received_on, became)


def _session(sent: Sent) -> str:
    """`la séance du comité du 10 décembre 2026 (vague 2026-2)`."""
    if sent.session_on is None:
        return "la prochaine séance du comité"
    wave = f" (vague {one_line(sent.wave)})" if sent.wave else ""
    return f"la séance du comité du {french_date(sent.session_on)}{wave}"


def _coming(sent: Sent) -> str:
    return f"Il sera présenté à {_session(sent)}" + ("." if sent.session_on else ", dont nous vous donnerons la date.")


def _until(sent: Sent) -> str:
    """`au plus tard le 27 novembre 2026`; empty when the day is not known, or was past when the file came."""
    in_time = sent.deadline and sent.received_on <= sent.deadline
    return f"au plus tard le {french_date(sent.deadline)}" if sent.deadline and in_time else ""


def _replacement(replaces: str) -> tuple[str, ...]:
    sentence = f"Ce dossier prend la place de votre envoi précédent, le {replaces} : nous ne suivons plus que lui."
    return (sentence,) if replaces else ()


def _may_still_change(sent: Sent) -> str:
    until = _until(sent)
    change = f" Si vous souhaitez y changer quelque chose, renvoyez-le {until} : la version la plus récente compte."
    return change if until else ""


def _send_back_by(sent: Sent) -> str:
    until = _until(sent)
    if until:
        return f"{until}, pour {_session(sent)}."
    if sent.session_on:
        return "dès que vous le pourrez : nous vous dirons alors à quelle séance du comité il sera présenté."
    return "dès que vous le pourrez : nous vous donnerons la date de la prochaine séance du comité."


def _where_it_stands(sent: Sent, state: State) -> str:
    match state:
        case State.TO_COMPLETE:
            return f"Il reste des points à y compléter : nous attendons votre classeur annoté, {_send_back_by(sent)}"
        case State.READY:
            return "Votre dossier est complet. " + _coming(sent)
        case State.REPLACED:
            return "Vous nous avez envoyé depuis une version plus récente de ce dossier : c’est elle que nous suivons."
        case State.PRESENTED:
            return "Votre dossier est entre les mains du comité, qui vous fera connaître sa décision."
        case State.WITHDRAWN | State.NO_FOLLOW_UP:
            return "Ce dossier est clos. Si vous souhaitez le reprendre, répondez simplement à ce courriel."
        case _:
            return "Le comité a examiné votre dossier : sa décision vous est communiquée à part."


def _expected_by(sent: Sent) -> str:
    until = _until(sent)
    return f" Pour {_session(sent)}, nous l’attendons {until}." if until else ""
