"""What the tests share: LibreOffice and strace, where they are installed, repeatable hypothesis runs, empty places."""

from __future__ import annotations

import functools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import hypothesis
import pytest

from ose_batch.forms import worker
from ose_batch.forms.scan import Scan, scan
from ose_batch.workspace import Workspace
from tests import kept, registers, workspaces

_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    # The program waits for the disk at each file it publishes: no use in a test, and half of the time.
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

SOFFICE = shutil.which("soffice")
CONVERSION_SECONDS = 180

hypothesis.settings.register_profile("ose", deadline=None, derandomize=True, max_examples=30)
hypothesis.settings.load_profile("ose")

kept.charters()


@functools.cache
def strace_obstacle() -> str:
    """Why strace cannot trace a process here; empty when it can. A process of its own asks, since asking forks."""
    ask = "from tests.sweep import injections; print(injections.obstacle())"
    command = [sys.executable, "-P", "-c", ask]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to start where LibreOffice or strace is demanded (CI) and missing."""
    if os.environ.get("OSE_REQUIRE_SOFFICE") and not SOFFICE:
        raise pytest.UsageError("OSE_REQUIRE_SOFFICE is set but soffice (LibreOffice) is not on PATH")
    if os.environ.get("OSE_REQUIRE_STRACE") and strace_obstacle():
        raise pytest.UsageError(f"OSE_REQUIRE_STRACE is set but {strace_obstacle()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, it would keep one process busy while the others have nothing left to do."""
    items.sort(key=lambda item: item.path.stem != "test_sweep")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("soffice") and not SOFFICE:
        pytest.skip("soffice (LibreOffice) is not on PATH")
    if item.get_closest_marker("strace") and strace_obstacle():
        pytest.skip(strace_obstacle())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one sentence which tests this machine could not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    not_run = sum("soffice" in report.keywords for report in skipped)
    if not_run:
        terminalreporter.write_line(
            f"{not_run} test(s) that need LibreOffice were not run: soffice is not on PATH.", yellow=True
        )
    not_run = sum("strace" in report.keywords for report in skipped)
    if not_run:
        terminalreporter.write_line(
            f"{not_run} test(s) that need strace were not run: {strace_obstacle()}.", yellow=True
        )


@pytest.fixture(scope="session")
def soffice_convert_all(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Path], str, Path], list[Path]]:
    """`soffice_convert_all(paths, fmt, outdir)` converts with LibreOffice, started once, and returns the new files.

    `fmt` is an extension, with an export filter if need be: "pdf", "xlsx", "docx:MS Word 2007 XML".
    Each xdist worker has a profile of its own: LibreOffice runs once per profile.
    """
    home = tmp_path_factory.mktemp("soffice")

    def convert(paths: Sequence[Path], fmt: str, outdir: Path) -> list[Path]:
        targets = [outdir / f"{path.stem}.{fmt.partition(':')[0]}" for path in paths]
        if taken := set(targets) & set(paths):
            raise ValueError(f"{taken} would be overwritten: give another outdir")
        for target in targets:
            target.unlink(missing_ok=True)
        command = [
            str(SOFFICE),
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            fmt,
            "--outdir",
            str(outdir),
            *map(str, paths),
        ]
        log = home / "log.txt"  # not a pipe: a child that outlives a time-out would keep it open
        with log.open("wb") as output:
            subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, timeout=CONVERSION_SECONDS)
        # soffice answers 0 even when it could not read the file.
        for target in targets:
            assert target.is_file(), f"soffice made no {target.name}: {log.read_text(errors='replace')}"
        return targets

    return convert


@pytest.fixture(scope="session")
def soffice_convert(
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
) -> Callable[[Path, str, Path], Path]:
    """The same for one file."""
    return lambda path, fmt, outdir: soffice_convert_all([path], fmt, outdir)[0]


@pytest.fixture(scope="module")
def reader_at_hand() -> Iterator[None]:
    """Workbooks are read in this process: what a process of its own is for has its tests in test_worker."""

    @contextmanager
    def reader(log: Path) -> Iterator[Scan]:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        yield scan

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "reader", reader)
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """With nothing in it yet, in a folder whose name bites."""
    return workspaces.make(tmp_path / "Espace de l'été")


@pytest.fixture(scope="module")
def three_runs(tmp_path_factory: pytest.TempPathFactory, reader_at_hand: None) -> Workspace:
    """A workspace that lived, to be copied by who changes it."""
    return workspaces.three_runs(tmp_path_factory.mktemp("lived") / "Espace d'été")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """A register with nothing in it yet."""
    with closing(registers.memory()) as opened:
        yield opened


@pytest.fixture(scope="session")
def pdf_pages() -> Callable[[Path], int]:
    """`pdf_pages(pdf)` counts the pages of a PDF by LibreOffice, which keeps page objects readable."""

    def count(pdf: Path) -> int:
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
        assert pages, f"{pdf.name} shows no page object"
        return pages

    return count
