from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from ose_batch.documents import chart

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def radar() -> str:
    """The chart part of the note's template."""
    with ZipFile(Path(__file__).parent.parent / "templates/docx/note.docx") as archive:
        return archive.read("word/charts/chart1.xml").decode()


def points(part: str, kind: str) -> list[str | None]:
    return [value.text for value in ElementTree.fromstring(part.encode()).findall(f".//{C}{kind}//{C}v")]


def test_points_are_replaced_and_counted(radar: str) -> None:
    filled = chart.fill(radar, ["Gouvernance", "Lutte contre les\ndiscriminations", "R & D <s>"], [0, 4, 2])
    assert points(filled, "cat") == ["Gouvernance", "Lutte contre les\ndiscriminations", "R & D <s>"]
    assert points(filled, "val") == ["0", "4", "2"]
    counts = ElementTree.fromstring(filled.encode()).findall(f".//{C}ser//{C}ptCount")
    assert [count.get("val") for count in counts] == ["3", "3"]


def test_the_style_of_the_template_stays(radar: str) -> None:
    drawn = chart.fill(radar, ["Éthique"], [3])
    assert drawn.partition("<c:cat>")[0] == radar.partition("<c:cat>")[0]
    assert drawn.partition("</c:val>")[2] == radar.partition("</c:val>")[2]


def test_no_point_of_the_template_is_left(radar: str) -> None:
    empty = chart.fill(radar, [], [])
    assert points(empty, "cat") == points(empty, "val") == []


def test_cached_points_of_a_workbook_are_replaced_too() -> None:
    cached = (
        f'<c:ser xmlns:c="{C[1:-1]}"><c:cat><c:strRef><c:f>Feuil1!A1</c:f><c:strCache/></c:strRef></c:cat>\n'
        "<c:val><c:numRef><c:f>Feuil1!B1</c:f></c:numRef></c:val></c:ser>"
    )
    filled = chart.fill(cached, ["Éthique"], [1])
    assert "Feuil1" not in filled
    assert points(filled, "val") == ["1"]
