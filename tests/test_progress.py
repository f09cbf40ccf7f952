"""The brief of progress: what is late, what there is to talk about, and two pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from ose_batch.documents import progress, proof, standing, word
from ose_batch.model import Cell, DocumentPlan, Entry, Progress
from ose_batch.wording import progress as say
from tests import goldens
from tests.bilans import ACTIONS, ANSWERS, COMMITMENTS, FIELDS, Lines, completed, read, sent
from tests.docx_text import parts, text_of
from tests.dossiers import RULES
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, huge, long, validated
from tests.test_renewal import RECOGNISED

ROOT = Path(__file__).parents[1]
SHIPPED = (ROOT / "templates" / "docx" / "note-point-etape.docx").read_bytes()
TEMPLATE = word.compile(SHIPPED, "note-point-etape.docx")
ON = date(2028, 6, 5)


def answered(entry: Entry = RECOGNISED, lines: Lines = ANSWERS, fields: Mapping[str, Any] = FIELDS) -> Progress:
    return read(completed(sent(entry), fields, lines))


@cache
def usual() -> Progress:
    """The point d'étape of `RECOGNISED`."""
    return answered()


def planned(entry: Entry = RECOGNISED, said: Progress | None = None, on: date = ON) -> DocumentPlan:
    return progress.note(entry, said or usual(), on, RULES, ISSUER, date(2030, 2, 28))


def rows(plan: DocumentPlan) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for group in plan.words["groups"] for row in group["rows"]}


def counts(plan: DocumentPlan) -> dict[str, int]:
    return {count["label"]: int(count["count"]) for count in plan.words["counts"]}


def made(plan: DocumentPlan) -> bytes:
    content = word.render(TEMPLATE, plan)
    proof.prove(content, plan)
    return content


def everything(entry: Entry) -> Progress:
    """Each text of the point d'étape at its limit, each action late."""
    said = read(sent(entry))
    texts = {f"midterm.{key}": long(1000) for key in ("successes", "difficulties", "needs", "free")}
    texts["midterm.participants"] = long(300)
    typed = {"comment": long(600), "next": long(600), "motive": long(600)}
    tables = {
        key: replace(
            table, rows=tuple(replace(row, cells=_typed(row.cells, typed, key == ACTIONS)) for row in table.rows)
        )
        for key, table in said.tables.items()
    }
    fields = {key: replace(cell, value=texts.get(key, cell.value)) for key, cell in said.fields.items()}
    return replace(said, fields=fields, tables=tables)


def _typed(cells: Mapping[str, Cell], texts: Mapping[str, str], action: bool) -> dict[str, Cell]:
    new: dict[str, Any] = {**texts, "state": "En cours" if action else "Abandonné"}
    if action:
        new |= {"new_due_on": date(2028, 1, 1), "progress": 0.5}
    return {key: replace(cell, value=new.get(key, cell.value)) for key, cell in cells.items()}


def many(count: int) -> Entry:
    """As many ordinary actions, on six commitments."""
    actions = tuple(
        {
            "line": f"A{rank}",
            "number": f"A{rank}",
            "action": f"Action ordinaire, dite en une phrase assez courte ({rank})",
            "due_on": date(2027 + rank % 3, 1 + rank % 12, 1),
            "commitment": f"E{1 + rank % 6}",
            "state": "À lancer",
        }
        for rank in range(1, count + 1)
    )
    commitments = tuple({"line": f"E{n}", "number": f"E{n}", "label": f"{n} : {long(120)}"} for n in range(1, 7))
    return replace(RECOGNISED, tables={**RECOGNISED.tables, "actions": actions, "commitments": commitments})


def ordinary(count: int) -> Progress:
    states = ("Réalisée", "En cours", "À lancer", "Reportée", "En cours", "Réalisée")
    lines: Lines = {
        COMMITMENTS: {rank: {"state": "En cours"} for rank in range(1, 7)},
        ACTIONS: {
            rank: {"state": states[rank % 6]} | ({"comment": long(90)} if rank % 2 else {})
            for rank in range(1, count + 1)
        },
    }
    return answered(many(count), lines, {"successes": long(300), "difficulties": long(300), "needs": long(200)})


# ------------------------------------------------------------------------------------------------------- What it says


def test_text_is_the_golden_one() -> None:
    goldens.check("point-etape.txt", text_of(made(planned())))


def test_counts_are_those_of_the_workbook() -> None:
    assert counts(planned()) == {
        "Prévues": 7,
        "Ajoutées": 1,
        "À lancer": 2,
        "En cours": 3,
        "Réalisées": 2,
        "Reportées": 0,
        "Abandonnées": 1,
        "En retard": 3,
    }
    assert (
        planned().words["commitment_counts"]
        == "4 engagements\u00a0: à lancer (1), en cours (1), tenu (1), reporté (1)."
    )


def test_late_is_a_past_date_on_what_is_still_to_do() -> None:
    said = usual()
    late = [action.number for action in standing.actions(RECOGNISED, said, ON) if action.late]
    assert late == ["A2", "A3", "A7"]
    # A5 has a new date, A4 is done, A6 is given up; A7 says nothing: the dossier had it to be launched.
    assert [action.number for action in standing.actions(RECOGNISED, said, date(2027, 9, 30)) if action.late] == []
    on_the_day_after = standing.actions(RECOGNISED, said, date(2027, 10, 1))
    assert [action.number for action in on_the_day_after if action.late] == ["A2"]


