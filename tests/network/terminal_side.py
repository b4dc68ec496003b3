"""The terminal's way to the centre, on real parts: outbox, drain, courier, client. Run by hand, with its own time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk_app.central.client import Client
from kiosk_app.central.courier import CentreCourier
from kiosk_app.central.identity import Identity
from offline_queue import Drain, Outbox

IDENTITY = Identity("CQ-YB-0031-07", "key-1", bytes(range(32)), 1)


class Sender:
    """`turn` does one thing and moves the time on by what the drain wants to wait; nothing sleeps."""

    def __init__(self, folder: Path, url: str, **options: Any) -> None:
        self.now = 1000.0
        self.wall_ms = 1_795_399_200_000
        self.outbox = Outbox(folder / "outbox.db")
        self.outbox.begin(IDENTITY.device_id, IDENTITY.epoch)
        options = {"connect_timeout": 2.0, "read_timeout": 2.0, **options}
        self.client = Client(
            url,
            lambda: IDENTITY,
            mono=lambda: self.now,
            now_ms=lambda: self.wall_ms,
            on_answer=self._learn,
            app_version="test",
            **options,
        )
        self.drain = Drain(
            self.outbox,
            CentreCourier(self.client),
            allowed=lambda: True,
            pause=self.client.budget.wait,
            clock=lambda: self.now,
            rng=lambda: 0.5,
        )
        self.learned: list[int] = []

    def _learn(self, server_time_ms: int, sent: float, got: float) -> None:
        self.learned.append(server_time_ms)
        self.wall_ms = server_time_ms

    def rate(self, *ids: str, size: int = 0) -> None:
        for key in ids:
            self.outbox.hold(key, None, None, {"ratingId": key, "writingEvaluation": "好" * size})
            self.outbox.release(key)

    def wait(self) -> float:
        """What the drain wants to wait before it does anything; it does nothing."""
        return self.drain.turn()

    def turn(self) -> None:
        wait = self.drain.turn()
        self.now += min(wait, 3600.0)

    def until_sent(self, turns: int = 60) -> None:
        for _ in range(turns):
            if self.outbox.pending()[0] == 0:
                return
            self.turn()
        raise AssertionError(f"still unsent: {self.drain.problem}")

    def states(self) -> dict[str, str]:
        shown = {"waiting": "unsent"}
        return {row.rating_id: shown.get(row.state, row.state) for row in self.outbox.rows(limit=1000)}

    def error(self) -> tuple[str, str]:
        """What the technician is told went wrong last."""
        last = self.outbox.status().last_error
        return ("", "") if last is None else (last.code, last.msg)

    def close(self) -> None:
        self.client.close()
        self.outbox.close()
