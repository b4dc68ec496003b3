"""The counter interface as its callers have it, in front of a small stand-in for the engine."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from typing import Any

import requests
from waiting import until

from kiosk_app.core.messages import (
    Answer,
    CleaningAsked,
    ClerkPaused,
    ClerkResumed,
    ClerkSignedIn,
    ClerkSignedOut,
    Event,
    InvitationRecalled,
    InvitationReceived,
    Reply,
    Tell,
)
from kiosk_app.core.model import Case, Clerk, Fate, Invitation
from kiosk_app.counter import Board, CounterServer, tokens

TOKEN = tokens.make()
PIN = "00460021"


class StandIn:
    """What the session does for the counter, in forty lines: a clerk, one invitation at a time, a level on the disk."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._events: queue.Queue[Event | None] = queue.Queue()
        self.clerk: Clerk | None = None
        self.paused = False
        self.service = True
        self.silent = False
        self.open: Invitation | None = None
        self.level_stored = False
        self.received: list[Event] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def post(self, event: Event) -> None:
        self._events.put(event)

    def end(self) -> None:
        self._events.put(None)
        self._thread.join(5)

    def tell(self, fate: Fate, invitation_id: str | None = None) -> None:
        """What became of the open invitation."""
        assert invitation_id or self.open
        told = invitation_id or (self.open.invitation_id if self.open else "")
        if fate.final:
            self.open, self.level_stored = None, False
        self._board.tell(Tell(told, fate))

    def _run(self) -> None:
        while (event := self._events.get()) is not None:
            self.received.append(event)
            if not self.silent:
                self._step(event)

    def _step(self, event: Event) -> None:
        match event:
            case ClerkSignedIn(ticket, clerk):
                self._say(ticket, Reply.DONE)
                self.clerk, self.paused = clerk, False
            case ClerkPaused(ticket) | ClerkResumed(ticket):
                self.paused = isinstance(event, ClerkPaused) and self.clerk is not None
                self._say(ticket, Reply.DONE if self.clerk else Reply.NO_STAFF)
            case ClerkSignedOut(ticket):
                self.clerk = None
                if self.open is not None and not self.level_stored:
                    self.tell(Fate.CANCELLED)
                self._say(ticket, Reply.DONE)
            case CleaningAsked(ticket):
                self._say(ticket, Reply.DONE if self.open is None else Reply.BUSY)
            case InvitationReceived(ticket, invitation, already_rated):
                self._invited(ticket, invitation, already_rated)
            case InvitationRecalled(ticket, invitation_id):
                if self.open is None or self.open.invitation_id != invitation_id:
                    self._say(ticket, Reply.UNKNOWN)
                elif self.level_stored:
                    self._say(ticket, Reply.ALREADY_RATED)
                else:
                    self.tell(Fate.CANCELLED)
                    self._say(ticket, Reply.DONE)

    def _invited(self, ticket: int, invitation: Invitation, already_rated: bool) -> None:
        if not self.service:
            self._say(ticket, Reply.OUT_OF_SERVICE)
        elif self.clerk is None or self.paused:
            self._say(ticket, Reply.NO_STAFF)
        elif already_rated:
            self._say(ticket, Reply.ALREADY_RATED)
        elif self.open is not None:
            self._say(ticket, Reply.BUSY)
        else:
            self.open = invitation
            self._say(ticket, Reply.OFFERED, Fate.OFFERED)

    def _say(self, ticket: int, reply: Reply, fate: Fate | None = None) -> None:
        self._board.answer(Answer(ticket, reply, fate))


@dataclass
class Counter:
    """A running interface and what a test may turn."""

    server: CounterServer
    engine: StandIn
    board: Board
    paired: dict[str, str]
    rated: set[Case] = field(default_factory=set)
    old: dict[str, str] = field(default_factory=dict)
    healthy: bool = True
    broken: bool = False
    token: str = TOKEN

    @property
    def port(self) -> int:
        return int(self.server.address.rpartition(":")[2])

    def call(self, method: str, path: str, *, token: str | None = TOKEN, **given: Any) -> requests.Response:
        headers = dict(given.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return requests.request(method, self.server.url.rstrip("/") + path, headers=headers, timeout=30, **given)

    @staticmethod
    def refused(answer: requests.Response) -> tuple[int, str]:
        """Status and code of a refusal, which is always the same small object."""
        body = answer.json()
        assert set(body) == {"code", "msg"}
        assert body["msg"]
        assert "Traceback" not in body["msg"]
        return answer.status_code, body["code"]

    until = staticmethod(until)

    def sign_in(self) -> None:
        assert self.call("PUT", "/v1/staff", json={"staffNo": "0721", "name": "李敏"}).status_code == 204

    def invite(self, **body: Any) -> requests.Response:
        return self.call("POST", "/v1/invitations", json=body)

    def invited(self, **body: Any) -> str:
        """A clerk is signed in and an invitation open; its id."""
        self.sign_in()
        answer = self.invite(**body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["invitationId"])
