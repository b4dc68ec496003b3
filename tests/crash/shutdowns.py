"""Power cuts on a real ext4, by its own ioctl: the file system ends at once, and what it had not written is gone."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path
from random import Random

from .audit import audit
from .ground import LoopDisk, lay_out, workplace
from .lives import Result, Running, arguments
from .promises import Promises

EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32), linux/fs/ext4/ext4.h
NOLOGFLUSH, LOGFLUSH = 2, 1  # without, and with the journal's last part; 0 would write everything first
WORDS = 200  # said before it, at most


def campaign(count: int, seed: int, mode: str = "wal-full") -> Result:
    """So many shutdowns, under a worker that stands still or that runs into it; two or three on each disk."""
    result, chance = Result("file-system shutdowns", mode), Random(seed)
    content: bytes | None = None
    promises = Promises()
    with workplace() as place:
        while result.states < count:
            if content is None or chance.random() < 0.4:
                content, promises = None, Promises()
            disk = LoopDisk(place / "disk", content)
            life, how = chance.getrandbits(32), chance.choice((NOLOGFLUSH, NOLOGFLUSH, LOGFLUSH))
            with disk.mounted() as point:
                worker = Running(arguments(point / "outbox.db", life, mode), promises, mode)
                try:
                    worker.until(chance.randint(1, WORDS))
                    still = chance.random() < 0.7
                    if still:
                        worker.stop()
                    promises.healthy = False
                    shut_down(point, how)
                    if not still:
                        worker.wait()  # refused everything, it gives up
                finally:
                    worker.kill()
                content = disk.snapshot()  # before the unmounting, which must not mend anything
            promises.healthy = True
            faults = audit(lay_out(LoopDisk(place / "copy", content).files(), place / "state"), promises)
            if not result.judged(
                f"life {life}, {'stopped' if still else 'running'}, flags {how}", faults, promises.said
            ):
                content = None
    return result


def shut_down(point: Path, flags: int) -> None:
    """End the file system mounted there."""
    fd = os.open(point, os.O_RDONLY)
    try:
        fcntl.ioctl(fd, EXT4_IOC_SHUTDOWN, struct.pack("I", flags))
    finally:
        os.close(fd)
