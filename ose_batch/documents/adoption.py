"""What Word documents keep once for all their pages: when several become one, what differs is taken in, renamed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from ose_batch.documents import opc
from ose_batch.documents.opc import Element, Parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = ("styles", "numbering", "footnotes", "endnotes")
"""Of the relationships that lead to it."""
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_VALUE, _ID, _STYLE_ID = W + "val", W + "id", W + "styleId"
_STYLE_USES = (W + "pStyle", W + "rStyle", W + "tblStyle", W + "basedOn", W + "next", W + "link")
_NOT_CARRIED = (
    W + "drawing",
    W + "pict",
    W + "object",
    W + "numPicBullet",
    W + "lvlPicBulletId",
    W + "nsid",
    W + "tmpl",
)
"""Pictures of footnotes and of bullets; what says that two lists are one."""
_LAST_IN_PARAGRAPH = ("outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange")
"""Properties, in their order, before which all others stand."""


@dataclass(slots=True)
class Adopted:
    """The new names of what a document refers to."""

    styles: Mapping[str, str] = field(default_factory=dict)
    plain: str = ""
    """Style of the paragraphs that name none, where it is not the one of the whole."""
    lists: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`footnote` or `endnote` → number → new one."""

    def rename(self, block: Element) -> None:
        if self.plain:
            for paragraph in block.iter(W + "p"):
                own = properties(paragraph)
                if own.find(W + "pStyle") is None:
                    style = etree.Element(W + "pStyle")
                    style.set(_VALUE, self.plain)
                    own.insert(0, style)
        _set(block, _STYLE_USES, _VALUE, self.styles)
        _set(block, (W + "numId",), _VALUE, self.lists)
        for kind, numbers in self.notes.items():
            _set(block, (f"{W}{kind}Reference",), _ID, numbers)


