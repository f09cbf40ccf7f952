"""The zip around a workbook's parts, the same bytes for the same parts."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip knows."""


def unpack(content: bytes) -> dict[str, bytes]:
    """Part name → bytes, in the order of the file. Raises `zipfile.BadZipFile` on anything but a zip."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes], *, deflated: bool = True) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            info = ZipInfo(name, EPOCH)
            info.create_system = 0  # the same on every platform
            info.compress_type = ZIP_DEFLATED if deflated else ZIP_STORED
            archive.writestr(info, part)
    return buffer.getvalue()
