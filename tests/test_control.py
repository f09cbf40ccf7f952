"""`controler`: a workspace that lived says nothing; each tampering is named, where it is, and nothing else is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from ose_batch import batch, cli, control
from ose_batch.control import Anomaly
from ose_batch.model import MOVEMENTS, Event, State
from ose_batch.register import agreement, backup, connection, journal, originals, sittings, steps
from ose_batch.register.originals import Tombstone
from ose_batch.workspace import Workspace
from tests import registers, workspaces
from tests.dossiers import RULES
from tests.workspaces import AFTER_SESSION, DEPOSIT

pytestmark = pytest.mark.usefixtures("reader_at_hand")

SMALL = workspaces.example("aiguilles-vagabondes").values
UNION = workspaces.example("union-habitat-jeunes").values


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers, a newer version of the first, a committee; a run more, so that a backup holds all of it."""
    workspace = workspaces.make(tmp_path_factory.mktemp("lived"))
    workspaces.drop(workspace, "a.xlsx", SMALL)
    workspaces.drop(workspace, "b.xlsx", UNION)
    batch.traiter(workspace, DEPOSIT)
    workspaces.drop(workspace, "a2.xlsx", {**SMALL, "organisation.sector": "Couture"})
    batch.traiter(workspace, date(2026, 11, 30))
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-002", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    batch.traiter(workspace, date(2026, 12, 21))
    return workspace


@pytest.fixture
def workspace(lived: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(lived.root, tmp_path / "espace")))


def found(workspace: Workspace) -> list[tuple[str, str, str]]:
    anomalies = control.check(workspace).anomalies
    return [(each.kind, each.where, each.sentence.replace("\u00a0", " ")) for each in anomalies]


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


# ------------------------------------------------------------------------------------------------------------- Healthy


def test_a_workspace_that_lived_says_nothing(workspace: Workspace) -> None:
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    checked = control.check(workspace)
    assert checked == control.Control(
        (), {"dossiers": 3, "decisions": 1, "lines": 7, "documents": 19, "originals": 4, "backups": 3}
    )
    said = control.as_text(checked).replace("\u00a0", " ")
    assert said == (
        "Rien à signaler : 3 dossiers, 1 décision, 7 lignes de journal, 19 documents, 4 originaux et 3 sauvegardes."
    )
    assert {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()} == before


def test_there_is_nothing_to_check_before_the_first_run(tmp_path: Path) -> None:
    assert control.as_text(control.check(workspaces.make(tmp_path))).startswith("Rien à contrôler")


def test_a_document_saved_beside_as_pdf_and_an_open_file_are_not_strangers(workspace: Workspace) -> None:
    attestation = document(workspace, "attestations/OSE-0001")
    attestation.with_suffix(".pdf").write_bytes(b"%PDF-1.7")
    attestation.with_name(f"~${attestation.name[2:]}").write_bytes(b"x")
    assert found(workspace) == []


def test_an_original_that_was_erased_with_its_tombstone_is_accepted(workspace: Workspace) -> None:
    path = original(workspace, FIRST)
    tombstone = Tombstone(path.stem, date(2026, 12, 20), "Demande d’effacement")
    written = originals.bury(workspace.archive, tombstone)
    assert found(workspace) == [
        ("original", place(workspace, path), "son effacement est inscrit, mais l’original est encore là.")
    ]
    path.unlink()
    assert found(workspace) == []
    assert originals.tombstone(written) == tombstone
    assert json.loads(written.read_text(encoding="utf-8")).keys() == {"sha256", "le", "motif"}


# ----------------------------------------------------------------------------------------------------------- Tampering


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


def tombstone(content: str) -> Callable[[Workspace], tuple[str, str, str]]:
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


@pytest.mark.parametrize(
    "tamper",
    [
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
    ],
)
def test_each_tampering_is_named(workspace: Workspace, tamper: Callable[[Workspace], tuple[str, str, str]]) -> None:
    kind, where, sentence = tamper(workspace)
    named = found(workspace)
    assert [each for each in named if each[:2] == (kind, where) and sentence in each[2]], named
    assert not [each for each in named if "{" in each[2]]


@pytest.mark.parametrize("tamper", [document_changed, original_changed, state_forged, trigger_dropped, table_added])
def test_nothing_is_named_but_what_is_off(
    workspace: Workspace, tamper: Callable[[Workspace], tuple[str, str, str]]
) -> None:
    tamper(workspace)
    assert len(found(workspace)) == 1


