"""Years of a dossier through the batch: what staff drop, what the calendar brings, what stands in the outbox."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ose_batch import batch, control
from ose_batch.forms import layout, prefill
from ose_batch.register import connection, dossiers
from ose_batch.report import Fate, Report
from ose_batch.workspace import Workspace
from tests import workspaces
from tests.docx_text import text_of
from tests.workspaces import AFTER_SESSION, DEPOSIT

SMALL = workspaces.example("aiguilles-vagabondes").values
FOLDER = "courriers/D-2026-001-les-aiguilles-vagabondes"

pytestmark = pytest.mark.usefixtures("reader_at_hand")


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = workspaces.make(tmp_path_factory.mktemp("received"))
    workspaces.drop(workspace, "a.xlsx", SMALL)
    batch.traiter(workspace, DEPOSIT)
    return workspace


@pytest.fixture(scope="module")
def validated(received: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = copy(received, tmp_path_factory.mktemp("validated"))
    workspaces.decide(workspace, workspace.rules(), [{"number": "D-2026-001", "decision": "Validé"}])
    batch.traiter(workspace, AFTER_SESSION)
    return workspace


@pytest.fixture
def workspace(received: Workspace, tmp_path: Path) -> Workspace:
    return copy(received, tmp_path)


@pytest.fixture
def granted(validated: Workspace, tmp_path: Path) -> Workspace:
    return copy(validated, tmp_path)


def copy(workspace: Workspace, folder: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(workspace.root, folder / "espace")))


def note(workspace: Workspace, day: date, **line: Any) -> Report:
    """A mouvement recorded on that day."""
    values = {"happened_on": day, "author": "JM", **line}
    return drop(workspace, day, layout.MOVEMENTS.filename, {"movements": [values]})


def drop(workspace: Workspace, day: date, form: str, values: Mapping[str, Any]) -> Report:
    declared = next(one for one in layout.FORMS if one.filename == form)
    blank = workspace.template(f"xlsx/{form}").read_bytes()
    filled = prefill.fill(declared, workspace.rules(), blank, values)
    (workspace.inbox / f"{day.isoformat()} {form}").write_bytes(filled)
    return batch.traiter(workspace, day)


def paths(workspace: Workspace, start: str) -> list[str]:
    return [path for path in workspaces.outbox(workspace) if path.startswith(start)]


def test_each_former_note_keeps_its_place_among_what_is_put_away(workspace: Workspace) -> None:
    for day, text in ((date(2026, 11, 24), "Rencontrés."), (date(2026, 11, 25), "Budget vu.")):
        report = note(workspace, day, number="D-2026-001", event="Commentaire pour le comité", motive=text)
        assert report.files[0].sentence == "1 mouvement enregistré"
    assert len(paths(workspace, "remplaces/D-2026-001-note")) == 2
    (kept,) = paths(workspace, "notes/")
    said = text_of((workspace.outbox / kept).read_bytes())
    assert "Rencontrés." in said
    assert "Budget vu." in said
    assert control.check(workspace).anomalies == ()


def test_the_exchange_is_prepared_read_back_and_noted(granted: Workspace) -> None:
    batch.traiter(granted, date(2028, 3, 13))
    made = [path.removeprefix(f"{FOLDER}/") for path in paths(granted, FOLDER)]
    assert "bilan-18-mois-2028-03-13-D-2026-001.xlsx" in made
    assert [name for name in made if name.endswith(".eml") and "2028-03-13" in name]
    filled = (granted.outbox / FOLDER / "bilan-18-mois-2028-03-13-D-2026-001.xlsx").read_bytes()
    values = {
        "midterm.successes": "L’atelier du samedi a trouvé son public.",
        "midterm_commitments": [{"number": "E1", "state": "Tenu"}],
    }
    completed = prefill.fill(layout.BILAN, granted.rules(), filled, values)
    (granted.inbox / "bilan.xlsx").write_bytes(completed)
    (came,) = batch.traiter(granted, date(2028, 5, 2)).files
    assert (came.fate, came.numbers) == (Fate.PROGRESS, ("D-2026-001",))
    (brief,) = paths(granted, "points-etape/")
    assert "trouvé son public" in text_of((granted.outbox / brief).read_bytes())
    (granted.inbox / "encore.xlsx").write_bytes(completed)
    assert batch.traiter(granted, date(2028, 5, 9)).files[0].fate is Fate.ALREADY_RECEIVED
    note(granted, date(2028, 6, 12), number="OSE-0001", event="Échange de mi-parcours tenu")
    (granted.inbox / "tard.xlsx").write_bytes(prefill.fill(layout.BILAN, granted.rules(), filled, {}))
    (late,) = batch.traiter(granted, date(2028, 6, 19)).files
    assert late.fate is Fate.REFUSED
    assert "l’échange a eu lieu" in late.sentence
    assert control.check(granted).anomalies == ()


def test_a_renunciation_makes_the_attestation_void(granted: Workspace) -> None:
    assert len(paths(granted, "attestations/")) == 1
    note(granted, date(2027, 2, 1), number="OSE-0001", event="Renonciation")
    assert paths(granted, "attestations/") == []
    (void,) = paths(granted, "remplaces/annule-")
    assert "attestation" in void
    assert control.check(granted).anomalies == ()


def test_three_reminders_then_the_end_each_with_its_own_workbook(granted: Workspace) -> None:
    for day in (date(2029, 6, 11), date(2029, 9, 10), date(2029, 11, 12), date(2029, 12, 11), date(2029, 12, 18)):
        batch.traiter(granted, day)
    workbooks = [
        path.rpartition("/")[2]
        for path in paths(granted, FOLDER)
        if "renouvellement-20" in path and path.endswith(".xlsx")
    ]
    assert workbooks == [
        f"dossier-ose-renouvellement-{day}-D-2026-001.xlsx" for day in ("2029-06-11", "2029-09-10", "2029-11-12")
    ]
    assert len([path for path in paths(granted, FOLDER) if "fin-de-validite" in path]) == 3
    assert control.check(granted).anomalies == ()


def test_a_bilan_whose_numbers_do_not_go_together_is_set_aside(workspace: Workspace) -> None:
    workspaces.drop(workspace, "b.xlsx", workspaces.example("quatre-marais").values)
    batch.traiter(workspace, DEPOSIT)
    lines = [{"number": number, "decision": "Validé"} for number in ("D-2026-001", "D-2026-002")]
    workspaces.decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    mixed = {"midterm.ose_number": "OSE-0002", "midterm.number": "D-2026-001"}
    (file,) = drop(workspace, date(2028, 5, 2), layout.BILAN.filename, mixed).files
    assert file.fate is Fate.REFUSED
    assert "ne vont pas ensemble" in file.sentence


def test_a_session_that_nobody_declared_is_asked_about(workspace: Workspace) -> None:
    blank = workspaces.decisions_workbook(workspace).read_bytes()
    values = {"session.held_on": date(2026, 12, 1), "decisions": [{"number": "D-2026-001", "decision": "Validé"}]}
    filled = prefill.fill(layout.DECISIONS, workspace.rules(), blank, values)
    (workspace.inbox / "decisions.xlsx").write_bytes(filled)
    (file,) = batch.traiter(workspace, AFTER_SESSION).files
    assert file.fate is Fate.REFUSED
    assert "aucune séance n’est connue le 01/12/2026" in file.listed[0]
    assert "10/12/2026" in file.listed[0]


def test_nothing_is_corrected_under_what_rests_on_it(granted: Workspace) -> None:
    note(granted, date(2027, 2, 1), number="OSE-0001", event="Renonciation")
    blank = granted.template("xlsx/decisions-comite.xlsx").read_bytes()
    line = {
        "number": "D-2026-001",
        "decision": "Validé avec recommandations",
        "conditions": "X",
        "correction": "Oubli.",
    }
    values = {"session.held_on": date(2026, 12, 10), "session.instance": "Comité", "decisions": [line]}
    filled = prefill.fill(layout.DECISIONS, granted.rules(), blank, values)
    (granted.inbox / "rectifie.xlsx").write_bytes(filled)
    (file,) = batch.traiter(granted, date(2027, 2, 8)).files
    assert file.fate is Fate.REFUSED
    assert "elle ne peut plus être rectifiée" in file.listed[0]
    assert paths(granted, "attestations/") == []


def test_of_two_letters_alike_on_one_day_the_last_counts(granted: Workspace) -> None:
    lines = [
        {
            "number": "OSE-0001",
            "event": "Prolongation",
            "happened_on": date(2027, 2, 1),
            "author": "JM",
            "motive": "Report",
        }
        | {"instance": "Bureau", "day": day}
        for day in (date(2030, 1, 1), date(2030, 2, 1))
    ]
    report = drop(granted, date(2027, 2, 1), layout.MOVEMENTS.filename, {"movements": lines})
    assert report.files[0].sentence == "2 mouvements enregistrés"
    (letter,) = [path for path in paths(granted, FOLDER) if "prolongation" in path and path.endswith(".docx")]
    assert "1er février 2030" in text_of((granted.outbox / letter).read_bytes())
    assert control.check(granted).anomalies == ()


def test_the_brief_of_a_renewal_says_what_became_of_the_commitments(granted: Workspace) -> None:
    kept, *_ = SMALL["commitments"]
    renewal = {
        **SMALL,
        "organisation.dossier_kind": "Renouvellement",
        "organisation.ose_number": "OSE-0001",
        "commitments": [kept, {"number": "E9", "label": "Ouvrir un second atelier", "publishable": "Oui"}],
    }
    workspaces.drop(granted, "renouvellement.xlsx", renewal)
    batch.traiter(granted, date(2029, 9, 3))
    with closing(connection.open_register(granted.database)) as db:
        told = dossiers.entry(db, 2).told
    assert told.renews == "D-2026-001"
    said = [sentence.replace("\u00a0", " ") for sentence in told.compared]
    assert "Nouveaux engagements : E9 « Ouvrir un second atelier »." in said
    assert any(sentence.startswith("Engagements poursuivis : E1") for sentence in said)


def test_a_second_version_of_a_renewal_is_still_compared_to_what_it_renews(granted: Workspace) -> None:
    """The members have seen the dossier that was recognised, not the version that was to complete."""
    renewal = {**SMALL, "organisation.dossier_kind": "Renouvellement", "organisation.ose_number": "OSE-0001"}
    workspaces.drop(granted, "v1.xlsx", {**renewal, "organisation.acronym": "LAV"})
    batch.traiter(granted, date(2029, 9, 3))
    workspaces.drop(granted, "v2.xlsx", {**renewal, "organisation.acronym": "LAVAG"})
    batch.traiter(granted, date(2029, 9, 10))
    with closing(connection.open_register(granted.database)) as db:
        told = dossiers.entry(db, 3).told
    assert (told.replaces, told.since.number, told.since_renewed.number) == ("D-2029-001", "D-2029-001", "D-2026-001")
    assert [(change.before, change.after) for change in told.since.changes] == [("LAV", "LAVAG")]
    assert [change.after for change in told.since_renewed.changes] == ["LAVAG"]
    assert told.compared


def test_what_was_said_of_a_dossier_put_off_does_not_count_once_another_was_recognised(workspace: Workspace) -> None:
    lines = [{"number": "D-2026-001", "decision": "Ajourné", "motive": "Plan à préciser."}]
    note(workspace, date(2026, 11, 24), number="D-2026-001", event="Commentaire pour le comité", motive="À suivre.")
    workspaces.decide(workspace, workspace.rules(), lines)
    batch.traiter(workspace, AFTER_SESSION)
    workspaces.drop(workspace, "v2.xlsx", {**SMALL, "organisation.acronym": "LAV"})
    batch.traiter(workspace, date(2027, 1, 4))
    with closing(connection.open_register(workspace.database)) as db:
        newer = dossiers.entry(db, 2)
        assert (newer.told.replaces, [remark.text for remark in newer.remarks]) == ("D-2026-001", ["À suivre."])
        db.execute("UPDATE dossier SET state = 'Validé' WHERE id = 2")
        db.commit()
    workspaces.drop(workspace, "v3.xlsx", {**SMALL, "organisation.acronym": "LAVAG"})
    batch.traiter(workspace, date(2030, 1, 7))
    with closing(connection.open_register(workspace.database)) as db:
        later = dossiers.entry(db, 3)
    assert (later.told.replaces, later.told.since.number, later.remarks) == ("", "", ())


def test_a_dossier_that_is_opened_again_joins_the_next_session_at_once(workspace: Workspace) -> None:
    note(workspace, date(2026, 11, 24), number="D-2026-001", event="Dossier retiré")
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(workspaces.SPRING_SESSION)
    batch.traiter(workspace, date(2026, 12, 28))
    note(workspace, date(2027, 1, 4), number="D-2026-001", event="Réouverture")
    with closing(connection.open_register(workspace.database)) as db:
        assert dossiers.entry(db, 1).session_on == date(2027, 3, 10)


def test_a_prolongation_noted_late_withdraws_the_letter_that_told_of_the_end(granted: Workspace) -> None:
    batch.traiter(granted, date(2029, 12, 17))
    assert len([path for path in paths(granted, FOLDER) if "fin-de-validite" in path]) == 3
    prolonged = {"number": "OSE-0001", "event": "Prolongation", "day": date(2030, 6, 10), "instance": "Bureau"}
    drop(
        granted,
        date(2029, 12, 18),
        layout.MOVEMENTS.filename,
        {"movements": [{"happened_on": date(2029, 12, 3), "author": "JM", "motive": "Séance reportée", **prolonged}]},
    )
    assert not [path for path in paths(granted, FOLDER) if "fin-de-validite" in path and path.endswith(".docx")]
    assert [path for path in paths(granted, FOLDER) if "prolongation" in path]
    assert control.check(granted).anomalies == ()


def test_a_letter_written_later_about_a_decision_leaves_the_minutes_as_it_was(granted: Workspace) -> None:
    (path,) = paths(granted, "seances/2026-12-10/releve")
    (granted.outbox / path).unlink()
    batch.traiter(granted, AFTER_SESSION)
    before = (granted.outbox / path).read_bytes()
    report = batch.traiter(granted, date(2028, 3, 13))  # the invitation to the exchange
    assert path not in report.published
    with (granted.outbox / path).open("ab") as edited:
        edited.write(b" ")
    again = batch.traiter(granted, date(2029, 8, 30))
    assert again.warnings == ()
    assert (granted.outbox / path).read_bytes() == before + b" "


def test_what_the_members_hold_follows_a_session_that_was_put_off_unseen(workspace: Workspace) -> None:
    """The date was changed in ose.toml once the former day was past."""
    batch.traiter(workspace, date(2026, 12, 7))
    settings = workspace.settings_file.read_text(encoding="utf-8").replace("date = 2026-12-10", "date = 2027-01-14")
    workspace.settings_file.write_text(settings, encoding="utf-8")
    batch.traiter(workspace, date(2026, 12, 14))
    with closing(connection.open_register(workspace.database)) as db:
        entry = dossiers.entry(db, 1)
    assert (entry.state, entry.session_on) == ("Présenté", date(2027, 1, 14))
    assert paths(workspace, "seances/2027-01-14/decisions-comite")
