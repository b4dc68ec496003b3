"""24 h of a busy hall in accelerated time: 5,000 sessions at one window that is never restarted, 500 at its neighbour,
which is killed −9 every fifth session; no network for half the day, and a centre that misbehaves half of the rest.

At the end the centre's database is audited against what the windows' business systems were told. Then what the first
window's terminal takes in the last quarter of the day is held against the first; the quarters are alike in outages.
Scaled by 120: the terminal's backoff, pace, heartbeat and running time (a day of retention passes), and a citizen's
time-outs by about as much. Not scaled: the disk, HTTP and its time-outs (1 s), Retry-After, the guard of the faces,
upkeep's looks (20 and 60 s: the log grows longer between two of them than it would in a hall).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from figures import ratio_line

sys.path.insert(0, str(Path(__file__).parents[1] / "soak"))

from gauges import growth  # found by the line above
from hall_day import Day
from soak import Report, live

DAY = Day(sessions=5000, neighbour=10, kill=5, quarters=4, seed=20261123)
SHOWN = 20


def say(report: Report) -> None:
    """Facts first, then figures."""
    for fault in report.faults[:SHOWN]:
        print(f"FAULT {fault}")
    if len(report.faults) > SHOWN:
        print(f"… and {len(report.faults) - SHOWN} more")
    fates = ", ".join(f"{number} {fate}" for fate, number in report.fates().most_common())
    print(f"{len(report.told)} sessions: {fates}; {report.kills} × kill −9")
    rated = report.fates()["rated"]
    print(f"at the centre: {rated} ratings expected, {report.ratings} there, {len(report.faults)} faults")
    print(f"{report.again} came more than once, {report.parked} were parked, {report.offline} given while it was away")
    print(f"network away for {report.away:.0%} of the time; {report.seconds / 60:.1f} min in all")
    for one in growth(report.samples):
        print(ratio_line(f"{one.what}, last quarter / first", one.last, one.first, one.limit, one.unit))


def main() -> int:
    """One day; 1 where the audit found something."""
    folder = Path(tempfile.mkdtemp(prefix="hcp-soak-"))  # short: a socket lies in it
    report = live(DAY, folder, lambda line: print(line, file=sys.stderr, flush=True))
    say(report)
    if report.faults:
        print(f"kept for a look: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
