"""Importing the package beside importing what it would be easy to import: fresh processes, interleaved, medians."""

from __future__ import annotations

import subprocess
import sys

from figures import MILLI, median, ratio_line

ROUNDS = 15
YARDSTICK = "import sqlite_utils, requests"
OURS = "import offline_queue"
IN_USE = "from offline_queue import Outbox, Drain"


def seconds(statement: str) -> float:
    """What the statement takes in a process of its own."""
    code = f"import time; begun = time.perf_counter()\n{statement}\nprint(time.perf_counter() - begun)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """The package, and (for the record) what a program pays in the end that stores and sends."""
    taken: dict[str, list[float]] = {statement: [] for statement in (YARDSTICK, OURS, IN_USE)}
    for _ in range(ROUNDS):
        for statement, times in taken.items():
            times.append(seconds(statement) * MILLI)
    yardstick = median(taken[YARDSTICK])
    print(ratio_line(f"{OURS} / {YARDSTICK}", median(taken[OURS]), yardstick, 0.35, "ms"))
    print(f"  {IN_USE}: {median(taken[IN_USE]):.1f} ms = {median(taken[IN_USE]) / yardstick:.2f} ×")


if __name__ == "__main__":
    main()
