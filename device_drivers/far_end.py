"""The far end of a line, as a device made of software holds it: a pseudo-terminal that comes and goes at a path."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from device_drivers.waker import Waker

LOOK = 0.1  # s between two looks at whether to end: a person sees no delay


class LinkRefused(OSError):
    """The link cannot be made; the text says why and what to do, in one line."""


class FarEnd:
    """A pseudo-terminal that `path` links to. `plug` and `unplug` as often as wanted.

    `hear(data)` is called with what the host sent and `tick()` when the moment that `due()` named has come, both on a
    thread of this.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        hear: Callable[[bytes], None] = lambda data: None,
        due: Callable[[], float | None] = lambda: None,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = str(path)
        self.device = ""  # the pseudo-terminal that `path` links to; "" while unplugged
        self._hear = hear
        self._due = due
        self._tick = tick
        self._ends: tuple[int, int] | None = None  # ours and the host's, which is kept open so that ours stays
        self._thread: threading.Thread | None = None
        self._waker = Waker()
        self._sending = threading.Lock()  # no byte into a descriptor that has been closed
        self._deaf = threading.Event()

    def plug(self) -> None:
        """Appear at `path`; LinkRefused when something else is there. Nothing happens when plugged in already."""
        if self._ends is not None:
            return
        ours, theirs = os.openpty()
        try:
            tty.setraw(theirs)  # else what the device sends before a host opens it would be echoed back
            os.set_blocking(ours, False)
            target = os.ttyname(theirs)
            place_link(Path(self.path), target)
        except BaseException:
            os.close(ours)
            os.close(theirs)
            raise
        self._ends, self.device = (ours, theirs), target
        self._thread = threading.Thread(target=self._listen, args=(ours,), name="far end", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Vanish, link and all, as a cable pulled out does. Nothing happens when unplugged already."""
        if self._ends is None or self._thread is None:
            return
        ends, self._ends = self._ends, None
        self._waker.wake()
        self._thread.join()
        self._waker.drain()
        remove_link(Path(self.path), self.device)
        self.device = ""
        with self._sending:
            for end in ends:
                os.close(end)

    def send(self, data: bytes) -> None:
        """Send any bytes. They are lost while unplugged, and when the line is full."""
        with self._sending, contextlib.suppress(BlockingIOError):
            if self._ends is not None:
                os.write(self._ends[0], data)

    def wake(self) -> None:
        """There may be another moment to wait for."""
        self._waker.wake()

    def listen(self, hearing: bool) -> None:
        """Whether what the host sends is taken from the line; else it piles up there, as at a device that is busy."""
        if hearing:
            self._deaf.clear()
        else:
            self._deaf.set()
        self._waker.wake()

    def _listen(self, ours: int) -> None:
        poll = select.poll()
        poll.register(self._waker, select.POLLIN)
        while self._ends is not None:
            poll.register(ours, 0 if self._deaf.is_set() else select.POLLIN)
            due = self._due()
            poll.poll(None if due is None else max(0.0, due - time.monotonic()) * 1000)
            self._waker.drain()
            self._tick()
            if self._deaf.is_set():
                continue
            try:
                data = os.read(ours, 4096)
            except BlockingIOError:
                continue
            self._hear(data)


def place_link(link: Path, target: str) -> None:
    """Make `link` point to `target`, at once and whole. One left over from before is replaced; LinkRefused when
    anything else is there, or the folder is not."""
    if not link.parent.is_dir():
        raise LinkRefused(f"the folder {link.parent} is not there: make it, or choose another --link")
    if link.is_symlink():
        old = os.readlink(link)
        if link.exists() and not old.startswith("/dev/pts/"):
            raise LinkRefused(f"{link} is a link to {old}, not to a simulated device: choose another --link")
    elif link.exists():
        raise LinkRefused(f"{link} is there and is no link: choose another --link, or move it away")
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(link)
    except OSError as problem:
        raise LinkRefused(f"cannot make the link {link}: {problem.strerror}") from problem


def remove_link(link: Path, target: str) -> None:
    """Remove `link` if it is still ours; another device may have taken its place."""
    with contextlib.suppress(OSError):
        if os.readlink(link) == target:
            link.unlink()


def attended(stdin: TextIO | None, stop: threading.Event, act: Callable[[str], bool]) -> None:
    """A device for a person: `act(line)` for each line typed, until it says False or `stop` is set; the end of `stdin`
    leaves the device plugged in."""
    for line in lines(stdin, stop):
        if not act(line.strip()):
            return
    while not stop.is_set():
        # No stop.wait(): a signal's handler that sets it could find its lock taken by us. And no wait for ever: a
        # signal that comes in the moment before a wait is answered behind it.
        time.sleep(LOOK)


def saying(stdout: TextIO) -> Callable[[str], None]:
    """Writes lines from any thread, each at once; silent when nobody reads any more."""
    writing = threading.Lock()

    def say(line: str) -> None:
        with writing, contextlib.suppress(OSError, ValueError):
            stdout.write(line + "\n")
            stdout.flush()

    return say


def lines(stdin: TextIO | None, stop: threading.Event) -> Iterator[str]:
    """Lines as they are typed, until the end of `stdin` (None: closed from the start) or `stop`."""
    if stdin is None:
        return
    try:
        fd = stdin.fileno()
    except (OSError, ValueError):  # text that is there already
        yield from stdin
        return
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    half = b""
    while not stop.is_set():
        if not poll.poll(LOOK * 1000):
            continue
        try:
            data = os.read(fd, 4096)
        except OSError:  # the terminal was closed: as good as its end
            data = b""
        *whole, half = (half + data).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace")
        if not data:
            yield half.decode(errors="replace")
            return
