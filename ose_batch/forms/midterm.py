"""The *bilan à 18 mois* as it is sent: the commitments and actions of the dossier in it, with their last state."""

from __future__ import annotations

from datetime import date

from ose_batch.charter.rules import Rules
from ose_batch.forms.bilan import ACTIONS, BILAN, COMMITMENTS
from ose_batch.forms.carried import Carrier, Line, front, roomy
from ose_batch.model import Answer, Entry
from ose_batch.palette import ANSWER_TONES
from ose_batch.wording import carried as say
from ose_batch.wording import short_date
from ose_batch.wording.forms import GUIDE_TAB
from ose_batch.wording.returned import contact as whom_to_ask

SPARE = 4
"""Lines left free, at least, for what is new."""

FREE, FREE_HEIGHT = ("successes", "difficulties", "needs", "free"), 64.0
"""Fields answered in sentences, and the points of height that invite to write some."""


def prefilled(
    template: bytes, rules: Rules, entry: Entry, *, valid_until: date | None, issuer: str = "", contact: str = ""
) -> bytes:
    """The workbook (.xlsx) to complete; the same bytes for the same values.

    `template`: the blank `bilan-18-mois`, its entries found through their hidden codes. `valid_until`: last
    day of the recognition. Raises `ValueError` for a template that lacks a code of the form.
    """
    tables = {
        COMMITMENTS.key: [_line(line) for line in entry.tables["commitments"]],
        ACTIONS.key: [_action(line) for line in entry.tables["actions"]],
    }
    template, form = roomy(template, BILAN, rules, tables, SPARE)
    carrier = Carrier(template, form, rules, ANSWER_TONES[Answer.NOT_APPLICABLE])
    name = str(entry.fields.get("organisation.name", ""))
    known = {"ose_number": entry.ose_number, "number": entry.number, "name": name}
    carrier.fields({f"midterm.{key}": value for key, value in known.items()})
    carrier.tables(tables)
    carrier.open_up("midterm", FREE, FREE_HEIGHT)
    validated_on = entry.decision.decided_on if entry.decision else None
    asking = whom_to_ask(issuer, contact)
    front(
        carrier.book,
        GUIDE_TAB,
        say.midterm_of(name, entry.ose_number, validated_on, valid_until),
        (
            (say.HOW, say.MIDTERM_HELP),
            (say.NEXT, (say.send_back(), *say.MIDTERM_NEXT, *((asking,) if asking else ()))),
        ),
    )
    return carrier.book.packed()


def _line(line: Line) -> Line:
    return {key: line[key] for key in ("line", "number", "label", "theme") if key in line}


def _action(line: Line) -> Line:
    due, progress = line.get("due_on"), line.get("progress")
    share = float(progress) if isinstance(progress, int | float) else None
    return {key: line[key] for key in ("line", "number", "action", "commitment", "pilot") if key in line} | {
        "due_on": short_date(due) if isinstance(due, date) else "",
        "last_state": say.last_state(str(line.get("state", "")), share),
    }
