"""charter.toml → `Rules`, or one sentence that says what is wrong in it, where, and what was expected."""

import inspect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Any, get_args, get_origin, get_type_hints

from ose_batch import toml
from ose_batch.charter.checks import CHECKS
from ose_batch.charter.outcome import ColumnKey, FieldKey, Key, Label, ListName, SheetKey, TableKey
from ose_batch.charter.rules import (
    DERIVED,
    PRINCIPLES,
    Criterion,
    Durations,
    Gravity,
    GuideSection,
    Rules,
    Theme,
    parse,
)
from ose_batch.model import Answer, State
from ose_batch.wording import charter as wording

_BLOCKS = list[dict[str, Any]]
_FILE = {
    "durations": dict,
    "theme": _BLOCKS,
    "lists": dict,
    "aliases": dict,
    "guide": _BLOCKS,
    "principle": _BLOCKS,
}
_GIVEN = (
    State.VALIDATED,
    State.VALIDATED_WITH_ADVICE,
    State.VALIDATED_ON_CONDITION,
    State.ADJOURNED,
    State.NOT_RETAINED,
)
"""What a committee decides: each label of the list `decisions` is one of these states."""
_DECISIONS = "decisions"
_THEMES = "themes"
_PLAIN_SENTENCES = ("sentence", "met", "not_applicable", "expected", "advice")

Names = Mapping[Any, Collection[str]]
"""Kind of name (`outcome.Key`, `outcome.Label` …) → those that exist; where there are none, any is taken."""


class CharterError(ValueError):
    """Holds the sentence for whoever edited the file."""


