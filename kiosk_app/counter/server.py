"""The counter interface as a server in a thread of its own: `start`, `address`, `stop`.

The HTTP server and the web framework are imported by `start`, so that nothing of them delays the first frame.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import socket
import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from kiosk_app.core.messages import Event
from kiosk_app.core.model import Case
from kiosk_app.counter.board import Board

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Executor, ThreadPoolExecutor

    import uvicorn
    from starlette.types import ASGIApp

    from kiosk_app.counter.waiting import Polls

log = logging.getLogger(__name__)

# What blocks is one SQLite look-up or one scrypt at a time; a window has one business system.
BLOCKING_THREADS = 4
# uvicorn's own end after the polls were let go; `stop` promises two seconds in all.
GRACE_SECONDS = 1
STOP_SECONDS = 2.0
# Longer than the pause between two calls of a business system, so that it seldom meets a connection just closed.
KEEP_ALIVE_SECONDS = 75
# A hall's worth of long polls may knock in the same moment.
BACKLOG = 512


class CounterError(Exception):
    """The interface cannot start; the text is one line: what is wrong and what to do."""


class CounterServer:
    """The interface for the business system. `token_ok`, `is_rated`, `status` and `healthy` may block for a moment.

    `listen` is `HOST:PORT` (port 0: a free one, see `address`); beyond loopback it needs `tls_cert` and `tls_key`.
    """

    def __init__(
        self,
        *,
        listen: str,
        board: Board,
        post: Callable[[Event], None],
        token_ok: Callable[[str], bool],
        is_rated: Callable[[Case], bool],
        status: Callable[[], dict[str, Any]],
        healthy: Callable[[], bool],
        version: str,
        tls_cert: str = "",
        tls_key: str = "",
        allowed_origins: Collection[str] = (),
    ) -> None:
        self._listen = listen
        self._board = board
        self._post = post
        self._token_ok = token_ok
        self._is_rated = is_rated
        self._status = status
        self._healthy = healthy
        self._version = version
        self._tls_cert = tls_cert
        self._tls_key = tls_key
        self._allowed_origins = tuple(allowed_origins)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._polls: Polls | None = None
        self._running = threading.Event()
        self._address = ""

    @property
    def address(self) -> str:
        """`HOST:PORT` as it listens; empty before `start`."""
        return self._address

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"{'https' if self._tls_cert else 'http'}://{self._address}/"

    @property
    def running(self) -> bool:
        """Whether callers are answered."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Listen; returns when callers are answered, raises CounterError where that cannot be."""
        host, port = split_address(self._listen)
        if bool(self._tls_cert) != bool(self._tls_key):
            raise CounterError("counter.tls_cert and counter.tls_key: give both or none")
        if not self._tls_cert and not _is_loopback(host):
            raise CounterError(
                f"counter.listen {self._listen}: an address beyond loopback needs counter.tls_cert and counter.tls_key"
            )
        from concurrent.futures import ThreadPoolExecutor

        executor = ThreadPoolExecutor(BLOCKING_THREADS, thread_name_prefix="counter-blocking")
        config = self._uvicorn_config(host, executor)
        sockets = _listening_sockets(host, port, self._listen)
        bound_port = sockets[0].getsockname()[1]
        self._address = f"[{host}]:{bound_port}" if ":" in host else f"{host}:{bound_port}"
        self._thread = threading.Thread(target=self._run, args=(config, sockets, executor), name="counter", daemon=True)
        self._thread.start()
        self._running.wait()

    def stop(self) -> None:
        """Stop within two seconds; whoever waits is told the present state first. May be called again."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        with contextlib.suppress(RuntimeError):  # it has ended already
            loop.call_soon_threadsafe(self._let_go)
        thread.join(STOP_SECONDS)
        if self.running:
            log.warning("the counter interface did not end in time")

    def _let_go(self) -> None:
        if self._polls is not None:
            self._polls.release()
        if self._server is not None:
            self._server.should_exit = True

    def _run(self, config: uvicorn.Config, sockets: list[socket.socket], executor: ThreadPoolExecutor) -> None:
        import asyncio

        try:
            asyncio.run(self._serve(config, sockets))
        except Exception:
            log.exception("the counter interface ended")
        finally:
            self._running.set()
            executor.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        import asyncio

        import uvicorn

        self._loop = asyncio.get_running_loop()
        self._server = uvicorn.Server(config)
        self._running.set()  # the sockets listen already: who calls from now on is answered
        await self._server.serve(sockets=sockets)

    def _application(self, host: str, executor: Executor) -> ASGIApp:
        import asyncio

        from kiosk_app.counter.guard import Guard, TokenCheck
        from kiosk_app.counter.routes import Calls, Terminal, router
        from kiosk_app.counter.waiting import Polls

        async def token_ok(token: str) -> bool:
            return await asyncio.get_running_loop().run_in_executor(executor, self._token_ok, token)

        self._polls = Polls(self._board)
        terminal = Terminal(self._board, self._post, self._is_rated, self._status, self._healthy, self._version)
        # Beyond loopback a certificate names the machine, and so do its callers.
        listening = {host} if _is_loopback(host) else {host, socket.gethostname()}
        return Guard(
            router(Calls(terminal, self._polls, executor)),
            check=TokenCheck(token_ok),
            listening=listening,
            allowed_origins=self._allowed_origins,
        )

    def _uvicorn_config(self, host: str, executor: Executor) -> uvicorn.Config:
        import uvicorn

        from kiosk_app.counter.connection import CounterConnection

        config = uvicorn.Config(
            app=self._application(host, executor),
            http=CounterConnection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level=logging.ERROR,  # what strangers send is no event of ours
            access_log=False,
            proxy_headers=False,  # nobody may claim another's address
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=self._tls_cert or None,
            ssl_keyfile=self._tls_key or None,
        )
        try:
            config.load()
        except OSError as error:  # ssl.SSLError is one
            reason = error.strerror or "not a certificate and its key in PEM"
            raise CounterError(
                f"counter.tls_cert {self._tls_cert}, counter.tls_key {self._tls_key}: cannot be used ({reason})"
            ) from None
        return config


def split_address(listen: str) -> tuple[str, int]:
    """`HOST:PORT` or `[IPv6]:PORT` → host without brackets, port; raises CounterError."""
    host, colon, port = listen.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise CounterError(f"counter.listen {listen}: must be HOST:PORT, such as 127.0.0.1:8787")
    return host, int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _listening_sockets(host: str, port: int, listen: str) -> list[socket.socket]:
    """A listening socket for each address of the host, all on one port; raises CounterError in one line."""
    listening: list[socket.socket] = []
    try:
        for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            one = socket.socket(family, socket.SOCK_STREAM)
            listening.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Taken over by its connections. asyncio does it only for sockets of its own making, and an answer written
            # in two parts would wait 40 ms for the caller's kernel to acknowledge the first.
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            shared_port = listening[0].getsockname()[1] if len(listening) > 1 else address[1]
            one.bind((address[0], shared_port, *address[2:]))
            one.listen(BACKLOG)
    except OSError as error:
        for one in listening:
            one.close()
        reason = {
            errno.EADDRINUSE: "another program listens there; end it, or choose another port",
            errno.EADDRNOTAVAIL: "this machine does not have that address",
            errno.EACCES: "a port below 1024 is reserved; choose another",
        }.get(error.errno or 0, error.strerror or "not an address")
        raise CounterError(f"counter.listen {listen}: {reason}") from None
    return listening
