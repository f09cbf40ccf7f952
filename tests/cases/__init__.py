"""Every criterion of the charter with every answer it declares."""

from tests.cases.first import P1_TO_P3
from tests.cases.last import P4_TO_ID

CASES = (*P1_TO_P3, *P4_TO_ID)
