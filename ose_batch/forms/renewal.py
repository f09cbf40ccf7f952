"""The dossier form as it is sent for a renewal: last answers in it, to confirm; what has to be renewed left empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ose_batch.charter.rules import Rules
from ose_batch.forms.bilan import ACTIONS, COMMITMENTS
from ose_batch.forms.carried import Carrier, Line, front, roomy
from ose_batch.forms.comments import annotate
from ose_batch.forms.dossier import DOSSIER
from ose_batch.model import RENEWAL, Answer, Entry, Occasion, Progress, Row, Value
from ose_batch.palette import ANSWER_TONES
from ose_batch.wording import carried as say
from ose_batch.wording import fold
from ose_batch.wording.returned import AUTHOR
from ose_batch.wording.returned import contact as whom_to_ask

ANEW = frozenset(("organisation.follow_up", "organisation.publication_consent", "organisation.consent_on"))
"""Fields that are asked again, beside the whole charter: an agreement is given each time."""
NOT_APPLICABLE = fold(Answer.NOT_APPLICABLE)
_FOLLOW_UP = "follow_up"

_Newer = Callable[[Row], dict[str, Value]]
"""What a row of the point d'étape changes in a line of the dossier."""


def workbook(
    template: bytes,
    rules: Rules,
    entry: Entry,
    progress: Progress | None,
    *,
    occasion: Occasion | None = None,
    issuer: str = "",
    contact: str = "",
) -> bytes:
    """The workbook (.xlsx) to confirm and complete; the same bytes for the same values.

    `template`: the blank `dossier-ose`. `entry`: the dossier that was recognised; contacts are not in it, and are asked
    again. `progress`: what the organisation said at mid-term. `occasion`: end of validity, session and date limite de
    dépôt. Raises `ValueError` for a template that lacks a code of the form.
    """
    tables = _tables(entry, progress)
    template, form = roomy(template, DOSSIER, rules, tables)
    carrier = Carrier(template, form, rules, ANSWER_TONES[Answer.TO_CHECK])
    fields = {key: value for key, value in entry.fields.items() if key not in ANEW and not key.startswith("charter.")}
    carrier.fields(fields | {"organisation.dossier_kind": RENEWAL, "organisation.ose_number": entry.ose_number})
    placed = carrier.tables(tables)
    carried = [sheet.key for sheet in form.sheets if sheet.key != "charter" and (sheet.fields or placed[sheet.key])]
    carrier.announce(carried, say.TO_CONFIRM)
    if progress:
        _tell_midterm(carrier, placed["commitments"], progress, issuer)
    committee = list(_committee(carrier, entry))
    name, decision = str(entry.fields.get("organisation.name", "")), entry.decision
    known = occasion.valid_until if occasion else None
    until = known or (decision.valid_until if decision else None)
    back = say.send_back(occasion.deadline, occasion.session_on) if occasion else say.send_back()
    asking = whom_to_ask(issuer, contact)
    front(
        carrier.book,
        say.RENEWAL_TAB,
        say.renewal_of(name, entry.ose_number, decision.decided_on if decision else None, until),
        (
            (say.HOW, say.RENEWAL_HELP),
            (say.COMMITTEE, committee),
            (say.NEXT, (back, *((asking,) if asking else ()))),
        ),
    )
    return carrier.book.packed()


# ---------------------------------------------------------------------------------------------------------------- Lines


def _tables(entry: Entry, progress: Progress | None) -> dict[str, Sequence[Line]]:
    tables: dict[str, Sequence[Line]] = dict(entry.tables)
    # What was presented has to be again; that there is no such instance stays true.
    tables["presentations"] = [line for line in tables["presentations"] if _is_not_applicable(line)]
    if progress:
        for key, sheet, newer in (("commitments", COMMITMENTS, _commitment), ("actions", ACTIONS, _action)):
            lines = tables[key]
            names = [_name(line) for line in lines]
            said = progress.known(sheet.key, names)
            kept = (
                {**line, **(newer(said[name]) if name in said else {})} for name, line in zip(names, lines, strict=True)
            )
            tables[key] = [*kept, *_added(progress.new(sheet.key, names), newer, names, sheet.numbered)]
    return tables


def _is_not_applicable(line: Line) -> bool:
    return fold(str(line.get("status", ""))) == NOT_APPLICABLE


def _name(line: Line) -> str:
    return str(line.get("line") or line.get("number") or "")


def _added(
    rows: Sequence[Row], newer: Callable[[Row], dict[str, Value]], taken: Sequence[str], letter: str
) -> Iterator[Line]:
    """Lines that are new at mid-term, under the next free numbers where they have none of their own."""
    names = set(taken)
    for row in rows:
        free = (f"{letter}{number}" for number in range(1, len(names) + 2))
        own = row.name if row["number"].text and row.name not in names else ""
        name = own or next(number for number in free if number not in names)
        names.add(name)
        yield {"line": name, "number": name} | newer(row)


def _commitment(row: Row) -> dict[str, Value]:
    return _said(row, "label", "theme")


def _action(row: Row) -> dict[str, Value]:
    """With the latest state, échéance and motif."""
    due, why = row["new_due_on"].value, row["motive"].value or row["comment"].value
    changed = {key: value for key, value in (("due_on", due), ("comment", why)) if value is not None}
    return _said(row, "action", "commitment", "pilot", "state", "progress") | changed


def _said(row: Row, *keys: str) -> dict[str, Value]:
    return {key: value for key in keys if (value := row[key].value) is not None}


# ---------------------------------------------------------------------------------------------------- What is told


def _tell_midterm(carrier: Carrier, placed: Mapping[str, int], progress: Progress, issuer: str) -> None:
    """On each commitment, what was said of it at mid-term: the form has no column for it."""
    column = carrier.rooms["commitments"].columns["label"]
    notes = {
        (placed[name], column): said
        for name, row in progress.known(COMMITMENTS.key, placed).items()
        if (said := say.at_midterm(row["state"].text, row["comment"].text, row["motive"].text))
    }
    if notes:
        annotate(carrier.book, carrier.tab("commitments"), notes, issuer or AUTHOR)


def _committee(carrier: Carrier, entry: Entry) -> Iterator[str]:
    """Réserves ou recommandations of the last decision; beside the question on what became of them, too."""
    decision = entry.decision
    if decision and decision.conditions:
        said = say.decided(decision.decision, decision.decided_on, decision.conditions)
        tab, (row, column) = carrier.tab("organisation"), carrier.rooms["organisation"].fields[_FOLLOW_UP]
        if (row, column + 1) in tab.cells:
            tab.put((row, column + 1), said)
        sheet = DOSSIER.sheet("organisation")
        asked = next(field.label for field in sheet.fields if field.key == _FOLLOW_UP)
        yield said
        yield say.follow_up_expected(tab.name, asked)
