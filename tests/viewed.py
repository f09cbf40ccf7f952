"""The view of a register, its lines as values, and what they should be by the tables alone."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from openpyxl.workbook import Workbook

from ose_batch.model import Event
from ose_batch.register import columns, dossiers, lifecycle, store, view
from ose_batch.register.rows import Marked
from tests.dossiers import RULES
from tests.varied import COMING, LEAP_DAY, NOW

DURATIONS = RULES.durations
COLUMNS = columns.register_columns(RULES)
SHEETS = ["Registre", "À traiter", "Échéances", "Historique", "Statistiques"]


def made(db: sqlite3.Connection, today: date = NOW) -> bytes:
    target = io.BytesIO()
    view.write(db, target, RULES, today, [COMING])
    return target.getvalue()


def shown(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def lines(book: Workbook, sheet: str, header: int) -> list[tuple[Any, ...]]:
    """What stands below the line of the labels, counted from 1."""
    return [tuple(map(shown, row)) for row in book[sheet].iter_rows(min_row=header + 1, values_only=True)]


def rows_of(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def expected(db: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """The sheet, dossier by dossier, by the plainest way from the tables."""
    organisations = {one["id"]: one for one in rows_of(db, "organisation")}
    decisions = rows_of(db, "decision")
    every = rows_of(db, "dossier")
    contacts = rows_of(db, "contact")
    recognitions = rows_of(db, "recognition")
    rows = []
    for dossier in every:
        if dossier["state"] == "Remplacé":
            continue
        organisation = organisations[dossier["organisation_id"]]
        own = [one for one in every if one["organisation_id"] == organisation["id"]]
        taken = [one for one in decisions if one["dossier_id"] == dossier["id"]]
        decision = taken[-1] if taken else dict.fromkeys(decisions[0])
        granted = [(one["validated_on"], one) for one in recognitions if one["organisation_id"] == organisation["id"]]
        last = max(granted, key=lambda pair: pair[0])[1] if granted else None
        period = last and store.period(last)  # type: ignore[arg-type]
        is_present = last is None or last["dossier_id"] == dossier["id"]
        identity = lifecycle.identity(period, NOW)
        renewals = [every[one["dossier_id"] - 1]["kind"] for _, one in granted].count("Renouvellement")
        waiting = [one for one in own if one["state"] in lifecycle.OPEN]
        pending = [
            one
            for one in waiting
            if (day(one["deposited_on"]) > period.validated_on if period else one["kind"] == "Renouvellement")  # type: ignore[operator]
        ]
        reminders = db.execute(
            "SELECT recorded_on FROM step WHERE recognition_id = ? AND event = ? AND answered",
            (last and last["id"], Event.RENEWAL_DUE),
        ).fetchall()
        referents = [one for one in contacts if one["dossier_id"] == dossier["id"] and one["role"] == "referent"]
        entry = dossiers.entry(db, dossier["id"])
        commitments = [line for line in entry.tables["commitments"] if "label" in line]
        publication = entry.fields.get("organisation.publication_consent")
        answers = [
            f"Coordonnées\u00a0: {referents[0]['consent']}" if referents else "",
            f"Publication\u00a0: {publication}" if publication else "",
        ]
        said = [
            " · ".join(filter(None, answers)),
            "29/02/2028" if entry.fields.get("organisation.consent_on") == LEAP_DAY else "",
        ]
        bearing = next((one for one in recognitions if one["dossier_id"] == dossier["id"]), None)
        had = bearing and store.period(bearing)  # type: ignore[arg-type]
        rows.append(
            (
                organisation["ose_number"],
                dossier["number"],
                organisation["siren"],
                organisation["rna"],
                organisation["siret"],
                organisation["name"],
                organisation["perimeter"],
                organisation["legal_form"],
                organisation["department"],
                dossier["wave"],
                dossier["kind"],
                dossier["state"],
                identity if is_present else None,
                lifecycle.midterm(period, NOW, DURATIONS) if is_present else None,
                lifecycle.renewal(period, renewals, bool(pending), NOW, DURATIONS) if is_present else None,
                day(dossier["deposited_on"]),
                decision["instance"],
                day(decision["session_on"] or dossier["session_on"]),
                decision["decision"],
                decision["conditions"],
                day(decision["deadline"]),
                had and had.validated_on,
                had and DURATIONS.midterm_on(had.validated_on),
                had and had.midterm_held_on,
                had and had.valid_until,
                (had.valid_until - NOW).days if had and is_present and identity in ("Active", "Suspendue") else None,
                renewals if had and is_present else None,
                *(entry.assessment.readings[f"P{rank}"] for rank in range(1, 7)),
                len(commitments),
                " · ".join(
                    f"{one['line']}\u00a0: {one['label']}" for one in commitments if one["publishable"] == "Oui"
                ),
                entry.fields.get("organisation.public_email"),
                referents[0]["name"] if referents else None,
                "\n".join(filter(None, said)),
                max((day(one["recorded_on"]) for one in reminders), default=None) if is_present else None,
                dossier["sha256"],
                dossier["form_version"],
            )
        )
    return [tuple(value if value != "" else None for value in row) for row in rows]


def as_read(line: Sequence[Any]) -> tuple[Any, ...]:
    """A line as a program reads it back: no marks, nothing for an empty text."""
    return tuple((value.value if isinstance(value, Marked) else value) or None for value in line)


def tables(book: Workbook) -> list[tuple[str, tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]]:
    """Title, series and lines of each table of Statistiques."""
    rows = [[value for value in row if value is not None] for row in book["Statistiques"].iter_rows(values_only=True)]
    found = []
    for is_blank, block in groupby(rows, key=lambda row: not row):
        title, *rest = block
        if not is_blank and len(rest) > 1:
            series, *numbers = rest
            found.append((title[0], tuple(series), tuple((label, tuple(counts)) for label, *counts in numbers)))
    return found


def charts(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
