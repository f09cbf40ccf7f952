"""Texts that were read once by a person, and stay as they were."""

import os
from pathlib import Path

GOLDENS = Path(__file__).parent / "golden"


def check(path: str, text: str) -> None:
    """Against a file of tests/golden. After a wanted change: OSE_WRITE_GOLDEN=1, then read the difference."""
    golden = GOLDENS / path
    if os.environ.get("OSE_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
