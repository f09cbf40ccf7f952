"""Reading in a process of its own: what a file does to it costs that file alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ose_batch.forms import scan as scanning
from ose_batch.forms import worker
from ose_batch.forms.scan import Scan
from ose_batch.model import Rejection
from ose_batch.wording import inbox as say
from ose_batch.workspace import packaged
from tests import readers

EXAMPLES = sorted(packaged("examples").glob("*"))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("donnees") / "lecture.log"


@pytest.fixture(scope="module")
def scan(log: Path) -> Iterator[Scan]:
    with worker.reader(log, seconds=1, scan=readers.scan) as scan:
        yield scan


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_file_says_the_same_there_as_here(scan: Scan, path: Path) -> None:
    assert scan(path.name, path.read_bytes()) == scanning.scan(path.name, path.read_bytes())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"abort", say.STOPS_THE_READER),
        (b"hang", say.TOO_LONG_TO_READ),
        pytest.param(
            b"memory", say.TOO_MUCH_MEMORY, marks=pytest.mark.skipif(sys.platform != "linux", reason="no limit there")
        ),
        (b"defect", say.DEFECT),
        (b"panic", say.DEFECT),
    ],
)
def test_whatever_a_file_does_costs_that_file(scan: Scan, content: bytes, said: tuple[str, str]) -> None:
    assert scan("poison.xlsx", content) == Rejection(*said)
    assert scan(EXAMPLES[0].name, EXAMPLES[0].read_bytes()) == scanning.scan("", EXAMPLES[0].read_bytes())


def test_a_reader_stopped_once_by_the_machine_is_no_proof_against_the_file(scan: Scan, tmp_path: Path) -> None:
    assert scan(str(tmp_path / "mark"), b"once") == []


def test_the_process_serves_many_files(scan: Scan) -> None:
    first, second = scan("a", b"pid"), scan("b", b"pid")
    assert first == second
    assert isinstance(first, list)
    assert first[0].name != str(os.getpid())


def test_what_it_prints_is_kept(scan: Scan, log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    scan("a", b"print")
    scan("a", b"defect")
    kept = log.read_text(encoding="utf-8")
    assert "printed by a library" in kept
    assert "KeyError: 'a defect of ours'" in kept
    assert capfd.readouterr() == ("", "")


def test_the_process_loads_no_more_than_it_needs(scan: Scan) -> None:
    loaded = scan("a", b"modules")
    assert isinstance(loaded, list)
    heavy = {"pandas", "openpyxl", "docx", "docxtpl", "xlsxwriter", "lxml", "click", "sqlite3"}
    assert heavy.isdisjoint(grid.name for grid in loaded)


LONELY = """
import sys
from pathlib import Path
from ose_batch.forms import worker
from tests import readers

if __name__ == "__main__":
    with worker.reader(Path(sys.argv[1]), scan=readers.scan) as scan:
        print(scan("a", b"pid")[0].name, flush=True)
        sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="looks for a process as POSIX does")
def test_the_process_ends_with_the_program_even_killed(tmp_path: Path) -> None:
    script = tmp_path / "lonely.py"
    script.write_text(LONELY, encoding="utf-8")
    command = [sys.executable, str(script), str(tmp_path / "lecture.log")]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=here) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        program.send_signal(signal.SIGKILL)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the reader outlived the program")
