"""The zip behind a .docx, written from members deflated beforehand, so that what never changes is packed once.

`zipfile` deflates every member anew: for a note that is most of its time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UTF8_NAMES = 0x800
_DEFLATED = 8


class Member(NamedTuple):
    name: bytes
    deflated: bytes
    crc: int
    size: int


def member(name: str, content: bytes, level: int = 9) -> Member:
    """The window is no larger than the content: preparing a full one takes longer than deflating a footer."""
    window = min(max(len(content).bit_length(), 10), zlib.MAX_WBITS)
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -window, memLevel=window - 7)
    deflated = squeeze.compress(content) + squeeze.flush()
    return Member(name.encode(), deflated, zlib.crc32(content), len(content))


def write(members: Iterable[Member], day: date) -> bytes:
    """A zip of less than 4 GB whose members all carry midnight of `day` (1980 or later)."""
    dos_date = (day.year - 1980) << 9 | day.month << 5 | day.day
    chunks: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, deflated, crc, size in members:
        common = (_VERSION, _UTF8_NAMES, _DEFLATED, 0, dos_date, crc, len(deflated), size, len(name), 0)
        chunks += _LOCAL.pack(b"PK\3\4", *common), name, deflated
        directory += _CENTRAL.pack(b"PK\1\2", _VERSION, *common, 0, 0, 0, 0, offset), name
        offset += _LOCAL.size + len(name) + len(deflated)
    count, length = len(directory) // 2, sum(map(len, directory))
    end = _END.pack(b"PK\5\6", 0, 0, count, count, length, offset, 0)
    return b"".join([*chunks, *directory, end])
