"""A wall clock that is wrong by decades, jumps under a process, or changes its zone: nothing expires, nothing is
reordered, no wait gets longer. Processes of their own under libfaketime; running time is the machine's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from scripted import Answer, Request, accepting, envelope, http, results

HERE = Path(__file__).parent
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="a clock of the test's own needs Debian's package faketime")
DAY_MS = 86_400_000


def environment(clock: str | Path | None, zone: str = "Asia/Shanghai") -> dict[str, str]:
    """`clock`: what libfaketime takes (“@1970-01-02 00:00:00”), a file that says it and may change, None: the right."""
    told = {**os.environ, "TZ": zone, "PYTHONPATH": str(HERE.parents[1])}
    if clock is None:
        return told
    told |= {"LD_PRELOAD": str(LIBRARY), "DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}
    return told | ({"FAKETIME_TIMESTAMP_FILE": str(clock)} if isinstance(clock, Path) else {"FAKETIME": clock})


def run(folder: Path, url: str, *ids: str, clock: str | None = None, zone: str = "Asia/Shanghai") -> list[Any]:
    """One life of the process, to its end."""
    done = subprocess.run(
        [sys.executable, str(HERE / "clock_child.py"), str(folder), url, *ids],
        env=environment(clock, zone),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


CLOCKS = ["@1970-01-01 00:00:10", "@2050-06-01 00:00:00", None, "@1970-01-02 00:00:00", "@2001-01-01 00:00:00"]
ZONES = ["Asia/Shanghai", "America/New_York", "UTC", "Pacific/Kiritimati", "Nowhere/At_All"]


def test_lives_with_clocks_of_all_kinds_leave_one_queue_in_order(tmp_path: Path, new_centre: Any) -> None:
    ids = []
    for k, (clock, zone) in enumerate(zip(CLOCKS, ZONES, strict=True)):
        some = [f"{k}-{n}" for n in range(3)]
        ids += some
        begun, ended = run(tmp_path, "", *some, clock=clock, zone=zone)
        assert ended["unsent"] == len(ids)  # nothing has expired
        assert begun["beijing"] == "2026-11-23 10:00:00"  # whatever the zone
        if clock and clock.startswith("@1970"):
            assert begun["wall"] < 10 * DAY_MS  # the clock was indeed set
    centre = new_centre()
    (*_, ended) = run(tmp_path, centre.url, clock="@1970-01-01 00:00:10")
    assert ended["unsent"] == 0
    assert [one["ratingId"] for request in centre.seen for one in request.ratings] == ids
    assert [one["deviceSeq"] for request in centre.seen for one in request.ratings] == list(range(1, len(ids) + 1))


def test_a_clock_in_1970_asks_the_centre_once_and_is_right_from_then_on(tmp_path: Path, new_centre: Any) -> None:
    now = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
    now_ms = round(now.timestamp() * 1000)

    def say(request: Request) -> Answer:
        if abs(int(request.headers["x-timestamp"]) - now_ms) > 300_000:
            return http(401, envelope(code="CLOCK_SKEW", server_time=now.isoformat()))
        told = dict.fromkeys(request.ids, "accepted")
        return results(told) if request.ids[0] != "a" else http(200, _timed(told, now.isoformat()))

    centre = new_centre(say)
    first, ended = run(tmp_path, centre.url, "a", clock="@1970-01-01 00:00:10")
    assert first["trust"] == "unknown"
    assert ended["trust"] == "synced"
    assert abs(ended["now"] - now_ms) < 60_000
    assert len(centre.seen) == 2
    # The same boot, another life, and somebody sets the clock to 2050: what was learnt holds.
    (again, _) = run(tmp_path, centre.url, "b", clock="@2050-01-01 00:00:00")
    assert again["trust"] == "synced"
    assert abs(again["now"] - now_ms) < 60_000
    assert len(centre.seen) == 3


def _timed(outcomes: dict[str, str], server_time: str) -> bytes:
    said = [{"ratingId": key, "outcome": outcome} for key, outcome in outcomes.items()]
    return envelope({"results": said}, server_time=server_time)


def test_jumps_under_a_running_sender_lengthen_no_wait(tmp_path: Path, new_centre: Any) -> None:
    """Back by decades in the middle of a backoff, and on by decades: each retry comes by running time."""
    wall = tmp_path / "clock"
    jumps = ["@2026-11-23 10:00:00", "@1970-01-01 00:00:10", "@2099-12-31 23:59:59", "@1999-12-31 23:59:59"]
    wall.write_text(jumps[0])
    enough = threading.Event()

    def say(request: Request) -> Answer:
        number = len(centre.seen)
        wall.write_text(jumps[number % len(jumps)])
        if number < 12:
            return results(dict.fromkeys(request.ids, "case_missing")) if number % 2 else http(502)
        enough.set()
        return accepting(request)

    centre = new_centre(say)
    command = [sys.executable, str(HERE / "clock_child.py"), str(tmp_path), centre.url, "a", "b", "c"]
    with subprocess.Popen(command, env=environment(wall), stdout=subprocess.PIPE, text=True) as child:
        try:
            assert enough.wait(60), f"only {len(centre.seen)} tries: a wait got longer"
            said, _ = child.communicate(timeout=60)
        finally:
            child.kill()
    assert child.returncode == 0
    ended = json.loads(said.splitlines()[-1])
    assert ended["unsent"] == 0
    bodies = [str(request.ratings) for request in centre.seen if len(request.ids) == 3]
    assert len(set(bodies)) == 1


def test_certificates_in_1970_end_in_a_clear_line_and_ratings_are_taken(tmp_path: Path, new_centre: Any) -> None:
    import ssl

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    centre = new_centre(accepting, context)
    told = run(tmp_path, centre.url, "a", "b", "tell", clock="@1970-01-02 12:00:00")
    assert told[1]["problem"] == (
        "TLS: the centre's certificate was not accepted (certificate is not yet valid: "
        "mend this terminal's clock, which says 1970-01-02, or tell the centre)"
    )
    assert told[-1]["unsent"] == 2
    assert centre.seen == []
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[device]\nstate_dir = "{tmp_path}"\n[central]\nurl = "{centre.url}"\nca_file = "ca.pem"\n')
    check = [sys.executable, "-m", "kiosk_app", "check", "--config", str(config)]
    done = subprocess.run(
        check, env=environment("@1970-01-02 12:00:00"), capture_output=True, text=True, timeout=60, check=False
    )
    assert "certificate is not yet valid" in done.stdout + done.stderr
    assert "check the clock" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    (*_, ended) = run(tmp_path, centre.url, "c")
    assert ended["unsent"] == 0
    assert [key for request in centre.seen for key in request.ids] == ["a", "b", "c"]
    assert time.time() > 1_700_000_000  # only the children's clocks were wrong
