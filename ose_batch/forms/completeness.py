"""What a sheet still lacks, as formulas that the workbook works out by itself while it is being filled.

Each bloquant criterion of the charter whose check stands in `NEEDS` becomes a count, with the criterion's own
parameters: as near to the check as a plain formula comes. Only COUNTIFS, COUNTBLANK and IF are used: they pass over an
error cell, where SUMPRODUCT would turn into an error itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ose_batch.charter.rules import Gravity, Requirement, Rules, Theme
from ose_batch.forms.declaration import Sheet
from ose_batch.forms.formulas import EMPTY, FILLED, blanks, count, either, is_not, one_if_none, text, total
from ose_batch.forms.places import Place, letter
from ose_batch.wording import forms as say
from ose_batch.wording.forms import Lack


@dataclass(frozen=True, slots=True)
class Mark:
    """Entry cells to colour while a formula, written for the first of them, is above zero."""

    cells: str
    formula: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something a sheet may lack."""

    sheet: str
    said: Lack
    count: str
    """Formula of how many are missing."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What the formulas are written about."""

    places: Mapping[str, Place]
    rules: Rules
    unmet: str
    """The sentence of the criterion at hand."""

    def when(self, conditions: Mapping[str, Collection[str]], missing: str) -> str:
        """`missing` where each field says something, and none of the other labels of its list; 0 elsewhere.

        Labels wanted are never looked for by name: a spreadsheet takes `1-5` for a date.
        """
        for key, labels in conditions.items():
            cell, choices = self.field(key)
            others = [is_not(label) for label in self.rules.lists[choices] if label not in labels]
            met = count(cell, FILLED, *(part for other in others for part in (cell, other)))
            missing = either(met, missing, "0")
        return missing

    def field(self, key: str) -> tuple[str, str]:
        """The cell of `organisation.cse`, and the name of its list."""
        sheet, _, name = key.partition(".")
        place = self.places[sheet]
        return place.cell(name), next(field.choices for field in place.sheet.fields if field.key == name)

    def lines(self, key: str) -> str:
        """The cells of column `actions.pilot`."""
        sheet, _, name = key.partition(".")
        return self.places[sheet].lines(name)

    def themes(self, requirement: Requirement) -> Iterator[tuple[int, Theme]]:
        """Line and theme."""
        return ((line, theme) for line, theme in enumerate(self.rules.themes) if theme.requirement is requirement)

    def covered(self, theme: Theme, all_themes: Iterable[str]) -> str:
        """Lines of frameworks that name the theme, in one of its names, or all themes."""
        names = dict.fromkeys(name for name in (theme.label, theme.ess_pratiques, theme.iso_26000) if name)
        cells = self.lines("frameworks.themes")
        return total(
            *(count(cells, text(f"*{name}*")) for name in names), *(count(cells, text(name)) for name in all_themes)
        )


def needs(places: Mapping[str, Place], rules: Rules) -> dict[str, list[Need]]:
    """Sheet key → what it may lack, empty cells first; nothing at all for a sheet that may stay empty."""
    found: dict[str, dict[Lack, Need]] = {key: {} for key in places}
    for criterion in rules.criteria:
        if criterion.gravity is Gravity.BLOCKING and criterion.check in NEEDS:
            scope = Scope(places, rules, criterion.unmet)
            for need in NEEDS[criterion.check](scope, **criterion.params):
                known = found[need.sheet].get(need.said)
                if known:
                    need = Need(need.sheet, need.said, total(known.count, need.count), known.marks + need.marks)
                found[need.sheet][need.said] = need
    return {
        key: sorted(lacks.values(), key=lambda need: need.said != say.MISSING_CELLS) for key, lacks in found.items()
    }


def status(counts: Iterable[tuple[Lack, str]], done: str) -> str:
    """The formula of a completeness line, from the cells where each lack is counted: the first lack, else `done`."""
    formula = done
    for said, cell in reversed(list(counts)):
        if said.many:
            before, after = said.many.split("{}")
            formula = either(f"{cell}>1", f"{text(before)}&{cell}&{text(after)}", formula)
            formula = either(f"{cell}=1", text(said.one), formula)
        else:
            formula = either(f"{cell}>0", text(said.one), formula)
    return formula


def done(place: Place) -> str:
    """What is said of a sheet that lacks nothing: an empty table that lacks nothing may stay so."""
    if not place.sheet.columns:
        return text(say.COMPLETE)
    lines = place.lines(place.sheet.starred_columns[0].key)
    return either(f"{count(lines, FILLED)}=0", text(say.OPTIONAL_SHEET), text(say.COMPLETE))


