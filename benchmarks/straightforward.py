"""The weekly batch as one writes it in an afternoon with openpyxl, pandas, python-docx and matplotlib.

The rules are the same code: what a cell means, the charter's checks, what the register says of a dossier, the words of
the brief are pure functions of `ose_batch` and cost both the same. How workbooks are read and how all is written is its
own. It does less: no database, no archive, no journal; of registre.xlsx the first sheet only; no .ods.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill

from benchmarks import straightforward_note
from benchmarks.compared import FINDINGS
from benchmarks.straightforward_read import read_dossier
from ose_batch.charter.assess import assess
from ose_batch.charter.rules import Rules
from ose_batch.documents import plan
from ose_batch.forms import declaration, layout
from ose_batch.model import RENEWAL, Context, Dossier, Entry, Session, Source, State
from ose_batch.palette import ACCENT, WHITE
from ose_batch.register import columns, intake, lifecycle
from ose_batch.settings import Settings
from ose_batch.wording import register as wording_register
from ose_batch.wording import run as wording_run
from ose_batch.workspace import Workspace


@click.command()
@click.option("--espace", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), required=True)
def main(espace: Path, today: datetime) -> None:
    workspace = Workspace(espace)
    settings, rules = workspace.settings(), workspace.rules()
    (workspace.outbox / "notes").mkdir(parents=True)
    session = lifecycle.next_session(settings.sessions, today.date())
    entries, rows = [], []
    files = sorted(workspace.inbox.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for rank, path in enumerate(files, start=1):
        dossier = read_dossier(path, rules)
        entry, row = record(dossier, path, rank, session, today.date(), rules)
        entries.append(entry)
        rows.append(row)
        if entry.state is State.READY:
            brief = plan.note(entry, rules, settings.issuer)
            straightforward_note.write(brief, workspace.outbox / brief.filename)
    write_register(rows, rules, workspace.outbox / "registre.xlsx")
    if session:
        write_decisions(workspace, settings, session, [entry for entry in entries if entry.state is State.READY])
    findings = {entry.number: [asdict(finding) for finding in entry.assessment.findings] for entry in entries}
    (espace / FINDINGS).write_text(json.dumps(findings, ensure_ascii=False), encoding="utf-8")


def record(
    dossier: Dossier, path: Path, rank: int, session: Session | None, today: date, rules: Rules
) -> tuple[Entry, dict[str, Any]]:
    """The dossier as its documents are made from it, and its row of the register by column key."""
    content = path.read_bytes()
    source = Source(path.name, hashlib.sha256(content).hexdigest(), content)
    assessment = assess(dossier, rules, Context(today))
    submission = intake.submission(dossier, source, layout.PERSONAL)
    entry = Entry(
        id=rank,
        number=lifecycle.dossier_number(today.year, rank),
        organisation_id=rank,
        ose_number="",
        state=lifecycle.state_at_receipt(assessment),
        wave=session.wave if session else "",
        session_on=session.held_on if session else None,
        deposited_on=today,
        sha256=source.sha256,
        fields=submission.fields,
        tables=submission.tables,
        assessment=assessment,
    )
    return entry, register_row(entry, submission, today, rules)


def register_row(entry: Entry, submission: intake.Submission, today: date, rules: Rules) -> dict[str, Any]:
    referent = next((contact for contact in submission.contacts if contact.role == "referent"), None)
    commitments = [line for line in entry.tables["commitments"] if line.get("label")]
    publishable = [
        wording_register.commitment(str(line["line"]), str(line["label"]))
        for line in commitments
        if line.get("publishable") == wording_register.YES
    ]
    given_on = entry.fields.get("organisation.consent_on")
    publication = entry.fields.get("organisation.publication_consent")
    renewing = submission.kind == RENEWAL
    readings = {columns.reading_key(code): answer.value for code, answer in entry.assessment.readings.items()}
    return {
        **asdict(submission.party),
        **readings,
        "number": entry.number,
        "wave": entry.wave,
        "kind": submission.kind,
        "state": entry.state.value,
        "identity": lifecycle.identity(None, today).value,
        "renewal": lifecycle.renewal(None, 0, renewing, today, rules.durations).value,
        "deposited_on": entry.deposited_on,
        "session_on": entry.session_on,
        "commitments": len(commitments),
        "publishable": wording_register.SEPARATOR.join(publishable),
        "public_email": entry.fields.get("organisation.public_email"),
        "referent": referent.name if referent else None,
        "consents": wording_register.consents(
            referent.consent if referent else None,
            str(publication) if publication else None,
            given_on if isinstance(given_on, date) else None,
        ),
        "sha256": entry.sha256,
        "form_version": submission.form_version,
    }


def write_register(rows: list[dict[str, Any]], rules: Rules, path: Path) -> None:
    shown = columns.register_columns(rules)
    frame = pd.DataFrame(rows, columns=[column.key for column in shown])
    frame = frame.rename(columns={column.key: column.label for column in shown})
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name=columns.REGISTER, index=False)
        sheet = writer.sheets[columns.REGISTER]
        sheet.freeze_panes = sheet.cell(2, columns.IDENTIFYING + 1)
        sheet.auto_filter.ref = sheet.dimensions
        header, wrapped, centred = (
            PatternFill("solid", fgColor=ACCENT),
            Alignment(vertical="center", wrap_text=True),
            Alignment(horizontal="center", vertical="center"),
        )
        fonts = {text: Font(color=tone.ink) for text, tone in columns.TONES.items()}
        fills = {text: PatternFill("solid", fgColor=tone.fill) for text, tone in columns.TONES.items()}
        for column, cells in zip(shown, sheet.iter_cols(), strict=True):
            sheet.column_dimensions[cells[0].column_letter].width = column.width
            cells[0].fill, cells[0].font, cells[0].alignment = header, Font(bold=True, color=WHITE), wrapped
            texts = column.style in (columns.Style.TEXT, columns.Style.STATUS)
            for cell in cells[1:]:
                cell.alignment = wrapped if texts else centred
                if column.style is columns.Style.DATE:
                    cell.number_format = "dd/mm/yyyy"
                if column.style is columns.Style.STATUS and cell.value in fonts:
                    cell.font, cell.fill = fonts[cell.value], fills[cell.value]


def write_decisions(workspace: Workspace, settings: Settings, session: Session, ready: list[Entry]) -> None:
    form = layout.DECISIONS
    workbook = load_workbook(workspace.template(f"xlsx/{form.filename}"))
    for sheet in workbook:
        codes = {
            cell.value: cell
            for line in sheet.iter_rows()
            for cell in line
            if isinstance(cell.value, str) and cell.value.startswith(declaration.CODE)
        }
        if f"{declaration.CODE}session.held_on" in codes:
            column = codes[declaration.VALUE_CODE].column
            sheet.cell(codes[f"{declaration.CODE}session.held_on"].row, column).value = session.held_on
            sheet.cell(codes[f"{declaration.CODE}session.instance"].row, column).value = session.instance
        if f"{declaration.CODE}decisions" in codes:
            first = codes[f"{declaration.CODE}decisions"].row + 1
            for line, entry in enumerate(ready, start=first):
                said = {
                    "number": entry.number,
                    "name": entry.fields.get("organisation.name", ""),
                    "kind": entry.fields.get("organisation.dossier_kind", ""),
                    "readings": wording_run.readings_in_brief(entry.assessment.readings),
                }
                for key, value in said.items():
                    sheet.cell(line, codes[f"{declaration.CODE}decisions.{key}"].column).value = value
    folder = workspace.outbox / "seances" / session.held_on.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    workbook.save(folder / f"decisions-comite-{session.held_on.isoformat()}.xlsx")


if __name__ == "__main__":
    main()
