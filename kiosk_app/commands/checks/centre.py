"""The way to the centre, step by step: name, connection, TLS, its time; and how long certificates last."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kiosk_app import __version__
from kiosk_app.central.certificate import not_after
from kiosk_app.central.expiry import saying, step_of
from kiosk_app.commands.checks.finding import Finding, fault, ok, warning
from kiosk_app.settings import Central, Settings

# The centre refuses a time stamp that is 300 s off; the terminal corrects it, other programs of the machine do not.
FAR_SECONDS = 300
NEAR_SECONDS = 30


def findings(settings: Settings) -> Iterator[Finding]:
    """Stops at the first step that fails: the later ones would only say the same."""
    central = settings.central
    if central.client_cert:
        yield _client_certificate(central.client_cert)
    if settings.origin("central.url") == "default":
        yield fault("centre", "no address is set", 'set central.url = "https://…" in kiosk.toml')
        return
    if not central.proxy:
        steps = list(_steps(central))
        yield from steps
        if steps[-1].state == "fault":
            return
    yield _time(central)


def _steps(central: Central) -> Iterator[Finding]:
    parts = urlsplit(central.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        yield fault("centre: name", f"{host} is not known", "mend the name server (/etc/resolv.conf), or central.url")
        return
    yield ok("centre: name", f"{host} is {addresses[0][4][0]}")
    try:
        line = socket.create_connection((host, port), timeout=central.connect_timeout)
    except OSError as error:
        said = error.strerror or type(error).__name__
        yield fault("centre: connection", f"{host}:{port}: {said}", "mend the network, the firewall, or central.url")
        return
    with line:
        yield ok("centre: connection", f"{host}:{port} takes connections")
        if parts.scheme == "https":
            yield _tls(central, line, host)


def _tls(central: Central, line: socket.socket, host: str) -> Finding:
    from kiosk_app.central.errors import CentralError
    from kiosk_app.central.tls import tls_context

    item = "centre: TLS"
    try:
        context = tls_context(central.ca_file, central.client_cert, central.client_key)
        line.settimeout(central.connect_timeout)
        with context.wrap_socket(line, server_hostname=host) as secure:
            certificate = secure.getpeercert() or {}
    except CentralError as error:
        return fault(item, str(error), "mend the files named in [central]")
    except ssl.SSLCertVerificationError as error:
        remedy = "if the centre has a private certificate, name its CA in central.ca_file; else check the clock"
        return fault(item, f"the certificate is not trusted: {error.verify_message}", remedy)
    except OSError as error:
        remedy = "check central.url, and client_cert if the centre wants one"
        return fault(item, f"no agreement with {host}: {getattr(error, 'reason', None) or error.strerror}", remedy)
    until = certificate.get("notAfter")
    if not isinstance(until, str):
        return ok(item, "trusted")
    return _lasting(item, ssl.cert_time_to_seconds(until), "tell the centre")


def _time(central: Central) -> Finding:
    from kiosk_app.central.client import Client
    from kiosk_app.central.errors import CentralError
    from kiosk_app.central.outcome import Answered

    item = "centre: time"
    differences: list[float] = []

    def on_answer(server_time_ms: int, sent: float, got: float) -> None:
        # The centre spoke somewhere between our sending and our getting: the middle is the best guess.
        differences.append(server_time_ms / 1000 - (time.time() - (time.monotonic() - (sent + got) / 2)))

    try:
        client = Client(**central._asdict(), identity=lambda: None, app_version=__version__, on_answer=on_answer)
    except CentralError as error:
        return fault(item, str(error), "mend [central]")
    with contextlib.closing(client):
        outcome = client.time()
    if not isinstance(outcome, Answered) or not differences:
        reason = getattr(outcome, "reason", "") or type(outcome).__name__
        return fault(item, f"no answer of a centre: {reason}", "check the path of central.url, and for a portal's page")
    off = differences[-1]
    if abs(off) <= NEAR_SECONDS:
        return ok(item, f"answers; this clock is {off:+.1f} s from the centre's")
    state = fault if abs(off) > FAR_SECONDS else warning
    return state(
        item, f"answers, but this clock is {off:+.0f} s from the centre's", "set the clock: timedatectl set-ntp true"
    )


def _client_certificate(path: str) -> Finding:
    try:
        until = not_after(Path(path).read_text())
    except (OSError, ValueError):
        return fault("client certificate", f"{path} is not a PEM certificate", "put the centre's file in its place")
    return _lasting("client certificate", until, "ask the centre for a new one")


def _lasting(item: str, until: float, remedy: str) -> Finding:
    now = time.time()
    said = saying(until, now)
    if said is None:
        return ok(item, f"trusted, until {time.strftime('%Y-%m-%d', time.gmtime(until))}")
    return warning(item, said, remedy) if step_of(until, now) else fault(item, said, remedy)
