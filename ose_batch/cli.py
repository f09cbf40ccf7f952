"""The command line: options → one call → what to print and the exit code. Heavy imports happen inside the commands."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from ose_batch import __version__

DONE, FOR_A_PERSON, USAGE, NOT_READABLE, MACHINE_FAULT, BUSY = 0, 1, 2, 3, 74, 75


def _there(_: click.Context, __: click.Parameter, given: Path | tuple[Path, ...]) -> Path | tuple[Path, ...]:
    """The folder, or the files, named on the command line: they have to exist."""
    missing = [path for path in given if not path.is_file()] if isinstance(given, tuple) else []
    if isinstance(given, Path) and not given.is_dir():
        missing = [given]
    if missing:
        from ose_batch.wording import run as say

        _stop(say.not_there(str(missing[0])), USAGE)
    return given


def _day(_: click.Context, __: click.Parameter, given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError:
        from ose_batch.wording import run as say

        _stop(say.not_a_day(str(given)), USAGE)


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
            from ose_batch.wording import run as say

            _stop(say.not_a_command(args[0], sorted(self.commands)), USAGE)
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

    with _faults():
        made = starting.init(directory)
    for line in made:
        click.echo(line)


@cli.command()
@_WORKSPACE
@_TODAY
@_JSON
def traiter(espace: Path, today: date, as_json: bool) -> None:
    """Traite ce qui est dans inbox : registre, notes au comité, attestations."""
    from ose_batch import batch

    with _faults():
        try:
            report = batch.traiter(_workspace(espace), today, _progress)
        except batch.Busy:
            from ose_batch.wording import run as say

            _stop(say.BUSY, BUSY)
    if as_json:
        _print_json(report.as_json())
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
    from ose_batch.workspace import Workspace

    with _faults():
        workspace = Workspace(espace)
        rules = workspace.rules()
        checked = [verify.check(path, workspace, rules, today) for path in files]
    if as_json:
        _print_json([one.as_json() for one in checked])
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

    with _faults():
        try:
            scheduler.serve(_workspace(espace), scheduler.slot(jour, heure), click.echo)
        except scheduler.NotASlot as error:
            _stop(str(error), USAGE)
        except KeyboardInterrupt:
            sys.exit(DONE)


@cli.command()
@_WORKSPACE
def modeles(espace: Path) -> None:
    """Refait les formulaires vides dans templates/xlsx, à partir de la charte."""
    from ose_batch import starting

    with _faults():
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

    with _faults():
        try:
            played = demonstration.play(espace)
        except demonstration.NotADemo as error:
            _stop(str(error), USAGE)
    from ose_batch.wording import run as say

    click.echo(say.demo_summary(str(espace), played.deposit, played.decided))


def main() -> None:
    """Entry point of `ose-batch` and `python -m ose_batch`."""
    _speak_utf8()
    try:
        sys.exit(cli.main(prog_name="ose-batch", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.UsageError as error:
        from ose_batch.wording import run as say

        command = error.ctx.command_path if error.ctx else "ose-batch"
        culprit = error.option_name if isinstance(error, click.NoSuchOption) else ""
        _stop(say.not_understood(command, culprit), USAGE)
    except click.Abort:
        sys.exit(FOR_A_PERSON)


def _speak_utf8() -> None:
    """A Windows console or a redirection may have another encoding, without the accents."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _workspace(directory: Path) -> Any:
    from ose_batch.workspace import Workspace

    return Workspace(directory)


def _progress(files: list[Path]) -> Iterable[Path]:
    """A progress bar on a terminal when there is something to wait for."""
    if len(files) < 20 or not sys.stderr.isatty():
        return files

    def watched() -> Iterator[Path]:
        with click.progressbar(files, label="Lecture des dossiers", file=sys.stderr) as bar:
            yield from bar

    return watched()


def _print_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def _faults() -> Iterator[None]:
    """What is nobody's dossier's fault: settings, charter, machine. A plain sentence and an exit code, no traceback."""
    from ose_batch.charter.loading import CharterError
    from ose_batch.register.store import NewerRegister
    from ose_batch.settings import SettingsError
    from ose_batch.wording import run as say

    try:
        yield
    except (SettingsError, CharterError) as error:
        _stop(str(error), USAGE)
    except NewerRegister as error:
        _stop(say.newer_register(str(error)), MACHINE_FAULT)
    except OSError as error:
        _stop(say.machine_fault(error), MACHINE_FAULT)
    except sqlite3.Error:
        _stop(say.DATABASE_FAULT, MACHINE_FAULT)


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