class Shared:
    """Of the document that gives its styles, with what the others add."""

    def __init__(self, base: Parts, main: str) -> None:
        self._base, self._main = base, main
        self._roots: dict[str, Element] = {}
        """Kind → its part, once something was to be read in it."""
        self._known: dict[bytes, dict[str, str]] = {self._content(base, "styles"): {}}
        """Styles of a document → those that have another name now."""

    def adopt(self, parts: Parts, body: Element) -> Adopted:
        """Takes in what `parts` has of its own, and renames it in `body`."""
        if parts is self._base:
            return Adopted()
        adopted = Adopted(
            lists=self._adopt_lists(parts) if _uses(body, W + "numId") else {},
            notes={
                kind: self._adopt_notes(parts, kind)
                for kind in ("footnote", "endnote")
                if _uses(body, f"{W}{kind}Reference")
            },
        )
        content = self._content(parts, "styles")
        if content not in self._known:
            self._known[content] = self._adopt_styles(opc.parse(content), adopted.lists)
        adopted.styles = self._known[content]
        if adopted.styles:
            default = (style for style in _styles(opc.parse(content)) if _is_default_paragraph(style))
            adopted.plain = adopted.styles.get(next(default).get(_STYLE_ID, ""), "")
        adopted.rename(body)
        return adopted

    def headings(self) -> frozenset[str]:
        """The styles that have a level among headings, of their own or by the style they rest on."""
        styles = {style.get(_STYLE_ID, ""): style for style in _styles(self._root("styles"))}
        found: set[str] = set()
        for name in styles:
            chain: dict[str, None] = {}
            while name in styles and name not in chain:
                chain[name] = None
                if styles[name].find(f"{W}pPr/{W}outlineLvl") is not None:
                    found |= chain.keys()
                name = _value(styles[name], "basedOn")
        return frozenset(found)

    def changed(self) -> Iterator[tuple[str, str, bytes, str]]:
        """Kind of relationship, path, content and type of each part that the whole has."""
        for kind in KINDS:
            content = opc.serialize(self._roots[kind]) if kind in self._roots else self._content(self._base, kind)
            if content:
                yield kind, f"word/{kind}.xml", content, _TYPE.format(kind)

    def _content(self, parts: Parts, kind: str) -> bytes:
        paths = (one.target for one in parts.relationships(self._main) if one.kind == kind)
        return parts.contents.get(next(paths, ""), b"")

    def _root(self, kind: str) -> Element:
        if kind not in self._roots:
            content = self._content(self._base, kind)
            self._roots[kind] = _bare(opc.parse(content)) if content else etree.Element(W + kind, nsmap={"w": W[1:-1]})
        return self._roots[kind]

    def _adopt_styles(self, own: Element, lists: Mapping[str, str]) -> dict[str, str]:
        base = self._root("styles")
        there = {style.get(_STYLE_ID, ""): style for style in _styles(base)}
        mine = {style.get(_STYLE_ID, ""): style for style in _styles(own)}
        names = {_value(style, "name").casefold() for style in there.values()}
        same: dict[str, bool] = {}

        def is_same(name: str) -> bool:
            """Alike, and based on one that is."""
            if name not in same:
                same[name] = False  # of one based on itself
                one, other = mine.get(name), there.get(name)
                alike = one is not None and other is not None and _canonical(one) == _canonical(other)
                parent = _value(one, "basedOn") if one is not None else ""
                same[name] = alike and (not parent or is_same(parent))
            return same[name]

        ground = None if _canonical(_defaults(own)) == _canonical(_defaults(base)) else _ground(own, there)
        renamed = {
            name: _free(f"{name}-", there)
            for name in mine
            if name in there and (ground is not None or not is_same(name))
        }
        added = Adopted(styles=renamed, lists=lists)
        for name, style in mine.items():
            if name in there and name not in renamed:
                continue
            taken = deepcopy(style)
            added.rename(taken)
            taken.set(_STYLE_ID, renamed.get(name, name))
            taken.attrib.pop(W + "default", None)
            if (called := _value(taken, "name").casefold()) in names:
                taken.set(W + "customStyle", "1")
                next(taken.iterchildren(W + "name")).set(_VALUE, _free(f"{called} ", names))
            names.add(_value(taken, "name").casefold())
            if ground is not None and taken.get(W + "type") == "paragraph" and not _value(taken, "basedOn"):
                parent = etree.Element(W + "basedOn")
                parent.set(_VALUE, ground.get(_STYLE_ID, ""))
                next(taken.iterchildren(W + "name")).addnext(parent)
            base.append(taken)
        if ground is not None:
            base.append(ground)
        return renamed

    def _adopt_lists(self, parts: Parts) -> dict[str, str]:
        """Lists of its own for each document, so that each counts from one."""
        base, own = self._root("numbering"), _bare(opc.parse(self._content(parts, "numbering")))
        patterns, lists = W + "abstractNum", W + "num"
        shift = _next(base, patterns, W + "abstractNumId"), _next(base, lists, W + "numId")
        renamed: dict[str, str] = {}
        for pattern in list(own.iterchildren(patterns)):
            pattern.set(W + "abstractNumId", str(int(pattern.get(W + "abstractNumId", "0")) + shift[0]))
            base.insert(len(list(base.iterchildren(patterns))), pattern)
        for one in list(own.iterchildren(lists)):
            number = one.get(W + "numId", "0")
            renamed[number] = str(int(number) + shift[1])
            one.set(W + "numId", renamed[number])
            for link in one.iterchildren(W + "abstractNumId"):
                link.set(_VALUE, str(int(link.get(_VALUE, "0")) + shift[0]))
            base.insert(len(list(base.iterchildren(patterns, lists))), one)
        return renamed

    def _adopt_notes(self, parts: Parts, kind: str) -> dict[str, str]:
        base, own = self._root(f"{kind}s"), _bare(opc.parse(self._content(parts, f"{kind}s")))
        first = _next(base, W + kind, _ID)
        renamed: dict[str, str] = {}
        for note in list(own.iterchildren(W + kind)):
            if note.get(W + "type", "normal") == "normal":
                renamed[note.get(_ID, "")] = str(first + len(renamed))
                note.set(_ID, renamed[note.get(_ID, "")])
                base.append(note)
        return renamed


