"""`hcp-kiosk practice`: centre, pad, counter and terminal on one machine, each by the product's own commands."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from kiosk_app.practice.centre.defaults import cases
from kiosk_app.practice.children import ChildFailed, Children
from kiosk_app.practice.counter_demo import DemonstrationCounter
from kiosk_app.ui.reach import NoScreen, platform_for

HALL = "hall"  # the value of core.model.Role.HALL, as the settings have it
PRESSES = ("1", "2", "3", "4", "5")
SCREEN_TRIAL_SECONDS = 20.0  # a terminal that ends with an error before that could not open its window
READY_SECONDS = 20.0
LOOK_SECONDS = 0.05
VNC_PLATFORM = "vnc:size=1080x1920"
VNC_WARNING = (
    "WARNING: --vnc: anybody who can reach this machine on port 5900, at any of its addresses, can see and touch this "
    "screen without a password"
)


def practice(
    *,
    say: Callable[[str], None],
    complain: Callable[[str], None],
    headless: bool = False,
    seconds: float | None = None,
    vnc: bool = False,
    keep: Path | None = None,
    every: float = 20.0,
    environ: Mapping[str, str] = os.environ,
    program: Sequence[str] = (sys.executable, "-m", "kiosk_app"),
    keyboard: TextIO | None = None,
    role: str | None = None,
) -> int:
    """Runs everything until the terminal ends, `seconds` are over, q is typed, or SIGTERM or SIGINT; an exit code.

    `say` gets lines for stdout, `complain` lines for stderr. `keep`: a folder that is used and left in place.
    `role`: another than the centre says; in a hall citizens come by themselves, and no counter invites them.
    `keyboard` (default stdin) gives lines `1` to `5`, pressed on the pad, and `q`. Call it from the main thread.
    """
    folder = keep or Path(tempfile.mkdtemp(prefix="hcp-"))  # short: socket paths have an end at 107 bytes
    show = _Show(say, complain, folder, environ, program, role)
    before = {number: signal.signal(number, show.on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        show.set_up(_platform(environ, headless, vnc, say), every)
        return show.go_on(seconds, sys.stdin if keyboard is None else keyboard)
    except _Ended:
        return 0
    except (ChildFailed, OSError) as error:
        complain(str(error))
        return 1
    finally:
        show.end()
        for number, handler in before.items():
            signal.signal(number, handler)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _platform(environ: Mapping[str, str], headless: bool, vnc: bool, say: Callable[[str], None]) -> str:
    """The QT_QPA_PLATFORM for the terminal; "" where Qt may choose."""
    if vnc:
        say(VNC_WARNING)
        return VNC_PLATFORM
    given = environ.get("QT_QPA_PLATFORM", "")
    if given:
        return given
    if headless:
        return "offscreen"
    try:
        platform_for(environ)
    except NoScreen:
        say("No screen was found (neither DISPLAY nor WAYLAND_DISPLAY answers): the terminal runs without a window.")
        return "offscreen"
    return ""


class _Ended(Exception):
    """Somebody asked to end while things were being set up."""


class _Show:
    """The parts, and the queue of what happens to them."""

    def __init__(
        self,
        say: Callable[[str], None],
        complain: Callable[[str], None],
        folder: Path,
        environ: Mapping[str, str],
        program: Sequence[str],
        role: str | None = None,
    ) -> None:
        self._role = role
        self._say = say
        self._complain = complain
        self._folder = folder
        # A setting of this machine's real terminal must not find its way into the practice.
        clean = {name: value for name, value in environ.items() if not name.startswith("HCP_KIOSK_")}
        self._happened: queue.SimpleQueue[tuple[str, str, int]] = queue.SimpleQueue()
        self._asked_to_end = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        self._children = Children(program, folder, clean, lambda name, code: self._happened.put(("end", name, code)))
        self._counter: DemonstrationCounter | None = None
        self._config = folder / "kiosk.toml"
        self._platform = ""
        self._started = 0.0

    def on_signal(self, _number: int, _frame: object) -> None:
        """SIGTERM and SIGINT: end everything."""
        self._asked_to_end.set()
        self._happened.put(("ask", "", 0))

    def set_up(self, platform: str, every: float) -> None:
        """Starts all parts and says where they are; raises ChildFailed."""
        self._platform = platform
        centre = json.loads(self._start_centre())
        pad, counter_url = self._folder / "pad", f"http://127.0.0.1:{_free_port()}"
        self._write_configuration(centre["url"], pad, counter_url)
        self._children.start("pad", "pad", "simulate", "ascii5", "--link", str(pad), *self._with_config())
        if not (self._folder / "state" / "identity.json").exists():
            code = centre["enrolmentCode"]
            self._run("enrol", "enrol", "--url", centre["url"], "--code", code)
        token = self._paired("practice")
        page_pin = self._paired("page", "--pin")
        self._wait_for(pad)
        self._start_terminal()
        if self._role != HALL:
            self._counter = DemonstrationCounter(counter_url, token, say=self._say, every=every)
            self._counter.start()
        self._explain(centre, counter_url, page_pin)

    def _start_centre(self) -> str:
        database = str(self._folder / "centre.db")
        return self._children.start(
            "centre", "central", "serve", "--listen", "127.0.0.1:0", "--db", database, "--json", first_line=True
        )

    def _write_configuration(self, url: str, pad: Path, counter_url: str) -> None:
        state = self._folder / "state"
        state.mkdir(mode=0o700, exist_ok=True)
        lines = [
            "[device]",
            f"state_dir = {json.dumps(str(state))}",
            "[central]",
            f"url = {json.dumps(url)}",
            "[pad]",
            'profile = "ascii5"',
            f"port = {json.dumps(str(pad))}",
            "[counter]",
            f"listen = {json.dumps(counter_url.removeprefix('http://'))}",
            "[ui]",
            "fullscreen = false",
        ]
        if self._role:
            lines += ["[local]", f"role = {json.dumps(self._role)}"]
        self._config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _with_config(self) -> tuple[str, str]:
        return "--config", str(self._config)

    def _run(self, name: str, *arguments: str) -> str:
        if self._asked_to_end.is_set():
            raise _Ended
        return self._children.run(name, *arguments, *self._with_config())

    def _paired(self, name: str, *options: str) -> str:
        try:
            answer = self._run(f"pair-{name}", "counter", "pair", name, *options, "--json")
        except ChildFailed:  # in a kept folder the name has a token that nobody knows any more
            self._run(f"pair-{name}", "counter", "unpair", name)
            answer = self._run(f"pair-{name}", "counter", "pair", name, *options, "--json")
        return str(json.loads(answer)["token"])

    def _wait_for(self, pad: Path) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not pad.exists():
            if self._asked_to_end.wait(LOOK_SECONDS):
                raise _Ended
            if time.monotonic() > deadline:
                raise ChildFailed(f"the simulated pad did not appear: {self._children.last_words('pad')}")

    def _start_terminal(self) -> None:
        environ = {"QT_QPA_PLATFORM": self._platform} if self._platform else {}
        self._started = time.monotonic()
        self._children.start("terminal", "run", *self._with_config(), environ=environ)

    def _explain(self, centre: Mapping[str, str], counter_url: str, pin: str) -> None:
        window = f"without a window ({self._platform})" if self._platform else "in its window"
        self._say("")
        self._say(f"The terminal runs {window}; its log is {self._children.log_of('terminal')}")
        if self._role == HALL:
            self._say(f"Cases to look up at it: {', '.join(case['projectNo'] for case in cases())}")
        else:
            self._say("The demonstration counter signs a clerk in and invites a rating every so often.")
        self._say("Try this:")
        self._say("  press on the pad:  type 5 (very satisfied) to 1 (very dissatisfied) and Enter, here")
        self._say(f"  the centre's page: {centre['page']}   what it received, and what is wrong in it")
        self._say(f"  a clerk's page:    {counter_url}/   PIN {pin}")
        self._say(f"  its state:         hcp-kiosk queue status --config {self._config}")
        self._say("  end:               type q and Enter, or Ctrl-C")
        self._say("")

    def go_on(self, seconds: float | None, keyboard: TextIO) -> int:
        """Passes on what is typed and says who ends, until it is time; the exit code."""
        threading.Thread(target=self._read, args=(keyboard,), name="keyboard", daemon=True).start()
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            try:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                what, text, code = self._happened.get(timeout=left)
            except queue.Empty:
                self._say(f"{seconds:g} seconds are over.")
                return 0
            if what == "ask":
                return 0
            if what == "typed" and text in PRESSES:
                if not self._children.tell("pad", text):
                    self._complain("the simulated pad is not there any more")
            elif what == "typed":
                self._say("Type 1 to 5 to press on the pad, q to end.")
            elif text != "terminal":
                self._complain(f"{text} has ended (exit code {code}): {self._children.last_words(text)}")
            elif not self._screen_failed(code):
                return self._last_word(code)

    def _screen_failed(self, code: int) -> bool:
        """Whether the terminal ended because it could not open a window; then it goes on without one."""
        if code == 0 or self._platform or time.monotonic() - self._started > SCREEN_TRIAL_SECONDS:
            return False
        self._complain(f"the terminal cannot use this screen: {self._children.last_words('terminal')}")
        self._say("It goes on without a window.")
        self._platform = "offscreen"
        self._start_terminal()
        return True

    def _last_word(self, code: int) -> int:
        if code == 0:
            self._say("The terminal has ended.")
            return 0
        self._complain(f"the terminal has failed (exit code {code}): {self._children.last_words('terminal')}")
        return 1

    def _read(self, keyboard: TextIO) -> None:
        for line in keyboard:  # the end of the input ends nothing: a service has none
            typed = line.strip()
            if typed == "q":
                self._happened.put(("ask", "", 0))
            elif typed:
                self._happened.put(("typed", typed, 0))

    def end(self) -> None:
        """Ends all parts, the counter first."""
        if self._counter is not None:
            self._counter.stop()
        self._children.end()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
