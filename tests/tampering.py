"""What someone may do to a workspace behind the program's back; each gives the anomaly's kind, place and sentence."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ose_batch.register import connection, journal, originals
from ose_batch.register.originals import Tombstone
from ose_batch.workspace import Workspace
from tests.workspaces import DEPOSIT

Tampering = Callable[[Workspace], tuple[str, str, str]]


def forge(database: Path, *statements: str) -> None:
    """As someone would who has a SQLite editor: the journal's triggers are dropped, then put back."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in triggers:
            db.execute(sql)


def original(workspace: Workspace, query: str) -> Path:
    with closing(sqlite3.connect(workspace.database)) as db:
        (sha256,) = db.execute(query).fetchone()
    return workspace.archive / sha256[:2] / f"{sha256}.xlsx"


def document(workspace: Workspace, start: str) -> Path:
    (path,) = workspace.outbox.glob(f"{start}*")
    return path


FIRST = "SELECT sha256 FROM dossier WHERE id = 1"


def place(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()


def journal_line_changed(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "UPDATE journal SET detail = 'À compléter' WHERE id = 2")
    return "journal", "ligne 2", "elle a été modifiée"


def journal_line_removed(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "DELETE FROM journal WHERE id = 3")
    return "journal", "ligne 4", "des lignes manquent juste avant"


def journal_cut(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "DELETE FROM journal WHERE id = 7")
    return "journal", "fin du journal", "à la fin du traitement du 14/12/2026"


def journal_cut_back_to_a_backup(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "DELETE FROM journal WHERE id = 7", "UPDATE run SET journal_head = ''")
    return "journal", "ose-2026-12-21.sqlite", "(n° 7, du 14/12/2026) n’est plus au journal"


def state_forged(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "UPDATE dossier SET state = 'Validé' WHERE number = 'D-2026-003'")
    return "register", "D-2026-003", "le registre dit « Validé », le journal « Présenté »."


def decision_forged(workspace: Workspace) -> tuple[str, str, str]:
    forge(
        workspace.database,
        "CREATE TEMP TABLE forged AS SELECT * FROM decision",
        "UPDATE forged SET id = 2, dossier_id = 3",
        "INSERT INTO decision SELECT * FROM forged",
    )
    return (
        "register",
        "D-2026-003",
        "au registre : Validé le 10/12/2026, jusqu’au 10/12/2029 inclus ; au journal : aucune.",
    )


def decision_changed(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "UPDATE decision SET decided_on = 'hier'")
    return (
        "register",
        "D-2026-002",
        "au registre : Validé hier ; au journal : Validé le 10/12/2026, jusqu’au 10/12/2029 inclus.",
    )


def dossier_forged(workspace: Workspace) -> tuple[str, str, str]:
    forge(
        workspace.database,
        "CREATE TEMP TABLE forged AS SELECT * FROM dossier WHERE id = 3",
        "INSERT INTO received VALUES ('ab', 'dossier', '2026-11-30')",
        "INSERT INTO dossier (number, organisation_id, sha256, form_version, kind, wave, deposited_on, state, readings,"
        " fields, tables, findings) SELECT 'D-2026-009', organisation_id, 'ab', form_version, kind, wave, deposited_on,"
        " state, readings, fields, tables, findings FROM forged",
    )
    originals.bury(workspace.archive, Tombstone("ab", DEPOSIT, "Pour cacher l’absence d’original"))
    return "register", "D-2026-009", "le journal ne dit pas qu’il a été reçu."


def trigger_dropped(workspace: Workspace) -> tuple[str, str, str]:
    with closing(sqlite3.connect(workspace.database)) as db:
        db.execute("DROP TRIGGER journal_never_shrinks")
    return "database", "journal_never_shrinks", "n’est plus dans la base."


def trigger_made_harmless(workspace: Workspace) -> tuple[str, str, str]:
    with closing(sqlite3.connect(workspace.database)) as db:
        db.execute("DROP TRIGGER journal_never_changes")
        db.execute("CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal BEGIN SELECT 1; END")
    return "database", "journal_never_changes", "n’est plus tel que le programme l’a créé."


def table_added(workspace: Workspace) -> tuple[str, str, str]:
    with closing(sqlite3.connect(workspace.database)) as db:
        db.execute("CREATE TABLE a_moi (id INTEGER)")
    return "database", "a_moi", "n’a pas été créé par le programme."


def row_deleted(workspace: Workspace) -> tuple[str, str, str]:
    forge(workspace.database, "DELETE FROM organisation WHERE id = 2")
    return "database", "ose.sqlite", "dossier 2 → organisation"


def document_changed(workspace: Workspace) -> tuple[str, str, str]:
    path = document(workspace, "attestations/OSE-0001")
    path.write_bytes(path.read_bytes() + b"\0")
    return "document", place(workspace, path), "n’est plus celui que le programme a écrit."


def document_deleted(workspace: Workspace) -> tuple[str, str, str]:
    path = document(workspace, "remplaces/D-2026-001")
    path.unlink()
    return "document", place(workspace, path), "le fichier manque."


def attestation_forged(workspace: Workspace) -> tuple[str, str, str]:
    path = document(workspace, "attestations/OSE-0001")
    forged = path.with_name("OSE-0002-attestation-les-faussaires.docx")
    shutil.copy(path, forged)
    return "document", place(workspace, forged), "aucune décision au registre ne donne cette attestation."


def note_added(workspace: Workspace) -> tuple[str, str, str]:
    path = workspace.outbox / "notes" / "D-2026-099-note.docx"
    path.write_bytes(b"PK")
    return "document", place(workspace, path), "le registre ne connaît pas ce document."


def original_changed(workspace: Workspace) -> tuple[str, str, str]:
    path = original(workspace, FIRST)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return "original", place(workspace, path), "le contenu de cet original a changé"


def original_deleted(workspace: Workspace) -> tuple[str, str, str]:
    path = original(workspace, FIRST)
    path.unlink()
    return "original", f"D-2026-001 {path.stem}", "l’original reçu le 23/11/2026 n’est plus dans l’archive."


def original_back_in_the_inbox(workspace: Workspace) -> tuple[str, str, str]:
    path = original(workspace, FIRST)
    path.replace(workspace.inbox / "a.xlsx")
    return "original", f"D-2026-001 {path.stem}", "est encore dans inbox : relancez ose-batch traiter."


def file_slipped_into_the_archive(workspace: Workspace) -> tuple[str, str, str]:
    path = workspace.archive / "ab" / f"{'ab' * 32}.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"PK")
    return "original", place(workspace, path), "le registre ne connaît pas ce fichier."


def stranger_in_the_archive(workspace: Workspace) -> tuple[str, str, str]:
    path = workspace.archive / "à trier.xlsx"
    path.write_bytes(b"PK")
    return "original", place(workspace, path), "le registre ne connaît pas ce fichier."


def tombstone(content: str) -> Tampering:
    def put(workspace: Workspace) -> tuple[str, str, str]:
        path = original(workspace, FIRST)
        path.unlink()
        grave = path.with_name(f"{path.stem}.efface.json")
        grave.write_text(content.replace("HASH", path.stem), encoding="utf-8")
        return "original", place(workspace, grave), "cette fiche d’effacement n’est pas valable"

    return put


def backup_damaged(workspace: Workspace) -> tuple[str, str, str]:
    path = workspace.backups / "ose-2026-12-21.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return "backup", path.name, "elle ne peut pas être lue"


def backup_replaced(workspace: Workspace) -> tuple[str, str, str]:
    path = workspace.backups / "ose-2026-11-30.sqlite"
    with closing(connection.open_as_it_is(path, "rw")) as db:
        forge(path, "UPDATE journal SET hash = 'forged' WHERE id = 2")
        assert journal.head(db) == "forged"
    return "journal", path.name, "(n° 2, du 23/11/2026) n’est plus au journal."


EVERY: tuple[Tampering, ...] = (
    journal_line_changed,
    journal_line_removed,
    journal_cut,
    journal_cut_back_to_a_backup,
    state_forged,
    decision_forged,
    decision_changed,
    dossier_forged,
    trigger_dropped,
    trigger_made_harmless,
    table_added,
    row_deleted,
    document_changed,
    document_deleted,
    attestation_forged,
    note_added,
    original_changed,
    original_deleted,
    original_back_in_the_inbox,
    file_slipped_into_the_archive,
    stranger_in_the_archive,
    tombstone("{}"),
    tombstone("pas du JSON"),
    tombstone('["HASH"]'),
    tombstone('{"sha256": "HASH", "le": "2026-12-20", "motif": " "}'),
    tombstone('{"sha256": "HASH", "le": "hier", "motif": "Demande"}'),
    tombstone('{"sha256": "abcd", "le": "2026-12-20", "motif": "Demande"}'),
    backup_damaged,
    backup_replaced,
)
