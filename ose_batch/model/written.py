"""What is written from the register: documents before they are files, and who signs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs what is printed, as the settings said on the day it became due."""

    name: str
    signatory: str
    signatory_title: str
    town: str
    conditions: str
    """Conditions of use of the identity, printed on the attestation."""


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document before it is a file: which template, which words."""

    kind: str
    """`note`, `attestation`."""
    filename: str
    """Path below the outbox, ASCII, `/` between folders."""
    template: str
    """Name of the file in templates/docx."""
    title: str
    made_on: date
    """The date its core properties and zip entries carry: a document depends on its entry, never on the clock."""
    words: Mapping[str, Any]
    """What the template's tags see."""
    expected: tuple[str, ...] = ()
    """Texts without which the document is not published, whatever was done to its template."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How the drafts of e-mails are written, as the settings say."""

    sender: str
    """The address they leave from; empty when not set: the mail program puts its own."""
    sender_name: str
    reply_to: str
    """Where answers go; empty for the sender's address."""
    signature: tuple[str, ...]
    """Its lines."""
    contact: str
    """Whom to ask, on one line."""
    largest: int
    """Bytes that the attachments of one e-mail may take, as they travel."""