def test_a_page_of_zeros_stops_one_check_and_not_the_others(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'dossier'").fetchone()
    with workspace.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    document_deleted(workspace)
    kinds = [(kind, where.partition("/")[0]) for kind, where, _ in found(workspace)]
    assert ("database", "ose.sqlite") in kinds
    assert ("document", "outbox") in kinds


# ------------------------------------------------------------------------------------- A register that lived for years


@pytest.fixture
def years() -> Iterator[sqlite3.Connection]:
    """Every state, and each move that staff, committee and calendar can bring about."""
    with closing(registers.memory()) as db:
        registers.varied(db)
        _live_on(db)
        yield db


def _live_on(db: sqlite3.Connection) -> None:
    today, coming, after = date(2029, 9, 3), registers.COMING, registers.held(date(2030, 6, 13))
    judged = registers.move(
        db,
        today,
        """
        number     | event | happened_on | author | motive | criterion | day | instance | other | email
        D-2029-001 | Présenté en l’état          | 2029-07-02 | AB | Un motif | | | | |
        D-2029-002 | Point levé                  | 2029-07-02 | AB | Un motif | P1.1 |            |        | |
        D-2029-003 | Commentaire pour le comité  | 2029-07-02 | AB | Un motif | | | | |
        D-2029-003 | Charte signée reçue         | 2029-07-03 | AB |          | | | | |
        D-2029-004 | Inscription à une séance    | 2029-07-03 | AB |          |      | 2030-06-13 |        | |
        D-2029-004 | Coordonnées changées        | 2029-07-03 | AB | | | | | | a@exemple.fr
        D-2028-003 | Réserve levée               | 2029-07-04 | AB |          | | | | |
        D-2028-004 | Réserve non levée           | 2029-07-04 | AB | Un motif | | | | |
        D-2028-009 | Réouverture                 | 2029-07-04 | AB |          | | | | |
        D-2028-011 | Reprise                     | 2029-07-05 | AB |          | | | | |
        D-2028-013 | Retrait envisagé            | 2029-07-05 | AB | Un motif | | | | |
        D-2028-002 | Prolongation                | 2029-07-05 | AB | Un motif |      | 2032-06-14 | Bureau | |
        D-2028-002 | Note de suivi               | 2029-07-05 | AB | Un motif | | | | |
        D-2028-001 | Regroupement de deux fiches | 2029-07-06 | AB | | | | | D-2028-007 |
        """,
        coming,
        after,
    )
    assert judged.listed == ()
    removed = """
        number     | event                 | happened_on | author | motive
        D-2028-013 | Retrait de l’identité | 2029-10-04  | AB     | Un motif
        """
    assert registers.move(db, date(2029, 10, 8), removed).listed == ()
    validated = registers.decision(State.VALIDATED, date(2028, 12, 14), correction="Erreur de saisie.")
    refused = registers.decision(State.NOT_RETAINED, registers.LEAP_DAY, motive="Hors charte.", correction="Erreur.")
    registers.decide(db, date(2029, 10, 15), {"D-2028-006": validated, "D-2028-001": refused})
    sittings.send(db, [coming, after], date(2029, 12, 3))
    registers.decide(
        db, date(2029, 12, 17), {"D-2029-003": registers.decision(State.VALIDATED_WITH_ADVICE, coming.held_on, "Oser.")}
    )
    steps.record(db, [coming, after], RULES.durations, registers.writer(date(2030, 1, 7)))


def test_the_journal_agrees_with_a_register_that_lived_for_years(years: sqlite3.Connection) -> None:
    states = {state for (state,) in years.execute("SELECT state FROM dossier")}
    assert len(states) >= 8
    events = {event for (event,) in years.execute("SELECT event FROM journal")}
    assert events >= set(MOVEMENTS) | {journal.DECIDED, journal.CORRECTED, journal.REPLACED, Event.SENT, Event.EXPIRED}
    assert list(agreement.differences(years)) == []


@pytest.mark.parametrize("state", State)
def test_a_state_that_was_forged_is_named_whatever_it_was(years: sqlite3.Connection, state: State) -> None:
    others = years.execute("SELECT number, state FROM dossier WHERE state <> ? ORDER BY id", (state,)).fetchall()
    years.execute("UPDATE dossier SET state = ?", (state,))
    found = dict(agreement.differences(years))
    assert {number: found.pop(number).replace("\u00a0", " ") for number, _ in others} == {
        number: f"le registre dit « {state} », le journal « {was} »." for number, was in others
    }
    assert found == {}


FORGED_PERIODS = [
    ("valid_until = '2039-12-14'", "D-2028-011", "valable jusqu’au 14/12/2039 ; au journal : validée le 14/12/2028"),
    ("validated_on = '2029-01-01'", "D-2028-006", "au registre : validée le 01/01/2029"),
    ("suspended_on = '2029-08-01'", "D-2028-011", "suspendue le 01/08/2029 ; au journal : validée le 14/12/2028"),
    ("suspended_on = 'hier'", "D-2028-011", "suspendue le hier"),
    (
        "midterm_held_on = NULL",
        "D-2028-013",
        "au journal : validée le 14/12/2028, valable jusqu’au 14/12/2031, échange",
    ),
    ("removal_planned_on = '2029-01-01'", "D-2028-013", "retrait envisagé le 03/09/2029, finie le 04/10/2029."),
    ("ended_on = NULL", "D-2028-012", "finie le 02/05/2029."),
    ("valid_until = '2031-12-14'", "D-2028-002", "valable jusqu’au 14/06/2032."),
]


@pytest.mark.parametrize(("change", "number", "said"), FORGED_PERIODS)
def test_a_recognition_that_was_forged_is_named(years: sqlite3.Connection, change: str, number: str, said: str) -> None:
    years.execute(
        f"UPDATE recognition SET {change} WHERE dossier_id = (SELECT id FROM dossier WHERE number = ?)", (number,)
    )
    ((where, sentence),) = agreement.differences(years)
    assert where == number
    assert said in sentence.replace("\u00a0", " ")


def test_a_recognition_that_was_slipped_in_or_taken_away_is_named(years: sqlite3.Connection) -> None:
    years.execute("DELETE FROM step")
    years.execute("DELETE FROM recognition WHERE dossier_id = (SELECT id FROM dossier WHERE number = 'D-2028-003')")
    years.execute(
        "INSERT INTO recognition (organisation_id, dossier_id, validated_on, valid_until)"
        " SELECT organisation_id, id, '2028-12-14', '2031-12-14' FROM dossier WHERE number = 'D-2028-004'"
    )
    found = {number: sentence.replace("\u00a0", " ") for number, sentence in agreement.differences(years)}
    days = "validée le 14/12/2028, valable jusqu’au 14/12/2031"
    assert found == {
        "D-2028-003": f"son identité visuelle, au registre : aucune ; au journal : {days}.",
        "D-2028-004": f"son identité visuelle, au registre : {days} ; au journal : aucune.",
    }


def test_the_last_day_of_a_decision_cannot_be_forged(years: sqlite3.Connection) -> None:
    later = "valid_until = '2039-12-14'"
    for table in ("decision", "recognition"):
        years.execute(f"UPDATE {table} SET {later} WHERE dossier_id = 5 AND valid_until <> ''")
    ((_, sentence),) = agreement.differences(years)
    assert "décisions au registre : Validé le 10/12/2026, jusqu’au 14/12/2039 inclus" in sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("statement", "number", "said"),
    [
        (
            "INSERT INTO movement SELECT NULL, organisation_id, dossier_id, 'Suspension', happened_on, recorded_on,"
            " author, motive, criterion, day, instance, other, sha256 FROM movement WHERE event = 'Réouverture'",
            "D-2028-009",
            "le journal ne dit pas « Suspension », qui est au registre.",
        ),
        (
            "DELETE FROM movement WHERE event = 'Note de suivi'",
            "D-2028-002",
            "le journal dit « Note de suivi », qui n’est plus au registre.",
        ),
    ],
)
def test_a_movement_that_was_forged_or_erased_is_named(
    years: sqlite3.Connection, statement: str, number: str, said: str
) -> None:
    years.execute(statement)
    ((where, sentence),) = agreement.differences(years)
    assert (where, sentence.replace("\u00a0", " ")) == (number, said)


