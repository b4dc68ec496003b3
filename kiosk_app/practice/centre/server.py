"""The practice centre as a running server: a socket, a thread, a database."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from kiosk_app.practice.centre import endpoints, practice_paths
from kiosk_app.practice.centre.answers import Refusal, refused
from kiosk_app.practice.centre.desk import Desk
from kiosk_app.practice.centre.faults import Faults
from kiosk_app.practice.centre.misbehaviour import DroppableConnection, Misbehaving
from kiosk_app.practice.centre.state import state
from kiosk_app.practice.centre.store import Store, StoreUnusable

PREFIX = "/api/device/v1"
SHUTDOWN_SECONDS = 1  # for calls in progress; every acceptance is on the disk anyway
KEEP_ALIVE_SECONDS = 75  # as long as the usual gateway in front of a real centre


class CannotServe(Exception):
    """The centre cannot start; the message is one line saying why and what to do."""


class BeyondLoopback(CannotServe):
    """Plain http was asked for beyond loopback: wrong usage, not a failure."""


class PracticeCentre:
    """The reference contract on `listen` (port 0: any free one), with everything received kept in the file `db`.

    `faults`: name → probability. `tls`: (certificate file, key file), needed beyond loopback. `config_overrides`:
    members put over the configuration in force; `{"sealingKey": None}` switches sealing off. `wall` is its clock.
    `start()` raises CannotServe.
    """

    def __init__(
        self,
        db: Path,
        *,
        listen: tuple[str, int] = ("127.0.0.1", 0),
        faults: Mapping[str, float] | None = None,
        tls: tuple[Path, Path] | None = None,
        config_overrides: Mapping[str, Any] | None = None,
        slow_seconds: float = 20.0,
        wall: Callable[[], float] = time.time,
    ) -> None:
        if tls is None and not practice_paths.is_here(listen[0]):
            raise BeyondLoopback(f"{listen[0]} is beyond this machine: give a TLS certificate and its key as well")
        self._listen = listen
        self._tls = tls
        self._port = 0
        self._db = db
        self._wall = wall
        self._faults = Faults(faults, slow_seconds=slow_seconds)
        self._overrides = dict(config_overrides or {})
        self._desk: Desk | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def desk(self) -> Desk:
        """What the centre knows, while it runs."""
        if self._desk is None:
            raise RuntimeError("the practice centre is not running")
        return self._desk

    @property
    def origin(self) -> str:
        """`scheme://host:port`."""
        host = f"[{self._listen[0]}]" if ":" in self._listen[0] else self._listen[0]
        return f"{'https' if self._tls else 'http'}://{host}:{self._port}"

    @property
    def url(self) -> str:
        """The base URL for `[central] url`, prefix included."""
        return self.origin + PREFIX

    @property
    def page_url(self) -> str:
        """The page of what was received."""
        return self.origin + "/practice"

    def start(self) -> None:
        """Opens the database and serves from a thread of its own; returns when requests are answered."""
        context = _tls_context(self._tls)
        listening = _listening_socket(self._listen)
        try:
            store = Store(self._db)
        except StoreUnusable as error:
            listening.close()
            raise CannotServe(str(error)) from error
        self._port = listening.getsockname()[1]
        self._desk = Desk(store, self._faults, self._wall, self._overrides)
        config = uvicorn.Config(
            _application(self._desk, self._faults),
            http=DroppableConnection,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # what is wrong is on the page; a dropped connection is meant
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        config.load()
        config.ssl = context
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._serve, args=(self._server, listening), name="practice-centre", daemon=True
        )
        self._thread.start()
        self._server.answering.wait()

    @staticmethod
    def _serve(server: _Server, listening: socket.socket) -> None:
        with listening:
            asyncio.run(server.serve(sockets=[listening]))

    def stop(self) -> None:
        """Ends cleanly, within a few seconds; may be called more than once."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self.desk.store.close()
        self._server = self._thread = self._desk = None

    def enrolment_code(self, device_id: str | None = None) -> str:
        """A new one-time code; with `device_id`, one that enrols a replacement for that device."""
        return self.desk.registry.new_code(device_id)

    def set_faults(self, probabilities: Mapping[str, float]) -> None:
        """Replaces the faults in force; raises UnknownFault."""
        self._faults.replace(probabilities)

    def state(self) -> dict[str, Any]:
        """Everything received, as `GET /practice/state.json` gives it."""
        return state(self.desk)


class _Server(uvicorn.Server):
    """uvicorn's server, which also says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts as ever, and says so."""
        try:
            await super().startup(sockets)
        finally:
            self.answering.set()


def _application(desk: Desk, faults: Faults) -> Misbehaving:
    async def http_error(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        code = {404: "NOT_FOUND", 405: "METHOD"}.get(status, "ERROR")
        return refused(desk.now(), Refusal(status, code, "there is nothing like that here"))

    app = Starlette(
        routes=[*practice_paths.routes(desk), Mount(PREFIX, routes=endpoints.routes(desk))],
        exception_handlers={HTTPException: http_error},
    )
    app.router.redirect_slashes = False
    return Misbehaving(app, faults, PREFIX, desk.now)


def _listening_socket(listen: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
    try:
        listening = socket.create_server(listen, family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        where = f"{listen[0]}:{listen[1]}"
        raise CannotServe(f"cannot listen on {where} ({reason}); choose another with --listen") from error
    # As a real centre's gateway has it: else an answer on a connection that is kept waits 40 ms for an acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _tls_context(tls: tuple[Path, Path] | None) -> ssl.SSLContext | None:
    if tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(*tls)
    except (OSError, ssl.SSLError) as error:
        raise CannotServe(f"the certificate {tls[0]} with the key {tls[1]} cannot be used ({error})") from error
    return context
