"""The network between the hall and the centre, as a switch: a TCP proxy in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

WAYS = ("up", "refused", "hung", "cut")
_RESET = struct.pack("ii", 1, 0)  # closing does not wait for anything: the other side gets a reset


class Switch:
    """`with Switch(port) as switch:` connect to `switch.port`, and `turn` it.

    `up`: everything passes. `refused`: nobody listens, what was open is reset. `hung`: connections are taken and
    nothing passes; what was said meanwhile arrives late, with the next `up`. `cut`: the next answer is cut off in the
    middle, and from there on as `refused`.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self.port = 0
        self.way = "up"
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="switch", daemon=True)
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()

    def __enter__(self) -> Switch:
        self._thread.start()
        self.turn("up")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def turn(self, way: str) -> None:
        """From now on the network is like this."""
        if way not in WAYS:
            raise ValueError(way)
        self._await(self._turn(way))

    def _await(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _turn(self, way: str) -> None:
        self.way = way
        if way == "refused":
            for writer in self._open:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._refuse()
        elif self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._listener.sockets[0].getsockname()[1]
        if way == "hung":
            self._flows.clear()
        else:
            self._flows.set()

    def _refuse(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for writer in self._open:
            writer.transport.abort()

    async def _end(self) -> None:
        self._refuse()
        self._flows.set()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, near_reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(near)
        far: asyncio.StreamWriter | None = None
        try:
            await self._flows.wait()
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
            self._open.add(far)
            await asyncio.gather(self._pass_on(near_reader, far), self._pass_on(far_reader, near, answers=True))
        except OSError:
            pass
        finally:
            for writer in (near, far):
                if writer is not None:
                    self._open.discard(writer)
                    writer.transport.abort()

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        while True:
            data = await source.read(1 << 16)
            await self._flows.wait()
            if answers and data and self.way == "cut":
                target.write(data[: len(data) // 2])
                with contextlib.suppress(OSError):
                    await target.drain()
                self._refuse()
            if not data:
                target.write_eof()
                return
            target.write(data)
            await target.drain()
