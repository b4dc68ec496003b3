"""`pad test`: everything that goes over a pad's wire, as it comes, with a terminal that always asks."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.lines import Lines, add_seconds
from kiosk_app.commands.options import add_json, add_last
from kiosk_app.commands.output import notice, say, say_json
from kiosk_app.commands.pad_choice import add_choice, chosen_one
from kiosk_app.commands.paths import path_of
from kiosk_app.commands.signals import ending

if TYPE_CHECKING:
    from device_drivers import PadStatus, PadSupervisor, Press, Profile
    from device_drivers.frames import Frame
    from device_drivers.wire_log import WireLog

SHOWN = 16  # bytes of one reading that are shown
ANSWERS = 3  # answers that are shown; a device that streams or is polled says the same for ever


def configure(parser: argparse.ArgumentParser) -> None:
    """pad test."""
    add_choice(parser)
    add_seconds(parser)
    parser.add_argument("--log", metavar="FILE", type=path_of, help="write the wire to a new FILE, for `pad replay`")
    add_json(parser)
    add_last(parser, watch)


def watch(args: argparse.Namespace) -> int:
    """Until q, SIGTERM, SIGINT or the end of --seconds; then what was counted."""
    pad = chosen_one(args)
    from device_drivers import PadSupervisor

    watched = Watched(pad.profile)
    if args.log is not None:
        watched.log = _log(args.log, pad.profile, watched.begun)
    supervisor = PadSupervisor(pad.profile, pad.port, on_press=_nothing, on_state=watched.said, tap=watched)
    lines = Lines(quiet=args.json)
    watched.begin(supervisor, lines.put)
    lines.put(f"{pad.profile.name} at {pad.port}: press its keys; q and Enter ends")
    with ending(lines.end):
        supervisor.start()
        try:
            lines.show(args.seconds)
        finally:
            counted = watched.counted(supervisor)
            supervisor.stop()
            if watched.log is not None:
                watched.log.close()
    if args.json:
        say_json({"port": pad.port, **counted})
    else:
        for line in in_words(counted):
            say(line)
    if not counted["opened"]:
        raise Failed(f"{pad.port}: {counted['reason']}")
    return 0


class Watched:
    """The tap: counts, tells, and asks again behind every press."""

    def __init__(self, profile: Profile) -> None:
        self.begun = time.monotonic()
        self.log: WireLog | None = None
        self._profile = profile
        self._tell: Callable[[str], None] = _nothing
        self._supervisor: PadSupervisor | None = None
        self._arming = 0
        self._opened = 0
        self._frames = 0
        self._bytes = [0, 0]  # from the pad, to the pad
        self._latencies: list[float] = []
        self._answers = 0

    def begin(self, supervisor: PadSupervisor, tell: Callable[[str], None]) -> None:
        """Ask for the first press."""
        self._supervisor, self._tell = supervisor, tell
        self._ask(self.begun)

    def heard(self, data: bytes, frames: list[tuple[Frame, Press | None]], at: float, told: float) -> None:
        """Bytes from the pad."""
        from device_drivers.wire_log import keys_of

        self._bytes[0] += len(data)
        self._frames += len(frames)
        if self.log is not None:
            self.log.heard(data, frames, at, told)
        presses = [press for _, press in frames if press is not None]
        words = [f"press: key {press.key}, level {press.level}" for press in presses]
        words = words or [f"key {key}, not counted" for key in keys_of(frames)]
        if words or not frames or self._answers < ANSWERS:
            self._line(at, "pad ", data, "; ".join(words) or "answer" * bool(frames))
        self._answers += bool(frames) and not words
        if presses:
            self._latencies.append((told - at) * 1000)
            self._ask(told)

    def wrote(self, data: bytes, at: float) -> None:
        """Bytes to the pad."""
        self._bytes[1] += len(data)
        if self.log is not None:
            self.log.wrote(data, at)
        names = [name for name, command in self._profile.commands.items() if command == data]
        if "poll" not in names or self._answers < ANSWERS:
            self._line(at, "host", data, names[0] if names else "")

    def said(self, status: PadStatus) -> None:
        """A state of the pad's."""
        at = time.monotonic()
        if self.log is not None:
            if status.opened > self._opened:
                self.log.opened(at)
            self.log.remark(f"{status.state}: {status.reason}", at)
        self._opened = max(self._opened, status.opened)
        self._tell(f"{at - self.begun:9.3f}  {status.state}: {status.reason}")

    def counted(self, supervisor: PadSupervisor) -> dict[str, Any]:
        """Everything so far."""
        status = supervisor.status()
        latencies = sorted(self._latencies)
        return {
            "profile": status.profile,
            "device": status.device or None,
            "state": status.state.value,
            "reason": status.alarm or status.reason,
            "opened": status.opened,
            "bytesIn": self._bytes[0],
            "bytesOut": self._bytes[1],
            "frames": self._frames,
            "noise": status.noise,
            **status.counts._asdict(),
            "latencyMs": {
                "p50": round(latencies[len(latencies) // 2], 3) if latencies else None,
                "max": round(latencies[-1], 3) if latencies else None,
            },
        }

    def _ask(self, at: float) -> None:
        """On the pad's thread after the first time, so that the log has everything in its order."""
        from device_drivers import Cue

        self._arming += 1
        if self.log is not None:
            self.log.wished(Cue.ASK, self._arming, at)
        if self._supervisor is not None:
            self._supervisor.show(Cue.ASK, self._arming)

    def _line(self, at: float, who: str, data: bytes, words: str) -> None:
        shown = data[:SHOWN].hex(" ").upper() + (f" … ({len(data)} bytes)" if len(data) > SHOWN else "")
        self._tell(f"{at - self.begun:9.3f}  {who}  {shown:<12} {words}".rstrip())


def in_words(counted: dict[str, Any]) -> list[str]:
    """The last lines: bytes, frames, presses, drops, latency."""
    latency = counted["latencyMs"]
    dropped = ("unarmed", "surplus", "bounces", "stuck", "unrated")
    return [
        f"{counted['state']}: {counted['reason']}",
        f"{counted['bytesIn']} bytes in {counted['frames']} frames from the pad, {counted['bytesOut']} bytes to it,"
        f" {counted['noise']} bytes of noise, opened {counted['opened']} times",
        f"{counted['presses']} presses; not counted: "
        + ", ".join(f"{counted[name]} {name}" for name in dropped if name in counted),
        "no press, no latency"
        if latency["p50"] is None
        else f"from the wire to the press: {latency['p50']} ms in the middle, {latency['max']} ms at most",
    ]


def _log(path: Path, profile: Profile, begun: float) -> WireLog:
    from device_drivers.wire_log import WireLog

    try:
        log = WireLog(path, profile, begun)
    except FileExistsError:
        raise Failed(f"{path} is there already: name a new file") from None
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    notice(f"the wire goes to {path}: bytes and moments, nothing else")
    return log


def _nothing(_told: object) -> None:
    pass
