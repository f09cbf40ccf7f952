"""The text of a .docx as a person reads it: one line a paragraph, cells between bars, headers and footers first."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.table import Table, _Cell


def text_of(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    section = document.sections[0]
    lines = [f"[{paragraph.text}]" for part in (section.header, section.footer) for paragraph in part.paragraphs]
    return "\n".join([*lines, *_lines(document)]) + "\n"


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _lines(block: object) -> Iterator[str]:
    for item in block.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(item, Table):
            yield from (" | ".join(map(_cell, dict.fromkeys(row.cells))) for row in item.rows)
        else:
            yield item.text


def _cell(cell: _Cell) -> str:
    return " / ".join(line for line in _lines(cell) if line.strip())
