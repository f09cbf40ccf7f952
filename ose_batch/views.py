"""What staff work from, remade at each run: the register's Excel view, the decisions workbooks of the sessions."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ose_batch.charter.rules import Rules
from ose_batch.files import is_there, publish
from ose_batch.forms import layout
from ose_batch.model import Rejection, Session
from ose_batch.register import record, store, view
from ose_batch.settings import Settings
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace

REGISTER = "registre.xlsx"


def write(
    workspace: Workspace, settings: Settings, rules: Rules, db: sqlite3.Connection, today: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths below the outbox that changed, and sentences on what needs a person."""
    made: list[str] = []
    warnings: list[str] = []
    coming = next((session for session in settings.sessions if session.held_on >= today), None)
    for session in settings.sessions:
        ready = store.ready(db, session.held_on, adjourned=session is coming)
        if ready:
            _decisions_workbook(workspace, rules, db, session, ready, made, warnings)
    _register(workspace, settings, rules, db, today, made, warnings)
    without_session = store.count_without_session(db)
    if without_session:
        warnings.append(say.no_session(without_session))
    return tuple(made), tuple(warnings)


def _register(
    workspace: Workspace,
    settings: Settings,
    rules: Rules,
    db: sqlite3.Connection,
    today: date,
    made: list[str],
    warnings: list[str],
) -> None:
    buffer = io.BytesIO()
    lines = view.write(db, buffer, rules, today, settings.sessions, scratch=workspace.data)
    content = buffer.getvalue()
    if _held(workspace.outbox / REGISTER) == _sha256(content):
        _drop_copies(workspace, db)
        return
    if view.lines(content) != lines:
        warnings.append(say.view_unsound(REGISTER))
        return
    try:
        publish(workspace.outbox / REGISTER, content)
    except PermissionError:
        _copy(workspace, db, f"registre-{today.isoformat()}.xlsx", content, made, warnings)
    else:
        made.append(REGISTER)
        _drop_copies(workspace, db)


def _copy(
    workspace: Workspace, db: sqlite3.Connection, path: str, content: bytes, made: list[str], warnings: list[str]
) -> None:
    """Beside a register that is open in Excel; people may have that copy open too."""
    record.view_due(db, path, _sha256(content))
    try:
        publish(workspace.outbox / path, content)
    except PermissionError:
        warnings.append(say.open_elsewhere_kept(REGISTER))
        return
    record.view_written(db, path)
    warnings.append(say.open_elsewhere(REGISTER, path))
    made.append(path)


def _drop_copies(workspace: Workspace, db: sqlite3.Connection) -> None:
    """The dated copies made while the register was open in Excel have served, but those that a person changed."""
    for name in store.view_copies(db):
        held = _held(workspace.outbox / name)
        with suppress(PermissionError):  # open in its turn: it goes another week
            if held in store.view_hashes(db, name):
                (workspace.outbox / name).unlink()
                held = None
        if held is None:
            record.view_gone(db, name)


def _decisions_workbook(
    workspace: Workspace,
    rules: Rules,
    db: sqlite3.Connection,
    session: Session,
    ready: list[store.Ready],
    made: list[str],
    warnings: list[str],
) -> None:
    path = f"decisions-comite-{session.held_on.isoformat()}.xlsx"
    content = _prefilled(workspace, rules, session, ready)
    target = workspace.outbox / path
    held = _held(target)
    known = store.view_hashes(db, path)
    if held == _sha256(content):
        if known != {held}:  # a run was cut short just after writing it
            record.view_due(db, path, held)
            record.view_written(db, path)
        return
    if held and held not in known and not store.receipt(db, held):
        warnings.append(say.edited_by_hand(path))
        return
    if _numbers(content) != [dossier.number for dossier in ready]:
        warnings.append(say.view_unsound(path))
        return
    record.view_due(db, path, _sha256(content))
    try:
        publish(target, content)
    except PermissionError:
        warnings.append(say.open_elsewhere_kept(path))
        return
    record.view_written(db, path)
    made.append(path)


def _prefilled(workspace: Workspace, rules: Rules, session: Session, ready: list[store.Ready]) -> bytes:
    from ose_batch.forms import blank, prefill

    form = layout.DECISIONS
    lines = form.sheet("decisions").lines
    if len(ready) <= lines:
        template = workspace.template(f"xlsx/{form.filename}").read_bytes()
    else:
        sheets = tuple(replace(sheet, lines=len(ready)) if sheet.key == "decisions" else sheet for sheet in form.sheets)
        form = replace(form, sheets=sheets)
        template = blank.build(form, rules)
    values: dict[str, Any] = {
        "session.held_on": session.held_on,
        "session.instance": session.instance,
        "decisions": [_line(dossier) for dossier in ready],
    }
    return prefill.fill(form, rules, template, values)


def _numbers(content: bytes) -> list[str]:
    """The dossiers that a decisions workbook lists, as it will be read once filled in."""
    from ose_batch.forms import recognise, scan

    grids = scan.scan("", content)
    found = None if isinstance(grids, Rejection) else recognise.recognise(grids)
    if found is None:
        return []
    sheet = found.sheets["decisions"]
    numbers = (str(sheet.grid.rows[line][sheet.columns["number"]]) for line in sheet.lines)
    return [number for number in numbers if number]


def _line(dossier: store.Ready) -> Mapping[str, Any]:
    return {
        "number": dossier.number,
        "name": dossier.name,
        "kind": dossier.kind,
        "readings": say.readings_in_brief(dossier.readings),
    }


def _held(target: Path) -> str | None:
    """The hash of what stands there, whoever wrote it."""
    return _sha256(target.read_bytes()) if is_there(target) else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
