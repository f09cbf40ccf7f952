"""Letters and the charter in LibreOffice: the pages they take, and templates saved by another program."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ose_batch.documents import proof, word
from ose_batch.model import DECISIONS
from tests import entries
from tests.correspondence import (
    AIMED,
    CASES,
    KINDS,
    SHIPPED,
    charter,
    decided,
    full_charter,
    letter,
    made,
    named,
    planned,
    told,
)
from tests.docx_text import text_of
from tests.entries import TYPICAL, long

BIG = {"300 capitals": named(TYPICAL, long(300, capitals=True)), "huge capitals": entries.huge(capitals=True)}
"""No letter is longer: those of shorter names stand on as many pages."""


@pytest.mark.soffice
def test_a_letter_takes_one_page_and_the_charter_two_at_most(
    tmp_path: Path,
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
    pdf_pages: Callable[[Path], int],
) -> None:
    plans = {
        f"{case} {size}": letter(replace(entry, fields=big.fields), occasion)
        for case, (entry, occasion) in CASES.items()
        for size, big in BIG.items()
    }
    for state in DECISIONS:
        entry = decided(state, motive=long(500), conditions=long(500))
        plans[f"long {state.name}"] = letter(entry, told(state, **AIMED))
    for count in (0, 3, 12, 40):
        for size in (0, 2000, 6000):
            for capitals in (False, True):
                entry = full_charter(size, count, capitals=capitals)
                plans[f"charte {count} {size} {capitals}"] = charter(entry)
    documents = [tmp_path / f"{name}.docx" for name in plans]
    for path, document in zip(documents, plans.values(), strict=True):
        path.write_bytes(made(document))
    pages = {pdf.stem: pdf_pages(pdf) for pdf in soffice_convert_all(documents, "pdf", tmp_path)}
    assert {name: count for name, count in pages.items() if count > (2 if name.startswith("charte") else 1)} == {}
    assert len(pages) == len(plans)


@pytest.mark.soffice
def test_templates_saved_by_another_program_say_the_same(
    tmp_path: Path, soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]]
) -> None:
    shipped = [tmp_path / f"{kind}.docx" for kind in KINDS]
    for path in shipped:
        path.write_bytes(SHIPPED[path.stem])
    saved = soffice_convert_all(shipped, "docx:MS Word 2007 XML", tmp_path / "saved")
    again = {path.stem: word.compile(path.read_bytes(), path.name) for path in saved}
    for document in (charter(TYPICAL), *map(planned, CASES)):
        content = word.render(again[document.kind], document)
        proof.prove(content, document)
        assert read(content) == read(made(document))


def read(content: bytes) -> list[str]:
    """What is read, whatever becomes of empty lines and page numbers."""
    return [line for line in text_of(content).splitlines() if line.strip(" |") and "page" not in line]
