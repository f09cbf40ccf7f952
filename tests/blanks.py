"""The blank workbooks, built once, and where in them each question is answered."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from ose_batch.forms import blank, layout
from ose_batch.forms.declaration import Field, Form
from ose_batch.forms.places import places
from ose_batch.wording import forms as say
from tests.dossiers import RULES

HIDDEN = (say.LISTS_TAB, say.CONTROL_TAB)


Convert = Callable[[Path, str, Path], Path]
each_form = pytest.mark.parametrize("form", layout.FORMS, ids=lambda form: form.kind)


@cache
def built(form: Form) -> bytes:
    return blank.build(form, RULES)


@cache
def opened(form: Form) -> Workbook:
    """To look at, not to change."""
    return load_workbook(BytesIO(built(form)))


def texts(tab: Worksheet) -> Iterator[Cell]:
    return (cell for row in tab.iter_rows() for cell in row if isinstance(cell.value, str))


def entries(form: Form) -> Iterator[tuple[Worksheet, Field, list[Cell]]]:
    """Each field and column with the cells where it is answered."""
    workbook = opened(form)
    for place in places(form, RULES).values():
        tab = workbook[place.sheet.tab]
        for field in place.sheet.fields:
            yield tab, field, [tab[place.cell(field.key).partition("!")[2]]]
        for column in place.sheet.columns:
            yield tab, column, [tab.cell(row, place.columns[column.key]) for row in range(place.first, place.last + 1)]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + b"\x2f\x5d\x62" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
