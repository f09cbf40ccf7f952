"""What the register says is due goes to the outbox; what it says is replaced leaves the folders people work from."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from ose_batch.charter.rules import Rules
from ose_batch.documents import plan, proof, word
from ose_batch.files import is_there, publish
from ose_batch.model import DocumentPlan
from ose_batch.register import record, store
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace


def make(workspace: Workspace, rules: Rules, db: sqlite3.Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths published, and sentences on the templates that could not be used, or the documents that are open."""
    templates: dict[str, tuple[word.Template, str]] = {}
    published: list[str] = []
    broken: dict[str, str] = {}
    for due in store.undelivered(db):
        document = plan.PLANS[due.kind](due.entry, rules, due.issuer)
        if document.template in broken:
            continue
        try:
            if document.template not in templates:
                templates[document.template] = _template(workspace, document)
            template, template_sha256 = templates[document.template]
            made = word.render(template, document)
            proof.prove(made, document)
        except word.TemplateError as error:
            broken[document.template] = str(error)
            continue
        try:
            publish(workspace.outbox / document.filename, made)
        except PermissionError:  # open in Word: due still, at the next run
            broken[document.filename] = say.open_elsewhere_kept(document.filename)
            continue
        record.delivery(db, due.id, document.filename, hashlib.sha256(made).hexdigest(), template_sha256)
        published.append(document.filename)
    return tuple(published), tuple(broken.values())


def put_away_superseded(workspace: Workspace, db: sqlite3.Connection) -> tuple[str, ...]:
    """Documents of dossiers that a newer one replaced. Gives a sentence for each that is held open."""
    left: list[str] = []
    for document_id, path in store.superseded(db):
        old = workspace.outbox / path
        target = f"{store.SUPERSEDED}/{Path(path).name}"
        if is_there(old):
            (workspace.outbox / target).parent.mkdir(parents=True, exist_ok=True)
            try:
                old.replace(workspace.outbox / target)
            except PermissionError:
                left.append(say.open_elsewhere_kept(path))
                continue
        record.move(db, document_id, target)
    return tuple(left)


def _template(workspace: Workspace, document: DocumentPlan) -> tuple[word.Template, str]:
    content = workspace.template(f"docx/{document.template}").read_bytes()
    return word.compile(content, document.template), hashlib.sha256(content).hexdigest()
