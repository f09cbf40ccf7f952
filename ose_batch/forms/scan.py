"""The bytes of a workbook → the cells of its sheets. The only module that hands a sender's bytes to a parser.

The parser, python-calamine, sees neither the sender's zip nor most of its XML: the guard checks both, and what holds
the cells is put in plain form into a zip of our own.
"""

import io
from collections.abc import Callable

from python_calamine import CalamineError, CalamineWorkbook

from ose_batch.forms.guard import Refused, open_archive
from ose_batch.forms.opendocument import plain_tables
from ose_batch.forms.package import pack
from ose_batch.forms.recognise import Grid
from ose_batch.forms.sniff import Format, identify
from ose_batch.forms.workbook import Plain, plain_workbook
from ose_batch.model import Rejection
from ose_batch.wording import reading as say
from ose_batch.wording.forms import LISTS_TAB

Scan = Callable[[str, bytes], list[Grid] | Rejection]
"""`scan`, here or in another process."""


def scan(name: str, content: bytes) -> list[Grid] | Rejection:
    """The sheets of a workbook (.xlsx, .xlsm, .ods), or why it cannot be read. `name`: of the file."""
    identified = identify(name, content)
    if isinstance(identified, Rejection):
        return identified
    kind, directory = identified
    plain = plain_tables if kind is Format.ODS else plain_workbook
    try:
        # The lists of our forms are a tenth of the time, for nothing.
        return _grids(plain(open_archive(content, directory), LISTS_TAB))
    except Refused as refused:
        return refused.rejection
    # OverflowError: a number that is no duration under the format of one.
    except (CalamineError, OverflowError):
        return Rejection(*say.UNREADABLE_WORKBOOK)
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # of pyo3, which gives no name to import
            raise
        return Rejection(*say.UNREADABLE_WORKBOOK)


def _grids(plain: Plain) -> list[Grid]:
    with CalamineWorkbook.from_filelike(io.BytesIO(pack(plain.parts, deflated=False))) as workbook:
        return [
            Grid(sheet.name, workbook.get_sheet_by_index(index).to_python(skip_empty_area=False), sheet.marks)
            for index, sheet in enumerate(plain.sheets)
        ]