@pytest.mark.parametrize(
    "change",
    [
        "criterion = 'P4.1' WHERE event = 'Point levé'",
        "author = 'ZZ' WHERE event = 'Point levé'",
        "dossier_id = 1 WHERE event = 'Point levé'",
        "happened_on = '2029-01-01' WHERE event = 'Reprise'",
        "day = '2039-01-01' WHERE event = 'Prolongation'",
        "day = '2039-01-01' WHERE event = 'Inscription à une séance'",
        "other = 'D-2026-001' WHERE event = 'Regroupement de deux fiches'",
    ],
)
def test_a_movement_that_was_changed_is_named(years: sqlite3.Connection, change: str) -> None:
    years.execute(f"UPDATE movement SET {change}")
    said = [sentence for _, sentence in agreement.differences(years)]
    assert len(said) == 2
    assert "ne dit pas" in said[0]
    assert "n’est plus au registre" in said[1]


def test_a_journal_that_did_not_say_the_last_day_yet_agrees() -> None:
    """Lines of a register of an earlier version."""
    with closing(registers.memory()) as db:
        number = registers.receive(db, date(2026, 11, 2), registers.submission(1))
        taken = registers.decision(State.VALIDATED, registers.AUTUMN.held_on)
        registers.decide(db, date(2026, 12, 14), {number: taken})
        db.execute("DROP TRIGGER journal_never_changes")
        db.execute("UPDATE journal SET detail = 'Validé le 10/12/2026' WHERE event = ?", (journal.DECIDED,))
        assert list(agreement.differences(db)) == []
        db.execute("UPDATE recognition SET valid_until = '2039-12-10'")
        assert len(list(agreement.differences(db))) == 1


