"""A press or a tap becomes a rating at the centre: the program, a pty, HTTP and a file, all real."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from house import House
from waiting import until

LEVELS = [5, 4, 3, 2, 1]


def test_a_press_becomes_a_rating_at_the_centre(house: House) -> None:
    invitation = house.invite("P-1", taskName="居民身份证换领")
    house.pad.press("1")
    assert house.state_of(invitation, wait=20) == "rated"
    (rating,) = house.received(1)
    record = rating["rating"]
    assert (record["satisfaction"], record["input"], record["projectNo"]) == (1, "button", "P-1")
    assert (record["staffNo"], record["deviceSeq"], record["detailComplete"]) == ("0715", 1, False)
    status = json.loads(house.command("queue", "status", "--json").stdout)
    assert (status["unsent"], status["held"], status["delivered"], status["lastSeq"]) == (0, 0, 1, 1)


def test_every_level_by_button_in_sequence_and_answered_alike(house: House) -> None:
    for level in LEVELS:
        invitation = house.invite()
        house.pad.press(str(level))
        assert house.state_of(invitation, wait=20) == "rated"
    records = [rating["rating"] for rating in house.received(5)]
    records.sort(key=lambda record: record["deviceSeq"])
    assert [record["satisfaction"] for record in records] == LEVELS
    assert [record["deviceSeq"] for record in records] == [1, 2, 3, 4, 5]
    chain = "0" * 64
    for record in records:
        body = {key: value for key, value in record.items() if key != "chain"}
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        chain = hashlib.sha256((chain + text).encode()).hexdigest()
        assert record["chain"] == chain


def test_only_the_first_press_counts(house: House) -> None:
    invitation = house.invite()
    house.pad.press("2")
    house.pad.press("5")
    assert house.state_of(invitation, wait=20) == "rated"
    (rating,) = house.received(1)
    assert rating["rating"]["satisfaction"] == 2


def test_no_tap_is_never_a_rating(house: House) -> None:
    invitation = house.invite(timeoutSeconds=1)
    assert house.state_of(invitation, wait=20) == "lapsed"

    def told() -> bool:
        return any(one["state"] == "lapsed" for one in house.centre.state()["invitations"])

    until(told, "the lapsed invitation at the centre")
    assert house.centre.state()["ratings"] == []


def test_a_case_is_rated_once(house: House) -> None:
    invitation = house.invite("P-7")
    house.pad.press("5")
    assert house.state_of(invitation, wait=20) == "rated"
    refused = house.call("POST", "/v1/invitations", {"projectNo": "P-7", "serviceNumber": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "ALREADY_RATED")
    assert house.call("DELETE", f"/v1/invitations/{invitation}").status_code == 409


def test_busy_and_taken_back(house: House) -> None:
    invitation = house.invite()
    refused = house.call("POST", "/v1/invitations", {"projectNo": "P-8", "serviceNumber": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "BUSY")
    assert house.call("DELETE", f"/v1/invitations/{invitation}").status_code == 204
    assert house.state_of(invitation) == "cancelled"


def test_kill_between_tap_and_thanks(house: House) -> None:
    invitation = house.invite("P-9")
    house.pad.press("1")
    until(lambda: house.queue()["held"] == 1, "the level on the disk")
    house.kill()
    house.start()
    assert house.state_of(invitation) == "rated"
    (rating,) = house.received(1)
    record = rating["rating"]
    assert (record["projectNo"], record["satisfaction"], record["detailComplete"]) == ("P-9", 1, False)
    assert house.call("GET", "/v1/status").json()["staffNo"] == "0715"


def test_kill_before_a_tap_is_a_fault_not_a_rating(house: House) -> None:
    invitation = house.invite()
    house.kill()
    house.start()
    assert house.state_of(invitation) == "fault"
    assert house.centre.state()["ratings"] == []


def test_the_centre_away_and_back(house: House) -> None:
    house.centre.set_faults({"drop-before": 1.0})
    for number in range(3):
        invitation = house.invite(f"P-1{number}")
        house.pad.press("4")
        assert house.state_of(invitation, wait=20) == "rated"
    assert house.call("GET", "/v1/status").json()["unsent"] == 3
    house.centre.set_faults({})
    assert len(house.received(3)) == 3
    until(lambda: house.call("GET", "/v1/status").json()["unsent"] == 0, "an empty queue")


def test_a_pad_that_goes_away_comes_back_by_itself(house: House) -> None:
    def pad(state: str) -> bool:
        return bool(house.call("GET", "/v1/status").json()["pad"]["state"] == state)

    until(lambda: pad("ready"), "the pad")
    house.pad.unplug()
    until(lambda: pad("lost"), "the pad's loss")
    invitation = house.invite()
    house.pad.plug()
    until(lambda: pad("ready"), "the pad again")
    house.pad.press("3")
    assert house.state_of(invitation, wait=20) == "rated"


def test_personal_data_is_sealed_before_it_touches_the_disk(house: House) -> None:
    secrets = {"userName": "欧阳翠花", "certKey": "500112198001010029", "mobile": "13800138000"}
    invitation = house.invite("P-20", applicant=secrets)
    house.pad.press("5")
    until(lambda: house.state_of(invitation) == "seen", "the press")
    written = b"".join(path.read_bytes() for path in house.state.rglob("*") if path.is_file())
    assert house.state_of(invitation, wait=20) == "rated"
    (rating,) = house.received(1)
    assert rating["rating"]["sealed"]["algorithm"] == "X25519-SEALED-BOX"
    house.stop()
    written += b"".join(path.read_bytes() for path in house.state.rglob("*") if path.is_file())
    written += house.log.read_bytes()
    for secret in secrets.values():
        assert secret.encode() not in written
        assert json.dumps(secret).strip('"').encode() not in written


def test_a_crash_writes_no_memory_to_the_disk(house: House) -> None:
    assert house.terminal is not None
    limits = Path(f"/proc/{house.terminal.pid}/limits").read_text()
    (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_sigterm_ends_it_cleanly_within_five_seconds(house: House) -> None:
    house.invite()
    begun = time.monotonic()
    assert house.stop() == 0
    assert time.monotonic() - begun < 5  # the contract's own bound, not a measurement
    assert "Traceback" not in house.log.read_text()


def test_set_up_while_it_runs(bare_house: House) -> None:
    house = bare_house
    house.state.mkdir(mode=0o700)
    house.start()
    assert house.call("GET", "/v1/health").status_code == 503
    assert house.call("GET", "/v1/status").json()["state"] == "not_set_up"
    house.command("enrol", "--url", house.centre.url, "--code", house.centre.enrolment_code())
    house.sign_in()
    invitation = house.invite()
    house.pad.press("5")
    assert house.state_of(invitation, wait=20) == "rated"


def test_a_second_terminal_on_the_same_files_is_refused_in_a_line(house: House) -> None:
    done = house.command("run", check=False)
    assert done.returncode == 1
    assert str(house.terminal.pid if house.terminal else 0) in done.stderr
    assert "Traceback" not in done.stderr


needs_x = pytest.mark.skipif(not shutil.which("Xvfb") or not shutil.which("xdotool"), reason="needs Xvfb and xdotool")


@needs_x
def test_a_tap_becomes_a_rating_at_the_centre(folder: Path, display: str) -> None:
    """The finger's way, on a real X server: face, reason, submit."""
    house = House(folder, timeouts={"invitation": 30, "detail": 20, "thanks": 0.2})
    house.environment = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}

    def tap(x: int, y: int) -> None:
        subprocess.run(
            ["xdotool", "mousemove", str(x), str(y), "click", "1"], env={**os.environ, "DISPLAY": display}, check=True
        )

    try:
        house.enrol()
        house.start()
        house.sign_in()
        invitation = house.invite("P-30")

        def choose() -> bool:
            # The last face; the guard swallows what comes too soon after the faces, as it should.
            tap(540, 1380)
            return bool(house.queue()["held"])

        until(choose, "a level on the disk")

        def submit() -> bool:
            tap(884, 1672)
            return house.state_of(invitation) == "rated"

        until(submit, "the end of it")
        (rating,) = house.received(1)
        record = rating["rating"]
        assert (record["satisfaction"], record["input"], record["detailComplete"]) == (1, "touch", True)
    finally:
        house.close()


