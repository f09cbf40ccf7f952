"""The neutral palette of every workbook and document, RRGGBB, until the CRESS gives its own."""

from __future__ import annotations

from dataclasses import dataclass

from ose_batch.model import Answer

FONT = "Calibri"

INK = "1F2A37"
MUTED = "5F6B7A"
LINE = "C9D1D9"
ACCENT = "2F5D62"
ACCENT_LIGHT = "E3EDEE"
ENTRY = "FFFDF3"
"""Background of the cells that are there to be filled."""
WHITE = "FFFFFF"


@dataclass(frozen=True, slots=True)
class Tone:
    ink: str
    fill: str


ANSWER_TONES = {
    Answer.TO_COMPLETE: Tone("A3262A", "FBE9E7"),
    Answer.TO_WEIGH: Tone("8A5A00", "FFF3DC"),
    Answer.TO_CHECK: Tone("2C5282", "E6EEF8"),
    Answer.COMPLETE: Tone("276738", "E5F3E8"),
    Answer.NOT_APPLICABLE: Tone("5F6B7A", "F0F2F4"),
}
