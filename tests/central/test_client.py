"""The client against a centre that says anything: every row of the contract's table, and what is no answer."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import socket
import threading
import time
from email.utils import formatdate
from typing import Any

import pytest

from kiosk_app.central import signing
from kiosk_app.central.errors import CentralError
from kiosk_app.central.outcome import (
    Answered,
    Busy,
    Fenced,
    IdentityRefused,
    NotModified,
    NotReached,
    Refused,
    TooLarge,
)

SECRET = bytes(range(32))


def test_a_request_as_the_contract_has_it(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url + "/", now_ms=lambda: 1763863200000)
    assert isinstance(client.heartbeat({"at": "今"}), Answered)
    (seen,) = centre.seen
    assert (seen.method, seen.path) == ("POST", "/api/device/v1/heartbeats")
    assert json.loads(seen.body) == {"at": "今"}
    head = seen.headers
    assert (head["x-app-key"], head["x-timestamp"], head["x-signature-method"]) == (
        "key-1",
        "1763863200000",
        "HMAC-SHA256",
    )
    digest = hashlib.sha256(seen.body).hexdigest()
    text = f"POST\n{seen.path}\n1763863200000\n{head['x-nonce']}\n{digest}"
    assert head["x-signature"] == signing.sign("HMAC-SHA256", SECRET, text)


def test_sm3(new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url, signature="HMAC-SM3")
    client.config()
    head = centre.seen[0].headers
    text = signing.string_to_sign(
        "HMAC-SM3", "GET", centre.seen[0].path, int(head["x-timestamp"]), head["x-nonce"], b""
    )
    assert head["x-signature"] == signing.sign("HMAC-SM3", SECRET, text)


def test_time_and_enrolment_are_not_signed(new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url, identity=None)
    assert isinstance(client.time(), Answered)
    assert isinstance(client.enrol({"enrolmentCode": "x"}), Answered)
    assert [one.path.rsplit("/", 1)[1] for one in centre.seen] == ["time", "enrolments"]
    assert not any("x-app-key" in one.headers for one in centre.seen)


def test_no_identity_is_no_request(new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url, identity=None)
    assert client.config() == IdentityRefused("NO_IDENTITY")
    assert (centre.seen, client.line.state) == ([], "unknown")


def test_records_are_sent_byte_for_byte_and_large_bodies_compressed(new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url)
    small, large = b'{"b":1,"a" : "\xe4\xb8\x80"}', b'{"x":"' + b"y" * 2000 + b'"}'
    client.ratings([small, small])
    client.ratings([small, large])
    client.ratings([small, large])
    assert centre.seen[0].body == b'{"ratings":[' + small + b"," + small + b"]}"
    assert "content-encoding" not in centre.seen[0].headers
    assert centre.seen[1].headers["content-encoding"] == "gzip"
    assert gzip.decompress(centre.seen[1].body) == b'{"ratings":[' + small + b"," + large + b"]}"
    assert centre.seen[1].body == centre.seen[2].body
    head = centre.seen[1].headers
    text = signing.string_to_sign(
        "HMAC-SHA256", "POST", centre.seen[1].path, int(head["x-timestamp"]), head["x-nonce"], centre.seen[1].body
    )
    assert head["x-signature"] == signing.sign("HMAC-SHA256", SECRET, text)


def test_other_calls(new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    client = new_client(centre.url)
    client.invitations([b'{"a":1}', b"{}"])
    client.epochs("D", 3, "restored")
    client.form("form/2020-05", '"e"')
    assert centre.seen[0].body == b'{"invitations":[{"a":1},{}]}'
    assert json.loads(centre.seen[1].body) == {"deviceId": "D", "epoch": 3, "reason": "restored"}
    assert (centre.seen[2].path, centre.seen[2].headers["if-none-match"]) == ("/api/device/v1/form/2020-05", '"e"')


def test_one_connection_serves_many_requests(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(304) if "if-none-match" in seen.headers else kit.ok())
    client = new_client(centre.url)
    for _ in range(3):
        client.heartbeat({})
        assert client.config('"1"') == NotModified()
    assert (centre.connections, len(centre.seen)) == (1, 6)
    assert len({one.headers["x-nonce"] for one in centre.seen}) == 6


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (401, "BAD_SIGNATURE", IdentityRefused("BAD_SIGNATURE")),
        (403, "UNKNOWN_DEVICE", IdentityRefused("UNKNOWN_DEVICE")),
        (403, "REVOKED", IdentityRefused("REVOKED")),
        (403, "EPOCH_FENCED", Fenced()),
        (401, "EPOCH_FENCED", Refused(401, "EPOCH_FENCED")),
        (413, "TOO_LARGE", TooLarge()),
        (429, "BUSY", Busy(0)),
        (503, "BUSY", Busy(0)),
        (400, "BAD_BATCH", Refused(400, "BAD_BATCH")),
        (200, "REVOKED", Refused(200, "REVOKED")),
        (404, "NO_ROUTE", Refused(404, "NO_ROUTE")),
        (500, "OOPS", Refused(500, "OOPS")),
        (500, "0", NotReached("HTTP 500 with a success inside", http=True)),
    ],
)
def test_the_table(kit: Any, new_centre: Any, new_client: Any, status: int, code: str, outcome: object) -> None:
    centre = new_centre(lambda seen: kit.http(status, kit.envelope(code=code)))
    assert new_client(centre.url).heartbeat({}) == outcome
    assert len(centre.seen) == 1


@pytest.mark.parametrize("status", [413, 429, 503])
def test_these_are_believed_with_any_body(kit: Any, new_centre: Any, new_client: Any, status: int) -> None:
    centre = new_centre(lambda seen: kit.http(status, b"<html>", Content_Length="500"))
    assert new_client(centre.url).ratings([b"{}"]) in (TooLarge(), Busy(0))


def cut_off(sock: socket.socket) -> None:
    sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code":"0",')


def cut_off_in_the_headers(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def silent(sock: socket.socket) -> None:
    """Closes without a word."""


def garbage(sock: socket.socket) -> None:
    sock.sendall(b"\x00\xff\x16 hello\r\n\r\n")


def nine_mib(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9437184\r\n\r\n" + b" " * 9437184)


def bomb(sock: socket.socket) -> None:
    body = gzip.compress(b" " * 30_000_000)
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def bad_gzip(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")


@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (cut_off, "cut off"),
        (cut_off_in_the_headers, "broke off|no connection|not an answer"),
        (silent, "broke off"),
        (garbage, "broke off"),
        (nine_mib, "larger than 8 MiB"),
        (bomb, "larger than 8 MiB"),
        (bad_gzip, "cut off"),
    ],
)
def test_what_is_no_answer(new_centre: Any, new_client: Any, say: Any, reason: str) -> None:
    outcome = new_client(new_centre(lambda seen: say).url).heartbeat({})
    assert isinstance(outcome, NotReached)
    assert not outcome.http
    assert any(one in outcome.reason for one in reason.split("|")), outcome


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(kit: Any, new_centre: Any, new_client: Any, status: int) -> None:
    other = new_centre()
    centre = new_centre(lambda seen: kit.http(status, kit.envelope(), Location=other.url))
    outcome = new_client(centre.url).ratings([b"{}"])
    assert isinstance(outcome, NotReached)
    assert not outcome.http
    assert other.seen == []


@pytest.mark.parametrize(
    ("status", "body", "counts"),
    [
        (200, b"<html>Please log in</html>", False),
        (200, b"[1]", False),
        (200, b'{"code": 0}', False),
        (200, b'{"code": "0", "data": [1]}', False),
        (200, b'{"code": "0", "data": NaN}', False),
        (304, b"", False),
        (404, b"<html>", True),
        (500, b"", True),
        (502, b"<html>nginx", True),
    ],
)
def test_pages_of_others(kit: Any, new_centre: Any, new_client: Any, status: int, body: bytes, counts: bool) -> None:
    outcome = new_client(new_centre(lambda seen: kit.http(status, body)).url).heartbeat({})
    assert isinstance(outcome, NotReached)
    assert outcome.http is counts


def test_nobody_listens(new_client: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = new_client(f"http://127.0.0.1:{port}/x")
    assert client.time() == NotReached("connection refused")
    assert client.line.state == "offline"


def test_silence_ends_at_the_read_time_out(kit: Any, new_centre: Any, new_client: Any) -> None:
    done = threading.Event()
    centre = new_centre(lambda seen: lambda sock: done.wait(20))
    assert new_client(centre.url, read_timeout=0.2).time() == NotReached("no answer in time", timed_out=True)
    done.set()


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_drip_does_not_hold_a_request_for_ever(new_centre: Any, new_client: Any, where: str) -> None:
    done = threading.Event()

    def drip(sock: socket.socket) -> None:
        if where == "body":
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        else:
            sock.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not done.wait(0.02):
            sock.sendall(b" ")

    client = new_client(new_centre(lambda seen: drip).url, connect_timeout=0.1, read_timeout=0.3)
    assert client.time() == NotReached("the answer took too long", timed_out=True)
    done.set()


def test_closing_cuts_what_is_under_way(kit: Any, new_centre: Any, new_client: Any) -> None:
    asked, done = threading.Event(), threading.Event()

    def hold(seen: Any) -> Any:
        asked.set()
        return lambda sock: done.wait(20)

    client = new_client(new_centre(hold).url, read_timeout=60.0)
    outcomes: list[object] = []
    thread = threading.Thread(target=lambda: outcomes.append(client.time()))
    thread.start()
    assert asked.wait(10)
    client.close()
    thread.join(10)
    assert outcomes == [NotReached("the program is ending")]
    assert client.time() == NotReached("the program is ending")
    done.set()


def test_clock_skew_is_corrected_and_tried_once_more(kit: Any, new_centre: Any, new_client: Any) -> None:
    learned: list[int] = []

    def say(seen: Any) -> Any:
        off = abs(int(seen.headers["x-timestamp"]) - 1795399200000) > 300_000
        return kit.http(401, kit.envelope(code="CLOCK_SKEW")) if off else kit.ok()

    centre = new_centre(say)
    client = new_client(centre.url, now_ms=lambda: 0, on_answer=lambda ms, sent, got: learned.append(ms))
    assert isinstance(client.heartbeat({}), Answered)
    assert learned == [1795399200000] * 2
    first, second = centre.seen
    assert first.headers["x-nonce"] != second.headers["x-nonce"]


def test_clock_skew_twice_is_not_tried_for_ever(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(401, kit.envelope(code="CLOCK_SKEW")))
    assert new_client(centre.url).heartbeat({}) == Refused(401, "CLOCK_SKEW")
    assert len(centre.seen) == 2


def test_clock_skew_without_a_time(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.http(401, kit.envelope(code="CLOCK_SKEW", server_time="?")))
    assert new_client(centre.url).heartbeat({}) == Refused(401, "CLOCK_SKEW")
    assert len(centre.seen) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_busy_shuts_the_gate_for_everything(kit: Any, new_centre: Any, new_client: Any, status: int) -> None:
    now = [1000.0]
    answers = [kit.http(status, b"x", Retry_After="2.5")]
    centre = new_centre(lambda seen: answers.pop() if answers else kit.ok())
    client = new_client(centre.url, mono=lambda: now[0])
    assert client.ratings([b"{}"]) == Busy(2.5)
    assert client.heartbeat({}) == Busy(2.5)
    assert len(centre.seen) == 1
    now[0] += 2.5
    assert isinstance(client.heartbeat({}), Answered)


def test_a_date_to_wait_for_is_taken_against_the_centres_own(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(
        lambda seen: kit.http(503, b"", Retry_After=formatdate(1_000_060, usegmt=True), Date=formatdate(1_000_000))
    )
    assert new_client(centre.url).time() == Busy(60.0)


def test_who_is_told_of_answers(kit: Any, new_centre: Any, new_client: Any) -> None:
    reached: list[int] = []
    centre = new_centre(lambda seen: kit.http(503, b"") if seen.path.endswith("time") else silent)
    client = new_client(centre.url, on_reached=lambda: reached.append(1))
    client.heartbeat({})
    assert (reached, client.line.state, client.line.answered_at) == ([], "offline", None)
    client.time()
    assert (reached, client.line.state) == ([1], "online")
    assert client.line.answered_at is not None


@pytest.mark.parametrize(("code", "state"), [("REVOKED", "refused"), ("EPOCH_FENCED", "fenced")])
def test_state_of_the_line(kit: Any, new_centre: Any, new_client: Any, code: str, state: str) -> None:
    client = new_client(new_centre(lambda seen: kit.http(403, kit.envelope(code=code))).url)
    client.heartbeat({})
    assert client.line.state == state


def test_urls_of_an_answer(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre, other = new_centre(), new_centre()
    client = new_client(centre.url)
    client.form("media/../form/x y?a=b&c=é")
    client.form(f"http://127.0.0.1:{centre.port}/elsewhere")
    client.form(f"http://127.0.0.1:{other.port}/form")
    assert client.form("http://example.invalid/form").reason.startswith("an address in the centre's answer is plain")
    assert client.form("ftp://127.0.0.1/form").reason.startswith("an address in the centre's answer is not a URL")
    one, two = centre.seen
    text = signing.string_to_sign(
        "HMAC-SHA256", "GET", one.path, int(one.headers["x-timestamp"]), one.headers["x-nonce"], b""
    )
    assert one.headers["x-signature"] == signing.sign("HMAC-SHA256", SECRET, text)
    assert (two.path, "x-signature" in two.headers) == ("/elsewhere", True)
    assert (other.seen[0].path, [name for name in other.seen[0].headers if name.startswith("x-")]) == ("/form", [])


def test_the_environment_says_nothing(new_centre: Any, new_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = new_centre()
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    monkeypatch.setenv("no_proxy", "")
    centre = new_centre()
    assert isinstance(new_client(centre.url).time(), Answered)
    assert (len(centre.seen), trap.seen) == (1, [])


def test_a_proxy_by_configuration(new_centre: Any, new_client: Any) -> None:
    proxy = new_centre()
    client = new_client("http://127.0.0.1:9/api", proxy=f"http://127.0.0.1:{proxy.port}")
    assert isinstance(client.heartbeat({}), Answered)
    (seen,) = proxy.seen
    assert seen.path == "http://127.0.0.1:9/api/heartbeats"
    head = seen.headers
    text = signing.string_to_sign(
        "HMAC-SHA256", "POST", "/api/heartbeats", int(head["x-timestamp"]), head["x-nonce"], seen.body
    )
    assert head["x-signature"] == signing.sign("HMAC-SHA256", SECRET, text)


def test_cookies_are_not_kept(kit: Any, new_centre: Any, new_client: Any) -> None:
    centre = new_centre(lambda seen: kit.ok(None, Set_Cookie="a=b"))
    client = new_client(centre.url)
    client.time()
    client.time()
    assert "cookie" not in centre.seen[1].headers


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"url": "http://hcp.example.invalid/x"}, "plain http"),
        ({"url": "http://127.0.0.1@hcp.example.invalid/x"}, "name or password"),
        ({"url": "http://0.0.0.0/x"}, "plain http"),
        ({"url": "ftp://127.0.0.1/"}, "not a URL"),
        ({"url": "hcp.example.invalid"}, "not a URL"),
        ({"url": "https://[::1"}, "not a URL"),
        ({"url": "https://x:99999/"}, "not a URL"),
        ({"url": "https://x/?a=b"}, "no \\?"),
        ({"signature": "MD5"}, "unknown signature method"),
        ({"dialect": "klingon"}, "unknown dialect 'klingon': use one of reference"),
        ({"ca_file": "/nowhere.pem"}, "ca_file /nowhere.pem: No such file"),
        ({"ca_file": __file__}, "ca_file .*not a certificate"),
        ({"client_cert": "/nowhere.pem"}, "client_cert /nowhere.pem: No such file"),
        ({"client_key": "/nowhere.pem"}, "client_key is set without"),
        ({"proxy": "socks5://x:1"}, "the proxy must be"),
        ({"proxy": "http://[::1"}, "the proxy must be"),
        ({"url": "http://127.0.0.1/", "proxy": "http://proxy.example.invalid:3128"}, "plain http would leave"),
    ],
)
def test_what_is_refused_at_start(new_client: Any, options: dict[str, Any], line: str) -> None:
    with pytest.raises(CentralError, match=line) as refused:
        new_client(**{"url": "https://hcp.example.invalid/api", **options})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://localhost:1/x", "http://127.9.9.9/x", "http://[::1]:1/x", "https://x.invalid"])
def test_what_is_accepted_at_start(new_client: Any, url: str) -> None:
    assert new_client(url + "/").url == url


def test_nothing_personal_in_texts_and_logs(
    kit: Any, new_centre: Any, new_client: Any, identity: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    centre = new_centre(lambda seen: kit.http(400, kit.envelope({"who": "张三"}, code="BAD", msg="张三 13900000000")))
    client = new_client(centre.url)
    outcome = client.ratings(['{"writingEvaluation":"张三"}'.encode()])
    told = repr(outcome) + repr(identity) + caplog.text + "".join(str(vars(record)) for record in caplog.records)
    told += repr(client.dialect.ratings([b"secret words"])) + repr(Answered({"who": "张三"}))
    for secret in ("张三", "13900000000", "secret words", repr(SECRET), "AAECAwQF"):
        assert secret not in told


def test_two_threads_one_client(new_centre: Any, new_client: Any) -> None:
    client = new_client(new_centre().url)
    outcomes: list[object] = []
    threads = [threading.Thread(target=lambda: outcomes.extend(client.heartbeat({}) for _ in range(20))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == 40
    assert all(isinstance(one, Answered) for one in outcomes)
    assert time.monotonic() - (client.line.answered_at or 0) < 60


def test_a_file_has_more_time_than_an_answer(new_centre: Any, new_client: Any) -> None:
    done = threading.Event()

    def drip(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")
        for _ in range(40):  # twice as long as a request as a whole may take
            done.wait(0.02)
            sock.sendall(b"x")

    client = new_client(new_centre(lambda seen: drip).url, connect_timeout=0.01, read_timeout=0.1)
    got: list[bytes] = []
    assert client.fetch("media/n1", lambda piece: got.append(piece) is None) == Answered({})
    assert b"".join(got) == b"x" * 40
    assert client.line.state == "unknown", "what came may be a portal's page"


def test_a_file_is_taken_as_long_as_it_is_wanted(kit: Any, new_centre: Any, new_client: Any) -> None:
    client = new_client(new_centre(lambda seen: kit.http(200, b"x" * 10**6)).url)
    got: list[bytes] = []
    client.fetch("media/n1", lambda piece: len(got) < 2 and got.append(piece) is None)
    assert sum(len(piece) for piece in got) < 200_000
    assert isinstance(client.fetch("http://10.0.0.1/n1", lambda piece: True), NotReached), "plain http elsewhere"


def test_a_file_of_the_centre_s_respects_its_haste_and_its_clock(kit: Any, new_centre: Any, new_client: Any) -> None:
    answers = [
        kit.http(401, kit.envelope(code="CLOCK_SKEW", server_time="2030-01-01T00:00:00.000+08:00")),
        kit.http(200, b"file"),
        kit.http(429, Retry_After="60"),
    ]
    centre = new_centre(lambda seen: answers.pop(0))
    client = new_client(centre.url)
    got: list[bytes] = []
    assert client.fetch("media/n1", lambda piece: got.append(piece) is None) == Answered({})
    assert got == [b"file"]
    assert client.fetch("media/n1", lambda piece: True) == Busy(60.0)
    assert isinstance(client.fetch("media/n1", lambda piece: True), Busy)
    assert isinstance(client.time(), Busy)
    assert len(centre.seen) == 3


def test_what_is_looked_up_is_not_kept_among_the_addresses_of_all_day(
    kit: Any, new_centre: Any, new_client: Any
) -> None:
    from kiosk_app.central import adapter

    client = new_client(new_centre(lambda seen: kit.http(200, kit.envelope({}))).url)
    client.heartbeat({})
    before = adapter._kept.cache_info().currsize
    for number in ("YB-1", "YB-2"):
        assert isinstance(client.case(number), Answered)
        assert isinstance(client.receipt(number), Answered)
    client.heartbeat({})
    assert adapter._kept.cache_info().currsize == before


def test_a_centre_without_what_is_not_everywhere_is_there_all_the_same(
    kit: Any, new_centre: Any, new_client: Any
) -> None:
    """Else each look-up would say on the screen that the centre is away, until the next heartbeat."""
    client = new_client(new_centre(lambda seen: kit.ok() if "heartbeats" in seen.path else kit.http(404, b"none")).url)
    client.heartbeat({})
    for outcome in (client.case("YB-1"), client.receipt("YB-1"), client.token(), client.duty_call({})):
        assert isinstance(outcome, NotReached)
        assert client.line.state == "online"
    client.config()
    assert client.line.state == "offline"
