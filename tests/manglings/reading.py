"""What is read of a mangled dossier, once a program opened and saved it, and whether it is what is expected."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from ose_batch.charter.assess import assess
from ose_batch.forms.read import read
from ose_batch.model import Dossier, Point, Rejection, Source
from tests.manglings.form import CONTEXT, RULES, untouched
from tests.manglings.listed import MANGLINGS
from tests.manglings.steps import Mangling


def mangled(mangling: Mangling) -> bytes:
    workbook = load_workbook(io.BytesIO(untouched()))
    mangling.mangle(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Outcome:
    notes: tuple[str, ...]
    difference: tuple[str, ...]
    refused: str = ""


def outcome(content: bytes) -> Outcome:
    found = read(Source("dossier.xlsx", "", content), RULES)
    if isinstance(found, Rejection):
        return Outcome((), (), f"{found.reason} {found.advice}")
    assert isinstance(found, Dossier), found
    before, now = Counter(_untouched()), Counter(said(found))
    lost, new = sorted((before - now).elements()), sorted((now - before).elements())
    return Outcome(found.notes, (*(f"- {line}" for line in lost), *(f"+ {line}" for line in new)))


@cache
def _untouched() -> tuple[str, ...]:
    found = read(Source("dossier.xlsx", "", untouched()), RULES)
    assert isinstance(found, Dossier), found
    assert found.notes == ()
    return said(found)


def said(dossier: Dossier) -> tuple[str, ...]:
    """Every finding and every answer, without the cells they stand in."""
    findings = [
        f"{finding.criterion} {finding.answer}: {point.subject}: {point.sentence}"
        for finding in assess(dossier, RULES, CONTEXT).findings
        for point in finding.points or [Point("", None, "", "")]
    ]
    answers = [f"{key} = {cell.text}" for key, cell in dossier.fields.items() if cell.text]
    cells = [
        f"{table} {key} = {cell.text}"
        for table, found in dossier.tables.items()
        for row in found.rows
        for key, cell in row.cells.items()
        if cell.text
    ]
    return (*findings, *answers, *cells)


# -------------------------------------------------------------------------------------------------------- the programs


def openpyxl_alone(files: Sequence[Path], folder: Path) -> list[Path]:
    return list(files)


def libreoffice(export: str) -> Callable[[Sequence[Path], Path], list[Path]]:
    """All of them in one run. `export`: an extension and a filter."""

    def convert(files: Sequence[Path], folder: Path) -> list[Path]:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", export, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=60 + 20 * len(files))
        return [folder / f"{file.stem}.{export.partition(':')[0]}" for file in files]

    return convert


def gnumeric(extension: str, export: str) -> Callable[[Sequence[Path], Path], list[Path]]:
    def convert(files: Sequence[Path], folder: Path) -> list[Path]:
        saved = [folder / f"{file.stem}.{extension}" for file in files]
        for file, target in zip(files, saved, strict=True):
            command = ["ssconvert", f"--export-type={export}", str(file), str(target)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        return saved

    return convert


PROGRAMS = {
    "openpyxl": openpyxl_alone,
    "LibreOffice .xlsx": libreoffice("xlsx:Calc MS Excel 2007 XML"),
    "LibreOffice .ods": libreoffice("ods:calc8"),
    "Gnumeric .xlsx": gnumeric("xlsx", "Gnumeric_Excel:xlsx2"),
    "Gnumeric .ods": gnumeric("ods", "Gnumeric_OpenCalc:odf"),
}
NEEDED = {"openpyxl": "", "LibreOffice .xlsx": "soffice", "LibreOffice .ods": "soffice"}


def available(program: str) -> bool:
    command = NEEDED.get(program, "ssconvert")
    return not command or shutil.which(command) is not None


def outcomes(program: str, manglings: Sequence[Mangling] = MANGLINGS) -> list[Outcome]:
    """What is read of each mangled dossier once the program opened and saved it."""
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as saved:
        files = [Path(made, f"{number}.xlsx") for number in range(len(manglings))]
        for file, mangling in zip(files, manglings, strict=True):
            file.write_bytes(mangled(mangling))
        return [outcome(path.read_bytes()) for path in PROGRAMS[program](files, Path(saved))]


def alike(difference: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether each line follows a pattern, and each pattern is followed."""
    followed = {pattern for line in difference for pattern in patterns if fnmatchcase(line, pattern)}
    return followed == {*patterns} and all(any(fnmatchcase(line, one) for one in patterns) for line in difference)


def verdict(mangling: Mangling, read: Outcome) -> str:
    if read.refused:
        return f"refused: {read.refused}"
    if read.notes == mangling.notes and alike(read.difference, mangling.difference):
        return "precise difference" if read.difference else "same"
    return f"UNEXPECTED {'; '.join((*read.notes, *read.difference))}"
