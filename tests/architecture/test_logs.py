"""Logs: one line an entry, only listed keys, never the text of an exception; and the sources keep to it."""

from __future__ import annotations

import ast
import io
import json
import logging
from pathlib import Path

import pytest

from kiosk_app.logs import ALLOWED, LONGEST, OURS, Redacting, described

ROOT = Path(__file__).parents[2]
FORBIDDEN = {"level", "satisfaction", "text", "name", "token", "secret", "mobile", "staff_no", "project_no", "body"}


def line_of(name: str, message: object, *args: object, as_json: bool = True, **extra: object) -> str:
    stream = io.StringIO()
    logger = logging.Logger(name)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(as_json=as_json))
    logger.addHandler(handler)
    error = extra.pop("error_raised", None)
    logger.error(message, *args, extra=extra, exc_info=error)  # an exception object or None
    return stream.getvalue()


def test_one_json_object_a_line() -> None:
    entry = json.loads(line_of("kiosk_app.x", "something\nhappened", count=3, mobile="13800000000", state="a\nb"))
    assert set(entry) == {"at", "severity", "logger", "message", "count", "state"}
    assert (entry["message"], entry["count"], entry["state"]) == ("something happened", 3, "a b")


def test_text_is_one_line_too() -> None:
    line = line_of("kiosk_app.x", "it happened", as_json=False, reason="x" * 999, port=["secret"])
    assert line.count("\n") == 1
    assert "it happened" in line
    assert "x" * LONGEST not in line
    assert "port=(list)" in line


def test_no_text_of_an_exception_and_no_argument_is_said() -> None:
    try:
        raise ValueError("张三 13800000000")
    except ValueError as caught:
        error = caught
    entry = json.loads(line_of("kiosk_app.x", "failed", error_raised=error))
    assert entry["error"] == "ValueError"
    assert "test_logs.py" in entry["place"]
    assert "138" not in json.dumps(entry)
    assert described(error)[0] == "ValueError"
    assert json.loads(line_of("kiosk_app.x", "got %s", "13800000000"))["message"] == "got %s"


def test_a_library_s_ready_made_text_is_withheld() -> None:
    assert json.loads(line_of("urllib3.x", "GET /cases/123"))["message"] == "(text withheld)"
    assert json.loads(line_of("urllib3.x", "GET %s", "/cases/123"))["message"] == "GET %s"


@pytest.mark.parametrize("package", OURS)
def test_every_extra_in_the_sources_is_allowed(package: str) -> None:
    """A key that is not listed would be dropped in silence; `error` is listed because it only names a type."""
    dropped = {}
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict):
                keys = {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
                if keys - ALLOWED:
                    dropped[str(path.relative_to(ROOT))] = keys - ALLOWED
    assert dropped == {}
    assert not ALLOWED & FORBIDDEN
