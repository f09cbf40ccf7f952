"""What documents are made with, and one document made of a plan: for those that `deliveries` publishes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from ose_batch.charter.rules import Rules
from ose_batch.documents import proof, word
from ose_batch.forms.scan import Scan
from ose_batch.model import DocumentPlan, Occasion
from ose_batch.register.papers import Due
from ose_batch.workspace import Workspace

_compiled = lru_cache(maxsize=32)(word.compile)
"""A template takes longer to compile than to fill: the runs of one process (planifier, demo) compile it once."""


class Unmade(Exception):
    """A document cannot be made for now: the message says which and why, in French."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document that is still to be published."""

    path: str
    """Below the outbox."""
    content: bytes
    template_sha256: str = ""
    """Of what staff may change in it; empty when that is nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    workspace: Workspace
    rules: Rules
    db: sqlite3.Connection
    scan: Scan
    _templates: dict[str, tuple[word.Template, str] | word.TemplateError] = field(default_factory=dict)
    _forms: dict[str, bytes] = field(default_factory=dict)
    _at_hand: dict[tuple[int, str, Occasion | None], Made] = field(default_factory=dict)

    def made(self, due: Due, kind: str, make: Callable[[Desk, Due], Made]) -> Made:
        """Once for the document and the letter that carries it. Raises what `make` raises."""
        key = due.entry.id, kind, due.occasion
        if key not in self._at_hand:
            if any(dossier != due.entry.id for dossier, _, _ in self._at_hand):
                self._at_hand.clear()
            self._at_hand[key] = make(self, due)
        return self._at_hand[key]

    def form(self, name: str) -> bytes:
        """A blank workbook (`xlsx/dossier-ose.xlsx`), read once. Raises `OSError`."""
        if name not in self._forms:
            self._forms[name] = self.workspace.template(name).read_bytes()
        return self._forms[name]

    def template(self, name: str) -> tuple[word.Template, str]:
        """Compiled once, with its SHA-256. Raises `TemplateError`, `OSError`."""
        if name not in self._templates:
            content = self.workspace.template(f"docx/{name}").read_bytes()
            try:
                self._templates[name] = _compiled(content, name), hashlib.sha256(content).hexdigest()
            except word.TemplateError as error:
                self._templates[name] = error
        found = self._templates[name]
        if isinstance(found, word.TemplateError):
            raise found
        return found


def printed(desk: Desk, document: DocumentPlan) -> Made:
    """Raises `Unmade`, `OSError`."""
    try:
        template, sha256 = desk.template(document.template)
        made = word.render(template, document)
        proof.prove(made, document)
    except word.TemplateError as error:
        raise Unmade(str(error)) from error
    return Made(document.filename, made, sha256)
