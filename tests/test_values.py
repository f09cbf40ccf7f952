"""What each kind of entry makes of what a spreadsheet holds."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.charter.rules import Durations, Requirement, Rules, Theme
from ose_batch.forms.declaration import Field
from ose_batch.forms.values import Raw, converter, plain
from ose_batch.model import Kind, Trouble, Value

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
    return converter(Field("key", "Label", kind, starred, choices), RULES)(raw)


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
    ("raw", "text"),
    [
        ("29/02/2027", "29/02/2027"),
        ("fin 2026", "fin 2026"),
        ("31/12/26", "31/12/26"),
        (46387.0, "46387"),
        (2026.0, "2026"),
        (True, "Oui"),
        (time(9), "09:00"),
    ],
)
def test_what_is_no_date_is_said(raw: Raw, text: str) -> None:
    assert understood(Kind.DATE, raw) == (None, text, Trouble.NOT_A_DATE)


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


@pytest.mark.parametrize("raw", ["une douzaine", "12 ETP", "1.234,5", "40 %", True, math.nan, date(2026, 5, 1)])
def test_what_is_no_number_is_said(raw: Raw) -> None:
    assert understood(Kind.NUMBER, raw) == (None, plain(raw), Trouble.NOT_A_NUMBER)


@pytest.mark.parametrize(
    ("raw", "value", "text"),
    [
        (0.4, 0.4, "40 %"),
        (1.0, 1, "100 %"),
        ("40 %", 0.4, "40 %"),
        (f"12,5{NBSP}%", 0.125, "12,5 %"),
        ("1 %", 0.01, "1 %"),
        (40.0, 0.4, "40 %"),
        ("40", 0.4, "40 %"),
        (0.0, 0, "0 %"),
    ],
)
def test_shares(raw: Raw, value: float, text: str) -> None:
    assert understood(Kind.PERCENT, raw) == (value, text.replace(" %", f"{NBSP}%"), None)


@pytest.mark.parametrize("raw", ["presque fini", "140 %", 400.0, -0.1])
def test_what_is_no_share_is_said(raw: Raw) -> None:
    assert understood(Kind.PERCENT, raw) == (None, plain(raw), Trouble.NOT_A_NUMBER)


@pytest.mark.parametrize(
    ("choices", "raw", "value"),
    [
        ("yes_no", "Oui", "Oui"),
        ("yes_no", " oui ", "Oui"),
        ("yes_no", f"OUI{NBSP}", "Oui"),
        ("yes_no", True, "Oui"),
        ("headcounts", 0.0, "0"),
        ("headcounts", "1 - 5", "1-5"),
        ("headcounts", "250 ET PLUS", None),
        ("headcounts", 15.0, None),  # fifteen employees, not « 1-5 »
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
    [("4 – Déterminante", 4), ("4 - determinante", 4), (2.0, 2), ("2", 2), (3.0, None), ("Forte", None), (2.5, None)],
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


@given(st.sampled_from(Kind), anything, st.booleans())
def test_every_cell_has_a_value_or_a_trouble_or_is_empty(kind: Kind, raw: Raw, starred: bool) -> None:
    value, text, trouble = understood(kind, raw, "levels", starred=starred)
    assert (value is None) == (text == "" or trouble is not None)
    assert text == text.strip()
    assert not (trouble and not text)
