"""Drafts of e-mails (.eml), and the same as texts to copy. Same draft, same bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from ose_batch.address import is_address
from ose_batch.documents.fit import flat
from ose_batch.model import Mail
from ose_batch.text import clean
from ose_batch.wording import mail as say

_OFFICE = "vnd.openxmlformats-officedocument"
_TYPES = {"xlsx": f"{_OFFICE}.spreadsheetml.sheet", "docx": f"{_OFFICE}.wordprocessingml.document"}
_UNNAMED = "piece-jointe"
_LONGEST_NAME = 100
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._()-]+")
_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:11pt"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    letter: say.Letter
    to: tuple[str, ...]
    """What is not an address is left out."""
    made_on: date
    code: str
    """Code de réception of the file that is answered."""
    attachments: tuple[Attachment, ...] = ()
    """Most useful first: those that would pass the limit are left out, and the letter says so."""


Block = str | tuple[str, ...]
"""A paragraph, of one or several lines; a tuple is a list of bullets."""


@dataclass(frozen=True, slots=True)
class _Message:
    """A draft made harmless, with all that is said around its letter."""

    to: tuple[str, ...]
    subject: str
    blocks: tuple[Block, ...]
    attached: tuple[Attachment, ...]


def eml(draft: Draft, sender: Mail) -> bytes:
    """A draft that opens ready to be sent (`X-Unsent`); an address that it lacks is left to a person."""
    message = _message(draft, sender)
    digest = _digest(message, draft)
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = datetime.combine(draft.made_on, time(12), UTC)
    if sender.sender:
        mail["From"] = Address(display_name=_line(sender.sender_name), addr_spec=sender.sender)
    if sender.reply_to:
        mail["Reply-To"] = Address(addr_spec=sender.reply_to)
    if message.to:
        mail["To"] = [Address(addr_spec=address) for address in message.to]
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{digest}@{sender.sender.partition('@')[2] or 'ose.invalid'}>"
    mail["X-Unsent"] = "1"
    mail.set_content(_as_text(message.blocks), cte="quoted-printable")
    mail.add_alternative(_as_html(message), subtype="html", cte="quoted-printable")
    for attachment in message.attached:
        subtype = _TYPES.get(attachment.name.rpartition(".")[2], "octet-stream")
        mail.add_attachment(attachment.content, maintype="application", subtype=subtype, filename=attachment.name)
    for rank, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{rank}")  # "=_" is in no text: quoted-printable writes "=" as "=3D"
    return mail.as_bytes()


def text(draft: Draft, sender: Mail) -> bytes:
    """For mail programs that do not open drafts: UTF-8 with its mark and CRLF, as Notepad wants them."""
    message = _message(draft, sender)
    names = [attachment.name for attachment in message.attached]
    copied = say.copied(", ".join(message.to), message.subject, _as_text(message.blocks), names)
    return copied.replace("\n", "\r\n").encode("utf-8-sig")


def _message(draft: Draft, sender: Mail) -> _Message:
    attached, listed = _attached(draft.attachments, sender.largest)
    letter = (_lines(block) if isinstance(block, tuple) else _line(block) for block in draft.letter.paragraphs)
    blocks = (
        say.GREETING,
        *letter,
        *((say.attached(len(listed)), listed) if listed else ()),
        say.ask(_line(sender.contact)),
        say.CLOSING,
        "\n".join(_lines(sender.signature)),
    )
    to = dict.fromkeys(address for each in draft.to if is_address(address := each.strip()))
    return _Message(tuple(to), _line(draft.letter.subject), tuple(filter(None, blocks)), attached)


def _attached(attachments: Collection[Attachment], largest: int) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Those that go with the e-mail, each as long as it fits, and how all are listed."""
    kept, listed, room = [], [], largest
    for attachment in attachments:
        name, size = _plain_name(attachment.name), _travelling(attachment.content)
        if size <= room:
            kept.append(Attachment(name, attachment.content))
            listed.append(name)
            room -= size
        else:
            listed.append(say.too_heavy(name, len(attachment.content)))
    return tuple(kept), tuple(listed)


def _travelling(content: bytes) -> int:
    """Bytes once in base64: 57 make a line of 76 letters and its CRLF."""
    return -(-len(content) // 57) * 78


def _plain_name(name: str) -> str:
    """ASCII, without anything that some system refuses in the name of a file."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", ascii_only).strip(".-")[-_LONGEST_NAME:] or _UNNAMED


def _as_text(blocks: Collection[Block]) -> str:
    written = ("\n".join(f"– {item}" for item in block) if isinstance(block, tuple) else block for block in blocks)
    return "\n\n".join(written) + "\n"


def _as_html(message: _Message) -> str:
    """One column, and nothing that a mail program would have to fetch or could refuse."""
    body = "\n".join(map(_block_as_html, message.blocks))
    head = f'<head><meta charset="utf-8"><title>{escape(message.subject)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="fr">\n{head}\n<body style="{_STYLE}">\n{body}\n</body>\n</html>\n'


def _block_as_html(block: Block) -> str:
    if isinstance(block, tuple):
        return "<ul>\n" + "".join(f"<li>{escape(item)}</li>\n" for item in block) + "</ul>"
    return "<p>" + "<br>\n".join(map(escape, block.split("\n"))) + "</p>"


def _line(words: str) -> str:
    """Harmless and on one line, so that nothing said in it can begin a header; no-break spaces stay."""
    return flat(clean(words))


def _lines(texts: Collection[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, texts)))


def _digest(message: _Message, draft: Draft) -> str:
    """What tells this draft from any other, and stays when it is made again."""
    said = repr((message.to, message.subject, message.blocks, draft.made_on, draft.code)).encode()
    contents = b"".join(hashlib.sha256(attachment.content).digest() for attachment in message.attached)
    return hashlib.sha256(said + contents).hexdigest()[:32]
