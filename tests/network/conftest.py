"""Centres, lines and senders that end with the test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from line import FaultyLine  # these are found by the line above
from scripted import ScriptedCentre
from terminal_side import Sender


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def new_centre(closing: ExitStack) -> Callable[..., ScriptedCentre]:
    return lambda *args, **options: closing.enter_context(ScriptedCentre(*args, **options))


@pytest.fixture
def new_line(closing: ExitStack) -> Callable[..., FaultyLine]:
    return lambda port, **options: closing.enter_context(FaultyLine(port, **options))


@pytest.fixture
def new_sender(closing: ExitStack, tmp_path: Path) -> Callable[..., Sender]:
    made: list[Sender] = []

    def make(url: str, *, again: bool = False, **options: Any) -> Sender:
        if again:  # on the same outbox, after the one before
            made[-1].close()
        sender = Sender(tmp_path, url, **options)
        made.append(sender)
        closing.callback(sender.close)
        return sender

    return make
