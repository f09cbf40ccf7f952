"""The native chart of a template: drawn and styled in Word, its points replaced for each document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

_CATEGORIES = re.compile(r"<c:cat>.*?</c:cat>", re.DOTALL)
_VALUES = re.compile(r"<c:val>.*?</c:val>", re.DOTALL)


def fill(chart: str, labels: Sequence[str], values: Sequence[int]) -> str:
    """The chart part `chart` (DrawingML XML) with these points in every series; line breaks in labels are kept.

    The points are literals, which Word and LibreOffice draw without any workbook behind the chart.
    """
    categories = f"<c:cat><c:strLit>{_points(labels)}</c:strLit></c:cat>"
    numbers = f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{_points(values)}</c:numLit></c:val>"
    return _VALUES.sub(lambda _: numbers, _CATEGORIES.sub(lambda _: categories, chart))


def _points(values: Sequence[object]) -> str:
    points = (f'<c:pt idx="{rank}"><c:v>{escape(str(value))}</c:v></c:pt>' for rank, value in enumerate(values))
    return f'<c:ptCount val="{len(values)}"/>{"".join(points)}'
