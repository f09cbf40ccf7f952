"""Small named checks, and `CHECKS`, where charter.toml finds them. The docstring is the rule.

Those on entries in general are in `entries`, those on the themes in `themes`; here are the rest: identity, action plan,
presentations, access.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from stdnum.fr import siren, siret

from ose_batch.charter import entries, themes
from ose_batch.charter.outcome import (
    ALWAYS,
    MET,
    NOT_APPLICABLE,
    ColumnKey,
    Label,
    ListName,
    Outcome,
    Place,
    Verdict,
    When,
    dated,
    holds,
    unmet,
    unmet_at,
    unmet_unless_hidden,
)
from ose_batch.charter.rules import Rules
from ose_batch.model import Cell, Context, Dossier, Row
from ose_batch.text import RNA
from ose_batch.wording import charter as wording
from ose_batch.wording import fold

Check = Callable[..., Outcome]
"""`check(dossier, context, rules, *, <parameters>)`."""

_DIGITS = {"siren": 9, "siret": 14, "rna": 9, "postcode": 5}
"""Of each number, its letter apart."""
_ADDRESS = re.compile(r"(https?://)?([\w-]+\.)+[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)
_MEANT_AS_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


# ------------------------------------------------------------------------------------------------------------- Identity


def identified(dossier: Dossier, context: Context, rules: Rules, *, rna_alone: Collection[Label]) -> Outcome:
    """A valid SIREN or SIRET is given, or a valid RNA alone by one of these legal forms."""
    numbers = {key: dossier.fields[f"organisation.{key}"] for key in _NUMBERS}
    form = dossier.value("organisation.legal_form")
    if form is not None and form not in rna_alone:
        del numbers["rna"]
    if any(_is_valid(key, cell) for key, cell in numbers.items()):
        return MET
    tried = [Place(key.upper(), cell, _flaw(key, cell)) for key, cell in numbers.items() if cell.text]
    return unmet_at(tried or [Place("SIREN", numbers["siren"])])


def numbers_valid(dossier: Dossier, context: Context, rules: Rules, *, rna_alone: Collection[Label]) -> Outcome:
    """Beside the number that identifies the organisation, the others that are given are valid too."""
    if identified(dossier, context, rules, rna_alone=rna_alone).verdict is Verdict.UNMET:
        return NOT_APPLICABLE
    numbers = ((key, dossier.fields[f"organisation.{key}"]) for key in _NUMBERS)
    return unmet_at(
        Place(key.upper(), cell, _flaw(key, cell)) for key, cell in numbers if cell.text and not _is_valid(key, cell)
    )


def unchanged(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """Name, SIRET and périmètre are those the register knows; what is absent or not valid is no change."""
    known = context.previous
    if known is None:
        return NOT_APPLICABLE
    places = []
    name = dossier.fields["organisation.name"]
    if known.name and name and fold(name.text) != fold(known.name):
        places.append(Place(known.name, name))
    number = dossier.fields["organisation.siret"]
    if known.siret and _is_valid("siret", number) and number.value != known.siret:
        places.append(Place(known.siret, number))
    perimeter, detail = dossier.fields["organisation.perimeter"], dossier.fields["organisation.perimeter_detail"]
    if known.perimeter and perimeter and fold(perimeter.text + detail.text) != fold(known.perimeter):
        places.append(Place(known.perimeter, detail if detail else perimeter))
    return unmet_at(places)


def postcode_within(dossier: Dossier, context: Context, rules: Rules, *, departments: ListName) -> Outcome:
    """The postcode has five digits and starts with one of the departments."""
    cell = dossier.fields["organisation.postcode"]
    if not cell:
        return NOT_APPLICABLE
    code = str(cell.value)
    inside = len(code) == 5 and code.isdecimal() and code.startswith(rules.lists[departments])
    return MET if inside else unmet_at([Place("", cell, _flaw("postcode", cell))])


def charter_received(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """Staff recorded that the signed charter was received."""
    return MET if context.charter_received else unmet("", None)


def readable(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """No cell has a content that could not be understood, beside those another criterion complains of."""
    if not dossier.troubled:
        return MET
    others = (criterion for criterion in rules.criteria if CHECKS[criterion.check] is not readable)
    told = {
        place.where.ref
        for criterion in others
        for place in CHECKS[criterion.check](dossier, context, rules, **criterion.params).places
        if isinstance(place.where, Cell)
    }
    return unmet_at(Place(str(cell.ref), cell) for cell in dossier.troubled if cell.ref not in told)


def _is_rna(number: str) -> bool:
    return RNA.fullmatch(number) is not None


_NUMBERS: Mapping[str, Callable[[str], bool]] = {"siren": siren.is_valid, "siret": siret.is_valid, "rna": _is_rna}


def _is_valid(key: str, cell: Cell) -> bool:
    return isinstance(cell.value, str) and _is_number(key, cell.value)


@lru_cache(maxsize=64)
def _is_number(key: str, number: str) -> bool:
    """Three criteria ask the same of the same number."""
    return _NUMBERS[key](number)


def _flaw(key: str, cell: Cell) -> str:
    """Of a number that is not valid, what its digits tell: how many there are, or that its key is another."""
    number = str(cell.value or "")
    count = sum(map(str.isdecimal, number))
    if count not in (0, _DIGITS[key]):
        return wording.digits_counted(count, _DIGITS[key])
    return wording.WRONG_KEY if count and key in ("siren", "siret") and number.isdecimal() else ""


# ---------------------------------------------------------------------------------------------------------- Action plan


def commitments_followed(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """Each commitment has an action that names it."""
    commitments, actions = dossier.rows("commitments"), dossier.rows("actions")
    if not (commitments and actions):
        return NOT_APPLICABLE
    named = [row["commitment"].value for row in actions]
    missing = [Place(row.name, row["label"]) for row in commitments if row["label"] and row.name not in named]
    numbers = {row.name for row in commitments}
    return unmet_unless_hidden(missing, sum(name not in numbers for name in named))


def commitments_known(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """Each action that names a commitment names one that is there."""
    numbers = {row.name for row in dossier.rows("commitments")}
    naming = [(row, row["commitment"]) for row in dossier.rows("actions") if row["commitment"]]
    if not (numbers and naming):
        return NOT_APPLICABLE
    return unmet_at(Place(row.name, cell) for row, cell in naming if cell.value not in numbers)


def due_within(dossier: Dossier, context: Context, rules: Rules, *, column: ColumnKey, years: int) -> Outcome:
    """At least one date falls no later than `years` after the deposit."""
    found = dated(dossier, column)
    if not found:
        return NOT_APPLICABLE
    row, cell, first = min(found, key=lambda line: line[2])
    return MET if first <= context.deposited_on + relativedelta(years=years) else unmet(row.name, cell)


# -------------------------------------------------------------------------------------------------------- Presentations


def presented(
    dossier: Dossier,
    context: Context,
    rules: Rules,
    *,
    body: Label,
    statuses: Collection[Label],
    excuse: Label,
    when: When = ALWAYS,
) -> Outcome:
    """The body was or will be told, with a date, or is excused, with a reason."""
    if not holds(dossier, when):
        return NOT_APPLICABLE
    row = _presentation(dossier, body)
    if row is None:
        return unmet(body, dossier.tables["presentations"].anchor)
    status = row["status"]
    if status.value in statuses:
        needed = row["held_on"]
    elif status.value == excuse:
        needed = row["reason"]
    else:
        return unmet(body, status)
    return MET if needed else unmet(body, needed)


def no_excuse(dossier: Dossier, context: Context, rules: Rules) -> Outcome:
    """No body that a criterion `presented` asks for is excused with a reason."""
    places = []
    for criterion in rules.criteria:
        if CHECKS[criterion.check] is presented:
            row = _presentation(dossier, criterion.params["body"])
            excused = row is not None and row["status"].value == criterion.params["excuse"] and bool(row["reason"])
            if row and excused and holds(dossier, criterion.params.get("when", ALWAYS)):
                places.append(Place(criterion.params["body"], row["reason"]))
    return unmet_at(places)


def presented_lately(
    dossier: Dossier,
    context: Context,
    rules: Rules,
    *,
    body: Label,
    held: Label,
    planned: Label,
    months: int,
    when: When,
) -> Outcome:
    """The body was told no longer than `months` before the deposit; a planned date is not enough."""
    row = _presentation(dossier, body)
    day = row["held_on"].value if row else None
    if row is None or not isinstance(day, date) or not holds(dossier, when):
        return NOT_APPLICABLE
    if row["status"].value == planned:
        return unmet(body, row["status"])
    if row["status"].value != held:
        return NOT_APPLICABLE
    return unmet(body, row["held_on"]) if day < context.deposited_on - relativedelta(months=months) else MET


def _presentation(dossier: Dossier, body: str) -> Row | None:
    return next((row for row in dossier.rows("presentations") if row["body"].value == body), None)


# --------------------------------------------------------------------------------------------------------------- Access


def categories_reached(
    dossier: Dossier, context: Context, rules: Rules, *, everyone: Label, exempt: Collection[Label]
) -> Outcome:
    """Each category of stakeholders has a line of access, or `everyone` has one.

    Not applicable while a line of access has yet to say whom it reaches: that may be everyone.
    """
    access = dossier.tables["access"]
    if not access.rows:
        return unmet(everyone, access.anchor)
    reached = [row["category"].value for row in access.rows]
    listed = dict.fromkeys(str(row["category"].value) for row in dossier.rows("stakeholders") if row["category"])
    concerned = [category for category in listed if category not in exempt]
    if None in reached or not concerned:
        return NOT_APPLICABLE
    if everyone in reached:
        return MET
    return unmet_at(Place(category, access.anchor) for category in concerned if category not in reached)


def addresses_well_formed(dossier: Dossier, context: Context, rules: Rules, *, online: Collection[Label]) -> Outcome:
    """Where the channel is online, or the text is meant as an internet address, it holds one that is well formed."""
    meant = [
        row
        for row in dossier.rows("access")
        if row["place"] and (row["channel"].value in online or _MEANT_AS_ADDRESS.search(row["place"].text))
    ]
    if not meant:
        return NOT_APPLICABLE
    return unmet_at(Place(row.name, row["place"]) for row in meant if not _holds_address(row["place"].text))


def _holds_address(text: str) -> bool:
    return any(_ADDRESS.fullmatch(word.strip("«»()<>[],;.!?")) for word in text.split())


CHECKS: Mapping[str, Check] = {
    "addresses_well_formed": addresses_well_formed,
    "categories_reached": categories_reached,
    "charter_received": charter_received,
    "commitments_followed": commitments_followed,
    "commitments_known": commitments_known,
    "counted": entries.counted,
    "due_within": due_within,
    "each_present": entries.each_present,
    "field_avoids": entries.field_avoids,
    "field_filled_when": entries.field_filled_when,
    "fields_say": entries.fields_say,
    "identified": identified,
    "improvements_taken_up": themes.improvements_taken_up,
    "lines_filled": entries.lines_filled,
    "no_excuse": no_excuse,
    "no_refusal": themes.no_refusal,
    "not_empty": entries.not_empty,
    "not_only": entries.not_only,
    "not_past": entries.not_past,
    "not_repeated": entries.not_repeated,
    "numbers_valid": numbers_valid,
    "postcode_within": postcode_within,
    "practice_exists": themes.practice_exists,
    "practice_showcased": themes.practice_showcased,
    "presented": presented,
    "presented_lately": presented_lately,
    "readable": readable,
    "refusals_explained": themes.refusals_explained,
    "some_filled": entries.some_filled,
    "spread": entries.spread,
    "starred_filled": entries.starred_filled,
    "themes_answered": themes.themes_answered,
    "themes_practised": themes.themes_practised,
    "unchanged": unchanged,
}
