"""The parts of an Office file with their content types and relationships, and a new file that takes parts of others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

Element = etree._Element

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIP = f"{{{_RELATIONSHIPS}}}Relationship"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_NUMBERED = re.compile(r"\d*(\.\w+)$")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


class Relationship(NamedTuple):
    id: str
    type: str
    target: str
    """Path of a part, or an address."""
    external: bool

    @property
    def kind(self) -> str:
        """`header`, of `http://…/relationships/header`."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Parts:
    """Of a file as it is."""

    contents: Mapping[str, bytes]
    overrides: Mapping[str, str]
    defaults: Mapping[str, str]

    def type_of(self, path: str) -> str:
        extension = path.rpartition(".")[2].lower()
        return self.overrides.get(path) or self.defaults.get(extension, "application/octet-stream")

    def relationships(self, path: str) -> tuple[Relationship, ...]:
        """Those of the part at `path`, in its order."""
        content = self.contents.get(_relationships_path(path))
        if content is None:
            return ()
        return tuple(_relationship(row, posixpath.dirname(path)) for row in parse(content).iterchildren(_RELATIONSHIP))


def _relationship(row: Element, folder: str) -> Relationship:
    external = row.get("TargetMode") == "External"
    target = row.get("Target", "")
    whole = target if external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relationship(row.get("Id", ""), row.get("Type", ""), whole, external)


def parse(content: bytes) -> Element:
    return etree.fromstring(content, _PARSER)


def remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def serialize(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def opened(content: bytes) -> Parts:
    with ZipFile(BytesIO(content)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    types = parse(contents["[Content_Types].xml"])
    return Parts(
        contents,
        {row.get("PartName", "").lstrip("/"): row.get("ContentType", "") for row in types if "PartName" in row.attrib},
        {row.get("Extension", "").lower(): row.get("ContentType", "") for row in types if "Extension" in row.attrib},
    )


@dataclass(slots=True)
class Gathering:
    """A file in the making: parts come with all that they lead to, under names that are free."""

    contents: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    _same: dict[tuple[bytes, str], str] = field(default_factory=dict)
    """Content and type → name, of pictures: a logo is kept once."""

    def add(self, near: str, content: bytes, kind: str, relationships: Iterable[Relationship] = ()) -> str:
        """Puts a part in under `near`, with another number where that is taken; gives its name."""
        own = tuple(relationships)
        picture = kind.startswith("image/") and not own
        if picture and (known := self._same.get((content, kind))):
            return known
        path, number = near, 1
        while path in self.contents:
            number += 1
            path = _NUMBERED.sub(rf"{number}\1", near)
        self.contents[path], self.types[path] = content, kind
        if own:
            self.relate(path, own)
        if picture:
            self._same[content, kind] = path
        return path

    def relate(self, path: str, relationships: Iterable[Relationship]) -> None:
        root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})
        for one in relationships:
            target = one.target if one.external else f"/{one.target}"
            row = etree.SubElement(root, _RELATIONSHIP, Id=one.id, Type=one.type, Target=target)
            if one.external:
                row.set("TargetMode", "External")
        self.contents[_relationships_path(path)] = serialize(root)

    def carry(
        self, parts: Parts, path: str, carried: dict[str, str], change: Callable[[bytes, str], bytes] | None = None
    ) -> str:
        """Takes the part at `path` and all that it leads to, each once in `carried`; gives its new name.

        `change`, given its content and type, says what the part holds from now on.
        """
        if path not in carried:
            carried[path] = ""  # one that leads back to itself is not followed again
            own = [
                one if one.external else one._replace(target=self.carry(parts, one.target, carried, change))
                for one in parts.relationships(path)
                if one.external or (one.target in parts.contents and carried.get(one.target) != "")
            ]
            kind, content = parts.type_of(path), parts.contents[path]
            carried[path] = self.add(path, change(content, kind) if change else content, kind, own)
        return carried[path]

    def listed(self) -> list[tuple[str, bytes]]:
        """All parts that hold something, content types first."""
        contents = {path: content for path, content in self.contents.items() if content}
        root = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension="rels", ContentType=_RELATIONSHIPS_TYPE)
        for path, kind in self.types.items():
            if path in contents:
                etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{path}", ContentType=kind)
        return [("[Content_Types].xml", serialize(root)), *contents.items()]


def _relationships_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")
