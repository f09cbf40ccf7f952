"""What is said of files that cannot be taken (reason, advice), and of how the others were read."""

from __future__ import annotations

from collections.abc import Iterable

from ose_batch.wording import enumeration

_SAVE_AS_XLSX = "Ouvrez-le et enregistrez-le au format .xlsx, puis déposez-le à nouveau."
_FILL_THE_FORM = "Les réponses sont à écrire dans le formulaire dossier-ose.xlsx, rempli avec Excel ou LibreOffice."
_SEND_AGAIN = "Ouvrez l’original, enregistrez-le au format .xlsx et déposez-le à nouveau, ou demandez un nouvel envoi."

EMPTY_FILE = ("Le fichier est vide.", _SEND_AGAIN)
DAMAGED_FILE = ("Le fichier est abîmé ou incomplet : il ne peut pas être ouvert.", _SEND_AGAIN)
UNREADABLE_WORKBOOK = ("Le classeur est abîmé ou d’un format inhabituel : il n’a pas pu être lu.", _SAVE_AS_XLSX)
UNKNOWN_FILE = ("Ce n’est pas un classeur, et son contenu n’est pas reconnu.", _FILL_THE_FORM)
PROTECTED_FILE = (
    "Le classeur est protégé par un mot de passe.",
    "Ouvrez-le avec son mot de passe, retirez celui-ci, enregistrez-le au format .xlsx, puis déposez-le à nouveau.",
)
OLD_EXCEL_FILE = ("C’est un classeur Excel d’un ancien format (.xls).", _SAVE_AS_XLSX)
OLD_OFFICE_FILE = ("C’est un document Office d’un ancien format.", _FILL_THE_FORM)
BINARY_EXCEL_FILE = ("C’est un classeur Excel binaire (.xlsb).", _SAVE_AS_XLSX)
XML_SPREADSHEET_FILE = ("C’est un classeur enregistré en XML non compressé.", _SAVE_AS_XLSX)
APPLE_FILE = (
    "C’est un document Apple (Numbers, Pages ou Keynote).",
    "Dans Numbers, choisissez Fichier › Exporter vers › Excel, puis déposez le fichier .xlsx.",
)
HTML_FILE = ("C’est une page internet (HTML), même si son nom dit autre chose.", _SAVE_AS_XLSX)
TEXT_FILE = ("C’est un fichier de texte ou un tableau CSV, pas un classeur.", _FILL_THE_FORM)
PDF_FILE = ("C’est un PDF, pas un classeur.", _FILL_THE_FORM)
WORD_FILE = ("C’est un document de traitement de texte, pas un classeur.", _FILL_THE_FORM)
SLIDES_FILE = ("C’est un diaporama, pas un classeur.", _FILL_THE_FORM)
PICTURE_FILE = ("C’est une image ou une vidéo, pas un classeur.", _FILL_THE_FORM)
ZIP_FILE = (
    "C’est une archive compressée (.zip), pas un classeur.",
    "Décompressez-la, puis déposez les fichiers un par un.",
)


def not_a_form(sheets: Iterable[str]) -> tuple[str, str]:
    """A workbook, but none of ours."""
    return (
        f"Ce classeur n’est pas un formulaire OSE ; feuilles lues : {enumeration(f'« {name} »' for name in sheets)}.",
        "Recopiez les réponses dans le formulaire dossier-ose.xlsx, puis déposez celui-ci.",
    )


def line_name(number: int) -> str:
    """`ligne 12`: a line of a sheet that has no name of its own."""
    return f"ligne {number}"


def recognised_by_labels(tab: str) -> str:
    return f"La feuille « {tab} » a perdu des codes cachés : elle a été reconnue à ses intitulés."


def sheet_missing(tab: str) -> str:
    return f"La feuille « {tab} » est absente du classeur : elle est lue comme vide."


def sheet_twice(kept: str, ignored: str) -> str:
    return f"La feuille « {ignored} » est une copie de « {kept} » : seule « {kept} » a été lue."
