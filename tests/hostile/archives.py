"""Files of other kinds under the name of a workbook, and threats in the zip itself."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from ose_batch.wording import reading as say
from tests.handmade import CFB, appended, ods, ods_cell, ods_row, parts, patched, sheet, xlsx, zipped
from tests.hostile.case import Case


def of_other_kinds() -> Iterator[Case]:
    yield Case("empty", b"", say.EMPTY_FILE)
    yield Case("one byte", b"P", say.TEXT_FILE)
    yield Case("zeros of a sync that is not done", bytes(5000), say.CLOUD_PLACEHOLDER)
    yield Case("lock of Excel, by its name", b"whatever", say.LOCK_FILE, "~$dossier.xlsx")
    owner = b"\x04Anne".ljust(55) + b"\x04\0" + "Anne".encode("utf-16-le").ljust(108, b" ")
    yield Case("lock of Excel, renamed", owner, say.LOCK_FILE)
    yield Case(
        "lock of LibreOffice", b",anne,pc,22.11.2026 17:00,file:///home/anne;", say.LOCK_FILE, ".~lock.dossier.ods#"
    )
    yield Case(
        "copy in conflict, Dropbox", xlsx(), say.CONFLICT_COPY, "dossier (Copie en conflit de Anne 2026-11-02).xlsx"
    )
    yield Case(
        "copy in conflict, Nextcloud", xlsx(), say.CONFLICT_COPY, "dossier (conflicted copy 2026-11-02 101010).xlsx"
    )
    yield Case(
        "copy in conflict, Syncthing", xlsx(), say.CONFLICT_COPY, "dossier.sync-conflict-20261102-101010-ABCDEF1.xlsx"
    )
    yield Case("honest name with the word conflict", xlsx(), None, "Médiation et conflits (copie).xlsx")
    pointer = b'{"url": "https://docs.google.com/open?id=x", "doc_id": "x", "email": "a@exemple.fr"}'
    yield Case("pointer to a Google sheet", pointer, say.CLOUD_POINTER, "dossier.gsheet")
    yield Case("shortcut to a page", b"[InternetShortcut]\r\nURL=https://exemple.fr\r\n", say.SHORTCUT, "dossier.url")
    yield Case("Windows shortcut", bytes.fromhex("4C0000000114020000000000C000000000000046") + bytes(60), say.SHORTCUT)
    yield Case("iCloud placeholder", b"bplist00\xd1\x01\x02", say.CLOUD_PLACEHOLDER, ".dossier.xlsx.icloud")
    yield Case("with a password", CFB + "EncryptedPackage".encode("utf-16-le"), say.PROTECTED_FILE)
    yield Case(".xls under another name", CFB + "Workbook".encode("utf-16-le"), say.OLD_EXCEL_FILE)
    yield Case(".xlsb under another name", zipped({"xl/workbook.bin": b""}), say.BINARY_EXCEL_FILE)
    yield Case("html under another name", b"<html><table><tr><td>1</td></tr></table></html>", say.HTML_FILE)
    yield Case("csv under another name", b"nom;commune\nLes Amis;Angers\n", say.TEXT_FILE)
    yield Case("SYLK under another name", b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", say.TEXT_FILE)
    yield Case(
        "spreadsheet in plain XML",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        say.XML_SPREADSHEET_FILE,
    )
    yield Case("pdf", b"%PDF-1.7\n", say.PDF_FILE)
    yield Case("pdf with a workbook behind", b"%PDF-1.7\n" + xlsx(), say.PDF_FILE)
    yield Case("docx", zipped({"word/document.xml": b""}), say.WORD_FILE)
    yield Case("picture", b"\x89PNG\r\n\x1a\n", say.PICTURE_FILE)
    yield Case("zip of workbooks", zipped({"a.xlsx": xlsx()}), say.ZIP_FILE)
    yield Case("more than 25 MB", b"PK\x03\x04" + bytes(25 * 2**20), say.TOO_LARGE_FILE)
    yield Case("truncated", xlsx()[:-200], say.TRUNCATED_FILE)
    yield Case("wrong mimetype", ods(ods_row(ods_cell()), mimetype="text/plain"), say.ZIP_FILE, "dossier.ods")


def in_the_zip() -> Iterator[Case]:
    directory, local, name = b"PK\x01\x02", b"PK\x03\x04", "xl/worksheets/s.xml"
    stored = zipped(parts(), zipfile.ZIP_STORED)
    yield Case("bomb, flat", xlsx(sheet(after=" " * 20_000_000)), say.COMPRESSION_BOMB)
    yield Case("bomb, announced smaller", patched(xlsx(), directory, 24, struct.pack("<I", 9)), say.DAMAGED_FILE)
    yield Case("bomb, announced larger", patched(xlsx(), directory, 24, struct.pack("<I", 2**31)), say.TOO_MUCH_CONTENT)
    yield Case("bomb, in a part that nobody reads", xlsx(**{"xl__media__a.png": bytes(30_000_000)}), None)
    yield Case("bomb, nested", xlsx(**{"xl__media__a.zip": zipped({"a": bytes(30_000_000)})}), None)
    at = zipfile.ZipFile(io.BytesIO(stored)).getinfo("xl/workbook.xml").header_offset
    yield Case("entries that overlap", patched(stored, directory, 42, struct.pack("<I", at)), say.SUSPICIOUS_ARCHIVE)
    yield Case("wrong CRC", patched(stored, directory, 16, b"\0\0\0\0"), say.DAMAGED_FILE)
    yield Case(
        "another name in the entry itself", patched(stored, local, 30, b"xl/worksheets/S"), say.SUSPICIOUS_ARCHIVE
    )
    yield Case("another method in the entry itself", patched(stored, local, 8, b"\x08\0"), say.SUSPICIOUS_ARCHIVE)
    yield Case("unknown method", zipped(parts(), zipfile.ZIP_BZIP2), say.UNREADABLE_WORKBOOK)
    yield Case("the same name twice", appended(stored, name, sheet().encode()), say.SUSPICIOUS_ARCHIVE)
    yield Case("the same name in capitals", appended(stored, name.upper(), sheet().encode()), say.SUSPICIOUS_ARCHIVE)
    yield Case("absolute name", appended(stored, "/etc/passwd", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name that climbs", appended(stored, "xl/../../x", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name with a drive", appended(stored, "C:x", b"x"), say.SUSPICIOUS_ARCHIVE)
    yield Case("name with backslashes", appended(stored, "xl\\x", b"x"), say.SUSPICIOUS_ARCHIVE)
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(stored)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    yield Case("symbolic link, never followed", buffer.getvalue(), None)
    yield Case("encrypted entry", patched(stored, directory, 8, b"\x01\0"), say.PROTECTED_FILE)
    yield Case("encrypted in the entry itself only", patched(stored, local, 6, b"\x01\0"), say.PROTECTED_FILE)
    yield Case("offset beyond the end", patched(stored, directory, 42, b"\xf0\xff\xff\x7f"), say.DAMAGED_FILE)
    yield Case(
        "sizes left to a missing zip64 field", patched(stored, directory, 20, b"\xff" * 8), say.SUSPICIOUS_ARCHIVE
    )
    yield Case("4,000 entries", zipped(parts() | {f"x/{n}": b"" for n in range(4000)}), say.TOO_MANY_ENTRIES)
    yield Case(
        "data that reaches into the directory", patched(xlsx(), directory, 20, b"\xff\xff\0\0"), say.SUSPICIOUS_ARCHIVE
    )
