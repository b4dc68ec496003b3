"""Whose ratings these are, over the years: a device is replaced, a backup put back, a disk copied. Real terminals, one
centre, and its own audit at the end: every rating is there once and every chain is whole."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import House
from waiting import until

from kiosk_app.runtime.control import ask

TIMES = {"timeouts": {"invitation": 30, "detail": 0.1, "thanks": 0.05}, "undoSeconds": 0}
NO_WAY = {"drop-before@ratings": 1.0}
NOT_OURS = "the centre knows numbers that are not ours"
Hall = Callable[..., House]


@pytest.fixture
def hall(folder: Path) -> Iterator[Hall]:
    """Makes houses on one centre, the first of which brings it."""
    made: list[House] = []

    def make(name: str, **overrides: object) -> House:
        centre = made[0].centre if made else None
        made.append(House(folder / name, centre, **TIMES, **overrides))
        return made[-1]

    yield make
    for house in reversed(made):
        house.close()


def enrol(house: House, replaces: str | None = None) -> str:
    """As a technician does it; the device's id."""
    code = house.centre.enrolment_code(replaces)
    house.command("enrol", "--url", house.centre.url, "--code", code)
    return str(json.loads((house.state / "identity.json").read_text())["deviceId"])


def copy(there: Path, here: Path) -> None:
    """A state directory, as a technician copies it; a dead terminal's socket cannot be."""
    shutil.copytree(there, here, ignore=shutil.ignore_patterns("*.sock"))


def open_up(house: House) -> None:
    house.start()
    house.sign_in()


def rate(house: House, *cases: str) -> None:
    """One rating of each case, by the pad."""
    for case in cases:
        invitation = house.invite(case)
        house.pad.press("4")
        assert house.state_of(invitation, wait=20) == "rated"


def status(house: House) -> dict[str, int]:
    found: dict[str, int] = json.loads(house.command("queue", "status", "--json").stdout)
    return found


def emptied(house: House) -> None:
    until(lambda: house.queue()["unsent"] == 0, "an empty queue")


def told(house: House, text: str) -> None:
    until(lambda: any(text in line for line in ask(house.state, "terminal.status", {})["problems"]), text)


def audit(house: House, *cases: str) -> dict[str, tuple[int, int]]:
    """Every case once and no other, no gap, no break, nothing altered → (epoch, number) by case."""
    state = house.centre.state()
    records = [one["rating"] for one in state["ratings"]]
    assert sorted(record["projectNo"] for record in records) == sorted(cases)
    assert {one["outcome"] for one in state["ratings"]} == {"accepted"}
    wrong = Counter(one["kind"] for one in state["findings"])
    assert not set(wrong) - {"epoch", "carried"}, state["findings"]
    return {record["projectNo"]: (record["epoch"], record["deviceSeq"]) for record in records}


def test_a_fenced_terminal_holds_everything_and_its_successor_delivers_it(hall: Hall, folder: Path) -> None:
    elder = hall("elder")
    device = enrol(elder)
    open_up(elder)
    rate(elder, "A-1")
    emptied(elder)
    elder.centre.set_faults(NO_WAY)
    rate(elder, "A-2", "A-3")
    heir = hall("heir")
    assert enrol(heir, device) == device
    elder.centre.set_faults({})
    told(elder, "another device took this identity over")
    told(elder, "`hcp-kiosk queue export FILE`")
    open_up(heir)
    rate(heir, "B-1")
    rate(elder, "A-4")  # it goes on taking ratings
    assert elder.queue()["unsent"] == 3
    stick = folder / "stick.jsonl"
    assert "3 ratings" in elder.command("queue", "export", str(stick)).stdout
    assert "3 ratings" in heir.command("queue", "import", str(stick)).stdout
    emptied(heir)
    again = json.loads(heir.command("queue", "import", str(stick), "--json").stdout)
    assert (again["new"], again["known"]) == (0, 3)
    assert audit(heir, "A-1", "A-2", "A-3", "A-4", "B-1") == {
        "A-1": (1, 1), "A-2": (1, 2), "A-3": (1, 3), "A-4": (1, 4), "B-1": (2, 1),
    }  # fmt: skip
    assert (status(elder)["unsent"], status(heir)["unsent"], status(heir)["delivered"]) == (3, 0, 4)
    # Over a restart too, it neither sends nor forgets.
    assert elder.stop() == 0
    open_up(elder)
    told(elder, "another device took this identity over")
    assert elder.queue()["unsent"] == 3
    invitations = [one["invitationId"] for one in heir.centre.state()["invitations"]]
    assert len(invitations) == len(set(invitations)) == 5


