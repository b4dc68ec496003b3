"""Lines that break: half-open, frozen, cut at any byte, dripping. Nothing hangs, nothing is lost, nothing is changed.

Whether a request that broke off had arrived cannot be known: it goes again with the same ids and the same bytes, and
only an answer that names them ends that.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from scripted import Answer, Request, accepting, results

QUICK = {"connect_timeout": 0.5, "read_timeout": 0.4}


def same_bytes(centre: Any) -> bool:
    """Whether every rating that was told was the same on every try."""
    raws: dict[str, set[str]] = {}
    for request in centre.seen:
        for rating in request.ratings:
            raws.setdefault(rating["ratingId"], set()).add(str(rating))
    return all(len(said) == 1 for said in raws.values())


def test_a_peer_that_is_gone_without_a_word(new_centre: Any, new_line: Any, new_sender: Any) -> None:
    centre = new_centre()
    line = new_line(centre.port)
    sender = new_sender(centre.behind(line.port), **QUICK)
    sender.rate("a")
    sender.turn()
    assert sender.states() == {"a": "delivered"}
    line.frozen = True
    sender.rate("b")
    sender.turn()
    assert sender.error() == ("NOT_REACHED", "no answer in time")
    line.frozen = False  # what had been on its way arrives now, too late to be believed
    sender.until_sent()
    assert centre.seen[-1].ids == ["b"]
    assert same_bytes(centre)


def test_a_line_that_takes_no_more_in_the_middle_of_an_upload(new_centre: Any, new_line: Any, new_sender: Any) -> None:
    centre = new_centre()
    line = new_line(centre.port)
    line.frozen = True
    sender = new_sender(centre.behind(line.port), **QUICK)
    dice = random.Random(1)
    for k in range(24):  # some 12 MiB that cannot be compressed: more than both ends' buffers hold
        sender.outbox.hold(f"r{k}", None, None, {"ratingId": f"r{k}", "noise": dice.randbytes(500_000).hex()})
        sender.outbox.release(f"r{k}")
    sender.turn()
    assert sender.error()[1] in ("no answer in time", "the answer took too long")
    line.frozen = False
    sender.until_sent()
    assert len(centre.seen[-1].ids) < 24  # a time-out halves the batch
    assert same_bytes(centre)


@pytest.mark.parametrize("cut", [0, 1, 20, 200, 400])
def test_cut_off_in_the_request(cut: int, new_centre: Any, new_line: Any, new_sender: Any) -> None:
    centre = new_centre()
    line = new_line(centre.port)
    line.cut_up = cut
    sender = new_sender(centre.behind(line.port))
    sender.rate("a", "b")
    sender.turn()
    assert sender.error() == ("NOT_REACHED", "the connection broke off")
    assert centre.seen == []
    line.cut_up = None
    sender.until_sent()
    assert [one.ids for one in centre.seen] == [["a", "b"]]


@pytest.mark.parametrize("cut", [0, 1, 30, 60, 100, 150])
def test_cut_off_in_the_answer(cut: int, new_centre: Any, new_line: Any, new_sender: Any) -> None:
    """The centre has it; the terminal cannot know."""
    centre = new_centre()
    line = new_line(centre.port)
    line.cut_down = cut
    sender = new_sender(centre.behind(line.port))
    sender.rate("a", "b")
    sender.turn()
    assert set(sender.states().values()) == {"unsent"}
    line.cut_down = None
    sender.until_sent()
    first, second = centre.seen
    assert first.body == second.body
    assert first.ids == ["a", "b"]


def test_a_connection_that_was_closed_while_idle_costs_nothing(new_centre: Any, new_line: Any, new_sender: Any) -> None:
    centre = new_centre()
    line = new_line(centre.port)
    sender = new_sender(centre.behind(line.port))
    sender.rate("a")
    sender.turn()
    line.hang_up()
    sender.rate("b")
    sender.until_sent()
    assert [one.ids for one in centre.seen] == [["a"], ["b"]]
    assert sender.error() == ("", "")


def test_a_connection_that_is_closed_under_a_request(new_centre: Any, new_sender: Any) -> None:
    """The server had given up the idle connection in the instant we used it: what became of the request is unknown."""

    def say(request: Request) -> Answer:
        again = [one.connection for one in centre.seen].count(request.connection) > 1
        return (lambda sock: None) if again else accepting(request)

    centre = new_centre(say)
    sender = new_sender(centre.url)
    sender.rate("a")
    sender.turn()
    sender.rate("b")
    sender.turn()
    assert sender.error() == ("NOT_REACHED", "the connection broke off")
    assert sender.states()["b"] == "unsent"
    sender.until_sent()
    first, second = centre.seen[1:]
    assert first.connection != second.connection
    assert first.body == second.body


def test_whatever_is_cut_wherever(new_centre: Any, new_line: Any, new_sender: Any) -> None:
    """A hundred connections that break at a random byte of either direction, under a growing queue."""
    dice = random.Random(20261123)
    taken: set[str] = set()

    def say(request: Request) -> Answer:
        outcomes = {key: "duplicate" if key in taken else "accepted" for key in request.ids}
        taken.update(outcomes)
        return results(outcomes)

    centre = new_centre(say)
    line = new_line(centre.port)
    sender = new_sender(centre.behind(line.port))
    issued = []
    for k in range(100):
        issued.append(f"r{k}")
        sender.rate(issued[-1], size=dice.randrange(200))
        line.cut_up = dice.randrange(3000) if dice.random() < 0.5 else None
        line.cut_down = dice.randrange(600) if dice.random() < 0.5 else None
        sender.turn()
        # What it counts as delivered, the centre has.
        assert {key for key, state in sender.states().items() if state == "delivered"} <= taken
    line.cut_up = line.cut_down = None
    sender.until_sent()
    assert sender.states() == dict.fromkeys(issued, "delivered")
    assert taken == set(issued)
    assert same_bytes(centre)
    assert line.connections > 20


@contextmanager
def vanishing(port: int) -> Iterator[None]:
    """Packets to and from a port of this machine vanish without a word, as on a line that was cut."""
    table = f"hcp_test_{port}"
    rules = (
        f"table inet {table} {{ chain input {{ type filter hook input priority 0;"
        f" tcp dport {port} drop; tcp sport {port} drop; }}; }}\n"
    )
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True, timeout=30)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete", "table", "inet", table], check=True, timeout=30)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("nft"), reason="dropping packets needs root and nftables")
def test_packets_that_vanish(new_centre: Any, new_sender: Any) -> None:
    centre = new_centre()
    sender = new_sender(centre.url, **QUICK)
    sender.rate("a")
    sender.turn()
    assert sender.states() == {"a": "delivered"}
    sender.rate("b")
    with vanishing(centre.port):
        sender.turn()  # on the connection that there is
        assert sender.error() == ("NOT_REACHED", "no answer in time")
        sender.turn()
        sender.turn()  # on a new one
        assert sender.error() == ("NOT_REACHED", "no connection in time")
    sender.until_sent()
    assert same_bytes(centre)


def test_the_thread_of_the_sender_survives_a_frozen_line_and_ends_at_once(new_centre: Any, new_line: Any) -> None:
    """Closing cuts what is under way, however long the time-outs are."""
    from threading import Event, Thread

    from kiosk_app.central.client import Client
    from kiosk_app.central.outcome import NotReached

    centre = new_centre()
    line = new_line(centre.port)
    line.frozen = True
    client = Client(centre.behind(line.port), lambda: None, read_timeout=600, connect_timeout=600)
    said: list[object] = []
    ended = Event()

    def ask() -> None:
        said.append(client.time())
        ended.set()

    Thread(target=ask).start()
    end = time.monotonic() + 20
    while not line.connections:
        assert time.monotonic() < end
        ended.wait(0.01)
    client.close()
    assert ended.wait(20)
    assert said == [NotReached("the program is ending")]
