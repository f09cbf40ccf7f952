"""What the guard lets through is what the zip and the XML say; what it stops is said."""

from __future__ import annotations

import io
import zipfile

import pytest

from ose_batch.forms import guard
from ose_batch.wording import reading as say
from tests.handmade import patched, zipped

PARTS = {"a.xml": b"<a/>" * 1000, "B/c.xml": b"\xef\xbb\xbf<c/>"}


def opened(content: bytes) -> guard.Archive:
    return guard.open_archive(content, zipfile.ZipFile(io.BytesIO(content)))


def refusal(content: bytes, name: str = "a.xml") -> str:
    with pytest.raises(guard.Refused) as refused:
        opened(content).part(name)
    return refused.value.rejection.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_are_given_whole_in_any_case(method: int) -> None:
    archive = opened(zipped(PARTS, method))
    assert archive.part("A.XML") == PARTS["a.xml"]
    assert archive.xml("b/C.xml") == b"<c/>"
    assert "a.xml" in archive
    assert "x" not in archive


def test_a_missing_part_is_said() -> None:
    assert refusal(zipped(PARTS), "x") == say.UNREADABLE_WORKBOOK[0]


def test_a_part_is_checked_only_when_it_is_read() -> None:
    damaged = patched(zipped(PARTS), b"PK\x01\x02", 16, b"\0\0\0\0", b"a.xml")
    assert refusal(damaged) == say.DAMAGED_FILE[0]
    assert opened(damaged).part("b/c.xml") == PARTS["B/c.xml"]


def test_what_all_parts_take_together_is_bounded() -> None:
    big = bytes(guard.LARGEST_PART)
    content = zipped(dict.fromkeys("abc", big), zipfile.ZIP_STORED)
    archive = opened(content)
    assert len(archive.part("a")) == len(archive.part("b")) == guard.LARGEST_PART
    with pytest.raises(guard.Refused, match="trop de texte"):
        archive.part("c")


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        (b"<a/>", b"<a/>"),
        (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<a/>', b"<a/>"),
        (b"<?xml version='1.0' encoding='utf-8'?><a/>", b"<a/>"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<a/>', b"<a/>"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"), "<a>é</a>".encode()),
    ],
)
def test_xml_becomes_utf8_without_declaration(part: bytes, xml: bytes) -> None:
    assert guard.plain_xml(part) == xml


@pytest.mark.parametrize(
    "part",
    [
        b"\xff",
        "é".encode("latin-1"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0"?><?xml version="1.0"?><a/>',
        b"<?xml zut?><a/>",
        b"<!DOCTYPE a><a/>",
        b"<a><!ENTITY b 'c'></a>",
        b"<a>" + b"x" * guard.LONGEST_TOKEN + b"</a>",
    ],
)
def test_xml_that_no_spreadsheet_writes_is_refused(part: bytes) -> None:
    with pytest.raises(guard.Refused):
        guard.plain_xml(part)


def test_a_token_under_half_the_limit_always_passes() -> None:
    for shift in (0, 1, 1000, guard.LONGEST_TOKEN // 2 - 10):
        part = b"<a>" + b"<b/>" * shift + b"x" * (guard.LONGEST_TOKEN // 2 - 10) + b"</a>"
        assert guard.plain_xml(part) == part


@pytest.mark.parametrize("documents", [[], [b"<a/>"], [b"<a/>", b'<a xmlns:x="y"><x:b/></a>'], [b"<a/><b/>"]])
def test_well_formed(documents: list[bytes]) -> None:
    guard.check_well_formed(documents)


@pytest.mark.parametrize(
    "documents", [[b"<a>"], [b"<a>", b"</a>"], [b"<x:a/>"], [b"<a b='1' b='2'/>"], [b"&z;"], [b"</d0>"]]
)
def test_ill_formed(documents: list[bytes]) -> None:
    with pytest.raises(guard.Refused):
        guard.check_well_formed(documents)
