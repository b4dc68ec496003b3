"""A terminal in the role `embedded` behind the sample host on a screen in memory, with eyes and a finger."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from house import House
from PIL import Image, ImageColor, ImageGrab
from sample_host import COLOUR
from waiting import until

SIZE = (1080, 1920)
HOST = ImageColor.getrgb(COLOUR)


class Glass:
    """An X server with nothing on it. `size`: of its screen."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        reading, writing = os.pipe()
        geometry = f"{size[0]}x{size[1]}x24"
        # It does not begin afresh when its last client leaves, and lets in other users: cage may have to be one.
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", geometry, "-nolisten", "tcp", "-noreset", "-ac"]
        self.server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": self.display}
        self._others: list[subprocess.Popen[bytes]] = []

    def with_manager(self, *command: str) -> None:
        """A window manager; returns when it manages."""
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed (packaging/apt-test.txt)")
        manager = subprocess.Popen(command, env={**os.environ, "DISPLAY": self.display}, stderr=subprocess.DEVNULL)
        self._others.append(manager)
        until(lambda: "not found" not in self._asked("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "a window manager")

    def _asked(self, *command: str) -> str:
        done = subprocess.run(
            command, env={**os.environ, "DISPLAY": self.display}, capture_output=True, text=True, check=False
        )
        return done.stdout or "not found"

    def picture(self) -> Image.Image:
        """What a person sees."""
        return ImageGrab.grab(xdisplay=self.display)

    def hosts_part(self) -> float:
        """How much of the glass has the host's colour, from 0 to 1."""
        seen = self.picture().resize((108, 192), Image.Resampling.NEAREST).convert("RGB")
        return sum(seen.getpixel((x, y)) == HOST for x in range(108) for y in range(192)) / (108 * 192)

    def hand(self, *words: str | int) -> None:
        """What xdotool does, as `click 1`."""
        command = ["xdotool", *(str(word) for word in words)]
        subprocess.run(command, env={**os.environ, "DISPLAY": self.display}, check=True, capture_output=True)

    def close(self) -> None:
        """Everybody goes."""
        for other in self._others:
            other.terminate()
            other.wait()
        self.server.terminate()
        self.server.wait()


class Cage(Glass):
    """The same with cage on it, which shows one window at a time, the newest on top. It refuses to run as root."""

    def __init__(self, folder: Path) -> None:
        super().__init__((1024, 768))  # what cage makes of an X server
        place = folder / "session"
        place.mkdir(mode=0o700)
        who: tuple[str, ...] = ()
        if os.geteuid() == 0:
            folder.chmod(0o755)
            shutil.chown(place, "nobody")
            who = ("runuser", "-u", "nobody", "--")
        environment = {**os.environ, "DISPLAY": self.display, "XDG_RUNTIME_DIR": str(place)}
        environment |= {"WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"}
        # It lives as long as the program it is given.
        self.cage = subprocess.Popen(
            [*who, "cage", "--", "sleep", "3600"], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        socket = place / "wayland-0"
        until(socket.exists, "cage")
        self.environment = {
            "QT_QPA_PLATFORM": "wayland",
            "XDG_RUNTIME_DIR": str(place),
            "WAYLAND_DISPLAY": str(socket),
            "QT_WAYLAND_DISABLE_WINDOWDECORATION": "1",
        }

    def end_session(self) -> None:
        """The compositor goes, whoever is there."""
        if self.cage.poll() is None:
            os.killpg(self.cage.pid, signal.SIGTERM)
            self.cage.wait()

    def close(self) -> None:
        """Everybody goes."""
        self.end_session()
        super().close()


class Host:
    """The sample host as a process."""

    def __init__(self, house: House, environment: dict[str, str], before: Sequence[str] = ()) -> None:
        script = str(Path(__file__).with_name("sample_host.py"))
        self.process = subprocess.Popen(
            [*before, sys.executable, script, house.url, house.token],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.told: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def order(self, *words: str) -> None:
        """One of the sample host's orders."""
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def last(self, key: str) -> Any:
        """What it told last under that key."""
        return next((told[key] for told in reversed(self.told) if key in told), None)

    def answer(self, number: int) -> dict[str, Any]:
        """Its answer of that number, once it is there: `status` and `body`."""
        answers = until(lambda: (got := [t for t in self.told if "status" in t]) and len(got) > number and got, "it")
        return dict(answers[number])

    def invite(self, **body: Any) -> str:
        """A finished transaction; the invitation's id, of the host's making."""
        invitation_id = str(uuid.uuid4())
        case = {"invitationId": invitation_id, "projectNo": f"P-{uuid.uuid4()}", "serviceNumber": 1}
        self.order("invite", json.dumps({**case, **body}))
        return invitation_id

    def close(self) -> None:
        """However it stands."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


class Hosted:
    """A screen, a host on it, and a terminal behind."""

    def __init__(self, folder: Path, glass: Glass, **overrides: Any) -> None:
        self.glass = glass
        self.house = House(folder, role="embedded", **overrides)
        self.environment = glass.environment
        self.house.environment = {**self.environment, "HCP_KIOSK_DEVICE__ROLE": "embedded"}
        self.house.enrol()
        self.house.start()
        self.hosts: list[Host] = []
        self.bring_host()
        until(lambda: self.house.call("GET", "/v1/health").status_code == 200, "health")

    @property
    def host(self) -> Host:
        """The one of now."""
        return self.hosts[-1]

    def bring_host(self) -> Host:
        """The host application, with the screen and the keyboard."""
        self.hosts.append(Host(self.house, self.environment))
        until(lambda: self.host.last("focus"), "the host to have the keyboard")
        self.is_away()
        return self.host

    def is_here(self) -> None:
        """Wait until nothing of the host is to be seen."""
        until(lambda: self.glass.hosts_part() == 0, "the rating scene over the host")

    def is_away(self) -> None:
        """Wait until the host has all of the glass."""
        until(lambda: self.glass.hosts_part() > 0.98, "the host in front")

    def close(self) -> None:
        """Everybody goes."""
        for host in self.hosts:
            host.close()
        self.house.close()
