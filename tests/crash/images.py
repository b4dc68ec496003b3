"""Power cuts on a real ext4: the file under its loop device is copied, the copy is mounted and judged.

What ext4 still has in memory is not in the copy. The worker stands still meanwhile, wherever it was: a copy of many
moments would be a state that no disk ever had.
"""

from __future__ import annotations

from random import Random

from .audit import audit
from .ground import LoopDisk, lay_out, workplace
from .lives import Result, Running, arguments
from .promises import Promises

A_LIFE = 25  # images of one life
WORDS = 60  # said between two images, at most


def campaign(count: int, seed: int, mode: str = "wal-full") -> Result:
    """So many images; every other life begins on an image of the one before."""
    result, chance = Result("block images", mode), Random(seed)
    content: bytes | None = None
    promises = Promises()
    with workplace() as place:
        while result.states < count:
            if content is None:
                promises = Promises()
            life = chance.getrandbits(32)
            disk = LoopDisk(place / "disk", content)
            # commit=1: ext4 writes its own journal every second as well, not only where it is told to.
            with disk.mounted(*(["commit=1"] if chance.random() < 0.5 else [])) as point:
                worker = Running(arguments(point / "outbox.db", life, mode), promises, mode)
                try:
                    for number in range(min(A_LIFE, count - result.states)):
                        worker.until(chance.randint(1, WORDS))
                        worker.stop()
                        image, due = disk.snapshot(), promises.now()
                        left = lay_out(LoopDisk(place / "copy", image).files(), place / "state")
                        fine = result.judged(f"life {life}, image {number}", audit(left, due), due.said)
                        worker.go_on()
                finally:
                    worker.kill()
            content, promises = (image, due) if fine and content is None else (None, promises)
    return result
