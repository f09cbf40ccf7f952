"""The demo: the counts that a newcomer sees."""

from __future__ import annotations

import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from ose_batch import demo
from ose_batch.register import connection

EXPECTED = tomllib.loads(Path(__file__).with_name("demo-expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> demo.Played:
    return demo.play(tmp_path_factory.mktemp("demo"))


def test_counts_by_state_are_those_of_the_table(played: demo.Played) -> None:
    with closing(connection.open_register(played.workspace.database)) as db:
        after = dict(db.execute("SELECT state, count(*) FROM dossier GROUP BY state").fetchall())
    assert dict(played.deposit.states()) == EXPECTED["after_deposit"]
    assert after == EXPECTED["after_session"]


def test_each_file_became_what_the_table_says(played: demo.Played) -> None:
    became = {file.name: str(file.state or file.fate) for file in played.deposit.files}
    assert became == EXPECTED["files"]


def test_the_workspace_holds_what_the_summary_names(played: demo.Played) -> None:
    outbox = played.workspace.outbox
    assert (outbox / "registre.xlsx").is_file()
    assert (outbox / "seances/2026-12-10/decisions-comite-2026-12-10.xlsx").is_file()
    states = EXPECTED["after_deposit"], EXPECTED["after_session"]
    assert len(list((outbox / "notes").iterdir())) == states[0]["Prêt pour le comité"]
    granted = states[1]["Validé"] + states[1]["Validé avec recommandations"]
    assert len(list((outbox / "attestations").iterdir())) == granted


def test_the_demo_never_touches_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(demo.NotADemo, match=str(tmp_path)):
        demo.play(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
