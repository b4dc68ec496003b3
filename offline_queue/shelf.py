"""Wishes: the last good configuration and form. The newest wins; what is damaged counts as absent.

The files of the hall's notices lie in a folder beside them (`media.py`). One file a wish: a line of JSON
({"etag", "sha256"}), then the body as it came. It is replaced whole or not at all.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

from .errors import unwritable
from .flush import flush
from .media import Media

log = logging.getLogger(__name__)

_HEAD_LIMIT = 4096  # bytes; a longer first line is not ours
_MEDIA = ".media"  # their folder; no wish's file begins with a dot
_PART = "."  # how an unfinished write begins; no wish does (see _path)


class Shelf:
    """A directory of wishes; made where it is missing. Any thread may use it."""

    def __init__(self, directory: str | Path) -> None:
        self._directory = Path(directory)
        self.media = Media(self._directory / _MEDIA)
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._directory.glob(f"{_PART}*"):
                if not left.is_dir():
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(str(self._directory), error) from error

    def put(self, name: str, body: bytes, etag: str | None = None) -> None:
        """Store a wish for good: on the disk, with its directory, when this returns. OutboxUnusable if it cannot."""
        head = json.dumps({"etag": etag, "sha256": sha256(body).hexdigest()})
        path = self._path(name)
        try:
            fd, part = tempfile.mkstemp(dir=self._directory, prefix=_PART)
            try:
                with os.fdopen(fd, "wb") as file:
                    file.write(head.encode() + b"\n" + body)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(part)
                raise
            flush(self._directory)
        except OSError as error:
            raise unwritable(str(path), error) from error

    def get(self, name: str) -> tuple[bytes, str | None] | None:
        """(body, etag) of a wish, None where there is none or it is damaged (which is logged)."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.error("a file on the shelf cannot be read", extra={"wish": name, "errno": error.errno})
            return None
        head, _, body = content.partition(b"\n")
        try:
            if len(head) > _HEAD_LIMIT:
                raise ValueError("no head")
            told = json.loads(head)
            etag, digest = told["etag"], told["sha256"]
        except (ValueError, KeyError, TypeError):
            etag, digest = None, ""
        if digest != sha256(body).hexdigest() or not isinstance(etag, str | None):
            log.error("a file on the shelf is damaged and counts as absent", extra={"wish": name})
            return None
        return body, etag

    def drop(self, name: str) -> None:
        """Forget a wish."""
        try:
            self._path(name).unlink(missing_ok=True)
            flush(self._directory)
        except OSError as error:
            raise unwritable(str(self._path(name)), error) from error

    def shed(self) -> bool:
        """Make room: media go, they can be had again. The newest configuration and form never do. Whether any went."""
        if not self.media.shed():
            return False
        log.warning("media were dropped to make room")
        return True

    def names(self) -> list[str]:
        """What is on the shelf, damaged or not, in the order of the alphabet."""
        found = (path.name for path in self._directory.iterdir() if not path.name.startswith(_PART))
        return sorted(unquote(name) for name in found)

    def _path(self, name: str) -> Path:
        # One flat directory whatever the name: "form/2020-05" and "../x" are file names like any other.
        quoted = quote(name, safe="")
        quoted = re.sub(r"^\.+", lambda dots: "%2E" * len(dots.group()), quoted)
        if not quoted:
            raise ValueError("a wish needs a name")
        return self._directory / quoted
