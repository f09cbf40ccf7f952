"""What is an address of e-mail, and what is none."""

from __future__ import annotations

import pytest

from ose_batch.address import named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ose@cress.example", ("", "ose@cress.example")),
        ("CRESS Pays de la Loire <ose@cress.example>", ("CRESS Pays de la Loire", "ose@cress.example")),
        ('"CRESS, OSE" <ose@cress.example>', ("CRESS, OSE", "ose@cress.example")),
        ("<ose@cress.example>", ("", "ose@cress.example")),
        ("=?utf-8?q?ose?=@cress.example", None),
        ("ose@cress", None),
        ("ose@@cress.example", None),
        (".ose@cress.example", None),
        ("o..se@cress.example", None),
        ("ose@-cress.example", None),
        ("ose@cress.example.", None),
        ("ose@cress.example\nBcc: x@y.fr", None),
        ("a" * 65 + "@cress.example", None),
        ("a@" + "b." * 130 + "fr", None),
        ("", None),
    ],
)
def test_named_addresses(text: str, expected: tuple[str, str] | None) -> None:
    assert named(text) == expected
