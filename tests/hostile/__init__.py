"""Files that mean harm, or that look as if they did; each holds one threat."""

from __future__ import annotations

from functools import cache

from tests.hostile.archives import in_the_zip, of_other_kinds
from tests.hostile.case import Case
from tests.hostile.contents import in_the_sheets, in_the_xml, inert


@cache
def cases() -> tuple[Case, ...]:
    return (*of_other_kinds(), *in_the_zip(), *in_the_xml(), *in_the_sheets(), *inert())
