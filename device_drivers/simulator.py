"""A pad without a box: a pseudo-terminal that behaves as a profile says, for practice, training and tests.

Like a real box it sends every key, armed or not; whether a press counts is the terminal's business. How each kind of
device behaves is in `behaviour.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from device_drivers.behaviour import Heard, behaviour_of
from device_drivers.far_end import FarEnd, attended, saying
from device_drivers.profile import Profile


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
        self._end = FarEnd(link, hear=self._hear, due=self._behaviour.deadline, tick=self._tick)

    def __enter__(self) -> SimulatedPad:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    @property
    def device(self) -> str:
        """The pseudo-terminal that `path` links to, "" while unplugged."""
        return self._end.device

    def plug(self) -> None:
        """Appear at `path`; LinkRefused when something else is there. Nothing happens when plugged in already."""
        if not self._end.device:
            self._behaviour.power_on()
        self._end.plug()

    def unplug(self) -> None:
        """Vanish, link and all, as a cable pulled out does. Nothing happens when unplugged already."""
        self._end.unplug()

    def press(self, key: str) -> None:
        """Press a key and, a moment later, let it go, as the device tells of it; nothing is sent while unplugged.
        KeyError for a key it has not."""
        with self._acting:
            data = self._behaviour.press(key, time.monotonic())
        self.send(data)
        if self._behaviour.deadline() is not None:
            self._end.wake()

    def send(self, data: bytes) -> None:
        """Send any bytes: noise, half frames. They are lost while unplugged, and when the line is full."""
        self._end.send(data)

    def received(self) -> bytes:
        """Everything the host has sent since the pad was made."""
        return bytes(self._received)

    def answer_probes(self, answer: bool) -> None:
        """Whether to answer probes; a pad does unless told otherwise."""
        self._answers = answer

    def _tick(self) -> None:
        with self._acting:
            data = self._behaviour.tick(time.monotonic())
        self.send(data)

    def _hear(self, data: bytes) -> None:
        self._received += data
        with self._acting:
            heard = self._behaviour.hear(data, time.monotonic())
        for each in heard:
            if each.reply and self._answers:
                self.send(each.reply)
            self._on_command(each)


def simulate(profile: Profile, link: str | Path, stdin: TextIO | None, stdout: TextIO, stop: threading.Event) -> None:
    """A pad for a person: keys are lines on `stdin`, what the host sends is shown on `stdout`. Ends with a line
    `q` or when `stop` is set; the end of `stdin` leaves the pad running. LinkRefused."""
    say = saying(stdout)
    keys = ", ".join(key for key in profile.framing.codes)

    def show(heard: Heard) -> None:
        if not heard.quiet:
            say(f"host: {heard.words}")

    with SimulatedPad(profile, link, on_command=show) as pad:

        def act(typed: str) -> bool:
            if typed == "q":
                return False
            if key := key_for(profile, typed):
                level = profile.keys.get(key)
                # First: the host's answer comes at once.
                say(f"pad: {key} ({'no level' if level is None else f'level {level}'})")
                pad.press(key)
            elif typed:
                say(f"no key {typed[:20]!r}: type {keys} to press a key, q to end")
            return True

        say(f"pad {profile.name} at {pad.path} (now {pad.device}): type {keys} to press a key, q to end")
        attended(stdin, stop, act)


def key_for(profile: Profile, typed: str) -> str:
    """The key that is called so or, where no key is, the first one that means this level; "" for neither."""
    if typed in profile.framing.codes:
        return typed
    return next((key for key, level in profile.keys.items() if str(level) == typed), "")
