"""A document of .ods in any writing, read element by element: its rows are written anew, in plain form."""

import re
from html import escape
from xml.etree.ElementTree import ParseError, XMLParser

from ose_batch.forms.guard import DEEPEST, Refused
from ose_batch.forms.ods_rows import CALC, OFFICE, PREFIXES, ROW, TABLE, TEXT, WRAPPERS, Tables
from ose_batch.forms.plain import LARGEST_TREE
from ose_batch.wording import reading as say

_ROOT = "<office:document-content {}>".format(
    " ".join(f'xmlns:{prefix[:-1]}="{namespace[1:-1]}"' for namespace, prefix in PREFIXES.items())
).encode()
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_NUMBERS = frozenset({"float", "percentage", "currency"})


def rewritten(content: bytes) -> tuple[Tables, bytes]:
    """The tables of any document, and the tag under which their rows can stand. Raises `Refused`."""
    if len(content) > LARGEST_TREE:
        raise Refused(say.TOO_MUCH_CONTENT)
    reader = _Reader()
    parser = XMLParser(target=reader)
    try:
        parser.feed(content)
        parser.close()
    except ParseError as error:
        raise Refused(say.UNREADABLE_WORKBOOK) from error
    if not reader.understood:
        raise Refused(say.UNREADABLE_WORKBOOK)
    return reader.tables, _ROOT


class _Reader:
    """A target of ElementTree's parser: follows the path of elements and writes the rows that it meets anew."""

    def __init__(self) -> None:
        self.tables: Tables = {}
        self.understood = True
        self._path: list[str] = []
        self._ignored = 0
        """Depth below an element that says nothing of the cells."""
        self._rows: list[bytes] = []
        self._row: list[str] = []
        self._attributes: dict[str, str] = {}
        self._repeated = "1"
        self._paragraphs: list[str] = []
        self._text: list[str] = []
        self._loose: list[str] = []
        """Text whose spaces are not settled yet."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._ignored or len(self._path) > DEEPEST:
            self._ignored += 1
            self.understood &= len(self._path) + self._ignored <= 2 * DEEPEST
            return
        namespace, _, local = tag.rpartition("}")
        name = PREFIXES.get(namespace + "}", "?:") + local if namespace else tag
        if self._opened(name, attributes):
            self._path.append(name)
        else:
            self._ignored = 1

    def _opened(self, name: str, attributes: dict[str, str]) -> bool:
        """Whether the element, or what is in it, says something of the cells."""
        above = self._path[-1] if self._path else ""
        if above in _CELLS:
            self._paragraphs.append("") if name == "text:p" else None
            self.understood &= name == "text:p" or not name.startswith(("text:", "table:table"))
            return name == "text:p"
        if above == "table:table-row":
            self.understood &= name in _CELLS
            self._attributes, self._paragraphs = attributes, []
            return name in _CELLS
        if above == "table:table" or above in WRAPPERS:
            return self._in_table(name, attributes)
        if "text:p" in self._path:
            return self._in_paragraph(name, attributes)
        path = ("office:document-content", "office:body", "office:spreadsheet")
        if name == "table:table" and tuple(self._path) == path:
            tab = attributes.get(f"{TABLE}name", "")
            self.understood &= bool(tab) and tab not in self.tables
            self._rows = self.tables[tab] = []
            return True
        return len(self._path) < len(path) and name == path[len(self._path)]

    def _in_table(self, name: str, attributes: dict[str, str]) -> bool:
        if name == "table:table-row":
            self._row, self._repeated = [], attributes.get(f"{TABLE}number-rows-repeated", "1")
        return name == "table:table-row" or name in WRAPPERS

    def _in_paragraph(self, name: str, attributes: dict[str, str]) -> bool:
        literal = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}.get(name)
        if literal:
            count = attributes.get(f"{TEXT}c", "1") if name == "text:s" else "1"
            self._settle()
            self._text.append(literal * min(int(count), 1000) if count.isdigit() else literal)
        self.understood &= name != "text:p"
        return name.startswith("text:") and name not in ("text:note", "text:p")

    def _settle(self) -> None:
        text = re.sub(" *[\t\r\n]\\s*", " ", "".join(self._loose))
        self._loose = []
        self._text.append(text if self._text else text.lstrip(" "))

    def data(self, text: str) -> None:
        if not self._ignored and "text:p" in self._path:
            self._loose.append(text)

    def doctype(self, *_: str | None) -> None:
        raise Refused(say.DANGEROUS_XML)

    def end(self, _: str) -> None:
        if self._ignored:
            self._ignored -= 1
            return
        name = self._path.pop()
        if name == "text:p":
            self._settle()
            self._paragraphs[-1] = "".join(self._text)
            self._text = []
        elif name in _CELLS:
            self._row.append(self._cell())
        elif name == "table:table-row":
            row = (
                f'<table:table-row table:number-rows-repeated="{self._repeated}">{"".join(self._row)}</table:table-row>'
            )
            self._rows.append(row.encode())
            self.understood &= ROW.fullmatch(self._rows[-1]) is not None

    def close(self) -> None:
        self.understood &= bool(self.tables)

    def _cell(self) -> str:
        """The cell in plain form; the grammar judges what comes out."""
        said = self._attributes
        kind = said.get(f"{OFFICE}value-type", "string" if any(self._paragraphs) else None)
        written = {"table:formula": said.get(f"{TABLE}formula"), "office:value-type": kind}
        if kind == "string":
            written["office:string-value"] = said.get(f"{OFFICE}string-value")
        elif kind in _NUMBERS:
            written["office:value"] = said.get(f"{OFFICE}value", "").strip()
        elif kind:
            written[f"office:{kind}-value"] = said.get(f"{OFFICE}{kind}-value")
        written["calcext:value-type"] = said.get(f"{CALC}value-type") if kind else None
        written["table:number-columns-repeated"] = said.get(f"{TABLE}number-columns-repeated")
        attributes = "".join(f' {name}="{_escaped(value)}"' for name, value in written.items() if value is not None)
        lines = "\n".join(self._paragraphs).split("\n") if self._paragraphs else []
        text = "".join(f"<text:p>{_escaped(line)}</text:p>" for line in lines)
        return f"<table:table-cell{attributes}>{text}</table:table-cell>"


def _escaped(text: str) -> str:
    return escape(text).replace("&#x27;", "&apos;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