# ---------------------------------------------------------------------------------------- One function a check, by name


def _starred_filled(scope: Scope, *, sheet: str, skip: Collection[str] = ()) -> Iterator[Need]:
    place = scope.places[sheet]
    starred = (field for field in place.sheet.fields + place.sheet.columns if field.starred and not field.given)
    asked = [field.key for field in starred if f"{sheet}.{field.key}" not in skip]
    if not place.sheet.columns:
        yield Need(sheet, say.MISSING_CELLS, total(*(blanks(place.cell(key)) for key in asked)))
        return
    missing = total(*(blanks(place.lines(key)) for key in asked))
    untouched = count(*(part for key in _entries(place.sheet) for part in (place.lines(key), EMPTY)))
    yield Need(sheet, say.MISSING_CELLS, f"{missing}-{len(asked)}*{untouched}", tuple(_gaps(place, asked)))


def _gaps(place: Place, asked: Iterable[str]) -> Iterator[Mark]:
    """Cells left empty on a line where something is filled."""
    entries = _entries(place.sheet)
    line = f"{_first(place, entries[0])}:{_first(place, entries[-1])}"
    for key in asked:
        column = letter(place.columns[key])
        cells = f"{column}{place.first}:{column}{place.last}"
        yield Mark(cells, f"{blanks(_first(place, key))}*{count(line, FILLED)}")


def _entries(sheet: Sheet) -> list[str]:
    return [column.key for column in sheet.columns if not column.given]


def _first(place: Place, key: str, line: int = 0) -> str:
    """The cell of column `key` on a line, as a formula written for that line names it."""
    return f"${letter(place.columns[key])}{place.first + line}"


def _not_empty(scope: Scope, *, table: str) -> Iterator[Need]:
    place = scope.places[table]
    begun = total(*(count(place.lines(key), FILLED) for key in _entries(place.sheet)))
    yield Need(table, say.MISSING_CELLS, either(f"{begun}=0", str(len(place.sheet.starred_columns)), "0"))


def _some_filled(scope: Scope, *, columns: Collection[str]) -> Iterator[Need]:
    sheet = next(iter(columns)).partition(".")[0]
    yield Need(sheet, Lack(scope.unmet), one_if_none(*(count(scope.lines(key), FILLED) for key in columns)))


def _each_present(
    scope: Scope, *, column: str, labels: Collection[str], when: Mapping[str, Collection[str]] | None = None
) -> Iterator[Need]:
    for label in labels:
        said = Lack(scope.unmet.format(subject=label, read=""))
        missing = one_if_none(count(scope.lines(column), text(label)))
        yield Need(column.partition(".")[0], said, scope.when(when or {}, missing))


def _fields_say(scope: Scope, *, fields: Collection[str], accepted: Collection[str]) -> Iterator[Need]:
    for key in fields:
        cell, _ = scope.field(key)
        yield Need(key.partition(".")[0], say.MISSING_CELLS, blanks(cell))
        refused = count(cell, FILLED, *(part for label in accepted for part in (cell, is_not(label))))
        yield Need(key.partition(".")[0], say.REFUSED_BOXES, refused)


def _identified(scope: Scope, *, rna_alone: Collection[str]) -> Iterator[Need]:
    place = scope.places["organisation"]
    legal_form = place.cell("legal_form")
    accepted = total(count(legal_form, EMPTY), *(count(legal_form, text(label)) for label in rna_alone))
    numbers = [count(place.cell(key), FILLED) for key in ("siren", "siret")]
    numbers.append(either(f"{accepted}=0", "0", count(place.cell("rna"), FILLED)))
    yield Need("organisation", say.MISSING_NUMBER, one_if_none(*numbers))


def _themes_answered(scope: Scope, *, requirement: str, all_themes: Collection[str]) -> Iterator[Need]:
    place = scope.places["themes"]
    for line, theme in scope.themes(Requirement(requirement)):
        empty = count(place.line("questioned", line), EMPTY)
        yield Need("themes", say.MISSING_CELLS, either(f"{scope.covered(theme, all_themes)}=0", empty, "0"))


def _refusals_explained(scope: Scope, *, refusals: Collection[str]) -> Iterator[Need]:
    place = scope.places["themes"]
    for line, _ in scope.themes(Requirement.REQUIRED):
        cells = [(_first(place, key, line), place.line(key, line)) for key in ("questioned", "reason")]
        here, anywhere = (
            total(*(count(questioned, text(refusal), reason, EMPTY) for refusal in refusals))
            for questioned, reason in zip(*cells, strict=True)
        )
        yield Need("themes", say.MISSING_CELLS, anywhere, (Mark(_first(place, "reason", line), here),))


