"""Numbers that are texts (SIREN, SIRET, RNA, postcode, telephone), without what people write between their digits.

Each function takes a text as a person sees it, and gives the number as the checks want it and, where it was written
otherwise, how one writes it. It repairs only what leaves no doubt: letters around a number that its key confirms, a
zero that a spreadsheet dropped. What it does not understand comes back as it stands.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number
from stdnum.fr import tva

LONGEST_NUMBER = 80
"""Letters, those around the digits included."""

Number = tuple[str, str]
"""The number, and how one writes it when it was written otherwise."""
Read = Callable[[str], Number]

_RUN = re.compile(r"[0-9](?:[\s.\-_/]*[0-9])*")
_NOT_DIGIT = re.compile(r"[^0-9]")
_DIGITS_ALONE = re.compile(r"\+?[0-9]+")
_SEPARATORS = re.compile(r"[\s.\-‑]")
_PHONE_SEPARATORS = re.compile(r"[\s.\-‑–_/()·]")
_VAT = re.compile(r"FR\s?([0-9]{2}(?:[\s.]*[0-9]){9})", re.IGNORECASE)
_RNA = re.compile(r"\bW(?:[\s.\-]*[0-9]){9}(?![0-9])", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?:CP\s*:?|F-|FR-)?\s*([0-9]{2}[\s.]?[0-9]{3})(?:\s*[-,]?\s*(?!.*[0-9]{3})[^0-9].*)?", re.IGNORECASE
)
_FRENCH_PHONE = re.compile(r"(?:(?:\+|00)?33)?0?([1-9][0-9]{8})")
_BEFORE_A_PHONE = re.compile(r"[^0-9+(]*")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)


def in_full(text: str) -> str | None:
    """`77567227200019` of `7,7567227200019E+13`; `None` when digits are lost, as in `7,75672E+13`."""
    if not _SCIENTIFIC.fullmatch(text):
        return text
    number = Decimal(text.replace(",", "."))
    exponent = number.as_tuple().exponent
    return str(int(number)) if isinstance(exponent, int) and exponent <= 0 and number == int(number) else None


def compact(text: str) -> str:
    """Digits without the spaces, dots and hyphens one writes between them; any other text as it stands."""
    digits = _SEPARATORS.sub("", text)
    return digits if _DIGITS_ALONE.fullmatch(digits) else text


def siren(text: str) -> Number:
    """Also of a number of VAT or of a SIRET: their key holds, and the SIREN is a part of them."""
    number = _run(text)
    if _is_written(number, 9, text):
        return number, ""
    if vat := _VAT.search(text):
        number = tva.compact(vat[1])[2:] if tva.is_valid(vat[1]) else ""
    elif len(number) == 14 and siret_number.is_valid(number):
        number = number[:9]
    number = number.zfill(9) if len(number) == 8 else number
    return (number, siren_number.format(number)) if siren_number.is_valid(number) else (compact(text), "")


def siret(text: str) -> Number:
    number = _run(text)
    if _is_written(number, 14, text):
        return number, ""
    number = number.zfill(14) if len(number) == 13 else number
    return (number, siret_number.format(number)) if siret_number.is_valid(number) else (compact(text), "")


def rna(text: str) -> Number:
    found = _RNA.findall(text) if len(text) <= LONGEST_NUMBER else []
    number = f"W{_NOT_DIGIT.sub('', found[0])}" if len(found) == 1 else ""
    return (number, _told(text, number)) if number else (text, "")


def postcode(text: str) -> Number:
    found = _POSTCODE.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    number = compact(found[1]) if found else ""
    return (number, _told(text, number)) if number else (compact(text), "")


def telephone(text: str) -> Number:
    digits = _PHONE_SEPARATORS.sub("", _BEFORE_A_PHONE.sub("", text, count=1)) if len(text) <= LONGEST_NUMBER else ""
    if french := _FRENCH_PHONE.fullmatch(digits):
        number = f"0{french[1]}"
        return number, _told(text, number, " ".join(re.findall("..", number)))
    return compact(text), ""


def _run(text: str) -> str:
    """The digits of the only number in a text, or nothing."""
    runs = _RUN.findall(text) if len(text) <= LONGEST_NUMBER else []
    return _NOT_DIGIT.sub("", runs[0]) if len(runs) == 1 else ""


def _is_written(number: str, length: int, text: str) -> bool:
    """Whether the text is that number and spaces; whether its key is right is the checks' to say."""
    return len(number) == length and number == "".join(text.split())


def _told(text: str, number: str, written: str = "") -> str:
    """Spaces are nothing to tell."""
    return "" if "".join(text.split()) == number else written or number
