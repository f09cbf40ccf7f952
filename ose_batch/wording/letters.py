"""What goes with the letters to an organisation: their titles, which name their files, and the e-mails around them."""

from __future__ import annotations

from datetime import date

from ose_batch.model import Decision, Event, Occasion, State
from ose_batch.wording import french_date, more
from ose_batch.wording.mail import Letter

DECISION, CORRECTED = "Décision du comité", "Décision rectifiée"
MIDTERM = "Point d’étape"
EXPIRY, AWAITED = "Fin de validité", "Renouvellement à examiner"
EXAMINED, INCOMPLETE = "Renouvellement en cours", "Renouvellement à compléter"
CHARTER = "Charte d’engagement"

_ATTACHED = "Le courrier joint en donne le détail."
_NEXT_SESSION = "la date de la prochaine séance du comité vous sera communiquée"
_DATE_TO_COME = "la prochaine séance du comité, dont la date vous sera communiquée"
_SUSPENDED = "L’usage de l’identité visuelle OSE reste suspendu."
_TAKE_AWAY = "merci de retirer l’identité visuelle OSE de vos supports"
_WELCOME = "Votre organisation reste la bienvenue : elle peut présenter une nouvelle demande quand elle le souhaite."
_WITH_ATTESTATION = "L’attestation est jointe aussi."
_SIGN = "Pour la suite : renvoyez-nous la charte d’engagement signée, si ce n’est déjà fait."
_DECIDED = {
    State.VALIDATED: "dossier validé",
    State.VALIDATED_WITH_ADVICE: "dossier validé avec recommandations",
    State.VALIDATED_ON_CONDITION: "dossier validé sous réserve",
    State.ADJOURNED: "dossier ajourné",
    State.NOT_RETAINED: "dossier non retenu",
}


def reminder_name(rank: int) -> str:
    return f"Relance {rank} de renouvellement"


def title(what: str, number: str) -> str:
    return f"{what} : dossier {number}"


def more_commitments(count: int, number: str) -> str:
    """Those that two pages do not hold."""
    left = more(count, "engagement")
    return left and f"{left}, au dossier {number}"


# -------------------------------------------------------------------------------------------- E-mails of the committee


def decision(number: str, ose_number: str, decided: Decision, occasion: Occasion) -> Letter:
    what = "Décision OSE rectifiée" if decided.correction else "Décision du comité OSE"
    of = f" du {french_date(occasion.corrects)}" if occasion.corrects else ""
    correction = (
        f"Cette décision annule et remplace celle{of}, prise sur le même dossier : les documents établis à la suite de "
        "la décision remplacée ne sont plus valables."
    )
    outcome, next_step = _outcome(decided, ose_number, occasion)
    return Letter(
        f"{what} : {_DECIDED[decided.decision]} ({number})",
        (
            f"Votre demande OSE (organisation sociétalement engagée), dossier {number}, a été examinée en séance du "
            f"{french_date(decided.session_on)}.",
            outcome,
            *((correction,) if decided.correction else ()),
            f"{_ATTACHED} {next_step}",
        ),
    )


def _with_attestation(occasion: Occasion) -> str:
    return _WITH_ATTESTATION if occasion.has_charter else f"{_WITH_ATTESTATION} {_SIGN}"


def _outcome(decided: Decision, ose_number: str, occasion: Occasion) -> tuple[str, str]:
    """The decision, and what comes next."""
    match decided.decision:
        case State.VALIDATED:
            return f"Elle est validée. {_granted(ose_number, decided.valid_until)}", _with_attestation(occasion)
        case State.VALIDATED_WITH_ADVICE:
            granted = _granted(ose_number, decided.valid_until)
            return f"Elle est validée, avec recommandations. {granted}", _with_attestation(occasion)
        case State.VALIDATED_ON_CONDITION:
            by = f" au plus tard le {french_date(decided.deadline)}" if decided.deadline else ""
            return (
                "Elle est validée sous réserve : l’identité visuelle OSE sera accordée à votre organisation une fois "
                "la réserve levée.",
                f"Pour la suite : envoyez-nous{by} de quoi lever la réserve.",
            )
        case State.ADJOURNED:
            return "Elle est ajournée : votre dossier pourra être présenté de nouveau au comité.", _again(occasion)
        case _:
            return (
                "Elle n’est pas retenue : l’identité visuelle OSE n’est pas accordée à votre organisation par cette "
                "décision.",
                "Nous vous répondrons volontiers si vous souhaitez en parler, et vous pouvez présenter une nouvelle "
                "demande quand vous le souhaitez.",
            )


def _granted(ose_number: str, until: date | None) -> str:
    last_day = f" jusqu’au {french_date(until)} inclus" if until else ""
    return f"Votre organisation, n° {ose_number}, peut utiliser l’identité visuelle OSE{last_day}."


