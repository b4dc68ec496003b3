"""A request as it goes over the wire, and the connections it goes over: what of `requests` is used, and no more."""

from __future__ import annotations

import socket
import ssl
from functools import lru_cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from kiosk_app.central.flight import POOLS

# Notice a dead peer within a minute or so, also where a router forgot the connection without a word.
_KEEP_ALIVE = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
]


class Adapter(HTTPAdapter):
    """Connections with our TLS context only, keep-alive, and a flight that knows them."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._pools: dict[tuple[str, ...], Any] = {}
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, socket_options=_options(), **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, proxy_ssl_context=self._context, socket_options=_options(), **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        # There is one centre and one proxy: what leads there is worked out once a host, not once a request.
        host = (request.url or "").split("/", 3)[:3]
        pool = self._pools.get(tuple(host))
        if pool is None or pool.pool is None:  # closed, to make room for another
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._pools[tuple(host)] = pool
        return pool

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: object, cert: object = None
    ) -> Any:
        host, _ = super().build_connection_pool_key_attributes(request, True, None)
        return host, {"ssl_context": self._context} if host["scheme"] == "https" else {}

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        # Status, headers and the open body. The rest (cookies, encoding, history) is not kept, and costs a tenth.
        response = requests.Response()
        response.status_code, response.raw = resp.status, resp
        response.headers = requests.structures.CaseInsensitiveDict(resp.headers)
        return response

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:
        # The context decides. What requests does here adds its own bundle of authorities to it.
        if url.lower().startswith("https"):
            conn.cert_reqs = "CERT_REQUIRED"


def as_written(url: str, *, again: bool) -> str | None:
    """The URL as it stands on the request line. `again`: it is one of the few that are asked for all day, and kept."""
    return _kept(url) if again else _written(url)


def size_of(prepared: requests.PreparedRequest) -> int:
    """Bytes of a request, head and body, about."""
    head = sum(len(name) + len(value) + 4 for name, value in prepared.headers.items())
    return len(prepared.path_url) + head + len(prepared.body or b"")


def _options() -> list[tuple[int, int, int]]:
    return [*HTTPConnection.default_socket_options, *_KEEP_ALIVE]


def _written(url: str) -> str | None:
    prepared = requests.PreparedRequest()
    prepared.prepare_url(url, None)
    return prepared.url


_kept = lru_cache(maxsize=16)(_written)  # to find one costs as much as a signature
