"""The screen as a process of its own: first frame, scenes from any thread, the end from any thread or by a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
    import threading, sys
    from kiosk_app.ui.samples import samples
    from kiosk_app.ui.screen import NoScreen, Screen, watched_signals
    def say(*words):
        print(*words, flush=True)
    screen = Screen(post=say, new_id=lambda: "x", fullscreen=False)
    scenes = samples()
    screen.show(scenes["idle"])
"""


def begun(code: str, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HEAD) + textwrap.dedent(code)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(code: str, **environ: str) -> tuple[int, str, str]:
    with begun(code, **{"QT_QPA_PLATFORM": "offscreen", **environ}) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_importing_the_screen_does_not_load_qt() -> None:
    assert outcome("say([name for name in sys.modules if name.startswith('PySide6')])") == (0, "[]\n", "")


def test_the_first_frame_is_said_once_and_any_thread_may_end_it() -> None:
    code = """
        count = 0
        def first():
            global count
            count += 1
            def work():
                for scene in list(scenes.values()) * 40:
                    screen.show(scene)
                screen.quit()
            threading.Thread(target=work).start()
        say(screen.run(on_first_frame=first), count)
    """
    assert outcome(code) == (0, "0 1\n", "")


def test_an_end_before_the_beginning_ends_it() -> None:
    assert outcome("screen.quit(); say(screen.run(on_first_frame=lambda: None))") == (0, "0\n", "")


def test_no_screen_is_one_line() -> None:
    code = """
        try:
            screen.run(on_first_frame=lambda: None)
        except NoScreen as error:
            say(error)
    """
    with begun(code, DISPLAY=":4242") as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert (out.count("\n"), err) == (1, "")
    assert "no X server answers at :4242" in out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_qt_sleeps(number: signal.Signals) -> None:
    code = """
        with watched_signals(screen.quit):
            say(screen.run(on_first_frame=lambda: say("ready")))
    """
    with begun(code, QT_QPA_PLATFORM="offscreen") as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "0\n", "")


def test_a_broken_screen_is_one_line(tmp_path: Path) -> None:
    for name in ("kiosk_app/ui/qml/Main.qml", "kiosk_app/ui/qml/scenes/IdleScene.qml"):
        copy = tmp_path / name.replace("/", "-")
        subprocess.run(["cp", "-r", str(ROOT / "kiosk_app"), str(ROOT / "assets"), f"{copy}/"], check=False)
        copy.mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(ROOT / "kiosk_app"), str(ROOT / "assets"), str(copy)], check=True)
        broken = copy / name
        broken.write_text(broken.read_text().replace("import QtQuick", "import QtQuick\nimport No.Such.Thing", 1))
        code = """
            from kiosk_app.ui.broken import BrokenScreen
            try:
                screen.run(on_first_frame=lambda: None)
            except BrokenScreen as error:
                say(error)
        """
        code = f"import sys; sys.path.insert(0, {str(copy)!r})\n" + textwrap.dedent(HEAD) + textwrap.dedent(code)
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=copy,
            env={"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("\n") == 1
        assert "No.Such.Thing" in done.stdout


def test_what_qt_says_goes_through_the_programs_own_log() -> None:
    code = """
        import logging
        logging.basicConfig(format="%(name)s %(message)s", stream=sys.stdout)
        def first():
            from PySide6.QtCore import qWarning
            qWarning("beware")
            screen.quit()
        screen.run(on_first_frame=first)
    """
    assert outcome(code) == (0, "kiosk_app.ui.screen qt\n", "")
