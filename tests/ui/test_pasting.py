"""Nothing is pasted on a real X server: the program on it, another program that holds its clipboards, and xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWNER = """
    from PySide6.QtGui import QClipboard, QGuiApplication
    app = QGuiApplication([])
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        app.clipboard().setText("strange words", mode)
    print("owned", flush=True)
    app.exec()
"""
# Says where the field and the button are, then every event, until it is told to end.
WRITER = """
    from PySide6.QtCore import QPointF, QTimer
    from PySide6.QtGui import QGuiApplication
    from dataclasses import replace
    from kiosk_app.ui.samples import samples
    from kiosk_app.ui.screen import Screen
    def post(event):
        print(type(event).__name__, getattr(event, "text", ""), flush=True)
    screen = Screen(post=post, new_id=lambda: "x", fullscreen=True)
    screen.show(replace(samples()["text"], text=""))
    def middle(item):
        place = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        return f"{place.x()} {place.y()}"
    def below(item):
        for child in item.childItems():
            yield child
            yield from below(child)
    def look():
        (view,) = QGuiApplication.topLevelWindows()
        field = view.activeFocusItem()
        if field is None or not field.inherits("QQuickTextEdit"):
            QTimer.singleShot(10, look)
            return
        (button,) = (item for item in below(view.rootObject()) if item.property("name") == "提交")
        print(middle(field), middle(button), flush=True)
    screen.run(on_first_frame=lambda: QTimer.singleShot(0, look))
"""


@pytest.fixture
def display() -> Iterator[str]:
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("Xvfb and xdotool are not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x480x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(30)


@contextmanager
def program(code: str, display: str) -> Iterator[subprocess.Popen[str]]:
    environ = {"PATH": os.environ["PATH"], "HOME": "/", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        env={**environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_neither_clipboard_gets_in(display: str) -> None:
    def hand(*words: str) -> None:
        subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": display}, check=True)

    with program(OWNER, display) as owner, program(WRITER, display) as writer:
        assert owner.stdout
        assert writer.stdout
        assert owner.stdout.readline() == "owned\n"
        x, y, button_x, button_y = writer.stdout.readline().split()
        hand("mousemove", x, y, "click", "2", "click", "1", "click", "3")
        hand("key", "ctrl+v", "shift+Insert", "ctrl+shift+v", "ctrl+y", "XF86Paste")
        hand("type", "ok")
        told = ""
        while not told.startswith("DetailFinished"):
            # A new scene is deaf for a moment; the words stay.
            hand("mousemove", button_x, button_y, "click", "1")
            told = writer.stdout.readline()
            assert told, "the program has ended"
        assert told == "DetailFinished ok\n"
