"""Drafts of e-mails: what they say, and that every mail program reads them as they were meant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.address import is_address
from ose_batch.documents import mail
from ose_batch.documents.mail import Attachment, Draft
from ose_batch.model import Mail, State, short_code
from ose_batch.wording import french_date, reading, refusals
from ose_batch.wording import mail as say
from ose_batch.wording import receipt as receipts
from ose_batch.wording.mail import Letter, Sent
from tests import goldens
from tests.drafts import SENDER, opened

DAY = date(2026, 11, 9)
SHA256 = "5f0c2a9d" + "b7" * 28
SENT = Sent(
    name="dossier OSE\u202e les jardins.xlsx",
    received_on=DAY,
    code=short_code(SHA256),
    fingerprint=SHA256,
    number="D-2026-003",
    session_on=date(2026, 12, 10),
    wave="2026-2",
    deadline=date(2026, 11, 27),
)
REFUSED = Sent("bilan.pdf", DAY, short_code(SHA256), SHA256, deadline=SENT.deadline, session_on=SENT.session_on)
ANSWER = Attachment("fiche-retour-D-2026-003.docx", b"PK\x03\x04 the answer")
WORKBOOK = Attachment("classeur-retourné-D-2026-003.xlsx", bytes(range(256)) * 20)
FORM = Attachment("dossier-ose.xlsx", b"PK\x03\x04 the form")
POINTS = {"Principe 2 : État des lieux des parties prenantes": 2, "Principe 5 : Présentation obligatoire": 1}

TO = ("referente@jardins.example",)
LETTERS = {
    "recu-et-complet": (say.received_complete(SENT, replaces="D-2026-001"), (ANSWER,)),
    "a-completer": (say.to_complete(SENT, POINTS), (ANSWER, WORKBOOK)),
    "deja-recu": (say.already_received(SENT, date(2026, 10, 5), State.TO_COMPLETE), ()),
    "illisible": (refusals.answer(*reading.PROTECTED_FILE, REFUSED), ()),
    "mauvais-document": (refusals.answer(*reading.PDF_FILE, REFUSED), (FORM,)),
}


def drafted(case: str) -> Draft:
    letter, attachments = LETTERS[case]
    assert letter is not None
    return Draft(letter, TO, DAY, SENT.code, attachments)


# ------------------------------------------------------------------------------------------------------- the five cases


@pytest.mark.parametrize("case", LETTERS)
def test_text_to_copy_is_the_golden_one(case: str) -> None:
    content = mail.text(drafted(case), SENDER)
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert "\r" not in text
    assert content.count(b"\r\n") == text.count("\n")
    goldens.check(f"courriels/{case}.txt", text)


@pytest.mark.parametrize("case", LETTERS)
def test_draft_opens_unsent_and_says_what_the_text_to_copy_says(case: str) -> None:
    draft = drafted(case)
    message, text, attached = opened(mail.eml(draft, SENDER))
    copied = mail.text(draft, SENDER).decode("utf-8-sig").replace("\r\n", "\n")
    assert text in copied
    assert f"Objet\u00a0: {message['Subject']}\n" in copied
    assert f"À\u00a0: {message['To']}\n" in copied
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == draft.letter.subject
    assert message["To"].addresses[0].addr_spec == "referente@jardins.example"
    assert message["Reply-To"].addresses[0].addr_spec == "reponses@cress.example"
    assert message["From"].addresses[0].addr_spec == "ose@cress.example"
    assert str(make_header(decode_header(message["From"].addresses[0].display_name))) == SENDER.sender_name
    assert message["Date"].datetime == datetime(2026, 11, 9, 12, tzinfo=UTC)
    for name, (_, content) in attached.items():
        assert f"– {name}\n" in text
        assert content in [each.content for each in draft.attachments]
    assert len(attached) == len(draft.attachments)


@pytest.mark.parametrize("case", LETTERS)
def test_every_letter_says_what_was_received_when_and_whom_to_ask(case: str) -> None:
    draft = drafted(case)
    _, text, _ = opened(mail.eml(draft, SENDER))
    name = "dossier OSE les jardins.xlsx" if draft.letter.subject.startswith("Votre dossier") else "bilan.pdf"
    for expected in (
        f"Fichier «\u00a0{name}\u00a0», reçu le {french_date(DAY)}",
        f"code de réception {SENT.code}, empreinte 5f0c2a9d)",
        "27 novembre 2026",
        SENDER.contact,
        *SENDER.signature,
    ):
        assert expected in text
    assert SENT.code in draft.letter.subject


def test_types_and_names_of_attachments() -> None:
    strange = Attachment("Été/..\\liste\r\nBcc: x@y.fr \u202e«.xyz", b"?")
    nameless = Attachment("«».", b"!")
    draft = Draft(Letter("x", ("y",)), (), DAY, SENT.code, (ANSWER, WORKBOOK, strange, nameless))
    _, _, attached = opened(mail.eml(draft, SENDER))
    assert {name: kind for name, (kind, _) in attached.items()} == {
        "fiche-retour-D-2026-003.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "classeur-retourne-D-2026-003.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Ete-..-liste-Bcc-x-y.fr-.xyz": "application/octet-stream",
        "piece-jointe": "application/octet-stream",
    }


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 1000])
def test_the_limit_counts_attachments_as_they_travel(size: int) -> None:
    content = bytes(size)
    lines = EmailMessage(policy=default.clone(linesep="\r\n"))
    lines.set_content(content, maintype="application", subtype="octet-stream")
    travelling = len(lines.as_bytes().partition(b"\r\n\r\n")[2])
    draft = Draft(Letter("x", ("y",)), (), DAY, SENT.code, (Attachment("a.bin", content),))
    for room, kept in ((travelling + 78, ["a.bin"]), (travelling - 1, [])):
        _, text, attached = opened(mail.eml(draft, Mail("", "", "", (), "c", room)))
        assert list(attached) == kept
        assert ("à transmettre autrement" in text) == (not kept)


def test_what_is_too_heavy_is_left_out_and_said_and_the_rest_goes() -> None:
    heavy = Attachment("classeur.xlsx", bytes(12_345_678))
    draft = Draft(LETTERS["a-completer"][0] or Letter("", ()), TO, DAY, SENT.code, (heavy, ANSWER))
    content = mail.eml(draft, SENDER)
    _, text, attached = opened(content)
    assert list(attached) == ["fiche-retour-D-2026-003.docx"]
    assert (
        "Pièces jointes\u00a0:\n\n"
        "– classeur.xlsx (12,3 Mo) – trop lourd pour un courriel\u00a0: à transmettre autrement\n"
        "– fiche-retour-D-2026-003.docx\n" in text
    )
    assert len(content) < 10_000
    assert "Pièces à joindre\u00a0: fiche-retour-D-2026-003.docx\r\n" in mail.text(draft, SENDER).decode("utf-8-sig")


def test_addresses_that_are_none_are_left_out_and_never_mended() -> None:
    to = (" a.b+c@exemple.fr ", "a.b+c@exemple.fr", "a@exemple", "Nom <a@exemple.fr>", "a@b.fr, c@d.fr", "é@b.fr", "")
    message, _, _ = opened(mail.eml(Draft(Letter("x", ("y",)), to, DAY, SENT.code), SENDER))
    assert message.get_all("To") == ["a.b+c@exemple.fr"]
    draft = Draft(Letter("x", ("y",)), to[2:], DAY, SENT.code)
    message, _, _ = opened(mail.eml(draft, Mail("", "", "", (), "c", 1)))
    assert message.keys().count("To") == message.keys().count("From") == message.keys().count("Reply-To") == 0
    copied = mail.text(draft, SENDER).decode("utf-8-sig")
    assert copied.startswith("À\u00a0: (adresse à compléter)\r\nObjet\u00a0: x\r\n")


def test_same_draft_same_bytes_and_another_draft_another_message_id() -> None:
    contents = [mail.eml(drafted(case), SENDER) for case in LETTERS]
    assert contents == [mail.eml(drafted(case), SENDER) for case in LETTERS]
    assert len({opened(content)[0]["Message-ID"] for content in contents}) == len(LETTERS)
    draft = drafted("a-completer")
    other = Draft(draft.letter, draft.to, draft.made_on, draft.code, (ANSWER, Attachment(WORKBOOK.name, b"other")))
    assert opened(mail.eml(other, SENDER))[0]["Message-ID"] != opened(contents[1])[0]["Message-ID"]


def test_what_looks_like_html_or_like_a_quotation_stays_text() -> None:
    paragraphs = ("> cité", "<script>alert(1)</script> &amp; <!-- x", ("<li>a", "From b", "."))
    letter = Letter("<b>Objet</b> & suite", paragraphs)
    content = mail.eml(Draft(letter, (), DAY, SENT.code), SENDER)
    message, text, _ = opened(content)
    assert message["Subject"] == "<b>Objet</b> & suite"
    assert "> cité\n\n<script>alert(1)</script> &amp; <!-- x\n\n– <li>a\n– From b\n– .\n" in text
    html = message.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()


# --------------------------------------------------------------------------------------------------- by when, what next


def test_days_that_are_past_or_not_known_are_not_asked_for() -> None:
    late = Sent("a.xlsx", date(2026, 12, 1), "K7M-4QX", SHA256, "D-1", SENT.session_on, "2026-2", SENT.deadline)
    unknown = Sent("a.xlsx", DAY, "K7M-4QX", SHA256, "D-1")
    for sent, complete, lacking in (
        (late, "présenté à la séance du comité du 10 décembre 2026", "nous vous dirons alors à quelle séance"),
        (unknown, "dont nous vous donnerons la date", "nous vous donnerons la date de la prochaine séance"),
    ):
        words = " ".join(map(str, (*say.received_complete(sent).paragraphs, *say.to_complete(sent, POINTS).paragraphs)))
        assert complete in words
        assert lacking in words
        assert "au plus tard" not in words
        assert "l’attendons" not in " ".join(map(str, say.unreadable("r", "a", sent).paragraphs))


@pytest.mark.parametrize("state", State)
def test_a_file_sent_twice_is_told_where_its_dossier_stands(state: State) -> None:
    words = " ".join(map(str, say.already_received(SENT, date(2026, 10, 5), state).paragraphs))
    assert "reçu le 5 octobre 2026" in words
    assert ("il reste des points" in words.lower()) == (state is State.TO_COMPLETE)
    assert ("Il sera présenté" in words) == (state is State.READY)
    assert State.NOT_RETAINED not in words


def test_receipt_is_one_line() -> None:
    line = receipts.receipt("K7M-4QX", SHA256, "a\nb\u202e.xlsx", DAY, receipts.recorded("D-2026-003", complete=True))
    assert line == (
        "Fichier «\u00a0a b.xlsx\u00a0», reçu le 9 novembre 2026 "
        "(code de réception K7M-4QX, empreinte 5f0c2a9d)\u00a0: dossier D-2026-003, complet."
    )


# --------------------------------------------------------------------------------------------- whatever the data may be

LETTERS_TO_FEAR = st.sampled_from("aé’ \u00a0:;,<>&\"'=?@.>-_\r\n\t\u2028\u0085\x00\ud800😀\u202e")
WILD = st.text(st.one_of(LETTERS_TO_FEAR, st.characters()), max_size=150)
ADDRESSES = st.one_of(
    WILD, st.emails(), st.sampled_from(["a@b.fr\r\nBcc: x@y.fr", "a@b.fr, c@d.fr", "a@b.fr", "=?utf-8?q?a?=@b.fr"])
)


@given(WILD, WILD, st.lists(ADDRESSES, max_size=3), st.lists(WILD, max_size=3), WILD, WILD)
def test_no_text_becomes_a_header_or_differs_between_the_parts(
    name: str, words: str, to: list[str], lines: list[str], contact: str, file: str
) -> None:
    sent = Sent(name, DAY, SENT.code, SHA256, session_on=SENT.session_on, wave=words, deadline=SENT.deadline)
    letter = say.unreadable(words, name, sent)
    letter = Letter(letter.subject + words, (*letter.paragraphs, tuple(lines), words))
    sender = Mail("ose@cress.example", name, "", tuple(lines), contact, 10_000)
    draft = Draft(letter, tuple(to), DAY, SENT.code, (Attachment(file, b"\x00"),))
    message, text, attached = opened(mail.eml(draft, sender))
    expected = ["Date", "From", "To", "Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"]
    addresses = [address for each in to if is_address(address := each.strip())]
    assert message.keys() == [header for header in expected if header != "To" or addresses]
    assert message.get_all("To", []) == ([", ".join(dict.fromkeys(addresses))] if addresses else [])
    assert len(attached) == 1
    assert all(attachment.isascii() and attachment.isprintable() for attachment in attached)
    assert mail.text(draft, sender).decode("utf-8-sig").replace("\r\n", "\n").count(text) == 1
