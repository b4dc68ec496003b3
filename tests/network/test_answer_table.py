"""Every answer a centre, or what stands in its place, can give to three ratings: what the terminal makes of each.

One row an answer. In every row nothing is lost: what is not delivered or parked goes again, byte for byte the same,
and arrives as soon as the centre takes it.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import pytest
from scripted import Answer, Request, accepting, envelope, http, results

from kiosk_app.central.outcome import Busy

IDS = ["a", "b", "c"]
HOUR = 3600.5  # the longest wait that may be asked for, and half a second of spread
FIRST_BACKOFF = 0.5  # half of a second, by the dice of the test
PORTAL = b"<html><title>Free Wi-Fi</title>Please log in</html>"
NOW = 1_795_399_200  # the sender's clock
HEAD = b"HTTP/1.1 200 OK\r\n"


@dataclass(frozen=True)
class Row:
    """`says`: the answer to the first request (a function of it where it matters); then every rating is taken.

    `code`, `line`: what the technician reads. `wait`: seconds until the next request. `left`: the first's fates where
    they are not all unsent. `next`: the ids of the requests after it.
    """

    name: str
    says: Answer | Callable[[Request], Answer]
    code: str = "NOT_REACHED"
    line: str = ""
    wait: float = FIRST_BACKOFF
    left: dict[str, str] = field(default_factory=dict)
    next: tuple[list[str], ...] = (IDS,)
    options: dict[str, Any] = field(default_factory=dict)


def refused(status: int, code: str, **headers: str) -> bytes:
    return http(
        status, envelope(code=code, msg="why"), {name.replace("_", "-"): said for name, said in headers.items()}
    )


def busy(status: int, wait: str | None, **headers: str) -> bytes:
    return http(status, PORTAL, headers if wait is None else {"Retry-After": wait, **headers})


def answers(*outcomes: tuple[str, str], code: str = "0", **more: object) -> bytes:
    """A success with these results, ids as often as they are given."""
    said = [{"ratingId": key, "outcome": outcome, "code": "C", "msg": "m", **more} for key, outcome in outcomes]
    return http(200, envelope({"results": said}, code=code))


def success_within(status: int) -> Callable[[Request], Answer]:
    """Every rating is taken, says the body; the status says otherwise."""

    def say(request: Request) -> Answer:
        whole = accepting(request)
        assert isinstance(whole, bytes)
        return http(status, whole.partition(b"\r\n\r\n")[2])

    return say


def held_open(first: bytes) -> Callable[[Request], Answer]:
    """Says so much and then nothing, without closing."""

    def say(sock: socket.socket) -> None:
        sock.sendall(first)
        sock.settimeout(20)
        sock.recv(1)  # until the terminal gives up

    return lambda request: say


def dripped(first: bytes) -> Callable[[Request], Answer]:
    """Says so much, and then a byte at a time for as long as anybody listens."""

    def say(sock: socket.socket) -> None:
        sock.sendall(first)
        sock.settimeout(0.02)
        while True:
            sock.sendall(b" ")
            try:
                if not sock.recv(1):
                    return
            except TimeoutError:
                continue

    return lambda request: say


def torn(data: bytes) -> Callable[[Request], Answer]:
    """Says so much and hangs up."""
    return lambda request: lambda sock: sock.sendall(data)


QUICK = {"connect_timeout": 0.1, "read_timeout": 0.2}
LATE: dict[str, Any] = {"next": (["a"], ["b", "c"]), "options": QUICK}  # a time-out halves what is sent next
NOTHING = {"code": "NO_VERDICT", "line": "named nothing of what was sent"}
ONE_BY_ONE = (["a"], ["b"], ["c"])

TABLE = [
    # the centre answers for the ratings
    Row("done", accepting, code="", wait=0, left=dict.fromkeys(IDS, "delivered"), next=()),
    Row("duplicate", answers(*((key, "duplicate") for key in IDS)), "", "", 0, dict.fromkeys(IDS, "delivered"), ()),
    Row("invalid parks, the rest goes on", answers(("a", "accepted"), ("b", "invalid"), ("c", "accepted")),
        "C", "m", 0, {"a": "delivered", "b": "parked", "c": "delivered"}, ()),
    Row("case missing waits alone", answers(("a", "case_missing"), ("b", "accepted"), ("c", "accepted")),
        "C", "m", 0, {"b": "delivered", "c": "delivered"}, (["a"],)),
    Row("an outcome nobody knows is none", answers(("a", "maybe"), ("b", "accepted"), ("c", "accepted")),
        "", "", 0, {"b": "delivered", "c": "delivered"}, (["a"],)),
    Row("one is not named", answers(("a", "accepted"), ("c", "accepted")),
        "", "", 0, {"a": "delivered", "c": "delivered"}, (["b"],)),
    Row("an id twice, the same", answers(("a", "accepted"), ("a", "accepted"), ("b", "accepted"), ("c", "accepted")),
        "", "", 0, dict.fromkeys(IDS, "delivered"), ()),
    Row("an id twice with different outcomes is believed for neither",
        answers(("a", "accepted"), ("a", "invalid"), ("b", "accepted"), ("c", "accepted")),
        "", "", 0, {"b": "delivered", "c": "delivered"}, (["a"],)),
    Row("other ids", answers(("x", "accepted"), ("y", "accepted"), ("A", "accepted")), **NOTHING),
    Row("other ids beside ours", answers(("x", "accepted"), ("b", "accepted")),
        "", "", 0, {"b": "delivered"}, (["a", "c"],)),
    Row("no results", http(200, envelope({"results": []})), **NOTHING),
    Row("results of no shape", http(200, envelope({"results": [None, 1, "a", ["a"], {"ratingId": ["a"]}]})), **NOTHING),
    Row("results that are an object", http(200, envelope({"results": {"a": "accepted"}})), **NOTHING),
    Row("nothing in the success", http(200, envelope()), **NOTHING),
    # the centre refuses
    Row("CLOCK_SKEW",
        http(401, envelope(code="CLOCK_SKEW", server_time="2026-11-24T10:00:00.000+08:00")),
        "", "", 0, dict.fromkeys(IDS, "delivered"), (IDS,)),
    Row("CLOCK_SKEW and no time", refused(401, "CLOCK_SKEW"), line="does not accept our clock"),
    *(Row(f"{status} {code}", refused(status, code), code, "", 45.0)
      for status in (401, 403) for code in ("BAD_SIGNATURE", "UNKNOWN_DEVICE", "REVOKED")),
    Row("EPOCH_FENCED", refused(403, "EPOCH_FENCED"), "EPOCH_FENCED", "", float("inf")),
    Row("413", http(413, PORTAL), "", "", 0, next=(["a"], ["b", "c"])),
    Row("413 with the centre's words", refused(413, "TOO_LARGE"), "", "", 0, next=(["a"], ["b", "c"])),
    *(Row(f"{status} {name}", busy(status, said), "BUSY", "asked to wait", wait)
      for status in (429, 503)
      for name, said, wait in [
          ("and no wish", None, FIRST_BACKOFF),
          ("seconds", "30", 30.5),
          ("a fraction", "1.5", 2.0),
          ("nothing", "0", FIRST_BACKOFF),
          ("less than nothing", "-30", FIRST_BACKOFF),
          ("absurd", "99999999999999999999", HOUR),
          ("no number", "soon", FIRST_BACKOFF),
          ("a number with words", "30 seconds", FIRST_BACKOFF),
          ("infinity", "inf", FIRST_BACKOFF),
          ("a date", formatdate(NOW + 60, usegmt=True), 60.5),
          ("a date of the past", formatdate(NOW - 60, usegmt=True), FIRST_BACKOFF),
          ("a date in a hundred years", formatdate(NOW + 3_000_000_000, usegmt=True), HOUR),
      ]),
    Row("503 a date by the centre's own clock",
        busy(503, formatdate(1000 + 90, usegmt=True), Date=formatdate(1000, usegmt=True)), "BUSY", "", 90.5),
    Row("503 and no end of its body", torn(b"HTTP/1.1 503 X\r\nRetry-After: 7\r\nContent-Length: 999\r\n\r\n<"),
        "BUSY", "", 7.5),
    Row("BAD_BATCH", refused(400, "BAD_BATCH"), "", "", 0, next=ONE_BY_ONE),
    Row("404", refused(404, "NOT_FOUND"), line=r"NOT_FOUND \(HTTP 404\)"),
    Row("404 of a server that knows no such path", http(404, PORTAL), line=r"not an answer of the centre's \(HTTP 404"),
    *(Row(f"{status} with a page", http(status, PORTAL), line=f"HTTP {status}")
      for status in (400, 403, 500, 502, 504, 599)),
    Row("500 with a success inside", success_within(500), line="a success inside"),
    Row("another code with HTTP 200", refused(200, "DB_DOWN"), line="DB_DOWN"),
    # not the centre's words
    *(Row(f"{status} redirect", http(status, envelope(), {"Location": "PLACE"}), line="redirected")
      for status in (301, 302, 303, 307, 308)),
    Row("304 to a question that was none", http(304), line="redirected"),
    Row("a portal's page", http(200, PORTAL), line="not an answer of the centre's"),
    Row("a portal's JSON", http(200, b'{"status":"ok","success":true,"code":0}'), line="not an answer"),
    Row("a portal's JSON with a number", http(200, b'{"code":0,"data":{"results":[]}}'), line="not an answer"),
    Row("a list", http(200, b'["0"]'), line="not an answer"),
    Row("a success whose data is a list", http(200, b'{"code":"0","data":[{"ratingId":"a","outcome":"accepted"}]}'),
        line="without an object"),
    Row("204", http(204), line="not an answer"),
    Row("206 a part", success_within(206), line="a success inside"),
    Row("not UTF-8", http(200, '{"code":"0","msg":"好"}'.encode("gb18030")), line="not an answer"),
    Row("cut off in the body", torn(HEAD + b'Content-Length: 500\r\n\r\n{"code":"0",'), line="cut off"),
    Row("cut off in a chunk", torn(HEAD + b'Transfer-Encoding: chunked\r\n\r\n1f4\r\n{"code":"0"'),
        line="cut off|broke off"),
    Row("cut off in the headers", torn(HEAD + b"Content-Le"), line="broke off|not an answer|cut off"),
    Row("nothing at all", torn(b""), line="broke off"),
    Row("another protocol", torn(b"SSH-2.0-OpenSSH_9.2p1\r\n"), line="broke off"),
    Row("more than 8 MiB", http(200, b'{"code":"0","msg":"' + b"x" * 9_000_000 + b'"}'), line="larger than 8 MiB"),
    # no answer in time
    Row("silence", held_open(b""), line="no answer in time", **LATE),
    Row("silence in the body", held_open(HEAD + b"Content-Length: 500\r\n\r\n"), line="no answer|cut off", **LATE),
    Row("a drip in the headers", dripped(HEAD + b"X: "), line="took too long", **LATE),
    Row("a drip in the body", dripped(HEAD + b"Content-Length: 100000\r\n\r\n"), line="took too long", **LATE),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_the_table(row: Row, new_centre: Any, new_sender: Any) -> None:
    elsewhere = new_centre()
    asked: list[Request] = []

    def say(request: Request) -> Answer:
        asked.append(request)
        if len(asked) > 1:
            return accepting(request)
        said = row.says(request) if callable(row.says) else row.says
        return said.replace(b"PLACE", elsewhere.url.encode()) if isinstance(said, bytes) else said

    centre = new_centre(say)
    sender = new_sender(centre.url, **row.options)
    sender.rate(*IDS)
    assert sender.wait() == 0  # one request (and one more for CLOCK_SKEW)
    states = sender.states()
    assert states == {key: row.left.get(key, "unsent") for key in IDS}
    code, line = sender.error()
    assert code == row.code
    assert re.search(row.line, line), line
    assert "\n" not in line
    assert len(line) <= 200
    if row.code == "EPOCH_FENCED":
        assert sender.wait() == float("inf")
        sender.drain.resume()  # a person has put another identity in place
    elif row.wait:
        wait = sender.wait()
        assert wait == pytest.approx(row.wait, abs=1e-6)
        assert len(asked) == 1
        if row.code == "BUSY" and row.wait > FIRST_BACKOFF:
            # Whoever asks meanwhile is told here, without a request.
            assert isinstance(sender.client.heartbeat({}), Busy)
            assert len(asked) == 1
    sender.until_sent()
    assert [one.ids for one in asked[1:]] == list(row.next)
    assert set(sender.states().values()) <= {"delivered", "parked"}
    for later in asked[1:]:
        if later.ids == asked[0].ids:
            assert later.body == asked[0].body
    raws = {(one["ratingId"], json.dumps(one)) for request in asked for one in request.ratings}
    assert len(raws) == len(IDS)
    assert elsewhere.seen == []


def test_an_answer_for_others_changes_nothing_of_theirs(new_centre: Any, new_sender: Any) -> None:
    """A verdict on a rating of ours that was not in this request is not believed either."""
    said = [results({"a": "accepted", "z": "accepted"}), results({"z": "invalid"})]
    centre = new_centre(lambda request: said.pop(0) if said else accepting(request))
    sender = new_sender(centre.url)
    sender.rate("a")
    sender.turn()
    sender.rate("z")
    assert sender.states() == {"a": "delivered", "z": "unsent"}
    sender.turn()
    assert sender.states()["z"] == "parked"
