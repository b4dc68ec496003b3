"""Which programs have a serial port open, as far as this user may see: /proc, and the locks of old."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
LOCKS = Path("/var/lock")  # LCK..ttyUSB0 with a process number, as terminal programs of the eighties leave it


class Holder(NamedTuple):
    """A process that has the port: as a file it has open, or by a lock."""

    pid: int
    program: str  # its name, without arguments
    locked: bool  # it has locked the port; else it may take bytes away without being noticed

    def __str__(self) -> str:
        return f"{self.program} (pid {self.pid})"


def holders(device: str, *, proc: Path = PROC, locks: Path = LOCKS) -> list[Holder]:
    """Every process but this one that has `device`, the far end of a pseudo-terminal left out; [] where none can
    be seen."""
    if "\0" in device:
        return []
    real = os.path.realpath(device)
    locking = {*_flocks(real, proc), *_lock_files(real, locks)}
    found = []
    for pid in sorted({*_having_open(real, proc), *locking} - {os.getpid()}):
        program = _program(proc / str(pid))
        if program and not _is_far_end(real, proc / str(pid)):
            found.append(Holder(pid, program, pid in locking))
    return found


def _having_open(real: str, proc: Path) -> Iterator[int]:
    for process in proc.glob("[0-9]*"):
        if _files(process, real):
            yield int(process.name)


def _files(process: Path, real: str) -> list[str]:
    """The numbers under which a process has a file open."""
    found = []
    try:
        for number in os.listdir(process / "fd"):
            try:
                if os.readlink(process / "fd" / number) == real:
                    found.append(number)
            except OSError:
                continue  # closed meanwhile
    except OSError:
        pass  # ended meanwhile, or another user's
    return found


def _flocks(real: str, proc: Path) -> Iterator[int]:
    """Who has locked the port in the kernel, as pyserial and newer terminal programs do."""
    try:
        state, lines = os.stat(real), (proc / "locks").read_text().splitlines()
    except OSError:
        return
    place = f"{os.major(state.st_dev):02x}:{os.minor(state.st_dev):02x}:{state.st_ino}"
    for line in lines:
        words = line.split()
        if place in words and words[4].isdecimal():
            yield int(words[4])


def _lock_files(real: str, locks: Path) -> Iterator[int]:
    """Who says by a lock file that the port is taken."""
    try:
        said = (locks / f"LCK..{os.path.basename(real)}").read_bytes()[:64].split()
    except OSError:
        return
    if said and said[0].isdigit():
        yield int(said[0])


def _program(process: Path) -> str:
    """The program's name, "" for one that has ended. For Python's, the script's; ours by its command."""
    try:
        words = [word.decode(errors="replace") for word in (process / "cmdline").read_bytes().split(b"\0") if word]
        name = (process / "comm").read_text(errors="replace").strip()
    except OSError:
        return ""
    for place, word in enumerate(words[:4]):
        if os.path.basename(word) in ("hcp-kiosk", "kiosk_app"):
            return " ".join(["hcp-kiosk", *(rest for rest in words[place + 1 : place + 2] if rest.isidentifier())])
    if name.startswith("python") and len(words) > 1 and words[1].endswith(".py"):
        return os.path.basename(words[1])
    return name


def _is_far_end(real: str, process: Path) -> bool:
    """A program that makes a pseudo-terminal often keeps both ends of it: that is the pad, not a rival."""
    number = os.path.basename(real)
    if not real.startswith("/dev/pts/"):
        return False
    masters = [*_files(process, "/dev/ptmx"), *_files(process, "/dev/pts/ptmx")]
    return any(f"tty-index:\t{number}\n" in _info(process, master) for master in masters)


def _info(process: Path, file: str) -> str:
    try:
        return (process / "fdinfo" / file).read_text() + "\n"
    except OSError:
        return ""
