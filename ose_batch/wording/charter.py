"""What is said of a dossier's findings, and of the mistakes of a charter file, in French."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from ose_batch.model import Trouble
from ose_batch.wording import plural

# ------------------------------------------------------------------------------------------------------------- Findings

_QUOTED_LENGTH = 120
_SENTENCES_AT_MOST = 3
_PARTS_AT_MOST = 3

_TROUBLES = {
    Trouble.ERROR: "La case contient une erreur de tableur : {read}.",
    Trouble.NO_RESULT: (
        "La case contient une formule enregistrée sans son résultat : ouvrez le classeur, enregistrez-le à nouveau."
    ),
    Trouble.NOT_IN_LIST: "Nous y lisons {read}, qui n’est pas dans la liste proposée.",
    Trouble.NOT_A_DATE: "Nous y lisons {read}, qui n’est pas une date : il faut un jour, comme 31/12/2026.",
    Trouble.DAY_MISSING: "Nous y lisons {read} : il manque le jour, comme dans 31/12/2026.",
    Trouble.YEAR_MISSING: "Nous y lisons {read} : il manque l’année, comme dans 31/12/2026.",
    Trouble.NO_SUCH_DAY: (
        "Nous y lisons {read}, un jour qui n’existe pas au calendrier : écrivez le jour d’abord, puis le mois, "
        "puis l’année."
    ),
    Trouble.NOT_A_NUMBER: "Nous y lisons {read} : il faut un nombre seul, en chiffres, comme 1234,5.",
    Trouble.NOT_A_SHARE: "Nous y lisons {read} : il faut une part, de 0 à 100 %.",
    Trouble.DIGITS_LOST: "Excel a arrondi ce numéro : retapez-le en entier, précédé d’une apostrophe.",
}


def quoted(text: str) -> str:
    """`« text »` on one line, without its full stop, cut when it is long; an empty text is « une case vide »."""
    line = " ".join(text.split()).removesuffix(".")
    if len(line) > _QUOTED_LENGTH:
        line = line[: _QUOTED_LENGTH - 1].rstrip() + "…"
    return f"« {line} »" if line else "une case vide"


def trouble(kind: Trouble, text: str) -> str:
    """Why a cell that says `text` has no usable value."""
    return _TROUBLES[kind].format(read=quoted(text))


WRONG_KEY = "La clé de contrôle ne correspond pas : un chiffre a sans doute été mal recopié."
"""Of a SIREN or SIRET that has all its digits."""


def digits_counted(read: int, expected: int) -> str:
    return f"Nous y comptons {plural(read, 'chiffre')} ; il en faut {expected}."


def several(sentences: Iterable[str]) -> str:
    """Three sentences at most, then how many more there are; a sentence said twice is said once."""
    distinct = list(dict.fromkeys(sentences))
    rest = len(distinct) - _SENTENCES_AT_MOST
    said = distinct[:_SENTENCES_AT_MOST]
    return " ".join([*said, f"Et {plural(rest, 'autre point', 'autres points')}."] if rest > 0 else said)


def enumerated(text: str) -> set[str]:
    """What `text` may list, in small letters: the parts between commas, semicolons, line ends and « et ».

    A name may hold an « et » of its own: neighbouring parts are given together too.
    """
    items: set[str] = set()
    for part in re.split(r"[,;\n]", text.casefold()):
        words = " ".join(part.split()).split(" et ")
        for first, _ in enumerate(words):
            items |= {" et ".join(words[first:last]) for last in range(first + 1, first + 1 + _PARTS_AT_MOST)}
    return items - {""}


# --------------------------------------------------------------------------------------------- Mistakes in charter.toml

TEXT = "un texte entre guillemets, qui ne soit pas vide"
NUMBER = "un nombre entier positif, sans guillemets"
LIST = "une liste entre crochets, qui ne soit pas vide"
TABLE = "un tableau de lignes clé = valeur, qui ne soit pas vide"
BLOCKS = "un ou plusieurs blocs entre doubles crochets"
ONCE = "une valeur qui ne serve qu’une fois"
DERIVED = "laisser ce nom : le programme fait cette liste lui-même"
TRUE_OR_FALSE = "true ou false, sans guillemets"
DECREASING = "des nombres du plus grand au plus petit"
PLACEHOLDERS = "{subject} ou {read}, et aucune autre accolade"
NO_PLACEHOLDER = "une phrase sans accolade"
ANNOUNCED = "la phrase à dire, puisque « answers » annonce « Sans objet »"
UNANNOUNCED = "annoncer aussi « Sans objet » dans « answers », ou retirer cette phrase"

_CHOICES_AT_MOST = 14
_BLOCK_WORDS = {
    "durations": "durées",
    "theme": "thème",
    "lists": "listes",
    "aliases": "autres noms",
    "guide": "Lisez-moi, bloc",
    "principle": "principe",
    "criterion": "critère",
}


def place(block: str, name: str | int = "", inside: str = "") -> str:
    """`critère P4.3`, or `critère n° 2 (P4)` where it has no code to be named by."""
    if isinstance(name, int):
        name = f"n° {name} ({inside})" if inside else f"n° {name}"
    return f"{_BLOCK_WORDS[block]} {name}".strip()


def syntax(line: int, read: str) -> str:
    return (
        f"charter.toml, ligne {line} : nous n’arrivons pas à comprendre {quoted(read)}. Il faut des lignes "
        "clé = valeur, la clé sans accent et une seule fois, les textes entre guillemets droits, les listes "
        "entre crochets."
    )


def missing(place: str, key: str, expected: str = "") -> str:
    return f"{_in_file(place)} : la clé « {key} » manque ; {f'il faut {expected}' if expected else 'ajoutez-la'}."


def unknown(place: str, key: str, known: Iterable[str]) -> str:
    return f"{_in_file(place)} : la clé « {key} » n’est pas connue ; il faut {choice(key, known)}."


def wrong(place: str, key: str, read: object, expected: str) -> str:
    return f"{_in_file(place)}, clé « {key} » : nous lisons {_shown(read)}, il faut {expected}."


def choice(read: str, known: Iterable[str]) -> str:
    """All that may stand there when it is short, else what is closest to what was read."""
    choices = list(known)
    if len(choices) > _CHOICES_AT_MOST:
        close = get_close_matches(read, choices, cutoff=0.5)
        return f"un nom qui convienne ici{f', peut-être {_either(close)}' if close else ''}"
    return _either(choices) if choices else "rien ici"


def in_order(codes: Iterable[str]) -> str:
    return f"ces principes, dans cet ordre : {', '.join(codes)}"


def as_many(count: int, key: str) -> str:
    return f"{plural(count, 'nombre')}, autant que pour « {key} »"


def starting(prefix: str) -> str:
    return f"un code qui commence par « {prefix} »"


def answers(gravity: str, needed: Iterable[str], possible: str) -> str:
    return f"pour la gravité « {gravity} » : {_either(needed, 'et')}, avec « {possible} » au besoin"


def _in_file(place: str) -> str:
    return f"charter.toml, {place}" if place else "charter.toml"


def _shown(value: object) -> str:
    match value:
        case str():
            return quoted(value) if value.strip() else "un texte vide"
        case bool():
            return "true" if value else "false"
        case list():
            return "une liste" if value else "une liste vide"
        case dict():
            return "un tableau" if value else "un tableau vide"
        case _:
            return str(value)


def _either(items: Iterable[str], word: str = "ou") -> str:
    *head, last = (f"« {item} »" for item in items)
    return f"{', '.join(head)} {word} {last}" if head else last
