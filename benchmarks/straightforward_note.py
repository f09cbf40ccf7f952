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
    section.header.paragraphs[0].text = f"Note au comité — lecture du dossier\t{_header(words)}"
    section.footer.paragraphs[0].text = f"{words['issuer']} · document préparatoire, sans coordonnées personnelles"
    document.add_heading(f"{words['name']} ({words['acronym']})" if words["acronym"] else words["name"], 0)
    document.add_paragraph(
        "Lecture du dossier, ni note ni avis : le comité décide."
        " « À apprécier » : par le comité ; « À vérifier » : par la CRESS."
    )
    if words["as_is"]:
        document.add_paragraph(f"Présenté en l’état : {words['as_is']}")
        document.add_paragraph(words["left_to_complete"])
    _card(document, words)
    _self_positioning(document, words)
    _readings(document, words["readings"])
    _history(document, words)
    _stakeholders(document, words)
    if words["commitments_first"]:
        _commitments(document, words)
    _themes(document, words)
    if not words["commitments_first"]:
        _commitments(document, words)
    _actions(document, words)
    _decision(document, words)
    document.save(str(path))


def _header(words: Words) -> str:
    session = f"séance du {words['session']}" if words["session"] else "séance à fixer"
    return " · ".join([words["number"], session, *([f"vague {words['wave']}"] if words["wave"] else [])])


def _card(document: DocumentObject, words: Words) -> None:
    lines = [
        ("Type de dossier", words["kind"] or ABSENT),
        ("Forme juridique", words["legal_form"] or ABSENT),
        ("Identifiants", words["numbers"] or ABSENT),
        ("Commune", words["place"] or ABSENT),
        ("Périmètre", words["perimeter"] or ABSENT),
        ("Activité", words["sector"] or ABSENT),
        *([("Objet", words["short_purpose"])] if words["short_purpose"] else []),
        ("Effectifs", words["people"] or ABSENT),
        ("Instances", words["bodies"] or ABSENT),
        ("Déposé le", words["deposited_on"]),
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
    heads = ("Principe", "Lecture", "Ce que contient le dossier, et les points à peser, à vérifier ou levés")
    table = _table(document, heads)
    for reading in readings:
        title = reading["title"] if reading["code"] == "ID" else f"{reading['code']}  {reading['title']}"
        _, answer, content = _fill(table, (title, reading["answer"], reading["fact"]))
        _shade(answer, reading["fill"])
        answer.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(reading["ink"])
        for quote in reading["quotes"]:
            content.add_paragraph(quote)
        for point in reading["points"]:
            content.add_paragraph(f"{point['label']} : {point['text']}", style="List Bullet")
        if reading["points"] and reading["more"]:
            content.paragraphs[-1].add_run(f" ({reading['more']})")
        if not (reading["fact"] or reading["quotes"] or reading["points"]):
            content.text = ABSENT


def _history(document: DocumentObject, words: Words) -> None:
    if words["remarks"]:
        document.add_heading("Commentaires de la CRESS", 1)
        for remark in words["remarks"]:
            document.add_paragraph(f"{remark['on']} : {remark['text']}")
        _aside(document, words["more_remarks"])
    if words["precedents"] or words["no_precedent"]:
        document.add_heading("Décisions antérieures du comité, et leurs suites", 1)
        _aside(document, words["older_precedents"])
        table = document.add_table(rows=0, cols=3, style="Table Grid")
        for precedent in words["precedents"]:
            on, _, texts = _fill(table, (precedent["on"], precedent["decision"], ""))
            on.add_paragraph(precedent["number"])
            texts.text = "\n".join(one["label"] + one["text"] for one in precedent["texts"]) or ABSENT
        _aside(document, words["no_precedent"])
        _aside(document, words["follow_up"])
    if words["changes"]:
        document.add_heading(words["changes_title"], 1)
        document.add_paragraph(words["changes"])


def _stakeholders(document: DocumentObject, words: Words) -> None:
    document.add_heading("Parties prenantes : importance et influence (en gras, les internes)", 1)
    table = _table(document, ("Importance ↓  Influence →", *words["levels"]))
    for level, cells in zip(reversed(words["levels"]), words["matrix"], strict=True):
        _fill(table, (level, *(", ".join(filter(None, (c["inside"], c["outside"]))) + c["more"] for c in cells)))
    if words["unplaced"]:
        document.add_paragraph(f"Niveau non indiqué : {words['unplaced']}")


def _themes(document: DocumentObject, words: Words) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_heading("Thème par thème", 1)
    heads = ("Thème · questionné", "Constat ou raison, puis voie d’amélioration (→)")
    table = _table(document, (*heads, "Pratique, puis mise en valeur (→)"))
    for row in words["themes"]:
        questioning = list(filter(None, (row["found"], row["improvement"] and f"→ {row['improvement']}")))
        _, asked, done = _fill(table, (f"{row['theme']} · {row['questioned']}", "", row["practices"]))
        asked.text = questioning[0] if questioning else ABSENT
        for text in questioning[1:]:
            asked.add_paragraph(text)
        if row["showcase"]:
            done.add_paragraph(f"→ {row['showcase']}")
    _aside(document, words["more_themes"])
    document.add_paragraph(f"Référentiels en vigueur : {words['frameworks']}")


def _commitments(document: DocumentObject, words: Words) -> None:
    document.add_heading("Engagements", 1)
    for commitment in words["commitments"]:
        document.add_paragraph(f"{commitment['number']}  {commitment['label']}")
    if not words["commitments"]:
        document.add_paragraph("Aucun engagement au dossier.")
    _aside(document, words["more_commitments"])
    _aside(document, words["statement"])


def _actions(document: DocumentObject, words: Words) -> None:
    document.add_heading("Plan d’actions en bref", 1)
    if words["actions"]:
        heads = ("N°", "Action (thème)", "Indicateur", "Pilote", "Échéance", "Eng.", "État")
        table = _table(document, heads)
        for row in words["actions"]:
            action = f"{row['action']} ({row['theme']})" if row["theme"] else row["action"]
            keys = ("indicator", "pilot", "due_on", "commitment", "state")
            _fill(table, [row["number"], action, *(row[key] for key in keys)])
    else:
        document.add_paragraph("Aucune action au dossier.")
    _aside(document, words["more_actions"])


def _decision(document: DocumentObject, words: Words) -> None:
    document.add_heading("Décision du comité", 1)
    blank = "\n" * words["blank_lines"]
    table = document.add_table(rows=0, cols=1, style="Table Grid")
    _fill(table, ["    ".join(f"☐ {decision}" for decision in words["decisions"])])
    (cell,) = _fill(table, ["Motif"])
    cell.add_paragraph(blank)
    reserves, _ = _fill(
        document.add_table(rows=0, cols=2, style="Table Grid"), ("Réserves ou recommandations", "Échéance des réserves")
    )
    reserves.add_paragraph(blank)
    bottom = ("Rapporteur", "Déport (qui ne prend pas part à la décision)")
    _fill(document.add_table(rows=0, cols=2, style="Table Grid"), bottom)


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
