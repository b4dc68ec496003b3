"""Room kept back on the disk, so that ratings are still taken and settled when something else has filled it.

A file that is really allocated (fallocate, not a hole). It is given up in pieces, each when a write has met a full
disk, and made whole again when there is room.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

SIZE = 32 * 2**20
"""Bytes: the log may grow to 16 MiB, and the other 16 hold some 4,000 ratings of 4 KiB with all their rows: more than
a week of one counter, long enough for a technician to come."""
PIECE = 4 * 2**20
"""Given up at once: more than any single transaction of ours writes, little enough that a program which eats all it
finds does not get everything."""


class Reserve:
    """The file at `path`. Whoever calls has the store's mutex."""

    def __init__(self, path: Path, size: int = SIZE) -> None:
        self._path = path
        self._wanted = size

    @property
    def left(self) -> int:
        """Bytes that are really there; 0 where none was made yet."""
        try:
            return os.stat(self._path).st_blocks * 512
        except OSError:
            return 0

    @property
    def size(self) -> int:
        """Bytes it should have: on a small disk an eighth of it."""
        try:
            disk = os.statvfs(self._path.parent)
        except OSError:
            return self._wanted
        return min(self._wanted, disk.f_blocks * disk.f_frsize // 8)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was given up; False also before it is made."""
        return self.left >= self.size

    def give_up(self) -> bool:
        """Let go of a piece; False where nothing is left."""
        left = self.left
        if left == 0:
            return False
        try:
            fd = os.open(self._path, os.O_RDWR)
        except OSError:
            return False
        try:
            os.ftruncate(fd, max(0, left - PIECE))
            os.fsync(fd)  # ext4 hands freed blocks out again only after it has committed that they are free
        except OSError:
            return False
        finally:
            os.close(fd)
        return True

    def restock(self) -> bool:
        """Make it whole where twice as much is free as is missing; whether it is whole now."""
        left, size = self.left, self.size
        if left >= size:
            return True
        try:
            disk = os.statvfs(self._path.parent)
            if disk.f_bavail * disk.f_frsize < 2 * (size - left):
                return False
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return False
        try:
            os.posix_fallocate(fd, 0, size)
            os.fsync(fd)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(fd, left)
            return False
        finally:
            os.close(fd)
        return True
