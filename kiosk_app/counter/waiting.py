"""Waiting on the server's loop: hundreds of long polls, no thread among them, all let go when the server stops."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from starlette.requests import Request

from kiosk_app.counter.answers import CallerGone
from kiosk_app.counter.board import Board


class Polls:
    """Everything that waits. `release()` ends every wait at once, now and from then on."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._released = asyncio.Event()

    def release(self) -> None:
        """The server stops: whoever waits gets what is known now."""
        self._released.set()

    async def until_final(self, invitation_id: str, seconds: float, request: Request) -> None:
        """Return when the invitation is final, the seconds are over or the server stops; the body is read already."""
        loop = asyncio.get_running_loop()
        final = asyncio.Event()

        def told() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended between the word and the call
                loop.call_soon_threadsafe(final.set)

        unwatch = self._board.watch(invitation_id, told)
        gone = asyncio.ensure_future(_until_gone(request))
        try:
            await self._first(final.wait(), gone, seconds=seconds)
        finally:
            unwatch()
            gone.cancel()
        if gone.done() and not gone.cancelled():
            raise CallerGone

    async def until_done(self, future: asyncio.Future[Any], seconds: float) -> bool:
        """Whether the future was done within the seconds and before the server stopped."""
        await self._first(future, seconds=seconds)
        return future.done()

    async def _first(self, *awaited: Any, seconds: float) -> None:
        tasks = [asyncio.ensure_future(one) for one in (*awaited, self._released.wait())]
        try:
            await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                if task not in awaited:
                    task.cancel()


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