def _themes_practised(scope: Scope, *, asked: str, by_framework: str, all_themes: Collection[str]) -> Iterator[Need]:
    """A theme that is not answered yet is counted too: it will need its line, or a framework's document."""
    place, practices = scope.places["themes"], scope.places["practices"]
    proved = count(scope.lines("frameworks.proof"), FILLED)
    for line, theme in scope.themes(Requirement.REQUIRED):
        questioned, document = place.line("questioned", line), place.line("document", line)
        due = total(count(questioned, EMPTY), count(questioned, text(asked)))
        undocumented = count(questioned, text(by_framework), document, EMPTY)
        by_proof = either(f"{scope.covered(theme, all_themes)}=0", due, "0")
        missing = either(f"{proved}=0", total(due, undocumented), by_proof)
        practised = count(practices.lines("theme"), place.line("theme", line))
        yield Need("practices", say.MISSING_PRACTICES, either(f"{practised}=0", missing, "0"))


def _practice_showcased(scope: Scope, *, none_yet: str) -> Iterator[Need]:
    titles, showcases = scope.lines("practices.title"), scope.lines("practices.showcase")
    real = f"{count(titles, FILLED)}-{count(titles, text(none_yet + '*'))}"
    yield Need("practices", Lack(scope.unmet), either(f"{real}=0", "0", one_if_none(count(showcases, FILLED))))


def _commitments(scope: Scope) -> Iterator[tuple[str, str]]:
    """For each number, whether its commitment is written and how many actions name it."""
    place = scope.places["commitments"]
    for line in range(len(place.labels)):
        named = count(scope.lines("actions.commitment"), place.line("number", line))
        yield count(place.line("label", line), FILLED), named


def _commitments_followed(scope: Scope) -> Iterator[Need]:
    for written, named in _commitments(scope):
        yield Need("actions", say.MISSING_ACTIONS, either(f"{named}=0", written, "0"))


def _commitments_known(scope: Scope) -> Iterator[Need]:
    for written, named in _commitments(scope):
        yield Need("actions", say.UNKNOWN_COMMITMENTS, either(f"{written}=0", named, "0"))


def _presented(
    scope: Scope,
    *,
    body: str,
    statuses: Collection[str],
    excuse: str,
    when: Mapping[str, Collection[str]] | None = None,
) -> Iterator[Need]:
    place = scope.places["presentations"]
    if body not in place.labels:
        return
    line = place.labels.index(body)
    status, date, reason = (place.line(key, line) for key in ("status", "held_on", "reason"))
    missing = total(
        count(status, EMPTY), count(status, is_not(excuse), date, EMPTY), count(status, text(excuse), reason, EMPTY)
    )
    status, date, reason = (_first(place, key, line) for key in ("status", "held_on", "reason"))
    marks = (
        Mark(date, count(status, FILLED, status, is_not(excuse), date, EMPTY)),
        Mark(reason, count(status, text(excuse), reason, EMPTY)),
    )
    yield Need("presentations", say.MISSING_CELLS, scope.when(when or {}, missing), marks)


def _categories_reached(scope: Scope, *, everyone: str, exempt: Collection[str]) -> Iterator[Need]:
    reached, listed = scope.lines("access.category"), scope.lines("stakeholders.category")
    for category in scope.rules.lists["stakeholder_categories"]:
        if category not in exempt:
            here = total(count(reached, text(category)), count(reached, text(everyone)))
            missing = either(f"{count(listed, text(category))}=0", "0", "1")
            yield Need("access", say.MISSING_CHANNELS, either(f"{here}=0", missing, "0"))
    yield from _not_empty(scope, table="access")


NEEDS: Mapping[str, Callable[..., Iterator[Need]]] = {
    "categories_reached": _categories_reached,
    "commitments_followed": _commitments_followed,
    "commitments_known": _commitments_known,
    "each_present": _each_present,
    "fields_say": _fields_say,
    "identified": _identified,
    "not_empty": _not_empty,
    "practice_showcased": _practice_showcased,
    "presented": _presented,
    "refusals_explained": _refusals_explained,
    "some_filled": _some_filled,
    "starred_filled": _starred_filled,
    "themes_answered": _themes_answered,
    "themes_practised": _themes_practised,
}
"""Name of a check → the needs it makes, given the criterion's parameters."""
