"""A pad as data: line, framing, commands, keys and manners, read from a TOML file.

Shipped ones lie in `profiles/`; a technician's own stand beside them in `/etc/hcp-kiosk/pads.d/` or are named by
their path. What every table means is written in `profiles/README.md`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from device_drivers.drawing import Display, Drawing, Lamps
from device_drivers.frames import Decoder
from device_drivers.framings import Framing
from device_drivers.messages import Cue

SHIPPED = Path(__file__).parent / "profiles"
OWN = Path("/etc/hcp-kiosk/pads.d")
OWN_ELSEWHERE = "HCP_KIOSK_PADS_D"  # environment: another folder than OWN
LEVELS = range(1, 6)


class ProfileError(ValueError):
    """A profile or a key map that cannot be used; `faults` has one line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Line:
    """How the port is opened and how fast it may be written: as nearly every device has it, unless said otherwise."""

    baud: int
    bits: int = 8
    parity: str = "N"  # N E O
    stop: float = 1
    dtr: bool = True
    rts: bool = True
    flow: str = "none"  # none, rtscts, xonxoff
    mask: int = 0xFF  # laid over every byte read
    byte_delay: float = 0.0  # s
    frame_delay: float = 0.0  # s
    answer_within: float = 0.0  # s a command waits for the answer to the one before; 0 = it does not wait


@dataclass(frozen=True, slots=True)
class Probe:
    """The question whether anyone is there, or, as a poll, the question which keys are down."""

    answer: bytes | None  # None: whatever the framing takes for an answer
    within: float  # s
    tries: int
    again: float  # s
    every: float  # s between probes while all is well, 0 = never; between the beginnings of two polls
    poll: bool = False

    @property
    def command(self) -> str:
        """The name of the command that asks."""
        return "poll" if self.poll else "probe"


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
    stuck_hold: float  # s


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the drivers know of one kind of pad."""

    name: str
    title: str
    line: Line
    framing: Framing
    commands: Mapping[str, bytes]  # by name; what is drawn on displays and lamps is among them
    probe: Probe | None
    opening: tuple[str, ...]  # commands written once when the port has been opened
    cues: Mapping[Cue, tuple[str, ...]]  # commands that draw a cue
    keys: Mapping[str, int]  # key → level 1..5; keys without a level are counted and not rated
    manners: Manners
    drawing: Drawing

    def with_keys(self, keys: Mapping[str, int]) -> Profile:
        """The same pad with some keys meaning another level; ProfileError names every wrong entry."""
        faults = key_faults(keys, self.framing.codes)
        if faults:
            raise ProfileError(faults)
        return replace(self, keys={**self.keys, **keys})

    def with_only_keys(self, keys: Mapping[str, int]) -> Profile:
        """The same pad, of whose keys only these mean a level; ProfileError names every wrong entry."""
        return replace(self.with_keys(keys), keys=dict(keys))

    def with_texts(self, texts: Mapping[str, Sequence[str]]) -> Profile:
        """The same pad with other words on its display for some cues; ProfileError names every wrong entry."""
        if not texts:
            return self
        faults = text_faults(texts, self.drawing.display)
        if faults or self.drawing.display is None:
            raise ProfileError(faults)
        shows = {**self.drawing.display.shows, **{Cue(cue): tuple(lines) for cue, lines in texts.items()}}
        drawing = replace(self.drawing, display=replace(self.drawing.display, shows=shows))
        return replace(self, drawing=drawing, **drawing.resolved())

    def decoder(self) -> Decoder:
        """A fresh decoder of what the device sends."""
        return self.framing.decoder(self.line.mask, self.probe.answer if self.probe is not None else None)


def key_faults(keys: Mapping[str, Any], known: Collection[str]) -> list[str]:
    """What is wrong in a key map: keys the pad has not, levels that are not a whole number 1..5."""
    faults = []
    for key, level in keys.items():
        if key not in known:
            faults.append(f"keys: this pad has no key {key!r}; it has {', '.join(known)}")
        if isinstance(level, bool) or level not in LEVELS or not isinstance(level, int):
            faults.append(f"keys: key {key!r} must mean a level 1 to 5, not {level!r}")
    return faults


def text_faults(texts: Mapping[str, Any], display: Display | None) -> list[str]:
    """What is wrong in the words for a display: no display, no such cue, lines that do not fit."""
    if display is None:
        return ["texts: this pad has no display; leave them out"]
    faults = []
    for cue, lines in texts.items():
        if cue not in list(Cue):
            faults.append(f"texts: there is no cue {cue!r}; there are {', '.join(Cue)}")
        faults += [f"texts.{cue}: {fault}" for fault in display.faults(lines)]
    return faults


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def own_folder() -> Path:
    """Where a technician's own profiles lie."""
    return Path(os.environ.get(OWN_ELSEWHERE) or OWN)


