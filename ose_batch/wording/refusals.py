"""Files that could not be taken, as told to the organisation that sent them.

The sentences of `wording.reading` and `wording.inbox` are for the staff, who has the file in hand.
"""

from __future__ import annotations

from dataclasses import replace

from ose_batch.wording import inbox, reading
from ose_batch.wording.mail import Letter, Sent, unreadable, wrong_document

OUR_SIDE = frozenset({reading.LOCK_FILE[0], reading.CONFLICT_COPY[0], reading.CLOUD_PLACEHOLDER[0]})
"""Reasons that come from the computer of the CRESS: nobody has sent such a file, nobody is answered."""

_NEW_FORM = "recopiez vos réponses dans le formulaire vierge dossier-ose.xlsx, puis envoyez-le-nous."
_SEND_BACK = "puis renvoyez-le-nous."
_SEND_NEW = "puis envoyez-nous ce nouveau fichier."
_FILL = (
    "les réponses sont à écrire dans le formulaire dossier-ose.xlsx, avec Excel ou LibreOffice ; renvoyez-le-nous une "
    "fois rempli."
)
_UNUSUAL = "L’intérieur du fichier est inhabituel pour un classeur : par prudence, nous ne l’avons pas ouvert."
_NOT_YOURS = "Notre programme n’a pas su lire ce classeur : ce n’est ni de votre fait, ni de celui du classeur."

ADVICE = {
    reading.EMPTY_FILE[1]: (
        "ouvrez votre classeur d’origine, vérifiez que vos réponses y sont, enregistrez-le au format .xlsx, "
        f"{_SEND_BACK}"
    ),
    reading.UNREADABLE_WORKBOOK[1]: (
        "ouvrez-le dans Excel ou LibreOffice, vérifiez vos réponses, choisissez Fichier › Enregistrer sous › .xlsx, "
        f"{_SEND_NEW}"
    ),
    reading.TRUNCATED_FILE[1]: "vérifiez que le classeur s’ouvre chez vous, puis renvoyez-le-nous en entier.",
    reading.TOO_LARGE_FILE[1]: f"retirez-en les images et les pièces jointes, enregistrez-le, {_SEND_BACK}",
    reading.CLOUD_POINTER[1]: (
        "ouvrez-le dans votre navigateur, choisissez Fichier › Télécharger › Microsoft Excel, puis envoyez-nous ce "
        "fichier."
    ),
    reading.SHORTCUT[1]: f"ouvrez le raccourci, enregistrez le classeur lui-même au format .xlsx, {_SEND_BACK}",
    reading.UNKNOWN_FILE[1]: _FILL,
    reading.PROTECTED_FILE[1]: (
        f"ouvrez-le avec son mot de passe, retirez celui-ci, enregistrez-le au format .xlsx, {_SEND_BACK}"
    ),
    reading.DO_NOT_OPEN: _NEW_FORM,
    reading.TOO_MANY_ENTRIES[1]: _NEW_FORM,
    reading.not_a_form(())[1]: _NEW_FORM,
    reading.OLD_EXCEL_FILE[1]: (
        f"ouvrez-le, choisissez Fichier › Enregistrer sous › Classeur Excel (.xlsx), {_SEND_NEW}"
    ),
    reading.XML_SPREADSHEET_FILE[1]: f"ouvrez-le et enregistrez-le au format .xlsx, {_SEND_NEW}",
    reading.APPLE_FILE[1]: (
        "dans Numbers, choisissez Fichier › Exporter vers › Excel, puis envoyez-nous le fichier .xlsx."
    ),
    reading.ZIP_FILE[1]: "ouvrez l’archive, puis envoyez-nous les fichiers qu’elle contient, un par un.",
    reading.too_wide("")[1]: (
        "dans la feuille, appuyez sur Ctrl + Fin, supprimez les lignes et les colonnes en trop, enregistrez, puis "
        "renvoyez-nous le fichier."
    ),
    inbox.DEFECT[1]: "vous n’avez rien à faire : nous cherchons d’où cela vient, et nous reviendrons vers vous.",
}
"""Advice to the staff → what the organisation is asked."""
_REASONS = {reading.DO_NOT_OPEN: _UNUSUAL, inbox.DEFECT[1]: _NOT_YOURS}
"""By the same key: reasons that are for the staff alone."""
_NOT_THE_FORM = frozenset({reading.UNKNOWN_FILE[1], reading.not_a_form(())[1]})


def answer(reason: str, advice: str, sent: Sent) -> Letter | None:
    """The letter about a file that was refused with this reason and advice; `None` when there is nobody to answer."""
    if reason in OUR_SIDE:
        return None
    if advice == inbox.DEFECT[1]:
        sent = replace(sent, deadline=None)  # nothing is expected of them
    letter = wrong_document if advice in _NOT_THE_FORM else unreadable
    return letter(_REASONS.get(advice, reason), ADVICE.get(advice, _NEW_FORM), sent)
