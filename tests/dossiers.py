"""Dossiers in memory, without any workbook: one in which nothing is to be said, and what a test changes in it.

    dossier({"organisation.siren": "", "actions.A2.due_on": "courant printemps", "practices.7": None})

Entries are written as people type them and understood as the reader understands them; `#REF!` is an error cell and
`=A1` a formula saved without its result. A line is named as a person names it (`A2`, `Éthique`) or by its rank from 1;
naming a new one adds it, `None` takes one away. A whole table is a text, keys of its columns first; an empty one has no
line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ose_batch.charter import loading
from ose_batch.forms.declaration import Field, Sheet
from ose_batch.forms.layout import DOSSIER
from ose_batch.forms.values import converter
from ose_batch.model import Cell, CellRef, Dossier, Gap, Row, Table, Trouble

CHARTER = (Path(loading.__file__).parent / "charter.toml").read_text(encoding="utf-8")
RULES = loading.load(CHARTER)

FIRST_LINE = 7
_FIELDS = """
organisation.dossier_kind: Candidature
organisation.name: Les Ateliers du Layon
organisation.perimeter: Toute l’organisation
organisation.legal_form: Association loi 1901
organisation.postcode: 49000
organisation.town: Angers
organisation.headcount: 6-10
organisation.cse: Non concerné
organisation.governing_body: Conseil d’administration
organisation.general_meeting: Oui
organisation.representative_name: Alix Modèle
organisation.referent_name: Dominique Exemple
organisation.referent_email: ose@ateliers-layon.exemple.fr
organisation.siren: 999 000 011
organisation.siret: 999 000 011 00018
charter.p1: Oui
charter.p2: Oui
charter.p3: Oui
charter.p4: Oui
charter.p5: Oui
charter.p6: Oui
charter.signatory_name: Alix Modèle
charter.signatory_title: Présidente
charter.signed_on: 02/11/2026
charter.authority: Oui
"""
_TABLES = {
    "themes": """
theme                                         | questioned | improvement                     | participants
Gouvernance                                   | Oui        | Renouveler le bureau par tiers. | Bureau
Concertation                                  | Oui        |                                 |
Politique sociale                             | Oui        |                                 | Équipe
Lutte contre les discriminations              | Oui        |                                 |
Égalité réelle entre les femmes et les hommes | Oui        |                                 |
Environnement                                 | Oui        | Réduire nos trajets.            |
Éthique                                       | Oui        |                                 |
Ancrage territorial                           | Oui        |                                 |
Lien avec les usagers                         | Oui        |                                 |
Autre thème                                   |            |                                 |
""",
    "stakeholders": """
name             | category                         | side    | importance      | influence
Équipe salariée  | Salariés                         | Interne | 4 – Déterminante | 3 – Forte
Bénévoles        | Bénévoles                        | Interne | 3               | 3
Usagers          | Usagers / personnes accompagnées | Externe | 4               | 2
Commune          | Collectivités territoriales      | Externe | 2               | 4
""",
    "practices": """
theme                                         | title                  | showcase                  | document
GOU                                           | Réunions ouvertes      | Affiche, pour les usagers | Rapport 2025, p. 3
Concertation                                  | Conseil des usagers    |                           |
Politique sociale                             | Entretien annuel       |                           |
Lutte contre les discriminations              | Accueil sans condition |                           |
Égalité réelle entre les femmes et les hommes | Parité au conseil      |                           |
Environnement                                 | Compost                |                           |
Éthique                                       | Achats de proximité    |                           |
""",
    "commitments": """
number | label
E1     | Ouvrir le conseil aux usagers.
E2     | Réduire d’un tiers nos trajets.
""",
    "actions": """
number | theme         | action                  | pilot      | due_on     | commitment | indicator       | state
A1     | Gouvernance   | Élire deux usagers      | Présidence | 30/06/2027 | E1         | Nombre d’usagers | En cours
A2     | Environnement | Acheter deux vélos      | Trésorerie | 31/12/2028 | E2         |                 | À lancer
""",
    "presentations": """
body                                 | status | held_on    | reason | debate
Assemblée générale ou équivalent     | Tenue  | 12/06/2026 |        | Approuvé
Organe d’administration (ou gérance) | Prévue | 14/01/2027 |        |
Salariés                             | Tenue  | 20/05/2026 |        |
CSE                                  |        |            |        |
Bénévoles                            |        |            |        |
Autre instance                       |        |            |        |
""",
    "access": """
