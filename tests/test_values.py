"""What each kind of entry makes of what a spreadsheet holds."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.charter.rules import Durations, Requirement, Rules, Theme
from ose_batch.forms import layout
from ose_batch.forms.declaration import Field
from ose_batch.forms.values import Raw, converter, plain
from ose_batch.model import Kind, Trouble, Value
from ose_batch.wording import fold
from tests import dossiers

NBSP, NARROW = "\u00a0", "\u202f"

RULES = Rules(
    principles=(),
    themes=(
        Theme("GOU", "Gouvernance", Requirement.REQUIRED),
        Theme("EGA", "Égalité réelle entre les femmes et les hommes", Requirement.REQUIRED),
    ),
    lists={
        "yes_no": ("Oui", "Non"),
        "headcounts": ("0", "1-5", "6-10", "250 et +"),
        "numbers": ("E1", "E12"),
        "levels": ("1 – Faible", "2 – Moyenne", "4 – Déterminante"),
    },
    durations=Durations(3, 18, 15, 20, 6),
    guide=(),
)


def understood(kind: Kind, raw: Raw, choices: str = "", *, starred: bool = True) -> tuple[Value, str, Trouble | None]:
    """Without the repair, of which `test_spellings` has all."""
    return converter(Field("key", "Label", kind, starred, choices), RULES)(raw)[:3]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Une phrase.  ", "Une phrase."),
        (f"{NBSP}bords insécables{NBSP}", "bords insécables"),
        ("une ligne\r\nune autre", "une ligne\nune autre"),
        ("une ligne\x0bune autre", "une ligne\nune autre"),  # Word's line break, as spreadsheets write it: _x000B_
        ("un\x00deux\x07trois\x1f", "undeuxtrois"),
        ("\ufeffcollé\u200b du web", "collé du web"),
        ("E\u0301tat", "État"),
        (f"Qui{NARROW}?", f"Qui{NARROW}?"),
        ("N/A", "N/A"),
        ("néant", "néant"),
        ("00123456789012", "00123456789012"),
        (2026.0, "2026"),
        (12, "12"),
        (1234.5, "1234,5"),
        (0.1 + 0.2, "0,3"),
        (1e300, "1e+300"),
        (math.inf, "inf"),
        (True, "Oui"),
        (False, "Non"),
        (date(2026, 12, 10), "10/12/2026"),
        (datetime(2026, 12, 10), "10/12/2026"),
        (datetime(2026, 12, 10, 14, 30), "10/12/2026 14:30"),
        (time(9, 5), "09:05"),
        (timedelta(hours=30), "30:00"),
    ],
)
def test_text_is_what_a_person_sees(raw: Raw, text: str) -> None:
    assert plain(raw) == text
    assert understood(Kind.TEXT, raw) == (text, text, None)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", ["", "   ", f"{NBSP}\n", "\u200b"])
def test_nothing_visible_is_an_empty_cell(kind: Kind, raw: str) -> None:
    assert understood(kind, raw, "levels") == (None, "", None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (77567227200019.0, "77567227200019"),
        ("775 672 272 00019", "77567227200019"),
        (f"775{NBSP}672{NARROW}272 00019", "77567227200019"),
        ("02.41.22.33.44", "0241223344"),
        ("02-41-22-33-44", "0241223344"),
        ("+33 2 41 22 33 44", "+33241223344"),
        ("01000", "01000"),
        (" en cours ", "en cours"),
        ("775 672 272 (siège)", "775 672 272 (siège)"),
    ],
)
def test_digits_lose_what_separates_them(raw: Raw, value: str) -> None:
    assert understood(Kind.DIGITS, raw) == (value, plain(raw), None)


@pytest.mark.parametrize(
    ("raw", "value", "text"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), "31/12/2026"),
        (datetime(2026, 12, 31, 23, 59), date(2026, 12, 31), "31/12/2026"),
        (" 31/12/2026 ", date(2026, 12, 31), "31/12/2026"),
        ("1/2/2026", date(2026, 2, 1), "1/2/2026"),
        ("31.12.2026", date(2026, 12, 31), "31.12.2026"),
        ("2026-12-31", date(2026, 12, 31), "2026-12-31"),
        ("29/02/2028", date(2028, 2, 29), "29/02/2028"),
    ],
)
def test_dates(raw: Raw, value: date, text: str) -> None:
    assert understood(Kind.DATE, raw) == (value, text, None)


@pytest.mark.parametrize(
    ("raw", "text", "trouble"),
    [
        ("29/02/2027", "29/02/2027", Trouble.NO_SUCH_DAY),
        ("12/31/2026", "12/31/2026", Trouble.NO_SUCH_DAY),
        ("fin 2026", "fin 2026", Trouble.DAY_MISSING),
        (2026.0, "2026", Trouble.DAY_MISSING),
        (12.2026, "12,2026", Trouble.DAY_MISSING),
        (31.12, "31,12", Trouble.YEAR_MISSING),
        (46387.0, "46387", Trouble.NOT_A_DATE),
        ("31/12/0026", "31/12/0026", Trouble.NOT_A_DATE),
        ("31/12/2026" + " " * 60 + "?", "31/12/2026" + " " * 60 + "?", Trouble.NOT_A_DATE),
        (True, "Oui", Trouble.NOT_A_DATE),
        (time(9), "09:00", Trouble.NOT_A_DATE),
        (timedelta(hours=30), "30:00", Trouble.NOT_A_DATE),
    ],
)
def test_what_is_no_date_is_said(raw: Raw, text: str, trouble: Trouble) -> None:
    assert understood(Kind.DATE, raw) == (None, text, trouble)


@pytest.mark.parametrize(
    ("raw", "value", "text"),
    [
        (12.0, 12, "12"),
        (3.5, 3.5, "3,5"),
        ("1 234,5", 1234.5, "1 234,5"),
        (f"1{NARROW}234", 1234, f"1{NARROW}234"),
        ("3.5", 3.5, "3.5"),
        ("-2", -2, "-2"),
        (0.0, 0, "0"),
    ],
)
def test_numbers(raw: Raw, value: float, text: str) -> None:
    assert understood(Kind.NUMBER, raw) == (value, text, None)


@pytest.mark.parametrize(
    "raw", ["une douzaine", "12 ETP", "1.234", "40 %", "9" * 400, True, math.nan, date(2026, 5, 1)]
)
def test_what_is_no_number_is_said(raw: Raw) -> None:
    assert understood(Kind.NUMBER, raw) == (None, plain(raw), Trouble.NOT_A_NUMBER)


@pytest.mark.parametrize(
    ("raw", "value", "text"),
    [
        (0.4, 0.4, "40 %"),
        (1.0, 1, "100 %"),
        (0.0, 0, "0 %"),
        ("40 %", 0.4, None),
        (f"12,5{NBSP}%", 0.125, None),
        ("1 %", 0.01, None),
        (40.0, 0.4, None),
        ("40", 0.4, None),
    ],
)
def test_shares(raw: Raw, value: float, text: str | None) -> None:
    """A number of a cell that is formatted as one is seen as a percent; anything else as it stands."""
    seen = text.replace(" ", NBSP) if text else plain(raw)
    assert understood(Kind.PERCENT, raw) == (value, seen, None)


@pytest.mark.parametrize("raw", ["presque fini", "140 %", 400.0, -0.1])
def test_what_is_no_share_is_said(raw: Raw) -> None:
    assert understood(Kind.PERCENT, raw) == (None, plain(raw), Trouble.NOT_A_SHARE)


@pytest.mark.parametrize(
    ("choices", "raw", "value"),
    [
        ("yes_no", "Oui", "Oui"),
        ("yes_no", " oui ", "Oui"),
        ("yes_no", f"OUI{NBSP}", "Oui"),
        ("yes_no", True, "Oui"),
        ("headcounts", 0.0, "0"),
        ("headcounts", "1 - 5", "1-5"),
        ("headcounts", "250 ET PLUS", "250 et +"),
        ("headcounts", 15.0, None),  # fifteen employees, not « 1-5 »
        ("headcounts", 7.0, "6-10"),
        ("headcounts", 7.5, None),
        ("headcounts", date(2026, 10, 6), "6-10"),
        ("headcounts", date(2026, 1, 5), "1-5"),  # where the month comes first
        ("headcounts", date(2026, 3, 15), None),
        ("yes_no", date(2026, 10, 6), None),
        ("numbers", "e 1", "E1"),
        ("numbers", "E 1 2", None),
    ],
)
def test_choices_by_their_spelling(choices: str, raw: Raw, value: str | None) -> None:
    trouble = None if value else Trouble.NOT_IN_LIST
    assert understood(Kind.CHOICE, raw, choices) == (value, plain(raw), trouble)


def test_an_optional_choice_may_be_answered_otherwise() -> None:
    assert understood(Kind.CHOICE, "peut-être", "yes_no", starred=False) == ("peut-être", "peut-être", None)
    assert understood(Kind.CHOICE, "oui", "yes_no", starred=False) == ("Oui", "oui", None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("4 – Déterminante", 4), ("4 - determinante", 4), (2.0, 2), ("2", 2), ("Moyenne", 2), (3.0, None), (2.5, None)],
)
def test_scales_are_numbers(raw: Raw, value: int | None) -> None:
    trouble = None if value else Trouble.NOT_IN_LIST
    assert understood(Kind.SCALE, raw, "levels") == (value, plain(raw), trouble)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Gouvernance", "GOU"),
        ("gou", "GOU"),
        ("egalite reelle  entre les femmes et les hommes", "EGA"),
        ("Culture", None),
    ],
)
def test_themes_are_codes(raw: Raw, value: str | None) -> None:
    trouble = None if value else Trouble.NOT_IN_LIST
    assert understood(Kind.THEME, raw, starred=False) == (value, plain(raw), trouble)


anything: st.SearchStrategy[Any] = st.one_of(
    st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()
)
LIKE_THE_REAL = st.text(st.sampled_from("0123456789  ..,/-+%eExXwWéÉ·()\u00a0\u202f")) | st.from_regex(
    r"(le )?[0-9]{1,4}( |/|\.|-)(12|mars|déc\.)( |/)[0-9]{2,4}", fullmatch=True
)
DECLARED = tuple(field for form in layout.FORMS for field in form.keys().values())


@given(st.sampled_from(DECLARED), anything | LIKE_THE_REAL)
def test_every_cell_has_a_value_or_a_trouble_or_is_empty(field: Field, raw: Raw) -> None:
    value, text, trouble, repair = converter(field, dossiers.RULES)(raw)
    assert (value is None) == (text == "" or trouble is not None)
    assert text == text.strip()
    assert not (trouble and not text)
    assert not (repair and value is None)
    if isinstance(raw, str):
        assert text == plain(raw)


@given(st.sampled_from(DECLARED), anything | LIKE_THE_REAL)
def test_written_as_it_is_told_it_is_understood_the_same(field: Field, raw: Raw) -> None:
    understand = converter(field, dossiers.RULES)
    value, _, _, repair = understand(raw)
    if repair:
        assert understand(repair) == (value, repair, None, "")


LABELS = tuple(
    (field, label) for field in DECLARED if field.kind is Kind.CHOICE for label in dossiers.RULES.lists[field.choices]
)


@given(st.sampled_from(LABELS), st.data())
def test_one_letter_amiss_is_that_label_or_none(typed: tuple[Field, str], data: st.DataObject) -> None:
    """It may be another label in full, as a number is; it is never guessed to be one that is further."""
    field, label = typed
    place = data.draw(st.integers(0, len(label) - 1))
    slip = label[:place] + data.draw(st.sampled_from(["", "q", label[place] * 2])) + label[place + 1 :]
    value, _, _, _ = converter(field, dossiers.RULES)(slip)
    others = {fold(other) for other in dossiers.RULES.lists[field.choices] if other != label}
    assert value in (label, None, plain(slip)) or fold(slip) in others or any(map(str.isdecimal, label))


@given(st.sampled_from([field for field in DECLARED if field.personal]), anything | LIKE_THE_REAL)
def test_personal_entries_are_in_no_trouble_that_findings_would_quote(field: Field, raw: Raw) -> None:
    assert converter(field, dossiers.RULES)(raw)[2] is None


@pytest.mark.parametrize("field", DECLARED, ids=lambda field: field.key)
def test_the_longest_texts_take_no_time(field: Field) -> None:
    for text in ("9" * 32_767, "9 " * 16_000, "é" * 32_767, "-" * 32_767, "a·" * 16_000, "1." * 16_000 + "x"):
        value, seen, _, repair = converter(field, dossiers.RULES)(text)
        assert (seen, repair) == (plain(text), "")
        assert value in (None, seen, seen.replace(" ", ""), seen.replace(".", ""))


def test_a_text_that_may_mean_two_answers_means_none() -> None:
    assert converter(layout.KEYS["frameworks.name"], dossiers.RULES)("ESS Pratiques")[2] is Trouble.NOT_IN_LIST
