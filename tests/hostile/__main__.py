"""`python -m tests.hostile FOLDER` writes every hostile file there, and says what becomes of it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests import hostile

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(hostile.cases(), start=1):
        (folder / f"{number:03} {case.threat.replace('/', '-')}{Path(case.name).suffix}").write_bytes(case.content)
        print(f"{number:03} {case.threat} ({case.name}): {case.said[0] if case.said else 'lu, sans effet'}")
