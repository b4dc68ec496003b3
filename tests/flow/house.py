"""The whole house on real parts: the program as a process, a pad on a pseudo-terminal, a centre over HTTP, files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import requests
from waiting import PATIENCE, until

import device_drivers
from kiosk_app.central.identity import enrol
from kiosk_app.practice.centre import PracticeCentre

REPOSITORY = Path(__file__).parents[2]


class House:
    """One counter: centre, pad, terminal, and the business system's side of the counter interface.

    `centre`: another house's, which then decides the configuration. `pad`: the profile of its button box.
    """

    def __init__(
        self, folder: Path, centre: PracticeCentre | None = None, *, pad: str = "ascii5", **overrides: Any
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.state = folder / "state"
        self.log = folder / "terminal.log"
        configuration = {"timeouts": {"invitation": 30, "detail": 0.5, "thanks": 0.2}, "undoSeconds": 0.3}
        configuration |= {"heartbeatSeconds": 1, **overrides}
        self._guest = centre is not None
        self.centre = centre or PracticeCentre(folder / "centre.db", config_overrides=configuration)
        if not self._guest:
            self.centre.start()
        self.pad = device_drivers.SimulatedPad(device_drivers.load(pad), folder / "pad")
        self.pad.plug()
        self.terminal: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.token = ""
        self.environment: dict[str, str] = {"QT_QPA_PLATFORM": "offscreen"}
        (folder / "kiosk.toml").write_text(
            f'[device]\nstate_dir = "{self.state}"\n'
            f'[central]\nurl = "{self.centre.url}"\nconnect_timeout = 2\nread_timeout = 3\n'
            f'[pad]\nprofile = "{pad}"\nport = "{folder / "pad"}"\n'
            '[counter]\nlisten = "127.0.0.1:0"\n[ui]\nfullscreen = true\n'
        )

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One of the program's commands."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk_app", *words, "--config", str(self.folder / "kiosk.toml")],
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            timeout=60,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done

    def enrol(self) -> None:
        """An identity from the centre."""
        self.state.mkdir(mode=0o700, exist_ok=True)
        enrol(self.centre.url, self.centre.enrolment_code(), self.state, app_version="test")

    def start(self) -> None:
        """Start the terminal; returns when its counter interface answers."""
        with self.log.open("ab") as log:
            self.terminal = subprocess.Popen(
                [sys.executable, "-m", "kiosk_app", "run", "--config", str(self.folder / "kiosk.toml")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=REPOSITORY,
                env={**os.environ, **self.environment},
            )
        from kiosk_app.runtime.control import ControlError, NobodyThere, ask

        def address() -> str | None:
            assert self.terminal is not None
            assert self.terminal.poll() is None, self.log.read_text()
            try:
                found = ask(self.state, "terminal.status", {})
            except (NobodyThere, ControlError, FileNotFoundError):
                return None
            return found["counter"]

        self.url = f"http://{until(address, 'the counter interface')}"
        if not self.token:
            self.token = ask(self.state, "counter.pair", {"name": "test"})["token"]

    def kill(self) -> None:
        """kill −9: what a crash leaves is what there is."""
        assert self.terminal is not None
        self.terminal.kill()
        self.terminal.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.terminal is not None
        self.terminal.send_signal(signal.SIGTERM)
        return self.terminal.wait(PATIENCE)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """One call of the business system's."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=90, **more)

    def sign_in(self) -> None:
        """王芳 sits down, and the terminal is ready for her."""
        until(lambda: self.call("GET", "/v1/health").status_code == 200, "health")
        assert self.call("PUT", "/v1/staff", {"staffNo": "0715", "name": "王芳"}).status_code == 204

    def invite(self, project: str | None = "case", **body: Any) -> str:
        """Invite a rating; the invitation's id."""
        if project == "case":
            project = f"P-{uuid.uuid4()}"
        answer = self.call("POST", "/v1/invitations", {"projectNo": project, "serviceNumber": 1, **body})
        assert answer.status_code == 201, answer.text
        assert answer.json()["state"] == "offered"
        return str(answer.json()["invitationId"])

    def state_of(self, invitation_id: str, wait: float = 0) -> str:
        """Where an invitation stands."""
        answer = self.call("GET", f"/v1/invitations/{invitation_id}?wait={wait}")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def received(self, number: int) -> list[dict[str, Any]]:
        """The ratings at the centre, once there are so many."""

        def ratings() -> list[dict[str, Any]] | None:
            found = self.centre.state()["ratings"]
            return found if len(found) >= number else None

        return list(until(ratings, f"{number} ratings at the centre"))

    def queue(self) -> dict[str, Any]:
        """The queue's state, from the terminal that runs."""
        from kiosk_app.runtime.control import ask

        return dict(ask(self.state, "queue.status", {}))

    def close(self) -> None:
        """Take everything down."""
        if self.terminal is not None and self.terminal.poll() is None:
            self.terminal.kill()
            self.terminal.wait()
        self.pad.unplug()
        if not self._guest:
            self.centre.stop()
