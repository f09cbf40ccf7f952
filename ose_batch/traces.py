"""Where a person is still named in the files of a workspace: inside workbooks, documents, e-mails, registers.

Zip archives are opened, e-mails decoded, XML looked at without its tags, a register through its free pages too.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_TAG = re.compile(rb"<[^>]*>")
_DIGITS = re.compile(r"[0-9 .+-]{8,}")
_SHORTEST = 4
"""Letters: fewer are found everywhere."""
_DEEPEST = 3
"""Archives in e-mails in archives."""


def files(root: Path, people: Collection[str]) -> list[Path]:
    """Those below `root` that name one of `people` (a name, an address, a telephone), in order. Raises `OSError`."""
    patterns = [_pattern(one) for one in people if len(one.strip()) >= _SHORTEST]
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and names(path.read_bytes(), patterns))
    return list(found) if patterns else []


def names(content: bytes, patterns: Collection[re.Pattern[str]]) -> bool:
    return any(pattern.search(text) for text in _texts(content) for pattern in patterns)


def _pattern(one: str) -> re.Pattern[str]:
    """However it is spaced; a telephone with or without what separates its digits."""
    if _DIGITS.fullmatch(one):
        digits = re.sub(r"[^0-9]", "", one)
        return re.compile(r"[ .\-]*".join(digits[-9:]))
    words = r"\s+".join(map(re.escape, one.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _texts(content: bytes, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if content.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield name
                    yield from _texts(archive.read(name), depth + 1)
        except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
            yield content.decode("utf-8", "ignore")
        return
    yield content.decode("utf-8", "ignore")
    if b"\0" in content[:200]:
        yield content.decode("utf-16", "ignore")
    if content.lstrip()[:1] == b"<":
        yield _TAG.sub(b"", content).decode("utf-8", "ignore")
    if re.match(rb"[A-Za-z-]+:[^\n]*\n", content) and b"MIME-Version:" in content:
        message = email.message_from_bytes(content, policy=email.policy.default)
        yield from (str(value) for value in message.values())
        for part in message.walk():
            if not part.is_multipart() and isinstance(payload := part.get_payload(decode=True), bytes):
                yield from _texts(payload, depth + 1)
