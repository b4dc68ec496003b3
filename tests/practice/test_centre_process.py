"""The centre as a process: what was answered survives kill -9; bad usage is one line."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from signing_device import Device

from kiosk_app.practice.centre import CannotServe, PracticeCentre
from kiosk_app.practice.centre.serve import serve
from kiosk_app.practice.centre.server import _listening_socket

PROGRAM = """
import sys
from pathlib import Path
from kiosk_app.practice.centre.serve import serve
def say(line): print(line, flush=True)
def complain(line): print(line, file=sys.stderr)
sys.exit(serve(say=say, complain=complain, listen="127.0.0.1:0", db=Path(sys.argv[1]), as_json=True))
"""


def _started(db: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(db)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())["url"]


def test_everything_answered_survives_kill_9_and_sigterm_ends_cleanly(tmp_path: Path) -> None:
    db = tmp_path / "centre.db"
    process, url = _started(db)
    device = Device(url)
    answered: list[str] = []
    for _cycle in range(3):
        device.url = url
        for _ in range(5):
            rating = device.rating()
            assert device.send(rating)[0]["outcome"] == "accepted"
            answered.append(rating["ratingId"])
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        process, url = _started(db)
    device.url = url
    assert device.heartbeat()["data"]["lastSeq"] == len(answered)
    device.web.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert process.stdout is not None
    process.stdout.close()
    reopened = PracticeCentre(db)
    reopened.start()
    state = reopened.state()
    reopened.stop()
    assert [entry["rating"]["ratingId"] for entry in state["ratings"]] == answered
    assert state["findings"] == []


def _refused(**options: object) -> tuple[int, list[str]]:
    said: list[str] = []
    ended = threading.Event()
    ended.set()
    code = serve(say=said.append, complain=said.append, ended=ended, **options)  # type: ignore[arg-type]
    return code, said


@pytest.fixture
def _signals_kept() -> object:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals_kept")
def test_bad_usage_is_one_line(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        in_use = f"127.0.0.1:{taken.getsockname()[1]}"
        cases = [
            (1, "cannot listen", {"listen": in_use, "db": db}),
            (1, "writable --db", {"listen": "127.0.0.1:0", "db": tmp_path / "file" / "x.db"}),
            (2, "TLS", {"listen": "0.0.0.0:0", "db": db}),
            (2, "drop-before", {"faults": ["what=1"], "db": db}),
            (2, "HOST:PORT", {"listen": "8790", "db": db}),
            (2, "both", {"tls_cert": db, "db": db}),
            (1, "certificate", {"tls_cert": db, "tls_key": db, "listen": "127.0.0.1:0", "db": db}),
        ]
        for code, word, options in cases:
            given, said = _refused(**options)
            assert (given, len(said)) == (code, 1)
            assert word in said[0]
            assert "\n" not in said[0]
    assert _refused(listen="127.0.0.1:0", db=db)[0] == 0


def test_an_answer_does_not_wait_for_the_last_one_to_be_acknowledged() -> None:
    listening = _listening_socket(("127.0.0.1", 0))
    with listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database, and long enough to be read as a header of one" * 20)
    with pytest.raises(CannotServe, match="--db"):
        PracticeCentre(tmp_path / "x.db").start()


def test_a_restart_keeps_the_sealing_key_and_the_configuration(tmp_path: Path) -> None:
    keys = []
    for overrides in ({"undoSeconds": 1}, None, {"undoSeconds": 1}):
        centre = PracticeCentre(tmp_path / "c.db", config_overrides=overrides)
        centre.start()
        configuration = centre.state()["configuration"]
        keys.append((configuration["sealingKey"]["publicKey"], configuration["configVersion"]))
        assert configuration["undoSeconds"] == 1
        centre.stop()
        centre.stop()
    assert len(set(keys)) == 1
