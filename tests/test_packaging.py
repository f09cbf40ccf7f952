"""The locks, the wheel, the line ends: what a fresh clone or an installation stands on."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ose_batch

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN_LOCK, DEV_LOCK = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"

PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9a-z.!+]+)"
    r"(?: ; (?P<marker>[a-z_]+ [^/@]+?))?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)


def pins(lock: Path) -> list[str]:
    """The requirements of a lock, each on one line, hashes included."""
    joined = re.sub(r" *\\\n *", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line]


def versions(lock: Path) -> dict[str, set[str]]:
    """Name → versions pinned: more than one where platforms or Pythons differ."""
    found: dict[str, set[str]] = {}
    for pin in pins(lock):
        match = PIN.fullmatch(pin)
        assert match, pin
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_lock_holds_only_hashed_pins(lock: Path) -> None:
    """No address, index, option, comment or path: any of them would tie the lock to one machine."""
    assert pins(lock)
    assert [pin for pin in pins(lock) if not PIN.fullmatch(pin)] == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUN_LOCK, PROJECT["dependencies"]),
        (DEV_LOCK, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
    ids=["run", "dev"],
)
def test_lock_satisfies_pyproject(lock: Path, wanted: list[str]) -> None:
    locked = versions(lock)
    for requirement in map(Requirement, wanted):
        found = locked.get(canonicalize_name(requirement.name), set())
        assert found, f"{requirement.name} is not in {lock.name}"
        assert all(requirement.specifier.contains(version) for version in found), f"{requirement} ≠ {found}"


def test_development_lock_holds_the_run_lock() -> None:
    """`./ose test` tests the very files that `./ose` runs with."""
    assert set(pins(RUN_LOCK)) <= set(pins(DEV_LOCK))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
    ]
    built = subprocess.run([*command, "--wheel-dir", folder, ROOT], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_wheel_holds_the_package_and_its_data(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ose_batch").rglob("*.py") if path.is_file()}
    assert package <= names
    assert "ose_batch/charter/charter.toml" in names
    for folder in ("templates", "examples"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files, f"{folder}/ is empty"
        assert {f"ose_batch/{name}" for name in files} <= names
    assert not [name for name in names if name.startswith(("tests/", "inbox/", "outbox/", "donnees/"))]


def test_wheel_metadata(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = message_from_bytes(wheel.read(name))
    assert (metadata["Name"], metadata["Version"]) == ("ose-batch", ose_batch.__version__)
    assert (metadata["Requires-Python"], metadata["License-Expression"]) == (">=3.11", "MIT")
    (scripts,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "ose-batch = ose_batch.cli:main" in wheel.read(scripts).decode()


def test_line_ends_of_the_wrappers() -> None:
    """cmd misreads a batch file with Unix line ends, sh one with Windows line ends."""
    windows = (ROOT / "ose.cmd").read_bytes()
    assert windows.isascii()
    assert windows.count(b"\n") == windows.count(b"\r\n") > 0
    assert b"\r" not in (ROOT / "ose").read_bytes() + (ROOT / ".ci" / "run").read_bytes()
