"""Who sits at the counter cannot tell one level from another: not by an answer, a lamp or a line of the log.

The whole terminal, five cases, and the same press five times but for the level. Moments are compared where it can be
done without a stopwatch: on the session's own clock, in `tests/core/test_staff_blind.py`; what comes behind the session
has no member for a level. The pixels are compared in `tests/ui/test_staff_blind.py`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from house import House
from test_main_flow import needs_x
from waiting import until

LEVELS = ("5", "4", "3", "2", "1")
SLOW = {"timeouts": {"invitation": 30, "detail": 0.5, "thanks": 60}, "undoSeconds": 0.3}
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+(\.[0-9]+)?")
WORDS = ("satisfied", "满意")
WELCOME = b"W"
PROBE = b"?"
PAUSE_SECONDS = 0.8  # a person looks before pressing again
Touch = Callable[[str], None]


class Counter:
    """The business system's side, which writes down all it is told, in order."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.heard: list[Any] = []

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._house.call(method, path, body)
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "date"]
        self.heard.append((method, answer.status_code, headers, NUMBERS.sub("N", answer.text)))
        return answer.json() if answer.text else None


def visit(house: House, level: str, touch: Touch) -> dict[str, Any]:
    """One case from invitation to thanks: everything that anybody but the citizen can notice."""
    counter = Counter(house)
    wire, log = len(house.pad.received()), house.log.stat().st_size
    call = {"projectNo": f"P-{level}-{wire}", "serviceNumber": 1, "taskName": "居民身份证换领"}
    path = f"/v1/invitations/{counter.call('POST', '/v1/invitations', call)['invitationId']}"
    counter.call("GET", path)
    touch(level)
    counter.call("GET", path + "?wait=60")
    counter.call("DELETE", path)
    counter.call("GET", path)
    until(lambda: house.queue()["unsent"] == 0, "an empty queue")
    counter.call("GET", "/v1/status")
    # From the question on: the welcome that a new case may or may not flash up before it is over before any press.
    # Whether the pad is there is asked every ten seconds, whoever stands before it.
    asked = house.pad.received()[wire:].replace(PROBE, b"").lstrip(WELCOME)
    return {"counter": counter.heard, "pad": asked, "log": lines(house.log, log)}


def lines(path: Path, start: int) -> set[str]:
    """What the program said of itself, without moments and numbers; a beat may come once more or less."""
    written = path.read_bytes()[start:].decode()
    assert not [word for word in WORDS if word in written]
    return {NUMBERS.sub("N", line) for line in written.splitlines()}


def compare(house: House, touch: Touch, way: str) -> None:
    visit(house, "3", touch)  # what is said and loaded once, at the first citizen
    first, *others = (visit(house, level, touch) for level in LEVELS)
    assert [entry[1] for entry in first["counter"]] == [201, 200, 200, 409, 200, 200]
    assert json.loads(first["counter"][2][3])["state"] == "rated"
    for other in others:
        assert other == first
    records = sorted((one["rating"] for one in house.received(6)), key=lambda record: record["deviceSeq"])
    assert [(str(record["satisfaction"]), record["input"]) for record in records[1:]] == [(n, way) for n in LEVELS]


def test_a_press_on_the_pad_tells_nobody_and_is_all_a_rating_needs(folder: Path) -> None:
    house = House(folder, **SLOW)
    try:
        house.enrol()
        house.start()
        house.sign_in()
        until(lambda: house.call("GET", "/v1/status").json()["pad"]["state"] == "ready", "the pad")
        compare(house, house.pad.press, "button")
    finally:
        house.close()


@needs_x
def test_a_key_on_the_screen_tells_nobody_and_is_all_a_rating_needs(folder: Path, display: str) -> None:
    house = House(folder, **SLOW)
    house.environment = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}

    def key(level: str) -> None:
        pressed = 0.0

        def taken() -> bool:
            # The guard against a touch that was meant for the scene before is for keys as well, and of keys that come
            # close behind each other none counts: again, as a person would.
            nonlocal pressed
            if time.monotonic() - pressed > PAUSE_SECONDS:
                subprocess.run(["xdotool", "key", level], env={**os.environ, "DISPLAY": display}, check=True)
                pressed = time.monotonic()
            return house.queue()["held"] == 1 or house.queue()["unsent"] == 1

        until(taken, "a level on the disk")

    try:
        house.enrol()
        house.start()
        house.sign_in()
        compare(house, key, "touch")
    finally:
        house.close()
