"""The control socket on a real directory: whoever asks is answered in a line, and nobody holds up the others."""

from __future__ import annotations

import json
import socket
import stat
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from facts import Heard
from waiting import PATIENCE, until

from kiosk_app.runtime import control
from kiosk_app.runtime.control import SOCKET, Control, ControlError, NobodyThere, ask


def handle(name: str, args: Mapping[str, Any]) -> Any:
    match name:
        case "echo":
            return dict(args)
        case "refuse":
            raise ControlError("the queue is closed; open it")
        case "break":
            raise ZeroDivisionError
        case "unsayable":
            return object()
        case _:
            return name


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Control]:
    served = Control(tmp_path, handle)
    served.start()
    yield served
    served.stop()


def raw(directory: Path, data: bytes = b"", *, end: bool = True) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        # Connected before it has a time-out: with one, a full queue of the socket's would be an error at once.
        connection.connect(str(directory / SOCKET))
        connection.settimeout(PATIENCE)
        connection.sendall(data)
        if end:
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        connection.close()
        raise
    return connection


def said(connection: socket.socket) -> bytes:
    with connection, connection.makefile("rb") as stream:
        return stream.read()


@pytest.mark.usefixtures("door")
def test_answers_and_refusals(tmp_path: Path) -> None:
    assert ask(tmp_path, "echo", {"名": ["值\ud800", 1, None]}) == {"名": ["值\ud800", 1, None]}
    with pytest.raises(ControlError, match="the queue is closed; open it"):
        ask(tmp_path, "refuse", {})
    for name in ("break", "unsayable"):
        with pytest.raises(ControlError, match=r"could not answer \((ZeroDivision|Type)Error\)"):
            ask(tmp_path, name, {})
    assert ask(tmp_path, "still there", {}) == "still there"


@pytest.mark.usefixtures("door")
def test_only_the_owner_may_ask(tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / SOCKET).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x00\x00\x09",
        b"\xff" * 5000,
        b"{",
        b"[]",
        b"null",
        b'"name"',
        b"[" * 100_000,
        b'{"args": {}}',
        b'{"name": 1}',
        b'{"name": "echo", "args": [1]}',
        b'{"name": "echo", "args": null}',
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
@pytest.mark.usefixtures("door")
def test_garbage_is_answered_in_a_line(tmp_path: Path, garbage: bytes) -> None:
    reply = json.loads(said(raw(tmp_path, garbage)))
    assert reply["error"].startswith("the terminal did not understand; it expects")
    assert ask(tmp_path, "next", {}) == "next"


@pytest.mark.usefixtures("door")
def test_an_endless_request_and_an_empty_one_are_hung_up_on(tmp_path: Path) -> None:
    with raw(tmp_path, end=False) as endless, pytest.raises((BrokenPipeError, ConnectionResetError)):
        endless.sendall(b"x" * (2 * control.REQUEST_BYTES + (1 << 20)))
    assert said(raw(tmp_path)) == b""
    assert ask(tmp_path, "next", {}) == "next"


@pytest.mark.usefixtures("door")
def test_a_long_answer_arrives_whole(tmp_path: Path) -> None:
    rows = ["行" * 1000] * 500
    assert ask(tmp_path, "echo", {"rows": rows[:100]}) == {"rows": rows[:100]}


@pytest.mark.usefixtures("door")
def test_twenty_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(20) as crowd:
        assert list(crowd.map(lambda n: ask(tmp_path, "echo", {"n": n}), range(60))) == [{"n": n} for n in range(60)]


def test_questions_are_handled_one_at_a_time(tmp_path: Path) -> None:
    inside, most = [], []

    def busy(name: str, _: Mapping[str, Any]) -> Any:
        inside.append(name)
        most.append(len(inside))
        threading.Event().wait(0.001)
        inside.remove(name)

    served = Control(tmp_path, busy)
    served.start()
    with ThreadPoolExecutor(10) as crowd:
        list(crowd.map(lambda n: ask(tmp_path, str(n), {}), range(20)))
    served.stop()
    assert max(most) == 1


