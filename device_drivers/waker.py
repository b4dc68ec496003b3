"""Wakes a thread that waits on a descriptor: a byte through a pipe."""

from __future__ import annotations

import contextlib
import os
import select


class Waker:
    """`wake` from any thread ends the wait of the one thread that polls `fileno`. Closed when it is dropped."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)

    def fileno(self) -> int:
        """The descriptor that becomes readable."""
        return self._reading

    def wake(self) -> None:
        """End the wait, or the next one."""
        with contextlib.suppress(BlockingIOError):  # so many wakes are waiting that one more is none
            os.write(self._writing, b"\0")

    def drain(self) -> None:
        """Forget the wakes that have come."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._reading, 4096)

    def wait(self, seconds: float, also: int | None = None) -> bool:
        """Until a wake, or the time is over, or the descriptor `also` is readable: True for that."""
        poll = select.poll()
        poll.register(self._reading, select.POLLIN)
        if also is not None:
            poll.register(also, select.POLLIN)
        ready = [fd for fd, _ in poll.poll(seconds * 1000)]
        if self._reading in ready:
            self.drain()
        return also in ready

    def __del__(self) -> None:
        os.close(self._reading)
        os.close(self._writing)
