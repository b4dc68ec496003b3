"""What a name needs besides the bytes behind it."""

from __future__ import annotations

import os
from pathlib import Path


def flush(path: Path) -> None:
    """A directory (a file's name is on the disk only once its directory is), or a file that another connection wrote,
    is on the disk when this returns; OSError."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
