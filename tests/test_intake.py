"""What the register keeps of a dossier: its identity, its content without personal data, its contacts."""

from __future__ import annotations

import json

import pytest

from ose_batch.forms.layout import DOSSIER, PERSONAL
from ose_batch.model import Source
from ose_batch.register import frozen, intake
from ose_batch.register.intake import Contact, Submission
from tests.dossiers import dossier
from tests.registers import siren, siret


def submitted(changes: dict[str, str | None] | None = None) -> Submission:
    return intake.submission(dossier(changes), Source("dossier.xlsx", "ab" * 32, b""), PERSONAL)


PEOPLE: dict[str, str | None] = {
    "organisation.representative_name": "Alix Modèle",
    "organisation.representative_title": "Coprésidence",
    "organisation.referent_name": "Dominique Exemple",
    "organisation.referent_title": "Chargée d’essai",
    "organisation.referent_email": "dominique@exemple.fr",
    "organisation.referent_phone": "02 40 00 00 00",
    "organisation.contact_consent": "Oui",
    "charter.signatory_name": "Sacha Témoin",
    "charter.signatory_title": "Trésorière",
}


def test_people_go_to_the_contacts_and_nowhere_else() -> None:
    one = submitted(PEOPLE)
    assert one.contacts == (
        Contact("representative", "Alix Modèle", "Coprésidence"),
        Contact("referent", "Dominique Exemple", "Chargée d’essai", "dominique@exemple.fr", "0240000000", "Oui"),
        Contact("signatory", "Sacha Témoin", "Trésorière"),
    )
    frozen_content = frozen.dump(one.fields) + frozen.dump(one.tables)
    for said in ("Alix", "Coprésidence", "Dominique", "essai", "0240000000", "Sacha", "Trésorière"):
        assert said not in frozen_content


def test_every_personal_field_of_the_form_is_a_contact_s() -> None:
    assert set(PEOPLE) == PERSONAL


def test_nobody_is_no_contact() -> None:
    changes: dict[str, str | None] = dict.fromkeys(PEOPLE, "")
    assert submitted(changes).contacts == ()


def test_a_referent_known_by_mail_only_is_a_contact() -> None:
    (one,) = submitted(dict.fromkeys(PEOPLE, "") | {"organisation.referent_email": "ose@exemple.fr"}).contacts
    assert one == Contact("referent", "", email="ose@exemple.fr")


def test_content_keeps_what_was_filled_and_the_name_of_each_line() -> None:
    one = submitted()
    assert one.fields["organisation.town"] == "Angers"
    assert "organisation.website" not in one.fields
    assert one.tables["actions"][0]["line"] == "A1"
    assert None not in one.fields.values()
    assert set(one.tables) == {sheet.key for sheet in DOSSIER.sheets if sheet.columns}
    assert json.loads(frozen.dump(one.tables))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"siren": siren(1), "siret": siret(1)}, (siren(1), siret(1))),
        ({"siren": siren(1), "siret": ""}, (siren(1), "")),
        ({"siren": "", "siret": siret(1)}, (siren(1), siret(1))),
        ({"siren": "en cours", "siret": siret(1)}, (siren(1), siret(1))),
        ({"siren": "123456789", "siret": ""}, ("", "")),
        ({"siren": "", "siret": "12345678900012"}, ("", "")),
        ({"siren": f"{siren(1)[:3]} {siren(1)[3:6]} {siren(1)[6:]}", "siret": ""}, (siren(1), "")),
    ],
)
def test_numbers_that_are_not_valid_identify_nobody(typed: dict[str, str], read: tuple[str, str]) -> None:
    party = submitted({f"organisation.{key}": number for key, number in typed.items()}).party
    assert (party.siren, party.siret) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("W442000001", "W442000001"),
        ("w442 000 001", "W442000001"),
        ("en cours", ""),
        ("W44200001", ""),
        ("néant", ""),
        ("", ""),
    ],
)
def test_an_rna_is_w_and_nine_digits_or_nothing(typed: str, read: str) -> None:
    assert submitted({"organisation.rna": typed}).party.rna == read


@pytest.mark.parametrize(("typed", "read"), [("44000", "44"), ("01000", "01"), ("4400", ""), ("Nantes", ""), ("", "")])
def test_department_comes_from_the_postcode(typed: str, read: str) -> None:
    assert submitted({"organisation.postcode": typed}).party.department == read


def test_perimeter_is_told_with_its_establishments_and_compared_without_its_typing() -> None:
    one = submitted(
        {"organisation.perimeter": "Établissements", "organisation.perimeter_detail": "Nantes et Rezé"}
    ).party
    other = submitted({"organisation.perimeter": "Établissements", "organisation.perimeter_detail": "NANTES, et Rezé."})
    assert one.perimeter == "Établissements\u00a0: Nantes et Rezé"
    assert one.perimeter_key == other.party.perimeter_key
    assert one.perimeter_key != submitted().party.perimeter_key


def test_a_claimed_number_is_read_as_the_register_writes_it() -> None:
    assert submitted({"organisation.ose_number": "ose-0042"}).claimed_number == "OSE-0042"
    assert submitted().claimed_number == ""
