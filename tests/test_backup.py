"""Backups: taken when there is something new, checked before they count, thinned out with age."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.model import State
from ose_batch.register import backup, connection, papers, record
from ose_batch.register.backup import DamagedRegister, Stamp
from ose_batch.settings import Keep
from tests.registers import AUTUMN, decide, decision, receive, submission
from tests.test_schema import version_1

KEEP = Keep()
MONDAY = date(2026, 11, 23)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A register with one dossier."""
    path = tmp_path / "donnees" / "ose.sqlite"
    with closing(connection.open_register(path)) as db:
        receive(db, MONDAY, submission(1))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "donnees" / "sauvegardes"


@pytest.fixture
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(connection.open_register(database)) as opened:
        yield opened


def content(path: Path) -> list[str]:
    """In any order: a copy lists its indexes otherwise."""
    with closing(sqlite3.connect(path)) as db:
        return sorted(db.iterdump())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --------------------------------------------------------------------------------------------------------------- Taking


def test_a_backup_holds_all_that_the_register_holds(database: Path, folder: Path) -> None:
    made = backup.take(database, folder, MONDAY, KEEP)
    assert made == folder / "ose-2026-11-23.sqlite"
    assert content(made) == content(database)
    assert names(folder) == ["ose-2026-11-23.sqlite"]


def test_there_is_nothing_to_back_up_before_the_first_dossier(tmp_path: Path, folder: Path) -> None:
    database = tmp_path / "ose.sqlite"
    assert backup.take(database, folder, MONDAY, KEEP) is None
    assert not database.exists()
    connection.open_register(database).close()
    assert backup.take(database, folder, MONDAY, KEEP) is None
    assert backup.listed(folder) == []


def test_a_week_in_which_nothing_happened_makes_no_new_backup(
    database: Path, folder: Path, db: sqlite3.Connection
) -> None:
    assert backup.take(database, folder, MONDAY, KEEP)
    record.run(db, MONDAY)
    assert backup.take(database, folder, MONDAY + timedelta(7), KEEP) is None
    receive(db, MONDAY, submission(2))
    assert backup.take(database, folder, MONDAY + timedelta(7), KEEP)
    note, *_ = papers.undelivered(db)
    record.delivery(db, note.id, "notes/a.docx", "ab", "cd")
    assert backup.take(database, folder, MONDAY + timedelta(7), KEEP)
    assert names(folder) == ["ose-2026-11-23.sqlite", "ose-2026-11-30-2.sqlite", "ose-2026-11-30.sqlite"]


def test_an_older_register_is_backed_up_before_it_is_brought_to_the_present_schema(
    tmp_path: Path, folder: Path
) -> None:
    database = tmp_path / "ose.sqlite"
    version_1(database)
    made = backup.take(database, folder, MONDAY, KEEP)
    assert made is not None
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_what_a_run_cut_short_left_is_cleared(database: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / ".ose-2026-11-16.sqlite.tmp").write_bytes(b"half")
    (folder / ".ose-2026-11-16.sqlite.tmp-journal").write_bytes(b"half")
    (database.parent / ".ose.sqlite.tmp").write_bytes(b"half")
    assert backup.take(database, folder, MONDAY, KEEP)
    assert names(folder) == ["ose-2026-11-23.sqlite"]
    assert names(database.parent) == ["ose.sqlite", "sauvegardes"]


def test_a_full_disk_leaves_no_half_backup(database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "settle", full)
    with pytest.raises(OSError, match="No space"):
        backup.take(database, folder, MONDAY, KEEP)
    assert names(folder) == []


# ------------------------------------------------------------------------------------------------------ Damage is found


def zero_a_page(path: Path, rank: int = 20) -> None:
    with path.open("r+b") as file:
        file.seek(rank * 4096)
        file.write(bytes(4096))


def test_a_damaged_register_is_never_backed_up_over_good_backups(database: Path, folder: Path) -> None:
    backup.take(database, folder, MONDAY, KEEP)
    with closing(connection.open_register(database)) as db:
        for rank in range(2, 40):
            receive(db, MONDAY, submission(rank))
    zero_a_page(database)
    with pytest.raises(DamagedRegister, match="ose-batch controler"):
        backup.take(database, folder, MONDAY + timedelta(7), KEEP)
    assert names(folder) == ["ose-2026-11-23.sqlite"]


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_register_that_was_truncated_is_not_begun_anew(database: Path, folder: Path, size: int) -> None:
    backup.take(database, folder, MONDAY, KEEP)
    with database.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(DamagedRegister, match="est abîmé"):
        backup.take(database, folder, MONDAY, KEEP)


