"""What is said of erasing the personal data of an organisation, and of what is left of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ose_batch.wording import plural, short_date

EVENT = "Contact effacé"
MOTIVE = "Données personnelles effacées (RGPD)"
CONFIRM = "Effacer ces données ? Rien ne pourra les retrouver. [o/N]"
NOTHING_ERASED = "Rien n’a été effacé."

BRANCH = "registre mis de côté par une restauration ; à supprimer quand il ne sert plus"
REGISTER = "texte écrit par l’organisation dans un dossier, ou par vous dans un mouvement"
DOCUMENT = "texte repris de ce que l’organisation a écrit ; à supprimer ou à corriger à la main"
SET_ASIDE = "fichier mis de côté, supprimé après le délai de conservation ; à supprimer déjà si vous le voulez"
ANOTHER = "original d’une autre organisation, qui nomme la même personne"
VIEW = "le registre les nomme pour une autre organisation, ou dans un texte"
WAITING = "fichier qui attend dans inbox"
OTHER = "fichier qui n’est pas du programme ; à vérifier"
UNSEARCHED = "Les PDF et les images ne sont pas lus : regardez ceux de inbox/pieces."


def backup(until: date) -> str:
    return (
        f"sauvegarde du registre : elle vieillit et disparaît au plus tard le {short_date(until)}, si un traitement a "
        f"lieu chaque mois ; à supprimer à la main pour ne pas attendre"
    )


def files(count: int) -> str:
    return f"{plural(count, 'fichier reçu effacé', 'fichiers reçus effacés')}"


def unknown(number: str) -> str:
    return f"« {number} » n’est ni un n° de dossier ni un n° OSE du registre : rien n’a été effacé."


def nothing_left(number: str, name: str) -> str:
    return f"{number} – {name} : le registre n’a plus aucun contact de cette organisation."


def before(number: str, name: str, people: int, count: int) -> str:
    """`people`: how many names, addresses and telephones."""
    return (
        f"{number} – {name}\n"
        f"Seront effacés : {plural(people, 'nom, courriel ou téléphone', 'noms, courriels ou téléphones')}, "
        f"{plural(count, 'fichier reçu', 'fichiers reçus')}, les classeurs retournés et les brouillons de courriels.\n"
        "Resteront : les dossiers sans leurs contacts, les décisions, les notes et les attestations."
    )


def after(number: str, name: str, on: date, kept: Sequence[tuple[str, str]]) -> str:
    """`kept`: path and reason of each file that still names them."""
    lines = [f"{number} – {name} : données personnelles effacées le {short_date(on)}."]
    if kept:
        lines += ["", f"Encore nommées dans ({len(kept)}) :", *(f"  {path}\n    {why}" for path, why in kept)]
    else:
        lines += ["Plus aucun fichier de cet espace ne les nomme."]
    return "\n".join([*lines, "", UNSEARCHED])


def replayed(names: Iterable[str]) -> str:
    return f"Effacements refaits sur cette sauvegarde : {', '.join(names)}."
