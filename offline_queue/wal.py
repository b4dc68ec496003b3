"""How long the write-ahead log is: SQLite tells it only together with a checkpoint.

A log is used again from its beginning once all of it is in the database, so its file's size says nothing. What counts
are the frames with the salt of the log's present header (https://sqlite.org/fileformat2.html#walformat); those stand
at the front. Nothing is locked on this file: to open and close it takes no lock of SQLite's away.
"""

from __future__ import annotations

import os
from pathlib import Path

_HEADER = 32
_FRAME_HEADER = 24


def log_pages(path: Path) -> int:
    """Pages in the log at `path`; 0 where there is none. It may be written meanwhile: then about so many."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return 0
    try:
        head = os.pread(fd, _HEADER, 0)
        if len(head) < _HEADER:
            return 0
        frame = _FRAME_HEADER + int.from_bytes(head[8:12], "big")
        # Between the last frame that is of this log and the first that is not.
        low, high = 0, (os.fstat(fd).st_size - _HEADER) // frame
        while low < high:
            middle = (low + high) // 2
            if os.pread(fd, 8, _HEADER + middle * frame + 8) == head[16:24]:
                low = middle + 1
            else:
                high = middle
        return low
    finally:
        os.close(fd)
