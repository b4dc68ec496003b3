"""One small secret file, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kiosk_app.central.errors import CentralError


class Landing:
    """A file beside `path` (mode 0600) that is either renamed over it, on the disk, or gone.

    It is opened on entering, before its content is known: whatever the disk has against it is found out first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}")

    def __enter__(self) -> Callable[[bytes], None]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            self._descriptor = os.open(self._temporary, flags, 0o600)
            os.fchmod(self._descriptor, 0o600)
        except OSError as error:
            raise CentralError(f"{self._path.parent} cannot be written: {error.strerror}") from None
        return self._land

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
        self._temporary.unlink(missing_ok=True)

    def _land(self, content: bytes) -> None:
        try:
            with os.fdopen(os.dup(self._descriptor), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._temporary.replace(self._path)
            directory = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise CentralError(f"{self._path} cannot be written: {error.strerror}") from None
