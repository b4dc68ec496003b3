"""The technician's PIN: five slips of the finger, then a wait that grows, and no look at it meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.technician import Door
from kiosk_app.counter.tokens import digest, matches
from kiosk_app.runtime.doorkeeper import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, TRIES, Doorkeeper


class House:
    def __init__(self, kept: str | None = "right") -> None:
        self.kept, self.now, self.looked = kept, 1000.0, 0
        self.keeper = Doorkeeper(lambda: self.kept, self.matches, mono=lambda: self.now)

    def matches(self, pin: str, kept: str) -> bool:
        self.looked += 1
        return pin == kept


def test_without_a_pin_nobody_comes_in() -> None:
    house = House(None)
    assert house.keeper.judge(None) == Door(has_pin=False)
    for _ in range(20):
        assert house.keeper.judge("12345678") == Door(has_pin=False)
    assert house.looked == 0


def test_the_right_one_opens_and_the_slips_before_it_are_forgotten() -> None:
    house = House()
    assert house.keeper.judge(None) == Door()
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert house.keeper.judge("wrong") == Door(wrong=True)
        assert house.keeper.judge("right") == Door(opened=True)


def test_the_wait_grows_and_the_right_one_is_not_looked_at_meanwhile() -> None:
    house = House()
    for _ in range(TRIES - 1):
        house.keeper.judge("wrong")
    wait = FIRST_WAIT_SECONDS
    for _ in range(12):
        shut = house.keeper.judge("wrong")
        assert shut == Door(wrong=True, shut_until=house.now + wait)
        house.now += wait - 1
        looked = house.looked
        assert house.keeper.judge("right") == Door(shut_until=shut.shut_until)
        assert house.looked == looked
        house.now += 1
        assert house.keeper.judge(None) == Door()
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
    assert house.keeper.judge("right") == Door(opened=True)


def test_a_new_pin_counts_at_once() -> None:
    house = House()
    house.kept = "newer"
    assert house.keeper.judge("right").wrong
    assert house.keeper.judge("newer").opened
    house.kept = None
    assert not house.keeper.judge("newer").has_pin


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=60))
def test_no_more_tries_than_the_waits_allow(tries: list[tuple[bool, float]]) -> None:
    house = House()
    begun = house.now
    for asks, seconds in tries:
        house.now += seconds
        house.keeper.judge("wrong" if asks else None)
    waits = [min(FIRST_WAIT_SECONDS * 2**n, LONGEST_WAIT_SECONDS) for n in range(max(0, house.looked - TRIES))]
    assert sum(waits) <= house.now - begun


@pytest.mark.parametrize("pin", ["12345678", "00000000"])
def test_what_is_kept_is_no_pin(pin: str) -> None:
    kept = digest(pin)
    assert pin not in kept
    assert kept.startswith("scrypt$")
    assert Doorkeeper(lambda: kept, matches, mono=lambda: 0.0).judge(pin).opened
    assert Doorkeeper(lambda: kept, matches, mono=lambda: 0.0).judge("1234567").wrong
