"""A pad as data: line, framing, commands, keys and manners, read from a TOML file.

Shipped ones lie in `profiles/`; a technician's own is named by its path. What every table means is written in
`profiles/README.md`.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from device_drivers.frames import Answer, Codes, Decoder, Frame, KeyFrame
from device_drivers.messages import Cue

SHIPPED = Path(__file__).parent / "profiles"
LEVELS = range(1, 6)


class ProfileError(ValueError):
    """A profile or a key map that cannot be used; `faults` has one line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Line:
    """How the port is opened and how fast it may be written."""

    baud: int
    bits: int
    parity: str  # N E O
    stop: float
    dtr: bool
    rts: bool
    flow: str  # none, rtscts, xonxoff
    mask: int  # laid over every byte read
    byte_delay: float  # s
    frame_delay: float  # s


@dataclass(frozen=True, slots=True)
class Framing:
    """How bytes become keys."""

    kind: str
    codes: Mapping[str, bytes]  # key → what the device sends for it
    ignored_after: bytes
    longest: int  # bytes
    gap: float  # s


@dataclass(frozen=True, slots=True)
class Probe:
    """The question whether anyone is there."""

    answer: bytes
    within: float  # s
    tries: int
    again: float  # s
    every: float  # s between probes while all is well; 0 = never


@dataclass(frozen=True, slots=True)
class Manners:
    """When a key frame is a press."""

    acts_on: str  # press, release
    needs_arming: bool
    arming_window: float  # s; 0 = as long as the rating is asked
    one_an_arming: bool
    debounce: float  # s
    stuck_repeats: int
    stuck_gap: float  # s


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the drivers know of one kind of pad."""

    name: str
    title: str
    line: Line
    framing: Framing
    commands: Mapping[str, bytes]
    probe: Probe | None
    cues: Mapping[Cue, tuple[str, ...]]  # commands that draw a cue
    keys: Mapping[str, int]  # key → level 1..5
    manners: Manners

    def with_keys(self, keys: Mapping[str, int]) -> Profile:
        """The same pad with some keys meaning another level; ProfileError names every wrong entry."""
        faults = key_faults(keys, self.framing.codes)
        if faults:
            raise ProfileError(faults)
        return replace(self, keys={**self.keys, **keys})

    def decoder(self) -> Decoder:
        """A fresh decoder of what the device sends."""
        codes: dict[bytes, Frame] = {code: KeyFrame(key) for key, code in self.framing.codes.items()}
        if self.probe is not None:
            codes[self.probe.answer] = Answer()
        return Codes(codes, ignored_after=self.framing.ignored_after, mask=self.line.mask, gap=self.framing.gap)


def key_faults(keys: Mapping[str, Any], known: Mapping[str, bytes]) -> list[str]:
    """What is wrong in a key map: keys the pad has not, levels that are not a whole number 1..5."""
    faults = []
    for key, level in keys.items():
        if key not in known:
            faults.append(f"keys: this pad has no key {key!r}; it has {', '.join(known)}")
        if isinstance(level, bool) or level not in LEVELS or not isinstance(level, int):
            faults.append(f"keys: key {key!r} must mean a level 1 to 5, not {level!r}")
    return faults


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load(name_or_path: str) -> Profile:
    """A shipped profile by name, or a file by its path (anything with a slash or ending in .toml).

    ProfileError with one line a fault when there is no such profile or the file is wrong.
    """
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return read(Path(name_or_path))
    if name_or_path not in shipped():
        near = difflib.get_close_matches(name_or_path, shipped(), 1)
        hint = f"did you mean {near[0]!r}?" if near else "choose one of these or give the path of a file"
        raise ProfileError([f"no pad profile {name_or_path!r}; shipped: {', '.join(shipped())}; {hint}"])
    return read(SHIPPED / f"{name_or_path}.toml")


def read(path: Path) -> Profile:
    """The profile in a file; ProfileError with one line a fault, each beginning with the file's name."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ProfileError([f"{path}: cannot be read: {problem.strerror}"]) from None
    except UnicodeDecodeError:
        raise ProfileError([f"{path}: is not UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as problem:
        raise ProfileError([f"{path}: is not TOML: {problem}"]) from None
    return parse(table, str(path))


def parse(table: Mapping[str, Any], origin: str) -> Profile:
    """The profile in a table as TOML gives it; ProfileError with every fault, each line beginning with `origin`."""
    from device_drivers.profile_schema import checked  # voluptuous only when a file is read

    good, faults = checked(table)
    if faults:
        raise ProfileError([f"{origin}: {fault}" for fault in faults])
    probe, heartbeat = good.get("probe"), good.get("heartbeat", {"every": 0.0})
    return Profile(
        name=good["name"],
        title=good["title"],
        line=Line(**good["line"]),
        framing=Framing(**good["framing"]),
        commands=good["commands"],
        probe=Probe(**probe, every=heartbeat["every"]) if probe else None,
        cues={cue: tuple(good["cues"][cue.value]) for cue in Cue},
        keys=good["keys"],
        manners=Manners(**good["press"]),
    )
