"""Each kind of pad at a counter: the program, a pseudo-terminal with the pad behind it, the centre."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import House
from waiting import until

import device_drivers


@pytest.mark.parametrize("name", ["jt905", "modbus-rtu", "pinpad-8x", "pinpad-esc", "srbox", "xid"])
def test_a_press_becomes_a_rating_whatever_the_pad(folder: Path, name: str) -> None:
    house = House(folder, pad=name)
    try:
        house.enrol()
        house.start()
        house.sign_in()
        until(lambda: house.call("GET", "/v1/status").json()["pad"] == {"state": "ready", "profile": name}, "ready")
        keys = dict(list(device_drivers.load(name).keys.items())[:2])
        for key in keys:
            invitation = house.invite()
            house.pad.press(key)
            assert house.state_of(invitation, wait=20) == "rated"
        ratings = [rating["rating"] for rating in house.received(2)]
        ratings.sort(key=lambda rating: rating["deviceSeq"])
        assert [(each["satisfaction"], each["input"]) for each in ratings] == [(n, "button") for n in keys.values()]
        assert house.stop() == 0
    finally:
        house.close()
