"""The bytes of a workbook → the cells of its sheets. The only module that hands a sender's bytes to a parser."""

import io
import zipfile
from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ose_batch.forms import cells
from ose_batch.forms.package import pack, unpack
from ose_batch.forms.recognise import Grid
from ose_batch.forms.sniff import UNREADABLE, Format, identify
from ose_batch.model import Rejection
from ose_batch.wording import reading as say
from ose_batch.wording.forms import LISTS_TAB

Scan = Callable[[str, bytes], list[Grid] | Rejection]
"""`scan`, here or in another process."""


def scan(name: str, content: bytes) -> list[Grid] | Rejection:
    """The sheets of a workbook (.xlsx, .xlsm, .ods), or why it cannot be read. `name`: of the file."""
    identified = identify(content)
    if isinstance(identified, Rejection):
        return identified
    # Nothing is parsed before this line: here a guard refuses what would harm the parsers.
    try:
        return _grids(*identified, content)
    except PasswordError:
        return Rejection(*say.PROTECTED_FILE)
    except (*UNREADABLE, ParseError, CalamineError):
        return Rejection(*say.UNREADABLE_WORKBOOK)


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
