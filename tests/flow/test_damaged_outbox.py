"""The real terminal on a state directory whose outbox was damaged between two runs."""

from __future__ import annotations

import json
import stat

from house import House
from waiting import until


def press(house: House, project: str, level: str) -> None:
    invitation = house.invite(project)
    house.pad.press(level)
    assert house.state_of(invitation, wait=20) == "rated"


def test_it_comes_up_and_everything_reaches_the_centre_under_a_new_epoch(house: House) -> None:
    press(house, "P-1", "5")
    (first,) = house.received(1)
    until(lambda: house.queue()["unsent"] == 0, "an empty queue")
    house.centre.set_faults({"drop-before": 1.0})
    for number in (2, 3):
        press(house, f"P-{number}", "2")
    assert house.stop() == 0
    with (house.state / "outbox.db").open("r+b") as file:
        file.write(bytes(4096))  # a bad sector where the tables are named

    house.start()
    house.sign_in()
    assert house.call("GET", "/v1/status").json()["state"] == "idle"
    assert house.queue()["unsent"] == 2
    press(house, "P-4", "1")
    house.centre.set_faults({})
    records = [found["rating"] for found in house.received(4)]
    assert [record["projectNo"] for record in records] == ["P-1", "P-2", "P-3", "P-4"]
    epoch = first["rating"]["epoch"]
    assert [record["epoch"] for record in records] == [epoch] + [epoch + 1] * 3
    assert [record["deviceSeq"] for record in records] == [1, 1, 2, 3]
    assert len({record["ratingId"] for record in records}) == 4

    def told() -> bool:
        return any("it was damaged" in line for beat in house.centre.state()["heartbeats"] for line in _problems(beat))

    until(told, "a heartbeat that names it")
    until(lambda: house.queue()["unsent"] == 0, "an empty queue")
    found = {one["item"]: one for one in json.loads(house.command("check", "--json", check=False).stdout)}
    assert "3 ratings were saved" in found["damaged outbox"]["finding"]
    assert "quarantine/0001" in found["damaged outbox"]["remedy"]
    assert (house.state / "quarantine" / "0001" / "outbox.db").exists()
    assert "Traceback" not in house.log.read_text()


def _problems(beat: dict[str, object]) -> list[str]:
    body = beat.get("body", beat)
    assert isinstance(body, dict)
    return list(body["problems"])


def test_nothing_in_the_state_directory_is_for_others(house: House) -> None:
    press(house, "P-1", "4")
    house.received(1)
    until((house.state / "reserve").exists, "the reserve for a full disk")
    for path in house.state.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, f"{path.name} has mode {mode:04o}"


def test_after_a_kill_the_files_are_free_and_before_it_the_second_says_who_has_them(house: House) -> None:
    assert house.terminal is not None
    done = house.command("run", check=False)
    assert done.returncode == 1
    assert f"in use by process {house.terminal.pid}" in done.stderr
    assert [line for line in done.stderr.splitlines() if "in use" in line] == [done.stderr.splitlines()[-1]]
    house.kill()
    house.start()
    press(house, "P-1", "3")
