"""The conversation as threads share it: whoever wishes and whoever listens take turns under one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from device_drivers import conversation
from device_drivers.conversation import Input, Outcome, Talk
from device_drivers.messages import Counts, PadState
from device_drivers.profile import Profile


class Dialogue:
    """One pad's conversation, kept over every loss of its port. All methods are safe from any thread."""

    def __init__(self, profile: Profile, clock: Callable[[], float]) -> None:
        self._profile = profile
        self._clock = clock
        self._lock = threading.Lock()
        self._talk = Talk()

    def tell(self, happened: Input) -> Outcome:
        """Let something happen now. In force when this returns."""
        with self._lock:
            # The clock is read under the lock, so that the conversation's time never goes back.
            outcome = conversation.step(self._profile, self._talk, happened, self._clock())
            self._talk = outcome.talk
        return outcome

    def draw(self) -> tuple[str, ...]:
        """Commands that show what is wanted, taken as sent; none when it is shown already."""
        with self._lock:
            self._talk, commands = conversation.draw(self._profile, self._talk)
        return commands

    def deadline(self) -> float | None:
        """When a Tick has something to do, or None."""
        return conversation.deadline(self._profile, self._talk)

    def condition(self) -> tuple[PadState, str]:
        """Probing, ready or degraded, and why, for a port that is open."""
        return conversation.condition(self._profile, self._talk)

    def alarm(self) -> str:
        """What needs a technician, or ""."""
        return conversation.alarm(self._talk)

    def counts(self) -> Counts:
        """What became of the keys so far."""
        return self._talk.counts