@pytest.mark.usefixtures("door")
def test_who_connects_and_says_nothing_holds_up_nobody(tmp_path: Path) -> None:
    silent = [raw(tmp_path, b'{"na', end=False) for _ in range(5)]
    assert ask(tmp_path, "next", {}) == "next"
    for connection in silent:
        connection.close()
    assert ask(tmp_path, "after", {}) == "after"


def test_more_than_can_be_served_wait_their_turn(tmp_path: Path, door: Control) -> None:
    silent = [raw(tmp_path, end=False) for _ in range(control.MOST_AT_ONCE)]
    with ThreadPoolExecutor(1) as patient:
        answer = patient.submit(ask, tmp_path, "next", {})
        for connection in silent:
            connection.close()
        assert answer.result(PATIENCE) == "next"
    assert door is not None


def test_the_end_waits_for_nobody_who_hangs(tmp_path: Path) -> None:
    served = Control(tmp_path, handle)
    served.start()
    silent = [raw(tmp_path, b"\x00\x00\x00\x09", end=False) for _ in range(control.MOST_AT_ONCE + 3)]
    stopping = threading.Thread(target=served.stop)
    stopping.start()
    stopping.join(control.ANSWER_SECONDS / 2)
    assert not stopping.is_alive()
    assert not (tmp_path / SOCKET).exists()
    for connection in silent:
        connection.close()
    until(lambda: not any(thread.name == "control-answer" for thread in threading.enumerate()), "threads gone")


def test_the_end_needs_no_socket_file(tmp_path: Path) -> None:
    served = Control(tmp_path, handle)
    served.start()
    (tmp_path / SOCKET).unlink()
    served.stop()
    served.stop()


def test_an_answer_on_its_way_still_goes_out(tmp_path: Path) -> None:
    asked, go_on = Heard(), threading.Event()

    def slow(name: str, _: Mapping[str, Any]) -> Any:
        asked(name)
        go_on.wait(PATIENCE)
        return "done"

    served = Control(tmp_path, slow)
    served.start()
    with ThreadPoolExecutor(2) as threads:
        answer = threads.submit(ask, tmp_path, "slow", {})
        asked.take()
        ended = threads.submit(served.stop)
        until(served._stopping.is_set, "the end begun")
        go_on.set()
        assert answer.result(PATIENCE) == "done"
        ended.result(PATIENCE)


def test_where_nobody_is(tmp_path: Path) -> None:
    with pytest.raises(NobodyThere):
        ask(tmp_path, "echo", {})
    with pytest.raises(NobodyThere):
        ask(tmp_path / "gone", "echo", {})
    (tmp_path / "file").touch()
    with pytest.raises(NobodyThere):
        ask(tmp_path / "file", "echo", {})
    served = Control(tmp_path, handle)
    served.start()
    served.stop()
    with pytest.raises(NobodyThere):
        ask(tmp_path, "echo", {})


def test_a_socket_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / SOCKET))
    left.close()
    with pytest.raises(NobodyThere):
        ask(tmp_path, "echo", {})
    served = Control(tmp_path, handle)
    served.start()
    assert ask(tmp_path, "here", {}) == "here"
    served.stop()


def test_who_hangs_up_before_answering_is_nobody(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / SOCKET))
        other.listen()

        def rude() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b'{"answ')

        thread = threading.Thread(target=rude)
        thread.start()
        with pytest.raises(NobodyThere):
            ask(tmp_path, "echo", {})
        thread.join()


def test_a_terminal_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "ANSWER_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / SOCKET))
        other.listen()
        with pytest.raises(ControlError, match="runs but does not answer"):
            ask(tmp_path, "echo", {})


def test_a_path_longer_than_a_sockets_own(tmp_path: Path) -> None:
    directory = tmp_path / ("长" * 40) / ("d" * 100)
    directory.mkdir(parents=True)
    assert len(bytes(directory)) > 200
    served = Control(directory, handle)
    served.start()
    assert ask(directory, "here", {}) == "here"
    served.stop()
    assert not (directory / SOCKET).exists()
