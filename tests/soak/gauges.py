"""What a process and its files take, looked at from outside, and how the end of a day compares with its beginning."""

from __future__ import annotations

import contextlib
import os
import statistics
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.5
SETTLED = 0.01
"""Of the day: until then threads and connections are made that a terminal has from its first session on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look. Sizes in KiB; `progress` 0 … 1 of the day."""

    progress: float
    resident: int
    descriptors: int
    threads: int
    database: int
    log: int
    shelf: int


def look(progress: float, pid: int, state_dir: Path) -> Sample:
    """Now; OSError where the process has gone."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Sample(
        progress,
        resident=int(status["VmRSS"].split()[0]),
        descriptors=len(os.listdir(f"/proc/{pid}/fd")),
        threads=int(status["Threads"]),
        database=_kib(state_dir / "outbox.db"),
        log=_kib(state_dir / "outbox.db-wal"),
        shelf=sum(_kib(path) for path in (state_dir / "shelf").rglob("*")),
    )


def _kib(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size // 1024
    return 0


class Gauges:
    """`with Gauges(look)`: samples from a thread of its own; a look that fails is left out."""

    def __init__(self, look: Callable[[], Sample]) -> None:
        self.samples: list[Sample] = []
        self._look = look
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gauges", daemon=True)

    def __enter__(self) -> Gauges:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            with contextlib.suppress(OSError, KeyError):  # a process that is just going has no VmRSS any more
                self.samples.append(self._look())


@dataclass(frozen=True, slots=True)
class Growth:
    """Of one gauge: in the last quarter and in the first."""

    what: str
    last: float
    first: float
    limit: float
    unit: str


# What leaks raises the fewest there ever are; the most is what outages happen to open at once. Of files, room counts.
# Three threads more are none that leaked: the counter interface fills its pool of four as calls happen to meet.
_GAUGES: tuple[tuple[str, str, Callable[[Sequence[float]], float], float, str], ...] = (
    ("resident", "resident memory, median", statistics.median, 1.1, "KiB"),
    ("descriptors", "descriptors, fewest", min, 1.0, "open"),
    ("threads", "threads, fewest", min, 1.25, "alive"),
    ("database", "outbox.db, largest", max, 1.1, "KiB"),
    ("log", "outbox.db-wal, largest", max, 1.1, "KiB"),
    ("shelf", "shelf, largest", max, 1.0, "KiB"),
)


def growth(samples: Sequence[Sample]) -> list[Growth]:
    """Every gauge; ValueError where a quarter has no sample."""
    first = [sample for sample in samples if SETTLED < sample.progress <= 0.25]
    last = [sample for sample in samples if sample.progress >= 0.75]
    if not first or not last:
        raise ValueError("the day was too short to be measured")
    return [
        Growth(what, middle([getattr(s, name) for s in last]), middle([getattr(s, name) for s in first]), limit, unit)
        for name, what, middle, limit, unit in _GAUGES
    ]
