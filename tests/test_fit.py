import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import fit

TEXTS = st.text(st.sampled_from("aéèmW ,;.’-AÉ—\u00a0"), max_size=120)


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("Salariés", 40, "Salariés"),
        ("Former les salariés du lieu", 16, "Former les…"),
        ("Former, puis accueillir", 10, "Former…"),
        ("FORMER LES SALARIÉS", 16, "FORMER LES…"),
        ("https://exemple.org/une/page", 12, "https://ex…"),
        ("", 10, ""),
    ],
)
def test_clip_cuts_after_a_word(text: str, limit: float, clipped: str) -> None:
    assert fit.clip(text, limit) == clipped


@given(TEXTS, st.integers(8, 60))
def test_clip_never_exceeds_its_limit_and_keeps_the_beginning(text: str, limit: int) -> None:
    clipped = fit.clip(text, limit)
    assert fit.length(clipped) <= limit
    assert clipped == text or text.startswith(clipped.removesuffix("…"))


@given(TEXTS, st.integers(5, 60))
def test_lines_are_at_least_what_the_length_asks_for(text: str, width: int) -> None:
    assert fit.lines(text, width) >= max(1, fit.length(text.replace(" ", "")) / width)


def test_lines_keep_words_whole() -> None:
    assert fit.lines("deux notes", 10) == 1
    assert fit.lines("accompagner localement", 12) == 2
    assert fit.lines("accompagner localement ici", 12) == 3
    assert fit.lines("a" * 30, 12) == 3


def test_flat_keeps_no_break_spaces_and_loses_line_breaks() -> None:
    assert fit.flat("  Où ?\u00a0Ici\r\n\tet  là ") == "Où ?\u00a0Ici et là"
