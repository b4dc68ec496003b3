"""What goes to and fro beside the ratings: a call for the duty manager, the code for phones, notices, results.

The practice centre is a process, the terminal everything but its screen; scenes are what it would have drawn.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests
from house import REPOSITORY, until

from kiosk_app import settings
from kiosk_app.central.identity import enrol
from kiosk_app.core import messages as m
from kiosk_app.core.model import Input, Level
from kiosk_app.core.resting import IdleScene
from kiosk_app.core.scene import DutyScene, IndicatorsScene, RatingScene, Scene
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
    """One terminal at that centre, and what it shows."""

    def __init__(self, folder: Path, centre: Centre) -> None:
        self.state_dir = folder / "state"
        self.state_dir.mkdir(mode=0o700, exist_ok=True)
        self.config = folder / "kiosk.toml"
        self.config.write_text(
            f'[device]\nstate_dir = "{self.state_dir}"\n[central]\nurl = "{centre.url}"\n'
            '[counter]\nlisten = "127.0.0.1:0"\n'
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

    def rate_and_call(self) -> None:
        """A low level by touch, and somebody is to come."""
        body = {"projectNo": f"P-{uuid.uuid4()}", "serviceNumber": 1}
        assert self.call("POST", "/v1/invitations", body).status_code == 201
        self.sees(RatingScene, lambda scene: not scene.locked)
        came = self.terminal.clock.mono()
        until(lambda: self.terminal.clock.mono() > came + GUARD_SECONDS, "the end of the guard")
        post = self.terminal.post
        token = self.sees(RatingScene).frame.token
        post(m.LevelChosen(token, Level.VERY_DISSATISFIED, Input.TOUCH, str(uuid.uuid4())))
        self.sees(IndicatorsScene)
        post(m.DutyOpened(token))
        self.sees(DutyScene)
        post(m.DutyCalled(token, str(uuid.uuid4())))
        self.finish = m.DetailFinished(token)


@pytest.fixture
def centre(folder: Path) -> Iterator[Centre]:
    made = Centre(folder)
    yield made
    made.end()


@pytest.fixture
def open_window(folder: Path, centre: Centre) -> Iterator[Callable[[], Window]]:
    made: list[Window] = []

    def make() -> Window:
        if made:
            made[-1].terminal.end()
        made.append(Window(folder, centre))
        return made[-1]

    yield make
    made[-1].terminal.end()


def test_a_call_for_the_duty_manager_is_there_before_its_rating(
    centre: Centre, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.sign_in()
    window.rate_and_call()
    (call,) = until(lambda: centre.state()["dutyCalls"], "the call at the centre")
    assert centre.state()["ratings"] == [], "the citizen is still choosing reasons"
    window.terminal.post(window.finish)
    (rating,) = until(lambda: centre.state()["ratings"], "the rating at the centre")
    record = rating["rating"]
    assert call["ratingId"] == record["ratingId"]
    assert (call["hallCode"], call["winNo"]) == ("YB01", "07")
    assert record["dutyCalled"] is True
    assert window.terminal.health.problems() == []


def test_a_call_that_meets_a_bad_line_is_there_once(centre: Centre, open_window: Callable[[], Window]) -> None:
    window = open_window()
    window.sign_in()
    until(lambda: centre.state()["heartbeats"], "a heartbeat")
    centre.misbehave("drop-after-commit@duty-calls")
    window.rate_and_call()
    until(lambda: centre.state()["dutyCalls"], "the call, whose answer got lost")
    centre.misbehave()
    window.terminal.post(window.finish)
    until(lambda: centre.state()["ratings"], "the rating")
    assert len(centre.state()["dutyCalls"]) == 1
    assert [one for one in centre.state()["findings"] if one["kind"] == "altered"] == []


def test_the_idle_scene_has_what_the_centre_sends_and_loses_what_it_drops(
    centre: Centre, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.sign_in()
    scene = window.sees(IdleScene, lambda scene: len(scene.posters) == 3 and scene.phone)
    assert scene.phone.startswith("https://hcp.example.invalid/r/")
    assert "{" not in scene.phone
    for poster in scene.posters:
        assert Path(poster.path).read_bytes().startswith(b"\x89PNG")
        assert poster.seconds == 8
    assert scene.published is not None
    assert [tally.count for tally in scene.published.tallies] == [912, 201, 40, 6, 3]
    assert window.terminal.health.problems() == []

    # A start later the pictures are there at once, whatever the line says; the code is not, until there is a new one.
    centre.misbehave("5xx")
    again = open_window()
    again.sign_in()
    kept = again.sees(IdleScene, lambda scene: len(scene.posters) == 3)
    assert kept.posters == scene.posters
    assert kept.phone == ""
    centre.misbehave()
    assert again.sees(IdleScene, lambda scene: scene.phone).phone != scene.phone

    notices = centre.state()["configuration"]["notices"]
    centre.configure(notices=notices[:1], ratingPage=None, published=None)
    left = again.sees(IdleScene, lambda scene: len(scene.posters) == 1 and not scene.phone and not scene.published)
    assert left.posters == scene.posters[:1]
    until(lambda: not Path(scene.posters[1].path).exists(), "the end of a file that is no longer named")
