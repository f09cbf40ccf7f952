"""Distinct dossiers made from the examples: strings rewritten in the parts of their zip, nothing opened and saved anew.

Each has its own name, numbers with valid keys and addresses; the rest, planted mistakes included, is the example's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from stdnum import luhn
from stdnum.fr import siren, siret

from ose_batch.charter.rules import Rules
from ose_batch.forms import read
from ose_batch.model import Dossier, Source

_IDENTITY = ("name", "siren", "siret", "rna", "ose_number", "referent_email", "public_email")
_VALID = {"siren": siren.is_valid, "siret": siret.is_valid}
"""Numbers that are not valid identify nobody: they stay as they are."""
_QUOTES = {"'": "&apos;", '"': "&quot;"}
"""Which some programs write as entities in texts too."""


@dataclass(frozen=True, slots=True)
class Base:
    """An example, taken apart."""

    name: str
    parts: tuple[tuple[ZipInfo, bytes], ...]
    identity: Mapping[str, str]
    """Field key → text, for what tells one organisation from another."""


def bases(examples: Path, rules: Rules) -> list[Base]:
    """The dossiers among the .xlsx of that folder. Raises `ValueError` when there is none."""
    found = [base for path in sorted(examples.glob("*.xlsx")) if (base := _base(path, rules))]
    if not found:
        raise ValueError(f"no dossier in {examples}")
    return found


def write(bases: list[Base], count: int, inbox: Path) -> None:
    """`count` files, numbered and dated in their order of arrival."""
    for rank, base in enumerate(islice(cycle(bases), count), start=1):
        path = inbox / f"{rank:05d} {base.name}"
        with ZipFile(path, "w") as archive:
            for info, content in _rewritten(base, rank):
                archive.writestr(info, content)
        os.utime(path, (rank, rank))


def _base(path: Path, rules: Rules) -> Base | None:
    """Raises `ValueError` when what was read of the identity is not in the parts, spelt so."""
    content = path.read_bytes()
    dossier = read.read(Source(path.name, hashlib.sha256(content).hexdigest(), content), rules)
    if not isinstance(dossier, Dossier):
        return None
    with ZipFile(path) as archive:
        parts = tuple((info, archive.read(info)) for info in archive.infolist())
    said = {key: dossier.fields[f"organisation.{key}"].text for key in _IDENTITY}
    identity = {key: text for key, text in said.items() if text and _VALID.get(key, bool)(text)}
    for text in identity.values():
        if not any(spelt in content for spelt in _spellings(text) for _, content in parts):
            raise ValueError(f"{path.name}: « {text} » is nowhere in its parts")
    return Base(path.name, parts, identity)


def _rewritten(base: Base, rank: int) -> Iterator[tuple[ZipInfo, bytes]]:
    fresh = _identity(base.identity, rank)
    for info, content in base.parts:
        for key, text in base.identity.items():
            for old, new in zip(_spellings(text), _spellings(fresh[key]), strict=True):
                content = content.replace(old, new)
        yield info, content


def _spellings(text: str) -> list[bytes]:
    """The ways to write a text as the whole content of an XML element."""
    written = (f">{escape(text)}<", f">{escape(text, _QUOTES)}<")
    return [way for one in written for way in (one.encode(), one.encode("ascii", "xmlcharrefreplace"))]


def _identity(known: Mapping[str, str], rank: int) -> dict[str, str]:
    """The same fields, of the organisation number `rank`."""
    body = f"9{rank:07d}"
    number = body + luhn.calc_check_digit(body)
    establishment = f"{number}0001"
    numbers = {
        "siren": number,
        "siret": establishment + luhn.calc_check_digit(establishment),
        "rna": f"W44{rank:07d}",
        "ose_number": f"OSE-{rank:04d}",
    }
    return {key: numbers.get(key) or _named(text, rank) for key, text in known.items()}


def _named(text: str, rank: int) -> str:
    """A name, or an address of electronic mail."""
    name, at, domain = text.partition("@")
    return f"{name}.{rank}@{domain}" if at else f"{name} {rank}"
