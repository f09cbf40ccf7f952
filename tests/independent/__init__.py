"""A second reader of .xlsx and .ods, written from the specifications on expat and zipfile, to check the first one with.

It knows nothing of `ose_batch`. Slow and strict: whatever it does not understand is a ValueError.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from tests.independent.cells import Cells, parse
from tests.independent.ods import tables
from tests.independent.xlsx import Workbook


def read(content: bytes, without: str = "") -> dict[str, Cells]:
    """The cells of each worksheet by its name, but those of one. Raises ValueError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = {name.lower(): name for name in archive.namelist()}
        if "content.xml" in parts and "mimetype" in parts:
            return {name: cells for name, cells in tables(parse(archive.read(parts["content.xml"]))) if name != without}
        return Workbook(archive, parts).sheets(without)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as error:
        raise ValueError(str(error)) from error