def load(
    text: str,
    known_keys: Collection[str] = (),
    known_columns: Collection[str] = (),
    known_lists: Collection[str] = (),
) -> Rules:
    """Raises `CharterError`.

    The forms say what exists: `known_keys` are the full keys of fields and columns (`actions.pilot`), `known_columns`
    those that are columns, `known_lists` the lists that are offered.
    """
    data = _toml(text)
    _Spot("").row(data, _FILE, ("aliases",))
    _lists(data["lists"], known_lists)
    _durations(data["durations"])
    _guide(data["guide"])
    _themes(data["theme"])
    _aliases(data.get("aliases", {}), {_THEMES: [theme["label"] for theme in data["theme"]], **data["lists"]})
    columns = known_columns or known_keys
    labels = dict.fromkeys(label for name in data["lists"].values() for label in name)
    names: Names = {
        Key: known_keys,
        FieldKey: [key for key in known_keys if key not in known_columns],
        ColumnKey: columns,
        SheetKey: dict.fromkeys(key.partition(".")[0] for key in known_keys),
        TableKey: dict.fromkeys(key.partition(".")[0] for key in columns),
        ListName: [_THEMES, *data["lists"]],
        Label: labels,
    }
    _principles(data["principle"], names)
    return parse(data)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in the file, as one names it to a person, where values are refused."""

    place: str
    names: Names = field(default_factory=dict)

    def demand(self, right: bool, key: str, read: object, expected: str) -> None:
        if not right:
            raise CharterError(wording.wrong(self.place, key, read, expected))

    def choose(self, key: str, read: str, choices: Collection[str]) -> None:
        if read not in choices:
            raise CharterError(wording.wrong(self.place, key, read, wording.choice(read, choices)))

    def row(self, row: Mapping[str, Any], kinds: Mapping[str, Any], optional: Collection[str] = ()) -> None:
        """Every key of `kinds`, save optional ones, no other, each with a value of its kind."""
        for key in kinds:
            if key not in row and key not in optional:
                raise CharterError(wording.missing(self.place, key))
        for key, read in row.items():
            if key not in kinds:
                raise CharterError(wording.unknown(self.place, key, kinds))
            self.value(key, read, kinds[key])

    def value(self, key: str, read: Any, kind: Any) -> None:
        """`kind` is an annotation: of a field in `rules`, of a parameter in the checks, or `_BLOCKS`."""
        origin, parts = get_origin(kind), get_args(kind)
        if kind is Any:
            return
        if kind is dict or origin is Mapping:
            self.demand(isinstance(read, dict) and bool(read), key, read, wording.TABLE)
            for name, value in read.items() if parts else ():
                self.value(key, name, parts[0])
                self.value(f"{key}.{name}", value, parts[1])
        elif kind is _BLOCKS:
            blocks = isinstance(read, list) and all(isinstance(row, dict) for row in read)
            self.demand(blocks and bool(read), key, read, wording.BLOCKS)
        elif origin:
            self.demand(isinstance(read, list) and bool(read), key, read, wording.LIST)
            for index, item in enumerate(read):
                self.value(key, item, parts[0])
                self.demand(item not in read[:index], key, item, wording.ONCE)
        elif kind is bool:
            self.demand(isinstance(read, bool), key, read, wording.TRUE_OR_FALSE)
        elif kind is int:
            self.demand(type(read) is int and read > 0, key, read, wording.NUMBER)
        else:
            self.demand(isinstance(read, str) and bool(read.strip()), key, read, wording.TEXT)
            choices = list(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else self.names.get(kind)
            if choices:
                self.choose(key, read, choices)


def _toml(text: str) -> dict[str, Any]:
    try:
        return toml.loads(text)
    except toml.Misread as error:
        raise CharterError(wording.syntax(error.line, error.read)) from None


@cache
def _shape(kind: type) -> tuple[dict[str, Any], set[str]]:
    """The keys of a block, from the value it becomes, and those that may be left out."""
    return get_type_hints(kind), {each.name for each in fields(kind) if each.default is not MISSING}


def _durations(durations: Mapping[str, Any]) -> None:
    spot = _Spot(wording.place("durations"))
    spot.row(durations, *_shape(Durations))
    usual = {each.name: each.default for each in fields(Durations)}
    days, months = (durations.get(key, usual[key]) for key in ("reminder_days", "reminder_months"))
    for key, read in (("reminder_days", days), ("reminder_months", months)):
        spot.demand(list(read) == sorted(read, reverse=True), key, read, wording.DECREASING)
    spot.demand(len(days) == len(months), "reminder_months", months, wording.as_many(len(days), "reminder_days"))


def _once(block: str, rows: Sequence[Mapping[str, Any]], key: str) -> None:
    for index, row in enumerate(rows):
        others = [other[key] for other in rows[:index]]
        _Spot(wording.place(block, row["code"])).demand(row[key] not in others, key, row[key], wording.ONCE)


def _themes(themes: Sequence[Mapping[str, Any]]) -> None:
    kinds, optional = _shape(Theme)
    for rank, theme in enumerate(themes, start=1):
        _Spot(wording.place("theme", theme.get("code", rank))).row(theme, kinds, optional)
    _once("theme", themes, "code")
    _once("theme", themes, "label")


def _lists(lists: Mapping[str, Any], known: Collection[str]) -> None:
    spot = _Spot(wording.place("lists"))
    for name in DERIVED:
        spot.demand(name not in lists, name, lists.get(name), wording.DERIVED)
    needed = sorted({_DECISIONS, *known} - set(DERIVED))
    spot.row(lists, dict.fromkeys([*needed, *lists], Collection[str]))
    for label in lists[_DECISIONS]:
        spot.choose(_DECISIONS, label, _GIVEN)


def _aliases(aliases: Mapping[str, Any], lists: Mapping[str, Collection[str]]) -> None:
    spot = _Spot(wording.place("aliases"))
    spot.row(aliases, dict.fromkeys(lists, Mapping[str, str]), lists)
    for name, spellings in aliases.items():
        for spelling, label in spellings.items():
            spot.choose(f"{name}.{spelling}", label, lists[name])


def _guide(sections: Sequence[Mapping[str, Any]]) -> None:
    for rank, section in enumerate(sections, start=1):
        _Spot(wording.place("guide", rank)).row(section, *_shape(GuideSection))


def _principles(principles: Sequence[Mapping[str, Any]], names: Names) -> None:
    kinds = {"code": str, "title": str, "text": str, "criterion": _BLOCKS}
    for rank, principle in enumerate(principles, start=1):
        _Spot(wording.place("principle", principle.get("code", rank))).row(principle, kinds, ("criterion",))
    codes = [principle["code"] for principle in principles]
    _Spot("").demand(codes == list(PRINCIPLES), "principle", ", ".join(codes), wording.in_order(PRINCIPLES))
    for principle in principles:
        for rank, criterion in enumerate(principle.get("criterion", ()), start=1):
            place = wording.place("criterion", criterion.get("code", rank), principle["code"])
            _criterion(_Spot(place, names), criterion, principle["code"])
    _once("criterion", [row for principle in principles for row in principle.get("criterion", ())], "code")


def _criterion(spot: _Spot, row: Mapping[str, Any], principle: str) -> None:
    kinds = {key: kind for key, kind in _shape(Criterion)[0].items() if key != "principle"}
    spot.row(row, kinds, ("params", "not_applicable"))
    spot.demand(row["code"].startswith(f"{principle}."), "code", row["code"], wording.starting(f"{principle}."))
    spot.choose("check", row["check"], CHECKS)
    parameters = inspect.signature(CHECKS[row["check"]]).parameters.values()
    own = [parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    optional = [parameter.name for parameter in own if parameter.default is not parameter.empty]
    inside = _Spot(f"{spot.place}, params", spot.names)
    inside.row(row.get("params", {}), {parameter.name: parameter.annotation for parameter in own}, optional)
    _answers(spot, row)
    _sentences(spot, row)


def _answers(spot: _Spot, row: Mapping[str, Any]) -> None:
    gravity = Gravity(row["gravity"])
    needed = {gravity.answer, Answer.COMPLETE}
    fitting = needed <= set(row["answers"]) <= needed | {Answer.NOT_APPLICABLE}
    read = ", ".join(row["answers"])
    spot.demand(fitting, "answers", read, wording.answers(gravity, sorted(needed), Answer.NOT_APPLICABLE))
    announced, said = Answer.NOT_APPLICABLE in row["answers"], "not_applicable" in row
    if announced and not said:
        raise CharterError(wording.missing(spot.place, "not_applicable", wording.ANNOUNCED))
    spot.demand(announced or not said, "not_applicable", row.get("not_applicable"), wording.UNANNOUNCED)


def _sentences(spot: _Spot, row: Mapping[str, Any]) -> None:
    spot.demand(_is_format(row["unmet"]), "unmet", row["unmet"], wording.PLACEHOLDERS)
    for key in _PLAIN_SENTENCES:
        spot.demand(not set("{}") & set(row.get(key, "")), key, row.get(key), wording.NO_PLACEHOLDER)


def _is_format(sentence: str) -> bool:
    try:
        tags = [tag[1:] for tag in Formatter().parse(sentence) if tag[1] is not None]
    except ValueError:
        return False
    return all(tag in (("subject", "", None), ("read", "", None)) for tag in tags)
