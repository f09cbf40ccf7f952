"""A script played in a real workspace: files dropped in the inbox, the batch run, all compared after each run."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from ose_batch import batch, control
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.region.expected import World
from tests.region.files import INSTANCE, Filler, rna
from tests.region.script import Drop, Script, Sitting
from tests.region.shown import Seen, calamine_rows, dump, opened, openpyxl_rows, rows
from tests.region.state import REPLACED, UNDECIDED, Book, Letter

_NO_SESSION = ("n’est inscrit à aucune séance", "ne sont inscrits à aucune séance")
_CHECKED_KINDS = ("attestation", "courrier", "bilan", "classeur-renouvellement", "point-etape")
_SETTINGS = """
[emetteur]
nom = "CRESS Pays de la Loire"
ville = "Nantes"
signataire = "Camille Exemple"
qualite = "Présidence"
conditions = "Conditions d’utilisation."
"""


class Region:
    """A workspace and the world that it should show."""

    def __init__(self, root: Path, script: Script) -> None:
        self.workspace = Workspace(root)
        self.workspace.make_folders()
        self.script, self.world, self.seen = script, World(), Seen()
        self._filler = Filler(self.workspace)
        self._journal = self._documents = 0
        self._declared: tuple[Sitting, ...] | None = None

    def play(self, runs: Sequence[date]) -> Seen:
        waiting = list(self.script.drops)
        for today in runs:
            drops = [drop for drop in waiting if drop.day <= today]
            waiting = waiting[len(drops) :]
            self.run(today, drops)
        self._end(runs[-1])
        return self.seen

    def run(self, today: date, drops: Sequence[Drop]) -> None:
        declared = self.script.declared(today)
        if declared != self._declared:
            self._declare(declared)
        outcome = self.world.run(today, declared, drops)
        for rank, book in enumerate(outcome.books):
            self._drop(rank, book, today)
        report = batch.traiter(self.workspace, today)
        self.seen.runs += 1
        self.seen.files += len(outcome.books)
        waits = any(one.session_on is None and one.state in UNDECIDED for one in self.world.dossiers)
        told = Counter(any(words in warning for words in _NO_SESSION) for warning in report.warnings)
        self.seen.compare(f"{today} warnings", {True: int(waits), False: 0}, {True: told[True], False: told[False]})
        with closing(opened(self.workspace)) as db:
            self._compare_tables(db, today)
            self._compare_journal(db, today, outcome.lines)
            self._compare_documents(db, today, outcome.letters)
        self._compare_cells(today, calamine_rows((self.workspace.outbox / "registre.xlsx").read_bytes()))
        for event, _, detail in outcome.lines:
            self.seen.counts[f"{event}, non préparée" if detail.endswith("non préparée") else event] += 1

    # ------------------------------------------------------------------------------------------------------- Dropped

    def _declare(self, declared: tuple[Sitting, ...]) -> None:
        self._declared = declared
        sessions = (
            f'\n[[seance]]\ndate = {one.held_on}\ninstance = "{INSTANCE}"\nvague = "{one.wave}"\n'
            f"date_limite = {one.deadline}\ndate_envoi = {one.sent_on}\n"
            for one in declared
        )
        self.workspace.settings_file.write_text(_SETTINGS + "".join(sessions), encoding="utf-8")

    def _drop(self, rank: int, book: Book, today: date) -> None:
        """Oldest first."""
        first, number = book.lines[0]
        path = self.workspace.inbox / f"{today} {rank:02} {type(first).__name__}.xlsx"
        path.write_bytes(self._filler.content(first, number, book))
        os.utime(path, (1_780_000_000 + 60 * rank,) * 2)

    # ------------------------------------------------------------------------------------------------------ Compared

    def _compare_tables(self, db: sqlite3.Connection, today: date) -> None:
        world, seen = self.world, self.seen
        seen.compare(
            f"{today} dossier",
            {
                one.number: (
                    *(rna(one.organisation), one.kind, one.state, one.wave),
                    *map(_iso, (one.session_on, one.deadline_on, one.deposited_on)),
                )
                for one in world.dossiers
            },
            rows(
                db,
                "SELECT number, rna, kind, state, wave, session_on, deadline_on, deposited_on FROM dossier"
                " JOIN organisation ON organisation.id = organisation_id",
            ),
        )
        seen.compare(
            f"{today} recognition",
            {
                one.dossier.number: tuple(
                    map(
                        _iso,
                        (
                            one.validated_on,
                            one.until,
                            one.held_on,
                            one.suspended_on,
                            one.planned_on,
                            one.ended_on,
                        ),
                    )
                )
                for one in world.recognitions
            },
            rows(
                db,
                "SELECT number, validated_on, valid_until, midterm_held_on, suspended_on, removal_planned_on, ended_on"
                " FROM recognition JOIN dossier ON dossier.id = dossier_id",
            ),
        )
        seen.compare(
            f"{today} n° OSE",
            {rna(organisation): (number,) for organisation, number in world.ose_numbers.items()},
            rows(db, "SELECT rna, ose_number FROM organisation WHERE ose_number IS NOT NULL"),
        )
        seen.compare(
            f"{today} step",
            {
                f"{one.dossier.number} {event} {rank} {_iso(until) or ''}": (_iso(due), _iso(recorded), int(told))
                for one in world.recognitions
                for (event, rank, until), (due, recorded, told) in one.steps.items()
            },
            rows(
                db,
                "SELECT number || ' ' || event || ' ' || rank || ' ' || step.counted_to, due_on, recorded_on, answered"
                " FROM step JOIN recognition ON recognition.id = recognition_id"
                " JOIN dossier ON dossier.id = dossier_id",
            ),
        )
        seen.compare(
            f"{today} session",
            {_iso(held_on): (numbers,) for held_on, numbers in world.sent.items()},
            {
                held_on: (_list(numbers),)
                for held_on, numbers in db.execute("SELECT held_on, presented FROM session WHERE sent_on <> ''")
            },
        )

    def _compare_journal(self, db: sqlite3.Connection, today: date, lines: Sequence[tuple[str, str, str]]) -> None:
        found = db.execute(
            "SELECT journal.id, happened_on, event, number, detail FROM journal"
            " LEFT JOIN dossier ON dossier.id = dossier_id WHERE journal.id > ? ORDER BY journal.id",
            (self._journal,),
        ).fetchall()
        expected = [(_iso(today), *line) for line in lines]
        self.seen.compare_counts(f"{today} journal", expected, [tuple(row[1:]) for row in found])
        self._journal = found[-1][0] if found else self._journal

    def _compare_documents(self, db: sqlite3.Connection, today: date, letters: Sequence[Letter]) -> None:
        found = db.execute(
            "SELECT document.id, number, document.kind, ifnull(json_extract(nullif(occasion, ''), '$.event'), ''),"
            " ifnull(json_extract(nullif(occasion, ''), '$.rank'), 0), path, is_void FROM document"
            " JOIN dossier ON dossier.id = dossier_id WHERE document.id > ? ORDER BY document.id",
            (self._documents,),
        ).fetchall()
        self._documents = found[-1][0] if found else self._documents
        texts: dict[tuple[str, str, str, int], str] = {}
        for _, number, kind, event, rank, path, _ in found:
            file = self.workspace.outbox / (path or "")
            self.seen.compare(f"{today} file", {path: True}, {path: path is not None and file.is_file()})
            if kind in ("attestation", "courrier") and file.is_file():
                texts[number, kind, event, rank] = text_of(file.read_bytes())
        self.seen.compare_counts(
            f"{today} document",
            [(each.number, each.kind, each.event, each.rank) for each in letters],
            [tuple(row[1:5]) for row in found if row[2] in _CHECKED_KINDS],
        )
        for each in letters:
            self._compare_text(today, each, texts.get((each.number, each.kind, each.event, each.rank), ""))
        current = [
            row[0]
            for row in db.execute(
                "SELECT number FROM document JOIN dossier ON dossier.id = dossier_id"
                " WHERE document.kind = 'attestation' AND NOT is_void AND path LIKE 'attestations/%'"
            )
        ]
        self.seen.compare_counts(f"{today} attestation", self.world.attestations, current)
        standing = list((self.workspace.outbox / "attestations").glob("*.docx"))
        self.seen.compare(f"{today} attestations", {"files": len(current)}, {"files": len(standing)})

    def _compare_text(self, today: date, letter: Letter, text: str) -> None:
        said = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
        about = f"{letter.number} {letter.kind} {letter.event} {letter.rank}"
        wanted = dict.fromkeys(letter.says, True) | dict.fromkeys(letter.never_says, False)
        if text:
            self.seen.compare(f"{today} text of {about}", wanted, {words: words in said for words in wanted})

    def _compare_cells(self, today: date, found: Mapping[str, tuple[Any, ...]]) -> None:
        self.seen.compare(f"{today} registre", dict(self._cells(today)), found)

    def _cells(self, today: date) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """N° de dossier → the columns of `_COLUMNS`."""
        world = self.world
        for one in world.dossiers:
            if one.state == REPLACED:
                continue
            last_one = world.recognition(one.organisation)
            is_present = last_one is None or last_one.dossier is one
            own = next((each for each in world.recognitions if each.dossier is one), None)
            period = last_one if is_present else None
            identity = period.identity(today) if period else None if last_one else "Non accordée"
            told_on = [
                recorded
                for (event, _, _), (_, recorded, told) in (period.steps.items() if period else ())
                if told and event == "Relance de renouvellement"
            ]
            last = one.decisions[-1] if one.decisions else None
            yield (
                one.number,
                (
                    world.ose_numbers.get(one.organisation),
                    one.wave or None,
                    one.kind,
                    one.state,
                    identity,
                    (period.midterm(today) or None) if period else None,
                    (world.renewal(one.organisation, today) or None) if is_present else None,
                    one.deposited_on,
                    last.sitting.held_on if last else one.session_on,
                    last.decision if last else None,
                    own and own.validated_on,
                    own and own.validated_on + relativedelta(months=18),
                    own and own.held_on,
                    own and own.until,
                    (period.until - today).days if period and identity in ("Active", "Suspendue") else None,
                    world.renewals(one.organisation) if period else None,
                    max(told_on, default=None),
                ),
            )

    # ----------------------------------------------------------------------------------------------------- At the end

    def _end(self, today: date) -> None:
        """The register read as a person's program does, nothing off, and nothing left to do."""
        content = (self.workspace.outbox / "registre.xlsx").read_bytes()
        self._compare_cells(today, openpyxl_rows(content))
        anomalies = control.check(self.workspace).anomalies
        self.seen.checks += 1
        self.seen.disagreements += [f"control {one.kind} {one.where}: {one.sentence}" for one in anomalies]
        before, rows = workspaces.outbox(self.workspace), dump(self.workspace)
        batch.traiter(self.workspace, today)
        self.seen.compare("second run: outbox", before, workspaces.outbox(self.workspace))
        self.seen.compare("second run: tables", rows, dump(self.workspace))
        self.seen.ends = {rank: self._standing(rank, today) for rank in range(1, self.script.organisations + 1)}

    def _standing(self, organisation: int, today: date) -> tuple[Any, ...]:
        """As the world has it, which was compared with the register."""
        period = self.world.recognition(organisation)
        states = tuple(one.state for one in self.world.of(organisation))
        dates = (period.validated_on, period.until, period.held_on, period.ended_on) if period else ()
        status = (period.identity(today), period.midterm(today)) if period else ()
        return states, status, self.world.renewal(organisation, today), dates


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _list(numbers: str) -> list[str]:
    return [number for number in numbers.strip("[]").replace('"', "").split(", ") if number]
