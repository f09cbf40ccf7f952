"""Runs a module as `python -m` does and writes what its process cost: `measured.py REPORT MODULE [ARGUMENT…]`.

The report is JSON: `cpu_s`, user and system seconds from the start of the interpreter; `peak_mb`, or null where the
platform does not tell. Linux counts in the peak what the parent held when it started this process: it has to be light.
"""

from __future__ import annotations

import json
import runpy
import sys
import time
from pathlib import Path


def peak_mb() -> float | None:
    """Most memory this process ever held."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(report: str, module: str, *arguments: str) -> None:
    sys.argv[1:] = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        cost = {"cpu_s": time.process_time(), "peak_mb": peak_mb()}
        Path(report).write_text(json.dumps(cost), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
