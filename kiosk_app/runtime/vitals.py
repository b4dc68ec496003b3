"""What a heartbeat says of the machine: disk and memory."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

MIB = 1 << 20


def disk_free_mib(directory: Path) -> int:
    """MiB that an ordinary user can still write there; 0 where that cannot be told."""
    with contextlib.suppress(OSError):
        found = os.statvfs(directory)
        return found.f_bavail * found.f_frsize // MIB
    return 0


def memory_mib() -> int:
    """MiB of memory this process holds; 0 where that cannot be told."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // MIB
    return 0
