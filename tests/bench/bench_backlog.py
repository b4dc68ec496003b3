"""A million unsent ratings beside a hundred: what a terminal pays that has long been without a network; warm, medians.

Peer for opening: persist-queue's SQLiteAckQueue with as many rows, which counts them.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from figures import MICRO, MILLI, bound_line, median, ratio_line, timed
from persistqueue import SQLiteAckQueue
from yardsticks import dumps, fill, new_id, record

from offline_queue import Outbox

ROWS = 1_000_000
FEW = 100
BATCH = 100
ROUNDS = 300
OPENINGS = 5
ASIDE = 1_000
"""Ratings that wait on their own at the front: a hall whose case numbers arrive late."""


def fill_peer(folder: Path, rows: int) -> None:
    """The same number in a SQLiteAckQueue, by SQL."""
    SQLiteAckQueue(str(folder)).close()
    db = sqlite3.connect(folder / "data.db")
    db.execute(
        "INSERT INTO ack_queue_default(data, timestamp, status)"
        " WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ?) SELECT ?, 1.0, 1 FROM k",
        (rows, pickle.dumps(dumps(record(new_id())))),
    )
    db.commit()
    db.close()


def calls(many: Outbox, few: Outbox) -> None:
    """Claim, hold and what people ask, call by call on both."""
    times: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(seconds * MICRO)

    for turn in range(ROUNDS):
        for name, outbox in (("many", many), ("few", few))[:: 1 if turn % 2 else -1]:
            key = new_id()
            told = record(key)
            note(f"hold, {name}", timed(lambda: outbox.hold(key, None, (key, 1, 1), told)))  # noqa: B023 - at once
            assert outbox.withdraw(key)
            note(f"claim, {name}", timed(lambda: outbox.claim(BATCH)))  # noqa: B023
            note(f"status, {name}", timed(outbox.status))
            note(f"is_rated, {name}", timed(lambda: outbox.is_rated((key, 1, 1))))  # noqa: B023
            if outbox.log_pages() > 1000:
                outbox.checkpoint()
    typical = {name: median(found) for name, found in times.items()}
    print(
        ratio_line(
            f"claim of {BATCH}, {ROWS:,} unsent / {FEW}", typical["claim, many"], typical["claim, few"], 1.5, "µs"
        )
    )
    print(ratio_line(f"hold, {ROWS:,} unsent / {FEW}", typical["hold, many"], typical["hold, few"], 1.3, "µs"))
    print(bound_line("age of the oldest (told by status)", typical["status, many"], 200, "µs"))
    print(bound_line("status", typical["status, many"], 1000, "µs"))
    print(ratio_line("is this case rated", typical["is_rated, many"], typical["is_rated, few"], 1.5, "µs"))
    aside = {one.key for one in many.claim(ASIDE)}
    passing = median([timed(lambda: many.claim(BATCH, aside)) * MILLI for _ in range(20)])
    print(bound_line(f"claim of {BATCH} behind {ASIDE:,} that wait on their own", passing, 5, "ms"), flush=True)


def openings(path: Path, peer: Path) -> None:
    """Open, as after a clean end."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(OPENINGS):
        begun: list[Outbox] = []
        ours.append(timed(lambda: begun.append(Outbox(path))) * MILLI)  # noqa: B023 - called at once
        begun.pop().close()
        queues: list[SQLiteAckQueue] = []
        theirs.append(timed(lambda: queues.append(SQLiteAckQueue(str(peer)))) * MILLI)  # noqa: B023
        queues.pop().close()
    what = f"open with {ROWS:,} unsent / persist-queue's SQLiteAckQueue"
    print(ratio_line(what, median(ours), median(theirs), 1 / 50, "ms"))


def main() -> int:
    """On the disk of the directory named, or of the temporary one; takes 2 GB there."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as directory:
        folder = Path(directory)
        if shutil.disk_usage(folder).free < 4 << 30:
            print(f"{folder}: 4 GB of room are needed; name another directory", file=sys.stderr)
            return 1
        fill(folder / "many.db", ROWS)
        fill(folder / "few.db", FEW)
        os.sync()  # else every flush below waits for the gigabyte just written
        with Outbox(folder / "many.db") as many, Outbox(folder / "few.db") as few:
            calls(many, few)
        fill_peer(folder / "peer", ROWS)
        openings(folder / "many.db", folder / "peer")
    return 0


if __name__ == "__main__":
    sys.exit(main())
