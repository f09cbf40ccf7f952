"""What the register keeps of a dossier: who it is about, its content without personal data, its contacts. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from ose_batch.model import Dossier, Source, Told, Value
from ose_batch.text import RNA
from ose_batch.wording import fold, perimeter

_POSTCODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as its dossier presents it. Numbers that are not valid are left empty: they identify nobody."""

    siren: str
    siret: str
    rna: str
    name: str
    perimeter: str
    """As said to a person, establishments included."""
    legal_form: str
    department: str
    """First two digits of the postcode."""

    @property
    def perimeter_key(self) -> str:
        return fold(self.perimeter)


@dataclass(frozen=True, slots=True)
class Contact:
    role: str
    """`representative`, `referent`, `signatory`."""
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A dossier ready to be recorded."""

    source: Source
    form_version: str
    kind: str
    claimed_number: str
    """The n° OSE a renewal gives, empty otherwise."""
    party: Party
    fields: Mapping[str, Value]
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]
    contacts: tuple[Contact, ...]
    told: Told
    repaired: bool
    """Whether anything was understood otherwise than written, personal fields included, or is newly asked."""


def submission(dossier: Dossier, source: Source, personal: Collection[str]) -> Submission:
    """`personal`: the full keys that name or reach a person; they go to the contacts and nowhere else."""
    fields = {key: cell.value for key, cell in dossier.fields.items() if cell.value is not None and key not in personal}
    tables = {
        key: tuple(
            {"line": row.name} | {column: cell.value for column, cell in row.cells.items() if cell.value is not None}
            for row in table.rows
        )
        for key, table in dossier.tables.items()
    }
    return Submission(
        source=source,
        form_version=dossier.version,
        kind=_text(dossier, "organisation.dossier_kind"),
        claimed_number=_text(dossier, "organisation.ose_number").upper(),
        party=party(dossier),
        fields=fields,
        tables=tables,
        contacts=_contacts(dossier),
        told=Told(
            repairs=tuple(repair for repair in dossier.repairs if not repair.personal),
            asked=dossier.asked,
            notes=dossier.notes,
        ),
        repaired=bool(dossier.repairs or dossier.asked),
    )


def party(dossier: Dossier) -> Party:
    siren, siret = (_text(dossier, f"organisation.{key}") for key in ("siren", "siret"))
    siret = siret_number.compact(siret) if siret_number.is_valid(siret) else ""
    rna = _text(dossier, "organisation.rna")
    postcode = _text(dossier, "organisation.postcode")
    return Party(
        siren=siren_number.compact(siren) if siren_number.is_valid(siren) else siret[:9],
        siret=siret,
        rna=rna if RNA.fullmatch(rna) else "",
        name=_text(dossier, "organisation.name"),
        perimeter=perimeter(_text(dossier, "organisation.perimeter"), _text(dossier, "organisation.perimeter_detail")),
        legal_form=_text(dossier, "organisation.legal_form"),
        department=postcode[:2] if _POSTCODE.fullmatch(postcode) else "",
    )


def _contacts(dossier: Dossier) -> tuple[Contact, ...]:
    people = (
        Contact(
            "representative",
            _text(dossier, "organisation.representative_name"),
            _text(dossier, "organisation.representative_title"),
        ),
        Contact(
            "referent",
            _text(dossier, "organisation.referent_name"),
            _text(dossier, "organisation.referent_title"),
            _text(dossier, "organisation.referent_email"),
            _text(dossier, "organisation.referent_phone"),
            _text(dossier, "organisation.contact_consent"),
        ),
        Contact("signatory", _text(dossier, "charter.signatory_name"), _text(dossier, "charter.signatory_title")),
    )
    return tuple(person for person in people if person.name or person.email)


def _text(dossier: Dossier, key: str) -> str:
    value = dossier.value(key)
    return "" if value is None else str(value)
