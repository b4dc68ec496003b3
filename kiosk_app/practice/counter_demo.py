"""A demonstration counter: what a window's business system does, for whoever has none at hand.

It signs a clerk in, invites a rating every so often, and waits to hear that it was given; never which level.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

CLERK = {"staffNo": "0731", "name": "王敏", "title": "户籍民警", "stars": 5, "motto": "让数据多跑路，让群众少跑腿"}
TASKS = ("居民身份证换领", "户口迁移（市内）", "出生登记", "居住证签注")
FIRST_AFTER = 3.0  # s: time to look at the idle screen
EVERY = 20.0  # s between two invitations
AGAIN_AFTER = 1.0  # s until a terminal that does not answer, or is not ready, is asked again
WAIT = 25  # s of one long poll, below what proxies cut off
CALL_TIMEOUT = WAIT + 10.0

FINAL = ("rated", "declined", "lapsed", "cancelled", "fault")


class DemonstrationCounter:
    """A client of the counter interface at `url` with a paired `token`; `say` gets a line for each thing it did."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        say: Callable[[str], None],
        every: float = EVERY,
        first_after: float = FIRST_AFTER,
    ) -> None:
        self._address = urlsplit(url).netloc
        self._token = token
        self._say = say
        self._every = every
        self._first_after = first_after
        self._ended = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._complaint = ""
        self._number = 0
        self._thread = threading.Thread(target=self._run, name="demonstration-counter", daemon=True)

    def start(self) -> None:
        """Begins, on a thread of its own; the terminal need not be up yet."""
        self._thread.start()

    def stop(self) -> None:
        """Ends at once, in the middle of a call too."""
        self._ended.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(2.0)  # a call that was only just beginning ends by its own time-out

    def _run(self) -> None:
        pause = self._first_after if self._until(self._signed_in) else 0.0
        while not self._ended.wait(pause):
            self._until(self._rating_asked)
            pause = self._every

    def _until(self, attempt: Callable[[], bool]) -> bool:
        """Tries until it works; says each new trouble once. False when it is time to end."""
        while not self._ended.is_set():
            try:
                if attempt():
                    self._complaint = ""
                    return True
            except (OSError, http.client.HTTPException, ValueError):
                self._complain("waiting for the terminal to answer")
            self._ended.wait(AGAIN_AFTER)
        return False

    def _complain(self, line: str) -> None:
        if line != self._complaint and not self._ended.is_set():
            self._complaint = line
            self._say(f"counter: {line}")

    def _signed_in(self) -> bool:
        status, answer = self._call("PUT", "/v1/staff", CLERK)
        if status != http.HTTPStatus.NO_CONTENT:
            self._complain(f"cannot sign in: {_said(answer)}; trying again")
            return False
        self._say(f"counter: clerk {CLERK['staffNo']} has signed in")
        return True

    def _rating_asked(self) -> bool:
        self._number += 1
        # The time makes the number new after a restart too: a case is rated once.
        case = f"DEMO-{int(time.time())}-{self._number:03d}"
        task = TASKS[self._number % len(TASKS)]
        invitation = {"projectNo": case, "serviceNumber": 1, "assessNumber": 1, "taskName": task, "proStatus": "3"}
        status, answer = self._call("POST", "/v1/invitations", invitation)
        if status == http.HTTPStatus.CONFLICT and answer.get("code") == "NO_STAFF":
            self._signed_in()
            return False
        if status != http.HTTPStatus.CREATED:
            self._complain(f"cannot invite: {_said(answer)}; trying again")
            return False
        self._say(f"counter: case {case}: please rate")
        state = self._outcome(str(answer.get("invitationId")))
        self._say(f"counter: case {case}: {state}")
        return True

    def _outcome(self, invitation_id: str) -> str:
        while not self._ended.is_set():
            status, answer = self._call("GET", f"/v1/invitations/{invitation_id}?wait={WAIT}")
            if status != http.HTTPStatus.OK:
                return f"unknown ({_said(answer)})"
            if answer.get("state") in FINAL:
                return str(answer["state"])
        return "not waited for"

    def _call(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection(self._address, timeout=CALL_TIMEOUT)
        self._connection = connection
        try:
            sent = None if body is None else json.dumps(body).encode()
            headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            text = response.read()
            answer = json.loads(text) if text else {}
            return response.status, answer if isinstance(answer, dict) else {}
        finally:
            self._connection = None
            connection.close()


def _said(answer: dict[str, Any]) -> str:
    return f"{answer.get('code', 'no code')} {answer.get('msg', '')}".strip()
