"""Mistakes that one can make in charter.toml: a name, what stands there, what is put in its place, what is said."""

from tests.mistakes.blocks import IN_BLOCKS
from tests.mistakes.criteria import IN_CRITERIA

MISTAKES = (*IN_BLOCKS, *IN_CRITERIA)