def test_a_register_that_is_gone_while_it_has_backups_is_not_begun_anew(database: Path, folder: Path) -> None:
    backup.take(database, folder, MONDAY, KEEP)
    database.unlink()
    with pytest.raises(DamagedRegister, match=r"ose\.sqlite manque"):
        backup.take(database, folder, MONDAY, KEEP)


def test_a_register_without_an_organisation_that_a_dossier_names_is_damaged(database: Path, folder: Path) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("DELETE FROM organisation")
    with pytest.raises(DamagedRegister, match="organisation"):
        backup.take(database, folder, MONDAY, KEEP)


def test_a_register_that_went_back_behind_its_last_backup_is_noticed(
    database: Path, folder: Path, db: sqlite3.Connection
) -> None:
    old = database.read_bytes()
    decide(db, MONDAY, {"D-2026-001": decision(State.VALIDATED, AUTUMN.held_on)})
    backup.take(database, folder, MONDAY, KEEP)
    db.close()
    database.write_bytes(old)
    with pytest.raises(DamagedRegister, match="ne contient plus"):
        backup.take(database, folder, MONDAY, KEEP)


def test_a_backup_that_became_unreadable_hinders_no_run(database: Path, folder: Path) -> None:
    backup.take(database, folder, MONDAY, KEEP)
    (folder / "ose-2026-11-23.sqlite").write_bytes(b"not a database at all")
    made = backup.take(database, folder, MONDAY, KEEP)
    assert made is not None
    assert made.name == "ose-2026-11-23-2.sqlite"


def test_a_path_with_every_awkward_sign_is_opened_to_read_only(tmp_path: Path) -> None:
    path = tmp_path / "Été #1 ? 100 % [x] & d'ici" / "ose.sqlite"
    connection.open_register(path).close()
    with closing(connection.open_as_it_is(path)) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO run (today) VALUES ('2026-11-23')")


# ------------------------------------------------------------------------------------------------------------- Thinning

STAMPS = st.frozensets(st.builds(Stamp, st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.integers(1, 3)), max_size=80)
KEEPS = st.builds(Keep, st.integers(1, 15), st.integers(1, 30))


def week(stamp: Stamp) -> tuple[int, int]:
    return stamp.day.isocalendar()[:2]


def month(stamp: Stamp) -> tuple[int, int]:
    return stamp.day.year, stamp.day.month


@given(STAMPS, KEEPS)
def test_the_latest_are_kept_and_one_of_each_late_week_and_month(stamps: frozenset[Stamp], keep: Keep) -> None:
    kept = stamps - backup.surplus(stamps, keep)
    assert set(sorted(stamps)[-backup.LATEST :]) <= kept
    for period, number in ((week, keep.weeks), (month, keep.months)):
        for late in sorted({period(stamp) for stamp in stamps})[-number:]:
            assert max(stamp for stamp in stamps if period(stamp) == late) in kept
    assert len(kept) <= keep.weeks + keep.months + backup.LATEST


@given(STAMPS, KEEPS)
def test_thinning_out_week_after_week_keeps_what_thinning_out_once_keeps(stamps: frozenset[Stamp], keep: Keep) -> None:
    kept: set[Stamp] = set()
    for stamp in sorted(stamps):
        kept.add(stamp)
        kept -= backup.surplus(kept, keep)
    assert kept == stamps - backup.surplus(stamps, keep)


def test_three_years_of_mondays_leave_twelve_weeks_and_twenty_four_months() -> None:
    mondays = [Stamp(MONDAY - timedelta(weeks=back)) for back in range(156)]
    kept = sorted(set(mondays) - backup.surplus(mondays, KEEP))
    assert kept[-12:] == sorted(mondays)[-12:]
    assert len({month(stamp) for stamp in kept}) == 24
    assert len(kept) == 33


def test_the_surplus_is_deleted_and_nothing_else(database: Path, folder: Path) -> None:
    folder.mkdir()
    for back in range(1, 40):
        (folder / Stamp(MONDAY - timedelta(back)).name).touch()
    (folder / "avant-restauration-2026-01-05.sqlite").touch()
    (folder / "ose-2026-11-01 copie.sqlite").touch()
    backup.take(database, folder, MONDAY, Keep(weeks=2, months=1))
    assert names(folder) == [
        "avant-restauration-2026-01-05.sqlite",
        "ose-2026-11-01 copie.sqlite",
        *(f"ose-2026-11-{day}.sqlite" for day in (19, 20, 21, 22, 23)),
    ]


def test_backups_are_listed_oldest_first(folder: Path) -> None:
    folder.mkdir(parents=True)
    stamps = [Stamp(MONDAY - timedelta(7)), Stamp(MONDAY), Stamp(MONDAY, 2), Stamp(MONDAY, 10)]
    for stamp in reversed(stamps):
        (folder / stamp.name).touch()
    (folder / "ose-2026-11-23-0.sqlite").touch()
    assert backup.listed(folder) == stamps
