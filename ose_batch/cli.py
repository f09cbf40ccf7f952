"""The command line: options → one call → what to print and the exit code. Heavy imports happen inside the commands."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from ose_batch import __version__
from ose_batch.console import DONE, FOR_A_PERSON, NOT_READABLE, USAGE, faults, print_json, progress, speak_utf8, stop

_SETTLE = 1.0
"""Seconds left to the files of the inbox: one that grows meanwhile waits for the next run."""


def _there(_: click.Context, __: click.Parameter, given: Path | tuple[Path, ...]) -> Path | tuple[Path, ...]:
    """The folder, or the files, named on the command line: they have to exist."""
    missing = [path for path in given if not path.is_file()] if isinstance(given, tuple) else []
    if isinstance(given, Path) and not given.is_dir():
        missing = [given]
    if missing:
        from ose_batch.wording import commands as say

        stop(say.not_there(str(missing[0])), USAGE)
    return given


def _day(_: click.Context, __: click.Parameter, given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError:
        from ose_batch.wording import commands as say

        stop(say.not_a_day(str(given)), USAGE)


_WORKSPACE = click.option(
    "--espace",
    type=click.Path(path_type=Path),
    callback=_there,
    default=Path(),
    metavar="DIR",
    help="L’espace de travail (inbox, outbox, ose.toml). Par défaut : ce dossier.",
)
_TODAY = click.option(
    "--date",
    "today",
    callback=_day,
    metavar="AAAA-MM-JJ",
    help="Le jour de l’exécution. Par défaut : aujourd’hui.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Réponse en JSON, pour un autre programme.")


class _Command(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = "Affiche cette aide."
        return option


class _Group(_Command, click.Group):
    command_class = _Command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None:
            from ose_batch.wording import commands as say

            stop(say.not_a_command(args[0], sorted(self.commands)), USAGE)
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ose-batch", message="%(prog)s %(version)s", help="Affiche la version.")
def cli() -> None:
    """Les dossiers OSE de la CRESS : lecture, registre, notes au comité et attestations."""


@cli.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Crée un espace de travail : inbox, outbox, ose.toml et le formulaire à envoyer."""
    from ose_batch import starting

    with faults():
        made = starting.init(directory)
    for line in made:
        click.echo(line)


@cli.command()
@_WORKSPACE
@_TODAY
@click.option("--forcer", is_flag=True, help="Même si le dernier traitement porte une date plus récente.")
@_JSON
def traiter(espace: Path, today: date, forcer: bool, as_json: bool) -> None:
    """Traite ce qui est dans inbox : registre, notes au comité, attestations."""
    from ose_batch import batch

    with faults():
        try:
            report = batch.traiter(_workspace(espace), today, progress, settle=_SETTLE, forced=forcer)
        except batch.EarlierThanLastRun as error:
            stop(str(error), USAGE)
    if as_json:
        print_json(report.as_json())
    else:
        from ose_batch.wording import run as say

        click.echo(say.run_report(report))
    sys.exit(FOR_A_PERSON if report.needs_person else DONE)


@cli.command()
@click.argument(
    "files",
    metavar="FICHIER…",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    callback=_there,
)
@_WORKSPACE
@_TODAY
@_JSON
def verifier(files: tuple[Path, ...], espace: Path, today: date, as_json: bool) -> None:
    """Lit des dossiers et dit ce qu’il y manque, sans rien enregistrer."""
    from ose_batch import verify
    from ose_batch.forms import worker
    from ose_batch.workspace import Workspace

    with faults():
        workspace = Workspace(espace)
        rules = workspace.rules()
        with worker.reader(Path(os.devnull)) as scan:
            checked = [verify.check(path, workspace, rules, today, scan) for path in files]
    if as_json:
        print_json([one.as_json() for one in checked])
    else:
        for one in checked:
            click.echo(verify.as_text(one, rules))
    if any(one.rejection for one in checked):
        sys.exit(NOT_READABLE)
    incomplete = any(one.assessment and not one.assessment.complete for one in checked)
    sys.exit(FOR_A_PERSON if incomplete else DONE)


@cli.command()
@_WORKSPACE
@click.option("--jour", default="lundi", show_default=True, help="Jour de la semaine.")
@click.option("--heure", default="07:00", show_default=True, help="Heure, de 00:00 à 23:59.")
def planifier(espace: Path, jour: str, heure: str) -> None:
    """Lance le traitement chaque semaine, tant que cette fenêtre reste ouverte."""
    from ose_batch import scheduler

    with faults():
        try:
            scheduler.serve(_workspace(espace), scheduler.slot(jour, heure), click.echo)
        except scheduler.NotASlot as error:
            stop(str(error), USAGE)
        except KeyboardInterrupt:
            sys.exit(DONE)


