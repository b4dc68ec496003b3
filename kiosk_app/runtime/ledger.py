"""The ledger: the one writer on the hot path. Takes commands, returns after the disk has them, and posts what became.

A deed the disk refuses is said at once (StoreFailed); what must not be lost all the same (a release, an ending) is kept
here and tried until the disk takes it.
"""

from __future__ import annotations

import collections
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Deed, Event, Said
from kiosk_app.core.model import Clerk, Ending, Invitation, Moment, Rating
from offline_queue import AlreadyRated, Outbox, OutboxError

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
"""How often a disk that refuses is tried again: soon enough for a person waiting, rare enough for a worn card."""

CLERK = "clerk"
"""The note under which the signed-in clerk is kept."""


class Encoder(Protocol):
    """Turns the core's values into what the outbox keeps; personal data leaves it sealed or not at all."""

    def rating(self, rating: Rating) -> Mapping[str, Any]:
        """The record of a rating without number and chain."""

    def ending(self, ending: Ending) -> Mapping[str, Any]:
        """An invitation's fate as the centre takes it."""

    def opening(self, invitation: Invitation, offered: Moment) -> Mapping[str, Any]:
        """An open invitation, without the applicant."""

    def clerk(self, clerk: Clerk | None, paused: bool) -> Mapping[str, Any] | None:
        """Who is signed in."""


class Ledger:
    """A thread and a queue before the outbox. `wake` is called when something can be sent."""

    def __init__(
        self,
        outbox: Outbox,
        encoder: Encoder,
        *,
        post: Callable[[Event], None],
        say: Callable[[Said], None],
        wake: Callable[[], None] = lambda: None,
        problem: Callable[[str, str | None], None] = lambda key, text: None,
    ) -> None:
        self._outbox = outbox
        self._encoder = encoder
        self._post = post
        self._say = say
        self._wake = wake
        self._problem = problem
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._owed: collections.deque[Command] = collections.deque()
        self._ok = True
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def do(self, command: Command) -> None:
        """Take a command; from any thread, never blocks."""
        self._commands.put(command)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what was asked before; what the disk still refuses is tried once more."""
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                command = self._commands.get(timeout=None if self._ok else RETRY_SECONDS)
            except queue.Empty:
                self._try_again()
                continue
            if command is None:
                self._try_again()
                return
            self._one(command)

    def _one(self, command: Command) -> None:
        if self._owed and isinstance(command, m.Release | m.Record | m.KeepClerk):
            # What is owed goes first, so that the sequence is the order of the releases.
            self._try_again()
            if self._owed:
                self._owe(command)
                self._refused(command, rated=False)
                return
        try:
            self._write(command)
        except AlreadyRated:
            self._refused(command, rated=True)
        except OutboxError as error:
            self._failed(command, error)
        except Exception as error:  # noqa: BLE001  # a fault of ours in one record must not end the only writer
            self._faulty(command, error)
            if _about(command) is not None:
                # The session takes a StoreFailed for the disk's; the next look at the disk tells it better.
                self._lost()
            self._refused(command, rated=False)
        else:
            self._stored(command)

    def _write(self, command: Command) -> None:
        outbox, encoder = self._outbox, self._encoder
        match command:
            case m.OpenInvitation(invitation, offered):
                outbox.open_invitation(invitation.invitation_id, encoder.opening(invitation, offered))
            case m.Hold(rating, _):
                invitation = rating.invitation
                outbox.hold(rating.rating_id, invitation.invitation_id, _case(invitation), encoder.rating(rating))
            case m.Amend(rating):
                outbox.amend(rating.rating_id, encoder.rating(rating))
            case m.Withdraw(rating_id):
                outbox.withdraw(rating_id)
            case m.Release(rating, ending):
                outbox.release(rating.rating_id, self._final(rating), encoder.ending(ending))
            case m.Record(ending, _):
                outbox.record_fate(ending.invitation.invitation_id, encoder.ending(ending))
            case m.KeepClerk(clerk, paused, _):
                outbox.keep(CLERK, encoder.clerk(clerk, paused))
            case _:
                raise TypeError(type(command).__name__)

    def _final(self, rating: Rating) -> Mapping[str, Any] | None:
        """The last record of a rating; None, which releases it as it is held, where a fault of ours is in the way."""
        try:
            return self._encoder.rating(rating)
        except Exception as error:  # noqa: BLE001  # the level is on the disk: it must not wait there for a restart
            self._problem("ledger", f"a rating was released as it was held ({type(error).__name__})")
            log.error("released as held", extra={"error": type(error).__name__})
            return None

    def _stored(self, command: Command) -> None:
        event = _about(command)
        if event is not None:
            self._post(m.Stored(*event))
        self._say_after(command)
        if isinstance(command, m.Release | m.Record):
            self._wake()
        if not self._ok:
            # The disk takes things again: what is owed is due.
            self._try_again()

    def _refused(self, command: Command, *, rated: bool) -> None:
        event = _about(command)
        if event is not None:
            self._post(m.StoreFailed(*event, rated=rated))
        self._say_after(command)

    def _failed(self, command: Command, error: OutboxError) -> None:
        log.error("the disk refused", extra={"command": type(command).__name__, "reason": str(error)})
        self._problem("outbox", str(error))
        self._lost()
        if isinstance(command, m.Release | m.Record | m.KeepClerk):
            self._owe(command)
        self._refused(command, rated=False)

    def _lost(self) -> None:
        if self._ok:
            self._ok = False
            self._post(m.StoreLost())

    def _owe(self, command: Command) -> None:
        if isinstance(command, m.KeepClerk):
            # Only the last one matters: a disk that is full for a week must not fill the memory too.
            for earlier in [owed for owed in self._owed if isinstance(owed, m.KeepClerk)]:
                self._owed.remove(earlier)
        self._owed.append(command)

    def _faulty(self, command: Command, error: Exception) -> None:
        log.error("write failed", extra={"command": type(command).__name__, "error": type(error).__name__})
        self._problem("ledger", f"{type(command).__name__} failed ({type(error).__name__})")

    def _try_again(self) -> None:
        """What is owed, in order; then whether the disk takes anything at all."""
        try:
            while self._owed:
                try:
                    self._write(self._owed[0])
                except OutboxError:
                    raise
                except Exception as error:  # noqa: BLE001  # one that can never be written must not hold up the rest
                    self._faulty(self._owed[0], error)
                self._owed.popleft()
                self._wake()
            if not self._ok:
                self._outbox.probe()
                self._recovered()
        except OutboxError as error:
            self._problem("outbox", str(error))

    def _recovered(self) -> None:
        self._ok = True
        self._problem("outbox", None)
        self._post(m.StoreRecovered())

    def _say_after(self, command: Command) -> None:
        if isinstance(command, m.Record | m.KeepClerk):
            for said in command.after:
                self._say(said)


def _case(invitation: Invitation) -> tuple[str, int, int] | None:
    case = invitation.case
    return None if case.project_no is None else (case.project_no, case.service_number, case.assess_number)


def _about(command: Command) -> tuple[Deed, str] | None:
    match command:
        case m.OpenInvitation(invitation, _):
            return Deed.OPEN, invitation.invitation_id
        case m.Hold(rating, _):
            return Deed.HOLD, rating.rating_id
        case m.Withdraw(rating_id):
            return Deed.WITHDRAW, rating_id
        case m.Release(rating, _):
            return Deed.RELEASE, rating.rating_id
        case _:
            return None
