"""Is there a screen? Asked before Qt, which would abort; every answer is a line that says what is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk_app.ui.reach import NoScreen, platform_for


@pytest.mark.parametrize("name", ["offscreen", "offscreen:size=1080x1920", "minimal", "vnc:size=800x600"])
def test_platforms_without_a_server_are_taken_as_they_are(name: str) -> None:
    assert platform_for({"QT_QPA_PLATFORM": name}) == name


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "WAYLAND_DISPLAY is not set; DISPLAY is not set"),
        ({"QT_QPA_PLATFORM": "xcb"}, "DISPLAY is not set"),
        ({"DISPLAY": ":4242"}, "no X server answers at :4242"),
        ({"DISPLAY": "unix:4242.0"}, "no X server answers at unix:4242.0"),
        ({"DISPLAY": "127.0.0.1:4242"}, "no X server answers at 127.0.0.1:4242"),
        ({"DISPLAY": "nonsense"}, "no X server answers at nonsense"),
        ({"WAYLAND_DISPLAY": "wayland-77", "XDG_RUNTIME_DIR": "/nowhere"}, "no Wayland compositor answers"),
        ({"QT_QPA_PLATFORM": "holodeck"}, "Qt has no platform 'holodeck'"),
        ({"QT_QPA_PLATFORM": "../../x"}, "Qt has no platform '../../x'"),
    ],
)
def test_no_screen_says_why_and_what_to_do(environ: dict[str, str], reason: str) -> None:
    with pytest.raises(NoScreen) as caught:
        platform_for(environ)
    assert reason in str(caught.value)
    assert "QT_QPA_PLATFORM=offscreen" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_of_several_the_first_that_answers() -> None:
    assert platform_for({"QT_QPA_PLATFORM": "xcb;offscreen"}) == "offscreen"


def test_a_compositor_that_answers(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        environ = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert platform_for(environ) == "wayland"
        assert platform_for({**environ, "WAYLAND_DISPLAY": str(tmp_path / "wayland-0")}) == "wayland"


@pytest.fixture
def x_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real X server that lets only those in who know its cookie; its DISPLAY and the file with the cookie."""
    if not (shutil.which("Xvfb") and shutil.which("xauth")):
        pytest.skip("Xvfb and xauth are not installed")
    authority = tmp_path / "authority"
    authority.touch()
    cookie = "0123456789abcdef" * 2
    subprocess.run(["xauth", "-f", str(authority), "add", ":0", ".", cookie], check=True, capture_output=True)
    reading, writing = socket.socketpair()
    with reading, writing:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing.fileno()), "-auth", str(authority), "-nolisten", "tcp"],
            pass_fds=[writing.fileno()],
            stderr=subprocess.DEVNULL,
        )
        reading.settimeout(30)
        number = ""
        while not number.endswith("\n"):
            number += reading.recv(16).decode()
    display = f":{number.strip()}"
    subprocess.run(["xauth", "-f", str(authority), "add", display, ".", cookie], check=True, capture_output=True)
    yield display, authority
    server.terminate()
    server.wait(30)


def test_an_x_server_lets_in_or_not(
    x_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    display, authority = x_server
    monkeypatch.setenv("XAUTHORITY", str(authority))
    assert platform_for({"DISPLAY": display}) == "xcb"
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / "none"))
    with pytest.raises(NoScreen, match="lets this user not in"):
        platform_for({"DISPLAY": display})


ASK = "import sys; from kiosk_app.ui.reach import platform_for; print(platform_for({'DISPLAY': sys.argv[1]}))"


def test_an_x_server_that_begins_afresh_is_waited_for(x_server: tuple[str, Path]) -> None:
    """It does so whenever its last client leaves, as each of these does by ending."""
    display, authority = x_server
    environ = {**os.environ, "XAUTHORITY": str(authority), "PYTHONPATH": str(Path(__file__).parents[2])}
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", ASK, display], capture_output=True, text=True, env=environ, check=False
        )
        assert done.stdout == "xcb\n", done.stderr
