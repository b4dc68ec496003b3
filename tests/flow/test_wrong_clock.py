"""The whole terminal where the clock is wrong, and where its certificate is about to run out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from house import House
from waiting import until

from kiosk_app.runtime.control import ask

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


@pytest.mark.skipif(LIBRARY is None, reason="a clock of the test's own needs Debian's package faketime")
def test_a_terminal_that_wakes_up_in_1970_takes_ratings_at_the_right_time(bare_house: House) -> None:
    house = bare_house
    house.enrol()
    house.environment |= {
        "LD_PRELOAD": str(LIBRARY),
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME": "@1970-01-02 00:00:00",
    }
    house.start()
    house.sign_in()
    invitation = house.invite()
    house.pad.press("1")
    assert house.state_of(invitation, wait=20) == "rated"
    (rating,) = house.received(1)
    record = rating["rating"]
    tapped = datetime.fromisoformat(record["assessedAt"])
    assert abs(datetime.now(UTC) - tapped) < timedelta(minutes=2)
    assert record["clock"]["trust"] == "synced"
    assert record["clock"]["offsetMs"] > 50 * 365 * 86_400_000  # the device's own clock is half a century behind
    assert house.stop() == 0


def test_a_certificate_that_runs_out_is_said_by_the_terminal_and_its_heartbeats(bare_house: House) -> None:
    house = bare_house
    house.enrol()
    path = house.folder / "client.pem"
    issued = trustme.CA().issue_cert("device", not_after=datetime.now(UTC) + timedelta(days=13, hours=1))
    issued.private_key_and_cert_chain_pem.write_to_path(path)
    for key in ("CERT", "KEY"):
        house.environment[f"HCP_KIOSK_CENTRAL__CLIENT_{key}"] = str(path)
    house.start()

    def said() -> list[str]:
        problems: list[str] = ask(house.state, "terminal.status", {})["problems"]
        return [one for one in problems if one.startswith("client certificate: ")]

    (line,) = until(said, "a problem")
    assert "in 13 days: ask the centre for a new one" in line

    def heard() -> Any:
        return [one for one in house.centre.state()["heartbeats"] if line in str(one)]

    assert until(heard, "a heartbeat that says so")
