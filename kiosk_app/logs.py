"""What the program says about itself on stderr: one line an entry, as text or as JSON, never personal data.

A message is a constant. Values travel in `extra`, and only the keys listed here pass; everything else is dropped,
so that a careless line loses a value instead of publishing one. Of an exception its type and place are said, never
its text: that may quote what a citizen typed or a secret.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
import warnings
from types import TracebackType
from typing import Any, TextIO

OURS = ("kiosk_app", "device_drivers", "offline_queue")

# Keys of `extra` that may be written. Counts, names of parts and states, numbers of the wire; nothing a person said,
# no level, no case number, no name, no token.
ALLOWED = frozenset(
    {
        "address",
        "attempt",
        "attempts",
        "category",
        "code",
        "command",
        "config_version",
        "count",
        "delay",
        "endpoint",
        "epoch",
        "errno",
        "error",
        "event",
        "fault",
        "faulted",
        "form_version",
        "free_mib",
        "outcome",
        "part",
        "path",
        "place",
        "port",
        "profile",
        "reason",
        "released",
        "role",
        "scene",
        "seconds",
        "sequence",
        "signal",
        "size",
        "state",
        "status",
        "version",
        "where",
        "wish",
        "worker",
    }
)
LONGEST = 200  # characters of one value: a line stays a line


class Redacting(logging.Formatter):
    """Formats a record as one line; `as_json` chooses JSON, else `time severity logger: message key=value`."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": rfc3339(record.created),
            "severity": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        values = {key: _harmless(value) for key, value in record.__dict__.items() if key in ALLOWED}
        if record.exc_info and record.exc_info[1] is not None:
            values["error"], values["place"] = described(record.exc_info[1])
        if self._as_json:
            return json.dumps(entry | values, ensure_ascii=False)
        tail = "".join(f" {key}={value}" for key, value in values.items())
        return f"{entry['at']} {entry['severity']} {entry['logger']}: {entry['message']}{tail}"


def set_up(log_format: str = "text", level: str = "info", stream: TextIO | None = None) -> None:
    """Logging of the whole process to `stream` (stderr); also catches what would print a traceback by itself."""
    logging.raiseExceptions = False  # a full or closed stderr must not start printing about itself
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting(as_json=log_format == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # libraries: only what is wrong
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread
    warnings.showwarning = _warned


def described(error: BaseException) -> tuple[str, str]:
    """(type name, "file.py:line in function") of the innermost frame that is ours, else of the innermost."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if any(f"/{name}/" in frame.filename for name in OURS)]
    last = (own or frames)[-1:]
    # The folder above is kept: several files are called client.py or pad.py.
    places = ["/".join(frame.filename.split("/")[-2:]) + f":{frame.lineno} in {frame.name}" for frame in last]
    return type(error).__name__, "".join(places)


def rfc3339(seconds: float) -> str:
    """Seconds since 1970 as local time with its offset and milliseconds."""
    local = time.localtime(seconds)
    offset = time.strftime("%z", local)
    millis = int(seconds * 1000) % 1000
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', local)}.{millis:03d}{offset[:3]}:{offset[3:]}"


def _message(record: logging.LogRecord) -> str:
    """The constant of the message. Arguments are never filled in; a library's ready-made text is withheld."""
    ours = record.name.partition(".")[0] in OURS
    if not isinstance(record.msg, str) or not (ours or record.args):
        return "(text withheld)"
    return _one_line(record.msg)


def _harmless(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return _one_line(value) if isinstance(value, str) else f"({type(value).__name__})"


def _one_line(text: str) -> str:
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(sign if sign.isprintable() else " " for sign in short).strip()


_log = logging.getLogger(__name__)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("the program ended on an error nobody expected", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        place = (args.exc_type, args.exc_value, args.exc_traceback)
        _log.critical("a thread ended on an error nobody expected", exc_info=place)


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if unraisable.exc_value is not None:
        place = (unraisable.exc_type, unraisable.exc_value, unraisable.exc_traceback)
        _log.error("an error came up where none can be raised", exc_info=place)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """In place of warnings.showwarning: category and place, not the text."""
    place = "/".join(filename.split("/")[-2:]) + f":{lineno}"
    _log.warning("Python warned", extra={"category": category.__name__, "place": place})
