"""The practice centre as a process, and a terminal that is everything but its screen: scenes are what it would draw."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import requests
from house import REPOSITORY
from waiting import until

from kiosk_app import settings
from kiosk_app.central.identity import enrol
from kiosk_app.core.scene import RatingScene, Scene
from kiosk_app.core.times import GUARD_SECONDS
from kiosk_app.runtime.control import ask
from kiosk_app.terminal import Terminal

Shown = TypeVar("Shown")


class Centre:
    """`hcp-kiosk central serve`."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "kiosk_app", "central", "serve", "--listen", "127.0.0.1:0", "--json"]
        self.process = subprocess.Popen(
            [*command, "--db", str(folder / "centre.db")], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.url, self.page, self.code = told["url"], told["page"], told["enrolmentCode"]
        self.configure(heartbeatSeconds=1, undoSeconds=0.3, timeouts={"invitation": 30, "detail": 30, "thanks": 0.2})

    def configure(self, **members: Any) -> None:
        requests.post(f"{self.page}/config", json=members, timeout=10).raise_for_status()

    def misbehave(self, *faults: str) -> None:
        """Always so, from now on; without one, well again."""
        requests.post(f"{self.page}/faults", json=dict.fromkeys(faults, 1.0), timeout=10).raise_for_status()

    def state(self) -> dict[str, Any]:
        return dict(requests.get(f"{self.page}/state.json", timeout=10).json())

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Window:
    """One terminal at that centre, and what it shows. `more`: lines for its settings."""

    def __init__(self, folder: Path, centre: Centre, more: str = "") -> None:
        self.state_dir = folder / "state"
        self.state_dir.mkdir(mode=0o700, exist_ok=True)
        self.config = folder / "kiosk.toml"
        self.config.write_text(
            f'[device]\nstate_dir = "{self.state_dir}"\n[central]\nurl = "{centre.url}"\n'
            f'[counter]\nlisten = "127.0.0.1:0"\n{more}'
        )
        if not (self.state_dir / "identity.json").exists():
            enrol(centre.url, centre.code, self.state_dir, app_version="test")
        self.scene: Scene | None = None
        self.terminal = Terminal(settings.load(self.config), show=self._show, was_alive=False)
        self.terminal.start()
        self.terminal.begin()
        until(lambda: self.terminal.counter, "the counter interface")
        self.token = ask(self.state_dir, "counter.pair", {"name": uuid.uuid4().hex})["token"]

    def _show(self, scene: Scene) -> None:
        self.scene = scene

    def call(self, method: str, path: str, body: Any) -> requests.Response:
        assert self.terminal.counter is not None
        url = f"http://{self.terminal.counter.address.removeprefix('http://')}{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, url, json=body, headers=headers, timeout=30)

    def sign_in(self) -> None:
        until(lambda: self.call("GET", "/v1/health", None).status_code == 200, "health")
        assert self.call("PUT", "/v1/staff", {"staffNo": "0715", "name": "王芳"}).status_code == 204

    def sees(self, kind: type[Shown], fact: Callable[[Shown], object] = lambda scene: True) -> Shown:
        """The scene, once it is one of that kind of which the fact is true."""

        def shown() -> Shown | None:
            scene = self.scene
            return scene if isinstance(scene, kind) and fact(scene) else None

        found: Shown = until(shown, f"{kind.__name__}; there is {self.scene} and {self.terminal.health.problems()}")
        return found

    def invited(self) -> RatingScene:
        """Five faces that take a touch."""
        body = {"projectNo": f"P-{uuid.uuid4()}", "serviceNumber": 1}
        assert self.call("POST", "/v1/invitations", body).status_code == 201
        self.sees(RatingScene, lambda scene: not scene.locked)
        came = self.terminal.clock.mono()
        until(lambda: self.terminal.clock.mono() > came + GUARD_SECONDS, "the end of the guard")
        return self.sees(RatingScene)
