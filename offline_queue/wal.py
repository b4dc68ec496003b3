"""The write-ahead log as a file: how much of it is in use, and room for it laid out beforehand.

SQLite tells the length only together with a checkpoint. A log is used again from its beginning once all of it is in the
database, so its file's size says nothing. What counts are the frames with the salt of the log's present header
(https://sqlite.org/fileformat2.html#walformat); those stand at the front. Nothing is locked on this file: to open and
close it takes no lock of SQLite's away.
"""

from __future__ import annotations

import os
from pathlib import Path

_HEADER = 32
_FRAME_HEADER = 24
_PAGE = 4096


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


def lengthened(path: Path, pages: int, at_most: int) -> int | None:
    """Append zeros, not yet flushed, until `pages` fit into the log at `path`, `at_most` bytes a call → a descriptor
    to flush and close; None where they fit. Whoever calls keeps SQLite from writing meanwhile. OSError.

    A file that grows has its new length flushed with every commit, which costs more than the commit; one that is long
    enough has not. SQLite reads a log up to the first frame without the salt of its header, so zeros are no frames.
    """
    fd = os.open(path, os.O_WRONLY)
    try:
        length = os.fstat(fd).st_size
        missing = _HEADER + pages * (_FRAME_HEADER + _PAGE) - length
        if missing > 0:
            os.pwrite(fd, bytes(min(missing, at_most)), length)
            return fd
    except BaseException:
        os.close(fd)
        raise
    os.close(fd)
    return None
