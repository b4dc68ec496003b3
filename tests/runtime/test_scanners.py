"""What scanners read becomes events, and what is wrong with one a line."""

from __future__ import annotations

import os
import queue
import time
import tty
from pathlib import Path

from kiosk_app.core.messages import CodeScanned, Event
from kiosk_app.runtime.scanners import Scanners, ScannerWish


def until_problems(scanners: Scanners, *starts: str) -> None:
    end = time.monotonic() + 10
    while [line.partition(": ")[0] for line in scanners.problems()] != list(starts):
        assert time.monotonic() < end, scanners.problems()
        time.sleep(0.002)


def test_what_is_read_is_an_event_and_what_is_away_is_said(tmp_path: Path) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    wishes = [
        ScannerWish("code", os.ttyname(theirs), prefix="SL:"),
        ScannerWish("card", str(tmp_path / "reader")),
    ]
    scanners = Scanners(wishes, post=events.put)
    assert "code" in scanners
    assert "card" in scanners
    assert "card" not in Scanners(wishes[:1], post=events.put)
    assert scanners.problems() == []
    scanners.start()
    try:
        until_problems(scanners, f"card reader {tmp_path / 'reader'}")
        assert "plug it in" in scanners.problems()[0]
        os.write(ours, b"SL:2026-1\r")
        assert events.get(timeout=10) == CodeScanned("2026-1")
        os.close(ours)
        until_problems(scanners, f"scanner {wishes[0].port}", f"card reader {wishes[1].port}")
    finally:
        scanners.stop()
        os.close(theirs)
    assert scanners.problems() == []
    assert repr(CodeScanned("2026-1")) == "CodeScanned()"
