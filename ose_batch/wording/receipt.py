"""The receipt (*accusé de réception*) of a file that was dropped, taken or not."""

from __future__ import annotations

from datetime import date

from ose_batch.model import FINGERPRINT, short_code
from ose_batch.text import one_line
from ose_batch.wording import french_date

UNREADABLE = "il n’a pas pu être lu"
NOT_THE_FORM = "ce n’est pas le formulaire OSE"


def receipt(code: str, fingerprint: str, name: str, received_on: date, became: str) -> str:
    """One line for letters and for the compte rendu. `fingerprint`: the SHA-256; `became`: without a full stop."""
    return (
        f"Fichier « {one_line(name)} », reçu le {french_date(received_on)} (code de réception {code}, "
        f"empreinte {fingerprint[:FINGERPRINT]}) : {became}."
    )


def recorded(number: str, complete: bool) -> str:
    return f"dossier {number}, {'complet' if complete else 'à compléter'}"


def already_received(first_on: date, number: str) -> str:
    return f"déjà reçu le {french_date(first_on)}, dossier {number}"


def code_of(sha256: str) -> str:
    """`Code de réception K7M-4QX, empreinte 1a2b3c4d`."""
    return f"Code de réception {short_code(sha256)}, empreinte {sha256[:FINGERPRINT]}"
