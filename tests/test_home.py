"""Where each entry read goes in the blank form, and how points are called once they are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ose_batch.charter.assess import assess
from ose_batch.forms.home import homes, relocated, rooms
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.places import ENTRY_COLUMN, places
from ose_batch.model import Assessment, Cell, CellRef, Context, Dossier, Point, Row
from tests.dossiers import RULES, dossier

PLACES = places(DOSSIER, RULES)
STAKEHOLDERS = "name | category | side | importance | influence\n"


def home(read: Dossier, cell: Cell) -> CellRef:
    return homes(read, DOSSIER, RULES)[cell.ref]


def shifted(read: Dossier, table: str, down: int) -> Dossier:
    """As if lines had been inserted above a table."""

    def lower(row: Row) -> Row:
        number = next(iter(row.cells.values())).ref.row + down
        name = row.name.replace(str(number - down), str(number)) if row.name.startswith("ligne ") else row.name
        return Row(name, {key: replace(cell, ref=replace(cell.ref, row=number)) for key, cell in row.cells.items()})

    told = read.tables[table]
    moved = replace(told, anchor=replace(told.anchor, row=told.anchor.row + down), rows=tuple(map(lower, told.rows)))
    return replace(read, tables={**read.tables, table: moved})


def assessed(read: Dossier) -> Assessment:
    return assess(read, RULES, Context(date(2026, 11, 2)))


def points(assessment: Assessment) -> list[Point]:
    return [point for finding in assessment.findings for point in finding.points]


def test_a_field_goes_to_its_own_line_wherever_it_was_read() -> None:
    read = dossier()
    for key, row in PLACES["organisation"].rows.items():
        assert home(read, read.fields[f"organisation.{key}"]) == CellRef("Organisation", row, ENTRY_COLUMN)


def test_a_line_goes_where_the_form_says_the_same() -> None:
    read = dossier({"themes.Éthique": None, "actions.A1": None, "actions.A7.action": "Planter"})
    rank = RULES.lists["themes"].index("Environnement")
    environment = next(row for row in read.rows("themes") if row.name == "Environnement")
    assert home(read, environment["questioned"]) == CellRef("P1 Questionnement", PLACES["themes"].first + rank, 3)
    assert home(read, read.rows("actions")[-1]["action"]).row == PLACES["actions"].first + 6


def test_a_line_without_known_number_takes_the_first_one_left() -> None:
    read = dossier({"actions.Priorité.action": "Planter"})
    assert home(read, read.rows("actions")[-1]["action"]).row == PLACES["actions"].first + 2


def test_a_theme_that_is_unknown_has_no_line() -> None:
    read = dossier({"themes.Mobilité.questioned": "Oui"})
    found = homes(read, DOSSIER, RULES)
    assert read.rows("themes")[-1]["questioned"].ref not in found


def test_lines_keep_their_own_when_they_can_and_follow_each_other_when_not() -> None:
    read = dossier()
    rows = read.rows("stakeholders")
    assert [home(read, row["name"]).row for row in rows] == [row["name"].ref.row for row in rows]
    moved = shifted(read, "stakeholders", 40)
    first = PLACES["stakeholders"].first
    assert [home(moved, row["name"]).row for row in moved.rows("stakeholders")] == [first + rank for rank in range(4)]


def test_lines_beyond_the_form_have_no_place() -> None:
    lines = "\n".join(f"Groupe {rank} | Bénévoles | Interne | 3 | 3" for rank in range(40))
    read = dossier({"stakeholders": STAKEHOLDERS + lines})
    found = homes(read, DOSSIER, RULES)
    placed = [row["name"].ref in found for row in read.rows("stakeholders")]
    assert placed == [True] * 30 + [False] * 10


def test_an_empty_table_is_to_be_filled_from_its_first_line_on() -> None:
    read = dossier({"practices": ""})
    anchor = replace(read.tables["practices"].anchor, row=99)
    read = replace(read, tables={**read.tables, "practices": replace(read.tables["practices"], anchor=anchor)})
    assert homes(read, DOSSIER, RULES)[anchor] == CellRef("P3 Pratiques", PLACES["practices"].first, 2)


def test_an_entry_goes_before_an_empty_cell_of_the_same_address() -> None:
    """As when a column was taken away: it is empty, and stands where another now is."""
    read = dossier()
    row = read.rows("actions")[0]
    lost = replace(row["pilot"], ref=row["due_on"].ref, value=None, text="")
    changed = Row(row.name, {**row.cells, "pilot": lost})
    actions = replace(read.tables["actions"], rows=(changed, *read.rows("actions")[1:]))
    read = replace(read, tables={**read.tables, "actions": actions})
    assert home(read, lost).column == PLACES["actions"].columns["due_on"]


def test_points_follow_their_cells_and_lines_take_their_new_name() -> None:
    read = shifted(dossier({"stakeholders.2.name": "", "stakeholders.2.influence": ""}), "stakeholders", 40)
    row = read.rows("stakeholders")[1]
    gaps = [gap for gap in read.gaps if gap.sheet == "stakeholders"]
    read = replace(read, gaps=tuple(replace(gap, row=row.name, cell=row[gap.key]) for gap in gaps))
    before, after = assessed(read), relocated(assessed(read), homes(read, DOSSIER, RULES))
    assert [point.subject for point in points(before) if "ligne" in point.subject] == [
        "ligne 48 – Partie prenante",
        "ligne 48 – Influence",
    ]
    renamed = [point for point in points(after) if "ligne" in point.subject]
    assert [point.subject for point in renamed] == ["ligne 8 – Partie prenante", "ligne 8 – Influence"]
    assert [str(point.cell) for point in renamed] == ["P2 Parties prenantes!B8", "P2 Parties prenantes!F8"]
    assert all("ligne 8" in point.sentence and "48" not in point.sentence for point in renamed)
    assert [finding.answer for finding in before.findings] == [finding.answer for finding in after.findings]
    assert not any("48" in finding.reason for finding in after.findings)


def test_a_point_without_place_keeps_its_sentence() -> None:
    said = assessed(dossier({"organisation.town": ""}))
    assert [replace(point, cell=None) for point in points(said)] == points(relocated(said, {}))


def test_rooms_are_those_of_the_declared_form() -> None:
    declared = rooms(DOSSIER, RULES)
    assert declared.keys() == PLACES.keys()
    assert list(declared["actions"].lines.values())[:3] == ["A1", "A2", "A3"]
