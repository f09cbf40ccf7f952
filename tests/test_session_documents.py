"""The documents of a session: their words and places, and what the front of the dossier de séance says."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import minutes, word
from ose_batch.model import Answer, Aside, DocumentPlan, SessionPack, SetAside
from ose_batch.wording import session as say
from tests import entries, goldens
from tests.docx_text import text_of
from tests.entries import ISSUER, TYPICAL
from tests.packs import (
    EMPTY,
    HELD_ON,
    MIDTERMS,
    PACK,
    RECORD,
    RENEWALS,
    SHIPPED,
    SITTING,
    TEMPLATES,
    front,
    numbered,
    rows,
    written,
)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("dossier-de-seance", word.render(TEMPLATES["dossier-de-seance"], front(PACK))),
        ("releve-de-decisions", written(RECORD)),
    ],
)
def test_text_is_the_golden_one(kind: str, content: bytes) -> None:
    goldens.check(f"{kind}.txt", text_of(content))


@pytest.mark.parametrize("planned", [front(PACK), minutes.minutes(RECORD, ISSUER)], ids=lambda planned: planned.kind)
def test_template_and_plan_know_the_same_fields(planned: DocumentPlan) -> None:
    assert DocxTemplate(BytesIO(SHIPPED[planned.kind])).get_undeclared_template_variables() == set(planned.words)


def test_where_they_go_and_when_they_are_of() -> None:
    planned, recorded = front(PACK), minutes.minutes(RECORD, ISSUER)
    assert planned.filename == "seances/2026-12-10/dossier-de-seance-2026-12-10.docx"
    assert recorded.filename == "seances/2026-12-10/releve-de-decisions-2026-12-10.docx"
    assert (planned.made_on, recorded.made_on) == (SITTING.sent_on, HELD_ON)
    assert planned.title == "Dossier de séance du 10 décembre 2026"
    assert recorded.title == "Relevé de décisions de la séance du 10 décembre 2026"


def test_the_agenda_says_where_each_note_begins_and_what_comes_back() -> None:
    agenda = rows(front(PACK), "agenda")
    assert [row["rank"] for row in agenda] == [1, 2, 3, 4, 5]
    assert [row["page"] for row in agenda] == [3, 5, 7, 9, 11]
    assert [row["marks"] for row in agenda] == [
        "",
        "",
        "Ajourné le 18 juin 2026",
        "Validé sous réserve le 11 décembre 2025 · Présenté en l’état",
        "",
    ]
    assert agenda[4]["references"] == "D-2026-005 · OSE-0012"


def test_points_to_weigh_are_counted_as_the_note_tells_them() -> None:
    same = entries.finding("P2.1", Answer.TO_WEIGH, "Un.", "Un.", "Deux.")
    other = entries.finding("P4.1", Answer.TO_WEIGH, reason="Un.")
    check = entries.finding("P5.1", Answer.TO_CHECK, "Trois.")
    pack = replace(EMPTY, presented=(entries.entry({}, {}, same, other, check),))
    row = rows(front(pack), "synthesis")[0]
    assert row["points"] == 3
    assert [reading["text"] for reading in row["readings"].values()] == [
        "Complet",
        "À apprécier",
        "Complet",
        "À apprécier",
        "À vérifier",
        "Complet",
        "Complet",
    ]


def test_a_session_without_dossier_says_so() -> None:
    text = text_of(word.render(TEMPLATES["dossier-de-seance"], front(EMPTY)))
    assert "Aucun dossier n’est présenté à cette séance." in text
    assert not any(title in text for title in ("Synthèse", "pas présentés", "Renouvellements", "Temps d’échanges"))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({}, "0 dossier"),
        ({"Candidature": 1}, "1 dossier : 1 candidature"),
        ({"Candidature": 2, "Renouvellement": 1}, "3 dossiers : 2 candidatures et 1 renouvellement"),
        ({"Candidature": 2, "": 1}, "3 dossiers"),
    ],
)
def test_dossiers_are_counted_by_kind(kinds: dict[str, int], said: str) -> None:
    assert say.presented(kinds).replace("\u00a0", " ") == said


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 400)), max_size=80),
    st.integers(0, 60),
)
def test_every_line_stands_once_and_pages_are_counted_right(sizes: list[tuple[int, int]], aside: int) -> None:
    presented = tuple(
        numbered(rank, TYPICAL, entries.long(name), as_is="x" if more > 200 else "")
        for rank, (name, more) in enumerate(sizes, 1)
    )
    left = tuple(SetAside(f"D-2026-{500 + rank}", entries.long(99), Aside.LATE, "mot " * 60) for rank in range(aside))
    planned = front(SessionPack(SITTING, presented, left, RENEWALS * 9, MIDTERMS))
    for key in ("agenda", "synthesis"):
        assert [row["rank"] for row in rows(planned, key)] == list(range(1, len(sizes) + 1))
    assert [row["number"] for row in rows(planned, "aside")] == [one.number for one in left]
    sections = [planned.words[key] for key in ("agenda", "synthesis", "aside", "renewals", "midterms")]
    pages = 1 + sum(chunk["new_page"] for chunks in sections for chunk in chunks)
    assert [row["page"] for row in rows(planned, "agenda")] == [pages + 1 + 2 * rank for rank in range(len(sizes))]
    assert all(chunk["new_page"] for chunks in sections for chunk in chunks[1:])
    assert all(len(chunk["rows"]) > 1 for chunk in planned.words["agenda"][:-1])
