"""The diagram of the docs is the table's."""

from __future__ import annotations

from pathlib import Path

from ose_batch.model import Identity, Midterm, State
from ose_batch.register import diagram

DOCS = Path(__file__).parent.parent / "docs"


def test_the_diagram_of_the_docs_is_the_one_of_the_table() -> None:
    assert (DOCS / "cycle.dot").read_text(encoding="utf-8") == diagram.dot(), "ose cycle > docs/cycle.dot"


def test_every_state_is_in_it() -> None:
    drawn = diagram.dot()
    assert [status for status in (*State, *Identity, *Midterm) if f'label="{status}"' not in drawn and status] == []
