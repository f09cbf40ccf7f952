"""Drafts of e-mails as a mail program reads them, and who sends them."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from ose_batch.model import Mail

SENDER = Mail(
    sender="ose@cress.example",
    sender_name="CRESS des Pays de la Loire, équipe OSE",
    reply_to="reponses@cress.example",
    signature=("L’équipe OSE", "CRESS Pays de la Loire"),
    contact="l’équipe OSE, 02 61 91 00 00, ose@cress.example",
    largest=10_000_000,
)


class _Said(HTMLParser):
    """The text of a draft's HTML, laid out as its plain text is."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.tags: set[str] = set()
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [name for name, _ in attrs] == {"html": ["lang"], "meta": ["charset"], "body": ["style"]}.get(tag, [])
        self.tags.add(tag)
        self.open = tag if tag != "br" else self.open
        if tag in ("p", "ul"):
            self.blocks.append("")
        elif tag in ("li", "br"):
            self.blocks[-1] += ("\n" if self.blocks[-1] else "") + ("– " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open in ("p", "li"):
            self.blocks[-1] += data.removeprefix("\n")


def said(html: str) -> str:
    parser = _Said()
    parser.feed(html)
    parser.close()
    assert parser.tags <= {"html", "head", "meta", "title", "body", "p", "ul", "li", "br"}
    return "\n\n".join(parser.blocks) + "\n"


def opened(content: bytes) -> tuple[EmailMessage, str, dict[str, tuple[str, bytes]]]:
    """The message, its text (the same in both parts) and its attachments: name → (type, content)."""
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    assert not [value.defects for value in message.values() if value.defects]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    text = plain.get_content().replace("\r\n", "\n")
    assert said(html.get_content().replace("\r\n", "\n")) == text
    attached = {
        part.get_filename() or "": (part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    }
    return message, text, attached