@cli.command()
@click.argument("sauvegarde", required=False)
@_WORKSPACE
@_TODAY
@click.option("--oui", is_flag=True, help="Sans demander de confirmation.")
def restaurer(sauvegarde: str | None, espace: Path, today: date, oui: bool) -> None:
    """Remet en place une sauvegarde du registre, et dit ce que cela annule. Sans nom : les énumère."""
    from ose_batch import lock, restore
    from ose_batch.wording import safety as say

    workspace = _workspace(espace)
    if sauvegarde is None:
        with faults():
            described = restore.available(workspace)
        click.echo(say.backups(described) if described else say.NO_BACKUP)
        return
    with faults(), lock.alone(workspace.lock):
        try:
            undoing = restore.plan(workspace, sauvegarde)
        except restore.NoSuchBackup as error:
            stop(str(error), USAGE)
        click.echo(restore.said_before(undoing))
        if not oui and click.prompt(say.CONFIRM, default="", show_default=False, prompt_suffix=" ") not in say.YES:
            stop(say.NOTHING_RESTORED, FOR_A_PERSON)
        click.echo(restore.said_after(restore.carry_out(undoing, today)))


@cli.command()
@click.argument("numero", metavar="NUMERO")
@_WORKSPACE
@_TODAY
@click.option("--oui", is_flag=True, help="Sans demander de confirmation.")
def effacer(numero: str, espace: Path, today: date, oui: bool) -> None:
    """Efface les données personnelles d’une organisation (n° OSE ou n° de dossier), et dit ce qu’il en reste."""
    from ose_batch import erase, lock
    from ose_batch.wording import erasure as say
    from ose_batch.wording import safety

    workspace = _workspace(espace)
    with faults(), lock.alone(workspace.lock):
        try:
            planned = erase.plan(workspace, numero)
        except erase.Unknown as error:
            stop(str(error), USAGE)
        click.echo(erase.said_before(planned))
        if not oui and click.prompt(say.CONFIRM, default="", show_default=False, prompt_suffix=" ") not in safety.YES:
            stop(say.NOTHING_ERASED, FOR_A_PERSON)
        click.echo(erase.carry_out(workspace, planned, today))


@cli.command()
@click.argument("jour", metavar="AAAA-MM-JJ", callback=_day)
@_WORKSPACE
@_TODAY
def seance(jour: date, espace: Path, today: date) -> None:
    """Prépare le dossier d’une séance déclarée dans ose.toml, et dit quels dossiers y sont et lesquels non."""
    from ose_batch import lock, seances

    workspace = _workspace(espace)
    with faults(), lock.alone(workspace.lock):
        try:
            click.echo(seances.prepare(workspace, jour, today))
        except seances.NotDeclared as error:
            stop(str(error), USAGE)


@cli.command()
def cycle() -> None:
    """Imprime la vie d’un dossier et de l’identité visuelle, en langage Graphviz."""
    from ose_batch.register import diagram

    click.echo(diagram.dot(), nl=False)


@cli.command()
@_WORKSPACE
@_JSON
def controler(espace: Path, as_json: bool) -> None:
    """Contrôle le registre, son journal, les documents, les originaux et les sauvegardes, sans rien changer."""
    from ose_batch import control, lock

    workspace = _workspace(espace)
    with faults(), lock.alone(workspace.lock):
        found = control.check(workspace)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(control.as_text(found))
    sys.exit(FOR_A_PERSON if found.anomalies else DONE)


@cli.command()
@_WORKSPACE
def modeles(espace: Path) -> None:
    """Refait les formulaires vides dans templates/xlsx, à partir de la charte."""
    from ose_batch import starting

    with faults():
        for path in starting.write_forms(_workspace(espace)):
            click.echo(path)


@cli.command()
@click.option(
    "--espace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Où faire la démonstration ; refait à chaque fois.",
)
def demo(espace: Path) -> None:
    """Montre tout le travail sur douze dossiers d’exemple."""
    from ose_batch import demo as demonstration

    with faults():
        try:
            played = demonstration.play(espace)
        except demonstration.NotADemo as error:
            stop(str(error), USAGE)
    from ose_batch.wording import commands as say

    click.echo(say.demo_summary(str(espace), played.deposit, played.decided))


def main() -> None:
    """Entry point of `ose-batch` and `python -m ose_batch`."""
    speak_utf8()
    try:
        sys.exit(cli.main(prog_name="ose-batch", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.UsageError as error:
        from ose_batch.wording import commands as say

        command = error.ctx.command_path if error.ctx else "ose-batch"
        culprit = error.option_name if isinstance(error, click.NoSuchOption) else ""
        stop(say.not_understood(command, culprit), USAGE)
    except click.Abort:
        sys.exit(FOR_A_PERSON)


def _workspace(directory: Path) -> Any:
    from ose_batch.workspace import Workspace

    return Workspace(directory)
