"""What is said of a run, of its files, of what was read, of the machine: to the staff, in French."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from ose_batch.model import FINGERPRINT, Answer, Finding, Session, SessionPack, State
from ose_batch.report import Fate, Report, ToDo
from ose_batch.wording import enumeration, french_date, more, plural, short_date
from ose_batch.wording.receipt import code_of

# --------------------------------------------------------------------------------------- files and run


def dossier_recorded(
    name: str, number: str, state: State, readings: Mapping[str, Answer], replaced: Iterable[str]
) -> str:
    """`D-2026-003 – Les Jardins : À compléter (P2 et P5), remplace D-2026-001`."""
    incomplete = enumeration(short(code) for code, answer in readings.items() if answer is Answer.TO_COMPLETE)
    instead = enumeration(replaced)
    return (
        f"{number} – {name} : {state}"
        + (f" ({incomplete})" if incomplete else "")
        + (f", remplace {instead}" if instead else "")
    )


def decisions_recorded(numbers: Collection[str], completed: Collection[str], repeated: Collection[str]) -> str:
    recorded = plural(len(numbers), "décision enregistrée", "décisions enregistrées")
    words = [recorded if numbers else "aucune décision nouvelle"]
    words += [plural(len(completed), "complétée", "complétées")] if completed else []
    words += [plural(len(repeated), "déjà connue", "déjà connues")] if repeated else []
    return ", ".join(words)


NO_DECISION_REASON = "Aucune décision n’a pu être enregistrée de ce classeur."
EMPTY_DECISIONS_REASON = "Ce classeur de décisions ne contient encore aucune décision."
EMPTY_DECISIONS_ADVICE = "Choisissez une décision dans la colonne Décision, enregistrez, puis redéposez le classeur."


def already_received(received_on: date, numbers: Iterable[str]) -> str:
    which = enumeration(numbers)
    return f"déjà reçu le {short_date(received_on)}" + (f" ({which})" if which else "")


def no_session(count: int) -> str:
    which = plural(count, "dossier n’est inscrit", "dossiers ne sont inscrits")
    return f"{which} à aucune séance : déclarez la prochaine dans ose.toml (rubrique [[seance]])."


def edited_by_hand(path: str) -> str:
    return (
        f"outbox/{path} a été modifié à la main : il n’a pas été remplacé. "
        "S’il est rempli, déposez-le dans inbox ; sinon supprimez-le, il sera refait."
    )


def open_elsewhere(path: str, copy: str) -> str:
    return f"outbox/{path} est ouvert dans un autre programme : la version à jour est {copy}, à côté. Fermez-le."


def open_elsewhere_kept(path: str) -> str:
    return f"outbox/{path} est ouvert dans un autre programme : fermez-le, la suite se fera au prochain traitement."


def view_unsound(path: str) -> str:
    return (
        f"outbox/{path} relu n’est pas conforme au registre : il n’a pas été remplacé. Relancez ; si ce message "
        "revient, prévenez la personne qui s’occupe du programme."
    )


def form_unusable(name: str, why: str) -> str:
    return (
        f"Le modèle « {name} » ne permet plus d’écrire les réponses d’une organisation ({why}) : retirez-le de vos "
        "modèles, celui d’origine servira de nouveau à sa place."
    )


def document_defect(kind: str, number: str) -> str:
    return (
        f"Le document « {kind} » du dossier {number} n’a pas pu être fait : c’est un défaut du programme. "
        "Transmettez donnees/lecture.log à la personne qui s’occupe du programme ; le reste est fait."
    )


def session_defect(held_on: date) -> str:
    return (
        f"Le dossier de la séance du {short_date(held_on)} n’a pas pu être tenu à jour : c’est un défaut du programme. "
        "Transmettez donnees/lecture.log à la personne qui s’occupe du programme ; le reste est fait."
    )


def session_not_declared(held_on: date, declared: Iterable[date]) -> str:
    known = enumeration(short_date(day) for day in declared)
    return f"Aucune séance n’est déclarée le {short_date(held_on)} dans ose.toml. " + (
        f"Séances déclarées : {known}." if known else "Ajoutez-y une rubrique [[seance]]."
    )


PRESENTED = "Présentés"


def session_prepared(pack: SessionPack, made: Collection[str], warnings: Collection[str]) -> str:
    """Who is presented, who is not and why, what was written."""
    names = [f"{entry.number} – {entry.fields.get('organisation.name', '')}" for entry in pack.presented]
    aside = [f"{one.number} – {one.name} : {', '.join(filter(None, (one.why, one.detail)))}" for one in pack.aside]
    parts = ((PRESENTED, names), ("Laissés de côté", aside))
    return _session(pack.session, "", *parts, *_written(made, warnings))


def session_sent(
    session: Session, presented: Iterable[tuple[str, str, State]], made: Collection[str], warnings: Collection[str]
) -> str:
    """What the members hold and what became of each, what was written. `presented`: number, name, state."""
    names = [f"{number} – {name} : {state}" for number, name, state in presented]
    sent = f"Dossier envoyé aux membres le {short_date(session.sent_on)} : il ne change plus."
    return _session(session, sent, (PRESENTED, names), *_written(made, warnings))


def _session(session: Session, sent: str, *parts: tuple[str, Collection[str]]) -> str:
    lines = [f"Séance du {french_date(session.held_on)}, {session.instance} (vague {session.wave})"]
    lines += filter(None, [sent])
    for title, each in parts:
        lines += ["", f"{title} ({len(each)})", *(f"  {one}" for one in each)]
    return "\n".join(lines)


def _written(made: Collection[str], warnings: Collection[str]) -> Iterable[tuple[str, Collection[str]]]:
    return ((title, each) for title, each in (("Écrit dans outbox", made), ("À régler", warnings)) if each)


def original_gone(path: str, sha256: str) -> str:
    return (
        f"{path} n’a pas été fait : le fichier reçu (empreinte {sha256[:FINGERPRINT]}) n’est plus dans donnees/archive."
    )


def original_unread(path: str, sha256: str) -> str:
    return (
        f"{path} n’a pas été fait : le fichier reçu (empreinte {sha256[:FINGERPRINT]}) ne se lit plus comme un dossier."
    )


CUT_SHORT = (
    "Ce traitement a été interrompu par l’ordinateur (disque, réseau, droits) : relancez-le, il reprendra où il "
    "en était."
)
TO_DO_TITLE = "À traiter cette semaine"
_MOST_TASKS = 10
UNSET_TITLE = "Réglages à donner dans ose.toml"
NOTHING_NEW = "Rien de nouveau dans inbox."

_TITLES = {
    Fate.DOSSIER: "Dossiers reçus",
    Fate.DECISIONS: "Décisions du comité",
    Fate.MOVEMENTS: "Mouvements",
    Fate.PROGRESS: "Points d’étape",
    Fate.ALREADY_RECEIVED: "Déjà reçus",
    Fate.ATTACHMENT: "Pièces jointes",
    Fate.LEFT: "Laissés dans inbox",
    Fate.REFUSED: "Mis de côté dans inbox/refuses, avec une explication",
}


def run_report(report: Report) -> str:
    """The compte rendu d'exécution: what came in, what went out, what needs a person."""
    lines = [f"Compte rendu du {french_date(report.today)}", ""]
    if not report.files:
        lines += [NOTHING_NEW, ""]
    for fate, title in _TITLES.items():
        files = [file for file in report.files if file.fate is fate]
        if files:
            lines += [f"{title} ({len(files)})"]
            for file in files:
                received = [f"    {code_of(file.sha256)}"] if file.sha256 else []
                listed = [f"    - {each}" for each in file.listed]
                lines += [f"  {file.name}", f"    {file.sentence}", *received, *listed]
            lines += [""]
    if report.to_do:
        lines += [f"{TO_DO_TITLE} ({len(report.to_do)})", *_to_do(report.to_do), ""]
    for said in report.erased:
        lines += [*said.split("\n"), ""]
    for title, sentences in (
        ("À régler", report.warnings),
        ("Écrit dans outbox", report.published),
        ("Supprimés d’inbox, le délai de conservation étant passé", report.removed),
        (UNSET_TITLE, report.unset),
    ):
        if sentences:
            lines += [f"{title} ({len(sentences)})", *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines)


