"""Every hostile file is refused with the sentence that fits it, or read without effect, fast and in little memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from ose_batch.forms.scan import scan
from ose_batch.model import Rejection
from tests import hostile
from tests.hostile.case import Case

CASES = hostile.cases()


def test_the_set_is_large_and_each_threat_is_there_once() -> None:
    assert len(CASES) >= 60
    assert len({case.threat for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.threat for case in CASES])
def test_hostile_files(case: Case) -> None:
    start = time.perf_counter()
    found = scan(case.name, case.content)
    assert time.perf_counter() - start < 10
    if case.said:
        assert found == Rejection(*case.said)
        assert found.reason.endswith(".")
        assert found.advice.endswith(".")
    else:
        assert not isinstance(found, Rejection), found.reason
        assert tuple(found[0].rows[0]) == case.values


def test_a_bomb_is_never_inflated() -> None:
    (bomb,) = [case for case in CASES if case.threat == "bomb, flat"]
    tracemalloc.start()
    scan(bomb.name, bomb.content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
