"""Pieces of XML exchanged, left out, repeated or replaced, in a zip that is sound."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path


@cache
def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


TOKEN = re.compile(rb"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(rb' [\w:.-]+="[^"]*"')
READ = re.compile(r"worksheets/sheet|sharedStrings|styles|workbook\.xml|content\.xml|\.rels")
ODD_VALUES = (
    b"",
    b"0",
    b"-1",
    b"1",
    b"4294967295",
    b"99999999999999999999",
    b"A1",
    b"XFD1048576",
    b"XFE1",
    b"a",
    b"s",
    b"n",
    b"b",
    b"e",
    b"d",
    b"str",
    b"inlineStr",
    b"1e999",
    b"-5",
    b"true",
    b"NaN",
    b"2026-11-02",
    b"&#0;",
    b"&#65;",
    b" 1 ",
    b"string",
    b"float",
    b"16384",
)
ODD_MARKUP = (
    b"<!-- -->",
    b"<![CDATA[x]]>",
    b"<?x y?>",
    b"&amp;",
    b"&#10;",
    b"&#55296;",
    b"&x;",
    b"]]>",
    b"<x/>",
    b"<v>1</v>",
    b"<c/>",
    b"</c>",
    b"\x00",
    b"\xff",
    b"\r\n",
    b"\t",
    b"  ",
    b"<t>z</t>",
    b"<f>1</f>",
    b"<row/>",
    b"<is><t>z</t></is>",
    b"<text:p>z</text:p>",
    b"<text:s/>",
    b"<text:tab/>",
    b"<table:table-cell/>",
    b"\xef\xbf\xbf",
    b"_x0041_",
    b"<!DOCTYPE x>",
    b"<office:annotation><text:p>z</text:p></office:annotation>",
)


def in_xml(path: Path, dice: random.Random) -> bytes:
    """Some of its parts changed."""
    changed = dict(parts(path))
    name = dice.choice([name for name in changed if READ.search(name) and changed[name]])
    if dice.random() < 0.5:
        name = max((name for name in changed if READ.search(name)), key=lambda name: len(changed[name]) * dice.random())
    tokens = TOKEN.findall(changed[name])
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        dice.choice(CHANGES)(tokens, dice)
    changed[name] = b"".join(tokens)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, xml in changed.items():
            archive.writestr(part, xml)
    return buffer.getvalue()


def exchange(tokens: list[bytes], dice: random.Random) -> None:
    one = dice.randrange(len(tokens))
    other = min(max(0, one + dice.randrange(-40, 40)), len(tokens) - 1)
    tokens[one], tokens[other] = tokens[other], tokens[one]


def leave_out(tokens: list[bytes], dice: random.Random) -> None:
    tokens[dice.randrange(len(tokens))] = b""


def repeat(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    tokens[at] *= 2


def move_element(tokens: list[bytes], dice: random.Random) -> None:
    """A whole element copied, cut, or put elsewhere: what comes out is well-formed."""
    starts = [at for at, token in enumerate(tokens) if token.startswith(b"<") and token[1:2] not in b"/?!"]
    if not starts:
        return
    start = end = dice.choice(starts)
    depth = 0
    while end < len(tokens):
        token = tokens[end]
        depth += token.startswith(b"<") and token[1:2] not in b"/?!" and not token.endswith(b"/>")
        depth -= token.startswith(b"</")
        end += 1
        if depth <= 0:
            break
    element = b"".join(tokens[start:end])
    if dice.random() < 0.6:
        tokens[start:end] = [b""]
    at = dice.choice(starts)
    if dice.random() < 0.7 and at < len(tokens):
        tokens[at] = element + tokens[at]


def attribute(tokens: list[bytes], dice: random.Random) -> None:
    """The value of an attribute, that of another or an odd one."""
    tags = [at for at, token in enumerate(tokens) if ATTRIBUTE.search(token)]
    if not tags:
        return
    at = dice.choice(tags)
    found = dice.choice(list(ATTRIBUTE.finditer(tokens[at])))
    name, _, value = found[0].partition(b"=")
    match dice.randrange(5):
        case 0:
            new = b""
        case 1:
            new = found[0] * 2
        case 2:
            new = name[:-1] + b"=" + value
        case 3:
            new = dice.choice(ATTRIBUTE.findall(tokens[dice.choice(tags)]))
        case _:
            new = name + b'="' + dice.choice(ODD_VALUES) + b'"'
    tokens[at] = tokens[at][: found.start()] + new + tokens[at][found.end() :]


def text(tokens: list[bytes], dice: random.Random) -> None:
    """The text between two tags replaced by an odd one, or odd markup put in."""
    at = dice.randrange(len(tokens))
    if not tokens[at].startswith(b"<") and dice.random() < 0.5:
        tokens[at] = dice.choice(ODD_VALUES)
    else:
        tokens[at] += dice.choice(ODD_MARKUP)


def rename(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    tokens[at] = re.sub(
        rb"^(</?)([\w:-]+)",
        lambda found: found[1] + dice.choice((b"v", b"c", b"x", found[2].upper(), b"x:" + found[2])),
        tokens[at],
    )


def flip(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    if tokens[at]:
        damaged = bytearray(tokens[at])
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        tokens[at] = bytes(damaged)


CHANGES: Sequence[Callable[[list[bytes], random.Random], None]] = (
    *(exchange, leave_out, repeat, move_element, move_element, move_element),
    *(attribute, attribute, attribute, attribute, text, text, rename, flip),
)
