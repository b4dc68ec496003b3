"""Power cuts as a model: a life is recorded with strace, and crash states of its disk are built and judged.

Each recording begins where a crash of the one before left off, or on an empty disk; some lives have flushes that fail.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from .audit import audit
from .disk import Disk, Flush, Operation, Said
from .ground import gathered, lay_out, workplace
from .lives import Result, arguments, check_mode, live
from .promises import Promises
from .strace import OPTIONS, operations

A_LIFE = 100  # states of each recording
VISITS = 14  # of one life: some hundred promises and a dozen checkpoints


def campaign(count: int, seed: int, mode: str = "wal-full") -> Result:
    """So many crash states, of as many lives as it takes."""
    result, chance = Result("replayed crash states", mode), Random(seed)
    files: dict[str, bytes] = {}
    promises = Promises()
    with workplace() as place:
        while result.states < count:
            if not files or chance.random() < 0.3:
                files, promises = {}, Promises()
            life = chance.getrandbits(32)
            fails = chance.randint(5, 60) if chance.random() < 0.3 else 0
            recording = _recorded(place, files, life, mode, fails)
            states = min(A_LIFE, count - result.states)
            files, promises = _judge(result, place, files, promises, recording, states, Random(life), f"life {life}")
    return result


def _recorded(place: Path, files: dict[str, bytes], seed: int, mode: str, fails: int) -> list[Operation]:
    path, record = lay_out(files, place / "life"), place / "record"
    faults = ("-e", f"inject=fdatasync:error=EIO:when={fails}") if fails else ()
    tracer = ["strace", *OPTIONS, *faults, "-o", str(record)]
    heard = Promises()
    heard.healthy = not fails
    live([*tracer, *arguments(path, seed, mode, visits=VISITS)], heard, mode)
    assert not heard.contradictions, heard.contradictions
    with record.open(encoding="ascii") as lines:
        recording = operations(lines, str(path.parent), files)
    disk = Disk(files, Random(seed))
    for operation in recording:
        disk.happen(operation)
    if not fails:  # a flush that failed is only said to have failed: the real disk has it all
        real = {name: content for name, content in gathered(path.parent).items() if not name.endswith("-shm")}
        assert disk.complete() == real, "the recording has missed something"
    return recording


def _judge(
    result: Result,
    place: Path,
    files: dict[str, bytes],
    promises: Promises,
    recording: list[Operation],
    states: int,
    chance: Random,
    life: str,
) -> tuple[dict[str, bytes], Promises]:
    """Crash at so many points → a state among them that was good, and what had been promised by then."""
    disk, promises = Disk(files, chance), promises.now()
    promises.healthy = not any(isinstance(operation, Flush) and operation.failed for operation in recording)
    good: tuple[dict[str, bytes], Promises] = ({}, Promises())
    after_words = [point for point, operation in enumerate(recording, 1) if isinstance(operation, Said)]
    anywhere = range(1, len(recording) + 1)
    points = sorted(chance.choice(after_words if chance.random() < 0.3 else anywhere) for _ in range(states))
    at = 0
    keep = chance.randrange(states)
    for number, point in enumerate(points):
        for operation in recording[at:point]:
            disk.happen(operation)
            if isinstance(operation, Said):
                check_mode(operation.line, result.mode)
                promises.hear(operation.line)
        at = point
        left = disk.crashed()
        fine = result.judged(
            f"{life}, operation {point}", audit(lay_out(left, place / "state"), promises), promises.said
        )
        if fine and number >= keep:
            keep = states
            good = left, promises.now()
    return good
