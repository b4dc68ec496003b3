"""A real server on 127.0.0.1 in front of a small stand-in for the engine, which answers tickets in its own thread."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.counter import Board, CounterServer, tokens

sys.path.insert(0, str(Path(__file__).parent))

from caller import TOKEN, Counter, StandIn  # found by the line above


@pytest.fixture
def start_counter() -> Iterator[Callable[..., Counter]]:
    running: list[Counter] = []

    def start(**given: Any) -> Counter:
        paired = {"hall": tokens.digest(TOKEN)}
        old: dict[str, str] = {}
        board = Board(known=old.get)
        engine = StandIn(board)

        def status() -> dict[str, Any]:
            if counter.broken:
                raise RuntimeError("李敏 500101199001011234")
            return {
                "state": "idle" if engine.clerk and not engine.paused else "paused",
                "role": "counter",
                "staffNo": engine.clerk.staff_no if engine.clerk else None,
                "pad": {"state": "online", "profile": "ascii5"},
                "central": {"state": "online"},
                "unsent": 3,
                "parked": 0,
            }

        server = CounterServer(
            **{
                "listen": "127.0.0.1:0",
                "board": board,
                "post": engine.post,
                "token_ok": tokens.Verifier(lambda: dict(paired)),
                "is_rated": lambda case: case in counter.rated,
                "status": status,
                "healthy": lambda: counter.healthy,
                "version": "0.1.0",
                **given,
            }
        )
        counter = Counter(server, engine, board, paired, old=old)
        server.start()
        running.append(counter)
        return counter

    yield start
    for counter in running:
        counter.server.stop()
        counter.engine.end()


@pytest.fixture
def counter(start_counter: Callable[..., Counter]) -> Counter:
    return start_counter()
