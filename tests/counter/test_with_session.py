"""The counter interface in front of the real engine and session; only the disk is a stand-in that has it at once."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from caller import Counter

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import LEVELS, Binding, Configuration, Form, Input, Level, Moment, Role, Timeouts
from kiosk_app.core.scene import RatingScene, Scene
from kiosk_app.core.session import start
from kiosk_app.counter import Board
from kiosk_app.runtime.engine import Engine

FORM = Form("1", {level: {"zh-CN": level.value} for level in LEVELS}, ())
CONFIGURATION = Configuration(
    "1", Binding(), Role.COUNTER, ("zh-CN",), Timeouts(30.0, 0.2, 0.1), 0.2, FORM.version, "form/1", 300.0
)


class Terminal:
    """An engine, a disk that never fails, and the scenes shown."""

    def __init__(self, board: Board) -> None:
        self.scenes: queue.Queue[Scene] = queue.Queue()
        self._board = board
        self.engine = Engine(
            start(),
            now=lambda: Moment(time.monotonic(), 0),
            do=self._do,
            say=self._say,
            send=lambda errand: None,
            show=self.scenes.put,
            show_cue=lambda cue, arming: None,
        )
        self.engine.start()

    def _say(self, said: m.Said) -> None:
        if isinstance(said, m.Answer):
            self._board.answer(said)
        else:
            self._board.tell(said)

    def _do(self, command: m.Command) -> None:
        match command:
            case m.OpenInvitation(invitation):
                self.engine.post(m.Stored(Deed.OPEN, invitation.invitation_id))
            case m.Hold(rating):
                self.engine.post(m.Stored(Deed.HOLD, rating.rating_id))
            case m.Release(rating):
                self.engine.post(m.Stored(Deed.RELEASE, rating.rating_id))
            case m.Record(_, after) | m.KeepClerk(_, _, after):
                for said in after:
                    self._say(said)

    def tap(self, level: Level) -> None:
        """Press a key once the faces are shown."""
        while not isinstance(scene := self.scenes.get(timeout=10), RatingScene):
            pass
        self.engine.post(m.LevelChosen(scene.frame.token, level, Input.BUTTON, "r1"))


@pytest.fixture
def terminal(start_counter: Callable[..., Counter]) -> Iterator[tuple[Terminal, Counter]]:
    board = Board(known=lambda _: None)
    one = Terminal(board)
    given: dict[str, Any] = {"board": board, "post": one.engine.post}
    counter = start_counter(**given)
    counter.board = board
    yield one, counter
    one.engine.stop()


def test_before_the_first_configuration_it_is_out_of_service(terminal: tuple[Terminal, Counter]) -> None:
    _, counter = terminal
    counter.sign_in()
    assert counter.refused(counter.invite(projectNo="A")) == (503, "OUT_OF_SERVICE")


def test_a_press_becomes_rated_and_an_open_one_is_busy(terminal: tuple[Terminal, Counter]) -> None:
    one, counter = terminal
    one.engine.post(m.Configured(CONFIGURATION, FORM))
    assert counter.refused(counter.invite(projectNo="A")) == (409, "NO_STAFF")
    invitation_id = counter.invited(projectNo="A")
    assert counter.invite(invitationId=invitation_id).status_code == 200
    assert counter.refused(counter.invite(projectNo="B")) == (409, "BUSY")
    one.tap(Level.DISSATISFIED)
    path = f"/v1/invitations/{invitation_id}"
    assert counter.call("GET", path + "?wait=20").json()["state"] == "rated"
    assert counter.refused(counter.call("DELETE", path)) == (409, "ALREADY_RATED")
    assert counter.invite(projectNo="B").status_code == 201  # thanks is not busy


def test_taken_back_paused_and_signed_out_are_cancelled(terminal: tuple[Terminal, Counter]) -> None:
    _, counter = terminal
    terminal[0].engine.post(m.Configured(CONFIGURATION, FORM))
    for method, path in (("DELETE", ""), ("POST", "/v1/staff/pause"), ("DELETE", "/v1/staff")):
        invitation_id = counter.invited(projectNo="A")
        standing = f"/v1/invitations/{invitation_id}"
        assert counter.call(method, path or standing).status_code == 204
        assert counter.call("GET", standing + "?wait=20").json()["state"] == "cancelled"


def test_cleaning_begun_at_the_counter(terminal: tuple[Terminal, Counter]) -> None:
    one, counter = terminal
    assert counter.refused(counter.call("POST", "/v1/cleaning")) == (503, "OUT_OF_SERVICE")
    one.engine.post(m.Configured(CONFIGURATION, FORM))
    invitation_id = counter.invited(projectNo="A")
    assert counter.refused(counter.call("POST", "/v1/cleaning")) == (409, "BUSY")
    assert counter.call("DELETE", f"/v1/invitations/{invitation_id}").status_code == 204
    for _ in range(2):
        cleaning = counter.call("POST", "/v1/cleaning", data=b"anything")
        assert (cleaning.status_code, cleaning.content) == (204, b"")
    assert counter.refused(counter.invite(projectNo="B")) == (409, "BUSY")
    assert counter.call("POST", "/v1/cleaning", token=None).status_code == 401
