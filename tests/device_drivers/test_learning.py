"""Learning keys by pressing them: nothing is learnt twice, nothing by a bounce."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from device_drivers.learning import BOUNCE, LEVELS, Learning, Said, heard, meaning, skip


def test_five_keys_and_once_more() -> None:
    learning, at = Learning(), 0.0
    for round_of in (Said.TAKEN, Said.CONFIRMED):
        assert learning.verifying == (round_of is Said.CONFIRMED)
        for level, key in zip(LEVELS, "abcde", strict=True):
            assert learning.asked == level
            at += 1
            learning, said = heard(learning, key, at)
            assert said is round_of
    assert learning.asked is None
    assert dict(learning.keys) == {"a": 5, "b": 4, "c": 3, "d": 2, "e": 1}
    assert heard(learning, "a", at + 9) == (learning, Said.IGNORED)
    assert skip(learning) == (learning, Said.IGNORED)


def test_a_bounce_is_noticed_and_costs_nothing() -> None:
    learning, _ = heard(Learning(), "a", 1.0)
    for at in (1.1, 1.4, 1.7):  # a key that is held repeats: each is near the one before
        learning, said = heard(learning, "a", at)
        assert said is Said.BOUNCED
    assert (learning.asked, learning.bounces, learning.contradictions) == (4, 3, 0)
    assert heard(learning, "a", 1.7 + BOUNCE)[1] is Said.CONTRADICTS


def test_one_key_for_two_levels_is_a_contradiction() -> None:
    learning, _ = heard(Learning(), "a", 1.0)
    learning, _ = heard(learning, "b", 2.0)
    learning, said = heard(learning, "a", 3.0)
    assert said is Said.CONTRADICTS
    assert (meaning(learning, "a"), meaning(learning, "z")) == (5, None)
    assert learning.asked == 3
    assert learning.contradictions == 1


def test_levels_without_a_key() -> None:
    learning, _ = heard(Learning(verifies=False), "a", 1.0)
    for _ in range(4):
        learning, said = skip(learning)
        assert said is Said.SKIPPED
    assert learning.asked is None
    assert dict(learning.keys) == {"a": 5}


def test_another_key_the_second_time_is_learnt_anew() -> None:
    learning = Learning(open=(5, 4))
    for key, at in (("a", 1.0), ("b", 2.0)):
        learning, _ = heard(learning, key, at)
    learning, said = heard(learning, "c", 3.0)
    assert (said, learning.asked, learning.verifying) == (Said.DIFFERS, 5, False)
    learning, said = heard(learning, "c", 4.0)
    assert said is Said.TAKEN
    learning, said = heard(learning, "b", 5.0)
    assert (said, learning.asked) == (Said.CONFIRMED, 5)
    learning, said = skip(learning)  # no second time for that one
    assert (said, learning.asked) == (Said.SKIPPED, None)
    assert dict(learning.keys) == {"c": 5, "b": 4}


events = st.lists(st.one_of(st.sampled_from("abcdef"), st.none()), max_size=60)


@given(events, st.booleans(), st.lists(st.floats(0, 2), min_size=60, max_size=60))
def test_whatever_is_pressed_no_key_means_two_levels_and_no_level_has_two_keys(
    story: list[str | None], verifies: bool, pauses: list[float]
) -> None:
    learning, at = Learning(verifies=verifies), 0.0
    for what, pause in zip(story, pauses, strict=False):
        at += pause
        before = learning
        learning, said = skip(learning) if what is None else heard(learning, what, at)
        assert len(set(learning.keys.values())) == len(learning.keys)
        assert (said is Said.TAKEN) == (len(learning.keys) > len(before.keys))
        assert set(learning.open) | set(learning.keys.values()) <= set(LEVELS)
        assert not set(learning.open) & set(learning.keys.values())
