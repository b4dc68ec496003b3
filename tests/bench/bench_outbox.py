"""What an outbox call costs beside the same work by hand, interleaved call by call in one run, on one disk.

Yardsticks: raw sqlite3 (WAL, synchronous=FULL) on the same tables and indexes, which makes the same canonical JSON and
chain by itself; sqlite-utils as it comes, on the same tables; persist-queue's SQLiteAckQueue. Checkpoints: ours between
the calls, as upkeep does; raw's in its commits, as SQLite does.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from figures import MICRO, median, ratio_line, timed
from persistqueue import SQLiteAckQueue
from sqlite_utils import Database
from yardsticks import Raw, dumps, fill, new_id, record

from offline_queue import Answered, Delivered, Drain, Envelope, FateEnvelope, Outbox, Outcome
from offline_queue.upkeep import LONG_LOG

WARM_UP = 200  # until both logs have their length
ROUNDS = 1500
UTILS_ROUNDS = 300
BATCH = 100
BATCHES = 15
PHASES = 12
PHASE_HOLDS = 80
BACKLOG = 200_000
CENTRE_SECONDS = 0.005
"""What a request takes at least to a centre in the next room; further away the drain is in the way even less."""


def alternate(times: dict[str, list[float]], turn: int, **works: Callable[[], object]) -> None:
    """Time each of them, a different one first in each turn."""
    names = list(works)
    for name in names[turn % len(names) :] + names[: turn % len(names)]:
        times.setdefault(name, []).append(timed(works[name]) * MICRO)


def checkpoint(outbox: Outbox) -> None:
    """As upkeep does, apart from any call that is timed."""
    if outbox.log_pages() >= LONG_LOG:
        outbox.checkpoint()


def opened(path: Path) -> Outbox:
    """An outbox with an identity."""
    outbox = Outbox(path)
    outbox.begin("CQ-YB-0031-07", 1)
    return outbox


def hold_and_release(folder: Path) -> None:
    """Ours and raw."""
    outbox, raw = opened(folder / "ours.db"), Raw(folder / "raw.db")
    hold: dict[str, list[float]] = {}
    release: dict[str, list[float]] = {}
    for turn in range(ROUNDS + WARM_UP):
        key = new_id()
        told = record(key)
        alternate(
            hold, turn,
            ours=lambda: outbox.hold(key, None, (key, 1, 1), told),  # noqa: B023 - called at once
            raw=lambda: raw.hold(key, told),  # noqa: B023
        )  # fmt: skip
        alternate(release, turn, ours=lambda: outbox.release(key, told), raw=lambda: raw.release(key, told))  # noqa: B023
        checkpoint(outbox)
    outbox.close()
    raw.db.close()
    for name, times in (("hold", hold), ("release", release)):
        ours, yardstick = median(times["ours"][WARM_UP:]), median(times["raw"][WARM_UP:])
        print(ratio_line(f"{name}, p50 / raw sqlite3 WAL+FULL", ours, yardstick, 1.15, "µs"), flush=True)


def hold_beside_sqlite_utils(folder: Path) -> None:
    """Ours and `insert` of sqlite-utils into the same table, with its default journal (DELETE: not even durable)."""
    outbox = opened(folder / "ours-2.db")
    Outbox(folder / "utils.db").close()  # for the tables and indexes
    plain = Database(folder / "utils.db")
    plain.execute("PRAGMA journal_mode = DELETE")
    times: dict[str, list[float]] = {}
    for turn in range(UTILS_ROUNDS + WARM_UP):
        key = new_id()
        told = record(key)
        case = {"project_no": key, "service_number": 1, "assess_number": 1}
        alternate(
            times, turn,
            ours=lambda: outbox.hold(key, None, (key, 1, 1), told),  # noqa: B023 - called at once
            utils=lambda: plain.table("ratings").insert(
                {"id": key, **case, "state": "held", "record": dumps(told)}  # noqa: B023
            ),
        )  # fmt: skip
        checkpoint(outbox)
    outbox.close()
    plain.close()
    ours, yardstick = median(times["ours"][WARM_UP:]), median(times["utils"][WARM_UP:])
    print(ratio_line("hold, p50 / sqlite-utils as it comes", ours, yardstick, 1 / 3, "µs"), flush=True)


def claim_and_settle(folder: Path) -> None:
    """A batch of 100, ours and persist-queue's."""
    outbox = opened(folder / "ours-3.db")
    peer = SQLiteAckQueue(str(folder / "ack"))
    for _ in range(BATCHES * BATCH):
        key = new_id()
        outbox.hold(key, None, (key, 1, 1), record(key))
        outbox.release(key)
        peer.put(dumps(record(key)))
    claim: dict[str, list[float]] = {}
    settle: dict[str, list[float]] = {}
    for turn in range(BATCHES):
        sent: list[Envelope] = []
        items: list[bytes] = []
        alternate(
            claim, turn,
            ours=lambda: sent.extend(outbox.claim(BATCH)),  # noqa: B023 - called at once
            peer=lambda: items.extend(peer.get() for _ in range(BATCH)),  # noqa: B023
        )  # fmt: skip
        alternate(
            settle, turn,
            ours=lambda: outbox.settle(sent, {one.key: Delivered("N") for one in sent}),  # noqa: B023
            peer=lambda: [peer.ack(item) for item in items],  # noqa: B023
        )  # fmt: skip
    assert outbox.status().delivered == BATCHES * BATCH
    outbox.close()
    peer.close()
    for name, times, limit in (("claim", claim, 1 / 10), ("settle", settle, 1 / 12)):
        what = f"{name} of {BATCH} / persist-queue's SQLiteAckQueue"
        print(ratio_line(what, median(times["ours"]), median(times["peer"]), limit, "µs"), flush=True)


