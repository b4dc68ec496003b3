"""`pad learn`: press each key when asked; what comes of it is a key map for the settings, or a profile's file."""

from __future__ import annotations

import argparse
import json
import queue
import re
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_json, add_last
from kiosk_app.commands.output import notice, say, say_json
from kiosk_app.commands.pad_choice import Chosen, add_choice, chosen_one
from kiosk_app.commands.paths import path_of
from kiosk_app.commands.signals import ending

if TYPE_CHECKING:
    from device_drivers import PadStatus, PadSupervisor, Press
    from device_drivers.frames import Frame
    from device_drivers.learning import Learning

NAMES = {5: "非常满意, very satisfied", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意, very dissatisfied"}

OPEN = ("probing", "ready", "degraded")

Word = tuple[str, str, float]  # (key | typed | state | end, what, when)


def configure(parser: argparse.ArgumentParser) -> None:
    """pad learn."""
    add_choice(parser)
    parser.add_argument("--out", metavar="FILE", type=path_of, help="write a profile of its own to a new FILE")
    parser.add_argument("--no-verify", action="store_true", help="do not ask for every key a second time")
    add_json(parser)
    add_last(parser, learn)


def learn(args: argparse.Namespace) -> int:
    """The dialogue, then the map; Failed where it was left before a key was learnt."""
    pad = chosen_one(args)
    if args.out is not None and args.out.exists():
        raise Failed(f"{args.out} is there already: name a new file")
    from device_drivers import PadSupervisor

    words: queue.SimpleQueue[Word] = queue.SimpleQueue()
    heard = Ears(words)
    supervisor = PadSupervisor(pad.profile, pad.port, on_press=lambda press: None, on_state=heard.said, tap=heard)
    heard.begin(supervisor)
    over = threading.Event()
    with ending(lambda: words.put(("end", "", 0.0))):
        supervisor.start()
        threading.Thread(target=_listen, args=(words, over), name="keyboard", daemon=True).start()
        try:
            learning = converse(words, verifies=not args.no_verify, quiet=args.json)
        finally:
            over.set()
            supervisor.stop()
    if not learning.keys:
        raise Failed("no key was learnt; nothing is changed")
    _give(args, pad, learning)
    return 0


class Ears:
    """The tap: every key that goes down is a word, and the pad is asked anew behind it, so that it goes on sending."""

    def __init__(self, words: queue.SimpleQueue[Word]) -> None:
        self._words = words
        self._supervisor: PadSupervisor | None = None
        self._arming = 0

    def begin(self, supervisor: PadSupervisor) -> None:
        """Arm the pad."""
        self._supervisor = supervisor
        self._ask()

    def heard(self, data: bytes, frames: list[tuple[Frame, Press | None]], at: float, told: float) -> None:
        """Bytes from the pad."""
        from device_drivers.wire_log import keys_of

        keys = keys_of(frames)
        for key in keys:
            self._words.put(("key", key, at))
        if keys:
            self._ask()

    def wrote(self, data: bytes, at: float) -> None:
        """Bytes to the pad: of no account here."""

    def said(self, status: PadStatus) -> None:
        """A state of the pad's."""
        self._words.put(("state", f"{status.state}: {status.reason}", time.monotonic()))

    def _ask(self) -> None:
        from device_drivers import Cue

        self._arming += 1
        if self._supervisor is not None:
            self._supervisor.show(Cue.ASK, self._arming)


def converse(words: queue.SimpleQueue[Word], *, verifies: bool, quiet: bool) -> Learning:
    """Ask and listen until every level has its key or is skipped, or somebody leaves."""
    from device_drivers import learning as lesson

    state = lesson.Learning(verifies=verifies)
    tell = notice if quiet else _say
    tell("press the keys when asked; s and Enter: this pad has no such key; q and Enter: leave")
    asked: tuple[int | None, bool] | None = None
    there = False  # the port is open: what is pressed before that is lost
    while state.asked is not None:
        if there and (state.asked, state.verifying) != asked:
            asked = (state.asked, state.verifying)
            again = "once more, " if state.verifying else ""
            tell(f"{again}press the key for level {state.asked} ({NAMES[state.asked]})")
        kind, what, at = words.get()
        if kind == "end" or (kind == "typed" and what == "q"):
            return lesson.Learning() if state.open else state
        if kind == "state":
            tell(f"  pad {what}")
            there = there or what.startswith(OPEN)
        elif kind == "typed" and what == "s":
            state, _ = lesson.skip(state)
        elif kind == "typed" and what:
            tell("  s and Enter skips this level, q and Enter leaves")
        elif kind == "key":
            level = state.asked
            state, said = lesson.heard(state, what, at)
            if line := _answer(said, what, level, lesson.meaning(state, what)):
                tell(line)
    return state


def _answer(said: object, key: str, level: int | None, meant: int | None) -> str:
    from device_drivers.learning import Said

    match said:
        case Said.TAKEN:
            return f"  key {key} = level {level}"
        case Said.CONFIRMED:
            return f"  key {key} = level {level}, confirmed"
        case Said.CONTRADICTS:
            return f"  key {key} is level {meant} already: press another one, or s to skip level {level}"
        case Said.DIFFERS:
            return f"  that was key {key}, not the one of before: level {level} is asked anew"
        case Said.BOUNCED:
            return f"  key {key} came twice at once: it bounces, or was held; counted once"
    return ""


def _give(args: argparse.Namespace, pad: Chosen, learning: Learning) -> None:
    from device_drivers.profile import ProfileError

    keys = dict(sorted(learning.keys.items(), key=lambda pair: -pair[1]))
    missing = [level for level in (5, 4, 3, 2, 1) if level not in keys.values()]
    try:
        pad.profile.with_keys(keys)
    except ProfileError as error:
        raise Failed("; ".join(error.faults)) from error
    if args.out is not None:
        write_profile(args.out, pad, keys)
    if args.json:
        say_json({"keys": keys, "missing": missing, "bounces": learning.bounces, "file": str(args.out or "") or None})
        return
    for level in missing:
        say(f"level {level} has no key here; it stays on the screen")
    if args.out is not None:
        say(f'written to {args.out}; in kiosk.toml: profile = "{args.out.absolute()}"')
    else:
        say("in kiosk.toml, under this pad's [pad]:")
        say(setting(keys))


def setting(keys: Mapping[str, int]) -> str:
    """The line for the settings."""
    return "keys = { " + ", ".join(f"{json.dumps(key)} = {level}" for key, level in keys.items()) + " }"


def write_profile(path: Path, pad: Chosen, keys: Mapping[str, int]) -> None:
    """The pad's profile with these keys and the file's name, whole or not at all; Failed."""
    from device_drivers.profile import SHIPPED, ProfileError, own_folder, read
    from kiosk_app.commands.whole_file import write_whole

    named_by_path = "/" in pad.kind or pad.kind.endswith(".toml")
    places = [Path(pad.kind)] if named_by_path else [folder / f"{pad.kind}.toml" for folder in (SHIPPED, own_folder())]
    source = next(place for place in places if place.is_file())  # it was read from there
    text = with_keys(source.read_text(encoding="utf-8"), path.stem, {**pad.profile.keys, **keys})
    write_whole(path, [text.encode()], force=False)
    try:
        if dict(read(path).keys) != {**pad.profile.keys, **keys}:
            raise ProfileError([f"{source} is written in a way that its keys cannot be replaced"])
    except ProfileError as error:
        path.unlink()
        raise Failed("; ".join(error.faults)) from error


def with_keys(text: str, name: str, keys: Mapping[str, int]) -> str:
    """A profile's text under another name, with another table [keys]."""
    table = "".join(f"{json.dumps(key)} = {level}\n" for key, level in keys.items())
    named = re.sub(r"(?m)^name *=.*$", lambda _: f"name = {json.dumps(name)}", text, count=1)
    return re.sub(r"(?ms)^\[keys\][^\n]*\n.*?(?=^\[|\Z)", lambda _: f"[keys] # learnt\n{table}\n", named, count=1)


def _listen(words: queue.SimpleQueue[Word], over: threading.Event) -> None:
    from device_drivers.far_end import lines

    for line in lines(sys.stdin, over):
        words.put(("typed", line.strip(), time.monotonic()))


def _say(line: str) -> None:
    say(line)
    sys.stdout.flush()
