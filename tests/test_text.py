"""Text made harmless where it enters."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.text import LONGEST, clean, one_line

WILD = st.text(st.characters(codec=None, categories=None))  # surrogates and controls included


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("tab\tgardé", "tab\tgardé"),
        ("\x00nul\x1b[31m\x9b", "nul[31m"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("\u2066isolé\u2069 \u200fd\u200e", "isolé d"),
        ("\ud83d seul", "seul"),
        ("\ufffe\ufdd0\U0010ffffx", "x"),
        ("caché\U000e0041\U000e0042", "caché"),
        ("\ufeffMot\u200bcoupé\u2060", "Motcoupé"),
        ("  bords \u00a0\n", "bords"),
        ("👩‍🌾 insécable\u00a0: œuvre", "👩‍🌾 insécable\u00a0: œuvre"),
        ("x" * (LONGEST + 5), "x" * LONGEST),
    ],
)
def test_clean(read: str, kept: str) -> None:
    assert clean(read) == kept


@given(WILD)
def test_clean_text_stands_in_any_file_and_is_clean_already(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    allowed = {"\n", "\t"}
    assert not [letter for letter in kept if unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed]


@given(WILD)
def test_a_shown_name_is_one_line_and_never_empty(name: str) -> None:
    shown = one_line(name)
    shown.encode("utf-8")
    assert shown == " ".join(shown.split()) != ""


def test_a_name_that_is_no_utf8_is_shown_with_a_mark() -> None:
    assert one_line(b"d\xe9claration.xlsx".decode("utf-8", "surrogateescape")) == "d�claration.xlsx"


def test_thousands_of_marks_on_one_letter_take_no_more_time_than_others() -> None:
    started = time.process_time()
    kept = clean("e" + "\u0301\u0323" * 120_000)
    assert time.process_time() - started < 1  # a hundred times as long with all of them
    assert len(kept) < 40
    assert clean("été " * 1000) == ("été " * 1000).strip()