def _to_do(tasks: Iterable[ToDo]) -> Iterator[str]:
    """A line each, under its kind; the first ones of a kind that has many."""
    for task, group in groupby(tasks, key=lambda one: one.task):
        own = list(group)
        yield f"  {task} ({len(own)})"
        for one in own[:_MOST_TASKS]:
            until = f", pour le {short_date(one.due_on)}" if one.due_on else ""
            number = f"{one.number} – " if one.number else ""
            yield f"    - {number}{one.name}{until} : {one.why}"
        if rest := more(len(own) - _MOST_TASKS, "ligne"):
            yield f"    - {rest}, dans le registre"


# --------------------------------------------------------------------------------------------- reading


def finding_lines(finding: Finding) -> list[str]:
    """One finding as `verifier` prints it: each place with its cell, what was read, then what is expected."""
    if not finding.points:
        return [f"  {finding.criterion}  {finding.reason}"]
    lines = []
    for point in finding.points:
        place = f"{point.cell} : " if point.cell else ""
        read = f" (lu : « {point.read} »)" if point.read and point.read.removesuffix(".") not in point.sentence else ""
        lines.append(f"  {finding.criterion}  {place}{point.sentence}{read}")
    if finding.answer is Answer.COMPLETE:  # « signalé »: said, with nothing to put right
        return lines
    if finding.expected:
        lines.append(f"        Attendu : {finding.expected}")
    if finding.advice:
        lines.append(f"        Conseil : {finding.advice}")
    return lines


