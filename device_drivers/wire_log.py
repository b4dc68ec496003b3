"""What went over a wire, as a text file: hex and moments, both directions; `replay` makes the presses of it again.

One line an event: seconds since the beginning, a sign, and what it was.

    0.000 # hcp-kiosk wire log 1, profile ascii5
    0.103 > 3f            bytes to the pad
    0.105 < 21            bytes from the pad
    0.310 = ask 1         from now on a press counts; `= off` and the other cues: none does
    1.250 < 35            bytes …
    1.250 * 5 5 1         … that were a press: key, level, the asking it belongs to
    1.251 # ready: …      a remark, the pad's state for one

No clock time, no name, no case: nobody can tell from it who pressed when.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple

from device_drivers.conversation import step
from device_drivers.frames import Frame, KeyFrame
from device_drivers.messages import Cue, Press, Show
from device_drivers.profile import Profile
from device_drivers.talk import Opened, Talk, Tick

LARGEST = 5_000_000  # bytes: a day of pressing, or half an hour of a line that babbles at 9600 baud
FULL = "# full: nothing more is written"


class WireLog:
    """Writes such a file, mode 0600, as a tap of a supervisor. FileExistsError, OSError. Thread-safe; a disk that is
    full or gone ends the log and nothing else."""

    def __init__(self, path: Path, profile: Profile, begun: float, *, largest: int = LARGEST) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._file: IO[str] | None = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()
        self._begun = begun
        self._left = largest
        self.remark(f"hcp-kiosk wire log 1, profile {profile.name}", begun)

    def heard(self, data: bytes, frames: list[tuple[Frame, Press | None]], at: float, told: float) -> None:
        """Bytes from the pad, and the presses they were."""
        if data:
            self._write(at, f"< {data.hex(' ')}")
        for _, press in frames:
            if press is not None:
                self._write(press.at, f"* {press.key} {press.level} {press.arming}")

    def wrote(self, data: bytes, at: float) -> None:
        """Bytes to the pad."""
        self._write(at, f"> {data.hex(' ')}")

    def wished(self, cue: Cue, arming: int | None, at: float) -> None:
        """What the pad is to show from now on."""
        self._write(at, f"= {cue}" if arming is None else f"= {cue} {arming}")

    def opened(self, at: float) -> None:
        """The port was opened: what was known of the pad is forgotten."""
        self._write(at, "! opened")

    def remark(self, text: str, at: float) -> None:
        """A line for people."""
        self._write(at, f"# {' '.join(text.split())}")

    def close(self) -> None:
        """No more."""
        with self._lock, contextlib.suppress(OSError):
            if self._file is not None:
                self._file.close()
            self._file = None

    def _write(self, at: float, event: str) -> None:
        line = f"{at - self._begun:.6f} {event}\n"
        with self._lock:
            if self._file is None:
                return
            self._left -= len(line.encode())
            try:
                self._file.write(line if self._left > 0 else f"{at - self._begun:.6f} {FULL}\n")
            except OSError:
                self._left = 0
            if self._left > 0:
                return
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


class LogFault(ValueError):
    """A line that is none of a wire log's; the text says which and why."""


class Replayed(NamedTuple):
    """What a log gives today, and what it gave when it was written."""

    presses: list[Press]
    recorded: list[tuple[str, int, int]]  # key, level, arming
    noise: int


def profile_name(lines: Iterable[str]) -> str:
    """The profile that a log was written with; LogFault where it does not say."""
    for line in lines:
        _, found, name = line.partition("# hcp-kiosk wire log 1, profile ")
        if found:
            return name.strip()
        break
    raise LogFault("line 1: no wire log begins like this")


def replay(profile: Profile, lines: Iterable[str]) -> Replayed:
    """Decoder and conversation on the log's bytes, wishes and moments; LogFault."""
    decoder, talk = profile.decoder(), Talk()
    presses: list[Press] = []
    recorded: list[tuple[str, int, int]] = []

    def hear(frames: list[Frame], at: float) -> None:
        nonlocal talk
        for frame in frames:
            outcome = step(profile, talk, frame, at)
            talk = outcome.talk
            if outcome.press is not None:
                presses.append(outcome.press)

    for number, line in enumerate(lines, 1):
        moment, _, event = line.strip().partition(" ")
        sign, _, rest = event.partition(" ")
        try:
            at = float(moment)
            while (due := decoder.deadline()) is not None and due <= at:
                hear(decoder.expire(due), due)
            match sign:
                case "<":
                    hear(decoder.feed(bytes.fromhex(rest), at), at)
                case "=":
                    cue, _, arming = rest.partition(" ")
                    talk = step(profile, talk, Show(Cue(cue), int(arming) if arming else None), at).talk
                case "!":
                    decoder.reset()
                    talk = step(profile, talk, Opened(), at).talk
                case "*":
                    key, level, asking = rest.rsplit(" ", 2)
                    recorded.append((key, int(level), int(asking)))
                case ">" | "#":
                    pass
                case _:
                    raise ValueError
        except ValueError:
            raise LogFault(f"line {number}: is no line of a wire log: {line.strip()[:60]!r}") from None
        talk = step(profile, talk, Tick(), at).talk
    return Replayed(presses, recorded, decoder.noise)


def keys_of(frames: list[tuple[Frame, Press | None]]) -> list[str]:
    """The keys that went down, press or not."""
    return [frame.key for frame, _ in frames if isinstance(frame, KeyFrame) and frame.pressed]