def test_each_action_stands_under_its_commitment() -> None:
    groups = {group["label"][:2]: [row["number"] for row in group["rows"]] for group in planned().words["groups"]}
    assert groups == {"E1": ["A1", "A2"], "E2": ["A3", "A4", "A5"], "E3": ["A6", "A7"], "E4": ["A8"]}
    lines: Lines = {ACTIONS: {8: {"action": "Sans engagement", "state": "En cours"}}}
    last = planned(said=answered(lines=lines)).words["groups"][-1]
    assert (last["label"], [row["number"] for row in last["rows"]]) == ("Actions sans engagement", ["A8"])


def test_states_dates_and_remarks_are_told() -> None:
    own = rows(planned())
    assert own["A1"]["comment"] == "Onze personnes formées."
    assert own["A2"]["state"] == "En cours, 80\u00a0%, en retard"
    assert own["A5"]["due"] == "30/04/2028 → 30/04/2029"
    assert own["A6"]["comment"] == "Motif\u00a0: Le bail s’arrête."
    assert own["A7"]["state"] == "Non dit (au dossier\u00a0: à lancer), en retard"


def test_a_state_not_understood_is_shown_as_it_was_typed() -> None:
    lines: Lines = {ACTIONS: {1: {"state": "presque fini"}}, COMMITMENTS: {1: {"state": "bien parti"}}}
    plan = planned(said=answered(lines=lines))
    assert rows(plan)["A1"]["state"] == "«\u00a0presque fini\u00a0», en retard"
    assert plan.words["groups"][0]["state"] == "«\u00a0bien parti\u00a0»"


def test_points_to_talk_about() -> None:
    assert [point.replace("\u00a0", " ") for point in planned().words["points"]] == [
        "Ce que le comité avait demandé ou recommandé : « Préciser les indicateurs ; associer les fournisseurs. »",
        "A2 « Créer un comité d’usagers et lui donner un budget », prévue pour le 30 septembre 2027 : en cours.",
        "A7 « Évaluer les dix premiers fournisseurs avec la charte des achats », prévue pour le 31 octobre 2027 : "
        "à lancer.",
        "A3 « Négocier un accord sur la qualité de vie au travail », prévue pour le 31 décembre 2027 : à lancer.",
        "E3 « Réduire notre empreinte et celle de nos achats », reporté : « Le bilan carbone attend. »",
        "A6 « Réduire de 20 % les consommations d’énergie de l’atelier », abandonnée : « Le bail s’arrête. »",
        "Dits tenus, avec des actions à lancer ou en cours : E1 (A2).",
        "Échéances déplacées : A5.",
        "Ce qui s’est ajouté depuis le dossier : E4 et A8.",
        "Où en est A7 ? Le classeur ne le dit pas.",
    ]


def test_nothing_to_talk_about_is_said() -> None:
    entry = validated(TYPICAL)
    lines: Lines = {
        COMMITMENTS: {rank: {"state": "Tenu"} for rank in range(1, 4)},
        ACTIONS: {rank: {"state": "Réalisée"} for rank in range(1, 8)},
    }
    plan = planned(entry, answered(entry, lines, {}))
    assert plan.words["points"] == [say.NOTHING_STANDS_OUT]
    assert "Ce que dit l’organisation" not in text_of(made(plan)).splitlines()


def test_the_exchange_is_due_eighteen_months_after_the_decision() -> None:
    assert planned().words["planned_on"] == "10 juin 2028"
    assert planned().words["valid_until"] == "28 février 2030"


def test_no_contact_is_in_it() -> None:
    text = text_of(made(planned()))
    assert "@" not in text


def test_path_names_the_dossier_alone() -> None:
    assert planned().filename == "points-etape/D-2026-001-point-etape-la-halle-commune.docx"
    assert planned().made_on == ON


# -------------------------------------------------------------------------------------------------- Template and pages


def test_template_and_plan_know_the_same_fields() -> None:
    assert DocxTemplate(BytesIO(SHIPPED)).get_undeclared_template_variables() == set(planned().words)


def test_a_hostile_name_comes_out_letter_for_letter() -> None:
    entry = replace(RECOGNISED, fields={**RECOGNISED.fields, "organisation.name": HOSTILE_NAME})
    content = made(planned(entry, usual()))
    assert HOSTILE_NAME in [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]
    assert all(etree.fromstring(part) is not None for part in parts(content).values())


def test_what_has_no_room_is_counted() -> None:
    plan = planned(many(60), ordinary(60))
    shown = len(rows(plan))
    hidden = 60 - shown
    assert shown >= 50
    assert plan.words["more_actions"].startswith(f"et {hidden} autres actions (réalisée\u00a0: {hidden}")
    assert [number for number, row in rows(plan).items() if "en retard" in row["state"]] != []


@pytest.mark.soffice
def test_it_stays_on_two_pages(
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
    pdf_pages: Callable[[Path], int],
    tmp_path: Path,
) -> None:
    largest, shouted = (validated(huge(capitals=capitals)) for capitals in (False, True))
    plans = {
        "typical": planned(),
        "minimal": planned(validated(MINIMAL), read(sent(validated(MINIMAL)))),
        "largest": planned(largest, everything(largest)),
        "shouted": planned(shouted, everything(shouted)),
        **{str(count): planned(many(count), ordinary(count)) for count in (10, 20, 30, 40, 50, 60)},
    }
    paths = []
    for name, plan in plans.items():
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(made(plan))
    pages = {path.stem: pdf_pages(path) for path in soffice_convert_all(paths, "pdf", tmp_path)}
    assert pages.pop("minimal") == 1
    assert {name for name, count in pages.items() if count > 2} == set()
