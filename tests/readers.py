"""Readers that misbehave, for a process of its own: they are found there by their names."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from ose_batch.forms import scan as scanning
from ose_batch.forms.recognise import Grid
from ose_batch.model import Rejection


def scan(name: str, content: bytes) -> list[Grid] | Rejection:
    """As its content says; otherwise what is ordinarily read."""
    match content:
        case b"abort":
            os.abort()
        case b"hang":
            time.sleep(60)
        case b"memory":
            bytearray(4 << 30)
        case b"defect":
            raise KeyError("a defect of ours")
        case b"panic":
            raise KeyboardInterrupt("as a panic, no Exception")
        case b"print":
            print("printed by Python")
            os.write(2, b"printed by a library\n")
            return []
        case b"once":
            mark = Path(name)
            if not mark.exists():
                mark.touch()
                os.abort()
            return []
        case b"pid":
            return [Grid(str(os.getpid()), [], {})]
        case b"modules":
            return [Grid(module, [], {}) for module in sys.modules]
    return scanning.scan(name, content)
