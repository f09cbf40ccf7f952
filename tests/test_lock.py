"""One run at a time."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from filelock import FileLock

from ose_batch import lock


def test_a_second_run_is_told_that_the_first_is_under_way(tmp_path: Path) -> None:
    place = tmp_path / "donnees" / "execution.lock"
    with lock.alone(place), pytest.raises(lock.Busy), lock.alone(place):
        pytest.fail("two at once")
    with lock.alone(place):
        assert place.exists()


def test_a_share_without_locks_is_a_fault_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object, **__: object) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(FileLock, "acquire", unsupported)
    with pytest.raises(OSError, match="no locks") as raised, lock.alone(tmp_path / "execution.lock"):
        pytest.fail("without a lock")
    assert raised.value.errno == errno.ENOLCK
