"""What the commands say of themselves: how they were typed, the schedule, a new workspace, the demo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ose_batch.report import Report
from ose_batch.wording import french_date, plural


def not_a_command(word: str, commands: Iterable[str]) -> str:
    return f"« {word} » n’est pas une commande. Commandes possibles : {', '.join(commands)}."


def not_understood(command: str, culprit: str) -> str:
    what = f"« {culprit} » n’existe pas" if culprit else "il manque quelque chose, ou il y a un mot de trop"
    return f"{command} : {what}. Voir « {command} --help »."


def not_there(path: str) -> str:
    return f"« {path} » est introuvable ici. Vérifiez le chemin, entre guillemets s’il contient des espaces."


def not_a_day(read: str) -> str:
    return f"« {read} » n’est pas une date. Écrivez-la comme 2026-11-23 (année-mois-jour)."


def made(path: str) -> str:
    return f"Créé : {path}"


def init_next() -> str:
    return "Complétez ose.toml, déposez les dossiers dans inbox, puis lancez : ose traiter"


def not_a_weekday(read: str, weekdays: Iterable[str]) -> str:
    return f"« {read} » n’est pas un jour. Jours possibles : {', '.join(weekdays)}."


def not_an_hour(read: str) -> str:
    return f"« {read} » n’est pas une heure. Écrivez-la comme 07:00, de 00:00 à 23:59."


def planned(last: date | None, weekday: str, hour: str, next_run: datetime, missed: bool) -> str:
    before = f"Dernier traitement réussi : {french_date(last)}." if last else "Aucun traitement réussi jusqu’ici."
    after = f"Prochain traitement : {weekday} {french_date(next_run)} à {hour}."
    return f"{before} {after}" + (" Un traitement a été manqué : il est lancé maintenant." if last and missed else "")


def run_ended(code: int) -> str:
    if code in (0, 1):
        done = ("rien à faire à la main", "des points demandent une personne, voir le compte rendu")[code]
        return f"Traitement terminé : {done}."
    return f"Le traitement a échoué (code {code}), voir ci-dessus ; prochain essai la semaine prochaine."


def run_crashed(error: Exception) -> str:
    return f"Le traitement n’a pas pu être lancé ({error}) ; prochain essai la semaine prochaine."


def not_a_demo(folder: str) -> str:
    return (
        f"Le dossier « {folder} » existe déjà et n’a pas été fait par la démonstration : rien n’y a été touché. "
        "Choisissez-en un autre avec --espace."
    )


def demo_summary(root: str, deposit: Report, decided: Report) -> str:
    """The closing words of the demo: what came in, what each became, where things are."""
    attestations = [path for path in decided.published if path.startswith("attestations/")]
    notes = [path for path in deposit.published if path.startswith("notes/")]
    lines = [f"Le {french_date(deposit.today)}, {plural(len(deposit.files), 'fichier')} dans inbox :"]
    lines += [f"  {file.name}\n    → {file.sentence}" for file in deposit.files]
    lines += ["", f"Après la séance, le {french_date(decided.today)} :"]
    lines += [f"  {file.name}\n    → {file.sentence}" for file in decided.files]
    lines += [
        "",
        "À ouvrir :",
        f"  le registre            {root}/outbox/registre.xlsx",
        f"  {plural(len(notes), 'note')} au comité       {root}/outbox/notes",
        f"  {plural(len(attestations), 'attestation')}         {root}/outbox/attestations",
        f"  ce qui a été refusé    {root}/inbox/refuses",
        f"  les comptes rendus     {root}/outbox/comptes-rendus",
    ]
    return "\n".join(lines)
