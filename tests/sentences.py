"""Every sentence that an organisation can receive, to be read through: `python -m tests.sentences`.

Forms, charter, answers, e-mails, templates; where a sentence is made of parts, `…` stands for what varies.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import docx

from ose_batch import wording
from ose_batch.charter.rules import Gravity
from ose_batch.forms.layout import DOSSIER
from ose_batch.workspace import packaged
from tests.dossiers import RULES

SPOKEN = ("answer", "charter", "forms", "inbox", "letters", "mail", "reading", "receipt", "refusals", "returned")
"""Modules of `wording` whose sentences reach an organisation, some of them through the staff."""
SENT = ("attestation", "charte", "courrier", "fiche-retour")
"""How the names of the templates begin whose documents go to an organisation."""
TO_STAFF = ("movements", "criteria")
"""Lists that stand in the workbooks of the staff alone."""
_FIELD = re.compile(r"\{\w*\}")
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_NOT_SAID = re.compile(r"\S*|[a-z]+ → .*|\\.*|.*\[.*")
"""Keys, formats and patterns among the strings of a module."""


def sentences() -> Iterator[tuple[str, str]]:
    """Where each comes from, and the sentence."""
    for where, sentence in (*_form(), *_charter(), *_modules(), *_templates()):
        if sentence.strip():
            yield where, _FIELD.sub("…", sentence).replace("\u00a0", " ").strip()


def _form() -> Iterator[tuple[str, str]]:
    for sheet in DOSSIER.sheets:
        where = f"dossier-ose.xlsx, {sheet.tab}"
        yield from ((where, text) for text in (sheet.tab, sheet.title, sheet.help))
        for field in (*sheet.fields, *sheet.columns):
            yield from ((where, text) for text in (field.label, field.help))


def _charter() -> Iterator[tuple[str, str]]:
    for section in RULES.guide:
        yield from (("charter.toml, Lisez-moi", text) for text in (section.title, *section.lines))
    for name, labels in RULES.lists.items():
        if name in TO_STAFF:
            continue
        yield from ((f"charter.toml, liste {name}", label) for label in labels)
    for principle in RULES.principles:
        yield "charter.toml", principle.title
        for criterion in principle.criteria:
            if criterion.gravity is Gravity.BLOCKING:
                unmet = re.sub(r"\{\w+\}", "…", criterion.unmet)
                yield from (
                    (f"charter.toml, {criterion.code}", t) for t in (unmet, criterion.expected, criterion.advice)
                )


def _modules() -> Iterator[tuple[str, str]]:
    folder = Path(wording.__file__).parent
    for name in SPOKEN:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        for text in _strings(tree):
            if not _NOT_SAID.fullmatch(text):
                yield f"wording/{name}.py", text


def _strings(node: ast.AST) -> Iterator[str]:
    """Texts, but docstrings and what stands inside another text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _strings(part.value)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from _strings(child)


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted((packaged("templates") / "docx").glob("*.docx")):
        if path.name.startswith(SENT):
            yield from ((path.name, said) for text in _paragraphs(path) if (said := _TAG.sub("…", text).strip("… ")))


def _paragraphs(path: Path) -> Iterator[str]:
    document = docx.Document(str(path))
    for part in (document, document.sections[0].header, document.sections[0].footer):
        tables = (cell for table in part.tables for row in table.rows for cell in row.cells)
        yield from (one.text for one in (*part.paragraphs, *(line for cell in tables for line in cell.paragraphs)))


if __name__ == "__main__":
    before = ""
    for where, sentence in sentences():
        if where != before:
            print(f"\n{where}")
        print(f"  {sentence}")
        before = where
