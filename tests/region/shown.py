"""What the register shows, as other programs read it, and what it was compared with."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from ose_batch.workspace import Workspace


@dataclass(slots=True)
class Seen:
    """What a history gave."""

    runs: int = 0
    files: int = 0
    checks: int = 0
    disagreements: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    ends: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """Organisation → states and dates after the last run."""

    def compare(self, where: str, expected: Mapping[Any, Any], found: Mapping[Any, Any]) -> None:
        """Each key is a row; each value of it is a check."""
        for key in dict.fromkeys((*expected, *found)):
            wanted, got = expected.get(key), found.get(key)
            self.checks += len(wanted) if isinstance(wanted, tuple) else 1
            if wanted != got:
                self.disagreements.append(f"{where} {key}: expected {_differing(wanted, got)}")

    def compare_counts(self, where: str, expected: Iterable[Any], found: Iterable[Any]) -> None:
        self.compare(where, Counter(expected), Counter(found))


def _differing(wanted: Any, got: Any) -> str:
    if isinstance(wanted, tuple) and isinstance(got, tuple) and len(wanted) == len(got):
        pairs = [(one, other) for one, other in zip(wanted, got, strict=True) if one != other]
        return "; ".join(f"{one!r}, found {other!r}" for one, other in pairs)
    return f"{wanted!r}, found {got!r}"


_COLUMNS = (
    "N° OSE",
    "Vague",
    "Type",
    "Statut du dossier",
    "Identité visuelle",
    "Mi-parcours",
    "Renouvellement",
    "Déposé le",
    "Séance du",
    "Décision",
    "Validé le",
    "Mi-parcours prévu le",
    "Mi-parcours tenu le",
    "Expire le",
    "Jours restants",
    "Renouvellements",
    "Dernière relance préparée le",
)


def calamine_rows(content: bytes) -> dict[str, tuple[Any, ...]]:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        header, *lines = book.get_sheet_by_name("Registre").to_python()
    return dict(_picked(header, lines))


def openpyxl_rows(content: bytes) -> dict[str, tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(content), data_only=True)["Registre"]
    header, *lines = sheet.iter_rows(values_only=True)
    return dict(_picked(header, lines))


def _picked(header: Sequence[Any], lines: Iterable[Sequence[Any]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    place = {label: rank for rank, label in enumerate(header)}
    for line in lines:
        yield line[place["N° de dossier"]], tuple(_plain(line[place[label]]) for label in _COLUMNS)


def _plain(value: Any) -> Any:
    """What a cell says, whatever the reader makes of it."""
    if value == "":
        return None
    if isinstance(value, float):
        return int(value)
    return value.date() if hasattr(value, "date") else value


def opened(workspace: Workspace) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{workspace.database}?mode=ro", uri=True)


def rows(db: sqlite3.Connection, query: str) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(values) for key, *values in db.execute(query)}


def dump(workspace: Workspace) -> dict[str, int]:
    """Every line of the register, the runs themselves apart."""
    with closing(opened(workspace)) as db:
        return Counter(line for line in db.iterdump() if not line.startswith('INSERT INTO "run"'))
