"""The conversation as threads share it: whoever wishes and whoever listens take turns under one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from device_drivers import conversation
from device_drivers.frames import Frame, KeyFrame
from device_drivers.messages import Counts, PortState, Press
from device_drivers.profile import Profile
from device_drivers.talk import Input, Outcome, Talk


class Dialogue:
    """One pad's conversation, kept over every loss of its port. All methods are safe from any thread.

    A key frame is judged first and entered into the books when the press has been told (`settle`), or when anybody
    looks: entering it takes three times as long as judging it, and the engine need not wait for that.
    """

    def __init__(self, profile: Profile, clock: Callable[[], float]) -> None:
        self._profile = profile
        self._clock = clock
        self._lock = threading.Lock()
        self._talk = Talk()
        self._owed: tuple[KeyFrame, float] | None = None  # judged, not entered yet

    def hear(self, frame: Frame) -> Press | None:
        """What the pad has just sent; the press if it is one that counts. `settle` when that has been told."""
        if not isinstance(frame, KeyFrame):
            self.tell(frame)
            return None
        with self._lock:
            if self._owed is not None:
                self._enter()
            now = self._clock()
            press = conversation.judged(self._profile, self._talk, frame, now)
            self._owed = (frame, now)
        return press

    def adopt(self, profile: Profile) -> None:
        """The same pad by another map of keys; in force for presses when this returns."""
        with self._lock:
            self._enter()
            self._profile = profile

    def settle(self) -> None:
        """Enter what was heard."""
        with self._lock:
            self._enter()

    def tell(self, happened: Input) -> Outcome:
        """Let something happen now. In force when this returns."""
        with self._lock:
            self._enter()
            # The clock is read under the lock, so that the conversation's time never goes back.
            outcome = conversation.step(self._profile, self._talk, happened, self._clock())
            self._talk = outcome.talk
        return outcome

    def draw(self) -> tuple[str, ...]:
        """Commands that show what is wanted, taken as sent; none when it is shown already."""
        with self._lock:
            self._enter()
            self._talk, commands = conversation.draw(self._profile, self._talk)
        return commands

    def deadline(self) -> float | None:
        """When a Tick has something to do, or None."""
        return conversation.deadline(self._profile, self._now())

    def condition(self) -> tuple[PortState, str]:
        """Probing, ready or degraded, and why, for a port that is open."""
        return conversation.condition(self._profile, self._now())

    def asking(self) -> bool:
        """A press would count now."""
        return self._now().show.arming is not None

    def alarm(self) -> str:
        """What needs a technician, or ""."""
        return conversation.alarm(self._now())

    def counts(self) -> Counts:
        """What became of the keys so far."""
        return self._now().counts

    def _now(self) -> Talk:
        with self._lock:
            self._enter()
            return self._talk

    def _enter(self) -> None:
        """Under the lock: the frame that was judged, with the moment at which it was."""
        if self._owed is not None:
            (frame, at), self._owed = self._owed, None
            self._talk = conversation.step(self._profile, self._talk, frame, at).talk
