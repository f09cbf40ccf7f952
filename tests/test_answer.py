"""The fiche retour: what it says of a dossier, what it keeps to itself, and that two pages hold it."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.charter.assess import assess
from ose_batch.documents import answer, proof, word
from ose_batch.forms.dossier import DOSSIER
from ose_batch.model import (
    Answer,
    Asked,
    CellRef,
    Change,
    Context,
    DocumentPlan,
    Entry,
    Finding,
    Point,
    Repair,
    Told,
)
from ose_batch.wording import answer as say
from tests import entries
from tests.docx_text import text_of
from tests.dossiers import RULES, dossier
from tests.entries import HOSTILE_NAME, ISSUER, MINIMAL, TYPICAL, long

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden/fiche-retour.txt"
SHIPPED = (ROOT / "templates/docx/fiche-retour.docx").read_bytes()
TEMPLATE = word.compile(SHIPPED, "fiche-retour.docx")
DEADLINE = date(2026, 11, 23)
PLAN = "P4 Plan d’actions"


def fiche(entry: Entry, contact: str = "") -> DocumentPlan:
    return answer.fiche(entry, RULES, ISSUER, contact)


def words(entry: Entry) -> dict[str, Any]:
    return dict(fiche(entry).words)


def made(entry: Entry) -> bytes:
    plan = fiche(entry, "ose@cress.exemple.fr, 02 00 00 00 00")
    content = word.render(TEMPLATE, plan)
    proof.prove(content, plan)
    return content


def missing(code: str, *places: tuple[str, str, int], answer: Answer = Answer.TO_COMPLETE) -> Finding:
    """A criterion of the charter not met at these places: subject, sheet, row."""
    criterion = next(one for one in RULES.criteria if one.code == code)
    points = tuple(
        Point(subject, CellRef(sheet, row, 6), "", criterion.unmet.format(subject=subject, read="«\u00a0x\u00a0»"))
        for subject, sheet, row in places
    )
    return Finding(code, criterion.principle, answer, "", points, criterion.expected, criterion.advice)


def found(entry: Entry, *findings: Finding) -> Entry:
    return replace(entry, assessment=entries.assessment(*findings), deadline=DEADLINE)


def flaws(count: int) -> Entry:
    return found(TYPICAL, missing("P4.4", *((f"A{rank} – Pilote", PLAN, 6 + rank) for rank in range(1, count + 1))))


def everything(*, capitals: bool = False, complete: bool = False) -> Entry:
    """Each blocking criterion not met at thirty places, every list long, every text long."""
    label = {"capitals": capitals}
    findings = [
        Finding(
            criterion.code,
            criterion.principle,
            Answer.TO_WEIGH if complete else criterion.gravity.answer,
            "",
            tuple(
                Point("", CellRef(say.SHEETS[(rank + place) % len(say.SHEETS)], place, 28), "", long(240, **label))
                for place in range(1, 31)
            ),
            long(200, **label),
            long(500, **label),
        )
        for rank, criterion in enumerate(RULES.criteria)
        if criterion.gravity.answer is Answer.TO_COMPLETE
    ]
    cell = CellRef(PLAN, 12, 5)
    return replace(
        found(entries.huge(capitals=capitals), *findings),
        told=Told(
            repairs=(Repair(long(100, **label), cell, long(3000, **label), long(3000, **label)),) * 40,
            asked=(Asked(long(200, **label), cell),) * 20,
            notes=(long(400, **label),) * 20,
            replaces="D-2026-001",
            changes=(Change(long(100, **label), long(3000, **label), long(3000, **label)),) * 60,
            moved=dict.fromkeys(entries.PRINCIPLES, (Answer.COMPLETE, Answer.TO_COMPLETE)),
        ),
    )


SMALL = found(MINIMAL)
THREE = found(
    MINIMAL,
    missing("ID.1", ("Commune", "Organisation", 10)),
    missing("P2.2", ("ligne 8 – Influence", "P2 Parties prenantes", 8)),
    missing("P4.4", ("A2 – Échéance", PLAN, 8)),
)
AGAIN = replace(
    THREE,
    number="D-2026-014",
    told=Told(
        replaces="D-2026-001",
        repairs=(Repair("A1\u00a0: Échéance", CellRef(PLAN, 7, 6), "31.12.26", "31/12/2026"),),
        notes=("La feuille «\u00a0Engagements\u00a0» a été reconnue à ses intitulés.",),
        asked=(Asked("Tenez-vous une assemblée générale\u00a0?", CellRef("Organisation", 14, 3)),),
        changes=(
            Change("SIRET du siège", "99900001100018", "99900001100026"),
            Change("Sigle", "LHC", ""),
            Change("A3\u00a0: Pilote", "", "Direction"),
        ),
        moved={
            "P3": (Answer.TO_COMPLETE, Answer.TO_CHECK),
            "P5": (Answer.COMPLETE, Answer.TO_CHECK),
            "P6": (Answer.TO_COMPLETE, Answer.TO_WEIGH),
        },
    ),
)
EXTREMES = {
    "everything": everything(),
    "everything in capitals": everything(capitals=True),
    "complete, with much to say": everything(complete=True),
    "no place": entries.huge(),
    "no place, in capitals": entries.huge(capitals=True),
    "sixty points": flaws(60),
    "a point in each sheet": found(
        TYPICAL, *(missing("P4.4", (long(200), sheet, 9)) for sheet in (*say.SHEETS, *"ABCDEFGHIJ"))
    ),
    "a name without end": replace(SMALL, fields={"organisation.name": "W" * 32_000}),
    "empty": entries.entry({}, {}),
}


# ------------------------------------------------------------------------------------------------ Names, dates, content


def test_a_fiche_is_named_and_dated_from_its_dossier() -> None:
    plan = fiche(SMALL)
    assert (plan.kind, plan.template) == ("fiche-retour", "fiche-retour.docx")
    assert plan.filename == "reponses/D-2026-001-les-jardins-d-eole/fiche-retour-D-2026-001.docx"
    assert plan.made_on == SMALL.deposited_on
    assert plan.title == "Fiche retour\u00a0: D-2026-001"
    assert plan.expected == ("D-2026-001", SMALL.code, "Les Jardins d’Éole")


def test_an_organisation_without_a_name_has_a_fiche() -> None:
    plan = fiche(EXTREMES["empty"])
    assert plan.filename == "reponses/D-2026-001/fiche-retour-D-2026-001.docx"
    assert plan.words["name"] == "—"


@pytest.mark.parametrize("entry", [SMALL, AGAIN, *EXTREMES.values()])
def test_words_are_plain_and_depend_on_nothing_else(entry: Entry) -> None:
    def plain(value: Any) -> bool:
        match value:
            case dict():
                return all(isinstance(key, str) and plain(one) for key, one in value.items())
            case list():
                return all(map(plain, value))
            case _:
                return type(value) in (str, bool)

    assert plain(words(entry))
    assert fiche(entry) == fiche(entry)


# --------------------------------------------------------------------------------------------- Where the dossier stands


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        (SMALL, "Votre dossier est complet : il sera présenté au comité le 10 décembre 2026 (vague 2026-2)."),
        (
            replace(SMALL, session_on=None, wave="", deadline=None),
            "Votre dossier est complet : il sera présenté au comité ; la date de la prochaine séance vous sera "
            "communiquée.",
        ),
        (
            THREE,
            "Il reste 3 points à compléter dans le classeur joint, à nous renvoyer au plus tard le 23 novembre 2026 "
            "pour la séance du 10 décembre 2026 (vague 2026-2).",
        ),
        (
            replace(flaws(1), deadline=date(2026, 11, 2)),
            "Il reste 1 point à compléter dans le classeur joint, à nous renvoyer dès que vous le pourrez : ce sera "
            "pour la séance du 10 décembre 2026 (vague 2026-2), ou pour la suivante.",
        ),
        (
            replace(THREE, session_on=None, wave="", deadline=None),
            "Il reste 3 points à compléter dans le classeur joint, à nous renvoyer dès que vous le pourrez : la date "
            "de la prochaine séance vous sera communiquée.",
        ),
    ],
)
def test_where_the_dossier_stands_and_by_when(entry: Entry, standing: str) -> None:
    assert words(entry)["standing"].replace("\u00a0", " ") == standing


def test_a_date_that_has_passed_is_not_asked_for() -> None:
    assert words(THREE)["steps"][1].endswith("au plus tard le 23 novembre 2026.")
    late = words(replace(THREE, deadline=date(2026, 11, 2)))
    assert "2 novembre" not in late["standing"] + late["steps"][1]


def test_principles_are_named_in_full_and_what_the_cress_checks_is_complete() -> None:
    entry = found(
        TYPICAL,
        missing("P1.1", ("Éthique", "P1 Questionnement", 9)),
        missing("P4.6", ("A4", PLAN, 9), answer=Answer.TO_CHECK),
        missing("P6.3", ("", "P6 Accessibilité", 9), answer=Answer.TO_WEIGH),
    )
    rows = words(entry)["principles"]
    assert [(row["label"], row["title"], row["reading"]) for row in rows] == [
        ("Principe 1\u00a0:", "Questionnement multidimensionnel", "À compléter"),
        ("Principe 2\u00a0:", "État des lieux des parties prenantes", "Complet"),
        ("Principe 3\u00a0:", "Pratiques existantes et mise en valeur", "Complet"),
        ("Principe 4\u00a0:", "Plan d’actions et engagements", "Complet"),
        ("Principe 5\u00a0:", "Présentation en AG et en interne", "Complet"),
        ("Principe 6\u00a0:", "Accessibilité de la démarche", "Le comité lira vos réponses"),
        ("", "Identité et engagement", "Complet"),
    ]
    assert rows[1]["fact"] == "11 parties prenantes\u00a0: 5 internes, 6 externes"
    assert rows[3]["ink"] == rows[4]["ink"] != rows[5]["ink"] != rows[0]["ink"]
    assert words(entry)["weighed"] is True
    assert words(SMALL)["weighed"] is False


# --------------------------------------------------------------------------------------------------- What is to be done


def test_the_order_of_the_sheets_is_that_of_the_form() -> None:
    assert list(say.SHEETS) == [sheet.tab for sheet in DOSSIER.sheets]
    entry = found(
        TYPICAL,
        missing("P1.1", ("Éthique", "P1 Questionnement", 9)),
        missing("P4.3", ("E2", "Engagements", 8), ("E3", "Engagements", 9)),
        missing("P4.4", ("A1", PLAN, 7)),
        missing("ID.1", ("Commune", "Organisation", 9)),
        missing("ID.3", ("Principe 2", "Charte et signature", 9)),
        missing("P2.1", ("", "Feuille inconnue", 9)),
        Finding("P3.9", "P3", Answer.TO_COMPLETE, "Il manque une feuille."),
    )
    assert [(sheet["title"], sheet["count"]) for sheet in words(entry)["sheets"]] == [
        ("Feuille «\u00a0Organisation\u00a0»", "1 point"),
        ("Feuille «\u00a0P1 Questionnement\u00a0»", "1 point"),
        ("Feuille «\u00a0Engagements\u00a0»", "2 points"),
        ("Feuille «\u00a0P4 Plan d’actions\u00a0»", "1 point"),
        ("Feuille «\u00a0Charte et signature\u00a0»", "1 point"),
        ("Feuille «\u00a0Feuille inconnue\u00a0»", "1 point"),
        ("Dans l’ensemble du classeur", "1 point"),
    ]


def test_what_is_expected_is_said_once_a_criterion() -> None:
    (sheet,) = words(flaws(3))["sheets"]
    (row,) = sheet["rows"]
    assert [point["cell"] for point in row["points"]] == ["F7", "F8", "F9"]
    assert row["points"][0]["text"] == "Réponse attendue pour «\u00a0A1 – Pilote\u00a0»."
    assert row["expected"] == "Une réponse dans chaque colonne marquée d’un *"
    assert row["advice"].startswith("Complétez la ligne\u00a0: une fonction pour le pilote")
    assert row["more"] == ""


def test_only_what_is_to_complete_is_to_be_done() -> None:
    others = (Answer.TO_WEIGH, Answer.TO_CHECK, Answer.COMPLETE, Answer.NOT_APPLICABLE)
    entry = found(TYPICAL, *(missing("P4.4", ("SECRET", PLAN, 9), answer=answer) for answer in others))
    assert words(entry)["sheets"] == []
    assert "SECRET" not in text_of(made(entry))
    assert "À vérifier" not in text_of(made(entry))


@given(st.integers(1, 150), st.integers(1, 40), st.integers(1, 300))
def test_no_point_is_lost_without_being_counted(points: int, criteria: int, letters: int) -> None:
    places = [
        Finding(
            f"P1.{rank}",
            "P1",
            Answer.TO_COMPLETE,
            "",
            tuple(
                Point("", CellRef(say.SHEETS[place % 10], place + 1, 4), "", long(letters))
                for place in range(rank, points, criteria)
            ),
            long(letters),
            long(letters),
        )
        for rank in range(min(criteria, points))
    ]
    said = words(found(TYPICAL, *places))
    rows = [row for sheet in said["sheets"] for row in sheet["rows"]]
    shown = sum(len(row["points"]) + _number(row["more"]) for row in rows)
    assert rows
    assert shown + _number(said["more_points"]) == points
    assert said["point_count"] == f"{points} point{'s' if points > 1 else ''}"


def _number(more: str) -> int:
    return int(more.split()[1]) if more else 0


def test_rows_left_out_are_counted_and_said_to_be_in_the_workbook() -> None:
    more = words(EXTREMES["everything"])["more_points"]
    assert _number(more) > 100
    assert more.endswith("autres points, tous dans la feuille «\u00a0À corriger\u00a0» du classeur joint")


# ---------------------------------------------------------------------------------- What was asked, understood, changed


def test_what_was_understood_what_is_new_and_what_changed() -> None:
    said = words(AGAIN)
    assert said["understood"]["lines"] == [
        "A1\u00a0: Échéance (feuille «\u00a0P4 Plan d’actions\u00a0», case F7)\u00a0: "
        "«\u00a031.12.26\u00a0», lu «\u00a031/12/2026\u00a0»",
        "La feuille «\u00a0Engagements\u00a0» a été reconnue à ses intitulés.",
    ]
    assert said["asked"]["lines"] == [
        "Tenez-vous une assemblée générale\u00a0? (feuille «\u00a0Organisation\u00a0», case C14)"
    ]
    assert said["opening"].startswith("Merci pour ce nouvel envoi")
    assert said["changed"]["since"] == "Cet envoi prend la place du dossier D-2026-001\u00a0; voici ce qui a changé."
    assert [line.replace("\u00a0", " ") for line in said["changed"]["lines"]] == [
        "Principe 3 : Pratiques existantes et mise en valeur : de « À compléter » à « Complet »",
        "Principe 6 : Accessibilité de la démarche : de « À compléter » à « Le comité lira vos réponses »",
        "SIRET du siège : « 99900001100018 » devient « 99900001100026 »",
        "Sigle : retiré, « LHC »",
        "A3 : Pilote : ajouté, « Direction »",
    ]


def test_a_first_dossier_has_no_such_section() -> None:
    said = words(SMALL)
    assert said["changed"]["since"] == said["asked"]["more"] == said["understood"]["more"] == ""
    assert said["changed"]["lines"] == said["asked"]["lines"] == said["understood"]["lines"] == []
    assert "envoi précédent" not in text_of(made(SMALL))


def test_the_same_dossier_sent_again_is_said_to_be_the_same() -> None:
    assert "pas de changement" in words(replace(SMALL, told=Told(replaces="D-2026-001")))["changed"]["since"]


def test_many_repairs_are_cut_and_counted() -> None:
    repairs = tuple(Repair(f"A{rank}", CellRef(PLAN, 7, 6), "oui", "Oui") for rank in range(20))
    understood = words(replace(SMALL, told=Told(repairs=repairs)))["understood"]
    assert len(understood["lines"]) == 8
    assert understood["more"] == "et 12 autres, dans le classeur joint"


def test_long_values_leave_room_for_one_another() -> None:
    changes = (Change("Objet", long(3000), "Court."), Change("Objet", "Court.", long(3000)))
    first, second = words(replace(SMALL, told=Told(replaces="D-2026-001", changes=changes)))["changed"]["lines"]
    assert first.endswith("devient «\u00a0Court.\u00a0»")
    assert second.startswith("Objet\u00a0: «\u00a0Court.\u00a0» devient «\u00a0Nous avons réuni")


# ------------------------------------------------------------------------------------------------ Recognised frameworks


@pytest.mark.parametrize(
    ("themes", "frameworks", "named"),
    [
        ([], [], None),
        ([], [{"name": "LUCIE 26000"}], None),
        ([{"questioned": "Par un référentiel reconnu"}], [{"name": "LUCIE 26000"}], None),
        ([{"questioned": "Oui", "document": "Rapport"}], [{"name": "LUCIE 26000"}], None),
        ([{"questioned": "Par un référentiel reconnu", "document": "Rapport, p. 3"}], [], "votre démarche reconnue"),
        ([], [{"name": "Autre", "proof": "p. 3"}], "votre démarche reconnue"),
        ([], [{"name": "LUCIE 26000", "proof": "p. 3"}, {"name": "Qualiopi"}], "votre démarche LUCIE 26000"),
        ([], [{"name": "LUCIE 26000", "proof": "p. 3", "valid_until": date(2025, 1, 1)}], None),
        ([], [{"name": name, "proof": "p. 3"} for name in ("IDEAS", "RSEi")], "vos démarches IDEAS et RSEi"),
        (
            [],
            [{"name": name, "proof": "p. 3"} for name in ("IDEAS", "RSEi", "EnVol", "B Corp")],
            "vos démarches IDEAS, RSEi et 2 autres démarches",
        ),
    ],
)
def test_documents_of_a_framework_are_thanked_for(themes: list[Any], frameworks: list[Any], named: str | None) -> None:
    thanks = words(entries.entry({}, {"themes": themes, "frameworks": frameworks}))["thanks"]
    wanted = f"Merci d’avoir indiqué le document et la page de {named}\u00a0: rien n’était à recopier."
    assert thanks == (wanted if named else "")


def test_a_dossier_under_lucie_26000_is_complete_and_thanked() -> None:
    assessment = assess(LUCIE, RULES, Context(TYPICAL.deposited_on))
    entry = replace(TYPICAL, assessment=assessment, deadline=DEADLINE)
    assert assessment.complete
    assert {row["reading"] for row in words(entry)["principles"]} == {"Complet"}
    assert "votre démarche LUCIE 26000\u00a0: rien n’était à recopier" in text_of(made(entry))


LUCIE = dossier(
    {
        "frameworks": "name | themes | valid_until | proof\nLUCIE 26000 | Tous | 31/12/2027 | Rapport 2025, p. 3",
        "practices": "theme | title | showcase\nEnvironnement | Compost | Affiche, pour les usagers",
        "themes.Gouvernance.questioned": "Par un référentiel reconnu",
        "themes.Gouvernance.document": "Rapport 2025, p. 12",
        "themes.Éthique.questioned": "Par un référentiel reconnu",
    }
)


# --------------------------------------------------------------------------------------------------------- The document


def test_text_is_the_golden_one() -> None:
    """After a wanted change: OSE_WRITE_GOLDEN=1, then read the difference."""
    text = text_of(made(replace(AGAIN, fields={**AGAIN.fields, "organisation.name": HOSTILE_NAME})))
    if os.environ.get("OSE_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_template_and_fiche_know_the_same_fields() -> None:
    assert DocxTemplate(BytesIO(SHIPPED)).get_undeclared_template_variables() == set(words(AGAIN))


@pytest.mark.parametrize("entry", [SMALL, THREE, AGAIN, *EXTREMES.values()])
def test_it_opens_and_blames_nobody(entry: Entry) -> None:
    text = text_of(made(entry))
    assert docx.Document(BytesIO(made(entry))).tables
    assert not any(mark in text for mark in ("{{", "{%", "None"))
    assert not any(blame in text.casefold() for blame in ("champ", "erreur", "invalide", "incorrect", "oubli", "faute"))


def test_whom_to_ask_is_said_with_and_without_a_contact() -> None:
    assert fiche(SMALL).words["contact"].startswith("CRESS des Pays de la Loire. Merci de rappeler le code")
    assert fiche(SMALL, "02 00 00 00 00").words["contact"].startswith("CRESS des Pays de la Loire, 02 00 00 00 00. ")


@pytest.mark.soffice
def test_it_holds_on_its_pages(
    tmp_path: Path,
    soffice_convert_all: Callable[[Sequence[Path], str, Path], list[Path]],
    pdf_pages: Callable[[Path], int],
) -> None:
    entries = [SMALL, AGAIN, *(entry for name, entry in EXTREMES.items() if name not in ("empty", "no place"))]
    documents = [tmp_path / f"{rank}.docx" for rank in range(len(entries))]
    for document, entry in zip(documents, entries, strict=True):
        document.write_bytes(made(entry))
    pages = [pdf_pages(pdf) for pdf in soffice_convert_all(documents, "pdf", tmp_path)]
    assert pages[0] == 1
    assert max(pages) <= 2


@pytest.mark.soffice
def test_a_template_saved_by_another_program_says_the_same(
    tmp_path: Path, soffice_convert: Callable[[Path, str, Path], Path]
) -> None:
    shipped = tmp_path / "shipped.docx"
    shipped.write_bytes(SHIPPED)
    saved = soffice_convert(shipped, "docx:MS Word 2007 XML", tmp_path / "saved").read_bytes()
    content = word.render(word.compile(saved, "fiche-retour.docx"), fiche(AGAIN))
    assert _read(content) == _read(word.render(TEMPLATE, fiche(AGAIN)))


def _read(content: bytes) -> list[str]:
    """What is read, whatever becomes of empty lines and page numbers."""
    return [line for line in text_of(content).splitlines() if line.strip() and "page" not in line]