def decisions_workbook(count: int) -> str:
    return f"classeur de décisions du comité : {plural(count, 'ligne remplie', 'lignes remplies')}"


def movements_workbook(count: int) -> str:
    return f"classeur de mouvements : {plural(count, 'ligne remplie', 'lignes remplies')}"


PROGRESS_WORKBOOK = "point d’étape à 18 mois"


def reading(code: str, title: str, answer: Answer) -> str:
    """`✗ P2 État des lieux des parties prenantes : À compléter`."""
    name = title if code == "ID" else f"{code} {title}"
    return f"{answer_mark(answer)} {name} : {answer}"


def answer_mark(answer: Answer) -> str:
    return {Answer.TO_COMPLETE: "✗", Answer.COMPLETE: "✓", Answer.NOT_APPLICABLE: "–"}.get(answer, "?")


def short(principle: str) -> str:
    """`P1`; the identity, which the charter does not number, by its name."""
    return "Identité" if principle == "ID" else principle


def readings_in_brief(readings: Mapping[str, Answer]) -> str:
    """A line for each reading that is not complete, then one for those that are."""
    complete = [short(code) for code, answer in readings.items() if answer is Answer.COMPLETE]
    others = [f"{short(code)} : {answer}" for code, answer in readings.items() if answer is not Answer.COMPLETE]
    return "\n".join([*others, *([f"{', '.join(complete)} : {Answer.COMPLETE}"] if complete else [])])


# ----------------------------------------------------------------------------------- machine and usage


_FAULTS = {
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EACCES: "l’accès est refusé, ou le fichier est ouvert dans un autre programme",
    errno.EPERM: "l’accès est refusé",
    errno.ENOENT: "il est introuvable",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOLCK: "ce disque ou ce partage ne permet pas de réserver donnees, à mettre sur un disque local",
    errno.ECHILD: "le programme qui lit les classeurs n’a pas pu démarrer",
    errno.EIO: "le disque ou le partage réseau ne répond pas",
}


def machine_fault(error: OSError) -> str:
    what = _FAULTS.get(error.errno or 0, "raison inconnue")
    named = error.filename2 or error.filename  # of two, the target: the other is a temporary of ours
    where = f" « {named} »" if named else ""
    return (
        f"L’ordinateur n’a pas pu lire ou écrire un fichier{where} : {what}. "
        "Aucun dossier n’est perdu : réglez ce point puis relancez, le programme reprendra où il en était."
    )


DATABASE_FAULT = (
    "Le registre (donnees/ose.sqlite) n’a pas pu être lu ou écrit. "
    "Vérifiez que le disque n’est pas plein et que ce dossier est accessible, puis relancez."
)


def earlier_than_last_run(today: date, last: date) -> str:
    return (
        f"Ce traitement serait daté du {short_date(today)}, avant le dernier, du {short_date(last)} : rien n’a été "
        "fait. Vérifiez la date de l’ordinateur ; si elle est juste, ajoutez --forcer."
    )


NO_MEMORY = (
    "L’ordinateur manque de mémoire. Fermez d’autres programmes puis relancez : aucun dossier n’est perdu, "
    "le programme reprendra où il en était."
)
BUSY = "Un traitement est déjà en cours dans cet espace : attendez qu’il se termine, puis relancez."


def newer_register(name: str) -> str:
    return f"{name} a été écrit par une version plus récente du programme. Installez cette version, puis relancez."
