"""Word documents from templates that staff edit in Word: tags are compiled once, then a document is text and a zip.

Nothing parses XML per document, and what never changes is deflated once. Values are always escaped.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape as escape_text
from zipfile import BadZipFile, ZipFile

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from ose_batch.documents import chart, package
from ose_batch.model import DocumentPlan
from ose_batch.wording import documents as wording

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "word/document.xml"
_TAGGED = re.compile(r"word/(document|header|footer|footnotes|endnotes)\d*\.xml")
_CHART = re.compile(r"word/charts/chart\d+\.xml")
_CORE = "docProps/core.xml"

_TAG_START = re.compile(r"\{[{%#]")
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_ELEMENT = re.compile(r"<[^>]*>")
_PARAGRAPH_START = re.compile(r"(?=<w:p[ >])")
_STRUCTURE = re.compile(r"<(?P<end>/?)(?P<element>[\w:]+)[^>]*?(?P<empty>/?)>|\{%[-+]?\s*(?P<keyword>\w+)[^%]*%\}")
_NOT_PLAIN = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What cannot stand in Word text as it is: tabs and line breaks, control characters, halves of a surrogate pair."""
_BREAKS = {
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_EXTRACT = 80
"""Letters of a template shown by an error."""
_LEVEL = 3
"""Of deflate, for what is written anew each time: 6 saves a tenth of a brief and takes twice as long."""


class TemplateError(Exception):
    """A template cannot be used: the message says which file, where, and what to do, in French."""


@dataclass(frozen=True, slots=True)
class _Varying:
    path: str
    text: Callable[[DocumentPlan], str]


@dataclass(frozen=True, slots=True)
class Template:
    parts: tuple[package.Member | _Varying, ...]


def compile(content: bytes, name: str) -> Template:
    """`content`: a .docx with the tags of docxtpl in its text, headers, footers and notes; `name`: what errors call it.

    Its chart, if it has one, takes its points from the words `radar` (`labels`, `values`). Raises `TemplateError`.
    """
    environment = _Environment(autoescape=True, undefined=_Unknown, finalize=_in_word)
    del environment.filters["safe"]
    try:
        with ZipFile(BytesIO(content)) as archive:
            contents = {info.filename: archive.read(info) for info in archive.infolist()}
        sources = {path: _source(part) for path, part in contents.items() if _TAGGED.fullmatch(path)}
    except (BadZipFile, zlib.error, ValueError) as error:
        raise TemplateError(wording.template_unreadable(name)) from error
    if _MAIN not in sources:
        raise TemplateError(wording.template_unreadable(name))

    def part(path: str, content: bytes) -> package.Member | _Varying:
        if path == _CORE:
            return _Varying(path, _core)
        if _CHART.fullmatch(path):
            return _Varying(path, partial(_chart, content.decode()))
        if _TAG_START.search(sources.get(path, "")):
            return _Varying(path, _text(name, path, sources[path], environment))
        return package.member(path, content)

    return Template(tuple(part(path, content) for path, content in contents.items()))


def render(template: Template, plan: DocumentPlan) -> bytes:
    """The .docx: the same bytes for the same template and plan. Raises `TemplateError`."""
    members = (
        part if isinstance(part, package.Member) else package.member(part.path, part.text(plan).encode(), _LEVEL)
        for part in template.parts
    )
    return package.write(members, plan.made_on)


class _Environment(SandboxedEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Words are dicts: a key comes before the method of dict that has its name (`radar.values`)."""
        try:
            return obj[attribute]
        except (TypeError, LookupError):
            return super().getattr(obj, attribute)


class _Unknown(jinja2.StrictUndefined):
    @property
    def _undefined_message(self) -> str:
        """The field alone: `wording` says the rest."""
        return str(self._undefined_name)


def _source(part: bytes) -> str:
    """The Jinja source of a part, a line a paragraph. Raises `ValueError` when it is not XML."""
    from docxtpl import DocxTemplate
    from lxml import etree

    try:  # parsed and written anew: some programs write &quot; inside tags
        text = etree.tostring(etree.fromstring(part), encoding="unicode")
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    patched: str = DocxTemplate(BytesIO()).patch_xml(text)
    return _PARAGRAPH_START.sub("\n", patched)


def _text(template: str, path: str, source: str, environment: _Environment) -> Callable[[DocumentPlan], str]:
    """What writes a part with tags."""
    try:
        compiled = environment.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        line = _ELEMENT.sub("", source.splitlines()[error.lineno - 1])[:_EXTRACT]
        raise TemplateError(wording.template_broken_tag(template, path, line)) from error
    if crossing := _crossing(source):
        raise TemplateError(wording.template_broken_tag(template, path, crossing))

    def say(plan: DocumentPlan) -> str:
        try:
            return _DECLARATION + compiled.render(plan.words)
        except jinja2.TemplateRuntimeError as error:  # an unknown field, or one that the sandbox keeps shut
            field = str(error)
            tags = [_ELEMENT.sub("", tag) for tag in _TAG.findall(source)]
            tag = next((tag for tag in tags if re.search(rf"\b{re.escape(field)}\b", tag)), field)
            raise TemplateError(wording.template_unknown_field(template, path, tag, field)) from error

    return say


def _crossing(source: str) -> str:
    """The first tag that ends a block at another depth than it began, which would leave XML that Word cannot open.

    `{%p if … %}` removes its paragraph, `{% endif %}` stays inside its own: together they cut one in two.
    """
    path: list[str] = []
    begun: list[list[str]] = []
    for found in _STRUCTURE.finditer(source):
        keyword = found["keyword"]
        if found["element"] and not found["empty"]:
            path = path[:-1] if found["end"] else [*path, found["element"]]
        elif keyword in ("if", "for"):
            begun.append(path)
        elif keyword in ("elif", "else", "endif", "endfor"):
            if path != begun[-1]:
                return found[0]
            if keyword.startswith("end"):
                begun.pop()
    return ""


def _in_word(value: Any) -> Any:
    """What a tag writes: line breaks and tabs as Word marks them, without what XML cannot hold."""
    if isinstance(value, str) and not isinstance(value, Markup) and _NOT_PLAIN.search(value):
        text = str(escape(value.replace("\r\n", "\n").replace("\r", "\n")))
        return Markup(_NOT_PLAIN.sub(lambda found: _BREAKS.get(found[0], ""), text))
    return value


def _chart(content: str, plan: DocumentPlan) -> str:
    """Without a radar to show, no points: those drawn in the template are nobody's."""
    radar = plan.words.get("radar") or {"labels": (), "values": ()}
    return chart.fill(content, radar["labels"], radar["values"])


def _core(plan: DocumentPlan) -> str:
    """Core properties: title and date of the document, and not who edited its template, when."""
    day = f'xsi:type="dcterms:W3CDTF">{plan.made_on.isoformat()}T12:00:00Z'
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape_text(plan.title)}</dc:title>"
        f"<dcterms:created {day}</dcterms:created><dcterms:modified {day}</dcterms:modified></cp:coreProperties>"
    )
