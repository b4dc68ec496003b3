"""What the platform must not do to us, and what must not be imported before the first frame."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject, Signal

HEAVY = ("requests", "sqlite_utils", "uvicorn", "starlette", "nacl", "PySide6", "serial", "qrcode", "asyncio")


class Source(QObject):
    happened = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal from 3.12 on: nothing to count")
def test_emitting_signals_drops_no_reference_to_true() -> None:
    # PySide6 6.12.0 on CPython 3.11 loses one at each emit and each connect + disconnect, and aborts in the end.
    source, seen = Source(), []
    source.happened.connect(seen.append)
    before = sys.getrefcount(True)  # the object itself
    for _ in range(3000):
        source.happened.emit(True)
        seen.clear()
        source.happened.connect(print)
        source.happened.disconnect(print)
    assert abs(sys.getrefcount(True) - before) < 300


def test_the_frame_of_the_commands_imports_nothing_heavy() -> None:
    code = "import sys, json, kiosk_app.commands, kiosk_app.commands.run; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded.isdisjoint(HEAVY)
