"""How people type dates, numbers and answers, and what each becomes. `python -m tests.spellings` prints the tables.

Numbers that are not valid are kept: the checks say what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ose_batch.charter.assess import assess
from ose_batch.forms.layout import KEYS
from ose_batch.forms.values import Raw, converter, plain
from ose_batch.model import Context, Trouble, Value
from ose_batch.wording import charter as wording
from tests.dossiers import RULES, dossier
from tests.spellings.line import Fields
from tests.spellings.lists import LISTS
from tests.spellings.numbers import DATES, IDENTIFIERS, NUMBERS

SPELLINGS: Mapping[str, Fields] = {
    "Dates": DATES,
    "SIREN, SIRET, RNA, code postal, téléphone": IDENTIFIERS,
    "Nombres": NUMBERS,
    "Listes": LISTS,
}
CHECKED = ("siren", "siret", "rna", "postcode")


class Spelling(NamedTuple):
    kind: str
    field: str
    typed: Raw
    value: Value
    trouble: Trouble | None
    told: str


def spellings() -> Iterator[Spelling]:
    for kind, fields in SPELLINGS.items():
        for field, lines in fields.items():
            for typed, becomes, *told in lines:
                broken = isinstance(becomes, Trouble)
                value, trouble = (None, becomes) if broken else (becomes, None)
                yield Spelling(kind, field, typed, value, trouble, told[0] if told else "")


def sentences(spelling: Spelling) -> list[str]:
    """What is said of it: why it is not understood, or what the criteria on numbers find."""
    if spelling.trouble:
        return [wording.trouble(spelling.trouble, plain(spelling.typed))]
    if spelling.field.partition(".")[2] not in CHECKED or not isinstance(spelling.typed, str):
        return []
    alone = {"organisation.siren": "", "organisation.siret": "", "organisation.rna": ""}
    filled = dossier({**alone, spelling.field: spelling.typed})
    cell = filled.fields[spelling.field].ref
    found = assess(filled, RULES, Context(date(2026, 11, 23))).findings
    return [point.sentence for finding in found for point in finding.points if point.cell == cell]


def _shown(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else plain(value if value is not None else "")


def _typed(raw: Raw) -> str:
    return f"« {raw} »" if isinstance(raw, str) else f"{plain(raw)} ({type(raw).__name__})"


def markdown() -> str:
    lines = []
    for kind in SPELLINGS:
        lines += [f"## {kind}", "", "| Case | Tapé | Compris | Redit | Dit |", "|---|---|---|---|---|"]
        for each in spellings():
            if each.kind == kind:
                said = " ".join(sentences(each))
                label = KEYS[each.field].label
                lines.append(f"| {label} | {_typed(each.typed)} | {_shown(each.value)} | {each.told} | {said} |")
        lines.append("")
    return "\n".join(lines)


def understood(field: str, raw: Raw) -> tuple[Value, str, Trouble | None, str]:
    return converter(KEYS[field], RULES)(raw)
