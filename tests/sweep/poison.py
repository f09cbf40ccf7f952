"""Readers that one file stops, as a file that gets past the guard would. A spawned process finds them by name."""

from __future__ import annotations

import os
import time

from ose_batch.forms import scan as scanning
from ose_batch.forms.recognise import Grid
from ose_batch.model import Rejection

POISON = "poison.xlsx"


def aborts(name: str, content: bytes) -> list[Grid] | Rejection:
    if name == POISON:
        os.abort()
    return scanning.scan(name, content)


def hangs(name: str, content: bytes) -> list[Grid] | Rejection:
    while name == POISON:
        time.sleep(1)
    return scanning.scan(name, content)


def swells(name: str, content: bytes) -> list[Grid] | Rejection:
    while name == POISON:
        content += content
    return scanning.scan(name, content)
