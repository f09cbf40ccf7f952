"""Files that are no workbook or no form are said to be what they are; any bytes are a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.model import Dossier, Rejection
from ose_batch.wording import reading as say
from tests.handmade import CFB, ODS_TYPE, zipped
from tests.tables import DOSSIER, received, rejection, xlsx

NBSP = "\u00a0"


# ---------------------------------------------------------------------------------------------------------- rejections

ORDINARY_XLSX = xlsx("## Feuil1\n| Budget | 2026 |\n## Liste d’adresses\n| Nom | Commune |\n")


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", say.EMPTY_FILE),
        (CFB + utf16("Root Entry") + utf16("EncryptedPackage"), say.PROTECTED_FILE),
        (CFB + utf16("Root Entry") + utf16("Workbook"), say.OLD_EXCEL_FILE),
        (CFB + utf16("Root Entry") + utf16("WordDocument"), say.WORD_FILE),
        (CFB, say.OLD_OFFICE_FILE),
        (b"%PDF-1.7\n%\xe2\xe3", say.PDF_FILE),
        (b"\x89PNG\r\n\x1a\n", say.PICTURE_FILE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", say.PICTURE_FILE),
        (b"\x00\x00\x00\x18ftypheic", say.PICTURE_FILE),
        (b"RIFF\x00\x00\x00\x00WEBP", say.PICTURE_FILE),
        (b"{\\rtf1 Bonjour}", say.WORD_FILE),
        ("Nom;Commune\nLes Amis;Angers\n".encode("cp1252"), say.TEXT_FILE),
        ("\ufeffÀ rendre avant lundi".encode(), say.TEXT_FILE),
        ("Nom\tCommune".encode("utf-16"), say.TEXT_FILE),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", say.HTML_FILE),
        (b"<table><tr><td>Excel, dit-il</td></tr></table>", say.HTML_FILE),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', say.XML_SPREADSHEET_FILE),
        (bytes(300), say.CLOUD_PLACEHOLDER),
        (b"\x01\x00\x02" * 100, say.UNKNOWN_FILE),
        (zipped({"word/document.xml": ""}), say.WORD_FILE),
        (zipped({"ppt/presentation.xml": ""}), say.SLIDES_FILE),
        (zipped({"xl/workbook.bin": ""}), say.BINARY_EXCEL_FILE),
        (zipped({"Index/Document.iwa": ""}), say.APPLE_FILE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), say.WORD_FILE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), say.SLIDES_FILE),
        (zipped({"photo.jpg": ""}), say.ZIP_FILE),
        (zipped({}), say.ZIP_FILE),
        (ORDINARY_XLSX[: len(ORDINARY_XLSX) // 2], say.TRUNCATED_FILE),
        (zipped({"xl/workbook.xml": ""}), say.UNREADABLE_WORKBOOK),
        (zipped({"mimetype": ODS_TYPE}), say.UNREADABLE_WORKBOOK),
        (zipped({"mimetype": ODS_TYPE, "content.xml": '<a t="error">#'}), say.UNREADABLE_WORKBOOK),
    ],
)
def test_files_that_are_no_workbook_are_said_to_be_what_they_are(content: bytes, said: tuple[str, str]) -> None:
    assert rejection(content) == Rejection(*said)


def test_an_encrypted_archive_is_protected() -> None:
    content = bytearray(zipped({"xl/workbook.xml": ""}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert rejection(bytes(content)) == Rejection(*say.PROTECTED_FILE)


def test_another_workbook_is_no_form() -> None:
    found = rejection(ORDINARY_XLSX)
    assert found.reason == (
        "Ce classeur n’est pas un formulaire OSE~; feuilles lues~: «~Feuil1~» et «~Liste d’adresses~»."
    ).replace("~", NBSP)


# ---------------------------------------------------------------------------------------------------------- wild input


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", CFB, b"<?xml"]))
def test_any_bytes_are_a_value(content: bytes, start: bytes) -> None:
    rejection(start + content)


SAMPLE = xlsx(DOSSIER)


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255))
def test_a_damaged_form_is_a_value(place: int, byte: int) -> None:
    damaged = bytearray(SAMPLE)
    damaged[place] = byte
    assert isinstance(received(bytes(damaged)), Dossier | Rejection)
