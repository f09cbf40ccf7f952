"""Addresses of e-mail: what is not one is left out or refused, never mended."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_LONGEST, _LONGEST_LOCAL = 254, 64
"""Characters (RFC 5321, 4.5.3.1)."""
_ENCODED = "=?"
"""Begins what mail programs decode into another text (RFC 2047)."""
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")


def is_address(text: str) -> bool:
    """Whether `text` is one plain address: ASCII, a domain with a dot, no name, comment or quoting around it."""
    if len(text) > _LONGEST or text.find("@") > _LONGEST_LOCAL or _ENCODED in text:
        return False
    return _ADDRESS.fullmatch(text) is not None


def named(text: str) -> tuple[str, str] | None:
    """Name and address of `Nom <adresse>` or of a bare address; `None` when it is neither."""
    found = _NAMED.fullmatch(text.strip())
    name, address = (found[1].strip().strip('"'), found[2].strip()) if found else ("", text.strip())
    return (name, address) if is_address(address) else None
