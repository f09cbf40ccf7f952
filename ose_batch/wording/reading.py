"""What is said of files that cannot be taken (reason, advice), and of how the others were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ose_batch.text import one_line
from ose_batch.wording import enumeration, more, number

_SAVE_AS_XLSX = "Ouvrez-le et enregistrez-le au format .xlsx, puis déposez-le à nouveau."
_FILL_THE_FORM = "Les réponses sont à écrire dans le formulaire dossier-ose.xlsx, rempli avec Excel ou LibreOffice."
_SEND_AGAIN = "Ouvrez l’original, enregistrez-le au format .xlsx et déposez-le à nouveau, ou demandez un nouvel envoi."
_SAVE_AGAIN = (
    "Ouvrez-le dans Excel ou LibreOffice, vérifiez les réponses, choisissez Fichier › Enregistrer sous › .xlsx, "
    "puis déposez ce nouveau fichier."
)
_FROM_EXCEL = (
    "Ouvrez-le, choisissez Fichier › Enregistrer sous › Classeur Excel (.xlsx), puis déposez ce nouveau fichier."
)
DO_NOT_OPEN = (
    "Ne l’ouvrez pas. Demandez à l’organisation de recopier ses réponses dans un formulaire dossier-ose.xlsx neuf."
)
_RECOPY = "Recopiez les réponses dans un formulaire dossier-ose.xlsx neuf, puis déposez celui-ci."

EMPTY_FILE = ("Le fichier est vide.", _SEND_AGAIN)
DAMAGED_FILE = ("Le fichier est abîmé ou incomplet : il ne peut pas être ouvert.", _SEND_AGAIN)
UNREADABLE_WORKBOOK = ("Le classeur est abîmé ou d’un format inhabituel : il n’a pas pu être lu.", _SAVE_AGAIN)
TRUNCATED_FILE = (
    "Le fichier est incomplet : la copie ou le téléchargement s’est arrêté avant la fin.",
    "Attendez la fin de la copie ou de la synchronisation, ou téléchargez-le de nouveau, puis déposez-le à nouveau.",
)
TOO_LARGE_FILE = (
    "Le fichier est trop lourd : il dépasse 25 Mo, alors qu’un dossier rempli en fait moins d’un.",
    "Retirez-en les images et les pièces jointes, ou recopiez les réponses dans le formulaire dossier-ose.xlsx.",
)
LOCK_FILE = (
    "C’est le témoin qu’un tableur pose à côté d’un classeur ouvert (~$… ou .~lock…), pas le classeur.",
    "Fermez le classeur dans Excel ou LibreOffice : ce fichier disparaîtra, et le classeur sera lu la prochaine fois.",
)
CONFLICT_COPY = (
    "C’est une copie en conflit, faite par la synchronisation : deux versions du même classeur existent.",
    "Comparez-les, gardez la bonne sous un nom sans mention de conflit, supprimez l’autre, puis déposez celle-là.",
)
CLOUD_POINTER = (
    "C’est un raccourci vers un document en ligne, pas le document.",
    "Ouvrez-le dans le navigateur, choisissez Fichier › Télécharger › Microsoft Excel, puis déposez ce fichier.",
)
SHORTCUT = (
    "C’est un raccourci vers un autre fichier ou une page, pas le fichier.",
    "Ouvrez le raccourci, enregistrez le classeur lui-même au format .xlsx, puis déposez-le.",
)
CLOUD_PLACEHOLDER = (
    "Le fichier n’est pas encore arrivé sur cet ordinateur : la synchronisation n’en a laissé que la place.",
    "Clic droit sur le fichier, « Toujours conserver sur cet appareil », attendez la coche verte, puis relancez.",
)
UNKNOWN_FILE = ("Ce n’est pas un classeur, et son contenu n’est pas reconnu.", _FILL_THE_FORM)
PROTECTED_FILE = (
    "Le classeur est protégé par un mot de passe.",
    "Ouvrez-le avec son mot de passe, retirez celui-ci, enregistrez-le au format .xlsx, puis déposez-le à nouveau.",
)
COMPRESSION_BOMB = (
    "Le fichier est compressé de façon anormale : ouvert, il prendrait plus de cent fois sa taille.",
    DO_NOT_OPEN,
)
SUSPICIOUS_ARCHIVE = (
    "L’intérieur du fichier est anormal : des noms ou des emplacements s’y contredisent.",
    DO_NOT_OPEN,
)
TOO_MANY_ENTRIES = ("Le fichier contient plus de 3 000 éléments, alors qu’un dossier en a une trentaine.", _RECOPY)
TOO_MUCH_CONTENT = ("Le classeur contient trop de texte ou de données pour être un dossier.", _RECOPY)
TOO_MANY_FORMATS = ("Le classeur contient plus de 65 490 mises en forme, la limite d’Excel.", _RECOPY)
DANGEROUS_XML = (
    "Le classeur contient des définitions (DTD) qu’aucun tableur n’écrit et qui peuvent nuire.",
    DO_NOT_OPEN,
)
OLD_EXCEL_FILE = ("C’est un classeur Excel d’un ancien format (.xls).", _FROM_EXCEL)
OLD_OFFICE_FILE = ("C’est un document Office d’un ancien format.", _FILL_THE_FORM)
BINARY_EXCEL_FILE = ("C’est un classeur Excel binaire (.xlsb).", _FROM_EXCEL)
XML_SPREADSHEET_FILE = ("C’est un classeur enregistré en XML non compressé.", _SAVE_AS_XLSX)
APPLE_FILE = (
    "C’est un document Apple (Numbers, Pages ou Keynote).",
    "Dans Numbers, choisissez Fichier › Exporter vers › Excel, puis déposez le fichier .xlsx.",
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


LINKING_WORDS = (
    "a au aux d dan de du en est et l la le leur leurs lesquel ma mon notre nos ou par pour qu que quelle quel sa se "
    "si sinon son sur un une vo votre y"
)
"""Folded and without the mark of the plural: they tell no label from another."""

_SHOWN = 8
"""Sheets, columns or labels named by one sentence."""


_LONGEST_LABEL = 60


def _label(text: str) -> str:
    """A label as it was typed, as it can be shown."""
    line = one_line(text)
    return line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1].rstrip()}…"


def _tab(name: str) -> str:
    """The name of a sheet as it can be shown, Excel's longest at most."""
    return one_line(name)[:31]


