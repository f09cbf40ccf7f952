"""Several Word documents bound into one, each with its own pages, headers, footers, charts, pictures and notes.

Written here because docxcompose, the library for it, lets every document but the first lose its headers and footers.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import count
from typing import NamedTuple

from lxml import etree

from ose_batch.documents import adoption, opc, package, session, word
from ose_batch.documents.adoption import W, properties, put
from ose_batch.documents.opc import Element, Gathering, Parts, Relationship
from ose_batch.documents.values import text
from ose_batch.model import DocumentPlan, SessionPack

_MAIN = "word/document.xml"
_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R = f"{{{_OFFICE}}}"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_DRAWING_ID = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

_PACKAGE_RELATIONSHIPS = (
    Relationship("rId1", f"{_OFFICE}/officeDocument", _MAIN, external=False),
    Relationship(
        "rId2",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        _CORE,
        external=False,
    ),
    Relationship("rId3", f"{_OFFICE}/extended-properties", _APP, external=False),
)
_REFERRING = etree.XPath("descendant-or-self::*[@r:*]", namespaces={"r": _OFFICE})
_NUMBERED_BY_WORD = etree.XPath("descendant::*[@w14:paraId]", namespaces={"w14": _W14})
_REMARKS = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
_REMARK_KINDS = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
_TEXT, _TOP = W + "t", W + "p"
_THIN = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
_LEVEL = 3
_NO_LEVEL = 9


class Leaf(NamedTuple):
    """A document to bind."""

    content: bytes
    """A .docx."""
    bookmark: str = ""
    """Put at its first paragraph, for what refers to its page; empty for none."""
    title: str = ""
    """The paragraph that says it becomes its only heading in navigation; empty to leave headings as they are."""


def bind(leaves: Sequence[Leaf], plan: DocumentPlan) -> bytes:
    """One .docx, each leaf from a new page, pages counted through: the same bytes for the same leaves.

    Styles, theme, language and settings are those of the last leaf, whose pages are the ones that were measured; the
    others bring the styles that differ under other names. Title and dates are those of the first. `plan`: for its date.
    """
    opened = [opc.opened(leaf.content) for leaf in leaves]
    binding = _Binding(opened[-1])
    roots = [binding.add(leaf, parts, last=parts is opened[-1]) for leaf, parts in zip(leaves, opened, strict=True)]
    parts = binding.finished(_merged(roots), opened[0])
    return package.write((package.member(path, content, _LEVEL) for path, content in parts), plan.made_on)


def dossier(pack: SessionPack, front: DocumentPlan, template: word.Template, notes: Sequence[bytes]) -> bytes:
    """The dossier de séance in one .docx: `front`, made with `template`, then the note of each dossier, in that order.

    Raises `TemplateError` for the template, `ValueError` when there is not a note a dossier.
    """
    own = [
        Leaf(note, session.bookmark(entry), text(entry.fields, "organisation.name") or entry.number)
        for entry, note in zip(pack.presented, notes, strict=True)
    ]
    return bind([Leaf(word.render(template, front)), *own], front)


class _Binding:
    """What has been bound so far."""

    def __init__(self, base: Parts) -> None:
        self.gathering = Gathering({_MAIN: b"", _CORE: b"", _APP: b""})
        self.shared = adoption.Shared(base, _MAIN)
        self.base = base
        self.relationships: list[Relationship] = []
        self.ids = count(1)
        self.kept: dict[str, str] = {}
        """Of the base: path → new name, so that its body and its settings share what both lead to."""
        self.edges: set[tuple[str, str]] = set()
        """Headers and footers that a section of an earlier leaf has, which the next would take over."""

    def add(self, leaf: Leaf, parts: Parts, *, last: bool) -> Element:
        """The document of a leaf, its references led to the parts that came with it."""
        root = opc.parse(parts.contents[_MAIN])
        body = _body(root)
        adopted = self.shared.adopt(parts, body)
        self._lead(parts, body, adopted, self.kept if parts is self.base else {})
        self._unique(body)
        if leaf.bookmark:
            _mark(body, leaf.bookmark, str(next(self.ids)))
        if leaf.title:
            _entitle(body, leaf.title, self.shared.headings())
        self._open_section(body)
        if not last:
            _close_section(body)
        return root

    def _lead(self, parts: Parts, body: Element, adopted: adoption.Adopted, carried: dict[str, str]) -> None:
        """Everything that the body refers to comes along."""
        known = {one.id: one for one in parts.relationships(_MAIN)}
        renamed: dict[str, str] = {}

        def change(content: bytes, kind: str) -> bytes:
            if not kind.endswith((".header+xml", ".footer+xml")):
                return content
            edge = opc.parse(content)
            adopted.rename(edge)
            self._unique(edge)
            return opc.serialize(edge)

        for element in _REFERRING(body):
            for name, value in element.attrib.items():
                if not name.startswith(_R) or value not in known:
                    continue
                if value not in renamed:
                    one = known[value]
                    there = one.target if one.external else self.gathering.carry(parts, one.target, carried, change)
                    renamed[value] = self._relate(one.type, there, external=one.external)
                element.set(name, renamed[value])

    def _relate(self, kind: str, target: str, *, external: bool = False) -> str:
        own = Relationship(f"rId{len(self.relationships) + 1}", kind, target, external)
        self.relationships.append(own)
        return own.id

    def _unique(self, block: Element) -> None:
        """Numbers and names that a document may use once."""
        names: dict[str, str] = {}
        opened: dict[str, str] = {}
        for mark in list(block.iter(W + "bookmarkStart", W + "bookmarkEnd", *_REMARKS)):
            if mark.tag in _REMARKS:
                opc.remove(mark)
                continue
            number = mark.get(W + "id", "")
            if mark.tag == W + "bookmarkStart":
                opened[number] = str(next(self.ids))
                name = mark.get(W + "name", "")
                names[name] = f"_{opened[number]}{name}"[:40]
                mark.set(W + "name", names[name])
            mark.set(W + "id", opened.get(number, number))
        if names:
            for link in block.iter(W + "hyperlink"):
                if (anchor := link.get(W + "anchor", "")) in names:
                    link.set(W + "anchor", names[anchor])
            for instruction in block.iter(W + "instrText"):
                instruction.text = " ".join(names.get(word, word) for word in (instruction.text or "").split(" "))
        for drawing in block.iter(_DRAWING_ID):
            drawing.set("id", str(next(self.ids)))
        for paragraph in _NUMBERED_BY_WORD(block):
            for name in ("paraId", "textId"):
                paragraph.attrib.pop(f"{{{_W14}}}{name}", None)
        for control in list(block.iter(W + "sdtPr")):
            for own in control.findall(W + "id"):
                control.remove(own)

    def _open_section(self, body: Element) -> None:
        """The first section of a leaf starts a page, has the headers it had alone; no section counts from one again."""
        sections = list(body.iter(W + "sectPr"))
        for section in sections:
            for numbering in section.findall(W + "pgNumType"):
                numbering.attrib.pop(W + "start", None)
        first = sections[0]
        for start in first.findall(W + "type"):
            first.remove(start)
        own = _edges(first)
        for side, kind in sorted(self.edges - own):
            reference = etree.Element(f"{W}{side}Reference")
            reference.set(W + "type", kind)
            reference.set(_R + "id", self._blank(side))
            first.insert(0, reference)
        self.edges = self.edges.union(*map(_edges, sections))

    def _blank(self, side: str) -> str:
        """A header or footer without anything in it."""
        tag = W + {"header": "hdr", "footer": "ftr"}[side]
        root = etree.Element(tag, nsmap={"w": W[1:-1]})
        etree.SubElement(root, W + "p")
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{side}+xml"
        path = self.gathering.add(f"word/{side}.xml", opc.serialize(root), kind)
        return self._relate(f"{_OFFICE}/{side}", path)

    def finished(self, document: Element, first: Parts) -> list[tuple[str, bytes]]:
        """All parts of the file."""
        changed = self.shared.changed()
        for one in self.base.relationships(_MAIN):
            if one.external or one.kind in ("header", "footer", *_REMARK_KINDS, *adoption.KINDS):
                continue
            if one.target in self.base.contents and one.target not in self.kept:
                self._relate(one.type, self.gathering.carry(self.base, one.target, self.kept))
        for kind, near, content, content_type in changed:
            self._relate(f"{_OFFICE}/{kind}", self.gathering.add(near, content, content_type))
        gathered = self.gathering
        sources = {_MAIN: self.base, _CORE: first, _APP: self.base}
        for path, source in sources.items():
            gathered.contents[path], gathered.types[path] = source.contents.get(path, b""), source.type_of(path)
        gathered.contents[_MAIN] = opc.serialize(document)
        gathered.relate(_MAIN, self.relationships)
        there = [one for one in _PACKAGE_RELATIONSHIPS if gathered.contents[one.target]]
        gathered.relate("", there)
        return gathered.listed()


def _merged(roots: Sequence[Element]) -> Element:
    """One document: the bodies one after the other."""
    names: dict[str | None, str] = {}
    ignorable: dict[str, None] = {}
    for root in roots:
        names |= {prefix: uri for prefix, uri in root.nsmap.items() if prefix not in names}
        ignorable |= dict.fromkeys(root.get(_COMPATIBILITY, "").split())
    merged = etree.Element(W + "document", nsmap=names)
    if ignorable:
        merged.set(_COMPATIBILITY, " ".join(ignorable))
    body = etree.SubElement(merged, W + "body")
    for root in roots:
        body.extend(_body(root))
    return merged


def _body(root: Element) -> Element:
    return next(root.iterchildren(W + "body"))


def _edges(section: Element) -> set[tuple[str, str]]:
    """`("header", "default")` … of a section."""
    sides = ("header", "footer")
    return {(side, one.get(W + "type", "default")) for side in sides for one in section.iter(f"{W}{side}Reference")}


def _close_section(body: Element) -> None:
    """What the end of a document says of its pages goes to its last paragraph, where it ends a section."""
    section = next(body.iterchildren(W + "sectPr"))
    body.remove(section)
    last = body[-1]
    if last.tag != _TOP or last.find(f"{W}pPr/{W}sectPr") is not None:
        last = etree.SubElement(body, _TOP)
        etree.SubElement(properties(last), W + "spacing", {W + name: value for name, value in _THIN.items()})
    put(properties(last), section)


def _mark(body: Element, bookmark: str, number: str) -> None:
    paragraph = next(body.iter(_TOP))
    place = 1 if paragraph.find(W + "pPr") is not None else 0
    start, end = etree.Element(W + "bookmarkStart"), etree.Element(W + "bookmarkEnd")
    start.set(W + "id", number)
    start.set(W + "name", bookmark)
    end.set(W + "id", number)
    paragraph.insert(place, start)
    paragraph.insert(place + 1, end)


def _entitle(body: Element, title: str, headings: Container[str]) -> None:
    """The paragraph with `title`, or else the first with words, becomes the only heading that navigation lists."""
    for paragraph in body.iter(_TOP):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(W + "val", "") in headings:
            _level(paragraph, _NO_LEVEL)
    worded = [paragraph for paragraph in body.iterchildren(_TOP) if _words(paragraph)]
    for paragraph in [one for one in worded if title in _words(one)][:1] or worded[:1]:
        _level(paragraph, 0)


def _level(paragraph: Element, level: int) -> None:
    outline = etree.Element(W + "outlineLvl")
    outline.set(W + "val", str(level))
    put(properties(paragraph), outline)


def _words(paragraph: Element) -> str:
    return "".join(run.text or "" for run in paragraph.iter(_TEXT)).strip()
