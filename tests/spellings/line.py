"""A line: what is typed, what is understood (a `Trouble` when it is not), and how the sender is told it was understood,
where that differs from what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from ose_batch.forms.values import Raw
from ose_batch.model import Trouble, Value

Line = tuple[Raw, Value | Trouble] | tuple[Raw, Value | Trouble, str]
Fields = Mapping[str, tuple[Line, ...]]
"""By the key of the field."""

NBSP, NARROW = "\u00a0", "\u202f"
