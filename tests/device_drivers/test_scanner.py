"""Scanners and readers on real pseudo-terminals, and keyboards that are pipes of the tests' own."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from device_drivers import rivals
from device_drivers.messages import PortState
from device_drivers.scanner import Scanner, ScannerStatus

if TYPE_CHECKING:
    from conftest import Plugged, Wire

Texts = queue.SimpleQueue[str]
Make = Callable[..., tuple[Scanner, Texts]]


@pytest.fixture
def scanner() -> Iterator[Make]:
    """Makes and starts one; every one is stopped in the end, and ends."""
    made: list[Scanner] = []

    def make(port: str, **more: Any) -> tuple[Scanner, Texts]:
        texts: Texts = queue.SimpleQueue()
        made.append(Scanner(port, **{"on_text": texts.put} | more))
        made[-1].start()
        return made[-1], texts

    yield make
    for each in made:
        each.stop()
        assert not each.alive()
        assert each.status().state is PortState.DISABLED


@pytest.fixture
def ready(eventually: Callable[..., None]) -> Callable[[Scanner], ScannerStatus]:
    def wait(scanner: Scanner) -> ScannerStatus:
        eventually(lambda: scanner.status().state is PortState.READY, f"ready, but {scanner.status()}")
        return scanner.status()

    return wait


def test_a_code_is_one_text_with_and_without_a_line_end(
    wire: Wire, scanner: Make, ready: Callable[[Scanner], ScannerStatus]
) -> None:
    reading, texts = scanner(str(wire.link), baud=115200)
    assert ready(reading).device.startswith("/dev/pts/")
    for sent, text in ((b"\x02]Q3SL-2026-0001\x03\r\n", "SL-2026-0001"), (b"SL-2", "SL-2"), (b"SL-3\r", "SL-3")):
        wire.send(sent)
        assert texts.get(timeout=10) == text
    assert reading.status().reads == 3
    assert texts.empty()


def test_a_code_held_before_the_scanner_is_read_once(
    wire: Wire, scanner: Make, ready: Callable[[Scanner], ScannerStatus], eventually: Callable[..., None]
) -> None:
    now = [100.0]
    reading, texts = scanner(str(wire.link), clock=lambda: now[0])
    ready(reading)
    for times in range(1, 6):
        wire.send(b"A-1\r")
        eventually(lambda times=times: reading.status().reads == times, "read")
        now[0] += 1.0
    assert (texts.get(timeout=10), texts.empty()) == ("A-1", True)
    now[0] += 1.0
    wire.send(b"A-1\rB-2\rA-1\r")
    assert [texts.get(timeout=10) for _ in range(3)] == ["A-1", "B-2", "A-1"]


def test_it_comes_and_goes_and_half_a_text_goes_with_it(
    wire: Wire, scanner: Make, ready: Callable[[Scanner], ScannerStatus], eventually: Callable[..., None]
) -> None:
    wire.unplug()
    reading, texts = scanner(str(wire.link))
    eventually(lambda: "plug it in" in reading.status().reason, "absence is said")
    assert reading.status().state is PortState.SEARCHING
    for time in range(5):
        wire.plug()
        ready(reading)
        wire.send(b"OK-%d\r12" % time)
        assert texts.get(timeout=10) == f"OK-{time}"
        wire.unplug()
        eventually(lambda: reading.status().state is PortState.LOST, "loss is said")
    assert not [text for text in iter(lambda: texts.get() if not texts.empty() else None, None) if text != "12"]


def test_what_was_read_is_in_no_log_and_no_state(
    wire: Wire, scanner: Make, ready: Callable[[Scanner], ScannerStatus], caplog: pytest.LogCaptureFixture
) -> None:
    texts: Texts = queue.SimpleQueue()

    def fail(text: str) -> None:
        texts.put(text)
        raise ValueError("of the one who is told")

    with caplog.at_level(logging.DEBUG):
        reading, _ = scanner(str(wire.link), on_text=fail, kind="card")
        ready(reading)
        for secret in ("1101-SECRET", "6222-SECRET"):
            wire.send(secret.encode() + b"\r")
            assert texts.get(timeout=10) == secret
    assert "whoever is told of scans failed" in [record.message for record in caplog.records]
    written = [f"{record.__dict__ | {'exc_info': None, 'exc_text': None}}" for record in caplog.records]
    assert "SECRET" not in f"{written} {reading.status()}"
    assert reading.status().kind == "card"


def test_a_wrong_speed_is_said(
    wire: Wire, scanner: Make, ready: Callable[[Scanner], ScannerStatus], eventually: Callable[..., None]
) -> None:
    reading, _ = scanner(str(wire.link))
    ready(reading)
    wire.send(b"\xff\x00\xfe" * 60 + b"\r")
    eventually(lambda: "baud rate" in reading.status().reason, "babble")
    assert reading.status().state is PortState.DEGRADED


def test_another_program_on_the_line_is_named(
    wire: Wire,
    scanner: Make,
    rival: Callable[..., Any],
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rivals, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(rivals, "AGAIN", 0.01)
    with rival("held = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)", str(wire.link)):
        reading, _ = scanner(str(wire.link))
        eventually(lambda: "rival.py" in reading.status().reason, "named")
        assert "take texts away" in reading.status().reason
    eventually(lambda: reading.status().state is PortState.READY, "well again")


def test_a_scanner_that_types(plugged: Plugged, scanner: Make, ready: Callable[[Scanner], ScannerStatus]) -> None:
    keyboard = plugged.plug()
    reading, texts = scanner("hid://1234:5678")
    assert ready(reading).device == keyboard.path
    assert keyboard.grabbed
    for shifted, code in ((True, 31), (True, 38), (False, 12), (False, 3), (True, 39), (False, 52)):  # S L - 2 : .
        keyboard.happen(*[(1, 42, 1)] * shifted)
        keyboard.type(code)
        keyboard.happen(*[(1, 42, 0)] * shifted)
    keyboard.type(28)
    assert texts.get(timeout=10) == "SL-2:."
    keyboard.type(3, 4)  # no Enter: the pause
    assert texts.get(timeout=10) == "23"
    keyboard.type(3)
    keyboard.happen((0, 3, 0))  # the kernel lost some
    keyboard.type(4, 28, 5, 28)
    assert texts.get(timeout=10) == "4"
    assert texts.empty()


def test_a_shift_whose_end_was_lost_is_not_held_for_ever(
    plugged: Plugged, scanner: Make, ready: Callable[[Scanner], ScannerStatus]
) -> None:
    keyboard = plugged.plug()
    reading, texts = scanner("hid://1234:5678")
    ready(reading)
    keyboard.happen((1, 42, 1))
    keyboard.happen((0, 3, 0))  # the kernel lost some, Shift's end among them
    keyboard.type(28)
    keyboard.type(3, 4, 28)
    assert texts.get(timeout=10) == "23"
