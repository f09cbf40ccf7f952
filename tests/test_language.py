"""What an organisation reads: in French words, without blame, without codes of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sentences import sentences

NAMES = frozenset((Path(__file__).parent / "names.txt").read_text(encoding="utf-8").split())
"""Names, acronyms and file names that no dictionary has."""
BLAME = re.compile(
    r"\b(champs?|invalides?|incorrecte?s?|erronée?s?|oubliée?s?|votre erreur|votre faute|interdite?s?|refusée?s?)\b",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(P[1-6]|ID)\.[0-9]+\b|\b(None|null|KeyError|regex|parse)\b")
TO_STAFF = ("wording/inbox.py", "wording/charter.py", "wording/reading.py")
"""Modules that speak to the staff too."""


def test_every_sentence_is_listed() -> None:
    said = {sentence for _, sentence in sentences()}
    assert len(said) > 600
    assert any(sentence.startswith("Merci pour votre dossier") for sentence in said)
    assert "SIRET du siège" in said
    assert "Au moins une partie prenante interne et une externe" in said


def test_nobody_is_blamed_and_no_code_is_shown() -> None:
    for where, sentence in sentences():
        assert not OURS.search(sentence), (where, sentence)
        if where not in TO_STAFF:
            assert not BLAME.search(sentence), (where, sentence)


def test_apostrophes_are_typographic() -> None:
    assert [found for found in sentences() if "'" in found[1]] == []


@pytest.mark.skipif(not shutil.which("hunspell"), reason="hunspell is not on PATH")
def test_every_word_is_in_the_dictionary_or_among_the_names() -> None:
    words = sorted({word for _, sentence in sentences() for word in re.findall(r"[\w’'.-]*\w", sentence)})
    plain = [word for word in words if word not in NAMES]
    found = subprocess.run(
        ["hunspell", "-d", "fr_FR", "-i", "utf-8", "-l"],
        input="\n".join(plain),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    unknown = [word for word in found.stdout.split() if word not in NAMES]
    assert unknown == []
