"""A register of an earlier version is brought to the present one, with all it holds, and works."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from ose_batch.model import State
from ose_batch.register import connection, journal, papers, record, schema, store
from tests.registers import AUTUMN, decide, decision, receive, submission

TODAY = date(2026, 11, 2)

_ISSUER = '{"name":"CRESS","signatory":"Camille Essai","signatory_title":"Présidente","town":"Nantes","conditions":"x"}'
_LINE = ["2026-10-05", "reçu", "ose-batch", 1, 1, "ab", "Prêt pour le comité"]


def version_1(path: Path) -> None:
    """A register as version 1 of the schema knew it: a dossier, its note not delivered yet, one run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(schema.MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")
        db.execute(
            "INSERT INTO organisation VALUES"
            " (1, NULL, '999000081', '', '99900008100017', 'Les Anciens', 'Toute l’organisation', '', 'SCIC', '44')"
        )
        db.execute("INSERT INTO received VALUES ('ab', 'dossier', '2026-10-05')")
        db.execute(
            "INSERT INTO dossier (id, number, organisation_id, sha256, form_version, kind, wave, session_on,"
            " deposited_on, state, readings, fields, tables, findings)"
            " VALUES (1, 'D-2026-001', 1, 'ab', '1', 'Candidature', '2026-2', '2026-12-10',"
            " '2026-10-05', 'Prêt pour le comité', '{\"P1\":\"Complet\"}',"
            " '{\"organisation.name\":\"Les Anciens\"}', '{}', '[]')"
        )
        db.execute(
            "INSERT INTO document (dossier_id, kind, issuer, due_on) VALUES (1, 'note', ?, '2026-10-05')", (_ISSUER,)
        )
        db.execute("INSERT INTO view VALUES ('decisions-comite-2026-12-10.xlsx', 'cd')")
        db.execute("INSERT INTO journal VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)", [*_LINE, journal.link("", _LINE)])
        db.execute("INSERT INTO run (today) VALUES ('2026-10-05')")


def test_a_register_of_version_1_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "ose.sqlite"
    version_1(path)
    with closing(connection.open_register(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS)
        assert store.last_run(db) == date(2026, 10, 5)
        (note,) = papers.undelivered(db)
        assert (note.kind, note.entry.number, note.entry.wave) == ("note", "D-2026-001", "2026-2")
        assert receive(db, TODAY, submission(2)) == "D-2026-002"
        decide(db, date(2026, 12, 14), {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
        record.run(db, TODAY)
        assert store.runs(db) == 2
        assert [head for (head,) in db.execute("SELECT journal_head FROM run ORDER BY id")] == ["", journal.head(db)]
        assert list(journal.broken(db)) == []
        assert connection.flaws(db) == []


def test_a_register_brought_up_is_made_like_a_new_one(tmp_path: Path) -> None:
    version_1(tmp_path / "old.sqlite")
    objects = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    with (
        closing(connection.open_register(tmp_path / "old.sqlite")) as old,
        closing(connection.open_register(tmp_path / "new.sqlite")) as new,
    ):
        assert [tuple(row) for row in old.execute(objects)] == [tuple(row) for row in new.execute(objects)]
