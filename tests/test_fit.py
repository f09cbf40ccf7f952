import pytest
from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import fit

TEXTS = st.text(st.sampled_from("aéèmWi ,;.’-AÉ—\u00a0"), max_size=300)


@pytest.mark.parametrize(
    ("text", "width", "count", "clipped"),
    [
        ("Salariés", 10, 1, "Salariés"),
        ("Former les salariés du lieu", 8, 1, "Former les…"),
        ("Former les salariés du lieu", 8, 2, "Former les salariés du lieu"),
        ("Former, puis accueillir", 5, 1, "Former…"),
        ("FORMER LES SALARIÉS", 6, 1, "FORMER…"),
        ("https://exemple.org/une/page", 6, 1, "https://exe…"),
        ("", 10, 1, ""),
    ],
)
def test_clip_cuts_after_a_word(text: str, width: float, count: int, clipped: str) -> None:
    assert fit.clip(text, width, count) == clipped


@given(TEXTS, st.integers(5, 60), st.integers(1, 4))
def test_clip_keeps_the_beginning_and_takes_no_more_lines_than_asked(text: str, width: int, count: int) -> None:
    clipped = fit.clip(text, width, count)
    assert fit.lines(clipped, width) <= count
    assert clipped == text or text.startswith(clipped.removesuffix("…"))


@given(TEXTS, st.integers(5, 60))
def test_lines_are_at_least_what_the_length_asks_for(text: str, width: int) -> None:
    assert fit.lines(text, width) >= max(1, fit.length(text) / width)


def test_capitals_are_wider_and_narrow_letters_narrower() -> None:
    assert fit.length("illilli") < fit.length("salarié") < fit.length("SALARIÉ")


def test_flat_keeps_no_break_spaces_and_loses_line_breaks() -> None:
    assert fit.flat("  Où ?\u00a0Ici\r\n\tet  là ") == "Où ?\u00a0Ici et là"


@pytest.mark.parametrize(("count", "kept"), [(1, 2), (2, 4), (0, 1)])
def test_fitting_counts_what_stands_on_so_many_lines(count: int, kept: int) -> None:
    assert fit.fitting(["salariés", "usagers", "bénévoles", "riverains"], ", ", 10, count) == kept


@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(5, 60), st.integers(1, 4))
def test_fitting_keeps_one_at_least_and_no_more_than_fits(texts: list[str], width: int, count: int) -> None:
    kept = fit.fitting(texts, " ; ", width, count)
    assert kept == 1 or fit.lines(" ; ".join(texts[:kept]), width) <= count
