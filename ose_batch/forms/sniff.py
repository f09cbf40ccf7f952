"""What a file is, told from its content; the name tells only of copies in conflict and of what programs leave."""

import io
import re
import struct
import zipfile
import zlib
from enum import Enum

from ose_batch.model import LARGEST_FILE, Rejection
from ose_batch.wording import reading as say


class Format(Enum):
    XLSX = "xlsx"
    """`.xlsm` as well: its macros are never looked at."""
    ODS = "ods"


_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, struct.error),
    *(ValueError, OverflowError, OSError),
)
"""What zipfile raises on an archive whose bytes are wrong, all of it in memory."""

_ENCRYPTED = 1
"""Flag of an entry of a zip."""
_CFB = bytes.fromhex("D0CF11E0A1B11AE1")
_STREAMS = {
    "EncryptedPackage": say.PROTECTED_FILE,
    "Workbook": say.OLD_EXCEL_FILE,
    "Book": say.OLD_EXCEL_FILE,
    "WordDocument": say.WORD_FILE,
}
"""Name of a stream of an OLE compound file → what the file is."""
_ENTRIES = {
    "xl/workbook.bin": say.BINARY_EXCEL_FILE,
    "word/document.xml": say.WORD_FILE,
    "ppt/presentation.xml": say.SLIDES_FILE,
    "Index/Document.iwa": say.APPLE_FILE,
}
"""Name of an entry of a zip → what the file is."""
_TYPES = {"opendocument.text": say.WORD_FILE, "opendocument.presentation": say.SLIDES_FILE}
_LOCK_NAME = re.compile(r"~\$.*|\.~lock\..*#", re.DOTALL)
_OWNER_FILE_SIZE = 165
"""Bytes of the file that Excel keeps beside an open workbook: the user's name with its length, twice."""
_CONFLICT_NAME = re.compile(
    r"\((?:.* )?(?:conflicted copy|copie en conflit|case conflict)\b.*\)"  # Dropbox, Nextcloud, ownCloud
    r"|\.sync-conflict-[0-9]{8}-[0-9]{6}",  # Syncthing
    re.IGNORECASE,
)
_ZIP_END = b"PK\x05\x06"
_SHELL_LINK = bytes.fromhex("4C0000000114020000000000C000000000000046")
_GOOGLE_POINTER = re.compile(rb'\s*\{[^{}]*"(?:doc_id|resource_id|url)"\s*:[^{}]*\}\s*', re.DOTALL)
_PLACEHOLDER_NAME = re.compile(r"\..+\.icloud")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table")


def identify(name: str, content: bytes) -> tuple[Format, zipfile.ZipFile] | Rejection:
    """The format of a workbook and the directory of its zip, or what the file is instead and what to do."""
    if said := _set_aside(name, content):
        return Rejection(*said)
    if not content.startswith((b"PK\x03\x04", _ZIP_END)):
        return Rejection(*_not_zipped(content))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if any(entry.flag_bits & _ENCRYPTED for entry in archive.filelist):
            return Rejection(*say.PROTECTED_FILE)
        kind = _declared_type(archive)
    except _UNREADABLE:
        return Rejection(*(say.DAMAGED_FILE if _ZIP_END in content else say.TRUNCATED_FILE))
    if "opendocument.spreadsheet" in kind:
        return Format.ODS, archive
    if "xl/workbook.xml" in (entry.casefold() for entry in archive.NameToInfo):
        return Format.XLSX, archive
    return Rejection(*_other_zip(archive, kind))


def _set_aside(name: str, content: bytes) -> tuple[str, str] | None:
    """What is said of a file that is never a workbook, or not the one to read."""
    if _LOCK_NAME.fullmatch(name) or _is_owner_file(content):
        return say.LOCK_FILE
    if not content:
        return say.EMPTY_FILE
    if len(content) > LARGEST_FILE:
        return say.TOO_LARGE_FILE
    if _CONFLICT_NAME.search(name):
        return say.CONFLICT_COPY
    if not content.strip(b"\x00") or (_PLACEHOLDER_NAME.fullmatch(name) and content.startswith(b"bplist")):
        return say.CLOUD_PLACEHOLDER
    return None


def _is_owner_file(content: bytes) -> bool:
    return len(content) == _OWNER_FILE_SIZE and content[0] == content[55] and 0 < content[0] < 55


def _declared_type(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument file says it is."""
    if "mimetype" not in archive.NameToInfo:
        return ""
    with archive.open("mimetype") as entry:
        return entry.read(100).decode(errors="replace")


def _other_zip(archive: zipfile.ZipFile, kind: str) -> tuple[str, str]:
    inside = (sentence for entry, sentence in _ENTRIES.items() if entry in archive.NameToInfo)
    declared = (sentence for name, sentence in _TYPES.items() if name in kind)
    return next(inside, None) or next(declared, say.ZIP_FILE)


def _not_zipped(content: bytes) -> tuple[str, str]:
    if content.startswith(_CFB):
        streams = (sentence for name, sentence in _STREAMS.items() if name.encode("utf-16-le") in content)
        return next(streams, say.OLD_OFFICE_FILE)
    if b"%PDF-" in content[:1024]:
        return say.PDF_FILE
    if content.startswith(_PICTURES) or content[4:8] == b"ftyp" or content[8:12] == b"WEBP":
        return say.PICTURE_FILE
    if content.startswith(b"{\\rtf"):
        return say.WORD_FILE
    if content.startswith((_SHELL_LINK, b"[InternetShortcut]")) or b"<key>URL</key>" in content[:1024]:
        return say.SHORTCUT
    if len(content) < 4096 and _GOOGLE_POINTER.fullmatch(content):
        return say.CLOUD_POINTER
    return _text(content[:4096])


def _text(start: bytes) -> tuple[str, str]:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode()
    if b"\x00" in start:
        return say.UNKNOWN_FILE
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"<?xml") and (b"excel.sheet" in head or b"opendocument.spreadsheet" in head):
        return say.XML_SPREADSHEET_FILE
    return say.HTML_FILE if head.startswith(_MARKUP) else say.TEXT_FILE
