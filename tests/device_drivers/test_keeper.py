"""What keeps a port open, at its end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from device_drivers import keeper as module
from device_drivers.keeper import JOIN, PortKeeper


class Hanging:
    """A thread in the middle of an opening that nobody answers: whoever waits for it waits in vain."""

    def __init__(self, now: list[float]) -> None:
        self._now = now

    def join(self, seconds: float) -> None:
        self._now[0] += seconds


def never(*_: object) -> None:
    raise AssertionError("nothing is opened here")


def test_many_that_hang_are_waited_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal has five seconds to end, whatever hangs on it."""
    now = [100.0]
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    keepers = [PortKeeper("tcp://x:9", "printer", open_as=never, serve=never, told=never) for _ in range(4)]
    for keeper in keepers:
        keeper._thread = Hanging(now)
        keeper.end()
    for keeper in keepers:
        keeper.stop()
        keeper.end()
    assert now == [100.0 + JOIN]
