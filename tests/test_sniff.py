"""What a file's name and first bytes tell; honest names pass."""

from __future__ import annotations

import pytest

from ose_batch.forms.sniff import Format, identify
from ose_batch.model import Rejection
from ose_batch.wording import reading as say
from tests.handmade import ods, ods_cell, ods_row, xlsx

HONEST = (
    "dossier.xlsx",
    "dossier (1).xlsx",
    "Dossier OSE – copie.xlsx",
    "Copie de dossier.xlsx",
    "dossier - Copie (2).xlsx",
    "Médiation, conflits et copies.xlsx",
    "Gestion des conflits (copie).xlsx",
    "dossier-NOMDUPC.xlsx",
    "dossier.xls",
    "sans extension",
    "~dossier.xlsx",
    "$dossier.xlsx",
)


@pytest.mark.parametrize("name", HONEST)
def test_honest_names_pass_whatever_their_extension(name: str) -> None:
    for content, kind in ((xlsx(), Format.XLSX), (ods(ods_row(ods_cell())), Format.ODS)):
        found = identify(name, content)
        assert not isinstance(found, Rejection), found.reason
        assert found[0] is kind


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("~$dossier.xlsx", say.LOCK_FILE),
        (".~lock.dossier.xlsx#", say.LOCK_FILE),
        ("dossier (conflicted copy 2026-11-02 101112).xlsx", say.CONFLICT_COPY),
        ("dossier (PC-Anne's conflicted copy 2026-11-02).xlsx", say.CONFLICT_COPY),
        ("dossier (Copie en conflit de PC-Anne 2026-11-02).xlsx", say.CONFLICT_COPY),
        ("dossier (PC-Anne - copie en conflit 2026-11-02).xlsx", say.CONFLICT_COPY),
        ("dossier.sync-conflict-20261102-101112-ABCDEFG.xlsx", say.CONFLICT_COPY),
    ],
)
def test_names_of_what_programs_leave(name: str, said: tuple[str, str]) -> None:
    assert identify(name, xlsx()) == Rejection(*said)
