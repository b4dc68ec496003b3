"""A wish to end that a waiting thread hears at once."""

from __future__ import annotations

import select

from device_drivers.waker import Waker


class Stop:
    """Made once and for good, from any thread or a signal's handler: it takes no lock, as threading.Event does, which a
    handler could find taken by the very thread that it interrupts. Readable from then on, for whoever polls it."""

    def __init__(self) -> None:
        self._waker = Waker()
        self._set = False

    def set(self) -> None:
        """End."""
        self._set = True
        self._waker.wake()

    def is_set(self) -> bool:
        """Whether somebody wished for the end."""
        return self._set

    def fileno(self) -> int:
        """The descriptor that becomes readable."""
        return self._waker.fileno()

    def wait(self) -> None:
        """Until then."""
        poll = select.poll()
        poll.register(self, select.POLLIN)
        poll.poll()
