"""`python -m tests.manglings` prints what is read of each mangling saved by each program; exit code 1 if unexpected."""

from __future__ import annotations

import sys
from collections import Counter

from tests.manglings.listed import MANGLINGS
from tests.manglings.reading import PROGRAMS, available, outcomes, verdict


def main() -> None:
    programs = [program for program in PROGRAMS if available(program)]
    read = {program: outcomes(program) for program in programs}
    print(f"| mangling | {' | '.join(programs)} | what is said |")
    print("|---" * (len(programs) + 2) + "|")
    counts = {program: Counter[str]() for program in programs}
    for number, mangling in enumerate(MANGLINGS):
        verdicts = [verdict(mangling, read[program][number]) for program in programs]
        for program, said_of in zip(programs, verdicts, strict=True):
            counts[program][said_of.partition(" ")[0].rstrip(":")] += 1
        print(f"| {mangling.name} | {' | '.join(verdicts)} | {' '.join((*mangling.notes, *mangling.difference))} |")
    for program in programs:
        print(program, dict(counts[program]))
    if any("UNEXPECTED" in counted for counted in counts.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
