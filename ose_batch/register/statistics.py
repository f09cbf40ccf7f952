"""What is counted on the sheet Statistiques: SQLite groups the rows, pandas arranges the counts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ose_batch.charter.rules import Rules
from ose_batch.model import Answer, Identity, Recognition, State
from ose_batch.register import lifecycle
from ose_batch.register.rows import RECOGNITION, day
from ose_batch.wording import register as say

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Figure:
    """A table of counts, and how it is drawn."""

    title: str
    series: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    """What is counted, and a number a series."""
    kind: str = "bar"
    """XlsxWriter's chart type and subtype."""
    subtype: str = "clustered"
    wide: bool = False
    """For categories that grow with the years."""


def count(db: sqlite3.Connection, rules: Rules, today: date) -> list[Figure]:
    """In the order of the sheet, without those that have nothing to count. Dossiers that were replaced are left out."""
    dossiers = _dossiers(db, rules)
    waves = dossiers.groupby("wave")["session_on"].min().sort_values(kind="stable").index
    by_wave = _cross(dossiers, "wave", "state", list(State)).reindex(waves)
    by_form = _sum(dossiers, "legal_form").sort_values(say.DOSSIERS, ascending=False, kind="stable")
    figures = (
        _figure(say.BY_STATE, _sum(dossiers, "state", list(State))),
        _figure(say.BY_IDENTITY, _sum(_organisations(db, today), "identity", list(Identity))),
        _figure(say.BY_WAVE, by_wave, "column", "stacked", wide=True),
        _figure(say.BY_READING, _readings(db, rules), subtype="percent_stacked"),
        _figure(say.BY_THEME, _commitments(db, rules, today)),
        _figure(say.BY_DEPARTMENT, _sum(dossiers, "department"), "column"),
        _figure(say.BY_FORM, by_form),
    )
    return [figure for figure in figures if figure.lines]


def _figure(
    title: str, counts: DataFrame, kind: str = "bar", subtype: str = "clustered", *, wide: bool = False
) -> Figure:
    lines = tuple((str(label), tuple(map(int, numbers))) for label, *numbers in counts.itertuples())
    return Figure(title, tuple(map(str, counts.columns)), lines, kind, subtype, wide)


def _sum(frame: DataFrame, by: str, order: Sequence[str] = ()) -> DataFrame:
    """A line a value of that column, in that order if one is given."""
    counts = frame.groupby(by)[[frame.columns[-1]]].sum()
    return counts.reindex([key for key in order if key in counts.index]) if order else counts


def _cross(frame: DataFrame, lines: str, series: str, order: Sequence[str]) -> DataFrame:
    counts = frame.pivot_table(index=lines, columns=series, values=frame.columns[-1], aggfunc="sum", fill_value=0)
    return counts.reindex(columns=[key for key in order if key in counts.columns])


def _labelled(counts: DataFrame, labels: Mapping[str, str]) -> DataFrame:
    """In the order of these labels, under their words."""
    return counts.reindex([key for key in labels if key in counts.index]).rename(index=labels)


# ---------------------------------------------------------------------------------------- What the database counts


def _dossiers(db: sqlite3.Connection, rules: Rules) -> DataFrame:
    from pandas import DataFrame

    frame = DataFrame(
        [tuple(row) for row in db.execute(_DOSSIERS)],
        columns=["state", "legal_form", "department", "wave", "session_on", say.DOSSIERS],
    )
    of_the_region = frame["department"].isin([*rules.lists["departments"], ""])
    frame["department"] = frame["department"].where(of_the_region, say.OUTSIDE)
    return frame.replace(
        {"legal_form": {"": say.NOT_GIVEN}, "department": {"": say.NOT_GIVEN}, "wave": {"": say.NO_WAVE}}
    )


def _organisations(db: sqlite3.Connection, today: date) -> DataFrame:
    from pandas import DataFrame

    rows = [
        (lifecycle.identity(_period(*days), today), number) for *days, number in db.execute(_ORGANISATIONS).fetchall()
    ]
    return DataFrame(rows, columns=["identity", say.ORGANISATIONS])


def _period(validated: str | None, until: str | None, suspended: str | None, ended: str | None) -> Recognition | None:
    validated_on, valid_until = day(validated), day(until)
    if validated_on is None or valid_until is None:
        return None
    return Recognition(validated_on, valid_until, suspended_on=day(suspended), ended_on=day(ended))


def _readings(db: sqlite3.Connection, rules: Rules) -> DataFrame:
    """Principle × answer."""
    from pandas import DataFrame

    rows = [
        (principle, answer, number)
        for readings, number in db.execute(_READINGS)
        for principle, answer in json.loads(readings).items()
    ]
    frame = DataFrame(rows, columns=["principle", "answer", say.DOSSIERS])
    titles = {principle.code: say.principle(principle.code, principle.title) for principle in rules.principles}
    return _labelled(_cross(frame, "principle", "answer", list(Answer)), titles)


def _commitments(db: sqlite3.Connection, rules: Rules, today: date) -> DataFrame:
    """Theme × publishable commitments: of every dossier, of those that an active identity rests on."""
    from pandas import DataFrame

    rows = [tuple(row) for row in db.execute(_COMMITMENTS, {"today": today.isoformat()})]
    frame = DataFrame(rows, columns=["theme", say.ALL_DOSSIERS, say.ACTIVE_ONES]).set_index("theme")
    return _labelled(frame, {theme.code: theme.label for theme in rules.themes} | {"": say.NO_THEME})


_DOSSIERS = f"""
SELECT state, legal_form, department, wave, ifnull(min(session_on), '9999') AS session_on, count(*)
FROM dossier JOIN organisation ON organisation.id = organisation_id
WHERE state <> '{State.REPLACED}'
GROUP BY state, legal_form, department, wave
"""
_ORGANISATIONS = f"""{RECOGNITION}
SELECT validated_on, valid_until, suspended_on, ended_on, count(*)
FROM organisation LEFT JOIN granted ON granted.organisation_id = organisation.id
WHERE merged_into IS NULL
GROUP BY validated_on, valid_until, suspended_on, ended_on
"""
_READINGS = f"SELECT readings, count(*) FROM dossier WHERE state <> '{State.REPLACED}' GROUP BY readings"
_COMMITMENTS = f"""{RECOGNITION}
SELECT ifnull(json_extract(value, '$.theme'), '') AS theme, count(*), count(granted.dossier_id)
FROM dossier
JOIN json_each(commitments)
LEFT JOIN granted ON granted.dossier_id = dossier.id
    AND valid_until >= :today AND suspended_on IS NULL AND ended_on IS NULL
WHERE state <> '{State.REPLACED}'
AND json_extract(value, '$.label') IS NOT NULL AND json_extract(value, '$.publishable') = '{say.YES}'
GROUP BY theme
"""
