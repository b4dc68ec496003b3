"""A pad without a box: a pseudo-terminal that behaves as a profile says, for practice, training and tests.

Like a real box it sends every key, armed or not; whether a press counts is the terminal's business. How each kind of
device behaves is in `behaviour.py`.
"""

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

from device_drivers.behaviour import Heard, behaviour_of
from device_drivers.profile import Profile
from device_drivers.waker import Waker

LOOK = 0.1  # s between two looks at whether to end, for a person who is typing


class LinkRefused(OSError):
    """The link cannot be made; the text says why and what to do, in one line."""


class SimulatedPad:
    """A pad of a profile on a pseudo-terminal that `path` links to.

    `plug` and `unplug` as often as wanted, `press` a key, read what the host sent. `on_command(heard)` is called on
    the pad's thread for each command, one without a name for bytes that are none.
    """

    def __init__(
        self, profile: Profile, link: str | Path, *, on_command: Callable[[Heard], None] | None = None
    ) -> None:
        self.path = str(link)
        self._on_command = on_command or (lambda _heard: None)
        self._behaviour = behaviour_of(profile)
        self._acting = threading.Lock()  # the behaviour is asked by whoever presses and by the pad's thread
        self._answers = True
        self._received = bytearray()
        self._ends: tuple[int, int] | None = None  # ours and the host's, which is kept open so that ours stays
        self._thread: threading.Thread | None = None
        self._waker = Waker()
        self._sending = threading.Lock()  # no byte into a descriptor that has been closed
        self._target = ""

    def __enter__(self) -> SimulatedPad:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    @property
    def device(self) -> str:
        """The pseudo-terminal that `path` links to, "" while unplugged."""
        return self._target

    def plug(self) -> None:
        """Appear at `path`; LinkRefused when something else is there. Nothing happens when plugged in already."""
        if self._ends is not None:
            return
        ours, theirs = os.openpty()
        try:
            tty.setraw(theirs)  # else what the pad sends before a host opens it would be echoed back
            os.set_blocking(ours, False)
            target = os.ttyname(theirs)
            place_link(Path(self.path), target)
        except BaseException:
            os.close(ours)
            os.close(theirs)
            raise
        self._behaviour.power_on()
        self._ends, self._target = (ours, theirs), target
        self._thread = threading.Thread(target=self._listen, args=(ours,), name="simulated-pad", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Vanish, link and all, as a cable pulled out does. Nothing happens when unplugged already."""
        if self._ends is None or self._thread is None:
            return
        ends, self._ends = self._ends, None
        self._waker.wake()
        self._thread.join()
        self._waker.drain()
        remove_link(Path(self.path), self._target)
        self._target = ""
        with self._sending:
            for end in ends:
                os.close(end)

    def press(self, key: str) -> None:
        """Press a key and, a moment later, let it go, as the device tells of it; nothing is sent while unplugged.
        KeyError for a key it has not."""
        with self._acting:
            data = self._behaviour.press(key, time.monotonic())
        self.send(data)
        if self._behaviour.deadline() is not None:
            self._waker.wake()

    def send(self, data: bytes) -> None:
        """Send any bytes: noise, half frames. They are lost while unplugged, and when the line is full."""
        with self._sending, contextlib.suppress(BlockingIOError):
            if self._ends is not None:
                os.write(self._ends[0], data)

    def received(self) -> bytes:
        """Everything the host has sent since the pad was made."""
        return bytes(self._received)

    def answer_probes(self, answer: bool) -> None:
        """Whether to answer probes; a pad does unless told otherwise."""
        self._answers = answer

    def _listen(self, ours: int) -> None:
        poll = select.poll()
        poll.register(ours, select.POLLIN)
        poll.register(self._waker, select.POLLIN)
        while self._ends is not None:
            due = self._behaviour.deadline()
            poll.poll(None if due is None else max(0.0, due - time.monotonic()) * 1000)
            self._waker.drain()
            with self._acting:
                self.send(self._behaviour.tick(time.monotonic()))
            try:
                data = os.read(ours, 4096)
            except BlockingIOError:
                continue
            self._received += data
            with self._acting:
                heard = self._behaviour.hear(data, time.monotonic())
            for each in heard:
                if each.reply and self._answers:
                    self.send(each.reply)
                self._on_command(each)


def place_link(link: Path, target: str) -> None:
    """Make `link` point to `target`, at once and whole. One left over from before is replaced; LinkRefused when
    anything else is there, or the folder is not."""
    if not link.parent.is_dir():
        raise LinkRefused(f"the folder {link.parent} is not there: make it, or choose another --link")
    if link.is_symlink():
        old = os.readlink(link)
        if link.exists() and not old.startswith("/dev/pts/"):
            raise LinkRefused(f"{link} is a link to {old}, not to a simulated pad: choose another --link")
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
    """Remove `link` if it is still ours; another pad may have taken its place."""
    with contextlib.suppress(OSError):
        if os.readlink(link) == target:
            link.unlink()


def simulate(profile: Profile, link: str | Path, stdin: TextIO, stdout: TextIO, stop: threading.Event) -> None:
    """A pad for a person: keys are lines on `stdin`, what the host sends is shown on `stdout`. Ends with a line
    `q` or when `stop` is set; the end of `stdin` leaves the pad running. LinkRefused."""
    writing = threading.Lock()

    def say(line: str) -> None:
        with writing, contextlib.suppress(OSError, ValueError):  # nobody reads any more: the pad goes on
            stdout.write(line + "\n")
            stdout.flush()

    keys = ", ".join(key for key in profile.framing.codes)

    def show(heard: Heard) -> None:
        if not heard.quiet:
            say(f"host: {heard.words}")

    with SimulatedPad(profile, link, on_command=show) as pad:
        say(f"pad {profile.name} at {pad.path} (now {pad.device}): type {keys} to press a key, q to end")
        for line in lines(stdin, stop):
            typed = line.strip()
            if typed == "q":
                return
            if key := key_for(profile, typed):
                level = profile.keys.get(key)
                # First: the host's answer comes at once.
                say(f"pad: {key} ({'no level' if level is None else f'level {level}'})")
                pad.press(key)
            elif typed:
                say(f"no key {typed[:20]!r}: type {keys} to press a key, q to end")
        while not stop.is_set():  # no stop.wait(): a signal's handler that sets it could find its lock taken by us
            time.sleep(LOOK)


def key_for(profile: Profile, typed: str) -> str:
    """The key that is called so or, where no key is, the first one that means this level; "" for neither."""
    if typed in profile.framing.codes:
        return typed
    return next((key for key, level in profile.keys.items() if str(level) == typed), "")


def lines(stdin: TextIO, stop: threading.Event) -> Iterator[str]:
    """Lines as they are typed, until the end of `stdin` or `stop`."""
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
