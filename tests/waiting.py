"""Waiting for facts instead of sleeping. Where Qt has to work meanwhile: `until` of `ui/glass.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0
"""How long a fact may take on a busy machine before a test fails."""


def until(fact: Callable[[], Any], what: str = "it to come true", seconds: float = PATIENCE) -> Any:
    """The first true value of `fact`."""
    end = time.monotonic() + seconds
    while not (found := fact()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for: {what}")
        time.sleep(0.005)
    return found
