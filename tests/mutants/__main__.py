"""`python -m tests.mutants 6000` counts what becomes of so many mutants, and lists what two readers read otherwise."""

from __future__ import annotations

import sys
from collections import Counter

from tests.mutants.verdict import sweep


def main(count: int) -> None:
    verdicts, failures = sweep(range(count))
    for said, times in Counter(verdict.said for verdict in verdicts).most_common():
        print(f"{times:6} {said}")
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    print(f"slowest {slowest.seconds:.2f} s ({slowest.name}), peak {max(v.peak for v in verdicts) / 2**20:.0f} MB")
    wrong = [verdict for verdict in verdicts if verdict.disagreement]
    print(f"{len(failures)} crashes or hangs, {len(wrong)} disagreements")
    for verdict in wrong[:60]:
        print("  ", verdict.name, "|", verdict.disagreement[:300])
    for failure in failures:
        print("  ", failure)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
