"""What the register freezes as JSON: contents, findings, readings. Pure, exact both ways: dates stay dates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from ose_batch.model import (
    Answer,
    Asked,
    Assessment,
    Cell,
    CellRef,
    Change,
    Event,
    Finding,
    Occasion,
    Point,
    Progress,
    Repair,
    Row,
    Since,
    Table,
    Told,
    Trouble,
)


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_encode)


def load(text: str) -> Any:
    return json.loads(text, object_hook=_decode)


def _encode(value: object) -> dict[str, Any]:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} cannot be frozen")


def _decode(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value["date"]) if value.keys() == {"date"} else value


def dump_findings(assessment: Assessment) -> str:
    return dump(assessment.findings)


def load_assessment(findings: str, readings: str) -> Assessment:
    return Assessment(
        tuple(_finding(row) for row in load(findings)),
        load_readings(readings),
    )


def load_readings(readings: str) -> dict[str, Answer]:
    return {principle: Answer(answer) for principle, answer in load(readings).items()}


def load_sentences(findings: str, answer: Answer) -> list[str]:
    """What the criteria that give this answer say, place by place, or their reason where they name no place."""
    return [
        sentence
        for finding in json.loads(findings)
        if finding["answer"] == answer
        for sentence in [point["sentence"] for point in finding["points"]] or [finding["reason"]]
    ]


def load_told(text: str) -> Told:
    row = load(text)
    if not row:
        return Told()
    return Told(
        repairs=tuple(Repair(**{**repair, "cell": CellRef(**repair["cell"])}) for repair in row["repairs"]),
        asked=tuple(Asked(asked["label"], CellRef(**asked["cell"])) for asked in row["asked"]),
        notes=tuple(row["notes"]),
        replaces=row["replaces"],
        since=_since(row["since"]),
        renews=row["renews"],
        since_renewed=_since(row["since_renewed"]),
        compared=tuple(row["compared"]),
        returned=tuple(_finding(finding) for finding in row["returned"]),
    )


def _since(row: Mapping[str, Any]) -> Since:
    return Since(
        row["number"],
        tuple(Change(**change) for change in row["changes"]),
        {code: (Answer(before), Answer(after)) for code, (before, after) in row["moved"].items()},
    )


def load_occasion(text: str) -> Occasion | None:
    if not text:
        return None
    row = load(text)
    return Occasion(**{**row, "event": row["event"] and Event(row["event"])})


def load_progress(fields: str, tables: str) -> Progress:
    """What documents are made of: values and the words they were typed in."""
    return Progress(
        "",
        {key: _cell(cell) for key, cell in load(fields).items()},
        {
            key: Table(
                CellRef(**table["anchor"]),
                tuple(
                    Row(row["name"], {column: _cell(cell) for column, cell in row["cells"].items()})
                    for row in table["rows"]
                ),
            )
            for key, table in load(tables).items()
        },
    )


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(**{**row, "ref": CellRef(**row["ref"]), "trouble": row["trouble"] and Trouble(row["trouble"])})


def _finding(row: Mapping[str, Any]) -> Finding:
    points = tuple(Point(**{**point, "cell": point["cell"] and CellRef(**point["cell"])}) for point in row["points"])
    return Finding(**{**row, "answer": Answer(row["answer"]), "points": points})
