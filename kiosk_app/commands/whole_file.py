"""A file that is written whole or not at all, on a stick that may be full or pulled out."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from kiosk_app.commands.failure import Failed


def refuse_target(path: Path, *, force: bool) -> None:
    """Failed with a line where `path` must not be written: it is no plain file, or it is there and not to be lost."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode):
        raise Failed(f"{path} is no plain file; name a file that does not exist yet")
    if not force:
        raise Failed(f"{path} exists; name another file, or --force to replace it")


def write_whole(path: Path, chunks: Iterable[bytes], *, force: bool) -> None:
    """Write under another name beside it (mode 0600), flush to the medium, rename; Failed where anything is in the
    way, and then nothing is left behind."""
    refuse_target(path, force=force)
    # A name of its own length: the target's may be as long as the file system allows.
    temporary = path.parent / f".hcp-kiosk-export.{os.getpid()}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}; nothing was exported") from error
