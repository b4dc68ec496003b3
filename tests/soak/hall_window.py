"""One window of the hall: its terminal as a process, its pad on a pseudo-terminal, its business system.

What the business system was told is written down in `told`: that is what the audit holds against the centre.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from hall_day import Plan

import device_drivers
from kiosk_app.central.identity import enrol
from kiosk_app.practice.centre.defaults import PRACTICE_CODE
from kiosk_app.runtime.control import ControlError, NobodyThere, ask

PATIENCE = 20.0
REPOSITORY = Path(__file__).parents[2]
APPLICANT = {"userName": "甲乙", "certKey": "500112198001010029", "mobile": "13800138000"}


def until(fact: Callable[[], Any], what: str) -> Any:
    """The first true value of `fact`."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = fact()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"waited in vain for: {what}")


@dataclass(slots=True)
class Told:
    """A session as the window knows it. `fate`: the last word; None where the terminal never took the invitation.

    `held`: the glass showed that the level was stored, and nobody took it back.
    """

    session: str
    invitation_id: str
    project_no: str | None
    staff_no: str
    plan: Plan
    fate: str | None = None
    held: bool = False


@dataclass
class Window:
    """`start`, then `live` one plan after the other, then `end`."""

    folder: Path
    times: float
    yesterday: int
    told: list[Told] = field(default_factory=list)
    kills: int = 0
    _fatal: tuple[tuple[str, str], float] = (("", ""), 0.0)
    staff_no: str = "0715"
    process: subprocess.Popen[bytes] | None = None
    _business: requests.Session = field(default_factory=requests.Session)

    def prepare(self, centre: str, way_there: str, keep_rows: int) -> None:
        """An identity from the centre at `centre`; what is sent goes by `way_there`."""
        self.folder.mkdir()
        self.state_dir.mkdir(mode=0o700)
        self.device_id = enrol(centre, PRACTICE_CODE, self.state_dir, app_version="soak").device_id
        self._config.write_text(
            f'[device]\nstate_dir = "{self.state_dir}"\n'
            # Far below the defaults, but not 120 times: a busy machine takes its time over an honest answer.
            f'[central]\nurl = "{way_there}"\nconnect_timeout = 1\nread_timeout = 1\n'
            f'[pad]\nport = "{self.folder / "pad"}"\n'
            f'[counter]\nlisten = "127.0.0.1:0"\n[queue]\nkeep_rows = {keep_rows}\n[log]\nlevel = "error"\n'
        )
        self.pad = device_drivers.SimulatedPad(device_drivers.load("ascii5"), self.folder / "pad")
        self.pad.plug()

    @property
    def state_dir(self) -> Path:
        """Where the terminal keeps its files."""
        return self.folder / "state"

    @property
    def _config(self) -> Path:
        return self.folder / "kiosk.toml"

    def start(self) -> None:
        """Returns when a rating can be invited."""
        command = [sys.executable, str(Path(__file__).with_name("soak_terminal.py"))]
        with (self.folder / "terminal.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, str(self._config), str(self.times), "0" if self.kills else str(self.yesterday)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=REPOSITORY,
            )
        self._scene = ("", "")
        self._watching = threading.Thread(target=self._watch, args=(self.process,), daemon=True)
        self._watching.start()
        status = until(self._status, "the terminal")
        until(lambda: self.ask("terminal.status")["pad"]["state"] == "ready", "the pad")
        self._business = requests.Session()
        token = self.ask("counter.pair", name=f"soak-{self.kills}")["token"]
        self._business.headers["Authorization"] = f"Bearer {token}"
        self._url = f"http://{status['counter']}"
        until(lambda: self._call("GET", "/v1/health").status_code == 200, "a configuration")
        if status["staffNo"] != self.staff_no:
            self._sign_in(self.staff_no)

    @staticmethod
    def _crash(process: subprocess.Popen[bytes], seconds: float) -> None:
        threading.Timer(seconds, process.kill).start()

    def _status(self) -> dict[str, Any] | None:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "terminal.log").read_text()
        with contextlib.suppress(NobodyThere, ControlError, FileNotFoundError):
            found = self.ask("terminal.status")
            return found if found["counter"] else None
        return None

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as scenes:
            for line in scenes:
                number, _, scene = line.decode().strip().partition(" ")
                self._scene = (number, scene)
                if self._scene == self._fatal[0]:
                    self._crash(process, self._fatal[1])

    def ask(self, question: str, /, **args: Any) -> Any:
        """A technician's question to the terminal that runs."""
        return ask(self.state_dir, question, args)

    # -- sessions ------------------------------------------------------------------------------------------------

    def live(self, plan: Plan) -> None:
        """One session, from the invitation to the last word about it; through a crash, where the plan has one."""
        if plan.clerk is not None:
            self._sign_in(plan.clerk)
        number = str(len(self.told) + 1)
        session = f"{self.device_id}/{number}"
        project_no = f"P-{self.device_id}-{number}" if plan.case else None
        told = Told(session, str(uuid.uuid4()), project_no, self.staff_no, plan)
        self.told.append(told)
        process = self.process
        assert process is not None
        assert process.stdin is not None
        if plan.kill is not None:
            self._fatal = (number, plan.kill[0]), plan.kill[1]
        process.stdin.write(f"{number} {','.join(plan.steps)}\n".encode())
        process.stdin.flush()
        if plan.kill is None:
            told.fate = self._session(told)
            return
        if not plan.kill[0]:
            self._crash(process, plan.kill[1])
        with contextlib.suppress(requests.RequestException):
            self._session(told)
        # A session may end without that scene; then it is now.
        self._crash(process, plan.kill[1])
        self._gone()
        self.kills += 1
        undone = "undo" in plan.steps
        told.held = not undone and self._scene[0] == number and self._scene[1] in ("indicators", "text", "thanks")
        self.start()
        # What the terminal says after the crash is what counts; nobody had been told otherwise.
        told.fate = self._fate(told.invitation_id)

    def _session(self, told: Told) -> str | None:
        plan = told.plan
        answer = self._invite(told)
        assert answer.status_code == 201, answer.text
        if plan.key:
            self.pad.press(plan.key)
        if plan.kind == "recall":
            self._call("DELETE", f"/v1/invitations/{told.invitation_id}")
        if plan.kind == "clerk leaves":
            self._call("DELETE", "/v1/staff")
        fate = self._fate(told.invitation_id)
        if plan.kind == "clerk leaves":
            self._sign_in(self.staff_no)
        if plan.kind == "invite again" and told.project_no is not None and fate == "rated":
            again = self._invite(told, invitationId=str(uuid.uuid4()))
            assert (again.status_code, again.json()["code"]) == (409, "ALREADY_RATED"), again.text
        return fate

    def _invite(self, told: Told, **changed: str) -> requests.Response:
        body = {
            "invitationId": told.invitation_id,
            "projectNo": told.project_no,
            "serviceNumber": 1,
            "taskCode": told.session,
            "taskName": "居民身份证换领",
            "applicant": APPLICANT if told.plan.applicant else None,
        }
        return self._call("POST", "/v1/invitations", {**body, **changed})

    def _fate(self, invitation_id: str) -> str | None:
        """Its last word, waited for; None where the terminal does not know it."""
        while True:
            answer = self._call("GET", f"/v1/invitations/{invitation_id}?wait=30")
            if answer.status_code == 404:
                return None
            state = str(answer.json()["state"])
            if state not in ("offered", "seen"):
                return state

    def _sign_in(self, staff_no: str) -> None:
        answer = self._call("PUT", "/v1/staff", {"staffNo": staff_no, "name": "王芳"})
        assert answer.status_code == 204, answer.text
        self.staff_no = staff_no

    def _call(self, method: str, path: str, body: Any = None) -> requests.Response:
        return self._business.request(method, self._url + path, json=body, timeout=PATIENCE)

    def end(self) -> None:
        """The terminal ends as it does at night."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(PATIENCE) == 0
        self._gone()
        self.pad.unplug()

    def _gone(self) -> None:
        """The process has ended, or will in an instant: everything it showed has been seen."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.wait()
        self.process.stdin.close()
        self._watching.join()
        self._business.close()

    def close(self) -> None:
        """Whatever has happened: nothing is left running."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self._gone()
        self.pad.unplug()