class Centre:
    """A courier that takes everything, after the time a request takes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def carry(self, envelopes: Sequence[Envelope], /) -> Outcome:
        """Delivered, all of them."""
        time.sleep(self.seconds)
        return Answered({one.key: Delivered("N") for one in envelopes})

    def carry_fates(self, fates: Sequence[FateEnvelope], /) -> Outcome:
        """There are none."""
        return Answered({})

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        """Nobody asks."""
        return None

    def pause(self) -> float:
        """No budget."""
        return 0.0


def hold_while_draining(folder: Path) -> None:
    """Phases with the drain at work and phases without it, on one file."""
    fill(folder / "ours-4.db", BACKLOG)
    outbox = opened(folder / "ours-4.db")
    draining, stop = threading.Event(), threading.Event()
    drain = Drain(outbox, Centre(CENTRE_SECONDS), allowed=draining.is_set, rng=lambda: 0.0)
    thread = threading.Thread(target=drain.run, args=(stop,), daemon=True)
    thread.start()
    times: dict[bool, list[float]] = {True: [], False: []}
    for phase in range(PHASES):
        before = outbox.status().delivered
        if phase % 2:
            draining.set()
            drain.wake()
        while phase % 2 and outbox.status().delivered == before:
            time.sleep(0.001)
        for _ in range(PHASE_HOLDS):
            key = new_id()
            told = record(key)
            times[bool(phase % 2)].append(timed(lambda: outbox.hold(key, None, (key, 1, 1), told)) * MICRO)  # noqa: B023
            time.sleep(0.001)  # nobody taps without a pause
        if phase % 2:
            assert outbox.status().unsent, "the backlog must last"
        draining.clear()
        while drain.state not in {"shut", "idle"}:
            drain.wake()
            time.sleep(0.001)
        checkpoint(outbox)
    stop.set()
    drain.wake()
    thread.join()
    outbox.close()
    print(ratio_line("hold while draining, p50 / while not", median(times[True]), median(times[False]), 1.3, "µs"))


def main() -> int:
    """All of them, on the disk of the directory named, or of the temporary one."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None)))
        hold_and_release(folder)
        hold_beside_sqlite_utils(folder)
        claim_and_settle(folder)
        hold_while_draining(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
