"""Refused files as their sender is told of them: nothing that is for the staff alone."""

from __future__ import annotations

from datetime import date

import pytest

from ose_batch.model import short_code
from ose_batch.wording import inbox, reading, refusals
from ose_batch.wording.mail import Sent

SHA256 = "5f0c2a9d" + "b7" * 28
REFUSED = Sent(
    "bilan.pdf", date(2026, 11, 9), short_code(SHA256), SHA256, "", date(2026, 12, 10), "", date(2026, 11, 27)
)


def _refusals() -> list[tuple[str, str]]:
    pairs = [value for module in (reading, inbox) for value in vars(module).values() if isinstance(value, tuple)]
    pairs += [reading.too_many_cells("a", 9), reading.too_many_sheets(9), reading.too_wide("a")]
    pairs += [reading.outside_the_grid("a"), reading.not_a_form(["a"])]
    left = (
        inbox.LEFT_OPEN,
        inbox.STILL_WRITTEN,
        inbox.GONE,
        inbox.NOT_A_FILE,
        inbox.PUT_BACK,
        inbox.MACHINE_COULD_NOT_READ,
    )
    return [pair for pair in pairs if len(pair) == 2 and pair not in left]


@pytest.mark.parametrize(("reason", "advice"), _refusals())
def test_every_refusal_is_told_in_words_for_its_sender(reason: str, advice: str) -> None:
    letter = refusals.answer(reason, advice, REFUSED)
    assert (letter is None) == (reason in refusals.OUR_SIDE)
    assert letter is None or advice in refusals.ADVICE
    words = " ".join(map(str, letter.paragraphs)) if letter else ""
    for staff in ("dépos", "lecture.log", "Demandez", "DTD", "défaut", "erreur", "invalide", "champ", "inbox"):
        assert staff not in words


@pytest.mark.parametrize(
    ("pair", "subject"),
    [
        (reading.PDF_FILE, "il nous manque le formulaire"),
        (reading.not_a_form(["Feuil1"]), "il nous manque le formulaire"),
        (reading.PROTECTED_FILE, "nous n’avons pas pu lire"),
        (inbox.DEFECT, "nous n’avons pas pu lire"),
    ],
)
def test_a_refusal_has_the_letter_of_its_case(pair: tuple[str, str], subject: str) -> None:
    letter = refusals.answer(*pair, REFUSED)
    assert letter is not None
    assert subject in letter.subject


def test_nothing_is_expected_of_the_sender_when_the_fault_is_ours() -> None:
    letter = refusals.answer(*inbox.DEFECT, REFUSED)
    assert letter is not None
    assert "27 novembre" not in " ".join(map(str, letter.paragraphs))