def properties(paragraph: Element) -> Element:
    """The `w:pPr` of a paragraph, made when it has none."""
    own = paragraph.find(W + "pPr")
    if own is None:
        own = etree.Element(W + "pPr")
        paragraph.insert(0, own)
    return own


def put(own: Element, child: Element) -> None:
    """Sets one of the last properties of a paragraph (`outlineLvl` and on) at its place, instead of the one there."""
    for former in [other for other in own if other.tag == child.tag]:
        own.remove(former)
    rank = _rank(child)
    own.insert(next((place for place, other in enumerate(own) if _rank(other) > rank), len(own)), child)


def _rank(element: Element) -> int:
    name = etree.QName(element).localname
    return _LAST_IN_PARAGRAPH.index(name) if name in _LAST_IN_PARAGRAPH else -1


def _set(block: Element, tags: tuple[str, ...], attribute: str, renamed: Mapping[str, str]) -> None:
    if renamed:
        for element in block.iter(*tags):
            value = element.get(attribute, "")
            element.set(attribute, renamed.get(value, value))


def _uses(body: Element, tag: str) -> bool:
    return next(body.iter(tag), None) is not None


def _styles(root: Element) -> Iterator[Element]:
    return root.iterchildren(W + "style")


def _is_default_paragraph(style: Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")


def _value(element: Element, child: str) -> str:
    found = element.find(W + child)
    return found.get(_VALUE, "") if found is not None else ""


def _defaults(root: Element) -> Element:
    """What holds where no style says otherwise, with the space around paragraphs written out."""
    own = root.find(W + "docDefaults")
    whole = etree.Element(W + "style") if own is None else deepcopy(own)
    bare = etree.Element(W + "style")
    paragraph, letters = whole.find(f"{W}pPrDefault/{W}pPr"), whole.find(f"{W}rPrDefault/{W}rPr")
    bare.append(etree.Element(W + "pPr") if paragraph is None else paragraph)
    if letters is not None:
        bare.append(letters)
    for spacing in [*bare[0].iterchildren(W + "spacing")] or [etree.SubElement(bare[0], W + "spacing")]:
        for name, usual in (("before", "0"), ("after", "0"), ("line", "240"), ("lineRule", "auto")):
            spacing.set(W + name, spacing.get(W + name, usual))
    return bare


def _ground(root: Element, taken: Container[str]) -> Element:
    """A style that says the defaults of a document, for the styles that rest on them."""
    style, name = _defaults(root), _free("Base-", taken)
    style.set(W + "type", "paragraph")
    style.set(W + "customStyle", "1")
    style.set(_STYLE_ID, name)
    style.insert(0, etree.Element(W + "name"))
    style[0].set(_VALUE, name)
    return style


def _canonical(style: Element) -> str:
    """The same for the same style, wherever its names of namespaces were declared."""
    bare = deepcopy(style)
    for revision in bare.findall(W + "rsid"):
        bare.remove(revision)
    return etree.canonicalize(bare)


def _bare(root: Element) -> Element:
    """Without what leads out of its part."""
    for element in list(root.iter(*_NOT_CARRIED)):
        opc.remove(element)
    etree.strip_tags(root, W + "hyperlink")
    return root


def _next(base: Element, tag: str, attribute: str) -> int:
    """A number that none has yet, from 1."""
    return 1 + max((int(one.get(attribute, "0")) for one in base.iterchildren(tag)), default=0)


def _free(start: str, taken: Container[str]) -> str:
    """`start` with the first number that none has, from 2."""
    number = 2
    while f"{start}{number}" in taken:
        number += 1
    return f"{start}{number}"
