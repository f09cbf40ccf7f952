"""How people type dates, numbers and answers, and what each becomes. `python -m tests.spellings` prints the tables.

A line: what is typed, what is understood (a `Trouble` when it is not), and how the sender is told it was understood,
where that differs from what was typed. Numbers that are not valid are kept: the checks say what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ose_batch.charter.assess import assess
from ose_batch.forms.layout import KEYS
from ose_batch.forms.values import Raw, converter, plain
from ose_batch.model import Context, Trouble, Value
from ose_batch.wording import charter as wording
from tests.dossiers import RULES, dossier

NBSP, NARROW = "\u00a0", "\u202f"
LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 3, 1)
TOLD, FIRST_TOLD = "31/12/2026", "01/03/2027"
NOT_A_DATE, DAY, YEAR, NO_DAY = Trouble.NOT_A_DATE, Trouble.DAY_MISSING, Trouble.YEAR_MISSING, Trouble.NO_SUCH_DAY
NO_NUMBER, NO_SHARE = Trouble.NOT_A_NUMBER, Trouble.NOT_A_SHARE
LOST, NOT_IN_LIST = Trouble.DIGITS_LOST, Trouble.NOT_IN_LIST

SIREN, SIREN_TOLD = "999000011", "999 000 011"
SIRET, SIRET_TOLD = "99900001100018", "999 000 011 00018"
ZERO_SIREN, ZERO_SIRET = "099000010", "09900001000019"

Line = tuple[Raw, Value | Trouble] | tuple[Raw, Value | Trouble, str]

SPELLINGS: Mapping[str, Mapping[str, tuple[Line, ...]]] = {
    "Dates": {
        "actions.due_on": (
            (date(2026, 12, 31), LAST_DAY),
            (datetime(2026, 12, 31, 23, 59), LAST_DAY),
            ("31/12/2026", LAST_DAY),
            (" 31/12/2026 ", LAST_DAY),
            ("1/3/2027", FIRST_DAY),
            ("31/12/26", LAST_DAY, TOLD),
            ("31.12.2026", LAST_DAY, TOLD),
            ("31.12.26", LAST_DAY, TOLD),
            ("31-12-2026", LAST_DAY, TOLD),
            ("31 12 2026", LAST_DAY, TOLD),
            (f"31{NBSP}/{NBSP}12{NBSP}/{NBSP}2026", LAST_DAY, TOLD),
            ("01/03/79", date(2079, 3, 1), "01/03/2079"),
            ("01/03/80", date(1980, 3, 1), "01/03/1980"),
            ("31 déc. 2026", LAST_DAY, TOLD),
            ("31 dec 26", LAST_DAY, TOLD),
            ("31-déc-26", LAST_DAY, TOLD),
            ("31 décembre 2026", LAST_DAY, TOLD),
            ("31 decembre 2026", LAST_DAY, TOLD),
            ("31 DÉCEMBRE 2026", LAST_DAY, TOLD),
            ("31 décmbre 2026", LAST_DAY, TOLD),
            (f"31{NBSP}décembre{NARROW}2026", LAST_DAY, TOLD),
            ("jeudi 31 décembre 2026", LAST_DAY, TOLD),
            ("jeu. 31 déc. 2026", LAST_DAY, TOLD),
            ("Avant le 31 décembre 2026", LAST_DAY, TOLD),
            ("1er mars 2027", FIRST_DAY, FIRST_TOLD),
            ("le 1er mars 2027", FIRST_DAY, FIRST_TOLD),
            ("1 mars 2027", FIRST_DAY, FIRST_TOLD),
            ("mar. 3 août 2027", date(2027, 8, 3), "03/08/2027"),
            ("2026-12-31", LAST_DAY, TOLD),
            ("2026/12/31", LAST_DAY, TOLD),
            ("2026-12-31T23:59:00Z", LAST_DAY, TOLD),
            ("2026-12-31 08:00:00", LAST_DAY, TOLD),
            ("31/12/2026 à 18h30", LAST_DAY, TOLD),
            ("29/02/2028", date(2028, 2, 29)),
            ("29/02/2027", NO_DAY),
            ("31/02/2026", NO_DAY),
            ("31/13/2026", NO_DAY),
            ("12/31/2026", NO_DAY),
            ("31 juin 2027", NO_DAY),
            ("décembre 2026", DAY),
            ("déc. 26", DAY),
            ("12/26", DAY),
            ("12/2026", DAY),
            ("2026", DAY),
            (2026.0, DAY),
            ("fin 2026", DAY),
            ("T1 2027", DAY),
            ("1er trimestre 2027", DAY),
            ("2026-2027", DAY),
            ("décembre", DAY),
            ("31/12", YEAR),
            ("31 décembre", YEAR),
            ("26 déc.", YEAR),
            ("26 ou 27", NOT_A_DATE),
            (46387.0, NOT_A_DATE),
            ("46387", NOT_A_DATE),
            ("31122026", NOT_A_DATE),
            ("au printemps", NOT_A_DATE),
            ("dès que possible", NOT_A_DATE),
            ("31/12/2026 ou avant", NOT_A_DATE),
            ("N/A", NOT_A_DATE),
        ),
    },
    "SIREN, SIRET, RNA, code postal, téléphone": {
        "organisation.siren": (
            (SIREN, SIREN),
            (float(SIREN), SIREN),
            ("999 000 011", SIREN),
            (f"999{NBSP}000{NARROW}011", SIREN),
            ("999.000.011", SIREN, SIREN_TOLD),
            ("999-000-011", SIREN, SIREN_TOLD),
            ("SIREN : 999 000 011", SIREN, SIREN_TOLD),
            ("999 000 011 RCS Angers", SIREN, SIREN_TOLD),
            ("9,99000011E+08", SIREN, SIREN),
            ("FR66 999000011", SIREN, SIREN_TOLD),
            ("FR 66 999 000 011", SIREN, SIREN_TOLD),
            (SIRET_TOLD, SIREN, SIREN_TOLD),
            (99000010.0, ZERO_SIREN, "099 000 010"),
            ("99000010", ZERO_SIREN, "099 000 010"),
            ("999 000 012", "999000012"),
            ("99 000 011", "99000011"),
            ("FR97 999000011", "FR97 999000011"),
            ("9,99E+08", LOST),
            ("en cours", "en cours"),
            ("néant", "néant"),
        ),
        "organisation.siret": (
            (SIRET, SIRET),
            (float(SIRET), SIRET),
            (SIRET_TOLD, SIRET),
            (f"999{NBSP}000{NBSP}011{NBSP}00018", SIRET),
            ("999.000.011.00018", SIRET, SIRET_TOLD),
            ("999-000-011-00018", SIRET, SIRET_TOLD),
            ("SIRET n° 999 000 011 00018", SIRET, SIRET_TOLD),
            ("999 000 011 00018 (siège)", SIRET, SIRET_TOLD),
            ("9,9900001100018E+13", SIRET, SIRET),
            ("9.9900001100018E+13", SIRET, SIRET),
            (9900001000019.0, ZERO_SIRET, "099 000 010 00019"),
            ("9 900 001 000 019", ZERO_SIRET, "099 000 010 00019"),
            ("35600000000048", "35600000000048"),
            ("9,99E+13", LOST),
            (9990000110001800.0, LOST),
            ("999 000 011 00081", "99900001100081"),
            ("999 000 011 0001", "9990000110001"),
            ("999 000 011", "999000011"),
            ("demande en cours", "demande en cours"),
        ),
        "organisation.rna": (
            ("W491000001", "W491000001"),
            ("W 491 000 001", "W491000001"),
            ("w491000001", "W491000001", "W491000001"),
            ("w 491 000 001", "W491000001", "W491000001"),
            ("W-491.000.001", "W491000001", "W491000001"),
            ("RNA : W491000001", "W491000001", "W491000001"),
            ("n° W491000001 (préfecture)", "W491000001", "W491000001"),
            ("W49100001", "W49100001"),
            ("W4910000011", "W4910000011"),
            ("491000001", "491000001"),
            ("néant", "néant"),
        ),
        "organisation.postcode": (
            ("49000", "49000"),
            (49000.0, "49000"),
            ("49 000", "49000"),
            (f"49{NBSP}000", "49000"),
            ("F-49000", "49000", "49000"),
            ("49000 Angers", "49000", "49000"),
            ("49004 ANGERS CEDEX 01", "49004", "49004"),
            (1000.0, "01000", "01000"),
            ("01000", "01000"),
            ("4900", "4900"),
            ("490000", "490000"),
            ("49000 / 44000", "49000 / 44000"),
            ("Angers", "Angers"),
        ),
        "organisation.referent_phone": (
            ("0241000000", "0241000000"),
            ("02 41 00 00 00", "0241000000"),
            ("02.41.00.00.00", "0241000000", "02 41 00 00 00"),
            ("02-41-00-00-00", "0241000000", "02 41 00 00 00"),
            ("02/41/00/00/00", "0241000000", "02 41 00 00 00"),
            (241000000.0, "0241000000", "02 41 00 00 00"),
            ("241000000", "0241000000", "02 41 00 00 00"),
            ("+33 2 41 00 00 00", "0241000000", "02 41 00 00 00"),
            ("+33 (0)2 41 00 00 00", "0241000000", "02 41 00 00 00"),
            ("0033 241 000 000", "0241000000", "02 41 00 00 00"),
            (33241000000.0, "0241000000", "02 41 00 00 00"),
            ("Tél. : 02 41 00 00 00", "0241000000", "02 41 00 00 00"),
            ("+32 2 000 00 00", "+3220000000"),
            ("02 41 00 00 00 poste 12", "02 41 00 00 00 poste 12"),
            ("02 41 00 00", "02410000"),
            ("2,41E+08", "2,41E+08"),
        ),
    },
    "Nombres": {
        "organisation.fte": (
            (12.0, 12),
            (2.5, 2.5),
            ("12", 12),
            ("2,5", 2.5),
            ("2.5", 2.5, "2,5"),
            ("+2", 2, "2"),
            ("-2", -2),
            ("0", 0),
            ("0,125", 0.125),
            ("0.125", 0.125, "0,125"),
            ("1234", 1234),
            ("1 234", 1234),
            (f"1{NBSP}234", 1234),
            (f"1{NARROW}234", 1234),
            ("1 234,5", 1234.5),
            ("1 234.5", 1234.5, "1234,5"),
            ("1.234,5", 1234.5, "1234,5"),
            ("1,234.5", 1234.5, "1234,5"),
            ("1.234.567", 1234567, "1234567"),
            ("12 ETP", 12, "12"),
            ("2,5 etp", 2.5, "2,5"),
            ("2,5 équivalents temps plein", 2.5, "2,5"),
            ("12 salariés", 12, "12"),
            ("12 personnes", 12, "12"),
            ("1 234 etp", 1234, "1234"),
            ("1.234", NO_NUMBER),
            ("1 2 3", NO_NUMBER),
            ("environ 40", NO_NUMBER),
            ("40 environ", NO_NUMBER),
            ("une douzaine", NO_NUMBER),
            ("10 à 12", NO_NUMBER),
            ("12 dont 3 à temps partiel", NO_NUMBER),
            ("½", NO_NUMBER),
            ("40 %", NO_NUMBER),
            (True, NO_NUMBER),
            (date(2026, 5, 1), NO_NUMBER),
        ),
        "organisation.volunteers": (
            ("40 bénévoles", 40, "40"),
            ("1 bénévole", 1, "1"),
            ("40 adhérents", NO_NUMBER),
        ),
        "actions.progress": (
            (0.4, 0.4),
            (1.0, 1),
            (40.0, 0.4, "40 %"),
            ("40 %", 0.4),
            ("40%", 0.4),
            (f"12,5{NBSP}%", 0.125),
            ("0,4", 0.4, "40 %"),
            ("0.4", 0.4, "40 %"),
            ("40", 0.4, "40 %"),
            ("100", 1.0, "100 %"),
            ("1", 1, "100 %"),
            ("1 %", 0.01),
            ("40 pour cent", 0.4, "40 %"),
            ("0", 0, "0 %"),
            ("140 %", NO_SHARE),
            (-0.1, NO_SHARE),
            ("presque fini", NO_SHARE),
        ),
    },
    "Listes": {
        "charter.p1": (
            ("Oui", "Oui"),
            ("oui", "Oui", "Oui"),
            (f"{NBSP}Oui ", "Oui"),
            ("OUI !", "Oui", "Oui"),
            ("x", "Oui", "Oui"),
            ("X", "Oui", "Oui"),
            ("✓", "Oui", "Oui"),
            ("☑", "Oui", "Oui"),
            ("o", "Oui", "Oui"),
            ("vrai", "Oui", "Oui"),
            ("TRUE", "Oui", "Oui"),
            (True, "Oui"),
            (1.0, "Oui", "Oui"),
            ("non", "Non", "Non"),
            ("faux", "Non", "Non"),
            (False, "Non"),
            ("peut-être", NOT_IN_LIST),
            ("N/A", NOT_IN_LIST),
            ("-", NOT_IN_LIST),
        ),
        "themes.questioned": (
            ("N/A", "Sans objet", "Sans objet"),
            ("néant", "Sans objet", "Sans objet"),
            ("-", "Sans objet", "Sans objet"),
            ("RAS", "Sans objet", "Sans objet"),
            ("sans objets", "Sans objet", "Sans objet"),
            ("non concerné", "Sans objet", "Sans objet"),
            ("Par un référentiel", "Par un référentiel reconnu", "Par un référentiel reconnu"),
            ("par un referenciel reconnu", "Par un référentiel reconnu", "Par un référentiel reconnu"),
        ),
        "organisation.cse": (
            ("Sans objet", "Non concerné", "Non concerné"),
            ("aucun", "Non concerné", "Non concerné"),
            ("PV de carence", "Carence", "Carence"),
        ),
        "stakeholders.importance": (
            ("3 – Forte", 3),
            ("3 - Forte", 3),
            ("3-forte", 3, "3 – Forte"),
            ("3", 3, "3 – Forte"),
            (3.0, 3, "3 – Forte"),
            ("Forte", 3, "3 – Forte"),
            ("fortes", 3, "3 – Forte"),
            ("niveau 3", 3, "3 – Forte"),
            ("determinante", 4, "4 – Déterminante"),
            ("Détreminante", 4, "4 – Déterminante"),
            ("5", NOT_IN_LIST),
            ("2,5", NOT_IN_LIST),
            ("Faible à moyenne", NOT_IN_LIST),
        ),
        "organisation.headcount": (
            ("6-10", "6-10"),
            ("6 - 10", "6-10"),
            ("6 à 10", "6-10", "6-10"),
            ("de 6 à 10 salariés", "6-10", "6-10"),
            (8.0, "6-10", "6-10"),
            ("8 salariés", "6-10", "6-10"),
            (datetime(2026, 10, 6), "6-10", "6-10"),
            (datetime(2026, 5, 1), "1-5", "1-5"),
            ("15", "11-49", "11-49"),
            ("250 et plus", "250 et +", "250 et +"),
            ("plus de 250", "250 et +", "250 et +"),
            ("250+", "250 et +", "250 et +"),
            (0.0, "0"),
            ("< 10", NOT_IN_LIST),
            ("8 ETP", NOT_IN_LIST),
            ("5-8", NOT_IN_LIST),
        ),
        "stakeholders.category": (
            ("salariés", "Salariés", "Salariés"),
            ("Salarié", "Salariés", "Salariés"),
            ("Salarié·e·s", "Salariés", "Salariés"),
            ("Salarié(e)s", "Salariés", "Salariés"),
            ("Usagers", "Usagers / personnes accompagnées", "Usagers / personnes accompagnées"),
            ("élus", "Administrateurs / élus", "Administrateurs / élus"),
            ("Fournissseurs", "Fournisseurs", "Fournisseurs"),
            ("Communes", "Collectivités territoriales", "Collectivités territoriales"),
            ("Salariés et bénévoles", NOT_IN_LIST),
            ("Voisins", NOT_IN_LIST),
        ),
        "organisation.legal_form": (
            ("association loi 1901", "Association loi 1901", "Association loi 1901"),
            ("Association loi de 1901", "Association loi 1901", "Association loi 1901"),
            ("Association", "Association loi 1901", "Association loi 1901"),
            ("Scic", "SCIC", "SCIC"),
            ("Fonds de dotation", "Fonds de dotation (à vérifier)", "Fonds de dotation (à vérifier)"),
            ("SARL", NOT_IN_LIST),
        ),
        "actions.commitment": (
            ("E1", "E1"),
            ("e 1", "E1", "E1"),
            ("1", "E1", "E1"),
            (12.0, "E12", "E12"),
            ("Engagement n° 1", "E1", "E1"),
            ("E1 et E2", NOT_IN_LIST),
            ("E13", NOT_IN_LIST),
        ),
        "actions.theme": (
            ("Gouvernance", "GOU"),
            ("GOU", "GOU", "Gouvernance"),
            ("gouvernence", "GOU", "Gouvernance"),
            ("Discriminations", "DIS", "Lutte contre les discriminations"),
            ("Égalité femmes-hommes", "EGA", "Égalité réelle entre les femmes et les hommes"),
            ("Culture", NOT_IN_LIST),
        ),
        "actions.state": (
            ("en cours", "En cours", "En cours"),
            ("réalisé", "Réalisée", "Réalisée"),
            ("à voir", "à voir"),
        ),
    },
}
CHECKED = ("siren", "siret", "rna", "postcode")


class Spelling(NamedTuple):
    kind: str
    field: str
    typed: Raw
    value: Value
    trouble: Trouble | None
    told: str


def spellings() -> Iterator[Spelling]:
    for kind, fields in SPELLINGS.items():
        for field, lines in fields.items():
            for typed, becomes, *told in lines:
                broken = isinstance(becomes, Trouble)
                value, trouble = (None, becomes) if broken else (becomes, None)
                yield Spelling(kind, field, typed, value, trouble, told[0] if told else "")


def sentences(spelling: Spelling) -> list[str]:
    """What is said of it: why it is not understood, or what the criteria on numbers find."""
    if spelling.trouble:
        return [wording.trouble(spelling.trouble, plain(spelling.typed))]
    if spelling.field.partition(".")[2] not in CHECKED or not isinstance(spelling.typed, str):
        return []
    alone = {"organisation.siren": "", "organisation.siret": "", "organisation.rna": ""}
    filled = dossier({**alone, spelling.field: spelling.typed})
    cell = filled.fields[spelling.field].ref
    found = assess(filled, RULES, Context(date(2026, 11, 23))).findings
    return [point.sentence for finding in found for point in finding.points if point.cell == cell]


def _shown(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else plain(value if value is not None else "")


def _typed(raw: Raw) -> str:
    return f"« {raw} »" if isinstance(raw, str) else f"{plain(raw)} ({type(raw).__name__})"


def markdown() -> str:
    lines = []
    for kind in SPELLINGS:
        lines += [f"## {kind}", "", "| Case | Tapé | Compris | Redit | Dit |", "|---|---|---|---|---|"]
        for each in spellings():
            if each.kind == kind:
                said = " ".join(sentences(each))
                label = KEYS[each.field].label
                lines.append(f"| {label} | {_typed(each.typed)} | {_shown(each.value)} | {each.told} | {said} |")
        lines.append("")
    return "\n".join(lines)


def understood(field: str, raw: Raw) -> tuple[Value, str, Trouble | None, str]:
    return converter(KEYS[field], RULES)(raw)


if __name__ == "__main__":
    print(markdown())
