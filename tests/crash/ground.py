"""What this machine allows: tracing, and ext4 on loop devices. Tried, not guessed."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 24  # MiB of an ext4 for one worker: quick to copy, room for a life
JOURNAL = 4  # MiB, the least that ext4 has at blocks of 4 KiB


@functools.cache
def no_strace() -> str | None:
    """Why nothing can be traced here, None where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    command = ["strace", "-f", "--seccomp-bpf", "-o", os.devnull, "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"strace cannot trace here: {_first_line(tried.stderr)}"


@functools.cache
def no_loop() -> str | None:
    """Why no file system can be mounted from a file here, None where it can."""
    if os.geteuid() != 0:
        return "mounting a file system from a file needs root"
    if missing := [name for name in ("mkfs.ext4", "mount", "umount") if shutil.which(name) is None]:
        return f"not installed: {', '.join(missing)}"
    with workplace() as place:
        try:
            with LoopDisk(place).mounted():
                return None
        except subprocess.CalledProcessError as error:
            return f"ext4 cannot be mounted from a file here: {_first_line(error.stderr)}"


@contextmanager
def workplace() -> Iterator[Path]:
    """A directory for many small files, in memory where there is room: it stands for a disk, it need not be one."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 512 * 2**20
    with tempfile.TemporaryDirectory(prefix="crash-", dir=memory if roomy else None) as place:
        yield Path(place)


class LoopDisk:
    """An ext4 in the file `disk` of a directory, mounted at `mount` beside it."""

    def __init__(self, directory: Path, content: bytes | None = None) -> None:
        self.file = directory / "disk"
        self.point = directory / "mount"
        self.point.mkdir(parents=True, exist_ok=True)
        # A new file each time: somebody else's mount namespace may still hold the one before, with its memory of it.
        self.file.unlink(missing_ok=True)
        if content is None:
            with self.file.open("wb") as made:
                made.truncate(SIZE * 2**20)
            _run("mkfs.ext4", "-q", "-F", "-b", "4096", "-J", f"size={JOURNAL}", str(self.file))
        else:
            self.file.write_bytes(content)

    @contextmanager
    def mounted(self, *options: str) -> Iterator[Path]:
        """Mounted: its journal is replayed, as after a power cut."""
        _run("mount", "-o", ",".join(("loop", *options)), str(self.file), str(self.point))
        try:
            yield self.point
        finally:
            _run("umount", str(self.point))

    def snapshot(self) -> bytes:
        """The file as it is, at one moment: read again until nothing has changed meanwhile."""
        content = self.file.read_bytes()
        while (again := self.file.read_bytes()) != content:
            content = again
        return content

    def files(self) -> dict[str, bytes]:
        """What a mount finds: name → content."""
        with self.mounted() as point:
            return {file.name: file.read_bytes() for file in point.iterdir() if file.is_file()}


def lay_out(files: dict[str, bytes], directory: Path) -> Path:
    """Write a state into a fresh directory → the outbox in it."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for name, content in files.items():
        (directory / name).write_bytes(content)
    return directory / "outbox.db"


def gathered(directory: Path) -> dict[str, bytes]:
    """Name → content of a directory's files."""
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["without a word"])[0].strip()
