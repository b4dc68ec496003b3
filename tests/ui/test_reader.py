"""What a screen reader meets from outside: the program's window on a real X server, walked and pressed over AT-SPI."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk_app.core.scene import RatingScene
from kiosk_app.ui.samples import samples

HERE = Path(__file__).parent
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PYTHON = "/usr/bin/python3"
PATIENCE = 60.0
PRESSABLE = {"push button", "toggle button", "check box", "radio button"}
KNOWN = PRESSABLE | {"frame", "filler", "panel", "label", "static", "text", "entry", "image", "list", "list item"}

has_reader = LAUNCHER.exists() and subprocess.run([PYTHON, "-c", "import gi, pyatspi"], check=False).returncode == 0
pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("dbus-daemon") and has_reader),
    reason="needs Xvfb, a message bus and python3-pyatspi (packaging/apt-test.txt)",
)


class Child:
    """A process that takes orders by the line and answers so."""

    def __init__(self, *words: str, env: dict[str, str]) -> None:
        self.words = words
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=env,
            start_new_session=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def order(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self, wanted: Callable[[str], bool] = lambda line: True, patience: float = PATIENCE) -> str:
        """The next line that is wanted."""
        line = self.perhaps(wanted, patience)
        assert line is not None, f"{self.words[:2]} said nothing; ended with {self.process.poll()}"
        return line

    def perhaps(self, wanted: Callable[[str], bool], patience: float) -> str | None:
        """The next line that is wanted; None where none comes."""
        try:
            while not wanted(line := self.lines.get(timeout=patience)):
                pass
        except queue.Empty:
            return None
        return line

    def end(self) -> None:
        # Whatever it has started for itself as well.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reading.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


class Reader:
    """The program's window and a screen reader before it."""

    def __init__(self, screen: Child, reader: Child) -> None:
        self.screen = screen
        self.reader = reader

    def show(self, name: str, language: str, token: int) -> None:
        self.screen.order(f"{name} {language} {token}")
        self.screen.answer(lambda line: line == f"shown {name} {token}")

    def walk(self) -> list[tuple[str, str, list[str], bool]]:
        """Role, name, actions, whether it can be ticked; of all that shows, in order."""
        self.reader.order("walk")
        return [tuple(one) for one in json.loads(self.reader.answer())]

    def press(self, name: str) -> str:
        """Press it until the program takes it, which is deaf for a moment after a scene has come: what it posts."""
        while True:
            self.reader.order(f"press {name}")
            self.reader.answer(lambda line: line == "done")
            posted = self.screen.perhaps(lambda line: line.startswith("posted"), 0.3)
            if posted is not None:
                return posted
            assert self.screen.process.poll() is None


@pytest.fixture(scope="module")
def heard() -> Iterator[Reader]:
    started: list[Child] = []

    def start(*words: str, **env: str) -> Child:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("QT_")}
        started.append(Child(*words, env=inherited | env))
        return started[-1]

    try:
        # Never starting anew when the last client goes: it would turn away who comes at that moment.
        server = start("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
        display = f":{server.answer()}"
        bus = start("dbus-daemon", "--session", "--nofork", "--print-address=1", DISPLAY=display)
        given = {"DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": bus.answer()}
        start(str(LAUNCHER), "--launch-immediately", **given)
        screen = start(
            sys.executable,
            str(HERE / "heard_screen.py"),
            **given,
            PYTHONPATH=str(HERE.parents[1]),
            QT_QPA_PLATFORM="xcb",
            QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
        )
        screen.answer(lambda line: line == "ready")
        reader = start(PYTHON, str(HERE / "screen_reader.py"), str(screen.process.pid), **given, PYTHONPATH="")
        yield Reader(screen, reader)
    finally:
        for child in reversed(started):
            child.end()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", samples())
def test_everything_that_shows_has_a_name_and_a_role(heard: Reader, name: str, language: str) -> None:
    heard.show(name, language, 1)
    found = heard.walk()
    assert found[0][:2] == ("frame", "hcp-kiosk")
    assert {role for role, *_ in found} <= KNOWN
    for role, said, actions, _ in found:
        if role in PRESSABLE:
            assert "Press" in actions, said
        if role in PRESSABLE | {"text", "entry", "label"}:
            assert said.strip(), (role, actions)
    if name in ("text", "contact"):
        assert {"text", "entry"} & {role for role, *_ in found}
    if name == "indicators":
        assert [ticked for role, _, _, ticked in found if role == "check box"].count(True) >= 3


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_face_is_named_after_its_level_and_a_press_chooses_it(heard: Reader, language: str) -> None:
    scene = samples(language=language)["rating"]
    assert isinstance(scene, RatingScene)
    heard.show("rating", language, 1)
    buttons = [said for role, said, _, _ in heard.walk() if role == "push button"]
    assert buttons[:5] == [choice.name for choice in scene.choices]
    for token, choice in enumerate(scene.choices, start=2):
        heard.show("rating", language, token)
        posted = heard.press(choice.name)
        assert posted.startswith(f"posted LevelChosen {token} {choice.level} Input.TOUCH"), posted


@pytest.mark.parametrize(
    ("name", "button", "event"),
    [
        ("rating", "暂不评价", "RatingDeclined"),
        ("rating", "English", "LanguageChosen"),
        ("rating", "大字", "AidToggled"),
        ("indicators", "没有提供材料样本", "IndicatorToggled"),
        ("indicators", "重选", "LevelUndone"),
        ("indicators", "提交", "DetailFinished"),
        ("text", "提交", "DetailFinished"),
        ("thanks", "重选", "LevelUndone"),
    ],
)
def test_a_press_from_outside_is_a_press(heard: Reader, name: str, button: str, event: str) -> None:
    heard.show("idle", "zh-CN", 1)
    heard.show(name, "zh-CN", 9)
    assert heard.press(button).startswith(f"posted {event} 9")