def too_many_cells(tab: str, most: int) -> tuple[str, str]:
    return (
        f"À partir de la feuille « {_tab(tab)} », le classeur a plus de {number(most)} cellules : "
        "ce n’est pas un dossier.",
        _RECOPY,
    )


def too_many_sheets(most: int) -> tuple[str, str]:
    return f"Le classeur a plus de {most} feuilles : ce n’est pas un dossier.", _RECOPY


def too_wide(tab: str) -> tuple[str, str]:
    """A value far to the right or far below makes a rectangle of millions of empty cells."""
    return (
        f"À partir de la feuille « {_tab(tab)} », le classeur s’étend sur plus de 5 millions de cellules : "
        "une valeur isolée se trouve très loin des autres.",
        "Dans la feuille, appuyez sur Ctrl + Fin, supprimez les lignes et les colonnes en trop, "
        "enregistrez, puis déposez le fichier à nouveau.",
    )


def outside_the_grid(tab: str) -> tuple[str, str]:
    return (
        f"La feuille « {_tab(tab)} » contient une cellule au-delà de la dernière ligne ou colonne d’un tableur.",
        _SAVE_AGAIN,
    )


def not_a_form(sheets: Iterable[str]) -> tuple[str, str]:
    """A workbook, but none of ours."""
    names = [f"« {name} »" for name in sheets]
    left = more(len(names) - _SHOWN, "feuille")
    read = f"{', '.join(names[:_SHOWN])} {left}" if left else enumeration(names)
    return (
        f"Ce classeur n’est pas un formulaire OSE ; feuilles lues : {read}.",
        "Recopiez les réponses dans le formulaire dossier-ose.xlsx, puis déposez celui-ci.",
    )