def own() -> tuple[str, ...]:
    """The names of the technician's own profiles; a file named as a shipped profile is not among them."""
    return tuple(sorted({path.stem for path in own_folder().glob("*.toml")} - set(shipped())))


def shadowed() -> tuple[Path, ...]:
    """Files of the technician's that are never read, because a shipped profile has their name."""
    return tuple(sorted(path for path in own_folder().glob("*.toml") if path.stem in shipped()))


def load(name_or_path: str) -> Profile:
    """A shipped profile or a technician's own by name, or a file by its path (anything with a slash or ending in
    .toml). A shipped name always means the shipped one.

    ProfileError with one line a fault when there is no such profile or the file is wrong.
    """
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return read(Path(name_or_path))
    if name_or_path in shipped():
        return read(SHIPPED / f"{name_or_path}.toml")
    mine = own()
    if name_or_path not in mine:
        there = f"shipped: {', '.join(shipped())}" + (f"; in {own_folder()}: {', '.join(mine)}" if mine else "")
        near = difflib.get_close_matches(name_or_path, [*shipped(), *mine], 1)
        hint = f"did you mean {near[0]!r}?" if near else "choose one of these or give the path of a file"
        raise ProfileError([f"no pad profile {name_or_path!r}; {there}; {hint}"])
    path = own_folder() / f"{name_or_path}.toml"
    profile = read(path)
    if profile.name != name_or_path:
        raise ProfileError([f"{path}: name: must be {name_or_path!r} as the file is called, not {profile.name!r}"])
    return profile


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
    from device_drivers import profile_framings  # the validator and the framings only when a file is read
    from device_drivers.profile_schema import checked

    good, faults = checked(table)
    if faults:
        raise ProfileError([f"{origin}: {fault}" for fault in faults])
    framing = profile_framings.made(good["framing"], good["checksum"])
    commands, cues = dict(good["commands"]), good["cues"]
    if "poll" in good:
        probe: Probe | None = Probe(None, **good["poll"], poll=True)
        commands["poll"] = profile_framings.poll(framing)
    elif "probe" in good:
        probe = Probe(**{"answer": None, **good["probe"]}, every=good.get("heartbeat", {"every": 0.0})["every"])
    else:
        probe = None
    drawing = Drawing(
        commands=commands,
        cues={cue: tuple(cues[cue.value]) for cue in Cue},
        display=_display(good["display"]) if "display" in good else None,
        lamps=_lamps(good["lamps"], framing) if "lamps" in good else None,
    )
    return Profile(
        name=good["name"],
        title=good["title"],
        line=Line(**good["line"]),
        framing=framing,
        probe=probe,
        opening=tuple(cues["opening"]),
        keys=good["keys"],
        manners=Manners(**{name: value for name, value in good["press"].items() if name != "unrated"}),
        drawing=drawing,
        **drawing.resolved(),
    )


def _display(table: Mapping[str, Any]) -> Display:
    return Display(
        encoding=table["encoding"],
        width=table["width"],
        lines=tuple(table["lines"]),
        clear=tuple(table["clear"]),
        shows={cue: tuple(table[cue.value]) for cue in Cue},
    )


def _lamps(table: Mapping[str, Any], framing: Framing) -> Lamps:
    from device_drivers.profile_framings import lamp_writer

    lit = {cue: frozenset(table[cue.value]) for cue in Cue}
    return Lamps(count=table["count"], lit=lit, written=lamp_writer(table, framing))
