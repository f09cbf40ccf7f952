"""Briefs of entries built in memory, before any of them is a file."""

from typing import Any

from ose_batch.charter.rules import Rules
from ose_batch.documents import plan
from ose_batch.model import DocumentPlan, Entry
from tests.dossiers import RULES
from tests.entries import ISSUER


def note(entry: Entry, rules: Rules = RULES) -> DocumentPlan:
    return plan.note(entry, rules, ISSUER)


def reading(entry: Entry, code: str) -> dict[str, Any]:
    return next(dict(one) for one in note(entry).words["readings"] if one["code"] == code)