category                     | channel                | place                               | format
Toutes les parties prenantes | Page internet publique | https://ateliers-layon.exemple.fr/ose | Page simple
Salariés                     | Affichage              | Salle de pause                      |
""",
    "frameworks": "",
}
_BROKEN = {"#": Trouble.ERROR, "=": Trouble.NO_RESULT}


def dossier(changes: Mapping[str, str | None] | None = None) -> Dossier:
    fields = {key: "" for key, _ in _every_field()} | _pairs(_FIELDS)
    tables = {key: _table(text) for key, text in _TABLES.items()}
    for key, value in (changes or {}).items():
        _change(fields, tables, key, value)
    read = {key: _cell(field, fields[key], _tab(key), rank, 3) for rank, (key, field) in enumerate(_every_field(), 5)}
    sheets = [sheet for sheet in DOSSIER.sheets if sheet.columns]
    lines = {sheet.key: tuple(_rows(sheet, tables[sheet.key])) for sheet in sheets}
    gaps = [
        Gap(sheet.key, field.key, field.label, "", read[f"{sheet.key}.{field.key}"])
        for sheet in DOSSIER.sheets
        for field in sheet.fields
        if field.starred and not read[f"{sheet.key}.{field.key}"]
    ]
    gaps += [
        Gap(sheet.key, column.key, column.label, row.name, row[column.key])
        for sheet in sheets
        for row in lines[sheet.key]
        for column in sheet.starred_columns
        if not row[column.key]
    ]
    cells = [*read.values(), *(cell for rows in lines.values() for row in rows for cell in row.cells.values())]
    return Dossier(
        version=DOSSIER.version,
        fields=read,
        tables={sheet.key: Table(CellRef(sheet.tab, FIRST_LINE, 2), lines[sheet.key]) for sheet in sheets},
        gaps=tuple(gaps),
        troubled=tuple(cell for cell in cells if cell.trouble),
    )


def filled() -> list[str]:
    """Every entry of the dossier as it stands without changes, named as in `changes`."""
    tables = {key: _table(text) for key, text in _TABLES.items()}
    return list(_pairs(_FIELDS)) + [
        f"{table}.{line}.{column}"
        for table, lines in tables.items()
        for line, entries in lines.items()
        for column, entry in entries.items()
        if entry
    ]


def declared(entry: str) -> str:
    """`actions.due_on`, the key in the layout, of `actions.A2.due_on`."""
    sheet, *_, key = entry.split(".")
    return f"{sheet}.{key}"


def _every_field() -> list[tuple[str, Field]]:
    return [(f"{sheet.key}.{field.key}", field) for sheet in DOSSIER.sheets for field in sheet.fields]


def _pairs(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.strip().splitlines())


def _table(text: str) -> dict[str, dict[str, str]]:
    """Line, by the name in its first column where the form gives one or else by its rank → column → entry."""
    header, *lines = ([entry.strip() for entry in line.split("|")] for line in text.strip().splitlines() or [""])
    given = header[0] in ("number", "body") or "questioned" in header
    return {line[0] if given else str(rank): dict(zip(header, line, strict=True)) for rank, line in enumerate(lines, 1)}


def _change(fields: dict[str, str], tables: dict[str, dict[str, dict[str, str]]], key: str, value: str | None) -> None:
    match key.split("."):
        case [table]:
            tables[table] = _table(value or "")
        case [table, line] if table in tables and value is None:
            del tables[table][line]
        case [_, _]:
            fields[key] = value or ""
        case [table, line, column]:
            tables[table].setdefault(line, {})[column] = value or ""


def _rows(sheet: Sheet, lines: Mapping[str, Mapping[str, str]]) -> list[Row]:
    rows = []
    for rank, (name, entries) in enumerate(lines.items(), FIRST_LINE):
        entries = ({sheet.columns[0].key: name} if sheet.columns[0].given else {}) | dict(entries)
        cells = {
            column.key: _cell(column, entries.get(column.key, ""), sheet.tab, rank, place)
            for place, column in enumerate(sheet.columns, 2)
        }
        rows.append(Row(name if sheet.columns[0].given else f"ligne {rank}", cells))
    return rows


def _cell(field: Field, typed: str, tab: str, row: int, column: int) -> Cell:
    ref = CellRef(tab, row, column)
    if typed[:1] in _BROKEN:
        return Cell(ref, None, typed, _BROKEN[typed[:1]])
    return Cell(ref, *converter(field, RULES)(typed))


def _tab(key: str) -> str:
    return DOSSIER.sheet(key.partition(".")[0]).tab
