"""A host application has itself rated: our window comes over its own, takes one rating, and leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from hosted import Glass, Hosted
from waiting import until

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


def test_a_host_that_dies_leaves_a_session_that_ends_by_itself(hosted: Callable[..., Hosted]) -> None:
    there = hosted(timeouts={"invitation": 2, "detail": 2, "thanks": 0.3})
    invitation = there.host.invite()
    there.host.order("poll", invitation)
    there.is_here()
    there.host.close()
    until(lambda: there.house.state_of(invitation) == "lapsed", "the end of the session")
    host = there.bring_host()
    invitation = host.invite()
    there.is_here()
    rate(there, invitation)
    there.is_away()
    until(lambda: host.last("focus"), "the keyboard at the new host")


def test_a_host_that_calls_twice_or_never_asks_does_no_harm(hosted: Callable[..., Hosted]) -> None:
    there = hosted(timeouts={"invitation": 30, "detail": 20, "thanks": 0.3})
    host = there.host
    invitation = host.invite()
    there.is_here()
    host.invite(invitationId=invitation)
    assert host.answer(1) == {"status": 200, "body": {"invitationId": invitation, "state": "offered"}}
    host.invite()
    refused = host.answer(2)
    assert (refused["status"], refused["body"]["code"]) == (409, "BUSY")
    there.is_here()
    rate(there, invitation)
    there.is_away()
    # Nobody has asked for the first answer yet; the next transaction does not mind.
    second = host.invite()
    there.is_here()
    rate(there, second)
    host.order("poll", invitation)
    assert host.answer(4)["body"] == {"invitationId": invitation, "state": "rated"}


@pytest.mark.parametrize("manager", ["", "openbox"])
def test_a_host_that_puts_itself_in_front_is_covered_again(
    hosted: Callable[..., Hosted], glass: Glass, manager: str
) -> None:
    if manager:
        glass.with_manager(manager)
    there = hosted(timeouts={"invitation": 30, "detail": 20, "thanks": 0.3})
    for order in ("raise", "again", "full"):
        invitation = there.host.invite()
        there.is_here()
        until(lambda: there.host.last("focus") is False, "the keyboard to leave the host")
        heard = len(there.host.told)
        there.host.order(order)
        until(lambda heard=heard: {"focus": True} in there.host.told[heard:], "the host to take the keyboard")
        until(lambda: there.host.last("focus") is False, "it to leave the host again")
        there.is_here()
        rate(there, invitation)
        there.is_away()


def test_a_finger_that_is_down_at_the_end_never_reaches_the_host(hosted: Callable[..., Hosted], glass: Glass) -> None:
    there = hosted(timeouts={"invitation": 2, "detail": 2, "thanks": 0.3})
    invitation = there.host.invite()
    there.is_here()
    until(lambda: there.house.state_of(invitation) == "lapsed", "the end of the session")
    glass.hand("mousemove", 540, 1000, "mousedown", 1)
    until(lambda: there.house.call("GET", "/v1/status").json()["state"] == "idle", "the end of what was said")
    assert glass.hosts_part() == 0
    glass.hand("mouseup", 1)
    there.is_away()
    assert (there.host.last("presses"), there.host.last("released")) == (None, None)
    glass.hand("click", 1)
    until(lambda: there.host.last("released") == 1, "the host's own press")


def test_the_centres_role_counts_while_the_terminal_runs(hosted: Callable[..., Hosted]) -> None:
    there = hosted()
    practice = f"{there.house.centre.page_url}/config"
    requests.post(practice, json={"role": "counter"}, timeout=10).raise_for_status()
    there.is_here()
    requests.post(practice, json={"role": "embedded"}, timeout=10).raise_for_status()
    there.is_away()
    # A new start puts nothing on the glass.
    there.house.stop()
    there.house.environment["HCP_KIOSK_DEVICE__ROLE"] = "counter"
    there.house.start()
    assert there.glass.hosts_part() > 0.98
    assert there.host.last("exposed") is True


def test_the_technicians_pages_come_when_they_are_asked_for(hosted: Callable[..., Hosted]) -> None:
    there = hosted()
    there.house.command("technician", "open")
    there.is_here()


def test_an_x_server_that_ends_ends_the_terminal_for_systemd_to_start_it_again(
    hosted: Callable[..., Hosted], glass: Glass
) -> None:
    there = hosted()
    terminal = there.house.terminal
    assert terminal is not None
    glass.server.kill()
    assert terminal.wait(30) != 0
    assert "X11 connection broke" in there.house.log.read_text()
    assert "Traceback" not in there.house.log.read_text()
