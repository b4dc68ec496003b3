"""A life with one fault in it, at the first, the second, the third … call: the way of kills.py and refusals.py.

After the fault a copy of the file is judged, then a second life goes on with the file itself and that is judged too.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from .audit import audit
from .ground import gathered, lay_out, workplace
from .lives import Result, arguments, live
from .promises import Promises

VISITS = 4  # of one life: every deed is in it, and it is over in a moment


def calls(call: str, seed: int) -> int:
    """How often a life makes this system call."""
    with workplace() as place:
        record = place / "record"
        path = lay_out({}, place / "life")
        tracer = ["strace", "-f", "--seccomp-bpf", "-e", f"trace={call}", "-e", "signal=none", "-o", str(record)]
        live([*tracer, *arguments(path, seed, "wal-full", visits=VISITS)], Promises(), "wal-full")
        return record.read_text("ascii").count(f" {call}(")


def campaign(way: str, faults: Sequence[str], count: int | None, seed: int, mode: str, dies: bool) -> Result:
    """A life for each of those faults (as `strace -e inject=` takes them), or for so many of them."""
    result = Result(way, mode)
    deaths = (-signal.SIGKILL,) if dies else (0,)
    chosen = list(faults) if count is None else Random(seed).sample(list(faults), min(count, len(faults)))
    with workplace() as place, ThreadPoolExecutor(os.cpu_count()) as at_once:
        lives = at_once.map(
            lambda number: _life(place / str(number), chosen[number], seed, mode, deaths), range(len(chosen))
        )
        for fault, (found, refused, said) in zip(chosen, lives, strict=True):
            result.judged(f"seed {seed}, {fault}", found, said)
            result.refused += refused
    return result


def _life(place: Path, fault: str, seed: int, mode: str, deaths: Sequence[int]) -> tuple[list[str], int, int]:
    path, promises = lay_out({}, place / "life"), Promises()
    call = fault.partition(":")[0]
    # Without --seccomp-bpf: with it strace 6.1 injects errors, but no signals.
    tracer = ["strace", "-f", "-e", f"trace={call}", "-e", f"inject={fault}", "-o", os.devnull]
    promises.healthy = "error=" not in fault
    refused = live([*tracer, *arguments(path, seed, mode, visits=VISITS)], promises, mode, deaths)
    promises.healthy = True
    return list(_judged(path, place / "state", promises, seed)), refused, promises.said


def _judged(path: Path, copy: Path, promises: Promises, seed: int) -> Iterator[str]:
    yield from audit(lay_out(gathered(path.parent), copy), promises)
    live(arguments(path, seed + 1, "wal-full", visits=VISITS), promises, "wal-full")
    yield from (f"in the next life: {fault}" for fault in audit(path, promises))
