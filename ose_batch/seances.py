"""The folder of each session: dossier de séance and notes until they are sent, decisions workbook, then the relevé."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

from ose_batch.documents import bound, minutes, plan, proof, session, word
from ose_batch.files import is_there
from ose_batch.forms import layout, scan
from ose_batch.keeping import Shelf
from ose_batch.making import Desk, Unmade, printed
from ose_batch.model import Entry, Issuer, Rejection, Session, SessionPack, State
from ose_batch.register import connection, dossiers, packs, papers
from ose_batch.wording import run as say
from ose_batch.workspace import Workspace


class NotDeclared(Exception):
    """No session is declared on that day: the message says what to do, in French."""


def prepare(workspace: Workspace, held_on: date, today: date) -> str:
    """Writes the folder of one session as it stands, without a run, and says what is in it. Under the lock.

    Raises `NotDeclared`, `SettingsError`, `CharterError`, `OSError`, `sqlite3.Error`.
    """
    settings, rules = workspace.settings(), workspace.rules()
    days = {one.held_on: one for one in settings.sessions}
    if held_on not in days:
        raise NotDeclared(say.session_not_declared(held_on, days))
    one = days[held_on]
    workspace.make_folders()
    with closing(connection.open_register(workspace.database)) as db:
        desk, shelf = Desk(workspace, rules, db, scan.scan), Shelf(workspace, db)
        _write(desk, shelf, one, settings.sessions, settings.issuer, today)
        pack = packs.pack(db, one, settings.sessions, rules.durations)
        if one.sent_on >= today:
            return say.session_prepared(pack, shelf.made, shelf.warnings)
        held = packs.presented(db, held_on)  # nothing yet, when no run was made since
        return say.session_sent(one, held or _states(pack), shelf.made, shelf.warnings)


def _states(pack: SessionPack) -> list[tuple[str, str, State]]:
    return [(each.number, str(each.fields.get("organisation.name", "")), each.state) for each in pack.presented]


def write(desk: Desk, shelf: Shelf, sessions: Sequence[Session], issuer: Issuer, today: date) -> None:
    """The folders of all the sessions declared. Raises `OSError`, `sqlite3.Error`."""
    _clear(shelf, sessions, today)
    for one in sessions:
        _write(desk, shelf, one, sessions, issuer, today)


def _write(desk: Desk, shelf: Shelf, one: Session, sessions: Sequence[Session], issuer: Issuer, today: date) -> None:
    """One that is past and sent keeps what it had. `sessions`: as declared."""
    ready = dossiers.ready(desk.db, one.held_on)
    try:
        if one.sent_on >= today:  # what the members hold no longer changes
            _pack(desk, shelf, one, sessions, issuer)
        record = packs.minutes(desk.db, one)
        if ready:
            _decisions_workbook(desk, shelf, one, ready)
        elif not record.decided:
            shelf.drop(_decisions_path(one))
        path = minutes.path(one)
        if record.decided and (packs.is_recent(desk.db, one) or not is_there(shelf.workspace.outbox / path)):
            shelf.keep((made := printed(desk, minutes.minutes(record, issuer))).path, made.content)
    except (Unmade, word.TemplateError) as reason:
        shelf.warnings.append(str(reason))
    except (OSError, sqlite3.Error):
        raise
    except Exception:  # a defect of ours, met by this session: the others go on
        with desk.workspace.reading_log.open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        shelf.warnings.append(say.session_defect(one.held_on))


def _clear(shelf: Shelf, sessions: Sequence[Session], today: date) -> None:
    """What was prepared for a day on which no session is to be held any more."""
    kept = {one.held_on.isoformat() for one in sessions} | {day.isoformat() for day in packs.sent(shelf.db)}
    for path in papers.views(shelf.db, f"{session.FOLDER}/"):
        day = path.split("/")[1]
        if day not in kept and day >= today.isoformat():
            shelf.drop(path)


def _pack(desk: Desk, shelf: Shelf, one: Session, sessions: Sequence[Session], issuer: Issuer) -> None:
    """Raises `Unmade`, `TemplateError`."""
    pack = packs.pack(desk.db, one, sessions, desk.rules.durations)
    if not pack.presented and not pack.aside:
        for path in papers.views(desk.db, f"{session.folder(one)}/"):
            shelf.drop(path)
        return
    notes = [printed(desk, plan.note(entry, desk.rules, issuer)) for entry in pack.presented]
    front = session.front(pack, desk.rules, issuer)
    template, _ = desk.template(front.template)
    content = bound.dossier(pack, front, template, [note.content for note in notes])
    proof.prove(content, front)
    shelf.keep(front.filename, content)
    folder = f"{session.folder(one)}/notes/"
    own = {
        f"{folder}{rank:02}-{note.path.rpartition('/')[2]}": note.content for rank, note in enumerate(notes, start=1)
    }
    for path in papers.views(desk.db, folder):
        if path not in own:
            shelf.drop(path)
    for path, content in own.items():
        shelf.keep(path, content)


def _decisions_workbook(desk: Desk, shelf: Shelf, one: Session, ready: Sequence[Entry]) -> None:
    numbers = [entry.number for entry in ready]
    shelf.keep(_decisions_path(one), _prefilled(desk, one, ready), lambda content: _numbers(content) == numbers)


def _decisions_path(one: Session) -> str:
    return f"{session.folder(one)}/decisions-comite-{one.held_on.isoformat()}.xlsx"


def _prefilled(desk: Desk, one: Session, ready: Sequence[Entry]) -> bytes:
    from ose_batch.forms import blank, prefill

    form = layout.DECISIONS
    lines = form.sheet("decisions").lines
    if len(ready) <= lines:
        template = desk.form(f"xlsx/{form.filename}")
    else:
        sheets = tuple(replace(sheet, lines=len(ready)) if sheet.key == "decisions" else sheet for sheet in form.sheets)
        form = replace(form, sheets=sheets)
        template = blank.build(form, desk.rules)
    values: dict[str, Any] = {
        "session.held_on": one.held_on,
        "session.instance": one.instance,
        "decisions": [_line(entry) for entry in ready],
    }
    return prefill.fill(form, desk.rules, template, values)


def _numbers(content: bytes) -> Collection[str]:
    """The dossiers that a decisions workbook lists, as it will be read once filled in."""
    from ose_batch.forms import recognise

    grids = scan.scan("", content)
    found = None if isinstance(grids, Rejection) else recognise.recognise(grids)
    if found is None:
        return []
    sheet = found.sheets["decisions"]
    numbers = (str(sheet.grid.rows[line][sheet.columns["number"]]) for line in sheet.lines)
    return [number for number in numbers if number]


def _line(entry: Entry) -> Mapping[str, Any]:
    return {
        "number": entry.number,
        "name": entry.fields.get("organisation.name"),
        "kind": entry.fields.get("organisation.dossier_kind"),
        "readings": say.readings_in_brief(entry.assessment.readings),
    }
