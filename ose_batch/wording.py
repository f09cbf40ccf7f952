"""French words that several rooms say: dates, numbers, lists, and the comparison of texts typed by people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_NOT_WORD = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """What two spellings of one label share: letters and digits, without case, accent, space or punctuation.

    `"Égalité  réelle "` and `"egalite reelle"` fold alike; `"œ"` counts as `"oe"`.
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return _NOT_WORD.sub("", plain.casefold())


def french_date(day: date) -> str:
    """`1er mars 2027`, `10 décembre 2026`."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """`10/12/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def plural(count: int, singular: str, many: str = "") -> str:
    """`1 dossier`, `3 dossiers`; in French zero is singular."""
    return f"{count} {singular if abs(count) < 2 else many or singular + 's'}"


def enumeration(items: Iterable[str]) -> str:
    """`a, b et c`."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} et {last}" if head else last


# ---------------------------------------------------------------- Reading: files that cannot be taken (reason, advice)

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


# ------------------------------------------------------------------------------------------------------------ Documents

_TEMPLATE_PLACES = {"header": "en-tête", "footer": "pied de page", "document": "texte"}
_TEMPLATE_ADVICE = (
    "Corrigez le modèle dans Word, ou retirez-le de vos modèles : celui d’origine servira de nouveau à sa place."
)


def _template_place(path: str) -> str:
    return next((place for part, place in _TEMPLATE_PLACES.items() if part in path), "notes")


def template_unreadable(name: str) -> str:
    return f"Le modèle « {name} » n’est pas un document Word (.docx) lisible. {_TEMPLATE_ADVICE}"


def template_broken_tag(name: str, path: str, near: str) -> str:
    return (
        f"Le modèle « {name} » ({_template_place(path)}, près de « {near} ») contient une balise mal "
        "écrite, ou qui n’est pas refermée comme elle est ouverte : chaque {%p if … %} a son {%p endif %}, chaque "
        f"{{%tr for … %}} son {{%tr endfor %}}. {_TEMPLATE_ADVICE}"
    )


def template_unknown_field(name: str, path: str, tag: str, field: str) -> str:
    return (
        f"Le modèle « {name} » ({_template_place(path)}) demande « {field} » dans la balise « {tag} » : "
        f"ce renseignement n’existe pas. {_TEMPLATE_ADVICE}"
    )


def note_title(number: str) -> str:
    return f"Note au comité : {number}"


def attestation_title(ose_number: str) -> str:
    return f"Attestation de reconnaissance {ose_number}"


def more(count: int, singular: str, many: str = "") -> str:
    """`et 48 autres actions`; empty when there is none."""
    others = plural(count, f"autre {singular}", f"autres {many or singular + 's'}")
    return f"et {others}" if count > 0 else ""


def more_improvements(count: int) -> str:
    return more(count, "voie d’amélioration", "voies d’amélioration")


def short_answer(answer: str) -> str:
    """`À vérifier`, of « À vérifier par la CRESS »."""
    return answer.partition(" par ")[0]


def perimeter(name: str, detail: str) -> str:
    return " : ".join(filter(None, (name, detail)))


def number(value: float) -> str:
    """`1 234,5`."""
    return f"{value:,.12g}".translate({ord(","): " ", ord("."): ","})


def percent(part: float) -> str:
    """`40 %`, of 0.4."""
    return f"{part * 100:.0f} %"


def people(headcount: str, fte: str, volunteers: str, members: str) -> str:
    """Those an organisation is made of, each number as it was given, empty when it was not."""
    parts = (
        (headcount, "salarié", "salariés"),
        (fte, "ETP", "ETP"),
        (volunteers, "bénévole", "bénévoles"),
        (members, "adhérent, associé ou sociétaire", "adhérents, associés ou sociétaires"),
    )
    return " · ".join(f"{count} {one if count in ('0', '1') else many}" for count, one, many in parts if count)


def questioning_fact(questioned: int, by_framework: int, improvements: int) -> str:
    framework = f", dont {by_framework} par un référentiel reconnu" if by_framework else ""
    return (
        f"{plural(questioned, 'thème questionné', 'thèmes questionnés')}{framework} · "
        f"{plural(improvements, 'voie d’amélioration', 'voies d’amélioration')}"
    )


def stakeholders_fact(count: int, inside: int) -> str:
    parties = plural(count, "partie prenante", "parties prenantes")
    return f"{parties} : {plural(inside, 'interne')}, {plural(count - inside, 'externe')}"


def practices_fact(count: int, themes: int, showcased: int) -> str:
    return (
        f"{plural(count, 'pratique')} sur {plural(themes, 'thème')} · "
        f"{plural(showcased, 'mise en valeur', 'mises en valeur')}"
    )


def plan_fact(actions: int, commitments: int, last: date | None) -> str:
    until = f" · dernière échéance le {short_date(last)}" if last else ""
    return f"{plural(actions, 'action')} pour {plural(commitments, 'engagement')}{until}"


def presentation_fact(body: str, status: str, held_on: date | None) -> str:
    return f"{body} : {status.lower()}{f' le {short_date(held_on)}' if held_on else ''}"


def access_fact(channels: list[str], categories: int) -> str:
    everyone = f"{plural(len(channels), 'support')} pour {plural(categories, 'catégorie')} de parties prenantes"
    return f"{everyone} : {', '.join(channels)}" if channels else everyone


def identity_fact(principles: int, signed_on: date | None) -> str:
    signed = f", le {short_date(signed_on)}" if signed_on else ""
    return f"Charte acceptée sur {plural(principles, 'principe')}{signed}"


def framework(name: str, level: str, valid_until: date | None, themes: str) -> str:
    until = f", valable jusqu’au {short_date(valid_until)} inclus" if valid_until else ""
    return f"{name}{f' ({level})' if level else ''}{until}{f' : {themes}' if themes else ''}"


def self_rating(theme: str, rating: int) -> str:
    return f"{theme} : {rating} sur 4"
