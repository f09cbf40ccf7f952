"""A file of the inbox → what it says. Whatever is wrong with the file is a value; exceptions are for this machine."""

from collections.abc import Sequence
from dataclasses import fields, replace

from ose_batch.charter.rules import Rules
from ose_batch.forms import layout
from ose_batch.forms.entries import Entries, entries
from ose_batch.forms.recognise import Grid, recognise
from ose_batch.forms.scan import Scan, scan
from ose_batch.model import (
    DecisionLine,
    Decisions,
    Dossier,
    MovementLine,
    Movements,
    Progress,
    Received,
    Rejection,
    Source,
)
from ose_batch.text import one_line
from ose_batch.wording import reading as say

_LONGEST_TAB = 31
"""Characters: what Excel takes for the name of a sheet."""


def read(source: Source, rules: Rules, scan: Scan = scan) -> Received:
    """What a workbook holds (.xlsx, .xlsm, .ods): a dossier, a point d'étape, decisions; or why it cannot be taken."""
    grids = scan(source.name, source.content)
    return grids if isinstance(grids, Rejection) else understand(grids, rules)


def understand(grids: Sequence[Grid], rules: Rules) -> Received:
    """What the cells say. Touches neither file nor machine."""
    grids = [replace(grid, name=one_line(grid.name)[:_LONGEST_TAB]) for grid in grids]
    recognised = recognise(grids)
    if recognised is None:
        return Rejection(*say.not_a_form(grid.name for grid in grids))
    said = entries(recognised, rules)
    if recognised.form is layout.DECISIONS:
        return _decisions(said)
    if recognised.form is layout.MOVEMENTS:
        return _movements(said)
    filled = (
        recognised.version,
        said.fields,
        said.tables,
        tuple(said.gaps),
        tuple(said.troubled),
        (*recognised.notes, *said.notes),
        tuple(said.repairs),
    )
    return Progress(*filled) if recognised.form is layout.BILAN else Dossier(*filled, tuple(said.asked))


def _movements(said: Entries) -> Movements:
    keys = [field.name for field in fields(MovementLine)]
    rows = said.tables["movements"].rows
    return Movements(tuple(MovementLine(*(row[key] for key in keys)) for row in rows))


def _decisions(said: Entries) -> Decisions:
    decided = ("decision", "decided_on", "motive", "conditions", "deadline", "correction")
    members = ("rapporteur", "recused")  # named before the session: no decision yet
    return Decisions(
        said.fields["session.held_on"],
        said.fields["session.instance"],
        said.fields["session.present"],
        said.fields["session.excused"],
        said.fields["session.recused"],
        tuple(
            DecisionLine(number=row["number"], **{key: row[key] for key in (*decided, *members)})
            for row in said.tables["decisions"].rows
            if any(row[key].text for key in decided)
        ),
    )
