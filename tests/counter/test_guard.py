"""Who may call: Host, Origin, token, and the limit on bad ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from caller import Counter
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.counter import guard, tokens
from kiosk_app.counter.guard import BadTokens, host_allowed

ORIGIN = "https://business.example"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:8787", "127.8.9.1", "localhost:1", "LOCALHOST.", "[::1]:8787", "10.0.0.7:443", "win-12"],
)
def test_hosts_that_are_the_terminals(host: str) -> None:
    assert host_allowed(host, {"10.0.0.7", "win-12"})


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "x.localhost",
        "0x7f.1",
        "10.0.0.8",
        "[::2]",
        "127.0.0.1:x",
        "127.0.0.1:80:80",
        "a@127.0.0.1",
        "127.0.0.1/",
        "[127.0.0.1",
        "2130706433",
        "0.0.0.0",
        " 127.0.0.1",
    ],
)
def test_hosts_that_are_not(host: str) -> None:
    assert not host_allowed(host, {"10.0.0.7", "win-12"})


@given(st.text(max_size=40))
def test_any_host_is_decided(host: str) -> None:
    host_allowed(host, set())


def test_a_strangers_host_is_refused_before_anything_else(counter: Counter) -> None:
    for path in ("/", "/v1/health", "/v1/status", "/nowhere"):
        answer = counter.call("GET", path, headers={"Host": "evil.example"})
        assert counter.refused(answer) == (400, "BAD_REQUEST")


def test_only_the_page_and_health_are_open(counter: Counter) -> None:
    for path in ("/", "/page.js", "/page.css", "/v1/health"):
        assert counter.call("GET", path, token=None).status_code == 200
        assert counter.refused(counter.call("POST", path, token=None)) == (401, "UNAUTHORIZED")
    for method, path in (("GET", "/v1/status"), ("GET", "/nowhere"), ("PATCH", "/v1/staff"), ("PUT", "/v1/staff")):
        answer = counter.call(method, path, token=None, data=b"x" * (4 << 20) if method == "PUT" else None)
        assert counter.refused(answer) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer " + "x" * 300, "Bearer \xe9"])
def test_strange_authorizations(counter: Counter, header: str) -> None:
    answer = counter.call("GET", "/v1/status", token=None, headers={"Authorization": header.encode("latin-1")})
    assert counter.refused(answer) == (401, "UNAUTHORIZED")


def test_ten_bad_tokens_then_too_many_but_a_good_one_is_served(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PIN_PACE_SECONDS", 0.01)
    counter.paired["page"] = tokens.digest("00460021")
    for _ in range(10):
        assert counter.refused(counter.call("GET", "/v1/status", token="bad")) == (401, "UNAUTHORIZED")
    answer = counter.call("GET", "/v1/status", token="bad")
    assert counter.refused(answer) == (429, "TOO_MANY")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert counter.refused(counter.call("GET", "/v1/status", token="00000000")) == (429, "TOO_MANY")
    assert counter.call("GET", "/v1/status").status_code == 200
    assert counter.call("GET", "/v1/status", token="00460021").status_code == 200
    assert counter.call("GET", "/v1/health", token=None).status_code == 200
    assert counter.refused(counter.call("GET", "/v1/status", token=None)) == (401, "UNAUTHORIZED")


def test_an_address_may_not_be_claimed(counter: Counter) -> None:
    for n in range(10):
        counter.call("GET", "/v1/status", token="bad", headers={"X-Forwarded-For": f"10.0.0.{n}"})
    answer = counter.call("GET", "/v1/status", token="bad", headers={"X-Forwarded-For": "10.0.0.99"})
    assert counter.refused(answer) == (429, "TOO_MANY")


def test_the_limit_forgets_after_a_minute_and_keeps_addresses_apart() -> None:
    now = [100.0]
    bad = BadTokens(lambda: now[0])
    for _ in range(10):
        bad.note("a")
    assert bad.limited("a") == 60.0
    assert bad.limited("b") == 0.0
    now[0] += 60.0
    assert bad.limited("a") == 0.0
    for n in range(guard.MOST_ADDRESSES):
        bad.note(f"n{n}")
    assert len(bad._seen) == guard.MOST_ADDRESSES


def test_unpairing_takes_effect_at_once(counter: Counter) -> None:
    assert counter.call("GET", "/v1/status").status_code == 200
    counter.paired.clear()
    assert counter.refused(counter.call("GET", "/v1/status")) == (401, "UNAUTHORIZED")


def test_cors_for_allowed_origins_only(start_counter: Callable[..., Counter]) -> None:
    counter = start_counter(allowed_origins=[ORIGIN + "/", "*"])
    asking = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Private-Network": "true"}
    answer = counter.call("OPTIONS", "/v1/staff", token=None, headers={"Origin": ORIGIN, **asking})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"
    for token in ("bad", None):  # the page is to read its refusals too
        answer = counter.call("GET", "/v1/status", token=token, headers={"Origin": ORIGIN})
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "Origin" in answer.headers["Vary"]
    for origin in ("https://evil.example", "null", "*", ORIGIN + ".evil.example"):
        answer = counter.call("OPTIONS", "/v1/staff", token=None, headers={"Origin": origin, **asking})
        assert counter.refused(answer) == (401, "UNAUTHORIZED")
        assert not any(name.lower().startswith("access-control") for name in answer.headers)
        answer = counter.call("GET", "/v1/status", headers={"Origin": origin})
        assert not any(name.lower().startswith("access-control") for name in answer.headers)


def test_the_page_has_a_strict_policy(counter: Counter) -> None:
    answer = counter.call("GET", "/", token=None)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    script = counter.call("GET", "/page.js", token=None).text
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
