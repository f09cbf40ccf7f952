"""Letters to an organisation and their e-mails: what all of them say, and what is never written."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import letters, proof, word
from ose_batch.model import Entry, Event, Issuer, Occasion, State
from ose_batch.wording import french_date
from ose_batch.wording.mail import Letter
from tests import goldens
from tests.correspondence import (
    CASES,
    CONTACT,
    DECIDED_ON,
    INVITED,
    KINDS,
    LIFTED,
    ON_CONDITION,
    RECOGNISED,
    SHIPPED,
    TEMPLATES,
    charter,
    copied,
    decided,
    decision_of,
    letter,
    made,
    named,
    planned,
    said,
    told,
)
from tests.docx_text import text_of
from tests.dossiers import RULES
from tests.entries import DECISION, HOSTILE_NAME, ISSUER, TYPICAL


@pytest.mark.parametrize("case", CASES)
def test_text_is_the_golden_one(case: str) -> None:
    goldens.check(f"courriers/{case}.txt", text_of(made(planned(case, name=HOSTILE_NAME))))


@pytest.mark.parametrize("case", CASES)
def test_e_mail_is_the_golden_one(case: str) -> None:
    goldens.check(f"courriels/courrier-{case}.txt", copied(letters.e_mail(*CASES[case], RULES)))


def every_mail() -> Iterator[Letter]:
    """With the longest numbers, and with what may be missing."""
    for entry, occasion in CASES.values():
        longest = replace(entry, number="D-2026-0123", ose_number="OSE-12345")
        bare = Occasion(occasion.on, occasion.rank, occasion.valid_until, event=occasion.event)
        correction = replace(decision_of(entry), correction="Erreur de ligne.")
        for one in (longest, replace(longest, decision=correction)):
            yield letters.e_mail(one, occasion, RULES)
            yield letters.e_mail(one, bare, RULES)


def test_subjects_are_short_and_nothing_is_left_open() -> None:
    for carried in every_mail():
        assert len(carried.subject) < 78, carried.subject
        words = " ".join(map(str, carried.paragraphs))
        assert "None" not in words
        assert not any(mark in words for mark in ("  ", " .", " ,", "..", "()")), words


@pytest.mark.parametrize("kind", KINDS)
def test_template_and_plan_know_the_same_fields(kind: str) -> None:
    documents = [charter(TYPICAL), *map(planned, CASES)]
    known = {frozenset(document.words) for document in documents if document.kind == kind}
    assert known == {frozenset(DocxTemplate(BytesIO(SHIPPED[kind])).get_undeclared_template_variables())}


@pytest.mark.parametrize("case", CASES)
def test_a_letter_is_dated_and_signed_and_names_no_person_it_is_sent_to(case: str) -> None:
    document = planned(case, name="Les Jardins d’Éole")
    text = said(document)
    assert document.made_on == CASES[case][1].on
    assert document.filename.startswith("courriers/D-2026-001-les-jardins-d-eole/")
    assert document.filename.endswith(f"-{document.made_on}-D-2026-001.docx")
    assert document.filename.isascii()
    for words in (
        "CRESS des Pays de la Loire",
        f"Nantes, le {french_date(document.made_on)}",
        "Les Jardins d’Éole\nÀ l’attention de la représentante légale ou du représentant légal",
        "dossier D-2026-001",
        f"CRESS des Pays de la Loire, {CONTACT}",
    ):
        assert words in text
    assert text.endswith("La présidence\n\nCamille Exemple\n")
    assert not any(mark in text for mark in ("{{", "{%", "None"))


def test_no_two_letters_of_a_dossier_have_one_name() -> None:
    names = {planned(case).filename: case for case in CASES if not case.startswith("decision")}
    assert len(names) == len([case for case in CASES if not case.startswith("decision")])
    kinds = {planned(case).filename for case in CASES if case.startswith("decision")}
    folder = "courriers/D-2026-001-la-halle-commune"
    assert kinds == {
        f"{folder}/decision-du-comite-2026-12-10-D-2026-001.docx",
        f"{folder}/decision-rectifiee-2026-12-10-D-2026-001.docx",
    }


def test_the_same_entry_makes_the_same_bytes() -> None:
    for case in CASES:
        assert made(planned(case)) == made(planned(case))


@pytest.mark.parametrize(
    ("entry", "occasion", "message"),
    [
        (TYPICAL, told(State.VALIDATED), "no recorded decision"),
        (TYPICAL, INVITED, "no recorded decision"),
        (replace(RECOGNISED, ose_number=""), told(State.VALIDATED), "without its number or its last day"),
        (
            replace(RECOGNISED, decision=replace(DECISION, valid_until=None)),
            told(State.VALIDATED),
            "without its number or its last day",
        ),
        (ON_CONDITION, LIFTED, "without its number or its last day"),
        (RECOGNISED, Occasion(DECIDED_ON, event=Event.REMOVAL_PLANNED), "no day until when observations"),
        (RECOGNISED, Occasion(DECIDED_ON, event=Event.PROLONGED), "no day until when the identity"),
        (RECOGNISED, Occasion(DECIDED_ON, event=Event.EXPIRED), "no last day of validity"),
        (RECOGNISED, Occasion(DECIDED_ON, event=Event.MERGED), "no letter tells of"),
        (RECOGNISED, Occasion(DECIDED_ON), "no letter tells of None"),
    ],
)
def test_a_letter_that_lacks_a_fact_is_not_written(entry: Entry, occasion: Occasion, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        letter(entry, occasion)


def test_an_e_mail_about_nothing_is_not_written() -> None:
    with pytest.raises(ValueError, match="Regroupement"):
        letters.e_mail(RECOGNISED, Occasion(DECIDED_ON, event=Event.MERGED), RULES)


def test_a_template_that_loses_what_the_committee_wrote_is_not_published() -> None:
    document = letter(ON_CONDITION, told(State.VALIDATED_ON_CONDITION))
    emptied = replace(document, words={**document.words, "conditions": ""})
    with pytest.raises(word.TemplateError, match="ne porte pas"):
        proof.prove(word.render(TEMPLATES[document.kind], emptied), document)


def test_settings_that_are_not_given_yet_leave_no_hole() -> None:
    bare = Issuer("CRESS", "", "", "", "")
    text = text_of(made(letters.letter(RECOGNISED, told(State.VALIDATED), RULES, bare))).replace("\u00a0", " ")
    assert "[OSE, organisation sociétalement engagée]" in text
    assert "\nLe 10 décembre 2026\n" in text
    assert "en rappelant le n° de dossier D-2026-001 : CRESS.\n" in text
    assert "Conditions d’utilisation" not in text


# ---------------------------------------------------------------------------------------------------- Whatever the data

WILD = st.text(st.one_of(st.sampled_from("é’«»\u00a0{}%<>&\"' \n\t"), st.characters(codec="utf-8")), max_size=80)


@given(WILD, WILD, WILD)
def test_any_text_makes_a_letter_that_opens(name: str, motive: str, contact: str) -> None:
    entry = decided(State.ADJOURNED, named(TYPICAL, name), motive=motive, conditions=motive)
    document = letters.letter(entry, told(State.ADJOURNED), RULES, ISSUER, contact)
    docx.Document(BytesIO(word.render(TEMPLATES[document.kind], document)))
    assert document.filename.isascii()
