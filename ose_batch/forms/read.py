"""A file of the inbox → what it says. Whatever is wrong with the file is a value; exceptions are for this machine."""

import io
import zipfile
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ose_batch.charter.rules import Rules
from ose_batch.forms import cells, layout
from ose_batch.forms.entries import Entries, entries
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.recognise import Grid, recognise
from ose_batch.forms.sniff import UNREADABLE, Format, identify
from ose_batch.model import DecisionLine, Decisions, Dossier, Received, Rejection, Source
from ose_batch.wording import reading as say
from ose_batch.wording.forms import LISTS_TAB


def read(source: Source, rules: Rules) -> Received:
    """The dossier or the decisions that a workbook holds (.xlsx, .xlsm, .ods), or why it cannot be taken."""
    identified = identify(source.content)
    if isinstance(identified, Rejection):
        return identified
    # Nothing is parsed before this line: here a guard refuses what would harm the parsers.
    try:
        grids = _grids(*identified, source.content)
    except PasswordError:
        return Rejection(*say.PROTECTED_FILE)
    except (*UNREADABLE, ParseError, CalamineError):
        return Rejection(*say.UNREADABLE_WORKBOOK)
    recognised = recognise(grids)
    if recognised is None:
        return Rejection(*say.not_a_form(grid.name for grid in grids))
    said = entries(recognised, rules)
    if recognised.form is layout.DECISIONS:
        return _decisions(said)
    return Dossier(
        recognised.version, said.fields, said.tables, tuple(said.gaps), tuple(said.troubled), recognised.notes
    )


def _grids(kind: Format, archive: zipfile.ZipFile, content: bytes) -> list[Grid]:
    inspected = cells.inspect(kind, archive)
    if inspected.rewritten:
        content = pack({**unpack(content), **inspected.rewritten})
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.name != LISTS_TAB  # a tenth of the time, for nothing
        ]
        return [
            Grid(
                name,
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False),
                inspected.marks.get(name, {}),
            )
            for name in names
        ]


def _decisions(said: Entries) -> Decisions:
    staff = ("decision", "decided_on", "motive", "conditions", "deadline")
    return Decisions(
        said.fields["session.held_on"],
        said.fields["session.instance"],
        tuple(
            DecisionLine(row["number"], *(row[key] for key in staff))
            for row in said.tables["decisions"].rows
            if any(row[key].text for key in staff)
        ),
    )