def _again(occasion: Occasion) -> str:
    """To an organisation whose dossier the committee will see once more."""
    if occasion.session_on and occasion.deadline:
        session = french_date(occasion.session_on)
        when = f"au plus tard le {french_date(occasion.deadline)}, pour la séance du {session}"
    elif occasion.session_on:
        when = f"dès que vous le pourrez : la prochaine séance a lieu le {french_date(occasion.session_on)}"
    else:
        when = f"dès que vous le pourrez : {_NEXT_SESSION}"
    return f"Pour la suite : reprenez votre dossier et renvoyez-le-nous {when}."


def condition(number: str, ose_number: str, event: Event, occasion: Occasion) -> Letter:
    """`event`: réserve levée or non levée."""
    if event is Event.CONDITION_LIFTED:
        return Letter(
            f"Réserve levée : votre reconnaissance OSE est accordée ({number})",
            (
                f"La réserve émise par le comité sur votre demande OSE, dossier {number}, est levée. "
                f"{_granted(ose_number, occasion.valid_until)}",
                f"{_ATTACHED} {_with_attestation(occasion)}",
            ),
        )
    return Letter(
        f"Réserve non levée : votre dossier OSE revient au comité ({number})",
        (
            f"La réserve émise par le comité sur votre demande OSE, dossier {number}, n’est pas levée : votre dossier "
            "revient devant le comité. L’identité visuelle OSE n’est pas accordée à ce stade.",
            f"{_ATTACHED} {_again(occasion)}",
        ),
    )


# ------------------------------------------------------------------------------------------ E-mails of the three years


def midterm(ose_number: str, months: int, exchange_on: date) -> Letter:
    """`exchange_on`: around which the exchange takes place, `months` after the validation."""
    return Letter(
        f"Votre point d’étape OSE à {months} mois ({ose_number})",
        (
            f"À {months} mois, la reconnaissance OSE prévoit un temps d’échanges sur vos engagements : pour votre "
            f"organisation, c’est vers le {french_date(exchange_on)}.",
            "Pour la suite : proposez-nous deux ou trois dates, en réponse à ce courriel.",
            "Le classeur joint reprend vos engagements et vos actions. Indiquez-y en quelques mots où vous en êtes, et "
            "renvoyez-le-nous avant l’échange, qui peut aussi se tenir sans lui.",
        ),
    )


def reminder(ose_number: str, occasion: Occasion, final: bool) -> Letter:
    """`final`: nothing more is written before the end of the validity."""
    until, by = _until(occasion), _by(occasion)
    return Letter(
        f"Renouvellement OSE{', dernier rappel' if final else ''} avant le {until} ({ose_number})",
        (
            f"Votre organisation peut utiliser l’identité visuelle OSE jusqu’au {until} inclus. Aucune demande de "
            "renouvellement de votre part n’est en cours.",
            f"Pour la suite : le classeur joint reprend vos dernières réponses. Confirmez-les, mettez-les à jour, et "
            f"renvoyez-le-nous {by}.",
            "Si votre demande est partie entre-temps, merci : ne tenez pas compte de ce courriel.",
        ),
    )


def _until(occasion: Occasion) -> str:
    return french_date(occasion.valid_until) if occasion.valid_until else ""


def _by(occasion: Occasion) -> str:
    if occasion.deadline and occasion.session_on:
        return (
            f"au plus tard le {french_date(occasion.deadline)}, pour la séance du comité du "
            f"{french_date(occasion.session_on)}"
        )
    return f"dès que vous le pourrez : {_NEXT_SESSION}"


def expiry(ose_number: str, occasion: Occasion) -> Letter:
    """`occasion.renewal_on`: of the renewal that awaits its outcome, if one came in time."""
    if occasion.renewal_on:
        return _awaited(ose_number, occasion, french_date(occasion.renewal_on))
    return Letter(
        f"Fin de validité de votre reconnaissance OSE ({ose_number})",
        (
            f"La reconnaissance OSE de votre organisation était valable jusqu’au {_until(occasion)} inclus. Depuis, "
            "l’identité visuelle OSE ne peut plus être utilisée.",
            f"Pour la suite : {_TAKE_AWAY}. {_ATTACHED}",
            _WELCOME,
        ),
    )