def line_name(number: int) -> str:
    """`ligne 12`: a line of a sheet that has no name of its own."""
    return f"ligne {number}"


def is_line_name(name: str) -> bool:
    return name.startswith(line_name(0)[:-1])


def on_line(line: str, label: str) -> str:
    """`A2 : Échéance`: one entry of a table."""
    return f"{line} : {label}"


def _quoted(names: Iterable[str]) -> str:
    """`« A », « B » et « C »`, as many as can be shown."""
    return _shown([f"« {_tab(name)} »" for name in names], "feuille")


def _shown(items: Sequence[str], noun: str) -> str:
    left = more(len(items) - _SHOWN, noun)
    return f"{', '.join(items[:_SHOWN])} {left}" if left else enumeration(items)


def recognised_by_labels(*tabs: str) -> str:
    if len(tabs) == 1:
        return (
            f"Des codes cachés de la feuille {_quoted(tabs)} ont été perdus ou déplacés : elle a été reconnue à ses "
            "intitulés."
        )
    return (
        f"Des codes cachés des feuilles {_quoted(tabs)} ont été perdus ou déplacés : elles ont été reconnues à leurs "
        "intitulés."
    )


def labels_understood(labels: Sequence[tuple[str, str, str]]) -> str:
    """`labels`: sheet, label as it was typed, label as it was understood."""
    said = [
        f"« {_label(typed)} » a été compris comme « {label} » (feuille {_tab(tab)})" for tab, typed, label in labels
    ]
    head = "Un intitulé a changé" if len(labels) == 1 else "Des intitulés ont changé"
    return f"{head} : {_shown(said, 'intitulé')}."


def sheet_missing(*tabs: str) -> str:
    if len(tabs) == 1:
        return f"La feuille {_quoted(tabs)} est absente du classeur : elle est lue comme vide."
    return f"Les feuilles {_quoted(tabs)} sont absentes du classeur : elles sont lues comme vides."


def sheet_twice(*copies: tuple[str, str]) -> str:
    """`copies`: the sheet that was read, and the one that was not."""
    kept, ignored = _quoted(kept for kept, _ in copies), _quoted(ignored for _, ignored in copies)
    if len(copies) == 1:
        return f"La feuille {ignored} est une copie de {kept} : seule {kept} a été lue."
    return f"Les feuilles {ignored} sont des copies d’autres feuilles : seules ont été lues {kept}."


def sheets_unread(tabs: Sequence[str]) -> str:
    """Sheets that hold something and are none of the form's."""
    if len(tabs) == 1:
        return f"La feuille {_quoted(tabs)} ne fait pas partie du formulaire : elle n’a pas été lue."
    return f"Les feuilles {_quoted(tabs)} ne font pas partie du formulaire : elles n’ont pas été lues."


def columns_unread(columns: Sequence[tuple[str, str]]) -> str:
    """`columns`: sheet and header of those that hold something and answer no question, or no one knows which."""
    return _unread("colonne", columns)


def lines_unread(lines: Sequence[tuple[str, str]]) -> str:
    """`lines`: sheet and label of those with an answer to no question, or no one knows which."""
    return _unread("ligne", lines)


def _unread(noun: str, places: Sequence[tuple[str, str]]) -> str:
    said = _shown([f"« {_label(label)} » (feuille {_tab(tab)})" for tab, label in places], noun)
    if len(places) == 1:
        return f"Nous n’avons pas su à quelle question rattacher la {noun} {said} : son contenu n’a pas été lu."
    return f"Nous n’avons pas su à quelles questions rattacher les {noun}s {said} : leur contenu n’a pas été lu."
