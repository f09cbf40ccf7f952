"""Writes `examples/` from the TOML sources beside this file: `python -m tests.examples.build [SOURCE…]`.

A source speaks with the keys of `ose_batch/forms/layout.py`. A TOML table gives the fields of a sheet
(`[organisation]`), an array of tables its lines (`[[actions]]`), and the one field of a sheet that also has lines is
written with its whole key (`"commitments.statement"`). Themes are codes (`GOU`), scales are numbers, the rest is what
a person would type.

    [example]  filename, as the organisation named it; saved_by: openpyxl, libreoffice-xlsx or libreoffice-ods;
               role: impeccable, faulty, renewal, or stranger (no dossier at all: [sheets] then holds lists of lines)
    [[fault]]  criterion; what is wrong; repair, the values that put it right: "organisation.siret" for a field,
               "actions.3.due_on" for a cell of the third line, "access.5" for a whole line, new or not

Values go into the blank form through `prefill`, an error such as #REF! becoming a true error cell; then openpyxl or
LibreOffice (in a fresh profile) opens the workbook and saves it. What openpyxl saves is the same each time; what
LibreOffice saves differs in dates and in the order of styles. What else is found in `examples/` is removed.
"""

import io
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from ose_batch.charter import loading
from ose_batch.charter.rules import Rules
from ose_batch.forms import layout, package, prefill

SOURCES = Path(__file__).parent
ROOT = SOURCES.parents[1]
EXAMPLES = ROOT / "examples"
TABLE_OF_READINGS = "expected"

_NOT_VALUES = {"example", "fault", "sheets"}
_EXPORTS = {"libreoffice-xlsx": "xlsx:Calc MS Excel 2007 XML", "libreoffice-ods": "ods:calc8"}
_CONVERSION_SECONDS = 180
_ERROR_AS_TEXT = re.compile(rb't="inlineStr"([^>]*)><is><t[^>]*>(#[A-Z0-9/?!]+)</t></is>')
_PROPERTIES = "docProps/core.xml"
_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_SAVED_AT = b"2026-11-20T18:30:00"

Values = Mapping[str, Any]
"""As `prefill.fill` takes them: `"organisation.name"` → value, `"actions"` → lines of column → value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake planted in a dossier."""

    criterion: str
    wrong: str
    repair: Values


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    """Stem of its source."""
    filename: str
    saved_by: str
    role: str
    values: Values
    faults: tuple[Fault, ...]
    sheets: Mapping[str, list[list[Any]]]
    """Sheet name → lines, for a workbook that is no dossier."""

    @property
    def path(self) -> Path:
        return EXAMPLES / self.filename

    @property
    def repaired(self) -> Values:
        """The values once every planted mistake is put right."""
        values = self.values
        for fault in self.faults:
            values = repair(values, fault)
        return values


def load(path: Path) -> Example:
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    values: dict[str, Any] = {}
    for key, value in source.items():
        if key in _NOT_VALUES:
            continue
        if isinstance(value, dict):
            values |= {f"{key}.{field}": typed for field, typed in value.items()}
        else:
            values[key] = value
    faults = tuple(Fault(**fault) for fault in source.get("fault", ()))
    return Example(path.stem, values=values, faults=faults, sheets=source.get("sheets", {}), **source["example"])


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of its source's name."""
    return tuple(load(path) for path in sorted(SOURCES.glob("*.toml")) if path.stem != TABLE_OF_READINGS)


def repair(values: Values, fault: Fault) -> Values:
    """The values without that mistake."""
    repaired = dict(values)
    for place, value in fault.repair.items():
        match place.split("."):
            case [table, number, column]:
                line = {**repaired[table][int(number) - 1], column: value}
                repaired[table] = _with_line(repaired[table], int(number), line)
            case [table, number] if number.isdigit():
                repaired[table] = _with_line(repaired[table], int(number), value)
            case _:
                repaired[place] = value
    return repaired


def _with_line(lines: list[Values], number: int, line: Values) -> list[Values]:
    return [*lines[: number - 1], line, *lines[number:]]


def rules() -> Rules:
    """The charter of the package."""
    charter = ROOT / "ose_batch" / "charter" / "charter.toml"
    return loading.load(charter.read_text(encoding="utf-8"), layout.DOSSIER.keys())


def dossier(values: Values, charter: Rules) -> bytes:
    """The blank form of `templates/xlsx` filled with the values, before any program saves it."""
    form = layout.DOSSIER
    template = (ROOT / "templates" / "xlsx" / form.filename).read_bytes()
    parts = package.unpack(prefill.fill(form, charter, template, values))
    return package.pack({name: _ERROR_AS_TEXT.sub(rb't="e"\1><v>\2</v>', part) for name, part in parts.items()})


def _stranger(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, lines in sheets.items():
        sheet = workbook.create_sheet(title)
        for line in lines:
            sheet.append(line)
        sheet.column_dimensions["A"].width = 46
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def saved_by_openpyxl(content: bytes) -> bytes:
    """The same workbook, opened and saved by openpyxl, which tells the time when it does."""
    buffer = io.BytesIO()
    load_workbook(io.BytesIO(content)).save(buffer)
    parts = package.unpack(buffer.getvalue())
    parts[_PROPERTIES] = _TIME.sub(_SAVED_AT, parts[_PROPERTIES])
    return package.pack(parts)


def saved_by_libreoffice(content: bytes, export: str) -> bytes:
    """The same workbook, opened and saved by LibreOffice; `export` is an extension and a filter, `ods:calc8`."""
    with tempfile.TemporaryDirectory() as folder:
        original, out = Path(folder, "original.xlsx"), Path(folder, "out")
        original.write_bytes(content)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", export, "--outdir", str(out), str(original)]
        subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)
        return (out / f"original.{export.partition(':')[0]}").read_bytes()


def content(example: Example, charter: Rules) -> bytes:
    """The file of an example."""
    filled = _stranger(example.sheets) if example.sheets else dossier(example.values, charter)
    if example.saved_by == "openpyxl":
        return saved_by_openpyxl(filled)
    return saved_by_libreoffice(filled, _EXPORTS[example.saved_by])


def main(names: list[str]) -> None:
    charter, known = rules(), examples()
    unknown = set(names) - {example.name for example in known}
    if unknown:
        sys.exit(f"no source is named {', '.join(sorted(unknown))}: see {SOURCES.relative_to(ROOT)}")
    EXAMPLES.mkdir(exist_ok=True)
    for stray in set(EXAMPLES.iterdir()) - {example.path for example in known}:
        stray.unlink()
    for example in known:
        if not names or example.name in names:
            example.path.write_bytes(content(example, charter))
            print(example.path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
