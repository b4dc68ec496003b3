"""What is a finger and what is a hand, a cloth or a sleeve; by rule, without a glass."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.ui.fingers import (
    CALM_SECONDS,
    LONGEST_SECONDS,
    MANY,
    PALM_MM,
    Contact,
    Glass,
    Phase,
    Verdict,
    judged,
)

DOWN, THERE, UP = Phase.DOWN, Phase.THERE, Phase.UP
COUNTS, IGNORED, CANCELS = Verdict.COUNTS, Verdict.IGNORED, Verdict.CANCELS
Step = tuple[float, list[Contact]]


def live(*steps: Step, glass: Glass | None = None) -> list[Verdict]:
    """The verdicts on a story, told as moments and the contacts there are at them."""
    verdicts = []
    glass = glass or Glass()
    for now, contacts in steps:
        glass, verdict = judged(glass, contacts, now)
        verdicts.append(verdict)
    return verdicts


def one(phase: Phase, number: int = 1, size: float = 0.0) -> Contact:
    return Contact(number, phase, size)


def test_a_finger_counts() -> None:
    assert live((0, [one(DOWN)]), (0.1, [one(THERE)]), (0.2, [one(UP)])) == [COUNTS] * 3


def test_two_fingers_are_left_to_the_targets() -> None:
    assert live((0, [one(DOWN), one(DOWN, 2)]), (0.1, [one(UP), one(THERE, 2)]), (0.2, [one(UP, 2)])) == [COUNTS] * 3


def test_a_third_finger_cancels_until_the_hand_is_lifted_and_the_glass_calm() -> None:
    hand = [one(THERE), one(THERE, 2), one(DOWN, 3)]
    story: list[Step] = [
        (0.0, [one(DOWN)]),
        (0.1, [one(THERE), one(DOWN, 2)]),
        (0.2, hand),
        (0.3, [one(UP), one(UP, 2), one(THERE, 3)]),
        (0.4, [one(UP, 3)]),
        # A piece of the hand comes back, and lets nobody wait longer.
        (0.5, [one(DOWN, 4)]),
        (0.6, [one(THERE, 4), one(DOWN, 5)]),
        (0.65, [one(UP, 4), one(UP, 5)]),
        (0.4 + CALM_SECONDS, [one(DOWN, 6)]),
        (0.5 + CALM_SECONDS, [one(UP, 6)]),
    ]
    assert live(*story) == [COUNTS, COUNTS, CANCELS, *[IGNORED] * 5, COUNTS, COUNTS]


def test_a_hand_that_comes_at_once_has_nothing_to_cancel() -> None:
    assert live((0, [one(DOWN, number) for number in range(MANY)])) == [IGNORED]


def test_a_palm_is_known_by_its_size_also_where_it_grows() -> None:
    finger = Glass(sized=True)
    assert live((0, [one(DOWN, size=PALM_MM)]), (0.1, [one(UP)]), glass=finger) == [IGNORED, IGNORED]
    assert live((0, [one(DOWN, size=8)]), (0.1, [one(THERE, size=PALM_MM + 1)])) == [COUNTS, CANCELS]


def test_a_panel_that_calls_everything_large_is_not_believed() -> None:
    assert live((0, [one(DOWN, size=500)]), (0.1, [one(UP, size=500)])) == [COUNTS, COUNTS]


def test_who_presses_long_is_served_and_an_arm_is_not() -> None:
    assert live((0, [one(DOWN)]), (LONGEST_SECONDS, [one(UP)])) == [COUNTS, COUNTS]
    assert live((0, [one(DOWN)]), (LONGEST_SECONDS + 0.1, [one(UP)])) == [COUNTS, CANCELS]


def test_what_lay_there_before_anybody_looked_counts_for_nothing_until_it_is_lifted() -> None:
    story: list[Step] = [(0, [one(THERE)]), (1, [one(THERE), one(DOWN, 2)]), (2, [one(UP), one(UP, 2)])]
    assert live(*story, (2.0, [one(DOWN)])) == [IGNORED, IGNORED, IGNORED, COUNTS]


def test_a_contact_whose_end_nobody_reported_is_forgotten() -> None:
    glass, _ = judged(Glass(), [one(DOWN), one(DOWN, 2)], 0)
    glass, _ = judged(glass, [one(DOWN, 3)], 5)
    assert glass.down == {3: 5}


PHASES = st.sampled_from(Phase)
EVENTS = st.lists(
    st.tuples(
        st.floats(0, 10),
        st.dictionaries(st.integers(0, 5), st.tuples(PHASES, st.floats(0, 100)), min_size=1, max_size=5),
    ),
    max_size=40,
)


@given(EVENTS)
def test_whatever_a_panel_reports(story: list[tuple[float, dict[int, tuple[Phase, float]]]]) -> None:
    """A hand never counts, is cancelled once, and the glass comes back by itself."""
    glass, now = Glass(), 0.0
    for pause, reported in story:
        now += pause
        contacts = [Contact(number, phase, size) for number, (phase, size) in reported.items()]
        before = glass
        glass, verdict = judged(glass, contacts, now)
        if len(contacts) >= MANY:
            assert verdict is not COUNTS
        if verdict is CANCELS:
            assert before.down
            assert not before.hand
        assert set(glass.down) == {contact.id for contact in contacts if contact.phase is not UP}
        assert glass.sized or not before.sized
    lifted = [Contact(number, UP) for number in glass.down]
    if lifted:
        glass, _ = judged(glass, lifted, now)
    assert not glass.down
    verdicts = live((now + CALM_SECONDS, [one(DOWN, 9)]), (now + CALM_SECONDS, [one(UP, 9)]), glass=glass)
    assert verdicts == [COUNTS, COUNTS]
