"""Letters to an organisation, their e-mails and the charter to sign: what they say, and that a page holds each."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import engagement, letters, mail, plan, proof, word
from ose_batch.documents.mail import Attachment, Draft
from ose_batch.model import DECISIONS, Decision, DocumentPlan, Entry, Event, Issuer, Occasion, State
from ose_batch.wording import french_date
from ose_batch.wording.mail import Letter
from tests import entries
from tests.docx_text import text_of
from tests.dossiers import RULES
from tests.entries import DECISION, HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, long, validated
from tests.test_mail import SENDER

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden/courriers"
MAILS = ROOT / "tests/golden/courriels"
KINDS = (
    "courrier-decision",
    "courrier-mi-parcours",
    "courrier-renouvellement",
    "courrier-fin-de-validite",
    "courrier-identite",
    "charte-engagement",
)
SHIPPED = {kind: (ROOT / f"templates/docx/{kind}.docx").read_bytes() for kind in KINDS}
TEMPLATES = {kind: word.compile(content, f"{kind}.docx") for kind, content in SHIPPED.items()}
CONTACT = "l’équipe OSE, 02 61 91 00 00, ose@cress.example"

MOTIVE = "Le plan d’actions ne dit pas encore qui pilote chaque action."
CONDITIONS = "Préciser le pilote de chaque action.\n\nPrésenter la démarche aux salariés avant l’été."
UNTIL, SESSION, LIMIT = date(2029, 12, 10), date(2027, 6, 17), date(2027, 6, 3)
DECIDED_ON = DECISION.decided_on
BEFORE, LAST_DAY = date(2029, 12, 6), date(2029, 11, 27)
"""The last session before the end of validity, and its date limite de dépôt."""
SAID = "L’identité figure sur un produit, ce que l’attestation ne prévoit pas."
RECOGNISED = validated(TYPICAL)


def decided(state: State, entry: Entry = TYPICAL, **other: Any) -> Entry:
    granted = state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE)
    decision = replace(DECISION, decision=state, valid_until=UNTIL if granted else None, **other)
    return replace(entry, state=state, ose_number="OSE-0042" if granted else "", decision=decision)


def decision_of(entry: Entry) -> Decision:
    assert entry.decision
    return entry.decision


def told(state: State, **other: Any) -> Occasion:
    return Occasion(DECIDED_ON, event=DECISIONS[state], **other)


def renewing(entry: Entry) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.dossier_kind": "Renouvellement"})


def named(entry: Entry, name: str) -> Entry:
    return replace(entry, fields={**entry.fields, "organisation.name": name})


ON_CONDITION = decided(State.VALIDATED_ON_CONDITION, conditions=CONDITIONS, deadline=date(2027, 3, 31))
WITH_ADVICE = decided(State.VALIDATED_WITH_ADVICE, conditions=CONDITIONS)
ADJOURNED = decided(State.ADJOURNED, motive=MOTIVE)
NOT_RETAINED = decided(State.NOT_RETAINED, motive=MOTIVE)
CORRECTED = decided(State.NOT_RETAINED, motive=MOTIVE, correction="Erreur de ligne dans le relevé de la séance.")
LIFTED = Occasion(date(2027, 2, 8), valid_until=UNTIL, event=Event.CONDITION_LIFTED, since=date(2027, 2, 1))
KEPT = Occasion(
    date(2027, 4, 5),
    session_on=SESSION,
    deadline=LIMIT,
    motive="Le pilote de deux actions manque encore.",
    event=Event.CONDITION_KEPT,
)
INVITED = Occasion(date(2028, 3, 10), valid_until=UNTIL, event=Event.MIDTERM_DUE)
REMINDED = {
    1: Occasion(date(2029, 8, 29), 1, UNTIL, BEFORE, LAST_DAY, event=Event.RENEWAL_DUE),
    2: Occasion(date(2029, 9, 10), 2, UNTIL, event=Event.RENEWAL_DUE),
    3: Occasion(date(2029, 11, 12), 3, UNTIL, BEFORE, LAST_DAY, event=Event.RENEWAL_DUE),
}
EXPIRED = Occasion(date(2029, 12, 11), 0, UNTIL, date(2030, 6, 13), date(2030, 5, 30), event=Event.EXPIRED)
EXAMINED = replace(EXPIRED, session_on=None, deadline=None, renewal_on=date(2029, 9, 24), examined_on=date(2029, 12, 6))
AWAITED = replace(EXPIRED, session_on=date(2030, 1, 17), deadline=date(2029, 12, 20), renewal_on=date(2029, 12, 3))
MOVES = {
    Event.SUSPENDED: Occasion(date(2028, 5, 2), valid_until=UNTIL, motive=SAID, since=date(2028, 4, 28)),
    Event.RESUMED: Occasion(date(2028, 6, 1), valid_until=UNTIL),
    Event.REMOVAL_PLANNED: Occasion(date(2028, 7, 3), valid_until=UNTIL, answer_by=date(2028, 8, 2), motive=SAID),
    Event.REMOVAL_DROPPED: Occasion(date(2028, 8, 14), valid_until=UNTIL, announced_on=date(2028, 7, 3)),
    Event.REMOVED: Occasion(date(2028, 9, 4), valid_until=UNTIL, answer_by=date(2028, 8, 2), motive=SAID),
    Event.RENOUNCED: Occasion(date(2028, 9, 4), valid_until=UNTIL),
    Event.PROLONGED: Occasion(
        date(2029, 11, 5), valid_until=date(2030, 6, 30), instance="Bureau de la CRESS", motive="Séance reportée."
    ),
}
MOVES = {event: replace(occasion, event=event) for event, occasion in MOVES.items()}
AIMED = {"session_on": SESSION, "deadline": LIMIT}

CASES: dict[str, tuple[Entry, Occasion]] = {
    "decision-valide": (RECOGNISED, told(State.VALIDATED)),
    "decision-avec-recommandations": (WITH_ADVICE, told(State.VALIDATED_WITH_ADVICE)),
    "decision-sous-reserve": (ON_CONDITION, told(State.VALIDATED_ON_CONDITION)),
    "decision-ajourne": (ADJOURNED, told(State.ADJOURNED, **AIMED)),
    "decision-non-retenu": (NOT_RETAINED, told(State.NOT_RETAINED)),
    "decision-rectifiee": (CORRECTED, told(State.NOT_RETAINED, corrects=DECIDED_ON)),
    "reserve-levee": (replace(ON_CONDITION, ose_number="OSE-0042"), LIFTED),
    "reserve-non-levee": (ON_CONDITION, KEPT),
    "mi-parcours": (RECOGNISED, INVITED),
    **{f"renouvellement-{rank}": (RECOGNISED, occasion) for rank, occasion in REMINDED.items()},
    "fin-de-validite": (RECOGNISED, EXPIRED),
    "renouvellement-a-examiner": (RECOGNISED, AWAITED),
    "renouvellement-examine": (RECOGNISED, EXAMINED),
    "renouvellement-a-completer": (RECOGNISED, replace(AWAITED, session_on=None, deadline=None, is_incomplete=True)),
    **{plan.slug(event): (RECOGNISED, occasion) for event, occasion in MOVES.items()},
}


def letter(entry: Entry, occasion: Occasion) -> DocumentPlan:
    return letters.letter(entry, occasion, RULES, ISSUER, CONTACT)


def charter(entry: Entry) -> DocumentPlan:
    return engagement.charter(entry, RULES, ISSUER, CONTACT)


def planned(case: str, **fields: str) -> DocumentPlan:
    """`fields`: of the organisation, otherwise than in the case."""
    entry, occasion = CASES[case]
    other = {f"organisation.{key}": value for key, value in fields.items()}
    return letter(replace(entry, fields={**entry.fields, **other}), occasion)


def made(document: DocumentPlan) -> bytes:
    content = word.render(TEMPLATES[document.kind], document)
    proof.prove(content, document)
    return content


def said(document: DocumentPlan) -> str:
    return text_of(made(document)).replace("\u00a0", " ")


# ----------------------------------------------------------------------------------------------------- What they say


def check(golden: Path, text: str) -> None:
    """After a wanted change: OSE_WRITE_GOLDEN=1, then read the difference."""
    if os.environ.get("OSE_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_text_is_the_golden_one(case: str) -> None:
    check(GOLDEN / f"{case}.txt", text_of(made(planned(case, name=HOSTILE_NAME))))


def test_text_of_the_charter_is_the_golden_one() -> None:
    check(GOLDEN / "charte.txt", text_of(made(charter(named(TYPICAL, HOSTILE_NAME)))))


def copied(carried: Letter) -> str:
    draft = Draft(carried, ("a@jardins.example",), DECIDED_ON, "K7M-4QX", (Attachment("courrier.docx", b"?"),))
    return mail.text(draft, SENDER).decode("utf-8-sig").replace("\r\n", "\n")


@pytest.mark.parametrize("case", CASES)
def test_e_mail_is_the_golden_one(case: str) -> None:
    check(MAILS / f"courrier-{case}.txt", copied(letters.e_mail(*CASES[case], RULES)))


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


# ------------------------------------------------------------------------------------------ A wrong word is a defect

GRANTED = "peut utiliser l’identité visuelle OSE jusqu’au 10 décembre 2029 inclus"
LEADS = {
    State.VALIDATED: "Votre demande est validée : votre organisation est reconnue",
    State.VALIDATED_WITH_ADVICE: "Votre demande est validée, avec recommandations : votre organisation est reconnue",
    State.VALIDATED_ON_CONDITION: "Votre demande est validée sous réserve : ",
    State.ADJOURNED: "Votre demande est ajournée : ",
    State.NOT_RETAINED: "Votre demande n’est pas retenue : ",
}


@pytest.mark.parametrize("state", LEADS)
@pytest.mark.parametrize("correction", ["", "Erreur de ligne."])
@pytest.mark.parametrize("renewal", [False, True])
def test_each_decision_says_itself_and_no_other(state: State, correction: str, renewal: bool) -> None:
    entry = decided(state, renewing(TYPICAL) if renewal else TYPICAL, motive=MOTIVE, conditions=CONDITIONS)
    entry = replace(entry, decision=replace(decision_of(entry), correction=correction))
    text = said(letter(entry, told(state, corrects=DECIDED_ON)))
    assert [lead for lead in LEADS.values() if lead in text] == [LEADS[state]]
    granted = state in (State.VALIDATED, State.VALIDATED_WITH_ADVICE)
    assert (GRANTED in text) == granted
    assert ("L’attestation de reconnaissance n° OSE-0042 est jointe" in text) == granted
    assert ("Elle ne distingue pas un produit" in text) == granted
    assert MOTIVE in text
    assert "Présenter la démarche aux salariés avant l’été." in text
    assert ("annule et remplace celle du 10 décembre 2026" in text) == bool(correction)
    assert ("merci de ne plus l’utiliser" in text) == (bool(correction) and not granted)
    assert ("ne change pas le terme de votre reconnaissance précédente" in text) == (renewal and not granted)
    assert ("renouvellement de la reconnaissance" in text or "renouvellement OSE" in text) == renewal


def test_a_renewal_that_is_not_granted_leaves_the_recognition_before_it_as_it_is() -> None:
    running = told(State.ADJOURNED, valid_until=date(2027, 2, 1))
    text = said(letter(renewing(ADJOURNED), running))
    assert "elle garde son terme, le 1er février 2027 inclus" in text
    over = replace(running, valid_until=date(2026, 12, 9))
    assert "garde son terme" not in said(letter(renewing(ADJOURNED), over))
    assert "garde son terme" not in said(letter(ADJOURNED, running))


def test_a_reserve_is_quoted_whole_with_its_day() -> None:
    occasion = told(State.VALIDATED_ON_CONDITION)
    text = said(letter(ON_CONDITION, occasion))
    assert "Réserve du comité\nPréciser le pilote de chaque action.\nPrésenter la démarche" in text
    assert "au plus tard le 31 mars 2027" in text
    open_ended = replace(ON_CONDITION, decision=replace(decision_of(ON_CONDITION), deadline=None))
    assert "de quoi lever la réserve dès que vous le pourrez." in said(letter(open_ended, occasion))
    long_one = replace(ON_CONDITION, decision=replace(decision_of(ON_CONDITION), conditions=long(5000)))
    assert long(5000) in said(letter(long_one, occasion))


def test_a_session_that_is_past_is_not_aimed_at() -> None:
    def aim(**dates: Any) -> str:
        occasion = Occasion(date(2027, 6, 10), event=Event.ADJOURNED, **dates)
        text, carried = said(letter(ADJOURNED, occasion)), copied(letters.e_mail(ADJOURNED, occasion, RULES))
        for words in ("3 juin 2027", "17 juin 2027", "date de la prochaine séance"):
            assert (words in text) == (words in carried)
        return text

    assert "au plus tard le 3 juin 2027" not in aim(session_on=SESSION, deadline=LIMIT)
    assert "la prochaine séance a lieu le 17 juin 2027" in aim(session_on=SESSION, deadline=LIMIT)
    assert "la date de la prochaine séance du comité vous sera communiquée" in aim(session_on=date(2027, 6, 9))
    assert "la date de la prochaine séance du comité vous sera communiquée" in aim(deadline=date(2027, 7, 1))


def test_the_sentence_of_a_reminder_changes_with_its_rank() -> None:
    texts = [said(letter(RECOGNISED, replace(REMINDED[1], rank=rank))) for rank in (1, 2, 3)]
    for text, first, final in zip(texts, (True, False, False), (False, False, True), strict=True):
        assert ("C’est le bon moment" in text) == first
        assert ("Ce courrier est notre dernier rappel" in text) == final
        assert ("aucune demande de renouvellement de votre part n’est en cours" in text) == (not first)
        assert GRANTED in text
        assert "au plus tard le 27 novembre 2029" in text
        assert "est la dernière séance du comité prévue avant ce terme" in text


def test_a_renewal_whose_session_comes_after_the_term_is_told_of_the_days_between() -> None:
    after = replace(REMINDED[1], session_on=date(2030, 1, 17), deadline=date(2030, 1, 3))
    text = said(letter(RECOGNISED, after))
    assert "le 17 janvier 2030, a lieu après ce terme" in text
    assert "Entre les deux, l’identité visuelle ne pourra pas être utilisée." in text


def test_a_renewal_that_awaits_its_session_gets_no_letter_of_expiry() -> None:
    text = said(letter(RECOGNISED, AWAITED))
    assert "Votre renouvellement sera examiné le 17 janvier 2030." in text
    assert "Votre reconnaissance a atteint son terme, le 10 décembre 2029 inclus." in text
    assert "Tant que votre renouvellement n’est pas accordé, merci de ne pas utiliser l’identité visuelle" in text
    assert "Fin de validité" not in text


def test_a_renewal_that_was_examined_is_told_of_the_end_and_not_that_it_will_be() -> None:
    plan = letter(RECOGNISED, EXAMINED)
    text = said(plan)
    assert "Le comité l’a examinée en séance du 6 décembre 2029. Si vous n’avez pas déjà reçu sa décision" in text
    assert "Tant que votre renouvellement n’est pas accordé" in text
    assert "sera examiné" not in text + " ".join(letters.e_mail(RECOGNISED, EXAMINED, RULES).paragraphs)
    assert "renouvellement-examine" in plan.filename


def test_a_renewal_that_is_to_complete_is_promised_no_session() -> None:
    entry, occasion = CASES["renouvellement-a-completer"]
    text, mail = said(letter(entry, occasion)), " ".join(letters.e_mail(entry, occasion, RULES).paragraphs)
    for words in (text, mail):
        assert "Elle reste à compléter : la fiche retour" in words.replace("\u00a0", " ")
        assert "sera examiné" not in words


def test_a_condition_is_lifted_from_the_day_it_was() -> None:
    text = said(letter(replace(ON_CONDITION, ose_number="OSE-0042"), LIFTED))
    assert "La réserve est levée depuis le 1er février 2027" in text


def test_an_identity_that_is_suspended_is_told_that_it_stays_so() -> None:
    for event in (Event.REMOVAL_DROPPED, Event.PROLONGED):
        for suspended in (True, False):
            moved = replace(MOVES[event], is_suspended=suspended)
            mail = " ".join(letters.e_mail(RECOGNISED, moved, RULES).paragraphs)
            for text in (said(letter(RECOGNISED, moved)), mail):
                assert ("L’usage de l’identité visuelle OSE reste suspendu." in text) == suspended


@pytest.mark.parametrize("state", [State.ADJOURNED, State.NOT_RETAINED, State.VALIDATED_ON_CONDITION])
def test_a_renewal_that_is_not_granted_says_what_became_of_the_period_before(state: State) -> None:
    renewal = replace(
        decided(state, motive="M", conditions="C"),
        fields=TYPICAL.fields | {"organisation.dossier_kind": "Renouvellement"},
    )
    of = Occasion(date(2029, 12, 17), valid_until=UNTIL, event=DECISIONS[state])
    assert "a pris fin le 10 décembre 2029" in said(letter(renewal, of))
    assert "ne peut plus être utilisée" in said(letter(renewal, of))
    running = said(letter(renewal, replace(of, on=UNTIL)))
    assert "elle garde son terme, le 10 décembre 2029 inclus" in running
    assert "a pris fin" not in running


def test_an_exchange_whose_day_is_past_is_said_so() -> None:
    late = replace(INVITED, on=date(2028, 8, 10))
    assert "était prévu vers le 10 juin 2028" in said(letter(RECOGNISED, late))
    assert "est prévu vers le 10 juin 2028" in said(letter(RECOGNISED, INVITED))


def test_days_to_present_observations_are_those_between_the_dates() -> None:
    text = said(letter(RECOGNISED, MOVES[Event.REMOVAL_PLANNED]))
    assert "nous vous laissons 30 jours pour présenter vos observations" in text
    assert "jusqu’au 2 août 2028 inclus, par écrit ou de vive voix" in text
    assert "Rien n’est décidé" in text


@pytest.mark.parametrize("event", MOVES)
def test_each_move_says_itself_and_no_other(event: Event) -> None:
    text = said(letter(RECOGNISED, MOVES[event]))
    leads = {
        Event.SUSPENDED: "est suspendu à compter du 28 avril 2028",
        Event.RESUMED: "peut de nouveau utiliser l’identité visuelle OSE à compter du 1er juin 2028, et jusqu’au",
        Event.REMOVAL_PLANNED: "Nous envisageons de retirer",
        Event.REMOVAL_DROPPED: "Par notre courrier du 3 juillet 2028, nous vous avions écrit que nous envisagions de",
        Event.REMOVED: "est retirée à votre organisation à compter du 4 septembre 2028",
        Event.RENOUNCED: "Votre renonciation prend effet le 4 septembre 2028",
        Event.PROLONGED: "son terme est désormais le 30 juin 2030 inclus",
    }
    assert [lead for lead in leads.values() if lead in text] == [leads[event]]
    assert MOVES[event].motive in text
    assert ("Motif" in text) == bool(MOVES[event].motive)


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


# --------------------------------------------------------------------------------------------------------- The charter


def test_the_charter_is_in_its_own_words_with_what_the_organisation_publishes() -> None:
    fields = {**TYPICAL.fields, "commitments.statement": "Une page de nos engagements."}
    text = said(charter(replace(TYPICAL, fields=fields)))
    for principle in RULES.principles:
        assert principle.text.replace("\u00a0", " ") in text
    assert "3 ans, à partir de la validation par le comité scientifique et éthique." in text
    assert "Une page de nos engagements." in text
    labels = {str(line["label"]): line["publishable"] == "Oui" for line in TYPICAL.tables["commitments"]}
    assert {label: label in text for label in labels} == labels
    assert "Établissements : Restaurant et atelier de réemploi, à Saint-Herblain" in text


def test_a_charter_without_a_commitment_to_publish_leaves_room_to_write() -> None:
    empty = docx.Document(BytesIO(made(charter(entries.entry({}, {})))))
    assert [len(table.rows) for table in empty.tables] == [3, 5, 5]
    full = docx.Document(BytesIO(made(charter(TYPICAL))))
    assert [len(table.rows) for table in full.tables] == [3, 5]


def full_charter(letters_each: int, count: int, *, capitals: bool = False) -> Entry:
    entry = named(entries.huge(capitals=capitals), long(300, capitals=capitals))
    statement = {"commitments.statement": long(letters_each, capitals=capitals)} if letters_each else {}
    lines = (entry.tables["commitments"] * 4)[:count]
    return replace(entry, fields={**entry.fields, **statement}, tables={**entry.tables, "commitments": lines})


def test_commitments_that_two_pages_do_not_hold_are_counted() -> None:
    assert charter(full_charter(2000, 12)).words["more_commitments"] == ""
    words = charter(full_charter(2000, 40)).words
    assert words["more_commitments"] == f"et {40 - len(words['commitments'])} autres engagements, au dossier D-2026-001"


# ---------------------------------------------------------------------------------------------------- Whatever the data

WILD = st.text(st.one_of(st.sampled_from("é’«»\u00a0{}%<>&\"' \n\t"), st.characters(codec="utf-8")), max_size=80)


@given(WILD, WILD, WILD)
def test_any_text_makes_a_letter_that_opens(name: str, motive: str, contact: str) -> None:
    entry = decided(State.ADJOURNED, named(TYPICAL, name), motive=motive, conditions=motive)
    document = letters.letter(entry, told(State.ADJOURNED), RULES, ISSUER, contact)
    docx.Document(BytesIO(word.render(TEMPLATES[document.kind], document)))
    assert document.filename.isascii()


# ----------------------------------------------------------------------------------------------------- With LibreOffice

BIG = {
    "typical": TYPICAL,
    "300 letters": named(TYPICAL, long(300)),
    "300 capitals": named(TYPICAL, long(300, capitals=True)),
    "minimal": MINIMAL,
    "huge capitals": entries.huge(capitals=True),
}


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
