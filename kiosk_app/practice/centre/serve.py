"""`hcp-kiosk central serve`: the practice centre alone, until it is told to end."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk_app.practice.centre.defaults import PRACTICE_CODE
from kiosk_app.practice.centre.faults import UnknownFault, parsed
from kiosk_app.practice.centre.server import BeyondLoopback, CannotServe, PracticeCentre

DEFAULT_LISTEN = "127.0.0.1:8790"
DONE, FAILED, WRONG_USAGE = 0, 1, 2
LARGEST_PORT = 65535


def serve(
    *,
    say: Callable[[str], None],
    complain: Callable[[str], None],
    listen: str = DEFAULT_LISTEN,
    db: Path | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    faults: Sequence[str] = (),
    slow_seconds: float = 20.0,
    sealing: bool = True,
    as_json: bool = False,
    ended: threading.Event | None = None,
) -> int:
    """Serves until SIGTERM, SIGINT or `ended`, and returns the exit code. Call it from the main thread.

    `say` gets lines for stdout, `complain` the one line for stderr. `faults` are `NAME=P` or `NAME@ENDPOINT=P`.
    """
    ended = ended or threading.Event()
    try:
        centre = PracticeCentre(
            db or default_database(),
            listen=parsed_listen(listen),
            faults=parsed(faults),
            tls=_tls(tls_cert, tls_key),
            config_overrides=None if sealing else {"sealingKey": None},
            slow_seconds=slow_seconds,
        )
    except (BeyondLoopback, UnknownFault, ValueError) as error:
        complain(str(error))
        return WRONG_USAGE
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    try:
        centre.start()
    except CannotServe as error:
        complain(str(error))
        return FAILED
    _announce(centre, say, as_json)
    while not ended.wait(0.5):  # a wait without an end would not let Python see the signal on every platform
        pass
    centre.stop()
    return DONE


def default_database() -> Path:
    """Where the practice centre keeps what it receives unless told otherwise."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "hcp-kiosk" / "practice-centre.db"


def parsed_listen(listen: str) -> tuple[str, int]:
    """`HOST:PORT` or `[HOST]:PORT` as a pair; raises ValueError saying what is wrong."""
    host, colon, port = listen.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > LARGEST_PORT:
        raise ValueError(f"--listen {listen}: must be HOST:PORT, as in {DEFAULT_LISTEN}")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _tls(cert: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise ValueError("--tls-cert and --tls-key belong together: give both")
    return cert, key


def _announce(centre: PracticeCentre, say: Callable[[str], None], as_json: bool) -> None:
    if as_json:
        say(json.dumps({"url": centre.url, "page": centre.page_url, "enrolmentCode": PRACTICE_CODE}))
        return
    say("Practice centre, for training and tests only.")
    say(f"base URL:        {centre.url}")
    say(f"page:            {centre.page_url}")
    say(f"enrolment code:  {PRACTICE_CODE} (works as often as you like)")
