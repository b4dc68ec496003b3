"""What the program's own commands ask of a terminal that runs, over the control socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk_app.bulletin import Bulletin
from kiosk_app.core import messages as m
from kiosk_app.counter.board import Board
from kiosk_app.questions import OPEN_TECHNICIAN, answer
from kiosk_app.runtime.control import Control, ControlError
from offline_queue import Outbox

OPEN_SECONDS = 10.0
"""How long a command waits for the pages; the engine answers within milliseconds."""


class Reception:
    """Answers while it is started. `counter()`: the counter interface's address, None where there is none; `retried()`
    is called when ratings were set free or imported."""

    def __init__(
        self,
        state_dir: Path,
        outbox: Outbox,
        board: Board,
        bulletin: Bulletin,
        *,
        post: Callable[[m.Event], None],
        counter: Callable[[], str | None],
        retried: Callable[[], None],
    ) -> None:
        self._state_dir, self._outbox, self._board, self._bulletin = state_dir, outbox, board, bulletin
        self._post, self._counter, self._retried = post, counter, retried
        self._control: Control | None = None

    def start(self) -> None:
        """Begin; ControlError where the socket cannot be had."""
        self._control = Control(self._state_dir, self._asked)
        self._control.start()

    def stop(self) -> None:
        """Nobody is answered any more."""
        if self._control is not None:
            self._control.stop()

    def _asked(self, name: str, args: Mapping[str, Any]) -> Any:
        if name == "terminal.status":
            said = {"problems": self._bulletin.problems(), "counter": self._counter()}
            return {**self._bulletin.status(), **said}
        if name == OPEN_TECHNICIAN:
            return self._open_technician()
        return answer(self._outbox, name, args, retried=self._retried)

    def _open_technician(self) -> dict[str, bool]:
        """The technician's pages on the glass; ControlError while a citizen is at it."""
        asked = self._board.ask(m.TechnicianCalled, self._post)
        try:
            said = asked.result(OPEN_SECONDS)
        except TimeoutError as error:
            raise ControlError("the terminal does not answer now; see its log") from error
        if said.reply is not m.Reply.DONE:
            raise ControlError("a citizen is rating: try again in a minute")
        return {"open": True}