def _awaited(ose_number: str, occasion: Occasion, received_on: str) -> Letter:
    received = f"Nous avons bien reçu, le {received_on}, votre demande de renouvellement."
    meanwhile = (
        f"Votre reconnaissance a atteint son terme, le {_until(occasion)} inclus : tant que votre renouvellement n’est "
        "pas accordé, merci de ne pas utiliser l’identité visuelle OSE, sauf si nous vous écrivons que sa durée est "
        f"prolongée. {_ATTACHED}"
    )
    if occasion.examined_on:
        examined = (
            f"Elle était inscrite à la séance du {french_date(occasion.examined_on)}. Si vous n’avez pas déjà reçu la "
            "décision du comité, elle vous sera communiquée par un autre courriel."
        )
        subject = f"Fin de validité OSE, renouvellement en cours ({ose_number})"
        return Letter(subject, (f"{received} {examined}", meanwhile))
    if occasion.is_incomplete:
        left = (
            "Elle reste à compléter : la fiche retour que nous vous avons envoyée dit ce qui manque. Une fois "
            "complète, elle sera présentée au comité."
        )
        return Letter(
            f"Fin de validité OSE, renouvellement à compléter ({ose_number})", (f"{received} {left}", meanwhile)
        )
    session = f"le {french_date(occasion.session_on)}" if occasion.session_on else f"à {_DATE_TO_COME}"
    return Letter(
        f"Votre renouvellement OSE sera examiné par le comité ({ose_number})",
        (f"{received} Elle sera examinée {session}.", meanwhile),
    )


def identity(ose_number: str, occasion: Occasion) -> Letter:
    """Of `ON_IDENTITY`. Raises `ValueError` for another."""
    since = french_date(occasion.since or occasion.on)
    match occasion.event:
        case Event.SUSPENDED:
            return Letter(
                f"Suspension de votre identité visuelle OSE ({ose_number})",
                (
                    f"L’usage de l’identité visuelle OSE par votre organisation est suspendu à compter du {since}.",
                    f"Pour la suite : {_TAKE_AWAY} en ligne tant que dure la suspension, et dites-nous ce qui "
                    f"permettrait d’y mettre fin. {_ATTACHED}",
                ),
            )
        case Event.RESUMED:
            until = f", et jusqu’au {_until(occasion)} inclus" if occasion.valid_until else ""
            return Letter(
                f"Fin de la suspension de votre identité visuelle OSE ({ose_number})",
                (
                    "La suspension prend fin : votre organisation peut de nouveau utiliser l’identité visuelle OSE à "
                    f"compter du {since}{until}.",
                    _ATTACHED,
                ),
            )
        case Event.REMOVAL_PLANNED:
            by = f" jusqu’au {french_date(occasion.answer_by)} inclus" if occasion.answer_by else ""
            return Letter(
                f"Retrait envisagé de l’identité visuelle OSE : vos observations ({ose_number})",
                (
                    "Nous envisageons de retirer l’identité visuelle OSE à votre organisation. Rien n’est décidé. Le "
                    "courrier joint en dit le motif.",
                    f"Pour la suite : vous pouvez présenter vos observations{by}, par écrit ou de vive voix, assistés "
                    "ou représentés par la personne de votre choix. Nous les lirons ou les entendrons avant toute "
                    "décision.",
                ),
            )
        case Event.REMOVAL_DROPPED:
            of = f" du {french_date(occasion.announced_on)}" if occasion.announced_on else ""
            return Letter(
                f"Identité visuelle OSE : le retrait envisagé est abandonné ({ose_number})",
                (
                    f"Par notre courrier{of}, nous vous avions écrit que nous envisagions de retirer l’identité "
                    "visuelle OSE à votre organisation. Nous n’y donnons pas suite : ce retrait est abandonné.",
                    f"{_SUSPENDED if occasion.is_suspended else 'Vous n’avez rien à faire.'} {_ATTACHED}",
                ),
            )
        case Event.REMOVED:
            return Letter(
                f"Retrait de l’identité visuelle OSE ({ose_number})",
                (
                    f"L’identité visuelle OSE est retirée à votre organisation à compter du {since}. Le courrier joint "
                    "en dit le motif.",
                    f"Pour la suite : {_TAKE_AWAY}. Nous vous répondrons volontiers si vous souhaitez parler de cette "
                    "décision.",
                ),
            )
        case Event.RENOUNCED:
            return Letter(
                f"Votre renonciation à l’identité visuelle OSE ({ose_number})",
                (
                    "Nous prenons acte de votre choix de renoncer à l’identité visuelle OSE, à compter du "
                    f"{since}, et vous remercions du chemin parcouru.",
                    f"Pour la suite : {_TAKE_AWAY}. {_ATTACHED}",
                    _WELCOME,
                ),
            )
        case Event.PROLONGED:
            return Letter(
                f"Votre reconnaissance OSE est prolongée ({ose_number})",
                (
                    "La reconnaissance OSE de votre organisation est prolongée : son terme est désormais le "
                    f"{_until(occasion)} inclus." + (f" {_SUSPENDED}" if occasion.is_suspended else ""),
                    "Pour la suite : gardez l’attestation jointe, qui porte ce terme et remplace la précédente.",
                ),
            )
        case _:
            raise ValueError(occasion.event)
