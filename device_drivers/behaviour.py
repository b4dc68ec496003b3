"""How a device behaves on its side of the line (pure): what the host said in words, what is sent back, and when.

One behaviour a kind of device: most send what their keys do, a response box streams once it has been started, a
Modbus board speaks only when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from device_drivers.drawing import LAMPS, TEXT
from device_drivers.frames import Frame, KeyFrame
from device_drivers.framings.codes import Codes, CodesFraming
from device_drivers.framings.fixed import FixedFraming
from device_drivers.framings.mask import MaskFraming
from device_drivers.framings.modbus import ModbusFraming
from device_drivers.framings.prefixed import PrefixedFraming
from device_drivers.framings.sieve import MORE, NONE, Found, Sieve
from device_drivers.messages import Cue
from device_drivers.profile import Profile

HELD = 0.1  # s that a simulated finger stays on a key
APART = 0.06  # s between two presses of the same key: longer than between two polls
STREAM = 0.01  # s between two bytes of a stream; a real box sends one each 0.6 ms


@dataclass(frozen=True, slots=True)
class Heard:
    """Something the host said: the command's name ("" for bytes that are none), in words, and the device's answer."""

    name: str
    words: str
    reply: bytes = b""
    quiet: bool = False  # comes so often that nobody wants to read it


class Behaviour(Protocol):
    """A device's side of the line."""

    def power_on(self) -> None:
        """Begin as the device does when it is plugged in."""

    def hear(self, data: bytes, at: float) -> list[Heard]:
        """What the host's bytes meant."""

    def press(self, key: str, at: float) -> bytes:
        """A finger on a key for a moment; what is sent at once. KeyError for a key it has not."""

    def tick(self, at: float) -> bytes:
        """What is to be sent now."""

    def deadline(self) -> float | None:
        """When `tick` has something to send, or None."""


def behaviour_of(profile: Profile) -> Behaviour:
    """The behaviour of a profile's device."""
    match profile.framing:
        case MaskFraming() as framing:
            return Streamer(profile, framing)
        case ModbusFraming() as framing:
            from device_drivers.behaviour_modbus import Board

            return Board(framing)
        case CodesFraming() | FixedFraming() | PrefixedFraming() as framing:
            return Teller(profile, framing)
    raise TypeError(f"no behaviour for {type(profile.framing).__name__}")


class Words:
    """A shape: words for the display, which the host may choose; the longest of what a device hears."""

    def __init__(self, profile: Profile) -> None:
        display = profile.drawing.display
        self._lines = display.lines if display is not None else ()
        self._width = display.width if display is not None else 0
        self._encoding = display.encoding if display is not None else ""
        known = Codes({code: KeyFrame(name) for name, code in profile.commands.items()}) if profile.commands else None
        self._known = known
        self.whole: Mapping[bytes, Frame] = {}
        self.longest = max([known.longest if known else 1, *(len(line) + self._width for line in self._lines)])
        self.starts = (known.starts if known else frozenset()) | {line[0] for line in self._lines}

    def read(self, data: bytes, at: int) -> Found:
        """A line of words, or a fixed command."""
        for number, line in enumerate(self._lines, 1):
            if data.startswith(line, at):
                size = len(line) + self._width
                if len(data) - at < size:
                    return MORE
                words = data[at + len(line) : at + size].decode(self._encoding, "replace").rstrip()
                return size, (KeyFrame(f"text line {number}: {words}", pressed=False),)
        if self._known is not None and data[at] in self._known.starts:
            return self._known.read(data, at)
        return MORE if any(line.startswith(data[at:]) for line in self._lines) else NONE

    def reset(self) -> None:
        """Nothing is learnt from earlier commands."""


class Ear:
    """What the host says, in words."""

    def __init__(self, profile: Profile, replies: Mapping[str, bytes]) -> None:
        words = Words(profile)
        self._profile = profile
        self._replies = replies
        self._sieve = Sieve([words], gap=profile.framing.gap) if words.starts else None
        self._noise = 0

    def hear(self, data: bytes, at: float) -> list[Heard]:
        """The commands in `data`; at most one line for what is none."""
        if self._sieve is None:
            return [Heard("", in_words(self._profile, ""))] if data else []
        heard = [self._said(frame) for frame in self._sieve.feed(data, at) if isinstance(frame, KeyFrame)]
        if self._sieve.noise != self._noise:
            self._noise = self._sieve.noise
            heard.append(Heard("", in_words(self._profile, "")))
        return heard

    def _said(self, frame: KeyFrame) -> Heard:
        if not frame.pressed:
            return Heard(TEXT, frame.key)
        return Heard(frame.key, in_words(self._profile, frame.key), self._replies.get(frame.key, b""))


