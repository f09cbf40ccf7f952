"""What is said of the files of the inbox: why one was left, set aside, or could not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ose_batch.wording import enumeration, more, number
from ose_batch.wording.reading import DO_NOT_OPEN
from ose_batch.wording.receipt import code_of

LEFT_OPEN = (
    "ouvert dans un autre programme, ou accès refusé",
    "Fermez-le, ou vérifiez que vous pouvez le déplacer : il sera pris au prochain traitement.",
)
STILL_WRITTEN = (
    "en cours d’écriture ou de téléchargement",
    "Attendez que la copie soit finie : il sera pris au prochain traitement.",
)
GONE = ("retiré de inbox pendant le traitement", "Redéposez-le si le retrait n’était pas voulu.")
NOT_A_FILE = (
    "ce n’est pas un fichier, mais un répertoire ou un raccourci",
    "Déposez les fichiers eux-mêmes, directement dans inbox.",
)
PUT_BACK = (
    "ce répertoire garde ce qu’une restauration a remis ici, pour des jours suivants",
    "Déplacez son contenu dans inbox aux dates que la restauration a données.",
)
MACHINE_COULD_NOT_READ = (
    "l’ordinateur n’a pas pu lire ce fichier (disque ou partage réseau)",
    "Vérifiez que vous pouvez l’ouvrir : il sera pris au prochain traitement.",
)
"""(sentence, advice) for files left in the inbox."""

ATTACHMENT_KEPT = "pièce jointe, rangée dans inbox/pieces"

TOO_LONG_TO_READ = ("Ce classeur n’a pas pu être lu dans le temps prévu.", DO_NOT_OPEN)
TOO_MUCH_MEMORY = ("Ce classeur demande trop de mémoire pour être lu.", DO_NOT_OPEN)
STOPS_THE_READER = ("Le programme de lecture s’arrête sur ce classeur.", DO_NOT_OPEN)
DEFECT = (
    "Le programme n’a pas su lire ce classeur : c’est un défaut du programme, pas du classeur.",
    "Transmettez ce fichier et donnees/lecture.log à la personne qui s’occupe du programme.",
)
"""(reason, advice) for files that are set aside."""

_SHOWN = 5
"""Cells named by one sentence."""
REASON_SUFFIX = " - pourquoi.txt"
"""Ends the name of the file left beside one that was refused."""


def refusal(name: str, sha256: str, reason: str, advice: str, listed: Iterable[str] = ()) -> str:
    """The text left beside a refused file."""
    lines = [name, code_of(sha256), "", reason, *(f"- {sentence}" for sentence in listed), "", advice, ""]
    return "\n".join(lines)


def texts_cut(cells: Collection[str], longest: int) -> str:
    """For cells with as many characters as Excel holds, or that had more."""
    left = more(len(cells) - _SHOWN, "cellule")
    shown = f"{', '.join(list(cells)[:_SHOWN])} {left}" if left else enumeration(cells)
    return f"Texte lu jusqu’à {number(longest)} caractères seulement, la fin peut manquer : {shown}."


def lines_ignored(tab: str, read: int) -> str:
    return f"La feuille « {tab} » compte plus de {read} lignes remplies : les suivantes n’ont pas été lues."
