"""A server of the tests' own that answers anything at all, and the domain's nouns ready made."""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted import Answer, Request, ScriptedCentre
from waiting import until

from kiosk_app.central.identity import Identity
from kiosk_app.core.model import (
    Binding,
    Case,
    Configuration,
    Input,
    Invitation,
    Level,
    Moment,
    Rating,
    Role,
    SealingKey,
    Timeouts,
)

SERVER_TIME = "2026-11-23T10:00:00.000+08:00"


def envelope(data: object = None, *, code: str = "0", server_time: str = SERVER_TIME, msg: str = "") -> bytes:
    """The JSON of an answer."""
    said = {"code": code, "msg": msg, "requestId": "r", "serverTime": server_time, "data": {} if data is None else data}
    return json.dumps(said).encode()


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of an answer; headers by keyword, `_` for `-`."""
    lines = [f"HTTP/1.1 {status} X"] + [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers and status != 304:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def ok(data: object = None, **headers: str) -> bytes:
    """A success."""
    return http(200, envelope(data), **headers)


@pytest.fixture
def new_centre() -> Iterator[Callable[..., ScriptedCentre]]:
    """Starts centres; they end with the test."""
    with contextlib.ExitStack() as stack:

        def start(
            say: Callable[[Request], Answer] = lambda request: ok(), context: ssl.SSLContext | None = None
        ) -> ScriptedCentre:
            return stack.enter_context(ScriptedCentre(say, context, prefix="api/device/v1"))

        yield start


@pytest.fixture
def new_client() -> Iterator[Callable[..., Any]]:
    """Clients with a short patience and an identity; closed with the test."""
    from kiosk_app.central.client import Client

    clients: list[Client] = []

    def make(url: str, **options: Any) -> Client:
        identity = options.pop("identity", IDENTITY)
        options.setdefault("connect_timeout", 5.0)
        options.setdefault("read_timeout", 5.0)
        client = Client(url, lambda: identity, app_version="0.1", **options)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


IDENTITY = Identity("CQ-YB-0031-07", "key-1", bytes(range(32)), 3)


@pytest.fixture
def identity() -> Identity:
    return IDENTITY


def configuration_data(**changes: object) -> dict[str, Any]:
    """The contract's example, with changes."""
    data = json.loads((Path(__file__).parent / "configuration.json").read_text("utf-8"))
    return {**data, **changes}


def form_data(**changes: object) -> dict[str, Any]:
    """A small form, with changes."""
    names = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
    item = {"starLevel": "1", "normCode": "108", "normName": "慢", "usingStatus": "true", "expandNorm": "false"}
    data = {
        "version": "2020-05",
        "levels": [{"satisfaction": number, "name": {"zh-CN": name}} for number, name in names.items()],
        "items": [item, {**item, "normCode": "109", "usingStatus": "false"}],
        "textLimit": 150,
        "detailRequiredAtOrBelow": 2,
    }
    return {**data, **changes}


def a_configuration(role: Role = Role.COUNTER, key: SealingKey | None = None) -> Configuration:
    binding = Binding("YB01", "大厅", "500112000000", "11500112000000000Y", "分局", "07", "窗口")
    return Configuration(
        "c1", binding, role, ("zh-CN",), Timeouts(), 3.0, "2020-05", "form/2020-05", 300.0, sealing_key=key
    )


def a_rating(**changes: Any) -> Rating:
    """A rating at the counter, with changes."""
    invitation = Invitation(
        "5f0c2b9e-0000-4000-8000-000000000001",
        Case("P-1", 1),
        "T",
        "名",
        "01",
        "3",
        applicant=changes.pop("applicant", None),
    )
    known: dict[str, Any] = {
        "rating_id": "0f5c1f9e-6b1c-4a57-9b0e-2d2f0f1d7a01",
        "invitation": invitation,
        "level": Level.VERY_DISSATISFIED,
        "input": Input.BUTTON,
        "tapped": Moment(12.3456, 1795399200123, -250, "synced", "boot-1"),
        "staff_no": "S-7",
        "configuration": a_configuration(),
        "form_version": "2020-05",
        "indicators": ("108",),
        "text": "",
        "complete": True,
    }
    return Rating(**{**known, **changes})


class Kit:
    """What the tests of this folder share."""

    envelope, http, ok, until = staticmethod(envelope), staticmethod(http), staticmethod(ok), staticmethod(until)
    configuration_data, form_data = staticmethod(configuration_data), staticmethod(form_data)
    a_rating, a_configuration = staticmethod(a_rating), staticmethod(a_configuration)


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit
