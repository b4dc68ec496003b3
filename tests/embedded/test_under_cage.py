"""The same under cage, where nobody can raise a window: it comes by being mapped and goes by being unmapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hosted import Cage, Hosted
from waiting import until

FACE = (265, 410)
TIMEOUTS = {"invitation": 30, "detail": 1.5, "thanks": 0.5}


@pytest.fixture
def there(folder: Path, cage: Cage) -> Iterator[Hosted]:
    made = Hosted(folder / "house", cage, timeouts=TIMEOUTS)
    yield made
    made.close()


def rate(there: Hosted, invitation: str) -> None:
    """A finger chooses a face; the rest is time."""

    def choose() -> bool:
        there.glass.hand("mousemove", *FACE, "click", 1)
        return bool(there.house.queue()["held"])

    until(choose, "a level on the disk")
    until(lambda: there.house.state_of(invitation) == "rated", "a rating")


def test_the_window_comes_takes_a_rating_and_gives_everything_back(there: Hosted) -> None:
    host, glass = there.host, there.glass
    glass.hand("key", "a")
    until(lambda: host.last("keys") == 1, "a key at the host")
    for number in (1, 2):
        invitation = host.invite()
        there.is_here()
        until(lambda: host.last("focus") is False, "the keyboard to leave the host")
        rate(there, invitation)
        there.is_away()
        until(lambda: host.last("focus"), "the keyboard to be the host's again")
        glass.hand("key", "b")
        until(lambda number=number: host.last("keys") == number + 1, "the next key at the host")
    assert host.last("presses") is None
    there.house.received(2)


def test_a_host_whose_window_comes_again_is_covered_again(there: Hosted) -> None:
    invitation = there.host.invite()
    there.is_here()
    until(lambda: there.host.last("focus") is False, "the keyboard to leave the host")
    heard = len(there.host.told)
    there.host.order("again")
    until(lambda: {"focus": True} in there.host.told[heard:], "the host in front")
    there.is_here()
    rate(there, invitation)
    there.is_away()


def test_a_session_that_ends_ends_the_terminal_with_one_line(there: Hosted, cage: Cage) -> None:
    terminal = there.house.terminal
    assert terminal is not None
    begun = len(there.house.log.read_text())
    there.host.invite()
    there.is_here()
    cage.end_session()
    assert terminal.wait(30) != 0
    said = there.house.log.read_text()[begun:]
    assert said.count("\n") == 1
    assert "connection broke" in said
