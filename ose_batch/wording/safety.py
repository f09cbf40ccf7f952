"""What is said of the backups of the register, of bringing one back, and of what `controler` finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from ose_batch.wording import enumeration, more, plural, short_date

A_NUMBER = "un nombre entier, 1 ou plus, sans guillemets"

# -------------------------------------------------------------------------------------------- register that is damaged

_ASK = (
    "Rien n’a été traité ni changé. Lancez « ose-batch controler » pour savoir ce qui est touché, puis "
    "« ose-batch restaurer » pour remettre en place une sauvegarde."
)
EMPTY = "il est vide"
ABSENT = "il manque"
INCOMPLETE = "la copie ne contient pas tout"


def damaged(name: str, flaw: str) -> str:
    return f"{name} est abîmé ({flaw}). {_ASK}"


def missing(name: str) -> str:
    return f"{name} manque, alors qu’il y a des sauvegardes du registre. {_ASK}"


def gone_back(day: date | None) -> str:
    until = f", dont la dernière ligne est du {short_date(day)}" if day else ""
    return f"Le registre ne contient plus tout ce que contient sa dernière sauvegarde{until}. {_ASK}"


def unreadable(name: str, flaw: str) -> str:
    return f"{name} ne peut pas être lu ({flaw}). Remettez une sauvegarde en place : ose-batch restaurer."


INTERRUPTED = (
    "Le dernier traitement a été interrompu au milieu d’une écriture : lancez « ose-batch traiter », qui remet tout "
    "en ordre, puis « ose-batch controler »."
)


def backup_unusable(name: str, flaw: str) -> str:
    return f"La sauvegarde {name} est abîmée ({flaw}) : rien n’a été changé. Choisissez-en une autre."


CHAIN_BROKEN = "son journal a été modifié"

# --------------------------------------------------------------------------------------------------- bringing one back

NO_BACKUP = "Il n’y a pas encore de sauvegarde : la première est faite au traitement qui suit le premier dossier."
UNREADABLE = "abîmée, ne peut pas servir"
CHOOSE = "Pour en remettre une en place : ose-batch restaurer NOM (le nom du fichier, à gauche)."
CONFIRM = "Restaurer cette sauvegarde ? [o/N]"
YES = ("o", "oui")
NOTHING_RESTORED = "Rien n’a été changé."

_AGAIN = "Pour refaire ce qui est annulé, aux dates d’origine (retirez d’abord de inbox ce qui ne doit pas l’être) :"
_SHOWN = 40
"""Lines of the journal said one by one."""


def backups(described: Mapping[str, str]) -> str:
    """One line a backup, by name, oldest first."""
    width = max(map(len, described))
    lines = [f"  {name.ljust(width)}  {description}" for name, description in described.items()]
    return "\n".join(["Sauvegardes du registre, dans donnees/sauvegardes :", *lines, "", CHOOSE])


def backup(dossiers: int, decisions: int, last: date | None) -> str:
    until = f", dernière ligne du journal le {short_date(last)}" if last else ""
    return f"{plural(dossiers, 'dossier')}, {plural(decisions, 'décision')}{until}"


def no_such_backup(read: str, names: Collection[str]) -> str:
    known = f"Sauvegardes possibles : {', '.join(names)}." if names else NO_BACKUP
    return f"« {read} » n’est pas une sauvegarde. {known}"


def undoes(
    name: str,
    description: str,
    lines: Collection[tuple[date, str, str]] | None,
    gone: Collection[tuple[date, str, str]] = (),
) -> str:
    """What bringing a backup back undoes: day, event and n° de dossier of each line; `None` where it is not known.

    `gone`: those that no file can bring again, erased since.
    """
    head = f"Sauvegarde {name} : {description}."
    if lines is None:
        return (
            f"{head}\nLe registre actuel ne peut pas être lu : ce qui a été enregistré depuis cette sauvegarde ne peut "
            "pas être énuméré."
        )
    if not lines:
        return f"{head}\nElle n’annule aucune ligne du journal."
    undone = plural(len(lines), "ligne du journal", "lignes du journal")
    parts = [head, f"Elle annule {undone} :", *_first(lines)]
    if gone:
        parts += [
            "Ne pourra pas être repris, le fichier ayant été effacé (RGPD) ; à saisir de nouveau :",
            *_first(gone),
        ]
    return "\n".join(parts)


def _first(lines: Collection[tuple[date, str, str]]) -> list[str]:
    shown = [f"  {short_date(day)}  {event}  {number}".rstrip() for day, event, number in list(lines)[:_SHOWN]]
    rest = more(len(lines) - _SHOWN, "ligne")
    return [*shown, *([f"  {rest}"] if rest else [])]


def restored(
    name: str,
    aside: str,
    put_back: Mapping[str, int],
    altered: Collection[str],
    annulled: Collection[str],
    returned: Collection[str],
    due: int,
    backups_aside: Collection[str],
) -> str:
    """The summary. `put_back`: folder of the inbox → number of originals; `due`: documents to be made again."""
    lines = [f"{name} est en place."]
    if aside:
        lines.append(f"Le registre d’avant est gardé : donnees/sauvegardes/{aside}.")
    lines += [f"Remis dans {folder} : {plural(count, 'original', 'originaux')}." for folder, count in put_back.items()]
    if altered:
        lines.append(f"Laissés dans l’archive, car leur contenu a changé : {enumeration(altered)}.")
    if annulled:
        lines += [f"Mis de côté dans outbox/annules ({len(annulled)}) :", *(f"  {path}" for path in annulled)]
    if returned:
        lines.append(f"Remis à leur place dans outbox : {enumeration(returned)}.")
    if due:
        lines.append(f"Le prochain traitement refera {plural(due, 'document manquant', 'documents manquants')}.")
    if backups_aside:
        lines.append(f"Sauvegardes plus récentes, mises de côté sous un autre nom : {enumeration(backups_aside)}.")
    return "\n".join(lines)


def next_runs(first: date | None, later: Mapping[date, str], anything: bool) -> str:
    """How to take again what was undone; `later`: day → folder of the inbox where its originals wait."""
    if first is None:
        again = " : les originaux remis dans inbox seront repris à sa date" if anything else ""
        return f"Lancez maintenant ose-batch traiter{again}."
    steps = [f"ose-batch traiter --date {first.isoformat()}"]
    for day, folder in later.items():
        steps.append(f"déplacez dans inbox ce que contient {folder}, puis ose-batch traiter --date {day.isoformat()}")
    numbered = [f"  {rank}. {step}" for rank, step in enumerate(steps, start=1)]
    return "\n".join([_AGAIN, *numbered])


# ----------------------------------------------------------------------------------------------------------- controler

NOTHING_YET = "Rien à contrôler : aucun traitement n’a encore eu lieu ici."

_TITLES = {
    "database": "Base de données",
    "journal": "Journal",
    "register": "Registre",
    "document": "Documents",
    "original": "Originaux archivés",
    "backup": "Sauvegardes",
}
_ADVICE = {
    "database": "Gardez une copie de donnees, puis remettez une sauvegarde en place : ose-batch restaurer.",
    "journal": "Quelqu’un a écrit dans donnees/ose.sqlite : remettez une sauvegarde en place (ose-batch restaurer).",
    "register": (
        "Cela n’est pas passé par inbox : comparez avec une sauvegarde, et remettez-la en place (ose-batch restaurer)."
    ),
    "document": (
        "N’envoyez pas ces documents avant d’avoir compris. Si un traitement a été interrompu, relancez ose-batch "
        "traiter puis ose-batch controler."
    ),
    "original": "Cherchez l’original dans une copie de donnees/archive, ou redemandez-le à l’organisation.",
    "backup": "Ne comptez pas sur ces sauvegardes : elles ne pourront pas être restaurées.",
}


_COUNTED = {
    "dossiers": ("dossier", "dossiers"),
    "decisions": ("décision", "décisions"),
    "lines": ("ligne de journal", "lignes de journal"),
    "documents": ("document", "documents"),
    "originals": ("original", "originaux"),
    "backups": ("sauvegarde", "sauvegardes"),
}


def controlled(counts: Mapping[str, int]) -> str:
    """`12 dossiers, 3 décisions … et 4 sauvegardes`."""
    return enumeration(plural(counts[name], *_COUNTED[name]) for name in _COUNTED if name in counts)


def nothing_off(counts: Mapping[str, int]) -> str:
    return f"Rien à signaler : {controlled(counts)}."


def off(anomalies: Iterable[tuple[str, str, str]], counts: Mapping[str, int]) -> str:
    """`anomalies`: kind, where, sentence."""
    by_kind: dict[str, list[str]] = {}
    for kind, where, sentence in anomalies:
        by_kind.setdefault(kind, []).append(f"  {where} : {sentence}")
    lines = [f"{plural(sum(map(len, by_kind.values())), 'point')} à regarder, sur {controlled(counts)}.", ""]
    for kind, said in by_kind.items():
        lines += [f"{_TITLES[kind]} ({len(said)})", *said, f"  → {_ADVICE[kind]}", ""]
    return "\n".join(lines)


STRUCTURE = "sa structure est abîmée ({})."
NOT_CHECKED = "la suite n’a pas pu être contrôlée ({})."

OBJECT_MISSING = "n’est plus dans la base."
OBJECT_CHANGED = "n’est plus tel que le programme l’a créé."
OBJECT_ADDED = "n’a pas été créé par le programme."

LINE_BROKEN = "elle a été modifiée, ou des lignes manquent juste avant."


def line(number: int) -> str:
    return f"ligne {number}"


JOURNAL_END = "fin du journal"


def run_head_gone(today: str) -> str:
    return f"des lignes qui y étaient à la fin du traitement du {day(today)} n’y sont plus."


def backup_head_gone(number: int, written_on: date | None) -> str:
    written = f", du {short_date(written_on)}" if written_on else ""
    return f"la dernière ligne de cette sauvegarde (n° {number}{written}) n’est plus au journal."


NOT_RECEIVED = "le journal ne dit pas qu’il a été reçu."


def decisions_differ(recorded: Iterable[str], journaled: Iterable[str]) -> str:
    return f"décisions au registre : {_listed(recorded)} ; au journal : {_listed(journaled)}."


_PERIOD = {
    "validated_on": "validée le",
    "valid_until": "valable jusqu’au",
    "midterm_held_on": "échange tenu le",
    "suspended_on": "suspendue le",
    "removal_planned_on": "retrait envisagé le",
    "ended_on": "finie le",
}


def recognition_differs(register: Mapping[str, str] | None, journal: Mapping[str, str] | None) -> str:
    """Column of the recognition → day."""
    return f"son identité visuelle, au registre : {_period(register)} ; au journal : {_period(journal)}."


def _period(days: Mapping[str, str] | None) -> str:
    return (
        ", ".join(f"{words} {days[column]}" for column, words in _PERIOD.items() if column in days)
        if days
        else "aucune"
    )


def movement_forged(event: str) -> str:
    return f"le journal ne dit pas « {event} », qui est au registre."


def movement_gone(event: str) -> str:
    return f"le journal dit « {event} », qui n’est plus au registre."


def state_differs(state: str, implied: str) -> str:
    return f"le registre dit « {state} », le journal « {implied} »."


FILE_MISSING = "le fichier manque."
FILE_CHANGED = "le fichier n’est plus celui que le programme a écrit."
FILE_UNKNOWN = "le registre ne connaît pas ce document."
ATTESTATION_UNKNOWN = "aucune décision au registre ne donne cette attestation."

ORIGINAL_MISSING = "l’original reçu le {} n’est plus dans l’archive."
ORIGINAL_WAITING = "l’original reçu le {} est encore dans inbox : relancez ose-batch traiter."
ORIGINAL_CHANGED = "le contenu de cet original a changé depuis sa réception."
ORIGINAL_UNKNOWN = "le registre ne connaît pas ce fichier."
ORIGINAL_NOT_ERASED = "son effacement est inscrit, mais l’original est encore là."
TOMBSTONE_MALFORMED = "cette fiche d’effacement n’est pas valable : il y faut l’empreinte du nom, le jour et le motif."

BACKUP_UNREADABLE = "elle ne peut pas être lue ({})."


def _listed(words: Iterable[str]) -> str:
    return enumeration(words) or "aucune"


def day(text: str) -> str:
    """A day as the database holds it, whatever was written there."""
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return text
