"""The committee's brief as one writes it with python-docx: headings, paragraphs, tables, and a picture by matplotlib.

Its words are those of `documents.plan`; its headings and labels those of templates/docx/note.docx.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from math import pi
from pathlib import Path
from typing import Any

import matplotlib
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from ose_batch.documents.values import ABSENT
from ose_batch.model import DocumentPlan
from ose_batch.palette import ACCENT, ACCENT_LIGHT

matplotlib.use("Agg")

from matplotlib import pyplot

Words = Mapping[str, Any]

SELF_POSITIONING = "Auto-positionnement, sans valeur de note"


def write(plan: DocumentPlan, path: Path) -> None:
    words = plan.words
    document = Document()
    document.core_properties.title = plan.title
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.3)
    section.header.paragraphs[0].text = f"Note au comité — lecture du dossier\t{words['number']}"
    section.footer.paragraphs[0].text = f"{words['issuer']} · document préparatoire, sans coordonnées personnelles"
    document.add_heading(f"{words['name']} ({words['acronym']})" if words["acronym"] else words["name"], 0)
    document.add_paragraph(
        "Lecture du dossier : ce qu’il contient, ce qui reste à peser ou à vérifier."
        " Ni note ni avis ; le comité apprécie et décide."
    )
    _card(document, words)
    _self_positioning(document, words)
    _readings(document, words["readings"])
    _stakeholders(document, words)
    _improvements(document, words)
    _practices(document, words)
    _commitments(document, words)
    _actions(document, words)
    document.add_heading("Référentiels en vigueur", 1)
    document.add_paragraph(words["frameworks"] or "Aucun référentiel en vigueur n’est indiqué.")
    _decision(document, words)
    document.save(str(path))


def _card(document: DocumentObject, words: Words) -> None:
    session = f"{words['session']} (vague {words['wave']})" if words["wave"] else words["session"]
    lines = [
        ("Type de dossier", words["kind"] or ABSENT),
        ("Forme juridique", words["legal_form"] or ABSENT),
        ("Identifiants", words["numbers"] or ABSENT),
        ("Commune", words["place"] or ABSENT),
        ("Périmètre", words["perimeter"] or ABSENT),
        ("Secteur d’activité", words["sector"] or ABSENT),
        ("Effectifs", words["people"] or ABSENT),
        *([("Objet", words["short_purpose"])] if words["radar"] and words["short_purpose"] else []),
        ("N° OSE", words["ose_number"] or "Attribué à la première validation"),
        ("Déposé le", words["deposited_on"]),
        ("Séance", session or "À fixer"),
    ]
    table = document.add_table(rows=0, cols=2)
    for line in lines:
        _fill(table, line)


def _self_positioning(document: DocumentObject, words: Words) -> None:
    if words["radar"]:
        document.add_heading(SELF_POSITIONING, 2)
        document.add_picture(_radar(**words["radar"]), width=Cm(8))
        document.add_paragraph("De 0 (non abordé) à 4 (partagé au-delà de l’organisation)")
        return
    document.add_heading("Objet", 2)
    document.add_paragraph(words["purpose"] or "Non renseigné.")
    document.add_heading(SELF_POSITIONING, 2)
    document.add_paragraph(" · ".join(words["self_ratings"]) or "Facultatif, non renseigné.")


def _radar(labels: Sequence[str], values: Sequence[int]) -> BytesIO:
    angles = [2 * pi * rank / len(values) for rank in range(len(values))]
    figure, axes = pyplot.subplots(figsize=(3.4, 3.2), subplot_kw={"projection": "polar"})
    axes.plot([*angles, angles[0]], [*values, values[0]], color=f"#{ACCENT}")
    axes.fill(angles, values, color=f"#{ACCENT}", alpha=0.2)
    axes.set_xticks(angles, labels, fontsize=6)
    axes.set_yticks(range(5))
    axes.set_ylim(0, 4)
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=150)
    pyplot.close(figure)
    return picture


def _readings(document: DocumentObject, readings: Iterable[Words]) -> None:
    document.add_heading("Lecture des principes de la charte", 1)
    heads = ("Principe", "Lecture", "Ce que contient le dossier, et les points à peser ou à vérifier")
    table = _table(document, heads)
    for reading in readings:
        title = reading["title"] if reading["code"] == "ID" else f"{reading['code']}  {reading['title']}"
        _, answer, content = _fill(table, (title, reading["answer"], reading["fact"]))
        _shade(answer, reading["fill"])
        answer.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(reading["ink"])
        for point in reading["points"]:
            content.add_paragraph(f"{point['label']} : {point['text']}", style="List Bullet")
        if reading["points"] and reading["more"]:
            content.paragraphs[-1].add_run(f" ({reading['more']})")
        if not (reading["fact"] or reading["points"]):
            content.text = ABSENT


def _stakeholders(document: DocumentObject, words: Words) -> None:
    document.add_heading("Parties prenantes : importance et influence", 1)
    table = _table(document, ("Importance ↓  Influence →", *words["levels"]))
    for level, cells in zip(reversed(words["levels"]), words["matrix"], strict=True):
        _fill(table, (level, *cells))
    if words["unplaced"]:
        document.add_paragraph(f"Niveau non indiqué : {words['unplaced']}")


def _improvements(document: DocumentObject, words: Words) -> None:
    if not words["improvements"]:
        return
    document.add_heading("Voies d’amélioration", 1)
    for improvement in words["improvements"]:
        document.add_paragraph(f"{improvement['theme']} : {improvement['text']}")
    _aside(document, words["more_improvements"])


def _practices(document: DocumentObject, words: Words) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_heading("Pratiques par thème", 1)
    table = _table(document, ("Thème", "Questionné", "Pratiques", "Mise en valeur"))
    for row in words["practices"]:
        _fill(table, [row[key] for key in ("theme", "questioned", "practices", "showcase")])
    _aside(document, words["more_practices"])


def _commitments(document: DocumentObject, words: Words) -> None:
    document.add_heading("Engagements publiables", 1)
    count = words["commitment_count"]
    for commitment in words["commitments"]:
        document.add_paragraph(f"{commitment['number']}  {commitment['label']}")
    if not words["commitments"]:
        none = f"Aucun engagement n’est indiqué comme publiable ({count} au dossier)."
        document.add_paragraph(none if count else "Aucun engagement au dossier.")
    _aside(document, words["more_commitments"])


def _actions(document: DocumentObject, words: Words) -> None:
    document.add_heading("Plan d’actions en bref", 1)
    if words["actions"]:
        table = _table(document, ("N°", "Action", "Thème", "Pilote", "Échéance", "Eng.", "État"))
        for row in words["actions"]:
            keys = ("number", "action", "theme", "pilot", "due_on", "commitment", "state")
            _fill(table, [row[key] for key in keys])
    else:
        document.add_paragraph("Aucune action au dossier.")
    _aside(document, words["more_actions"])


def _decision(document: DocumentObject, words: Words) -> None:
    document.add_heading("Décision du comité", 1)
    blank = "\n" * words["blank_lines"]
    table = document.add_table(rows=0, cols=1, style="Table Grid")
    _fill(table, ["    ".join(f"☐ {decision}" for decision in words["decisions"])])
    for question in ("Motif", "Réserves ou recommandations, et échéance des réserves"):
        (cell,) = _fill(table, [question])
        cell.add_paragraph(blank)
    _fill(document.add_table(rows=0, cols=2, style="Table Grid"), ("Rapporteur", "Déport"))


def _aside(document: DocumentObject, text: str) -> None:
    if text:
        document.add_paragraph(text)


def _table(document: DocumentObject, heads: Sequence[str]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    for cell in _fill(table, heads):
        _shade(cell, ACCENT_LIGHT)
        cell.paragraphs[0].runs[0].bold = True
    return table


def _fill(table: Table, texts: Sequence[str]) -> tuple[_Cell, ...]:
    """A new row."""
    cells: tuple[_Cell, ...] = table.add_row().cells  # type: ignore[no-untyped-call]
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
    return cells


def _shade(cell: _Cell, colour: str) -> None:
    shading: Any = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>')
    cell._tc.get_or_add_tcPr().append(shading)
