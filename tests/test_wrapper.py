"""The wrapper `ose`, in a small checkout, with invented Pythons: no network, and nothing else on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("cmp", "cp", "dirname", "mkdir", "readlink", "rm", "sh", "sleep", "tail")
PREPARING = "Préparation de l’environnement (une seule fois)…"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ose is for POSIX shells; Windows has ose.cmd")

# A Python that writes down what it is asked. Questions (-c) are answered by the real one, dressed up as the
# invented one; `-m venv` copies the invention; `-m pip` and the program itself only leave a trace.
INVENTED = """#!/bin/sh
printf '%s\\n' "$*" >>'{calls}'
case "$*" in
    -c*) exec '{real}' -c '
import sys
sys.executable, sys.version_info = sys.argv[1], {version}
if not {ensurepip}: sys.modules["ensurepip"] = None
exec(sys.argv[2])' "$0" "$2" ;;
    *flock*) exec '{real}' "$@" ;;
    *' venv '*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
    *' pip '*) {pip} ;;
    *) printf '%s|' "$PWD" "$PYTHONPATH" "$@"; exit 7 ;;
esac
"""


class Checkout:
    """A copy of the wrapper with two locks, run with a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "le dossier"  # a blank, as in « Mes documents »
        self.bin = folder / "bin"
        self.calls = folder / "calls"
        self.folder.mkdir()
        self.bin.mkdir()
        shutil.copy(ROOT / "ose", self.folder)
        (self.folder / "requirements.txt").write_text("run==1\n")
        (self.folder / "requirements-dev.txt").write_text("run==1\ndev==1\n")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def add_python(
        self,
        name: str = "python3",
        version: tuple[int, ...] = (3, 12, 1),
        ensurepip: bool = True,
        pip: str = ":",
    ) -> Path:
        path = self.bin / name
        path.write_text(
            INVENTED.format(calls=self.calls, real=sys.executable, version=version, ensurepip=ensurepip, pip=pip)
        )
        path.chmod(0o755)
        return path

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.folder / "ose"), *arguments],
            cwd=self.bin,
            env={"PATH": str(self.bin), "PYTHONPATH": "/elsewhere", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def asked(self, word: str) -> list[str]:
        """What the invented Pythons were asked so far that holds this word."""
        return [line for line in self.calls.read_text().splitlines() if word in line]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_no_python(checkout: Checkout) -> None:
    code, out, err = checkout.run("lot")
    assert (code, out) == (74, "")
    assert "Python 3.11 ou plus récent est introuvable" in err
    assert "sudo apt install python3-venv" in err
    assert "brew install python" in err


def test_python_too_old(checkout: Checkout) -> None:
    checkout.add_python("python3", version=(3, 9, 18))
    code, _, err = checkout.run("lot")
    assert code == 74
    assert "Python 3.9 est trop ancien" in err
    assert not (checkout.folder / ".venv").exists()


def test_python_without_ensurepip_outweighs_a_later_old_one(checkout: Checkout) -> None:
    checkout.add_python("python3", ensurepip=False)
    checkout.add_python("python", version=(2, 7, 18))
    code, _, err = checkout.run("lot")
    assert code == 74
    assert "Python 3.12 est installé sans ses modules venv et ensurepip" in err
    assert "sudo apt install python3.12-venv" in err


def test_a_later_python_is_taken_when_the_first_is_too_old(checkout: Checkout) -> None:
    checkout.add_python("python3", version=(3, 10, 0))
    checkout.add_python("python3.11", version=(3, 11, 0))
    code, _, err = checkout.run("lot")
    assert (code, err) == (7, f"{PREPARING}\n")


def test_ose_python_is_the_only_one_tried(checkout: Checkout) -> None:
    checkout.add_python("python3")
    code, _, err = checkout.run("lot", OSE_PYTHON="/nulle/part/python3")
    assert code == 74
    assert "OSE_PYTHON («\u00a0/nulle/part/python3\u00a0») ne désigne pas un Python" in err
    mine = checkout.add_python("my python")
    assert checkout.run("lot", OSE_PYTHON=str(mine))[0] == 7


def test_first_run_prepares_then_hands_over(checkout: Checkout) -> None:
    checkout.add_python()
    code, out, err = checkout.run("lot", "--date", "2 novembre")
    assert code == 7  # the program's own
    assert out == f"{checkout.bin}|{checkout.folder}|-P|-m|ose_batch|lot|--date|2 novembre|"
    assert err == f"{PREPARING}\n"
    (pip,) = checkout.asked("-m pip")
    assert "--require-hashes --only-binary :all:" in pip
    assert pip.endswith(f"-r {checkout.folder}/requirements.txt")


def test_nothing_to_do_is_quiet_and_starts_one_python(checkout: Checkout) -> None:
    checkout.add_python()
    checkout.run("lot")
    checkout.calls.unlink()
    code, _, err = checkout.run("lot")
    assert (code, err) == (7, "")
    assert checkout.calls.read_text() == "-P -m ose_batch lot\n"


def test_through_a_link(checkout: Checkout) -> None:
    checkout.add_python()
    (checkout.bin / "ose").symlink_to(checkout.folder / "ose")
    done = subprocess.run(["ose"], cwd="/", env={"PATH": str(checkout.bin)}, capture_output=True, encoding="utf-8")
    assert done.stdout == f"/|{checkout.folder}|-P|-m|ose_batch|"


def test_changed_lock_remakes(checkout: Checkout) -> None:
    checkout.add_python()
    checkout.run("lot")
    leftover = checkout.folder / ".venv" / "leftover"
    leftover.touch()
    (checkout.folder / "requirements.txt").write_text("run==2\n")
    assert checkout.run("lot")[2] == f"{PREPARING}\n"
    assert not leftover.exists()
    assert checkout.run("lot")[2] == ""


@pytest.mark.parametrize("missing", ["bin/python", "requirements.txt"])
def test_lost_interpreter_or_interrupted_making_remakes(checkout: Checkout, missing: str) -> None:
    checkout.add_python()
    checkout.run("lot")
    (checkout.folder / ".venv" / missing).unlink()
    assert checkout.run("lot")[2] == f"{PREPARING}\n"
    assert len(checkout.asked("-m venv")) == 2


def test_failed_installation_tells_why_and_is_tried_again(checkout: Checkout) -> None:
    python = checkout.add_python(pip="echo 'ERROR: no route to host' >&2; exit 1")
    code, out, err = checkout.run("lot")
    assert (code, out) == (74, "")
    assert "La préparation de l’environnement a échoué" in err
    assert str(python) in err
    assert "no route to host" in err
    checkout.add_python()
    assert checkout.run("lot")[0] == 7


def test_test_adds_the_development_lock_once(checkout: Checkout) -> None:
    checkout.add_python()
    checkout.run("lot")
    code, out, err = checkout.run("test", "-k", "two words")
    assert (code, err) == (7, f"{PREPARING}\n")
    assert out == f"{checkout.folder}|{checkout.folder}|-P|-m|pytest|-n|auto|-k|two words|"
    assert checkout.run("test")[2] == ""
    assert checkout.run("lot")[2] == ""
    assert len(checkout.asked("-m venv")) == 1
    assert [call.rpartition("/")[2] for call in checkout.asked("-m pip")] == [
        "requirements.txt",
        "requirements-dev.txt",
    ]


def test_failed_development_lock_leaves_the_program_usable(checkout: Checkout) -> None:
    checkout.add_python()
    checkout.run("lot")
    checkout.add_python("offline", pip="exit 1").replace(checkout.folder / ".venv" / "bin" / "python")
    assert checkout.run("test")[0] == 74
    assert checkout.run("lot")[2] == ""


def test_two_first_runs_at_once_prepare_once(checkout: Checkout) -> None:
    checkout.add_python(pip="sleep 0.5")
    processes = [checkout.start("lot") for _ in range(2)]
    assert [process.communicate(timeout=30)[1] for process in processes] == [f"{PREPARING}\n"] * 2
    assert [process.returncode for process in processes] == [7, 7]
    assert len(checkout.asked("-m venv")) == len(checkout.asked("-m pip")) == 1
