"""A host application has itself rated: our window comes over its own, takes one rating, and leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hosted import Glass, Hosted
from house import until

FACE = (540, 1380)
SUBMIT = (884, 1672)


def rate(hosted: Hosted, invitation: str) -> None:
    """A finger chooses the last face, and submits."""

    def choose() -> bool:
        hosted.glass.hand("mousemove", *FACE, "click", 1)
        return bool(hosted.house.queue()["held"])

    until(choose, "a level on the disk")

    def submit() -> bool:
        hosted.glass.hand("mousemove", *SUBMIT, "click", 1)
        return hosted.house.state_of(invitation) == "rated"

    until(submit, "the end of it")


@pytest.mark.parametrize("manager", ["", "openbox", "matchbox-window-manager"])
def test_the_window_comes_takes_a_rating_and_gives_everything_back(
    hosted: Callable[..., Hosted], glass: Glass, manager: str
) -> None:
    if manager:
        glass.with_manager(manager)
    there = hosted(timeouts={"invitation": 30, "detail": 20, "thanks": 0.5})
    host = there.host
    glass.hand("key", "a")
    until(lambda: host.last("keys") == 1, "a key at the host")
    for number in (1, 2):
        invitation = host.invite()
        there.is_here()
        assert host.answer(2 * number - 2)["body"]["state"] == "offered"
        until(lambda: host.last("focus") is False, "the keyboard to leave the host")
        host.order("poll", invitation)
        keys, presses = host.last("keys"), host.last("presses")
        rate(there, invitation)
        assert host.answer(2 * number - 1)["body"] == {"invitationId": invitation, "state": "rated"}
        assert (host.last("keys"), host.last("presses")) == (keys, presses)
        there.is_away()
        until(lambda: host.last("focus"), "the keyboard to be the host's again")
        glass.hand("key", "b")
        until(lambda keys=keys: host.last("keys") == keys + 1, "the next key at the host")
    assert {given["rating"]["pf"] for given in there.house.received(2)} == {"5"}
