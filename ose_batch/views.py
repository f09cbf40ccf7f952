"""The register's Excel view and the blank mouvements workbook, remade at each run: what staff work from."""

from __future__ import annotations

import io
import sqlite3
from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.files import publish
from ose_batch.keeping import Shelf, sha256
from ose_batch.register import papers, record, store, view
from ose_batch.settings import Settings
from ose_batch.wording import run as say

REGISTER = "registre.xlsx"
MOVEMENTS = "mouvements.xlsx"


def write(shelf: Shelf, settings: Settings, rules: Rules, today: date) -> None:
    shelf.keep(MOVEMENTS, shelf.workspace.template(f"xlsx/{MOVEMENTS}").read_bytes())
    _register(shelf, settings, rules, today)
    without_session = store.count_without_session(shelf.db)
    if without_session:
        shelf.warnings.append(say.no_session(without_session))


def _register(shelf: Shelf, settings: Settings, rules: Rules, today: date) -> None:
    outbox, buffer = shelf.workspace.outbox, io.BytesIO()
    lines = view.write(shelf.db, buffer, rules, today, settings.sessions, scratch=shelf.workspace.data)
    content = buffer.getvalue()
    if shelf.held(outbox / REGISTER) == sha256(content):
        _drop_copies(shelf)
        return
    if view.lines(content) != lines:
        shelf.warnings.append(say.view_unsound(REGISTER))
        return
    try:
        publish(outbox / REGISTER, content)
    except PermissionError:
        _copy(shelf, f"registre-{today.isoformat()}.xlsx", content)
    else:
        shelf.made.append(REGISTER)
        _drop_copies(shelf)


def _copy(shelf: Shelf, path: str, content: bytes) -> None:
    """Beside a register that is open in Excel; people may have that copy open too."""
    record.view_due(shelf.db, path, sha256(content))
    try:
        publish(shelf.workspace.outbox / path, content)
    except PermissionError:
        shelf.warnings.append(say.open_elsewhere_kept(REGISTER))
        return
    record.view_written(shelf.db, path)
    shelf.warnings.append(say.open_elsewhere(REGISTER, path))
    shelf.made.append(path)


def _drop_copies(shelf: Shelf) -> None:
    """The dated copies made while the register was open in Excel have served, but those that a person changed."""
    for path in copies(shelf.db):
        shelf.drop(path)


def copies(db: sqlite3.Connection) -> list[str]:
    """Of the register, beside it."""
    return papers.views(db, "registre-")