@needs_x
def test_a_scanner_that_types_what_it_reads_rates_nobody(folder: Path, display: str) -> None:
    """A real keyboard that types by itself, and then a person's key on the same one."""
    house = House(folder, timeouts={"invitation": 30, "detail": 0.2, "thanks": 0.2}, undoSeconds=0.2)
    house.environment = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}

    def keyboard(*words: str) -> None:
        subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": display}, check=True)

    try:
        house.enrol()
        house.start()
        house.sign_in()
        invitation = house.invite("P-31")
        # For longer than the faces are guarded.
        for number in range(20):
            keyboard("type", "--delay", "5", f"20261128000123{number}5\n")
        keyboard("key", "--delay", "5", "5", "Return", "Tab", "1", "Tab", "Return")
        assert house.state_of(invitation) in ("offered", "seen")
        assert house.queue()["held"] == 0

        def choose() -> bool:
            keyboard("key", "4")
            return house.state_of(invitation, wait=1) == "rated"

        until(choose, "a person's key")
        (rating,) = house.received(1)
        assert (rating["rating"]["satisfaction"], rating["rating"]["input"]) == (4, "touch")
    finally:
        house.close()


def test_a_terminal_forgets_what_the_centre_has_had_long_enough(house: House) -> None:
    for _ in range(3):
        assert house.state_of(press(house), wait=20) == "rated"
    house.received(3)
    until(lambda: house.queue()["delivered"] == 3, "three receipts")
    house.stop()
    house.environment["HCP_KIOSK_QUEUE__KEEP_ROWS"] = "1"
    house.start()

    def delivered() -> list[Any]:
        return json.loads(house.command("queue", "list", "--state", "delivered", "--json").stdout)

    until(lambda: len(delivered()) == 1, "the oldest to go")
    assert house.queue()["delivered"] == 3


def press(house: House) -> str:
    """An invitation and the first button pressed."""
    invitation = house.invite()
    house.pad.press("1")
    return invitation
