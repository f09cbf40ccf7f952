"""TOML that people write: a mistake is told by its line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_LINE = re.compile(r"line (\d+)")


class Misread(Exception):
    """`line`, counted from 1, and what is `read` there."""

    def __init__(self, line: int, read: str) -> None:
        super().__init__(line, read)
        self.line, self.read = line, read


def loads(text: str) -> dict[str, Any]:
    """Raises `Misread`."""
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        lines = text.rstrip().split("\n")
        found = _LINE.search(str(error))
        line = min(int(found[1]), len(lines)) if found else len(lines)
        raise Misread(line, lines[line - 1]) from None