class Fingers:
    """Who presses what, for a device that tells which keys are down when it is looked at: each press and each release
    is seen at one look at least, however rarely anyone looks."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}  # presses that nobody has seen yet
        self._down: dict[str, float] = {}  # key → when it is let go
        self._rests: dict[str, float] = {}  # key → when it may be pressed again

    def press(self, key: str) -> None:
        """A finger for a moment."""
        self._waiting[key] = self._waiting.get(key, 0) + 1

    def down(self, at: float) -> list[str]:
        """The keys that are down, looked at now."""
        for key, until in list(self._down.items()):
            if until <= at:
                del self._down[key]
                self._rests[key] = at + APART
        for key, presses in self._waiting.items():
            if presses and key not in self._down and self._rests.get(key, at) <= at:
                self._waiting[key] = presses - 1
                self._down[key] = at + HELD
        return list(self._down)

    def clear(self) -> None:
        """Let go of all."""
        self._waiting.clear()
        self._down.clear()
        self._rests.clear()


class Teller:
    """Sends a frame for a key and, where it does, one for its release; answers its probe."""

    def __init__(self, profile: Profile, framing: CodesFraming | FixedFraming | PrefixedFraming) -> None:
        answer = profile.probe.answer if profile.probe is not None else None
        self._framing = framing
        self._ear = Ear(profile, {"probe": answer or b""})
        self._down: dict[str, float] = {}  # key → when it is let go

    def power_on(self) -> None:
        """No key is down."""
        self._down.clear()

    def hear(self, data: bytes, at: float) -> list[Heard]:
        """What the host's bytes meant."""
        return self._ear.hear(data, at)

    def press(self, key: str, at: float) -> bytes:
        """The key's frame; pressed again before it was let go, it is let go first."""
        before = self._framing.sends(key, False, at) if key in self._down else b""
        if self._framing.tells_release:
            self._down[key] = at + HELD
        return before + self._framing.sends(key, True, at)

    def tick(self, at: float) -> bytes:
        """The releases that are due."""
        due = [key for key, until in self._down.items() if until <= at]
        for key in due:
            del self._down[key]
        return b"".join(self._framing.sends(key, False, at) for key in due)

    def deadline(self) -> float | None:
        """When the next key is let go."""
        return min(self._down.values(), default=None)


class Streamer:
    """Streams which keys are down, once it has been started and until it is stopped."""

    def __init__(self, profile: Profile, framing: MaskFraming) -> None:
        self._framing = framing
        self._ear = Ear(profile, {})
        self._fingers = Fingers()
        self._next: float | None = None  # when the next byte goes out

    def power_on(self) -> None:
        """Silent, and no key is down."""
        self._fingers.clear()
        self._next = None

    def hear(self, data: bytes, at: float) -> list[Heard]:
        """What the host's bytes meant: the probe starts the stream, `stop` ends it."""
        heard = self._ear.hear(data, at)
        for each in heard:
            if each.name == "probe" and self._next is None:
                self._next = at
            elif each.name == "stop":
                self._next = None
        return heard

    def press(self, key: str, at: float) -> bytes:
        """The bit goes out at once where the stream flows."""
        _ = self._framing.codes[key]
        self._fingers.press(key)
        return self._sample(at) if self._next is not None else b""

    def tick(self, at: float) -> bytes:
        """The next byte of the stream."""
        if self._next is None or at < self._next:
            return b""
        self._next = at + STREAM
        return self._sample(at)

    def deadline(self) -> float | None:
        """When the next byte goes out."""
        return self._next

    def _sample(self, at: float) -> bytes:
        return bytes((sum(self._framing.codes[key] for key in self._fingers.down(at)),))


def in_words(profile: Profile, command: str) -> str:
    """A command as a person reads it: `A (ask)`, `lamps on: 1, 2`, `text line 2: empty`."""
    if not command:
        return "something that is no command of this pad"
    code, (name, _, drawn) = profile.commands[command], command.partition(" ")
    if drawn and name == LAMPS and profile.drawing.lamps is not None:
        lit = profile.drawing.lamps.lit[Cue(drawn.split()[0])]
        return f"lamps on: {', '.join(map(str, sorted(lit)))}" if lit else "all lamps off"
    if drawn and name == TEXT:
        return f"text line {drawn.split()[1]}: empty"
    readable = code.isascii() and code.decode("ascii").isprintable() and code.strip() == code
    shown = code.decode("ascii") if readable else code.hex(" ")
    return f"{shown} ({command})"
