"""A mutant: one of the example workbooks, damaged in its bytes or altered in its XML, the same for the same number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.mutants.markup import in_xml

TESTS = Path(__file__).parents[1]
BASES = tuple(
    sorted(path for path in (TESTS.parent / "examples").iterdir() if path.suffix in (".xlsx", ".ods"))
    + sorted((TESTS / "fixtures").glob("filled.*"))
)


def mutant(number: int) -> tuple[str, bytes]:
    """What was done to which file, and the result."""
    dice = random.Random(number)
    path = BASES[number % len(BASES)]
    how = dice.choice(BYTES) if dice.random() < 0.25 else in_xml
    return f"{path.name}: {how.__name__}", how(path, dice)


@cache
def content(path: Path) -> bytes:
    return path.read_bytes()


def truncated(path: Path, dice: random.Random) -> bytes:
    return content(path)[: dice.randrange(len(content(path)))]


def flipped(path: Path, dice: random.Random) -> bytes:
    damaged = bytearray(content(path))
    for _ in range(dice.choice((1, 1, 2, 8))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def zeroed(path: Path, dice: random.Random) -> bytes:
    damaged = bytearray(content(path))
    start, length = dice.randrange(len(damaged)), dice.choice((4, 64, 4096))
    damaged[start : start + length] = bytes(min(length, len(damaged) - start))
    return bytes(damaged)


def spliced(path: Path, dice: random.Random) -> bytes:
    """A stretch left out, or there twice."""
    whole = content(path)
    start, end = sorted(dice.randrange(len(whole)) for _ in range(2))
    return whole[:start] + whole[end:] if dice.random() < 0.5 else whole[:end] + whole[start:]


def in_directory(path: Path, dice: random.Random) -> bytes:
    """A byte of the headers of the zip."""
    damaged = bytearray(content(path))
    headers = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x05\x06|PK\x03\x04", damaged)]
    for _ in range(dice.choice((1, 2))):
        damaged[min(dice.choice(headers) + dice.randrange(60), len(damaged) - 1)] = dice.choice(
            (0, 1, 255, dice.randrange(256))
        )
    return bytes(damaged)


BYTES: Sequence[Callable[[Path, random.Random], bytes]] = (truncated, flipped, zeroed, spliced, in_directory)
