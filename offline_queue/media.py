"""Pictures of the hall's notices: files named by what is in them, whole or not there, and the first to go for room.

A file's name is the SHA-256 of its bytes, so whatever has that name is what the configuration asked for, and one that
is here is never fetched again. Nothing here looks into a picture.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Collection
from hashlib import file_digest, sha256
from pathlib import Path

from .flush import flush

log = logging.getLogger(__name__)

LONGEST = 50 * 2**20
"""Bytes of one file; the contract's bound."""
ROOM = 128 * 2**20
"""Bytes that must stay free beside a file that is fetched. The reserve is made whole again when twice its 32 MiB are
free; pictures stop coming long before, so that a disk that has just shed them does not fetch them at once."""
_NAME = re.compile(r"[0-9a-f]{64}")
_PART = ".part-"


class Media:
    """The files in `directory`, which is made when first needed. Any thread may use it, one at a time receives.

    `on_shed()` is called when files went to make room, by whoever needed it; it must not block.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._whole: dict[str, int] = {}  # digest → length, of those looked through since the start
        self._shed = 0
        self.on_shed: Callable[[], None] = lambda: None

    def path(self, digest: str) -> Path | None:
        """Where the file with this content is; None where it is not, or no longer what it was (then it goes)."""
        path = self._named(digest)
        try:
            size = path.stat().st_size
            if self._whole.get(digest) == size:
                return path
            with path.open("rb") as file:
                whole = file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            return None
        if not whole:
            log.error("a notice's file is damaged and counts as absent")
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        self._whole[digest] = size
        return path

    def has_room(self) -> bool:
        """Whether another file may be fetched without taking what ratings may need."""
        directory = self._directory if self._directory.exists() else self._directory.parent
        try:
            disk = os.statvfs(directory)
        except OSError:
            return False
        return disk.f_bavail * disk.f_frsize >= ROOM + LONGEST

    def receive(self, digest: str) -> Incoming:
        """A file on its way in, as a context; OSError where none can be begun."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Incoming(self, self._named(digest))

    def keep_only(self, digests: Collection[str]) -> None:
        """Remove every other file, and what was left half received. Not while one is being received."""
        with contextlib.suppress(OSError):
            for path in list(self._directory.iterdir()):
                if path.name not in digests:
                    path.unlink(missing_ok=True)
                    self._whole.pop(path.name, None)

    def shed(self) -> bool:
        """Make room: all go, they can be had again. Whether any went."""
        gone = False
        with self._lock:
            self._shed += 1
            with contextlib.suppress(OSError):
                for path in list(self._directory.iterdir()):
                    path.unlink(missing_ok=True)
                    gone = True
        if gone:
            with contextlib.suppress(OSError):
                flush(self._directory)  # some file systems hand freed room out again only after that
            self.on_shed()
        return gone

    def _named(self, digest: str) -> Path:
        if not _NAME.fullmatch(digest):
            raise ValueError("a file is named by 64 hexadecimal digits")
        return self._directory / digest


class Incoming:
    """A file being received; gone when the context is left, unless it has landed."""

    def __init__(self, media: Media, path: Path) -> None:
        self._media, self._path = media, path
        self._digest = sha256()
        self._shed = media._shed
        self.size = 0
        self.fault: str | None = None  # why it will not land, in a phrase

    def __enter__(self) -> Incoming:
        fd, part = tempfile.mkstemp(dir=self._path.parent, prefix=_PART)
        self._part = Path(part)
        self._file = os.fdopen(fd, "wb")
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def write(self, piece: bytes) -> bool:
        """Take the next bytes; False, with a `fault`, where no more of them are wanted. Never raises OSError."""
        self.size += len(piece)
        if self.size > LONGEST:
            self.fault = f"is larger than {LONGEST // 2**20} MiB"
        elif self._shed != self._media._shed:
            self.fault = "had to make room on the disk"
        else:
            self._digest.update(piece)
            try:
                self._file.write(piece)
            except OSError as error:
                self.fault = f"cannot be kept ({error.strerror})"
        return self.fault is None

    def land(self) -> bool:
        """Put it under its name, for good; False, with a `fault`, where it is not what that name says."""
        if self.fault is None and self._digest.hexdigest() != self._path.name:
            self.fault = "is not what its sha256 says"
        if self.fault is not None:
            return False
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            with self._media._lock:
                # Shed meanwhile, the name is gone and this fails, as it should.
                os.replace(self._part, self._path)
            flush(self._path.parent)
        except OSError as error:
            self.fault = f"cannot be kept ({error.strerror})"
            return False
        return True