# --------------------------------------------------------------------------------------------------------- The command


def call(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["controler", "--espace", str(workspace.root), *words])


def test_the_command_tells_by_its_exit_code_in_words_and_in_json(workspace: Workspace) -> None:
    assert call(workspace).exit_code == 0
    document_changed(workspace)
    original_deleted(workspace)
    spoken = call(workspace)
    assert spoken.exit_code == 1
    said = spoken.output.replace("\u00a0", " ")
    assert said.startswith("2 points à regarder, sur 3 dossiers, 1 décision,")
    assert "Documents (1)\n  outbox/attestations/OSE-0001" in said
    assert "  → Cherchez l’original dans une copie de donnees/archive" in said
    written = call(workspace, "--json")
    assert written.exit_code == 1
    answer = json.loads(written.output)
    assert [each["kind"] for each in answer["anomalies"]] == ["document", "original"]
    assert answer["counts"]["dossiers"] == 3


@pytest.mark.parametrize("content", [None, b"", b"ceci n'est pas une base" * 500])
def test_a_register_that_cannot_be_opened_at_all_is_said_with_what_to_do(
    workspace: Workspace, content: bytes | None
) -> None:
    workspace.database.unlink()
    if content is not None:
        workspace.database.write_bytes(content)
    result = call(workspace)
    assert result.exit_code == 74
    assert "ose-batch restaurer" in result.output
    assert "Traceback" not in result.output


def test_a_write_that_was_cut_short_is_told_from_damage(workspace: Workspace) -> None:
    """A hot journal: only a run may apply it."""
    database, hot = workspace.database, workspace.database.with_name("ose.sqlite-journal")
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE dossier SET wave = 'x'")
        db.execute("UPDATE contact SET name = 'x'")
        journal_bytes, half = hot.read_bytes(), database.read_bytes()
        db.execute("ROLLBACK")
    hot.write_bytes(journal_bytes)
    database.write_bytes(half)
    result = call(workspace)
    assert result.exit_code == 74
    assert "a été interrompu" in result.output
    batch.traiter(workspace, date(2026, 12, 28))
    assert call(workspace).exit_code == 0


def test_never_while_a_run_is_under_way(workspace: Workspace) -> None:
    with FileLock(workspace.lock):
        assert call(workspace).exit_code == 75


def test_a_run_refuses_to_go_on_with_a_damaged_register(workspace: Workspace) -> None:
    content = workspace.database.read_bytes()
    workspace.database.write_bytes(content[: len(content) // 2])
    result = CliRunner().invoke(cli.cli, ["traiter", "--espace", str(workspace.root), "--date", "2026-12-28"])
    assert result.exit_code == 74
    assert "ose-batch controler" in result.output
    assert isinstance(result.exception, SystemExit)
    assert backup.listed(workspace.backups)[-1].name == "ose-2026-12-21.sqlite"


def test_an_anomaly_has_a_place(workspace: Workspace) -> None:
    state_forged(workspace)
    assert control.check(workspace).anomalies == (
        Anomaly(
            "register",
            "D-2026-003",
            "le registre dit «\u00a0Validé\u00a0», le journal «\u00a0Présenté\u00a0».",
        ),
    )
