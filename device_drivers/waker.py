"""Wakes a thread that waits on a descriptor: a byte through a pipe; and how a port's thread waits for both."""

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


class PortWait:
    """How the thread of a port waits: for the port's descriptor and for its waker at once."""

    def __init__(self, fd: int, waker: Waker) -> None:
        self._fd = fd
        self._waker = waker
        self._poll = select.poll()
        self._poll.register(waker, select.POLLIN)
        self._asked = 0

    def until(self, seconds: float | None, *, writing: bool) -> bool:
        """Until the descriptor can be read (or written, when `writing`) or is hung up, the waker wakes, or the time is
        over; None for ever. True when there is something to read, were it only the end."""
        asked = select.POLLIN | (select.POLLOUT if writing else 0)
        if asked != self._asked:
            self._poll.register(self._fd, asked)
            self._asked = asked
        readable = False
        for fd, events in self._poll.poll(None if seconds is None else max(0.0, seconds) * 1000):
            if fd == self._fd:
                readable = bool(events & ~select.POLLOUT)
            else:
                self._waker.drain()
        return readable

    def hung_up(self) -> bool:
        """Nobody is at the other end any more."""
        gone = select.POLLHUP | select.POLLERR | select.POLLNVAL
        return any(fd == self._fd and events & gone for fd, events in self._poll.poll(0))
