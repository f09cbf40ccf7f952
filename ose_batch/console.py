"""How a command speaks: exit codes, what goes to the screen, and faults told in a sentence instead of a traceback."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

DONE, FOR_A_PERSON, USAGE, NOT_READABLE, MACHINE_FAULT, BUSY = 0, 1, 2, 3, 74, 75

Item = TypeVar("Item")


def speak_utf8() -> None:
    """A Windows console or a redirection may have another encoding, without the accents."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def progress(files: list[Item]) -> Iterable[Item]:
    """A progress bar on a terminal when there is something to wait for."""
    if len(files) < 20 or not sys.stderr.isatty():
        return files

    def watched() -> Iterator[Item]:
        with click.progressbar(files, label="Lecture des dossiers", file=sys.stderr) as bar:
            yield from bar

    return watched()


def print_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def faults() -> Iterator[None]:
    """What is nobody's dossier's fault: settings, charter, machine. A plain sentence and an exit code, no traceback."""
    from ose_batch.charter.loading import CharterError
    from ose_batch.lock import Busy
    from ose_batch.register.backup import DamagedRegister
    from ose_batch.register.connection import NewerRegister, is_damage
    from ose_batch.settings import SettingsError
    from ose_batch.wording import run as say
    from ose_batch.wording import safety

    try:
        yield
    except (SettingsError, CharterError) as error:
        stop(str(error), USAGE)
    except DamagedRegister as error:
        stop(str(error), MACHINE_FAULT)
    except NewerRegister as error:
        stop(say.newer_register(str(error)), MACHINE_FAULT)
    except Busy:
        stop(say.BUSY, BUSY)
    except MemoryError:
        stop(say.NO_MEMORY, MACHINE_FAULT)
    except OSError as error:
        stop(say.machine_fault(error), MACHINE_FAULT)
    except sqlite3.Error as error:
        damaged = safety.unreadable("donnees/ose.sqlite", str(error))
        stop(damaged if is_damage(error) else say.DATABASE_FAULT, MACHINE_FAULT)


def stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
