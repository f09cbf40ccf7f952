"""The fiche retour: what was understood and what changed, whom it thanks; its name, its text, its two pages."""

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

from ose_batch.charter.assess import assess
from ose_batch.documents import word
from ose_batch.model import CellRef, Change, Context, Entry, Repair, Since, Told
from tests import entries
from tests.docx_text import text_of
from tests.dossiers import RULES, dossier
from tests.entries import HOSTILE_NAME, TYPICAL, long
from tests.fiches import AGAIN, DEADLINE, EXTREMES, PLAN, ROOT, SHIPPED, SMALL, TEMPLATE, THREE, fiche, made, words

GOLDEN = ROOT / "tests/golden/fiche-retour.txt"


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
    again = Told(replaces="D-2026-001", since=Since("D-2026-001"))
    said = words(replace(SMALL, told=again))["changed"]["since"].replace("\u00a0", " ")
    assert said == "Cet envoi prend la place du dossier D-2026-001 ; nous n’y voyons pas de changement."
    beside = words(replace(SMALL, told=replace(again, replaces="")))["changed"]["since"]
    assert beside.startswith("Le dossier D-2026-001 suit son cours devant le comité. Depuis celui-là, ")


def test_many_repairs_are_cut_and_counted() -> None:
    repairs = tuple(Repair(f"A{rank}", CellRef(PLAN, 7, 6), "oui", "Oui") for rank in range(20))
    understood = words(replace(SMALL, told=Told(repairs=repairs)))["understood"]
    assert len(understood["lines"]) == 8
    assert understood["more"] == "et 12 autres, dans le classeur joint"


def test_long_values_leave_room_for_one_another() -> None:
    changes = (Change("Objet", long(3000), "Court."), Change("Objet", "Court.", long(3000)))
    first, second = words(replace(SMALL, told=Told(since=Since("D-2026-001", changes))))["changed"]["lines"]
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