def test_another_terminal_of_the_hall_delivers_what_a_dead_line_holds_back(hall: Hall, folder: Path) -> None:
    """Not a successor: the neighbour. With both terminals down, as the files are."""
    cut_off, neighbour = hall("cut-off"), hall("neighbour")
    assert enrol(cut_off) != enrol(neighbour)
    cut_off.centre.set_faults(NO_WAY)
    open_up(cut_off)
    rate(cut_off, "A-1", "A-2")
    assert cut_off.stop() == 0
    cut_off.centre.set_faults({})
    stick = folder / "stick.jsonl"
    cut_off.command("queue", "export", str(stick))
    neighbour.command("queue", "import", str(stick))
    assert status(neighbour)["unsent"] == 2
    open_up(neighbour)
    emptied(neighbour)
    open_up(cut_off)  # its line is mended: it delivers them itself, and the centre knows them
    rate(cut_off, "A-3")
    emptied(cut_off)
    assert audit(cut_off, "A-1", "A-2", "A-3") == {"A-1": (1, 1), "A-2": (1, 2), "A-3": (1, 3)}


def test_a_disk_in_another_machine_goes_on_under_a_new_epoch(hall: Hall) -> None:
    elder = hall("elder")
    device = enrol(elder)
    open_up(elder)
    rate(elder, "A-1")
    emptied(elder)
    elder.centre.set_faults(NO_WAY)
    rate(elder, "A-2", "A-3")
    elder.kill()
    heir = hall("heir")
    copy(elder.state, heir.state)
    heir.token = elder.token
    assert enrol(heir, device) == device
    heir.centre.set_faults({})
    open_up(heir)
    rate(heir, "B-1")
    emptied(heir)
    assert audit(heir, "A-1", "A-2", "A-3", "B-1") == {
        "A-1": (1, 1), "A-2": (2, 1), "A-3": (2, 2), "B-1": (2, 3),
    }  # fmt: skip


def test_enrolled_anew_while_it_runs(hall: Hall) -> None:
    house = hall("house")
    device = enrol(house)
    open_up(house)
    rate(house, "A-1")
    emptied(house)
    house.centre.set_faults({"drop-after-commit@ratings": 1.0})  # it arrives, and nobody here knows
    rate(house, "A-2")
    until(lambda: len(house.centre.state()["ratings"]) == 2, "the rating at the centre")
    assert house.queue()["unsent"] == 1
    assert enrol(house, device) == device
    house.centre.set_faults({})
    emptied(house)
    rate(house, "A-3")
    emptied(house)
    assert audit(house, "A-1", "A-2", "A-3") == {"A-1": (1, 1), "A-2": (1, 2), "A-3": (2, 2)}


def test_a_backup_that_is_older_than_the_centre_is_noticed_by_the_heartbeat(hall: Hall, folder: Path) -> None:
    house = hall("house")
    enrol(house)
    open_up(house)
    rate(house, "A-1")
    emptied(house)
    house.centre.set_faults(NO_WAY)
    rate(house, "A-2")
    assert house.stop() == 0
    copy(house.state, folder / "backup")
    house.centre.set_faults({})
    open_up(house)
    rate(house, "A-3", "A-4")
    emptied(house)
    assert house.stop() == 0
    shutil.rmtree(house.state)
    copy(folder / "backup", house.state)
    open_up(house)
    rate(house, "A-5")
    emptied(house)
    # A-2 went once more, under another number, and is known by its id.
    assert audit(house, "A-1", "A-2", "A-3", "A-4", "A-5") == {
        "A-1": (1, 1), "A-2": (1, 2), "A-3": (1, 3), "A-4": (1, 4), "A-5": (2, 2),
    }  # fmt: skip
    assert status(house)["lastSeq"] == 2
    assert NOT_OURS in house.log.read_text()


def test_a_copied_disk_that_runs_twice_is_noticed_by_the_number(hall: Hall) -> None:
    """Both heartbeats were right when they were sent; only the second rating of a number tells."""
    one = hall("one", heartbeatSeconds=300)
    enrol(one)
    open_up(one)
    rate(one, "A-1")
    emptied(one)
    assert one.stop() == 0
    two = hall("two")
    copy(one.state, two.state)
    two.token = one.token
    open_up(one)
    open_up(two)
    until(lambda: len(one.centre.state()["heartbeats"]) >= 3, "a heartbeat of each since the copy")
    rate(one, "A-2")
    emptied(one)
    rate(two, "B-2")
    emptied(two)
    rate(one, "A-3")
    rate(two, "B-3")
    emptied(one)
    emptied(two)
    assert audit(one, "A-1", "A-2", "A-3", "B-2", "B-3") == {
        "A-1": (1, 1), "A-2": (1, 2), "A-3": (1, 3), "B-2": (2, 1), "B-3": (2, 2),
    }  # fmt: skip
    assert [found["kind"] for found in one.centre.state()["findings"]] == ["epoch"]
    assert NOT_OURS not in one.log.read_text() + two.log.read_text()
