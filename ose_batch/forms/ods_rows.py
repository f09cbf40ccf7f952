"""Rows of .ods in plain form: the writing of LibreOffice, as a grammar."""

import re

from ose_batch.forms.plain import ENTITY, NUMBER

_URN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, TABLE, TEXT = (f"{{{_URN.format(name)}}}" for name in ("office", "table", "text"))
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
PREFIXES = {OFFICE: "office:", TABLE: "table:", TEXT: "text:", CALC: "calcext:"}
"""Namespaces and how LibreOffice abbreviates them."""
Tables = dict[str, list[bytes]]
"""Name of each table → its rows, in plain form."""
WRAPPERS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
"""What may stand between a table and its rows."""

# No tab nor line break: a reader makes spaces of them.
_WORDS = rb"[^<>&\0-\x1f]*+(?:" + ENTITY + rb"[^<>&\0-\x1f]*+)*+"
_ANY = rb'"[^"<>&\0-\x1f]*+(?:' + ENTITY + rb'[^"<>&\0-\x1f]*+)*+"'
_COUNT = rb'"[1-9][0-9]{0,6}+"'
_INLINE = (
    _WORDS
    + rb'(?:(?:<text:s(?: text:c="[1-9][0-9]{0,3}")?+/>|<text:span text:style-name='
    + _ANY
    + rb">"
    + _WORDS
    + rb"</text:span>|<text:a xlink:href="
    + _ANY
    + rb' xlink:type="simple">'
    + _WORDS
    + rb"</text:a>)"
    + _WORDS
    + rb")*+"
)
_PARAGRAPHS = rb"(?:<text:p>" + _INLINE + rb"</text:p>|<text:p/>)*+"
_DAY = rb"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_VALUES = (
    rb'"string"(?: office:string-value=' + _ANY + rb")?+",
    rb'"(?:float|percentage)" office:value="' + NUMBER + rb'"',
    rb'"currency"(?: office:currency=' + _ANY + rb')?+ office:value="' + NUMBER + rb'"',
    rb'"date" office:date-value="' + _DAY + rb'(?:T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?)?"',
    rb'"time" office:time-value="PT[0-9]{1,4}H[0-5][0-9]M[0-5][0-9](?:\.[0-9]{1,9})?S"',
    rb'"boolean" office:boolean-value="(?:true|false)"',
)


def _optional(name: bytes, value: bytes) -> bytes:
    return b"(?: " + name + b"=" + value + b")?+"


def _cell(name: bytes) -> bytes:
    end = b"</" + name + b">"
    matrix = _optional(b"table:number-matrix-columns-spanned", _COUNT + b" table:number-matrix-rows-spanned=" + _COUNT)
    merged = _optional(b"table:number-columns-spanned", _COUNT + b" table:number-rows-spanned=" + _COUNT)
    last = merged + _optional(b"table:number-columns-repeated", _COUNT)
    return (
        (b"<" + name + _optional(b"table:style-name", _ANY) + _optional(b"table:content-validation-name", _ANY))
        + (matrix + _optional(b"table:formula", _ANY))
        # Without a value there is no text, or an empty one: the result of a formula.
        + (b"(?:" + last + b"(?:/>|>(?:<text:p/>|<text:p></text:p>)?+" + end + b")")
        + (b"| office:value-type=(?:" + b"|".join(_VALUES) + b")" + _optional(b"calcext:value-type", b'"[a-z]+"'))
        + (last + b"(?:/>|>" + _PARAGRAPHS + end + b"))")
    )


ROW = re.compile(
    rb"<table:table-row"
    + _optional(b"table:style-name", _ANY)
    + _optional(b"table:number-rows-repeated", _COUNT)
    + _optional(b"table:visibility", b'"[a-z]+"')
    + rb">(?:"
    + _cell(b"table:table-cell")
    + b"|"
    + _cell(b"table:covered-table-cell")
    + rb")++</table:table-row>"
)
