"""A document is reopened before it is published: every part whole, well-formed, and the words that count in it."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from ose_batch.documents.word import TemplateError
from ose_batch.model import DocumentPlan
from ose_batch.wording import documents as wording

_SHOWN = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_TAG = re.compile(r"<[^>]*>")
_BREAKS = str.maketrans("", "", "\r\n\t")
"""Marked by elements in Word, and so no letters of its text."""


def prove(content: bytes, plan: DocumentPlan) -> None:
    """Raises `TemplateError` when the file is not a sound .docx, or lacks a text that `plan` expects."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name, part in parts.items():
            if name.endswith((".xml", ".rels")):
                expat.ParserCreate().Parse(part, True)
    except (BadZipFile, expat.ExpatError) as error:
        raise TemplateError(wording.document_unsound(plan.template, plan.filename)) from error
    text = "\n".join(unescape(_TAG.sub("", part.decode())) for name, part in parts.items() if _SHOWN.fullmatch(name))
    for expected in plan.expected:
        if expected.translate(_BREAKS) not in text:
            raise TemplateError(wording.document_lacks(plan.template, expected))
